package review

import (
	"math/rand"
	"reflect"
	"testing"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
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
		due, _, err := Due(cal, catalogue.Step{Days: c.days}, day(t, c.from), nil)
		if due.String() != c.due || refusal(err) != c.want {
			t.Errorf("%s: %s %v", c.name, due, err)
		}
	}
}

func TestAStandstillMovesTheStep_R_AL_20(t *testing.T) {
	cal := calendar(t)
	still := func(days ...string) (list []clock.Standstill) {
		for i := 0; i < len(days); i += 2 {
			list = append(list, clock.Standstill{Paused: day(t, days[i]), Resumed: day(t, days[i+1])})
		}
		return list
	}
	for _, c := range []struct {
		name  string
		since []clock.Standstill
		due   string
		stood int
	}{
		{"three working days from Thursday", nil, "2026-03-10", 0},
		{"a week of testing", still("2026-03-06", "2026-03-13"), "2026-03-17", 5},
		{"paused on the day on which it opened", still("2026-03-05", "2026-03-12"), "2026-03-17", 5},
		{"paused on its last day", still("2026-03-10", "2026-03-12"), "2026-03-12", 2},
		{"resumed on a Sunday", still("2026-03-10", "2026-03-15"), "2026-03-16", 4},
		{"over a weekend only", still("2026-03-06", "2026-03-08"), "2026-03-10", 0},
		{"resumed the same day", still("2026-03-06", "2026-03-06"), "2026-03-10", 0},
		{"late already", still("2026-03-11", "2026-03-20"), "2026-03-10", 0},
		{"before it opened", still("2026-03-02", "2026-03-04"), "2026-03-10", 0},
		{"twice", still("2026-03-06", "2026-03-09", "2026-03-10", "2026-03-12"), "2026-03-13", 3},
		{"late after the first", still("2026-03-06", "2026-03-09", "2026-03-12", "2026-03-20"), "2026-03-11", 1},
	} {
		due, stood, err := Due(cal, catalogue.Step{Days: 3}, day(t, "2026-03-05"), c.since)
		if err != nil || due.String() != c.due || stood != c.stood {
			t.Errorf("%s: %s, %d, %v", c.name, due, stood, err)
		}
	}
	if _, _, err := Due(cal, catalogue.Step{Days: 3}, day(t, "2026-12-22"), still("2026-12-23", "2027-01-04")); refusal(err) != "calendar_unpublished R-CAL-05" {
		t.Errorf("a standstill into an unpublished year: %v", err)
	}
}

// A pause never makes a step due earlier, the step is due on a working day, and a step has
// the same number of working days left when the clock goes on as when it stopped.
func TestAPauseNeverMakesAStepEarlier_R_AL_20(t *testing.T) {
	cal, r := calendar(t), rand.New(rand.NewSource(1))
	for range 20000 {
		step := catalogue.Step{Days: 1 + r.Intn(20)}
		opened := day(t, "2026-01-05") + workday.Day(r.Intn(120))
		var since []clock.Standstill
		at := opened + workday.Day(r.Intn(10)) - 3
		before, _, _ := Due(cal, step, opened, nil)
		for range r.Intn(4) {
			s := clock.Standstill{Paused: at, Resumed: at + workday.Day(r.Intn(15))}
			since = append(since, s)
			at = s.Resumed + workday.Day(r.Intn(8))
			due, stood, err := Due(cal, step, opened, since)
			next, _ := cal.Next(due)
			if err != nil || due < before || next != due || stood < 0 {
				t.Fatalf("opened %s with %d days, %v: due %s after %s, moved %d, %v", opened, step.Days, since, due, before, stood, err)
			}
			if helped := s.Paused >= opened && s.Paused <= before; helped {
				was, _ := cal.Between(s.Paused, before)
				is, _ := cal.Between(s.Resumed, due)
				if due != before && is != was && !(was == 0 && is == 1) { // nothing left ends on the day itself, or the next working day
					t.Fatalf("%v left %d days of %s, then %d of %s", s, was, before, is, due)
				}
			} else if due != before {
				t.Fatalf("%v moved %s to %s", s, before, due)
			}
			before = due
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
