package checklist

import (
	"testing"

	"onestop/hooks/rules/catalogue"
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

func TestCommitmentInPlaceOfProof_R_PL_23(t *testing.T) {
	for _, c := range []struct {
		offered, committed bool
		want               string
	}{{true, true, ""}, {true, false, ""}, {false, false, ""}, {false, true, "option_invalid R-PL-23"}} {
		if got := refusal(MayCommit(c.offered, c.committed)); got != c.want {
			t.Errorf("offered %v, committed %v: %q", c.offered, c.committed, got)
		}
	}
	list := handIn()
	if n := len(Missing(list.Under(false), nil)); n != 2 {
		t.Errorf("%d gaps without a commitment", n)
	}
	gaps := Missing(list.Under(true), nil)
	if len(gaps) != 1 || gaps[0].Material != catalogue.Required {
		t.Errorf("under a commitment only what is required is missing: %v", gaps)
	}
	if list.Materials[1].Necessity != catalogue.Deferrable {
		t.Error("the list given was changed")
	}
	rejected := []Doc{{ID: "a", Material: "required"}, {ID: "b", Material: "deferrable", Verdict: Rejected}}
	if len(Missing(list.Under(true), rejected)) != 1 {
		t.Error("what is handed in all the same must be in order")
	}
}

func TestDeferral_R_PL_24(t *testing.T) {
	today, tomorrow := day(t, "2026-03-05"), day(t, "2026-03-06")
	required := Doc{ID: "a", Material: "required"}
	some, all := []Doc{required}, []Doc{required, {ID: "b", Material: "deferrable"}}
	list := handIn()
	for _, c := range []struct {
		name string
		got  error
		want string
	}{
		{"no day is named", MayDefer(0, today), ""},
		{"today", MayDefer(today, today), ""},
		{"a day that has passed", MayDefer(today-1, today), "date_invalid R-PL-24"},

		{"ended where nothing was deferred", MayTerminate(0, today, list, some), "state_moved R-PL-24"},
		{"ended before the day", MayTerminate(tomorrow, today, list, some), "state_moved R-PL-24"},
		{"ended on the last day", MayTerminate(today, today, list, some), "state_moved R-PL-24"},
		{"ended after it", MayTerminate(today, tomorrow, list, some), ""},
		{"ended though they came", MayTerminate(today, tomorrow, list, all), "state_moved R-PL-24"},
	} {
		if got := refusal(c.got); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
