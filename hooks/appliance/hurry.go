package appliance

import (
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/pocketbase/pocketbase/core"
)

// hurrying marks an app whose files need not wait for the disk.
const hurrying = "onestopHurrying"

// Hurry runs fn without waiting for the disk, and makes the database durable again when
// it ends. The collector comes less often meanwhile, because what fills a folder is thrown
// away at once. It is for filling a folder that is thrown away when the filling is cut off,
// never for anybody's real data.
func Hurry(app core.App, fn func() error) error {
	if err := synchronous(app, "OFF"); err != nil {
		return err
	}
	app.Store().Set(hurrying, true)
	collecting := debug.SetGCPercent(400)
	err := fn()
	debug.SetGCPercent(collecting)
	app.Store().Remove(hurrying)
	return errors.Join(err, synchronous(app, "FULL"), checkpoint(app))
}

// errClosed is what is left to say where a signal closed the database meanwhile.
var errClosed = errors.New("the database was closed meanwhile")

// pragma has the one writing connection obey.
func pragma(app core.App, words string) error {
	db := app.NonconcurrentDB()
	if db == nil {
		return errClosed
	}
	_, err := db.NewQuery("PRAGMA " + words).Execute()
	return err
}

// synchronous sets how long the one writing connection waits for the disk.
func synchronous(app core.App, level string) error {
	if err := pragma(app, "synchronous="+level); err != nil {
		return fmt.Errorf("set synchronous to %s: %w", level, err)
	}
	return nil
}

// checkpoint brings everything written so far into data.db and onto the disk.
func checkpoint(app core.App) error {
	if err := pragma(app, "wal_checkpoint(TRUNCATE)"); err != nil {
		return fmt.Errorf("write the log into the database: %w", err)
	}
	return nil
}
