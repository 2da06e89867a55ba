package review

import (
	"reflect"
	"testing"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
)

func TestStepsHaveLimits_R_PL_22(t *testing.T) {
	cal := calendar(t)
	for _, c := range []struct {
		name string
		days int
		from string
		due  string
		want string
	}{
		{"three working days over a weekend", 3, "2026-03-05", "2026-03-10", ""},
		{"R-AL-11 a lower agency's twenty", 20, "2026-03-02", "2026-03-30", ""},
		{"no limit of its own", 0, "2026-03-02", "", ""},
		{"R-CAL-05 an unpublished year", 3, "2026-12-30", "", "calendar_unpublished R-CAL-05"},
	} {
		due, err := Due(cal, catalogue.Step{Days: c.days}, day(t, c.from))
		if due.String() != c.due || refusal(err) != c.want {
			t.Errorf("%s: %s %v", c.name, due, err)
		}
	}
}

func TestLimitedQuantityGoesInTurn_R_AL_15(t *testing.T) {
	ahead := []string{"510799-20260302-0001"}
	for _, c := range []struct {
		name    string
		limited bool
		ahead   []string
		want    string
	}{
		{"without a limit", false, ahead, ""},
		{"the first in line", true, nil, ""},
		{"someone is ahead", true, ahead, "reviews_open R-AL-15"},
	} {
		err := InTurn(c.limited, c.ahead)
		if refusal(err) != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
		if f, refused := err.(*fault.Fault); refused && !reflect.DeepEqual(f.Params()["ahead"], c.ahead) {
			t.Errorf("%s names %v", c.name, f.Params())
		}
	}
}
