package clock

import (
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// Bar keeps an applicant from a service until the end of a day, after false materials or
// fraud (R-AL-37).
type Bar struct {
	Service string
	Until   workday.Day
	Cite    string
}

// barYears are the years of a bar by act and ground: Art. 78 and 79 of the Licensing Law.
var barYears = map[flow.Act]map[string]int{
	"refuse": {"false_materials": 1},
	"revoke": {"fraud": 3},
}

// BarOf is the bar that an act on a ground brings with it from the day on; false where
// it brings none (R-AL-37).
func BarOf(act flow.Act, ground, service string, day workday.Day) (Bar, bool) {
	years, barred := barYears[act][ground]
	if !barred {
		return Bar{}, false
	}
	return Bar{Service: service, Until: workday.DayOf(day.Start().In(workday.China).AddDate(years, 0, 0)), Cite: "R-AL-37"}, true
}

// MayApply refuses with bar_in_force an application for a service from which the
// applicant is barred (R-AL-37), and a commitment in place of proof by whoever is barred
// from any (R-PL-23).
func MayApply(bars []Bar, service string, commitment bool, today workday.Day) error {
	for _, b := range bars {
		switch {
		case b.Until < today:
		case b.Service == service:
			return fault.New(fault.BarInForce, b.Cite, "After false materials no new application is taken until %s.", b.Until).With("until", b.Until.String())
		case commitment:
			return fault.New(fault.BarInForce, "R-PL-23", "Until %s no commitment is taken from you; hand the papers in.", b.Until).With("until", b.Until.String())
		}
	}
	return nil
}

// MayTrust refuses with bar_in_force to let materials of a barred applicant follow later
// (容缺受理 excludes bad credit, R-PL-24).
func MayTrust(bars []Bar, today workday.Day) error {
	for _, b := range bars {
		if b.Until >= today {
			return fault.New(fault.BarInForce, "R-PL-24", "Until %s no material of this applicant may follow later; ask for it now.", b.Until).With("until", b.Until.String())
		}
	}
	return nil
}
