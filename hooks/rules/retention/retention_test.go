package retention

import (
	"testing"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

func day(t *testing.T, s string) workday.Day {
	t.Helper()
	d, err := workday.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestUntil_R_PI_06(t *testing.T) {
	for _, c := range []struct {
		name  string
		state flow.State
		ended string
		years int
		want  string // "" without end
	}{
		{"R-AR-02 a closed case for the years of its list", flow.Closed, "2026-03-02", 10, "2036-03-02"},
		{"R-AR-02 permanent", flow.Closed, "2026-03-02", 0, ""},
		{"not accepted, which may be contested", flow.NotAccepted, "2026-03-02", 10, "2036-03-02"},
		{"terminated", flow.Terminated, "2026-03-02", 30, "2056-03-02"},
		{"a leap day is not cut short", flow.Closed, "2024-02-29", 1, "2025-03-01"},
		{"R-PI-01 taken back", flow.Withdrawn, "2026-03-02", 10, "2026-05-31"},
		{"a case that runs", flow.Accepted, "2026-03-02", 10, ""},
		{"a decision to be delivered", flow.Granted, "2026-03-02", 10, ""},
	} {
		got, ends := Until(c.state, day(t, c.ended), c.years)
		if ends != (c.want != "") || (ends && got.String() != c.want) {
			t.Errorf("%s: until %s, ends %t, want %q", c.name, got, ends, c.want)
		}
	}
}

// Every state is either kept for a time, kept without end, or runs: no state is erased
// while somebody still has to act.
func TestNothingThatRunsIsErased(t *testing.T) {
	final := map[flow.State]bool{}
	for _, s := range flow.Application.Final {
		final[s] = true
	}
	for _, s := range flow.Application.States {
		if _, ends := Until(s, 1000, 10); ends && !final[s] {
			t.Errorf("%s runs and would be erased", s)
		}
		err := MayErase([]Case{{"1", s}})
		if blocked := fault.Of(err) == fault.ErasureBlocked; blocked != (!final[s] && s != flow.Draft) {
			t.Errorf("a request while a case is %s: %v", s, err)
		}
	}
}

// Who came back yesterday is not forgotten, and who was registered last month neither: the
// limits are whole days, and the one for accounts is the longer.
func TestForgotten_R_PI_01(t *testing.T) {
	registered, seen := Forgotten(day(t, "2029-03-02"))
	if registered.String() != "2028-12-02" || seen.String() != "2026-03-03" {
		t.Errorf("registered before %s, seen before %s", registered, seen)
	}
}
