package tally

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"onestop/hooks/rules/workday"
)

func TestVotes_R_MET_11(t *testing.T) {
	for _, c := range []struct {
		name string
		vote Vote
		want Rates
	}{
		{"非常满意 is good", Vote{Grade: 5}, Rates{Satisfied: {1, 1}}},
		{"基本满意 is no bad rating", Vote{Grade: 3}, Rates{Satisfied: {1, 1}}},
		{"不满意 waits for its call-back", Vote{Grade: 2}, Rates{Satisfied: {0, 1}, Rectified: {0, 1}, CalledBack: {0, 1}}},
		{"非常不满意, called back", Vote{Grade: 1, Contacted: true}, Rates{Satisfied: {0, 1}, Rectified: {0, 1}, CalledBack: {1, 1}}},
		{"rectified", Vote{Grade: 1, Contacted: true, Rectified: true}, Rates{Satisfied: {0, 1}, Rectified: {1, 1}, CalledBack: {1, 1}}},
		{"nobody calls back who gave no name", Vote{Grade: 1, Anonymous: true, Contacted: true}, Rates{Satisfied: {0, 1}, Rectified: {0, 1}}},
		{"a withdrawn one counts nowhere", Vote{Grade: 1, Withdrawn: true, Rectified: true}, Rates{}},
	} {
		if got := Votes(c.vote); !maps.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// ballots is a county of one month in which these departments got so many good ratings of
// one service each, "a/x" those of the service x of a.
func ballots(period string, counts map[string]int) Ballots {
	b := Ballots{}
	for place, n := range counts {
		department, service, _ := strings.Cut(place, "/")
		b.Add(Ballot{period, department, service}, Votes(Vote{Grade: 5}), n)
		b.Add(Ballot{period, department, service}, Rates{Rated: {1, 2}}, n)
	}
	return b
}

func published(sum Rates, parts []Part) string {
	text := fmt.Sprint(sum[Satisfied].Denominator)
	for _, p := range parts {
		text += fmt.Sprintf(" %s%d", p.ID, p.Rates[Satisfied].Denominator)
	}
	return text
}

func TestWhatIsPublishedTellsNobodyWhoRated_R_EV_05(t *testing.T) {
	for _, c := range []struct {
		name                string
		counts              map[string]int
		department, service string
		want                string
		hidden              int
	}{
		{"large ones show", map[string]int{"a/x": 9, "b/y": 7}, "", "", "16 a9 b7", 0},
		{"a small one takes the next along, else the sum would tell it", map[string]int{"a/x": 9, "b/y": 7, "c/z": 2}, "", "", "18 a9", 2},
		{"a county with too few shows nothing", map[string]int{"a/x": 2, "b/y": 2}, "", "", "0", 2},
		{"the hidden department is not told by itself", map[string]int{"a/x": 9, "b/y": 7, "c/z": 2}, "c", "", "0", 1},
		{"nor the one hidden with it", map[string]int{"a/x": 9, "b/y": 7, "c/z": 2}, "b", "", "0", 1},
		{"the services of one that shows", map[string]int{"a/x": 9, "a/w": 6, "b/y": 7}, "a", "", "15 w6 x9", 0},
		{"a small service takes the next along", map[string]int{"a/x": 9, "a/w": 6, "a/v": 1, "b/y": 7}, "a", "", "16 x9", 2},
		{"a service that shows", map[string]int{"a/x": 9, "a/w": 6, "b/y": 7}, "a", "x", "9", 0},
		{"a hidden service", map[string]int{"a/x": 9, "a/w": 6, "a/v": 1, "b/y": 7}, "a", "v", "0", 1},
	} {
		sum, parts, hidden := ballots("2026-03", c.counts).Published(c.department, c.service, true)
		if got := published(sum, parts); got != c.want || hidden != c.hidden {
			t.Errorf("%s: %s, %d hidden, want %s, %d", c.name, got, hidden, c.want, c.hidden)
		}
	}
}

// A range is the sum of what each month publishes: otherwise a long range less its shown
// months would tell the hidden one.
func TestARangePublishesWhatItsMonthsDo_R_EV_05(t *testing.T) {
	b := ballots("2026-03", map[string]int{"a/x": 9, "b/y": 7})
	for at, r := range ballots("2026-04", map[string]int{"a/x": 6, "b/y": 1}) {
		b[at] = r
	}
	sum, parts, hidden := b.Published("", "", true)
	if got := published(sum, parts); got != "23 a9 b7" || hidden != 2 {
		t.Errorf("%s, %d hidden", got, hidden)
	}
	sum, parts, hidden = b.Published("", "", false)
	if got := published(sum, parts); got != "23 a15 b8" || hidden != 0 || sum[Rated] != (Rate{23, 46}) {
		t.Errorf("unveiled: %s, %d hidden, rated %v", got, hidden, sum[Rated])
	}
}

func TestEndedMonths(t *testing.T) {
	day := func(s string) workday.Day { d, _ := workday.ParseDay(s); return d }
	for _, c := range []struct{ from, to, today, want string }{
		{"2026-01-01", "2026-03-31", "2026-04-01", "2026-01-01 2026-03-31 [2026-01 2026-02 2026-03]"},
		{"2026-01-01", "2026-03-31", "2026-03-31", "2026-01-01 2026-02-28 [2026-01 2026-02]"},
		{"2026-01-02", "2026-03-30", "2026-04-01", "2026-02-01 2026-02-28 [2026-02]"},
		{"2025-12-01", "2026-01-31", "2026-04-01", "2025-12-01 2026-01-31 [2025-12 2026-01]"},
		{"2026-03-02", "2026-03-31", "2026-04-01", "  []"},
		{"2026-04-01", "2026-04-30", "2026-04-10", "  []"},
	} {
		first, last, months := Ended(day(c.from), day(c.to), day(c.today))
		if got := fmt.Sprintf("%s %s %v", first, last, months); got != c.want {
			t.Errorf("%s to %s on %s: %s, want %s", c.from, c.to, c.today, got, c.want)
		}
	}
}
