package appliance

import (
	"context"
	"path/filepath"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"onestop/hooks/appliance/probe"
)

// damage is where an app keeps what the last look at its pages found.
const damage = "onestopDamage"

// LookOver lets SQLite look at every page of the served database at night, however big it
// is, on Sundays at the indexes, too: a start has no time for a big one, and a page that
// rots is better known while the backups of the days before are still kept.
func LookOver(app core.App) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	app.Cron().MustAdd("onestopPages", "10 18 * * *", func() { // ten past two at night in China
		running.Add(1)
		defer running.Done()
		lookOver(ctx, app, time.Now().In(china).Weekday() == time.Sunday)
	})
	app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{Id: "onestopPages", Func: func(e *core.TerminateEvent) error {
		cancel()
		running.Wait()
		return e.Next()
	}, Priority: -998})
}

func lookOver(ctx context.Context, app core.App, thorough bool) {
	err := advised(probe.Pages(ctx, filepath.Join(app.DataDir(), dataName), thorough), app.DataDir())
	if ctx.Err() != nil {
		return // the house closed
	}
	app.Store().Set(damage, err)
	if err != nil {
		app.Logger().Error("Pages of the database are damaged.", "error", err)
	}
}

// Damage is what the last look at the pages of the database found, nil where it was sound or
// nobody looked since the start.
func Damage(app core.App) error {
	err, _ := app.Store().Get(damage).(error)
	return err
}
