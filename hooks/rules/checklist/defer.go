package checklist

import (
	"slices"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// MayCommit refuses with option_invalid a commitment in place of proof where the service
// takes none (告知承诺, R-PL-23).
func MayCommit(offered, committed bool) error {
	if committed && !offered {
		return fault.New(fault.OptionInvalid, "R-PL-23", "This service takes no commitment in place of proof; hand the papers in.")
	}
	return nil
}

// Under is what must be there where the applicant committed in writing: what may follow
// or be proved afterwards is not asked for (R-PL-23). Without a commitment it is the
// list itself; the list given is never changed.
func (l List) Under(commitment bool) List {
	if !commitment {
		return l
	}
	l.Materials = slices.Clone(l.Materials)
	for i := range l.Materials {
		if l.Materials[i].Necessity == catalogue.Deferrable {
			l.Materials[i].Necessity = catalogue.Optional
		}
	}
	return l
}

// MayDefer refuses with date_invalid a day for the deferred materials that has passed
// (R-PL-24); MayAccept looks at the other end.
func MayDefer(until, today workday.Day) error {
	if until != 0 && until < today {
		return fault.New(fault.DateInvalid, "R-PL-24", "The day for the deferred materials has passed.")
	}
	return nil
}

// MayTerminate says whether a case may be ended because its deferred papers did not come
// (R-PL-24): some were deferred, their last day has ended, and they are not there.
// Otherwise it refuses with state_moved. due is the day until which they may follow, no
// date where nothing was deferred: a case that silence accepted is decided (R-AL-13).
func MayTerminate(due, today workday.Day, list List, docs []Doc) error {
	switch {
	case due == 0:
		return fault.New(fault.StateMoved, "R-PL-24", "No material of this case was deferred; decide it.")
	case today <= due:
		return fault.New(fault.StateMoved, "R-PL-24", "The applicant has time until %s.", due).With("due", due.String())
	case len(Missing(list, docs)) == 0:
		return fault.New(fault.StateMoved, "R-PL-24", "The deferred materials are there; decide the case.")
	}
	return nil
}
