// Package rating is the law of ratings (好差评, R-EV): what may be rated and how, which
// grades are bad, who looks after a bad one, and what is due then.
package rating

import (
	"slices"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/review"
)

// The five grades from 1 非常不满意 to 5 非常满意; the last two are bad (R-EV-01).
const (
	Worst   = 1
	mildest = 2 // of the bad ones
	Best    = 5
)

// Bad reports whether a grade is a bad rating, a 差评 (R-EV-01).
func Bad(grade int) bool { return grade >= Worst && grade <= mildest }

// None is the state of a rating that obliges to nothing.
const None flow.State = "none"

// Begin is the state of a new rating: a bad one is open at once (R-EV-03).
func Begin(grade int) flow.State {
	if Bad(grade) {
		return flow.Rating.Start
	}
	return None
}

// Gradable refuses with value_invalid what is none of the five grades (R-EV-01).
func Gradable(grade float64) error {
	for g := Worst; g <= Best; g++ {
		if grade == float64(g) {
			return nil
		}
	}
	return fault.New(fault.ValueInvalid, "R-EV-01", "Choose one of the five grades, from %d very dissatisfied to %d very satisfied.", Worst, Best)
}

// MayRate refuses with not_delivered a case that is not finished: every matter is rated
// once when it is, however it ended, because the service covers every matter (R-EV-02):
// delivered, not accepted, terminated or withdrawn by the applicant.
func MayRate(state flow.State) error {
	if Finished(state) {
		return nil
	}
	return fault.New(fault.NotDelivered, "R-EV-02", "The case is not finished yet; rate it when it is.").With("state", string(state))
}

// Finished reports whether a case in the state has come to its end.
func Finished(state flow.State) bool { return slices.Contains(flow.Application.Final, state) }

// Apart refuses with same_officer whoever was rated: the person neither handles the
// rating nor learns who rated (R-EV-05).
func Apart(officer string, rated []string) error {
	if officer != "" && slices.Contains(rated, officer) {
		return fault.New(fault.SameOfficer, "R-EV-05", "You acted on the case that was rated; somebody else looks after it.")
	}
	return nil
}

// MayDecide refuses with same_officer whoever disputed a rating and now decides the
// dispute (R-EV-03, 申诉复核: the review is another person's).
func MayDecide(officer, disputer string) error {
	if officer != "" && officer == disputer {
		return fault.New(fault.SameOfficer, "R-EV-03", "You disputed the rating; another supervisor decides.")
	}
	return nil
}

// Handler is the named person who calls back and mends (R-EV-03: 谁办理、谁负责, but never
// the rated person, R-EV-05): the approver of the department with the fewest open ratings,
// who did not act on the case, else such a supervisor; "" where there is neither.
func Handler(officers []review.Officer, department string, rated []string, load func(id string) int) string {
	approves := func(o review.Officer) bool { return o.Department == department && o.Has(flow.Approver) }
	oversees := func(o review.Officer) bool { return o.Has(flow.Supervisor) }
	if id := review.Choose(officers, approves, rated, load); id != "" {
		return id
	}
	return review.Choose(officers, oversees, rated, load)
}

// MayHandle refuses an assignee who was rated (same_officer, R-EV-05) or who is neither an
// approver of the department nor a supervisor (role_required, R-EV-03).
func MayHandle(o review.Officer, department string, rated []string) error {
	if err := Apart(o.ID, rated); err != nil {
		return err
	}
	if o.Has(flow.Supervisor) || (o.Department == department && o.Has(flow.Approver)) {
		return nil
	}
	return fault.New(fault.RoleRequired, "R-EV-03", "A bad rating is looked after by an approver of the department or a supervisor; choose one.").With("roles", []flow.Role{flow.Approver, flow.Supervisor})
}
