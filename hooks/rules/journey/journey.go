// Package journey tells how a submission for a life event (一件事) stands. One journey is
// one submission of the applicant and one case per member; each case keeps its own legal
// act, and one that needs the result of another is handed in when that is delivered
// (R-PKG-03).
package journey

import (
	"slices"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

// Case is one case of a journey. Granted says of a closed one that its result was
// delivered, not a refusal. After are the cases whose results it waits for.
type Case struct {
	ID      string
	State   flow.State
	Granted bool
	After   []string
}

// Standing is where a case stands within its journey.
type Standing string

const (
	Waiting   Standing = "waiting"   // not handed in: what it waits for is under way
	Ready     Standing = "ready"     // not handed in: all that it waits for is delivered
	Open      Standing = "open"      // handed in and under way
	Delivered Standing = "delivered" // its result is in the applicant's hands
	Failed    Standing = "failed"    // refused, not accepted, withdrawn or terminated
	// Stopped is not handed in, and what it waits for failed or is stopped itself: the
	// house hands it in no more. It stays the applicant's draft, because nobody refused it:
	// whoever gets the result elsewhere, or does not need it, hands it in alone.
	Stopped Standing = "stopped"
)

// ended are the states in which a case gives no result any more. A refusal stops its
// successors on the day of the decision, not of its delivery (R-PKG-03).
var ended = []flow.State{flow.Refused, flow.Closed, flow.NotAccepted, flow.Withdrawn, flow.Terminated}

// Standings answers how each case of a journey stands.
func Standings(cases []Case) map[string]Standing {
	known := map[string]Standing{}
	var of func(id string) Standing
	of = func(id string) Standing {
		if s, done := known[id]; done {
			return s
		}
		known[id] = Delivered // a predecessor that is gone holds nobody up
		if i := slices.IndexFunc(cases, func(c Case) bool { return c.ID == id }); i >= 0 {
			known[id] = standing(cases[i], of)
		}
		return known[id]
	}
	standings := make(map[string]Standing, len(cases))
	for _, c := range cases {
		standings[c.ID] = of(c.ID)
	}
	return standings
}

func standing(c Case, of func(string) Standing) Standing {
	switch {
	case c.State == flow.Closed && c.Granted:
		return Delivered
	case slices.Contains(ended, c.State):
		return Failed
	case c.State != flow.Draft:
		return Open
	}
	s := Ready
	for _, id := range c.After {
		switch of(id) {
		case Failed, Stopped:
			return Stopped
		case Delivered:
		default:
			s = Waiting
		}
	}
	return s
}

// States of a journey.
const (
	Draft           flow.State = "draft"            // nothing was handed in
	Submitted       flow.State = "submitted"        // handed in; at least one case is under way or still comes
	Correcting      flow.State = "correcting"       // as submitted, and one case waits for the applicant
	Completed       flow.State = "completed"        // every result is delivered
	PartlyCompleted flow.State = "partly_completed" // over: some results are delivered, others will not come
	Ended           flow.State = "ended"            // over without any result
)

// State follows from the cases alone once the journey is handed in.
func State(handedIn bool, cases []Case) flow.State {
	if !handedIn {
		return Draft
	}
	count := map[Standing]int{}
	for _, s := range Standings(cases) {
		count[s]++
	}
	correcting := slices.ContainsFunc(cases, func(c Case) bool { return c.State == flow.Correcting })
	switch {
	case correcting:
		return Correcting
	case count[Open]+count[Ready]+count[Waiting] > 0:
		return Submitted
	case count[Delivered] == len(cases):
		return Completed
	case count[Delivered] > 0:
		return PartlyCompleted
	}
	return Ended
}

// MayHandIn refuses with journey_order a case of a journey that was not handed in as a
// whole yet, or that waits for another one; a stopped one is the applicant's to hand in
// alone (R-PKG-03).
func MayHandIn(handedIn bool, s Standing) error {
	switch {
	case !handedIn:
		return fault.New(fault.JourneyOrder, "R-PKG-01", "This application belongs to a life event; hand in the whole of it at once.")
	case s == Waiting:
		return fault.New(fault.JourneyOrder, "R-PKG-03", "This application waits for the result of another one of its life event; it is handed in by itself when that is delivered.").With("standing", string(s))
	}
	return nil
}
