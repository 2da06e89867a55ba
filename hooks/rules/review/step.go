package review

import (
	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// Due is the last day of a step that opens today, by its own limit in working days (限时
// 办结, R-PL-22; R-AL-11 gives a lower agency 20 of them); no date where the step sets no
// limit. Refuses with calendar_unpublished (R-CAL-05).
func Due(cal *workday.Calendar, step catalogue.Step, today workday.Day) (workday.Day, error) {
	if step.Days <= 0 {
		return 0, nil
	}
	return cal.Add(today, step.Days)
}

// InTurn refuses with reviews_open to grant a licence of limited quantity while a case
// of the same item that was accepted earlier is not decided yet (R-AL-15: in the order
// of acceptance). ahead are the numbers of those cases.
func InTurn(limited bool, ahead []string) error {
	if !limited || len(ahead) == 0 {
		return nil
	}
	return fault.New(fault.ReviewsOpen, "R-AL-15", "Decide the applications that were accepted earlier first.").With("ahead", ahead)
}
