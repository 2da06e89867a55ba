// Package prepared is the SQLite driver of PocketBase with a memory: each connection keeps
// the statements that it has compiled, and runs them again when the same text comes again.
//
// PocketBase sends every statement as text, so SQLite would parse and plan the same few
// hundred texts for ever; of an act that was a quarter of its time. A kept statement holds no
// lock and no snapshot, and SQLite itself compiles it anew after the schema has changed.
package prepared

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"

	_ "modernc.org/sqlite" // the driver that PocketBase uses
)

// Name is the name by which database/sql knows this driver.
const Name = "onestop"

// Most is how many statements one connection keeps.
const Most = 128

func init() {
	plain, err := sql.Open("sqlite", "") // opens no connection; it is asked for its driver
	if err != nil {
		panic(fmt.Errorf("the SQLite driver is not registered: %w", err))
	}
	sql.Register(Name, keeper{plain.Driver(), Most})
}

// keeper is a driver whose connections keep at most so many statements.
type keeper struct {
	driver.Driver
	most int
}

// Open opens a connection that keeps its statements.
func (k keeper) Open(dsn string) (driver.Conn, error) {
	plain, err := k.Driver.Open(dsn)
	if err != nil {
		return nil, err
	}
	inner, ok := plain.(connection)
	if !ok {
		_ = plain.Close()
		return nil, fmt.Errorf("connections of %T cannot keep statements", k.Driver)
	}
	return &conn{connection: inner, kept: newShelf(k.most)}, nil
}

// connection is what the connections of the driver can do that database/sql makes use of.
type connection interface {
	driver.Conn
	driver.ConnPrepareContext
	driver.ConnBeginTx
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// conn is used by one goroutine at a time, as database/sql promises, but a statement may be
// sent while the rows of another are still being read, even of the same text.
type conn struct {
	connection
	kept *shelf
}

// ExecContext runs a statement, compiled now or before.
func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, old, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	result, err := s.ExecContext(ctx, args)
	if err != nil {
		_ = s.Close() // the error of the statement is the one to tell
		return nil, err
	}
	return result, c.kept.put(query, s, old)
}

// QueryContext asks by a statement, compiled now or before. It is busy until its rows are closed.
func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, old, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	answer, err := s.QueryContext(ctx, args)
	if err != nil {
		_ = s.Close()
		return nil, err
	}
	inner, ok := answer.(table)
	if !ok {
		_ = answer.Close()
		_ = s.Close()
		return nil, fmt.Errorf("rows of %T do not tell their columns", answer)
	}
	return &rows{table: inner, end: func(err error) error {
		if err != nil {
			_ = s.Close()
			return err
		}
		return c.kept.put(query, s, old)
	}}, nil
}

// Close closes the kept statements and the connection.
func (c *conn) Close() error {
	err := c.kept.clear()
	if closeErr := c.connection.Close(); closeErr != nil {
		return closeErr
	}
	return err
}

// take answers a statement for a text, and whether it was compiled before.
func (c *conn) take(ctx context.Context, query string) (s statement, old bool, err error) {
	if s := c.kept.take(query); s != nil {
		return s, true, nil
	}
	plain, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, false, err
	}
	s, ok := plain.(statement)
	if !ok {
		_ = plain.Close()
		return nil, false, fmt.Errorf("statements of %T take no context", plain)
	}
	return s, false, nil
}

// statement is what the statements of the driver can do.
type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// table is what the rows of the driver can tell.
type table interface {
	driver.Rows
	driver.RowsColumnTypeDatabaseTypeName
	driver.RowsColumnTypeLength
	driver.RowsColumnTypeNullable
	driver.RowsColumnTypePrecisionScale
	driver.RowsColumnTypeScanType
}

// rows give their statement back when they are closed.
type rows struct {
	table
	end func(error) error
}

// Close closes the rows, once.
func (r *rows) Close() error {
	if r.end == nil {
		return nil
	}
	end := r.end
	r.end = nil
	return end(r.table.Close())
}
