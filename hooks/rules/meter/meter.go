// Package meter measures how far a task of a reform campaign has come from what the house
// holds, so that nobody types in what can be counted (R-CLM-12, R-MET-01, R-MET-10): a
// reading is a numerator over a denominator at a counting level, and a target is what is
// wanted of it.
package meter

import (
	"slices"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

// Kind is what a task is measured by.
type Kind string

// The meters. Manual is reported by hand with evidence; all others are counted.
const (
	Manual          Kind = "manual"
	ClaimsClaimed   Kind = "claims_claimed"   // items claimed ÷ items to be claimed (R-MET-10)
	ClaimsCompiled  Kind = "claims_compiled"  // lists handed in for review ÷ items to be claimed
	ClaimsApproved  Kind = "claims_approved"  // lists that passed the review ÷ items to be claimed
	ClaimsPublished Kind = "claims_published" // lists published ÷ items to be claimed
	Cuts            Kind = "cuts"             // what was cut ÷ what there was before the reform (R-PL-26)
	ProblemsSolved  Kind = "problems_solved"  // problems verified ÷ problems of the batch (R-PL-09)
	OneTrip         Kind = "one_trip"         // items with at most one trip ÷ on-application items in use (R-MET-01)
)

// Kinds lists the meters in the order in which the pages offer them.
func Kinds() []Kind {
	return []Kind{Manual, ClaimsClaimed, ClaimsCompiled, ClaimsApproved, ClaimsPublished, Cuts, ProblemsSolved, OneTrip}
}

// Units of a target.
const (
	Percent = "percent" // of the denominator
	Count   = "count"   // of the numerator, whatever the denominator
)

// Reading is one measurement. Level says what is counted.
type Reading struct {
	Numerator   int    `json:"numerator"`
	Denominator int    `json:"denominator"`
	Level       string `json:"level"` // claim, item, problem, or the cut: time (in working days), materials, steps, trips
}

// Add sums two readings of one level.
func (r Reading) Add(o Reading) Reading {
	return Reading{r.Numerator + o.Numerator, r.Denominator + o.Denominator, r.Level}
}

// Target is how much is wanted.
type Target struct {
	Amount int    `json:"amount"`
	Unit   string `json:"unit"`
}

// Reached reports whether a reading meets the target. Where nothing is there to be counted
// nothing is reached.
func (t Target) Reached(r Reading) bool {
	if t.Unit == Count {
		return r.Numerator >= t.Amount
	}
	return r.Denominator > 0 && 100*r.Numerator >= t.Amount*r.Denominator
}

// Progress is how much of the way to the target a reading has come, in whole percent
// rounded down: 100 exactly when it is reached.
func (t Target) Progress(r Reading) int {
	if t.Reached(r) {
		return 100
	}
	part, whole := 100*r.Numerator, t.Amount
	if t.Unit != Count {
		part, whole = 100*100*r.Numerator, t.Amount*r.Denominator
	}
	if part <= 0 || whole <= 0 {
		return 0
	}
	return min(part/whole, 99)
}

// Missed refuses with target_missed, with the figures, what does not reach the target.
func (t Target) Missed(r Reading) error {
	if t.Reached(r) {
		return nil
	}
	want := "%d %% are wanted"
	if t.Unit == Count {
		want = "%d are wanted"
	}
	return fault.New(fault.TargetMissed, "R-CLM-12", "The task is measured at %d of %d and "+want+"; go on until the target is reached.", r.Numerator, r.Denominator, t.Amount).
		With("numerator", r.Numerator).With("denominator", r.Denominator).With("level", r.Level).With("amount", t.Amount).With("unit", t.Unit)
}

// Definition is how a task is to be measured.
type Definition struct {
	Kind   Kind
	Cut    string // for Cuts: time, materials, steps or trips
	Target Target
}

// Settled answers the definition with what is left open filled in: everything of the claims
// and of a batch is wanted where no target is named. What is reported by hand has no use of a
// target. It refuses at the field what cannot be measured, with value_invalid.
func (d Definition) Settled() (Definition, string, error) {
	if d.Kind == Manual {
		return d, "", nil
	}
	if d.Target == (Target{}) && d.Kind != Cuts && d.Kind != OneTrip {
		d.Target.Amount = 100
	}
	if d.Target.Unit == "" {
		d.Target.Unit = Percent
	}
	switch {
	case d.Target.Amount <= 0:
		return d, "target", fault.New(fault.ValueInvalid, "R-CLM-12", "Say how much is wanted of what is measured.")
	case d.Target.Unit == Percent && d.Target.Amount > 100:
		return d, "target", fault.New(fault.ValueInvalid, "R-CLM-12", "A target in percent is at most 100.")
	case d.Kind == Cuts && !slices.Contains([]string{"time", "materials", "steps", "trips"}, d.Cut):
		return d, "cut", fault.New(fault.ValueInvalid, "R-PL-26", "Say which of the four cuts is measured: time, materials, steps or trips.")
	}
	return d, "", nil
}

// Claims counts claims by their states for one of the meters of claims: those that have come
// so far over all that a department has to take, which are those that were neither confirmed
// as not its own nor cancelled (R-CLM-05, R-MET-10). inForce are claims under revision, in
// none of the states: their published list stays in force, so they have come all the way.
func Claims(k Kind, states map[flow.State]int, inForce int) Reading {
	reached := map[Kind][]flow.State{
		ClaimsClaimed:   {flow.Compiling, flow.InReview, flow.Approved, flow.Published, flow.Suspended},
		ClaimsCompiled:  {flow.InReview, flow.Approved, flow.Published, flow.Suspended},
		ClaimsApproved:  {flow.Approved, flow.Published, flow.Suspended},
		ClaimsPublished: {flow.Published, flow.Suspended},
	}[k]
	r := Reading{Level: "claim", Numerator: inForce, Denominator: inForce}
	for state, n := range states {
		if slices.Contains(reached, state) {
			r.Numerator += n
		}
		if state != flow.Declined && state != flow.Cancelled {
			r.Denominator += n
		}
	}
	return r
}

// AtMostOneTrip counts one item in use that is done with so many trips to the hall (R-MET-01).
func AtMostOneTrip(trips int) Reading {
	r := Reading{Denominator: 1, Level: "item"}
	if trips <= 1 {
		r.Numerator = 1
	}
	return r
}
