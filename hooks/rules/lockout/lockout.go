// Package lockout says when an account that somebody guesses at is closed for a while
// (GB/T 22239, R-SEC-02 b, R-SEC-03: five failures, fifteen minutes).
package lockout

import "time"

const (
	Most  = 5                // failures that an account takes
	Spell = 15 * time.Minute // within which they count, and for which it is locked then
)

// Tries are the failures of one account, the oldest first, and until when it is locked.
type Tries struct {
	Failed []time.Time `json:"failed"`
	Until  time.Time   `json:"until"`
}

// Locked reports whether nobody is let in now.
func (t Tries) Locked(now time.Time) bool { return now.Before(t.Until) }

// Fail counts a failure. While the account is locked nothing is counted, so that whoever
// goes on trying does not keep it locked for ever.
func (t Tries) Fail(now time.Time) Tries {
	if t.Locked(now) {
		return t
	}
	next := Tries{}
	for _, at := range t.Failed {
		if now.Sub(at) < Spell && !at.After(now) { // a clock that went back counts nothing of the time to come
			next.Failed = append(next.Failed, at)
		}
	}
	next.Failed = append(next.Failed, now)
	if len(next.Failed) >= Most {
		next = Tries{Until: now.Add(Spell)}
	}
	return next
}

// Spent reports that nothing of it matters any more.
func (t Tries) Spent(now time.Time) bool {
	return !t.Locked(now) && (len(t.Failed) == 0 || now.Sub(t.Failed[len(t.Failed)-1]) >= Spell)
}
