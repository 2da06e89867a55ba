package appliance

import (
	"sync"
	"time"

	"onestop/hooks/appliance/probe"
)

// pace holds the clock of the machine against the time for which the machine has run since the
// clock was last right. A clock that keeps the pace is right and may creep, as it does where
// it is set by the network; one that leaps was set by somebody, or the machine stood still.
type pace struct {
	wall    func() time.Time     // the clock of the machine
	elapsed func() time.Duration // how long the machine has run
	mu      sync.Mutex
	right   time.Time     // what the clock said when it was last right
	ran     time.Duration // how long the machine had run then
}

func newPace(wall func() time.Time, elapsed func() time.Duration) *pace {
	p := &pace{wall: wall, elapsed: elapsed}
	p.trust()
	return p
}

// read answers what the clock says and what it is due to say: the same where it keeps the
// pace, and else what it would say if nobody had set it.
func (p *pace) read() (said, due time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	said, ran := p.wall().Round(0), p.elapsed() // by the calendar: the monotonic reading would hide a leap
	due = p.right.Add(ran - p.ran)
	if said.Sub(due).Abs() > probe.BackBy {
		return said, due
	}
	p.right, p.ran = said, ran
	return said, said
}

// due is the time to go by where a leap must not count.
func (p *pace) due() time.Time {
	_, due := p.read()
	return due
}

// trust takes the clock for right as it stands.
func (p *pace) trust() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.right, p.ran = p.wall().Round(0), p.elapsed()
}
