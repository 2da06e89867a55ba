package tally

import (
	"slices"
	"strings"
	"testing"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

func day(t testing.TB, s string) workday.Day {
	t.Helper()
	d, err := workday.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCover(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"2026-03-01", "2026-03-31", "2026-03"},
		{"2026-01-01", "2026-12-31", "2026"},
		{"2024-01-01", "2026-12-31", "2024 2025 2026"},
		{"2026-01-01", "2026-03-31", "2026-01 2026-02 2026-03"},
		{"2026-03-02", "2026-03-02", "2026-03-02"},
		{"2026-02-27", "2026-03-02", "2026-02-27 2026-02-28 2026-03-01 2026-03-02"},
		{"2024-02-29", "2024-03-31", "2024-02-29 2024-03"},
		{"2025-12-31", "2027-02-01", "2025-12-31 2026 2027-01 2027-02-01"},
	} {
		if got := strings.Join(Cover(day(t, c.from), day(t, c.to)), " "); got != c.want {
			t.Errorf("%s to %s: %s, want %s", c.from, c.to, got, c.want)
		}
	}
}

// Every day of a range lies in one period of its cover, and no other day in any.
func TestCoverIsExact(t *testing.T) {
	first := day(t, "2023-12-20")
	for from := first; from < first+420; from += 17 {
		for to := from; to < from+500; to += 13 {
			cover := Cover(from, to)
			if len(cover) > 31*2+11*2+2 {
				t.Fatalf("%s to %s: %d periods", from, to, len(cover))
			}
			for d := from - 40; d <= to+40; d++ {
				n := 0
				for _, p := range periodsOf(d) {
					if slices.Contains(cover, p) {
						n++
					}
				}
				if inside := from <= d && d <= to; inside && n != 1 || !inside && n != 0 {
					t.Fatalf("%s to %s: %s stands in %d periods of %v", from, to, d, n, cover)
				}
			}
		}
	}
}

func TestRange(t *testing.T) {
	today := day(t, "2026-03-09")
	for _, c := range []struct{ from, to, first, last string }{
		{"", "", "2026-03-01", "2026-03-09"},
		{"2026-01-05", "", "2026-01-05", "2026-03-09"},
		{"", "2026-02-10", "2026-02-01", "2026-02-10"},
		{"2026-02-10", "2026-02-10", "2026-02-10", "2026-02-10"},
		{"2030-01-01", "2030-12-31", "2030-01-01", "2030-12-31"},
	} {
		first, last, err := Range(c.from, c.to, today)
		if err != nil || first.String() != c.first || last.String() != c.last {
			t.Errorf("%q to %q: %s to %s (%v)", c.from, c.to, first, last, err)
		}
	}
	for _, c := range [][2]string{{"2026-03-10", ""}, {"2026-03-02", "2026-03-01"}, {"morgen", ""}, {"", "2026-02-30"}, {"2026-3-1", ""}, {"1999-01-01", "2026-01-01"}, {"2026-03-01 ", ""}} {
		if _, _, err := Range(c[0], c[1], today); fault.Of(err) != fault.DateInvalid {
			t.Errorf("%v: %v", c, err)
		}
	}
}

func TestMonths(t *testing.T) {
	if got := strings.Join(Months(day(t, "2026-03-31"), 5), " "); got != "2025-11 2025-12 2026-01 2026-02 2026-03" {
		t.Error(got)
	}
}

func TestVeilHidesFew_R_PI_08(t *testing.T) {
	for _, c := range []struct {
		counts []int
		hidden string
	}{
		{[]int{10, 20, 30}, "..."},
		{[]int{10, 0, 30}, "..."},    // nobody is nobody
		{[]int{10, 3, 30}, "xx."},    // the next one too, or it is the rest
		{[]int{4, 3, 30}, "xx."},     // two that come to seven
		{[]int{1, 1, 30, 9}, "xx.x"}, // two that come to two are one each
		{[]int{1, 1, 1, 1, 9}, "xxxxx"},
		{[]int{2}, "x"},
		{[]int{5}, "."},
		{[]int{}, ""},
		{[]int{0, 0}, ".."},
	} {
		got := ""
		for _, h := range Veil(c.counts) {
			got += map[bool]string{true: "x", false: "."}[h]
		}
		if got != c.hidden {
			t.Errorf("%v: %s, want %s", c.counts, got, c.hidden)
		}
	}
}

// A board that has just turned a month shows the one that is over.
func TestLatestMonth(t *testing.T) {
	for today, want := range map[string]string{
		"2026-03-02": "2026-02-01 2026-02-28", "2026-03-07": "2026-02-01 2026-02-28", "2026-03-08": "2026-03-01 2026-03-08",
		"2026-01-01": "2025-12-01 2025-12-31", "2026-12-31": "2026-12-01 2026-12-31",
	} {
		if from, to := LatestMonth(day(t, today)); from.String()+" "+to.String() != want {
			t.Errorf("%s: %s to %s, want %s", today, from, to, want)
		}
	}
}
