package review

import (
	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// Due is the last day of a step that opened on the day, by its own limit in working days
// (限时办结, R-PL-22; R-AL-11 gives a lower agency 20 of them), and stood the working days
// by which the standstills of the case since then have moved it (R-AL-20): a standstill on
// or before the last day, as with the limits of the case; one after it helps nobody. No
// date where the step sets no limit. Refuses with calendar_unpublished (R-CAL-05).
func Due(cal *workday.Calendar, step catalogue.Step, opened workday.Day, since []clock.Standstill) (due workday.Day, stood int, err error) {
	if step.Days <= 0 {
		return 0, 0, nil
	}
	first, err := cal.Add(opened, step.Days)
	if err != nil {
		return 0, 0, err
	}
	due = first
	for _, s := range since {
		if s.Paused < opened || s.Paused > due {
			continue
		}
		if due, err = moved(cal, due, s); err != nil {
			return 0, 0, err
		}
	}
	stood, err = cal.Between(first, due)
	return due, stood, err
}

// moved is the last day after a standstill: what was left when the clock stopped follows
// the day on which it went on.
func moved(cal *workday.Calendar, due workday.Day, s clock.Standstill) (workday.Day, error) {
	left, err := cal.Between(s.Paused, due)
	if err != nil {
		return 0, err
	}
	end, err := cal.Add(s.Resumed, left)
	if err != nil {
		return 0, err
	}
	return cal.Next(end)
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
