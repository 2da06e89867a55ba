package appliance

import (
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance/probe"
	"onestop/hooks/appliance/witness"
)

// board is a computer whose clock can be set.
type board struct {
	clock  time.Time
	ran    time.Duration
	synced bool
}

func (m *board) machine() machine {
	return machine{
		wall:    func() time.Time { return m.clock },
		elapsed: func() time.Duration { return m.ran },
		kernel:  func() probe.Kernel { return probe.Kernel{At: m.clock.Truncate(time.Second), Synced: m.synced} },
	}
}

func (m *board) pass(d time.Duration) { m.clock, m.ran = m.clock.Add(d), m.ran+d }

// set is what a hand does: Linux forgets that the clock was synchronised.
func (m *board) set(by time.Duration) { m.clock, m.synced = m.clock.Add(by), false }

// step is what a service of the time does.
func (m *board) step(by time.Duration) { m.clock, m.synced = m.clock.Add(by), true }

var monday = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

func verdict(p *pace) string {
	said, due := p.read()
	if f := probe.Of(probe.Leapt(said, due, time.Time{})); f != nil {
		return f.Code
	}
	return ""
}

// A clock that is set in service is told from time that passes, whatever way it goes, and is
// right again when it is set back.
func TestALeapOfTheClock(t *testing.T) {
	const hour, day = time.Hour, 24 * time.Hour
	for name, c := range map[string]struct {
		by   time.Duration
		want string
	}{
		"set by the network":    {4 * time.Minute, ""},
		"back by the network":   {-4 * time.Minute, ""},
		"an hour ahead":         {hour, probe.ClockLeapt},
		"eleven days ahead":     {11 * day, probe.ClockLeapt},
		"four hundred days":     {400 * day, probe.ClockAhead},
		"six minutes back":      {-6 * time.Minute, probe.ClockBack},
		"a year back":           {-365 * day, probe.ClockBack},
		"nothing but time":      {0, ""},
		"six minutes ahead":     {6 * time.Minute, probe.ClockLeapt},
		"just within tolerance": {probe.BackBy, ""},
	} {
		m := &board{clock: monday, ran: hour}
		p := newPace(m.machine())
		m.pass(30 * day) // of a machine that sleeps over the longest holiday, too
		if got := verdict(p); got != "" {
			t.Fatalf("%s: time that passes is %s", name, got)
		}
		m.set(c.by)
		if got := verdict(p); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
		m.pass(2 * hour)
		if got := verdict(p); got != c.want {
			t.Errorf("%s: two hours later %q", name, got)
		}
		m.set(-c.by)
		if got := verdict(p); got != "" {
			t.Errorf("%s: set right it is %q", name, got)
		}
	}
}

// Whatever is typed into a clock, the time to go by stays that of what passed, and what
// somebody confirms is gone on from.
func TestALeapMovesNothing(t *testing.T) {
	chance := rand.New(rand.NewPCG(7, 7))
	m := &board{clock: monday}
	p := newPace(m.machine())
	truth := monday
	for range 2000 {
		passed, wrong := time.Duration(chance.Int64N(int64(time.Hour))), time.Duration(chance.Int64N(int64(800*24*time.Hour)))-400*24*time.Hour
		m.pass(passed)
		truth = truth.Add(passed)
		if wrong.Abs() <= probe.BackBy {
			continue
		}
		m.set(wrong)
		if due := p.due(); !due.Equal(truth) {
			t.Fatalf("by a clock set %s wrong it is %s, after %s", wrong, due, truth)
		}
		m.set(-wrong)
	}
	m.set(3 * time.Hour)
	p.trust()
	m.pass(time.Minute)
	if got := verdict(p); got != "" || !p.due().Equal(m.clock) {
		t.Errorf("a confirmed clock is %q, due %s", got, p.due())
	}
}

// What the network puts right for the first time, soon after the machine started, is believed;
// whatever anybody types is not, nor what the network says later.
func TestTheNetworkPutsTheClockForward(t *testing.T) {
	const hour, day = time.Hour, 24 * time.Hour
	night := 15 * hour
	for name, c := range map[string]struct {
		do   func(b *board, p *pace)
		want string
	}{
		"half a minute after the start": {func(b *board, p *pace) { b.pass(30 * time.Second); b.step(night) }, ""},
		"looked at before":              {func(b *board, p *pace) { b.pass(20 * time.Second); p.read(); b.step(12*day - hour) }, ""},
		"stepped, and measured later":   {func(b *board, p *pace) { b.set(night); p.read(); b.pass(5 * time.Minute); b.synced = true }, ""},
		"typed":                         {func(b *board, p *pace) { b.set(night) }, probe.ClockLeapt},
		"typed, and back by the network": {func(b *board, p *pace) {
			b.set(night)
			p.read()
			b.step(-night)
		}, ""},
		"typed after the network":      {func(b *board, p *pace) { b.step(night); p.read(); b.set(3 * day) }, probe.ClockLeapt},
		"twice":                        {func(b *board, p *pace) { b.step(day); p.read(); b.pass(hour / 2); b.step(day) }, probe.ClockLeapt},
		"kept before, typed, kept":     {func(b *board, p *pace) { b.step(time.Second); p.read(); b.set(day); p.read(); b.synced = true }, probe.ClockLeapt},
		"after the first two hours":    {func(b *board, p *pace) { b.pass(2*hour + time.Minute); b.step(night) }, probe.ClockLeapt},
		"further than any holiday":     {func(b *board, p *pace) { b.step(12*day + hour) }, probe.ClockAhead},
		"two holidays in two steps":    {func(b *board, p *pace) { b.step(12 * day); p.read(); b.step(12 * day) }, probe.ClockLeapt},
		"backward":                     {func(b *board, p *pace) { b.step(-hour) }, probe.ClockBack},
		"backward, and then as before": {func(b *board, p *pace) { b.step(-hour); p.read(); b.step(2 * hour) }, probe.ClockLeapt},
	} {
		b := &board{clock: monday}
		p := newPace(b.machine())
		c.do(b, p)
		if got := verdict(p); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
		b.pass(time.Hour)
		if got := verdict(p); got != c.want {
			t.Errorf("%s: an hour later %q", name, got)
		}
	}
	b := &board{clock: monday, synced: true}
	p := newPace(b.machine()) // the network was there before the service
	b.step(night)
	if got := verdict(p); got != probe.ClockLeapt {
		t.Errorf("a clock that the network kept at the start: %q", got)
	}
}

// The answer of the system counts for the reading that it is about: a clock that is put back
// between the two questions vouches for nothing that it said before, and is believed the next time.
func TestTheClockIsSetBetweenTwoQuestions(t *testing.T) {
	b := &board{clock: monday}
	m, leap := b.machine(), 15*time.Hour
	kernel, between := m.kernel, func() {}
	m.kernel = func() probe.Kernel { between(); return kernel() }
	put := 0
	for name, c := range map[string]struct {
		typed, step time.Duration
	}{"what was typed is mended": {leap, -leap}, "the network comes": {0, leap}} {
		*b = board{clock: monday}
		p := newPace(m)
		p.put = func(from, to time.Time) { put++ }
		b.set(c.typed)
		between = func() { between = func() {}; b.step(c.step) }
		before := put
		if p.read(); put != before {
			t.Errorf("%s: what was said before is believed", name)
		}
		if got := verdict(p); got != "" {
			t.Errorf("%s: %q", name, got)
		}
	}
	if put != 1 {
		t.Errorf("%d leaps of the network are told", put)
	}
}

// This machine answers; whether the network keeps its clock is another matter.
func TestKernelClock(t *testing.T) {
	if k := probe.KernelClock(); runtime.GOOS == "linux" && !k.At.IsZero() && time.Since(k.At).Abs() > time.Minute {
		t.Errorf("%+v at %s", k, time.Now())
	}
}

// The witness writes down the time that it was, not the one that was typed: after a restart
// with the right clock the house starts.
func TestTheWitnessDoesNotBelieveALeap(t *testing.T) {
	dir, now := filepath.Join(t.TempDir(), "data"), time.Now()
	at := now
	app := newApp(t, dir, func(a core.App) { GuardBy(a, func() time.Time { return at }) })
	at = now.Add(3 * 24 * time.Hour)
	Attest(app, 1, "aa", nil)
	if f := probe.Of(Clock(app)); f == nil || f.Code != probe.ClockLeapt {
		t.Fatalf("three days ahead: %+v", f)
	}
	said, err := witness.Read(dir)
	if err != nil || said.Last().Sub(now).Abs() > probe.BackBy {
		t.Fatalf("the last time seen is %s, %v", said.Last(), err)
	}
	at = now
	if err := Clock(app); err != nil {
		t.Errorf("set right: %v", err)
	}
	if err := startClock(dir, now); err != nil {
		t.Errorf("a start by the right clock: %v", err)
	}
}

// What the system says of how long the machine has run goes on and does not run back.
func TestElapsed(t *testing.T) {
	before := probe.Elapsed()
	time.Sleep(20 * time.Millisecond)
	if after := probe.Elapsed(); after-before < 10*time.Millisecond || before <= 0 {
		t.Errorf("%s, then %s", before, after)
	}
}
