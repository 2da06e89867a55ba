package appliance

import (
	"sync"
	"time"

	"onestop/hooks/appliance/probe"
)

// pace holds the clock of the machine against the time for which the machine has run since the
// clock was last right. A clock that keeps the pace is right and may creep, as it does where
// it is set by the network; one that leaps was set by somebody, or the machine stood still,
// or the network set it right for the first time (see probe.FirstOfTheNetwork).
type pace struct {
	machine machine
	put     func(from, to time.Time) // told of a leap that the network made; may be nil
	mu      sync.Mutex
	right   time.Time     // what the clock said when it was last right
	ran     time.Duration // how long the machine had run then
	network bool          // the network keeps the clock, and did so before
}

// machine is what a pace reads.
type machine struct {
	wall    func() time.Time     // its clock
	elapsed func() time.Duration // how long it has run
	kernel  func() probe.Kernel
}

func newPace(m machine) *pace {
	p := &pace{machine: m, network: m.kernel().Synced}
	p.trust()
	return p
}

// read answers what the clock says and what it is due to say: the same where it keeps the
// pace, and else what it would say if nobody had set it.
func (p *pace) read() (said, due time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	said, ran := p.machine.wall().Round(0), p.machine.elapsed() // by the calendar: the monotonic reading would hide a leap
	due = p.right.Add(ran - p.ran)
	if put := p.byNetwork(said, due, ran); !put && said.Sub(due).Abs() > probe.BackBy {
		return said, due
	}
	p.right, p.ran = said, ran
	return said, said
}

// byNetwork tells whether the network put the clock forward, and notes that it keeps it.
func (p *pace) byNetwork(said, due time.Time, ran time.Duration) bool {
	at := p.machine.kernel()
	first := probe.FirstOfTheNetwork(said, due, ran, p.network, at)
	if p.network = p.network || at.Keeps(said); first && p.put != nil {
		p.put(due, said)
	}
	return first
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
	p.right, p.ran = p.machine.wall().Round(0), p.machine.elapsed()
}
