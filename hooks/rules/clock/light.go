package clock

import (
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// Light says how near a due date is (R-CLM-12).
type Light string

// The lights, from nothing to do to overdue.
const (
	None   Light = "none"   // nothing runs
	Green  Light = "green"  // more than three working days left
	Grey   Light = "grey"   // the due date needs a year that is not published (R-CAL-05)
	Yellow Light = "yellow" // three working days or fewer left, the last day included
	Red    Light = "red"    // the last day has ended (R-AL-22)
)

var lightRank = map[Light]int{None: 0, Green: 1, Grey: 2, Yellow: 3, Red: 4}

// worse is the more urgent of two lights; a known danger outranks an unknown date.
func worse(a, b Light) Light {
	if lightRank[b] > lightRank[a] {
		return b
	}
	return a
}

// LightOf is the light of a known due date with so many working days left as of today.
// No date has no light.
func LightOf(due workday.Day, left int, today workday.Day) Light {
	switch {
	case due == 0:
		return None
	case today > due:
		return Red
	case left <= 3:
		return Yellow
	}
	return Green
}

// Due is the state of one limit. Date is kept after the limit is met, with Light none,
// Met the day and Left as it stood that day.
type Due struct {
	Date        workday.Day  `json:"due"`               // last day of the limit, no date where none runs or Unknown
	Light       Light        `json:"light"`             //
	Left        int          `json:"left"`              // working days left; negative from the day after Date
	Provisional bool         `json:"provisional"`       // the clock stands still; Date holds if it goes on as told
	Met         workday.Day  `json:"met,omitzero"`      // day on which what was due was done, or fell away
	Unknown     *fault.Fault `json:"unknown,omitempty"` // why there is no date: calendar_unpublished
}

// DueOn is the state as of today of a limit that ends on the given day and still runs.
func DueOn(cal *workday.Calendar, date, today workday.Day) Due {
	if date == 0 {
		return Due{Light: None}
	}
	left, err := leftOn(cal, date, today)
	if err != nil {
		return Due{Date: date, Light: Grey, Unknown: unknown(err)}
	}
	return Due{Date: date, Left: left, Light: LightOf(date, left, today)}
}

// leftOn counts the working days from today to the date. A limit whose last day has
// ended is late by at least one day, even where only days off have passed since, and
// where the days since then are not published.
func leftOn(cal *workday.Calendar, date, today workday.Day) (int, error) {
	left, err := cal.Between(today, date)
	if today > date {
		return min(left, -1), nil
	}
	return left, err
}
