package clock

import (
	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// TermsOf are the limits that a case lives under by its implementation list: the regime,
// the days of the law and of the promise, and whether the licence turns on inspection
// (R-AL-23). An unknown regime reads as GENERAL.
func TermsOf(s *catalogue.Snapshot) Terms {
	regime, _ := Lookup(s.Regime)
	if s.Joint {
		regime = regime.Joint()
	}
	t := Terms{Regime: regime, Instant: s.Handling == catalogue.Instant, Inspection: s.Inspection, Promise: Limit{N: s.PromisedDays, Unit: WD}}
	if s.StatutoryDays > 0 {
		t.Law = Limit{N: s.StatutoryDays, Unit: Unit(s.StatutoryUnit)}
	}
	return t
}

// PromiseFrom is the last day of the promised limit of a case accepted on the day: no
// deferred material may follow later (R-PL-24). It is the day itself where nothing is
// promised, and no date where no published calendar knows it (R-CAL-05).
func (t Terms) PromiseFrom(cal *workday.Calendar, accepted workday.Day) (workday.Day, error) {
	limit := t.PromiseLimit()
	if limit.None() {
		return accepted, nil
	}
	due, err := limit.Due(cal, accepted)
	if fault.Of(err) == fault.CalendarUnpublished {
		return 0, nil
	}
	return due, err
}

// Act is an act on a case as the log keeps it. House says that no person did it.
type Act struct {
	Act            flow.Act
	Day, Until     workday.Day
	Ground, Reason string
	House          bool
}

// kinds are the acts that move a clock.
var kinds = map[flow.Act]Kind{
	"submit": Received, "request_correction": Corrected, "supply": Supplied,
	"accept": Accepted, "deem_accepted": DeemedAccepted, "verify_site": Inspected, "pause": Paused, "resume": Resumed,
	"extend": Extended, "grant": Decided, "refuse": Decided, "deliver": Delivered,
	"withdraw": Ended, "reject": Ended, "terminate": Ended,
}

// Events is the history of a case as the clocks read it, from the log of its acts alone:
// the same acts always give the same dates. The house acts as of a day, which its act
// names in Until: of receipt (R-AL-06), or of the end of a standstill (R-AL-20).
func Events(acts []Act) []Event {
	var list []Event
	for _, a := range acts {
		kind, moves := kinds[a.Act]
		if !moves {
			continue
		}
		e := Event{Kind: kind, Day: a.Day, Until: a.Until, Ground: a.Ground, Reason: a.Reason}
		if a.House && a.Until != 0 {
			e.Day = a.Until
		}
		list = append(list, e)
	}
	return list
}
