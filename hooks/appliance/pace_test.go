package appliance

import (
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance/probe"
	"onestop/hooks/appliance/witness"
)

// machine is a computer whose clock can be set.
type machine struct {
	clock time.Time
	ran   time.Duration
}

func (m *machine) wall() time.Time        { return m.clock }
func (m *machine) elapsed() time.Duration { return m.ran }

func (m *machine) pass(d time.Duration) { m.clock, m.ran = m.clock.Add(d), m.ran+d }
func (m *machine) set(by time.Duration) { m.clock = m.clock.Add(by) }

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
		m := &machine{clock: monday, ran: hour}
		p := newPace(m.wall, m.elapsed)
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
	m := &machine{clock: monday}
	p := newPace(m.wall, m.elapsed)
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
