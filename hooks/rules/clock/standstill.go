package clock

import "onestop/hooks/rules/workday"

// Standstill is a pause that is over: the days after Paused up to Resumed do not count
// (R-AL-20).
type Standstill struct{ Paused, Resumed workday.Day }

// Standstills are the pauses of a case that are over, in their order.
func Standstills(events []Event) []Standstill {
	var list []Standstill
	var paused workday.Day
	for _, e := range events {
		switch {
		case e.Kind == Paused && paused == 0:
			paused = e.Day
		case e.Kind == Resumed && paused != 0:
			list = append(list, Standstill{paused, max(paused, e.Day)})
			paused = 0
		}
	}
	return list
}
