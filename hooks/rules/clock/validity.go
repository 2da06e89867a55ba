package clock

import (
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// publication is the limit to publish a licence decision (双公示).
var publication = Limit{7, WD, "R-AL-14"}

// Publication is the last day to publish a licence decision of the day (R-AL-14).
// Refuses with calendar_unpublished (R-CAL-05).
func Publication(cal *workday.Calendar, decided workday.Day) (workday.Day, error) {
	return publication.Due(cal, decided)
}

// renewal is how long before its end the renewal of a result is asked for. It binds the
// applicant, so the law counts calendar days (R-AL-31, R-AL-33); a law of its own may
// give more time.
var (
	renewal  = Limit{30, CD, "R-AL-31 行政许可法 Art. 50"}
	renewals = map[string]Limit{"FOOD_BUSINESS": {15, WD, "R-ITEM-05 食品经营许可和备案管理办法"}}
)

// reminders are how many calendar days before its end the holder is reminded (R-AL-33).
var reminders = []workday.Day{60, 45, 30}

// ValidTo is the last day of a result that is valid for so many years from the day; no
// date where it is valid without end.
func ValidTo(from workday.Day, years int) workday.Day {
	if years <= 0 {
		return 0
	}
	return workday.DayOf(from.Start().In(workday.China).AddDate(years, 0, -1))
}

// Reminders are the days on which the holder of a result that ends is reminded (R-AL-33).
func Reminders(validTo workday.Day) []workday.Day {
	var days []workday.Day
	for _, n := range reminders {
		if validTo != 0 {
			days = append(days, validTo-n)
		}
	}
	return days
}

// LastToRenew is the last day to ask for renewal (R-AL-31): thirty calendar days before
// the end, or later where the regime's own law allows it and the calendar of the last
// weeks is published. The result has an end.
func LastToRenew(cal *workday.Calendar, regime Regime, validTo workday.Day) workday.Day {
	general := validTo - workday.Day(renewal.N)
	own, found := renewals[regime.Key]
	if !found {
		return general
	}
	for d := validTo - workday.Day(own.N); d > general; d-- {
		if n, err := cal.Between(d, validTo); err != nil {
			break
		} else if n >= own.N {
			return d
		}
	}
	return general
}

// MayAskRenewal says whether renewal may be asked for today: the result has an end
// (act_not_allowed), the day is not too late (limit_passed), and nobody asked already
// (state_moved, R-AL-31). asked says that a request waits for an answer.
func MayAskRenewal(cal *workday.Calendar, regime Regime, validTo workday.Day, asked bool, today workday.Day) error {
	if validTo == 0 {
		return fault.New(fault.ActNotAllowed, "R-AL-31", "This result is valid without end; there is nothing to renew.")
	}
	last := LastToRenew(cal, regime, validTo)
	switch {
	case today > last:
		return fault.New(fault.LimitPassed, "R-AL-31", "Renewal is asked for on %s at the latest; apply anew.", last).With("due", last.String())
	case asked:
		return fault.New(fault.StateMoved, "R-AL-31", "Renewal was asked for already.")
	}
	return nil
}

// Renew is the last day of a renewed result. It refuses with state_moved where nobody
// asked, and the house's own renewal while the agency may still decide: silence renews
// only after the last day (R-AL-32).
func Renew(validTo workday.Day, years int, asked, house bool, today workday.Day) (workday.Day, error) {
	switch {
	case !asked || validTo == 0:
		return 0, fault.New(fault.StateMoved, "R-AL-32", "Nobody asked for renewal.")
	case house && today <= validTo:
		return 0, fault.New(fault.StateMoved, "R-AL-32", "The agency may still decide until %s.", validTo)
	}
	return workday.DayOf(validTo.Start().In(workday.China).AddDate(max(years, 1), 0, 0)), nil
}

// MayRefuseRenewal says whether a renewal may be refused: somebody asked (state_moved),
// and the result has not ended, for then silence renewed it (limit_passed, R-AL-32).
func MayRefuseRenewal(validTo workday.Day, asked bool, today workday.Day) error {
	switch {
	case !asked:
		return fault.New(fault.StateMoved, "R-AL-32", "Nobody asked for renewal.")
	case today > validTo:
		return fault.New(fault.LimitPassed, "R-AL-32", "The result ended on %s; silence renewed it.", validTo)
	}
	return nil
}
