// Package retention says how long the file of a case is kept, and when what is personal in
// it must go (R-PI-06, Personal Information Protection Law Art. 47; R-AR-02).
package retention

import (
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// Days, in calendar days, for what never became a case of the archive (R-PI-01: no longer
// than needed).
const (
	DraftDays     = 90 // a draft after its last edit; nothing was handed in
	WithdrawnDays = 90 // an application that the applicant took back before a decision

	CounterDays = 90      // somebody registered at the counter who never signed in, when no case is kept
	AccountDays = 3 * 365 // an account after its holder last signed in, when no case is kept
)

// Until is the last day on which the file of a case that ended on a day is kept; ends is
// false where it is kept without end: while the case runs, and where the list names no
// years (永久). years are those of the list under which the case lived.
func Until(state flow.State, ended workday.Day, years int) (until workday.Day, ends bool) {
	switch state {
	case flow.Withdrawn:
		return ended + WithdrawnDays, true
	case flow.Closed, flow.NotAccepted, flow.Terminated:
		if years > 0 {
			return anniversary(ended, years), true
		}
	}
	return 0, false
}

// anniversary is the same date years later; what began on 29 February ends on 1 March, so
// that nothing goes before its time.
func anniversary(d workday.Day, years int) workday.Day {
	at := d.Start().In(workday.China).AddDate(years, 0, 0)
	return workday.DayOf(at)
}

// Forgotten says who is forgotten today of those of whom no case is kept any more: who never
// signed in and was registered before registered, and who last signed in before seen. Nobody
// has to ask for it (R-PI-01, R-PI-06, Art. 47(1): the purpose is achieved).
func Forgotten(today workday.Day) (registered, seen workday.Day) {
	return today - CounterDays, today - AccountDays
}

// Case is what a request for erasure asks of one case.
type Case struct {
	Number string
	State  flow.State
}

// NotBarred refuses a request with erasure_blocked while a bar after false materials or
// fraud stands: it is held against the number of the person (R-AL-37).
func NotBarred(barred bool) error {
	if barred {
		return fault.New(fault.ErasureBlocked, "R-AL-37", "A bar after false materials is in force; ask again when it has ended.")
	}
	return nil
}

// MayErase refuses a request for erasure with erasure_blocked while one of the applicant's
// cases runs: the agency needs the data to decide it, or to deliver what it decided
// (R-PI-02, Art. 13(3)). What is closed is locked until its retention ends, not deleted
// (R-PI-06).
func MayErase(cases []Case) error {
	var open []string
	for _, c := range cases {
		if _, ends := Until(c.State, 0, 1); !ends && c.State != flow.Draft {
			open = append(open, c.Number)
		}
	}
	if len(open) > 0 {
		return fault.New(fault.ErasureBlocked, "R-PI-06", "%d of your cases are still being handled; withdraw them or wait for their end, then ask again.", len(open)).With("cases", open)
	}
	return nil
}
