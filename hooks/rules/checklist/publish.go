package checklist

import "onestop/hooks/rules/fault"

// MayPublish refuses a life event without members (form_incomplete), one whose members wait
// for each other in a circle (plan_cycle, naming it), and one that promises fewer working
// days than its longest chain of members takes (plan_infeasible, saying by how many; R-PKG-02).
func MayPublish(members []Member, promisedDays int) error {
	if len(members) == 0 {
		return fault.New(fault.FormIncomplete, "R-PKG-02", "The life event has no members; add the services that belong to it.").With("field", "members")
	}
	days, path, err := LongestPath(members)
	if err != nil {
		return err
	}
	if promisedDays < days {
		return fault.New(fault.PlanInfeasible, "R-PKG-02", "The longest chain of members takes %d working days, %d more than promised; promise at least %d.", days, days-promisedDays, days).
			With("needed", days).With("missing", days-promisedDays).With("path", path)
	}
	return nil
}
