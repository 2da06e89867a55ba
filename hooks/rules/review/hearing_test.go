package review

import (
	"encoding/json"
	"errors"
	"math/rand"
	"os"
	"testing"
	"testing/quick"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// refusal is "code cite" of a fault, "" of none.
func refusal(err error) string {
	var f *fault.Fault
	if !errors.As(err, &f) {
		return ""
	}
	return f.Code() + " " + f.Cite()
}

func day(t testing.TB, s string) workday.Day {
	t.Helper()
	d, err := workday.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// calendar holds the notices for 2024 to 2026.
func calendar(t testing.TB) *workday.Calendar {
	t.Helper()
	text, err := os.ReadFile("../workday/testdata/calendar.json")
	if err != nil {
		t.Fatal(err)
	}
	var marks []workday.Mark
	if err := json.Unmarshal(text, &marks); err != nil {
		t.Fatal(err)
	}
	cal, err := workday.NewCalendar(marks)
	if err != nil {
		t.Fatal(err)
	}
	return cal
}

func TestHearing_R_AL_24_to_27(t *testing.T) {
	cal := calendar(t)
	d := func(s string) workday.Day { return day(t, s) }
	offered := Hearing{AskBy: d("2026-03-09")}
	asked := Hearing{AskBy: d("2026-03-09"), HoldBy: d("2026-04-02")}
	told := asked.Tell(d("2026-03-06"))
	held := told
	held.Held = d("2026-03-17")
	offer := func(h Hearing, on string) error { _, err := h.Offer(cal, d(on)); return err }
	ask := func(h Hearing, on string) error { _, err := h.Ask(cal, d(on)); return err }
	hold := func(h Hearing, chair, on string) error {
		_, err := h.Hold(cal, chair, []string{"wang", "li"}, d(on))
		return err
	}
	for _, c := range []struct {
		name string
		got  error
		want string
	}{
		{"R-AL-25 told of the right", offer(Hearing{}, "2026-03-02"), ""},
		{"R-AL-25 told twice", offer(offered, "2026-03-03"), "state_moved R-AL-25"},
		{"R-CAL-05 the last day to ask is not known", offer(Hearing{}, "2026-12-30"), "calendar_unpublished R-CAL-05"},
		{"R-AL-25 asked without an offer", ask(Hearing{}, "2026-03-02"), "state_moved R-AL-25"},
		{"R-AL-25 asked on the last day", ask(offered, "2026-03-09"), ""},
		{"R-AL-25 asked too late", ask(offered, "2026-03-10"), "limit_passed R-AL-25"},
		{"R-AL-25 asked twice", ask(asked, "2026-03-06"), "state_moved R-AL-25"},
		{"R-CAL-05 the day to hold it by is not known", ask(Hearing{AskBy: d("2026-12-31")}, "2026-12-30"), "calendar_unpublished R-CAL-05"},
		{"R-AL-26 nobody asked", hold(offered, "zhao", "2026-03-17"), "state_moved R-AL-26"},
		{"R-AL-26 held twice", hold(held, "zhao", "2026-03-18"), "state_moved R-AL-26"},
		{"R-AL-26 an examiner in the chair", hold(told, "li", "2026-03-17"), "same_officer R-AL-26"},
		{"R-AL-26 its day was not told", hold(asked, "zhao", "2026-03-17"), "hearing_due R-AL-26"},
		{"R-AL-26 six working days ahead", hold(told, "zhao", "2026-03-16"), "hearing_due R-AL-26"},
		{"R-AL-26 seven working days ahead", hold(told, "zhao", "2026-03-17"), ""},
		{"R-AL-24 announced by the agency itself", hold(Hearing{Told: d("2026-03-06")}, "zhao", "2026-03-17"), ""},
		{"R-CAL-05 told in a year without a calendar", hold(Hearing{Told: d("2026-12-30")}, "zhao", "2027-02-01"), "calendar_unpublished R-CAL-05"},
		{"no hearing at all", Hearing{}.MayDecide(d("2026-03-02")), ""},
		{"R-AL-25 it may be asked for", offered.MayDecide(d("2026-03-09")), "hearing_due R-AL-25"},
		{"R-AL-25 it was not asked for", offered.MayDecide(d("2026-03-10")), ""},
		{"R-AL-26 asked for, not held", told.MayDecide(d("2026-05-06")), "hearing_due R-AL-26"},
		{"R-AL-24 announced, not held", Hearing{}.Tell(d("2026-03-06")).MayDecide(d("2026-05-06")), "hearing_due R-AL-24"},
		{"R-AL-26 held", held.MayDecide(d("2026-03-17")), ""},
	} {
		if got := refusal(c.got); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if h, _ := (Hearing{}).Offer(cal, d("2026-04-28")); h.AskBy.String() != "2026-05-08" {
		t.Errorf("R-AL-27: five working days over Labour Day end on %s", h.AskBy)
	}
	if h, _ := offered.Ask(cal, d("2026-03-05")); h.HoldBy.String() != "2026-04-02" {
		t.Errorf("R-AL-25: twenty working days end on %s", h.HoldBy)
	}
}

// Whatever is tried in whatever order: a hearing once offered, asked for, told and held
// goes only forward, and while one is due nobody decides.
func TestHearingProperty_R_AL_26(t *testing.T) {
	cal := calendar(t)
	start := day(t, "2026-03-02")
	holds := func(seed int64) bool {
		r := rand.New(rand.NewSource(seed))
		h, today := Hearing{}, start
		for range 40 {
			today += workday.Day(r.Intn(4))
			before, err := h, error(nil)
			switch r.Intn(4) {
			case 0:
				h, err = h.Offer(cal, today)
			case 1:
				h, err = h.Ask(cal, today)
			case 2:
				h = h.Tell(today)
			case 3:
				h, err = h.Hold(cal, string('a'+rune(r.Intn(3))), []string{"a"}, today)
			}
			switch {
			case err != nil && h != before,
				h.AskBy < before.AskBy, h.HoldBy < before.HoldBy, h.Held < before.Held,
				h.HoldBy != 0 && h.AskBy == 0, h.Held != 0 && h.Told == 0 && before.Held == 0,
				(h.HoldBy != 0 || h.Told != 0) && h.Held == 0 && h.MayDecide(today) == nil:
				return false
			}
		}
		return true
	}
	if err := quick.Check(holds, &quick.Config{MaxCount: 500}); err != nil {
		t.Error(err)
	}
}
