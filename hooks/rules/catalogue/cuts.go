package catalogue

// Cut is one of the four cuts 四减 (R-PL-26): what a service took before the reform and
// what it takes now. Percent is nil where the baseline or the present value is not known.
type Cut struct {
	Key     string   `json:"key"`    // time, materials, steps, trips
	Unit    string   `json:"unit"`   // WD for time, else count
	Before  int      `json:"before"` // 0: not known
	Now     int      `json:"now"`
	Known   bool     `json:"known"`
	Percent *Percent `json:"percent"`
}

// Percent is a share of a hundred as it was reckoned: a hundred times what was cut over
// what there was; below zero where it grew.
type Percent struct {
	Numerator   int `json:"numerator"`
	Denominator int `json:"denominator"`
}

// Cuts answers the four cuts 减时间 减材料 减环节 减跑动 of a list, in this order. Time is in
// working days, decided on the spot is none (R-MET-06); the baseline of the days counts
// in the unit of the legal limit. Without a promise the legal limit is what it takes now.
func Cuts(s *Snapshot) []Cut {
	now, known := daysNow(s)
	return []Cut{
		cut("time", WorkingDays, InWorkingDays(s.BaselineDays, s.StatutoryUnit), now, known),
		cut("materials", "count", s.BaselineMaterials, len(s.Materials), true),
		cut("steps", "count", s.BaselineSteps, len(s.Steps), true),
		cut("trips", "count", s.BaselineTrips, s.Trips, true),
	}
}

func cut(key, unit string, before, now int, known bool) Cut {
	c := Cut{Key: key, Unit: unit, Before: max(before, 0), Now: now, Known: known && before > 0}
	if c.Known {
		c.Percent = &Percent{Numerator: 100 * (before - now), Denominator: before}
	}
	return c
}

// Burden is what a list asks of an applicant: working days at most until the decision (nil
// where the list does not say), papers, steps and visits to the hall.
type Burden struct {
	Days                    *int
	Materials, Steps, Trips int
}

// BurdenOf answers the burden of a list, counted as the four cuts count it (R-PL-26).
func BurdenOf(s *Snapshot) Burden {
	b := Burden{Materials: len(s.Materials), Steps: len(s.Steps), Trips: s.Trips}
	if days, known := daysNow(s); known {
		b.Days = &days
	}
	return b
}

// daysNow is how many working days a decision takes at most, false where the list does
// not say.
func daysNow(s *Snapshot) (days int, known bool) {
	switch {
	case s.Handling == Instant:
		return 0, true
	case s.PromisedDays > 0:
		return s.PromisedDays, true
	}
	days = InWorkingDays(s.StatutoryDays, s.StatutoryUnit)
	return days, days > 0
}

// InWorkingDays is the most working days that fit into a limit: five working days fill a
// week of seven calendar days, as promise reckons.
func InWorkingDays(days int, unit string) int {
	if unit == CalendarDays {
		return days * 5 / 7
	}
	return days
}
