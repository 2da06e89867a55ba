package clock

import (
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// Extension is what may still be granted on top of the decision limit as of today: once
// (extension_used, R-AL-18), on or before its last day (limit_passed, R-AL-18), by the
// person in Regime.Approver, and never beyond the total that the law caps. A regime that
// knows no extension, or a case whose decision limit does not run, refuses with
// act_not_allowed; a limit that may have run out in a year that is not published refuses
// with due_unknown (R-CAL-05).
func Extension(terms Terms, l Ledger, today workday.Day) (Limit, error) {
	granted := capped(terms.Regime.Extension, terms.LawLimit(), terms.Regime.Total)
	switch {
	case granted.None():
		return Limit{}, fault.New(fault.ActNotAllowed, terms.Regime.Decision.Cite, "The law gives no extension here; decide within the limit.")
	case l.Extended > 0:
		return Limit{}, fault.New(fault.ExtensionUsed, "R-AL-18", "The limit was extended once already; decide within it.")
	case l.Law.Light == None:
		return Limit{}, fault.New(fault.ActNotAllowed, "R-AL-18", "No decision limit is running that could be extended.")
	case l.Law.Light == Red:
		return Limit{}, fault.New(fault.LimitPassed, "R-AL-18", "The limit ran out on %s; it can be extended only before that.", l.Law.Date).With("due", l.Law.Date.String())
	case l.Law.Light == Grey && mayHavePassed(l.Law.Unknown, today):
		return Limit{}, fault.New(fault.DueUnknown, "R-CAL-05", "Whether the limit has run out is not known; import the calendar of the year first.")
	}
	return granted, nil
}

// mayHavePassed reports that the missing year has begun: the unknown last day may be over.
func mayHavePassed(unknown *fault.Fault, today workday.Day) bool {
	year, missing := unknown.Params()["year"].(int)
	return !missing || year <= today.Year()
}

// capped is what of an extension fits under a total; the total binds in its own unit.
func capped(extension, base, total Limit) Limit {
	if !total.None() && base.Unit == total.Unit {
		extension.N = min(extension.N, total.N-base.N)
	}
	return extension
}
