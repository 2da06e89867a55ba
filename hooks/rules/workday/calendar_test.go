package workday

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
	"time"

	"onestop/hooks/rules/fault"
)

// readMarks reads testdata/calendar.json: the notices for 2024 to 2026 (R-CAL-02).
func readMarks(t testing.TB) []Mark {
	t.Helper()
	text, err := os.ReadFile("testdata/calendar.json")
	if err != nil {
		t.Fatal(err)
	}
	var marks []Mark
	if err := json.Unmarshal(text, &marks); err != nil {
		t.Fatal(err)
	}
	return marks
}

func calendarOf(t testing.TB, marks []Mark) *Calendar {
	t.Helper()
	c, err := NewCalendar(marks)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func published(t testing.TB) *Calendar { return calendarOf(t, readMarks(t)) }

// without drops the marks of one year.
func without(marks []Mark, year int) []Mark {
	return slices.DeleteFunc(slices.Clone(marks), func(m Mark) bool { return m.Day.Year() == year })
}

func TestWorkingDaysOfEachMonthAndYear_R_CAL_02(t *testing.T) {
	c := published(t)
	for year, months := range map[int][]int{
		2024: {22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22},
		2025: {19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23},
		2026: {21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23},
	} {
		total := 0
		for m, want := range months {
			got := 0
			for d := dateOf(year, time.Month(m+1), 1); d < dateOf(year, time.Month(m+2), 1); d++ {
				if on, err := c.Working(d); err != nil {
					t.Fatal(err)
				} else if on {
					got++
				}
			}
			if got != want {
				t.Errorf("%d-%02d has %d working days, want %d", year, m+1, got, want)
			}
			total += got
		}
		if want := map[int]int{2024: 251, 2025: 248, 2026: 248}[year]; total != want {
			t.Errorf("%d has %d working days, want %d", year, total, want)
		}
	}
	if n, err := c.Between(day(t, "2024-01-01"), day(t, "2026-12-31")); err != nil || n != 251+248+248 {
		t.Errorf("three years have %d, %v", n, err)
	}
}

func TestWhyADayWorksOrNot_R_CAL_01(t *testing.T) {
	c := published(t)
	for _, r := range []struct {
		date    string
		working bool
		cause   Cause
		text    string
	}{
		{"2026-03-02", true, Workday, "workday"},
		{"2026-03-07", false, Weekend, "weekend"},
		{"2026-02-14", true, MovedWorkday, "调休上班: 春节"},
		{"2026-09-20", true, MovedWorkday, "调休上班: 国庆节"},
		{"2026-02-16", false, Holiday, "春节"},
		{"2026-02-15", false, Holiday, "春节"}, // a Sunday inside the holiday
		{"2025-10-06", false, Holiday, "国庆节、中秋节"},
		{"2024-06-08", false, Weekend, "weekend"}, // beside 端午节, not named by the notice
	} {
		why, err := c.Why(day(t, r.date))
		if err != nil || why.Working != r.working || why.Cause != r.cause || why.String() != r.text {
			t.Errorf("%s: %+v %v", r.date, why, err)
		}
	}
	if _, err := c.Why(day(t, "2027-01-01")); fault.Of(err) != fault.CalendarUnpublished {
		t.Errorf("a day of an unpublished year was judged: %v", err)
	}
}

func TestAYearIsPublishedByItsNewYear_R_CAL_05(t *testing.T) {
	c := published(t)
	if !slices.Equal(c.Years(), []int{2024, 2025, 2026}) || c.Published(2023) || !c.Published(2026) || c.Published(2027) {
		t.Errorf("published: %v", c.Years())
	}
	half := append(readMarks(t), Mark{Day: day(t, "2027-02-06"), Kind: Off, Name: "春节"}, Mark{Day: day(t, "2027-01-01"), Kind: Work})
	if calendarOf(t, half).Published(2027) {
		t.Error("a year with a holiday but no 元旦 is not published")
	}
	c.Years()[0] = 1999
	if c.Years()[0] != 2024 {
		t.Error("the calendar was changed from outside")
	}
}

func TestCalendarRefusesMarksThatContradict(t *testing.T) {
	d := day(t, "2026-05-01")
	same := Mark{Day: d, Kind: Off, Name: "劳动节", Notice: "n"}
	if _, err := NewCalendar([]Mark{same, same}); err != nil {
		t.Errorf("the same mark twice: %v", err)
	}
	for name, bad := range map[string][]Mark{
		"kinds differ":   {same, {Day: d, Kind: Work, Name: "劳动节", Notice: "n"}},
		"names differ":   {same, {Day: d, Kind: Off, Name: "五一", Notice: "n"}},
		"notices differ": {same, {Day: d, Kind: Off, Name: "劳动节"}},
		"unknown kind":   {{Day: d, Kind: "maybe"}},
		"no date":        {{Kind: Off}},
		"far date":       {{Day: last + 1, Kind: Off}},
	} {
		if c, err := NewCalendar(bad); c != nil || fault.Of(err) != fault.ItemsInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnEmptyCalendarAnswersNothing(t *testing.T) {
	c := calendarOf(t, nil)
	if _, err := c.Add(day(t, "2026-03-02"), 1); fault.Of(err) != fault.CalendarUnpublished || len(c.Years()) != 0 {
		t.Error(err)
	}
}

func FuzzNewCalendar(f *testing.F) {
	f.Add([]byte(`[{"date":"2026-01-01","kind":"off","name":"元旦"},{"date":"2026-02-14","kind":"work"}]`), "2026-01-05", 3)
	f.Add([]byte(`[{"date":"2199-01-01","kind":"off"}]`), "2199-12-30", 5)
	f.Add([]byte(`[{"date":"1971-01-01","kind":"off"},{"date":"1973-01-01","kind":"off"}]`), "1971-12-30", 400)
	f.Fuzz(func(t *testing.T, text []byte, from string, n int) {
		var marks []Mark
		if json.Unmarshal(text, &marks) != nil {
			return
		}
		c, err := NewCalendar(marks)
		if err != nil {
			if fault.Of(err) != fault.ItemsInvalid {
				t.Fatal(err)
			}
			return
		}
		d, _ := ParseDay(from)
		to, err := c.Add(d, n)
		if err != nil {
			if code := fault.Of(err); code != fault.CalendarUnpublished && code != fault.DateInvalid {
				t.Fatal(err)
			}
			return
		}
		if back, err := c.Between(d, to); err != nil || back != n {
			t.Fatalf("%s + %d = %s, counted back %d, %v", d, n, to, back, err)
		}
	})
}
