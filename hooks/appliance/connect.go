// Package appliance keeps a data folder safe: how the database is opened, who may use
// the folder, what is looked at before a start, and that an acknowledged file is on disk.
package appliance

import (
	"database/sql"
	"path/filepath"
	"sync/atomic"

	"github.com/pocketbase/dbx"

	"onestop/hooks/appliance/prepared"
)

// dsnOptions open a database of the folder. busy_timeout stands first: a connection has
// to wait for a busy database already while it turns WAL on. A write transaction takes
// its lock at once (_txlock), so that two of them queue instead of failing half-way.
const dsnOptions = "?_txlock=immediate" +
	"&_pragma=busy_timeout(10000)" +
	"&_pragma=journal_mode(WAL)" +
	"&_pragma=journal_size_limit(200000000)" +
	"&_pragma=foreign_keys(ON)" +
	"&_pragma=temp_store(MEMORY)" +
	"&_pragma=cache_size(-6000)" // KB a connection; the cache of the system serves them all

// Readers is how many connections that read data.db stay open for the next question, until
// nobody has asked for three minutes. To open one costs more than most questions: SQLite
// parses the whole schema.
const Readers = 48

// logLeft tells that data.db is replicated: only who sends its log may write the log into it.
var logLeft atomic.Bool

// LeaveLog has data.db opened, from now on, so that its write-ahead log is left alone.
func LeaveLog() { logLeft.Store(true) }

// auxiliaryName is the database that holds only logs: losing its last lines in a power
// cut harms nobody, so it is not made to wait for the disk.
const auxiliaryName = "auxiliary.db"

// Connect opens a database of the data folder, by the driver that keeps its statements.
func Connect(dbPath string) (*dbx.DB, error) { return connect(prepared.Name, dbPath) }

// ConnectPlain opens it as durably by the driver as it comes, which copies pages, too.
func ConnectPlain(dbPath string) (*dbx.DB, error) { return connect("sqlite", dbPath) }

// connect opens a database by one of the drivers. Commits of data.db reach the disk before
// they are acknowledged (synchronous FULL); auxiliary.db, the logs, uses NORMAL.
func connect(driver, dbPath string) (*dbx.DB, error) {
	more := "&_pragma=synchronous(FULL)"
	switch {
	case filepath.Base(dbPath) == auxiliaryName:
		more = "&_pragma=synchronous(NORMAL)"
	case logLeft.Load():
		more += "&_pragma=wal_autocheckpoint(0)"
	}
	db, err := sql.Open(driver, dbPath+dsnOptions+more)
	if err != nil {
		return nil, err
	}
	return dbx.NewFromDB(db, "sqlite"), nil
}
