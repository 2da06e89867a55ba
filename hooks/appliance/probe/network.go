package probe

import "time"

const (
	// networkSoon is how long after the start of the machine the network may put its clock
	// forward: by then it is there, or somebody looks.
	networkSoon = 2 * time.Hour
	// sameClock is how far two readings of one clock may lie apart.
	sameClock = 10 * time.Second
)

// Kernel is what the system says of its clock.
type Kernel struct {
	At     time.Time // what it said as it answered
	Synced bool      // the network keeps it right; false where the system does not say
}

// Keeps tells whether the network keeps a reading of the clock right. State and reading are
// two questions: where the clock was set between them, the state is that of another time.
func (k Kernel) Keeps(said time.Time) bool {
	return k.Synced && said.Sub(k.At).Abs() <= sameClock
}

// FirstOfTheNetwork tells whether a leap of the clock is the network that put it right for the
// first time since the machine started, after ran: a board whose battery is empty goes on from
// where it was switched off, and half a minute later it is the next morning. before says that
// the network kept the clock already; at is what the system says in the same moment.
//
// What this rests on, and against whom:
//
//   - A clock that somebody types is never believed. Whatever sets the clock outright makes
//     Linux forget that it is synchronised, until a service of the time has measured it, and
//     put right what was typed; and the state after such a mending vouches for no reading
//     before it (Keeps).
//   - Whoever can make the kernel lie (CAP_SYS_TIME) is root, and could as well write into the
//     database. The service itself has no such right.
//   - Time of the network is not signed: a computer in the same network can pass itself off as
//     the server. It gets nothing here that it would not get by telling the lie before the
//     service starts, when there is nothing to compare with: one leap, once for each start of
//     the machine, soon after it, and of no more than a start takes for a holiday (AheadBy). To
//     a clock that the network kept before, it can do nothing.
//   - Never backward: what was handed in would bear a later day than what comes after it.
func FirstOfTheNetwork(said, due time.Time, ran time.Duration, before bool, at Kernel) bool {
	leap := said.Sub(due)
	return !before && at.Keeps(said) && ran <= networkSoon && leap > BackBy && leap <= AheadBy
}
