package hooks

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/routine"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/doctor"
)

const (
	doctorTick  = time.Minute // how often the served house looks whether a look is due
	doctorEvery = time.Hour   // between looks at what costs little
)

// practice is the doctor of the house at work. It goes by the clock of the machine.
type practice struct {
	turn  sync.Mutex // one look at a time; guards what is remembered on disk
	last  atomic.Pointer[doctor.Report]
	night atomic.Pointer[time.Time] // when everything was looked over
	busy  atomic.Bool               // everything is being looked over
	door  atomic.Pointer[string]    // the address of the service
	since atomic.Pointer[time.Time] // when the service started
	jobs  atomic.Pointer[jobsRun]

	clockWrong atomic.Bool   // at the last look
	hanging    chan struct{} // mails that a silent server holds up
	judged     sync.Map      // digests of passwords that were tried -> whether one opened

	life    context.Context
	stop    context.CancelFunc
	running sync.WaitGroup
}

// jobsRun is the newest run of the due jobs.
type jobsRun struct {
	whole  time.Time // when one last ended without an error
	failed string
}

// bindDoctor lets the served house look itself over: what costs little when it starts and
// every hour, everything once a night. A training house does so only when it is asked.
func (h *Hall) bindDoctor(o Options) {
	h.practice.hanging = make(chan struct{}, hangingMail)
	h.practice.life, h.practice.stop = context.WithCancel(context.Background())
	h.app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		now := time.Now()
		address := e.Server.Addr
		h.practice.since.Store(&now)
		h.practice.door.Store(&address)
		err := e.Next()
		if err == nil && !o.DueByHand && !h.demo {
			routine.FireAndForget(h.tendHealth, &h.practice.running)
		}
		return err
	})
	h.app.OnTerminate().BindFunc(func(e *core.TerminateEvent) error {
		h.practice.stop()
		h.practice.running.Wait()
		return e.Next()
	})
}

// noteJobs remembers how a run of the due jobs ended.
func (h *Hall) noteJobs(failed error) {
	run := jobsRun{whole: time.Now()}
	if failed != nil {
		run.failed = reason(failed)
		if before := h.practice.jobs.Load(); before != nil {
			run.whole = before.whole
		} else {
			run.whole = time.Time{}
		}
	}
	h.practice.jobs.Store(&run)
}

// tendHealth looks the house over for as long as it serves.
func (h *Hall) tendHealth() {
	h.lookNow(h.practice.life)
	h.printPressing()
	tick := time.NewTicker(doctorTick)
	defer tick.Stop()
	for {
		select {
		case <-h.practice.life.Done():
			return
		case <-tick.C:
			h.tendOnce(h.practice.life)
		}
	}
}

// tendOnce does what is due, and sends what waits.
func (h *Hall) tendOnce(ctx context.Context) {
	memory, err := doctor.Remember(h.app.DataDir(), time.Now())
	last := h.practice.last.Load()
	switch {
	case err != nil:
		h.app.Logger().Error("what the doctor remembers cannot be read", "error", err)
	case memory.NightDue(time.Now()):
		h.lookOver(ctx, false)
	case last == nil || time.Since(last.At) >= doctorEvery || h.clockTurned():
		h.lookNow(ctx)
	}
	h.sendAlarms(ctx)
}

// clockTurned tells whether the clock went wrong, or right again, since the last look: until it
// is right nobody can act, so that this waits for no hour.
func (h *Hall) clockTurned() bool {
	return h.practice.clockWrong.Load() != (appliance.Clock(h.app) != nil)
}

// lookNow looks at what costs little and tells what changed.
func (h *Hall) lookNow(ctx context.Context) {
	h.practice.turn.Lock()
	defer h.practice.turn.Unlock()
	h.logged(h.look(ctx, func(context.Context, *patient) error { return nil }))
}

// lookOver looks everything over, which may take minutes; all reads every stored file
// instead of the thirtieth whose turn it is.
func (h *Hall) lookOver(ctx context.Context, all bool) {
	if !h.practice.busy.CompareAndSwap(false, true) {
		return
	}
	defer h.practice.busy.Store(false)
	h.practice.turn.Lock()
	defer h.practice.turn.Unlock()
	h.logged(h.look(ctx, func(ctx context.Context, p *patient) error { return p.overnight(ctx, all) }))
}

func (h *Hall) logged(err error) {
	if err != nil && h.practice.life.Err() == nil {
		h.app.Logger().Error("the doctor could not look the house over", "error", err)
	}
}

// look does the thorough part, judges, keeps what is to be remembered, and writes alarms
// about what changed.
func (h *Hall) look(ctx context.Context, thorough func(context.Context, *patient) error) error {
	now := time.Now()
	memory, err := doctor.Remember(h.app.DataDir(), now)
	if err != nil {
		return err
	}
	h.practice.clockWrong.Store(appliance.Clock(h.app) != nil)
	p := h.patient(memory, now, true)
	defer p.close()
	if err := thorough(ctx, p); err != nil {
		return err
	}
	report := doctor.Examine(p.facts(ctx))
	if p.overlooked {
		memory.Night = &report
	}
	if !h.demo {
		h.writeAlarms(memory, report)
	}
	h.practice.last.Store(&report)
	if memory.Night != nil {
		h.practice.night.Store(&memory.Night.At)
	}
	return memory.Keep(h.app.DataDir())
}

// printPressing says at the start what is not in order; the log has it, too.
func (h *Hall) printPressing() {
	report := h.practice.last.Load()
	if report == nil {
		return
	}
	for _, f := range report.Pressing() {
		fmt.Println(lineOf(f))
	}
}

// lights are how levels are said on a console.
var lights = map[doctor.Level]string{doctor.Green: "✓ 正常 ok   ", doctor.Amber: "! 注意 amber", doctor.Red: "✗ 严重 red  "}

// lineOf is a finding on the console, in both languages.
func lineOf(f doctor.Finding) string {
	line := lights[f.Level] + "  " + f.Code
	if f.Figure != "" {
		line += "  [" + f.Figure + "]"
	}
	return line + "\n    " + f.ZH + "\n    " + f.EN
}
