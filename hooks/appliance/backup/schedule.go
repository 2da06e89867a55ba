package backup

import (
	"context"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/routine"

	"onestop/hooks/rules/workday"
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

// Asked are the things that somebody may ask for at once.
const (
	AskedBackup = "backup"
	AskedDrill  = "drill"
)

// Ask has a backup or a drill made by the served house as soon as it can. It answers false
// where the house is not served or something was asked for already.
func (b *Backups) Ask(what string) bool {
	select {
	case b.asked <- what:
		return true
	default:
		return false
	}
}

// Serve makes backups and drills while the app is served. The end of the app waits for the
// one that is running, which is cut off, in the middle of an object on its way to a bucket as well;
// only the look over what a drill has restored comes to its end.
func (b *Backups) Serve(app core.App) {
	ctx, stop := context.WithCancel(context.Background())
	b.asked = make(chan string, 1)
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
		case what := <-b.asked:
			b.do(ctx, app, what)
		case <-tick.C:
			b.look(ctx, app)
		}
	}
}

// do makes a backup or a drill. What fails stands in the status and in the log.
func (b *Backups) do(ctx context.Context, app core.App, what string) {
	b.busy.Store(&what)
	defer b.busy.Store(nil)
	var err error
	if what == AskedDrill {
		_, err = b.Drill(ctx, nil)
	} else {
		_, err = b.Run(ctx)
	}
	if err != nil && ctx.Err() == nil {
		app.Logger().Error("The "+what+" failed.", "error", err)
	}
}

// look does what is due, judged by what this machine remembers: a storage that was asked every
// minute would be paid for it, and a disk would not sleep.
func (b *Backups) look(ctx context.Context, app core.App) {
	status, _, err := b.remembered()
	switch {
	case err != nil:
		app.Logger().Error("The backups cannot be looked after.", "error", err)
	case backupDue(b.Now(), status):
		b.do(ctx, app, AskedBackup)
	case drillDue(b.Now(), status):
		b.do(ctx, app, AskedDrill)
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
	hour := now.In(workday.China).Hour()
	return passed(now, s.Drill.At, drillByDay) || hour >= nightFrom && hour < nightTo && passed(now, s.Drill.At, drillEvery)
}

func passed(now, then time.Time, span time.Duration) bool {
	past := now.Sub(then)
	return past >= span || past < -time.Hour
}
