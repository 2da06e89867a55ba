package checklist

import (
	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/fault"
)

// jointRegime is the regime of joint handling: 45 working days, 15 more by the head of
// government (R-AL-17).
const jointRegime = "LICENCE_JOINT"

// JointLimit is the outer bound of a life event with licences of several departments.
func JointLimit() (days, extension int) {
	r, _ := clock.Lookup(jointRegime)
	return r.Decision.N, r.Extension.N
}

// MayPublish refuses a life event without members (form_incomplete), one whose members wait
// for each other in a circle (plan_cycle, naming it), and with plan_infeasible one that
// promises fewer working days than the longest chain of members that answers can produce,
// saying by how many (R-PKG-02), or more than the law allows where licences of several
// departments are handled jointly (R-PKG-05).
func MayPublish(questions []catalogue.Question, members []Member, promisedDays int) error {
	if len(members) == 0 {
		return fault.New(fault.FormIncomplete, "R-PKG-02", "The life event has no members; add the services that belong to it.").With("field", "members")
	}
	days, path, err := WorstPath(questions, members)
	if err != nil {
		return err
	}
	if promisedDays < days {
		return fault.New(fault.PlanInfeasible, "R-PKG-02", "The longest chain of members takes %d working days, %d more than promised; promise at least %d.", days, days-promisedDays, days).
			With("needed", days).With("missing", days-promisedDays).With("path", path)
	}
	if limit, extension := JointLimit(); Joint(members) && promisedDays > limit {
		return fault.New(fault.PlanInfeasible, "R-PKG-05", "Licences of several departments are handled jointly within %d working days, and %d more by the head of government; promise at most %d.", limit, extension, limit).
			With("most", limit)
	}
	return nil
}
