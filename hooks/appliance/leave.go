package appliance

import (
	"path/filepath"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance/probe"
)

// ReadBeside opens data.db of a folder that is served (probe.OpenBeside).
func ReadBeside(dir string) (*dbx.DB, error) { return probe.OpenBeside(filepath.Join(dir, dataName)) }

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
