package clock

import (
	"math/rand/v2"
	"testing"

	"onestop/hooks/rules/workday"
)

// standstill is a pause as the oracle knows it: the days in (from, to] are not counted.
type standstill struct{ from, to workday.Day }

// walk is the oracle: it goes through the days one by one and counts the working ones
// that lie in no standstill. A standstill that begins on the last day moves it to its
// own end; one that begins later is of no use.
func walk(cal *workday.Calendar, start workday.Day, n int, pauses []standstill) workday.Day {
	counts := func(d workday.Day) bool {
		for _, p := range pauses {
			if p.from < d && d <= p.to {
				return false
			}
		}
		on, err := cal.Working(d)
		return err == nil && on
	}
	d := start
	for n > 0 {
		if d++; counts(d) {
			n--
		}
	}
	for _, p := range pauses {
		if p.from >= start && p.from <= d && d <= p.to {
			for d = p.to; ; d++ {
				if on, err := cal.Working(d); err == nil && on {
					break
				}
			}
		}
	}
	return d
}

func TestPausesAgreeWithWalkingTheDays_R_AL_20(t *testing.T) {
	cal, p := calendar(t, 2024, 2025, 2026), rand.New(rand.NewPCG(15, 16))
	licence, _ := Lookup("LICENCE")
	licence.Silence = SilenceNone
	for range stories {
		start, n := day(t, "2024-02-01")+workday.Day(p.IntN(300)), 1+p.IntN(30)
		events := []Event{{Kind: Accepted, Day: start}}
		var pauses []standstill
		d := start
		for range p.IntN(4) {
			from := d + workday.Day(p.IntN(15))
			to := from + workday.Day(p.IntN(20))
			if due := walk(cal, start, n, pauses); from > due {
				break // too late to stop the clock
			}
			pauses = append(pauses, standstill{from, to})
			events = append(events, Event{Kind: Paused, Day: from, Ground: "testing"}, Event{Kind: Resumed, Day: to})
			d = to + 1
		}
		want := walk(cal, start, n, pauses)
		l := Run(cal, Terms{Regime: licence, Law: Limit{N: n, Unit: WD}, Promise: Limit{N: n, Unit: WD}}, events, start)
		if l.Law.Date != want || l.Promise.Date != want {
			t.Fatalf("%d WD from %s with %v: %s, walked to %s", n, start, pauses, l.Law.Date, want)
		}
	}
}
