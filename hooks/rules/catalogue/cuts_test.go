package catalogue

import (
	"fmt"
	"strings"
	"testing"
	"testing/quick"
)

// cutsOf are the four cuts as "key before>now percent".
func cutsOf(s *Snapshot) string {
	var list []string
	for _, c := range Cuts(s) {
		percent := "?"
		if c.Percent != nil {
			percent = fmt.Sprintf("%d/%d", c.Percent.Numerator, c.Percent.Denominator)
		}
		list = append(list, fmt.Sprintf("%s %d>%d %s", c.Key, c.Before, c.Now, percent))
	}
	return strings.Join(list, "; ")
}

func TestFourCuts_R_PL_26(t *testing.T) {
	const others = "materials 9>3 600/9; steps 5>2 300/5; trips 3>1 200/3"
	for name, c := range map[string]struct {
		change func(s *Snapshot)
		want   string
	}{
		"20 WD became 5":                         {func(s *Snapshot) {}, "time 20>5 1500/20; " + others},
		"R-MET-06 decided on the spot":           {func(s *Snapshot) { s.Handling, s.PromisedDays = Instant, 0 }, "time 20>0 2000/20; " + others},
		"R-MET-06 60 calendar days are 42 WD":    {func(s *Snapshot) { s.StatutoryUnit, s.BaselineDays = CalendarDays, 60 }, "time 42>5 3700/42; " + others},
		"no promise: the legal limit":            {func(s *Snapshot) { s.PromisedDays = 0 }, "time 20>10 1000/20; " + others},
		"neither promise nor limit":              {func(s *Snapshot) { s.PromisedDays, s.StatutoryDays = 0, 0 }, "time 20>0 ?; " + others},
		"it grew":                                {func(s *Snapshot) { s.BaselineDays = 4 }, "time 4>5 -100/4; " + others},
		"no baseline is unknown, not a hundred":  {func(s *Snapshot) { s.BaselineDays = 0 }, "time 0>5 ?; " + others},
		"a baseline of one calendar day is none": {func(s *Snapshot) { s.StatutoryUnit, s.BaselineDays = CalendarDays, 1 }, "time 0>5 ?; " + others},
		"all four unknown": {func(s *Snapshot) { s.BaselineDays, s.BaselineMaterials, s.BaselineSteps, s.BaselineTrips = 0, 0, 0, 0 },
			"time 0>5 ?; materials 0>3 ?; steps 0>2 ?; trips 0>1 ?"},
	} {
		s := food()
		c.change(s)
		if got := cutsOf(s); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, c.want)
		}
	}
}

// A cut is known exactly with its percent, never above a hundred, and the most working
// days within a limit are those that the quality rule lets be promised (R-QA-12).
func TestCutsProperty(t *testing.T) {
	holds := func(days, promised, trips uint8) bool {
		s := food()
		s.BaselineDays, s.PromisedDays, s.Trips, s.StatutoryUnit = int(days), int(promised), int(trips), CalendarDays
		for _, c := range Cuts(s) {
			if c.Known != (c.Percent != nil) || (c.Known && (c.Percent.Numerator > 100*c.Percent.Denominator || c.Percent.Denominator != c.Before)) {
				return false
			}
		}
		most := InWorkingDays(int(days), CalendarDays)
		fits := func(n int) bool { return promise(&Snapshot{StatutoryUnit: CalendarDays, PromisedDays: n}) <= int(days) }
		return fits(most) && !fits(most+1)
	}
	if err := quick.Check(holds, nil); err != nil {
		t.Error(err)
	}
}
