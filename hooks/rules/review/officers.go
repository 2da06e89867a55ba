package review

import (
	"slices"

	"onestop/hooks/rules/fault"
)

// Verified says whether a finding on site settles the step. Where the substance is
// verified, two or more staff do it (R-AL-10): a step passes only with the findings of
// two different officers, so the first one leaves it open and the same officer's second
// one is refused with same_officer. A finding that fails settles it at once. before are
// the officers whose passing findings stand.
func Verified(before []string, officer string, pass bool) (settled bool, err error) {
	switch {
	case !pass:
		return true, nil
	case slices.Contains(before, officer):
		return false, fault.New(fault.SameOfficer, "R-AL-10", "You recorded your finding already; a second officer records theirs.")
	}
	return len(before) > 0, nil
}

// MayGrant refuses a grant with reviews_open while a step is open or waits, or when one
// has failed (R-AL-10).
func MayGrant(rows []Row) error {
	if Outcome(rows) == Passed {
		return nil
	}
	f := fault.New(fault.ReviewsOpen, "R-AL-10", "Not every step is passed; a case is granted when all are.")
	if Outcome(rows) == Failed {
		f = fault.New(fault.ReviewsOpen, "R-AL-10", "A step has failed; the case can only be refused.")
	}
	var open []string
	for _, r := range rows {
		if r.State != Passed {
			open = append(open, r.ID)
		}
	}
	return f.With("reviews", open)
}

// MayDecide refuses with same_officer the decision of whoever accepted the case
// (R-PL-20), unless it is decided on the spot (R-AL-10). accepted is "" for a case that
// nobody accepted because silence did (R-AL-06).
func MayDecide(accepted, officer string, instant bool) error {
	if accepted == "" || accepted != officer || instant {
		return nil
	}
	return fault.New(fault.SameOfficer, "R-PL-20", "You accepted this case; another officer decides it.")
}
