package clock

import (
	"slices"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// MayDeem is Deemed for the act itself: the day as of which the case is accepted by
// silence; refuses with state_moved while silence accepts nothing (R-AL-06).
func MayDeem(cal *workday.Calendar, terms Terms, events []Event, today workday.Day) (since workday.Day, err error) {
	since, passed, err := Deemed(cal, terms, events, today)
	if err == nil && !passed {
		err = fault.New(fault.StateMoved, "R-AL-06", "The notice limit has not passed; silence accepts nothing yet.")
	}
	return since, err
}

// MayObject says whether the agency may still tell the applicant what to correct or that
// the application is not accepted: no longer (limit_passed) once silence has accepted it,
// also while nobody has recorded that yet (R-AL-06). Where the last day is not known, it
// may: who speaks never comes too late for a day that nobody can name.
func MayObject(cal *workday.Calendar, terms Terms, events []Event, today workday.Day) error {
	since, passed, _ := Deemed(cal, terms, events, today)
	if !passed {
		return nil
	}
	return fault.New(fault.LimitPassed, "R-AL-06", "The notice limit passed in silence; the application counts as accepted since %s.", since).With("since", since.String())
}

// MayPause refuses a standstill for a cause that is not on the closed list (pause_ground)
// and one whose end, as told to the applicant, does not lie after today (date_invalid;
// R-AL-20).
func (r Regime) MayPause(ground string, until, today workday.Day) error {
	if err := r.PauseGround(ground); err != nil {
		return err
	}
	if until <= today {
		return fault.New(fault.DateInvalid, "R-AL-20", "Tell a day after today until which the clock stands still.")
	}
	return nil
}

// MayExtend is Extension for someone with these roles: it is granted by the head whom the
// regime names, of the agency, or of the government for joint handling (role_required,
// R-AL-17).
func MayExtend(terms Terms, l Ledger, roles []flow.Role, today workday.Day) (Limit, error) {
	if role := terms.Regime.Approver; role != "" && !slices.Contains(roles, role) {
		return Limit{}, fault.New(fault.RoleRequired, "R-AL-17", "This extension is granted by the %s.", role).With("roles", []string{string(role)})
	}
	return Extension(terms, l, today)
}
