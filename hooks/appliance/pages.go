package appliance

import (
	"context"
	"path/filepath"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance/probe"
)

// damage is where an app keeps what the last look at its pages found.
const damage = "onestopDamage"

// ExaminePages lets SQLite look at every page of the served database, however big it is,
// thoroughly at the indexes, too, and keeps what it finds for Damage. The doctor of the house
// does it every night: a start has no time for a big one, and a page that rots is better
// known while the backups of the days before are still kept.
func ExaminePages(ctx context.Context, app core.App, thorough bool) error {
	err := advised(probe.Pages(ctx, filepath.Join(app.DataDir(), dataName), thorough), app.DataDir())
	if ctx.Err() != nil {
		return ctx.Err() // the house closed
	}
	app.Store().Set(damage, err)
	if err != nil {
		app.Logger().Error("Pages of the database are damaged.", "error", err)
	}
	return err
}

// Damage is what the last look at the pages of the database found, nil where it was sound or
// nobody looked since the start.
func Damage(app core.App) error {
	err, _ := app.Store().Get(damage).(error)
	return err
}
