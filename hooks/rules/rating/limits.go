package rating

import (
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// Limit is a limit that no law fixes: each place sets its own, in the collection limits
// under the key; Days are the working days where it sets none.
type Limit struct {
	Key  string
	Days int
	Cite string
}

// The limits of a bad rating. The first contact within one working day is what most places
// practise; fifteen for the rectification is the rule of a Sichuan city (R-EV-04).
var (
	Contact = Limit{"rating_contact", 1, "R-EV-04"}
	Rectify = Limit{"rating_rectify", 15, "R-EV-04"}
)

// Course is how far a rating has come.
type Course struct {
	State                  flow.State
	Contacted              bool
	ContactDue, RectifyDue string // days, "" where no published calendar covers them yet
}

// Runs says which of the two limits run: the first contact until somebody called, the
// rectification until it is done; while a dispute is decided neither does, because the
// department has nothing to do (R-EV-03).
func (c Course) Runs() (contact, rectify bool) {
	switch c.State {
	case flow.Open:
		return !c.Contacted, true
	case flow.Rectifying:
		return false, true
	}
	return false, false
}

// Next is the day by which something must happen next, no date where nothing runs; unknown
// where a limit runs that no published calendar covers (R-CAL-05).
func (c Course) Next() (due workday.Day, unknown bool) {
	contact, rectify := c.Runs()
	for _, limit := range []struct {
		runs bool
		due  string
	}{{contact, c.ContactDue}, {rectify, c.RectifyDue}} {
		if !limit.runs {
			continue
		}
		day, err := workday.ParseDay(limit.due)
		if err != nil {
			return 0, true
		}
		return day, false
	}
	return 0, false
}
