package clock

import (
	"errors"
	"strconv"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// Unit is what a limit counts in.
type Unit string

// The units of the law.
const (
	WD   Unit = "WD"   // working days (工作日, R-AL-21)
	CD   Unit = "CD"   // calendar days (自然日), ending on a working day (民法典 Art. 203)
	Spot Unit = "spot" // on the spot (当场): the same day, or the next working day where that day is off
)

// Limit is a number of days and the rule that sets it. The zero Limit is none at all;
// Limit{Unit: Spot} is the same day.
type Limit struct {
	N    int    `json:"n"`
	Unit Unit   `json:"unit"`
	Cite string `json:"cite,omitempty"`
}

// None reports that there is no limit.
func (l Limit) None() bool { return l.N <= 0 && l.Unit != Spot }

// String is the limit in short: "20 WD", "spot", "none".
func (l Limit) String() string {
	switch {
	case l.None():
		return "none"
	case l.Unit == Spot:
		return string(Spot)
	}
	return strconv.Itoa(l.N) + " " + string(l.Unit)
}

// or is the limit where it has days, else the other one; it keeps the other's citation
// where it has none of its own.
func (l Limit) or(other Limit) Limit {
	if l.None() {
		return other
	}
	if l.Cite == "" {
		l.Cite = other.Cite
	}
	return l
}

// end is the last counted day of a limit after from, before it is moved off days off.
// The day of the event is not counted (R-AL-22).
func (l Limit) end(cal *workday.Calendar, from workday.Day) (workday.Day, error) {
	switch {
	case from == 0 || l.N > workday.Longest:
		return 0, fault.New(fault.DateInvalid, "R-AL-22", "A limit counts at most %d days from a date.", workday.Longest)
	case l.Unit == Spot:
		return from, nil
	case l.Unit == CD:
		return from + workday.Day(l.N), nil
	}
	return cal.Add(from, l.N)
}

// Due is the last day of the limit after from: a limit that ends on a day off ends on
// the next working day (民法典 Art. 203). Refuses with calendar_unpublished (R-CAL-05).
func (l Limit) Due(cal *workday.Calendar, from workday.Day) (workday.Day, error) {
	end, err := l.end(cal, from)
	if err != nil {
		return 0, err
	}
	return cal.Next(end)
}

// unknown is the refusal inside an error of the calendar.
func unknown(err error) *fault.Fault {
	var f *fault.Fault
	if err != nil && !errors.As(err, &f) {
		panic("clock: the calendar refused without a fault: " + err.Error())
	}
	return f
}
