package migrations

import (
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Working days by month as the State Council's notices give them (R-CAL-02).
var workingDays = map[int][12]int{
	2024: {22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22},
	2025: {19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23},
	2026: {21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23},
}

// TestCalendarSeed counts the working days of every month of the seed on its own, day by
// day.
func TestCalendarSeed(t *testing.T) {
	marks := map[string]string{}
	for _, r := range calendarRows(t) {
		date, kind := r.GetString("date"), r.GetString("kind")
		marks[date] = kind
		day, err := time.Parse(time.DateOnly, date)
		if err != nil {
			t.Fatal(err)
		}
		if weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday; kind == "work" && !weekend {
			t.Errorf("%s is no weekend day that could be made to work", date)
		}
		if r.GetString("name") == "" || r.GetString("notice") == "" {
			t.Errorf("%s has no holiday or no notice", date)
		}
	}
	for year, months := range workingDays {
		for i, want := range months {
			if got := working(marks, year, time.Month(i+1)); got != want {
				t.Errorf("%d-%02d has %d working days, want %d", year, i+1, got, want)
			}
		}
	}
}

func calendarRows(t *testing.T) []*core.Record {
	t.Helper()
	rows, err := freshApp(t).FindRecordsByFilter("calendar", "id != ''", "date", 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 28+8+28+5+33+6 {
		t.Errorf("%d days are seeded", len(rows))
	}
	return rows
}

func working(marks map[string]string, year int, month time.Month) int {
	n := 0
	for day := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC); day.Month() == month; day = day.AddDate(0, 0, 1) {
		weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
		mark := marks[day.Format(time.DateOnly)]
		if mark == "work" || (mark == "" && !weekend) {
			n++
		}
	}
	return n
}

// TestYearsOfTheSeed are the sums that people know by heart.
func TestYearsOfTheSeed(t *testing.T) {
	for year, want := range map[int]int{2024: 251, 2025: 248, 2026: 248} {
		sum := 0
		for _, n := range workingDays[year] {
			sum += n
		}
		if sum != want {
			t.Errorf("%d has %d working days by month, want %d", year, sum, want)
		}
	}
}
