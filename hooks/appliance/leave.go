package appliance

import (
	"net/url"
	"path/filepath"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// ReadBeside opens data.db of a folder that is served, for whoever only reads and may be the
// last to close it: the write-ahead log stays as it is.
func ReadBeside(dir string) (*dbx.DB, error) {
	file, err := filepath.Abs(filepath.Join(dir, dataName))
	if err != nil {
		return nil, err
	}
	path := filepath.ToSlash(file)
	if path[0] != '/' {
		path = "/" + path // C:/ on Windows
	}
	address := url.URL{Scheme: "file", Path: path, RawQuery: "mode=ro&_pragma=busy_timeout(10000)"}
	db, err := dbx.Open("sqlite", address.String())
	if err == nil {
		db.DB().SetMaxOpenConns(1)
	}
	return db, err
}

// optimizeJob is the platform's nightly one. It writes the whole log into the database and
// stops whoever writes meanwhile; beside a replica, which does that itself, it took ten seconds.
const optimizeJob = "__pbDBOptimize__"

// PracticeReplica leaves the write-ahead log of an open house to whoever sends it: no
// connection and no job writes it into the database beside.
func PracticeReplica(app core.App) error {
	LeaveLog()
	if err := pragma(app, "wal_autocheckpoint=0"); err != nil { // of a connection that was open before
		return err
	}
	return app.Cron().Add(optimizeJob, "0 0 * * *", func() {
		if err := pragma(app, "optimize"); err != nil {
			app.Logger().Warn("The database could not be optimized.", "error", err)
		}
	})
}
