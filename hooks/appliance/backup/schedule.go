package backup

import (
	"context"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/routine"
)

const (
	lookEvery   = time.Minute // how often the served house looks whether something is due
	backupEvery = time.Hour
	retryAfter  = 10 * time.Minute // a backup that failed
	drillEvery  = 20 * time.Hour   // at night
	drillByDay  = 44 * time.Hour   // where the machine is off at night
	nightFrom   = 1                // hours in China
	nightTo     = 5
)

// Serve makes backups and drills while the app is served. The end of the app waits for the
// one that is running, which is cut off.
func (b *Backups) Serve(app core.App) {
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	var once sync.Once
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "onestopBackup", Func: func(e *core.ServeEvent) error {
		once.Do(func() { routine.FireAndForget(func() { b.tend(ctx, app) }, &running) })
		return e.Next()
	}})
	app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{Id: "onestopBackup", Func: func(e *core.TerminateEvent) error {
		stop()
		running.Wait()
		return e.Next()
	}, Priority: -998})
}

func (b *Backups) tend(ctx context.Context, app core.App) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		b.look(ctx, app)
	}
}

// look does what is due. What fails stands in the status and in the log.
func (b *Backups) look(ctx context.Context, app core.App) {
	status, err := b.Status()
	if err != nil {
		app.Logger().Error("The backups cannot be looked after.", "error", err)
		return
	}
	if backupDue(b.Now(), status) {
		if _, err := b.Run(ctx); err != nil && ctx.Err() == nil {
			app.Logger().Error("The backup failed.", "error", err)
		}
		return
	}
	if drillDue(b.Now(), status) {
		if _, err := b.Drill(ctx, nil); err != nil && ctx.Err() == nil {
			app.Logger().Error("The restore drill failed.", "error", err)
		}
	}
}

// backupDue: an hour after the last good one, ten minutes after one that failed; a clock
// that was moved back puts nothing off.
func backupDue(now time.Time, s Status) bool {
	switch {
	case !s.Set:
		return false
	case s.Last == nil:
		return true
	case s.Last.Problem != nil:
		return passed(now, s.Last.At, retryAfter)
	}
	return passed(now, s.Last.At, backupEvery)
}

// drillDue: every night, by day where two nights were missed, an hour after one that failed.
func drillDue(now time.Time, s Status) bool {
	switch {
	case !s.Set || !s.KeyKept || s.Good == nil:
		return false
	case s.Drill == nil:
		return true
	case s.Drill.Problem != nil:
		return passed(now, s.Drill.At, time.Hour)
	}
	hour := now.In(china).Hour()
	return passed(now, s.Drill.At, drillByDay) || hour >= nightFrom && hour < nightTo && passed(now, s.Drill.At, drillEvery)
}

func passed(now, then time.Time, span time.Duration) bool {
	past := now.Sub(then)
	return past >= span || past < -time.Hour
}
