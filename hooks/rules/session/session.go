// Package session says how long a sign-in holds (GB/T 22239, R-SEC-02 b: who is away is
// signed out).
package session

import "time"

// Limits of one kind of account; 0 is none.
type Limits struct {
	Idle     time.Duration // without a request of the person
	Absolute time.Duration // since the sign-in, whatever happens
}

// Public is how long a sign-in on a computer that others use, too, holds at most.
const Public = 12 * time.Hour

var limits = map[string]Limits{
	"officers":    {Idle: 30 * time.Minute, Absolute: 12 * time.Hour},
	"_superusers": {Idle: 30 * time.Minute, Absolute: 12 * time.Hour},
	"applicants":  {Absolute: 7 * 24 * time.Hour},
}

// Of are the limits of the accounts of a collection; an unknown one has those of officers.
func Of(collection string) Limits {
	if l, ok := limits[collection]; ok {
		return l
	}
	return limits["officers"]
}

// slack is by how much the clock of a machine may be set back without signing people out.
const slack = 5 * time.Minute

// Holds reports whether a sign-in still holds that runs out at `ends` and whose person was
// last heard of at `heard`.
func (l Limits) Holds(ends, heard, now time.Time) bool {
	return now.Before(ends) && ends.Sub(now) <= l.Absolute+slack && (l.Idle == 0 || now.Sub(heard) < l.Idle)
}

// Began is the earliest instant at which a sign-in that runs out at `ends` can have begun:
// until something else is known, its person was heard of then.
func (l Limits) Began(ends time.Time) time.Time { return ends.Add(-l.Absolute) }
