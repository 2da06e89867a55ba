package workday

import (
	"errors"
	"testing"
	"testing/quick"
	"time"

	"onestop/hooks/rules/fault"
)

func TestAddGivesTheDatesOfTheLaw(t *testing.T) {
	c := published(t)
	for _, r := range []struct {
		rule, from string
		n          int
		want       string
	}{
		{"T-01 notice R-AL-05", "2026-09-28", 5, "2026-10-10"},
		{"T-01 decision R-AL-06", "2026-09-28", 20, "2026-10-30"},
		{"T-02 R-AL-16", "2026-03-02", 20, "2026-03-30"},
		{"T-02 extended R-AL-16", "2026-03-02", 30, "2026-04-14"},
		{"T-04 joint R-AL-17", "2026-03-02", 45, "2026-05-08"},
		{"T-04 extended R-AL-17", "2026-03-02", 60, "2026-05-28"},
		{"T-05 R-AL-19", "2026-04-29", 10, "2026-05-15"},
		{"T-06 R-AL-21", "2026-05-09", 20, "2026-06-05"},
		{"T-07 R-AL-21", "2026-05-03", 20, "2026-06-01"},
		{"T-09 R-AL-21", "2026-09-17", 3, "2026-09-21"},
		{"T-10 R-AL-21", "2026-02-14", 1, "2026-02-24"},
		{"T-14 R-CAL-02", "2024-02-08", 20, "2024-03-13"},
		{"R-AL-22 nothing to count", "2026-05-03", 0, "2026-05-03"},
		{"R-AL-22 day of the event not counted", "2026-03-02", 1, "2026-03-03"},
		{"year's first", "2023-12-31", 1, "2024-01-02"},
		{"year's last", "2026-12-30", 1, "2026-12-31"},
		{"over a new year", "2025-12-31", 1, "2026-01-04"},
	} {
		if got, err := c.Add(day(t, r.from), r.n); err != nil || got.String() != r.want {
			t.Errorf("%s: %s + %d = %s %v, want %s", r.rule, r.from, r.n, got, err, r.want)
		}
	}
}

// yearOf is the year that a calendar_unpublished names, 0 for anything else.
func yearOf(err error) int {
	var f *fault.Fault
	if !errors.As(err, &f) || fault.Of(err) != fault.CalendarUnpublished || f.Cite() != "R-CAL-05" {
		return 0
	}
	year, _ := f.Params()["year"].(int)
	return year
}

func TestNoYearIsGuessed_T_17_R_CAL_05(t *testing.T) {
	c, hole := published(t), calendarOf(t, without(readMarks(t), 2025))
	type result struct {
		name string
		err  error
		year int
	}
	var all []result
	note := func(name string, year int, err error) { all = append(all, result{name, err, year}) }
	try := func(name string, year int, c *Calendar, from string, n int) {
		_, err := c.Add(day(t, from), n)
		note("Add "+name, year, err)
		_, err = c.Explain(day(t, from), n)
		note("Explain "+name, year, err)
	}
	try("over the end", 2027, c, "2026-12-04", 20)
	try("from the last day", 2027, c, "2026-12-31", 1)
	try("after the end", 2028, c, "2028-03-01", 1)
	try("before the beginning", 2023, c, "2023-06-01", 1)
	try("into a hole", 2025, hole, "2024-12-31", 1)
	try("over a hole", 2025, hole, "2024-12-20", 300)
	try("in a hole", 2025, hole, "2025-06-01", 1)
	_, err := hole.Between(day(t, "2024-06-03"), day(t, "2026-06-03"))
	note("Between over a hole", 2025, err)
	_, err = hole.Between(day(t, "2026-06-03"), day(t, "2024-06-03"))
	note("Between backwards", 2025, err)
	_, err = c.Between(day(t, "2026-12-31"), day(t, "2028-01-05"))
	note("Between the end and two years on", 2027, err)
	_, err = c.Next(day(t, "2027-01-01"))
	note("Next", 2027, err)
	_, err = c.AddCalendarDays(day(t, "2026-12-20"), 15)
	note("AddCalendarDays", 2027, err)
	_, err = c.Working(day(t, "2030-01-01"))
	note("Working", 2030, err)
	for _, r := range all {
		if yearOf(r.err) != r.year {
			t.Errorf("%s: want year %d, got %v", r.name, r.year, r.err)
		}
	}
	if d, err := hole.Add(day(t, "2025-12-31"), 1); err != nil || d.String() != "2026-01-04" {
		t.Errorf("the day of the event need not be published: %s %v", d, err)
	}
}

func TestNextAndAddLeaveAYearThatEndsOnDaysOff(t *testing.T) {
	end := calendarOf(t, []Mark{{Day: day(t, "2021-01-01"), Kind: Off, Name: "元旦"}, {Day: day(t, "2021-12-31"), Kind: Off, Name: "元旦"}})
	if _, err := end.Next(day(t, "2021-12-31")); yearOf(err) != 2022 {
		t.Errorf("Next: %v", err)
	}
	if _, err := end.Add(day(t, "2021-12-30"), 1); yearOf(err) != 2022 {
		t.Errorf("Add: %v", err)
	}
	if n, err := end.Between(day(t, "2021-12-30"), day(t, "2021-12-31")); n != 0 || err != nil {
		t.Errorf("Between: %d %v", n, err)
	}
}

func TestCalendarDaysEndOnAWorkingDay_R_AL_22(t *testing.T) {
	c := published(t)
	for _, r := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-03-02", 7, "2026-03-09"},
		{"2026-03-01", 6, "2026-03-09"}, // ends on Saturday 03-07
		{"2026-04-24", 7, "2026-05-06"}, // ends on 05-01
		{"2026-02-07", 7, "2026-02-14"}, // ends on a Saturday that works
		{"2026-09-18", 2, "2026-09-20"},
		{"2026-05-03", 0, "2026-05-03"},
		{"2023-12-01", 40, "2024-01-10"}, // only the end must be published
	} {
		if got, err := c.AddCalendarDays(day(t, r.from), r.n); err != nil || got.String() != r.want {
			t.Errorf("%s + %d CD = %s %v, want %s", r.from, r.n, got, err, r.want)
		}
	}
	if _, err := c.AddCalendarDays(last, Longest); yearOf(err) != 2200 {
		t.Errorf("beyond the last year: %v", err)
	}
}

func TestCountsAreBounded(t *testing.T) {
	c, d := published(t), day(t, "2026-03-02")
	for _, n := range []int{-1, Longest + 1, -1 << 62, 1 << 62} {
		if _, err := c.Add(d, n); fault.Of(err) != fault.DateInvalid {
			t.Errorf("Add %d: %v", n, err)
		}
		if _, err := c.AddCalendarDays(d, n); fault.Of(err) != fault.DateInvalid {
			t.Errorf("AddCalendarDays %d: %v", n, err)
		}
	}
	for _, far := range []Day{0, -1, first - 1, last + 1, 1<<31 - 1, -1 << 31} {
		_, one := c.Add(far, 1)
		_, two := c.AddCalendarDays(far, 1)
		_, three := c.Between(far, d)
		_, four := c.Between(d, far)
		for i, err := range []error{one, two, three, four} {
			if fault.Of(err) != fault.DateInvalid {
				t.Errorf("no date %d, case %d: %v", far, i, err)
			}
		}
		if _, err := c.Why(far); err == nil {
			t.Errorf("Why(%d) answered", far)
		}
	}
	if _, err := c.Add(last, 1); yearOf(err) != 2200 {
		t.Errorf("from the last day: %v", err)
	}
}

// naive is the oracle: it walks the days and asks R-CAL-01 of the marks.
func naive(marks map[Day]Kind, from Day, n int) Day {
	d := from
	for n > 0 {
		d++
		weekday := d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
		if kind, marked := marks[d]; kind == Work || (!marked && weekday) {
			n--
		}
	}
	return d
}

func TestAddAgreesWithWalkingTheDays(t *testing.T) {
	c, marks := published(t), map[Day]Kind{}
	for _, m := range readMarks(t) {
		marks[m.Day] = m.Kind
	}
	end, tried := dateOf(2026, time.December, 31), 0
	for from := dateOf(2023, time.December, 31); from < end; from++ {
		for _, n := range []int{1, 2, 3, 5, 7, 10, 20, 45, 60, 150, 247, 400} {
			want := naive(marks, from, n)
			got, err := c.Add(from, n)
			switch {
			case want > end && yearOf(err) != 2027:
				t.Fatalf("%s + %d lies in 2027, got %s %v", from, n, got, err)
			case want <= end && (err != nil || got != want):
				t.Fatalf("%s + %d = %s %v, want %s", from, n, got, err, want)
			}
			tried++
		}
	}
	if tried < 12*1090 {
		t.Errorf("only %d additions were tried", tried)
	}
}

// spread maps any two numbers to a day and a count of the published years.
func spread(a, b uint16) (Day, int) {
	return dateOf(2024, time.January, 1) + Day(a%850), int(b % 120)
}

func TestAddProperties(t *testing.T) {
	c := published(t)
	for name, holds := range map[string]func(a, b, x uint16) bool{
		"never on a day off (R-AL-21)": func(a, b, _ uint16) bool {
			from, n := spread(a, b)
			to, err := c.Add(from, n+1)
			on, _ := c.Working(to)
			return err == nil && on && to > from
		},
		"Between counts back": func(a, b, _ uint16) bool {
			from, n := spread(a, b)
			to, _ := c.Add(from, n)
			there, err := c.Between(from, to)
			back, _ := c.Between(to, from)
			return err == nil && there == n && back == -n
		},
		"a day more is later": func(a, b, _ uint16) bool {
			from, n := spread(a, b)
			less, _ := c.Add(from, n)
			more, err := c.Add(from, n+1)
			later, _ := c.Add(from+1, n)
			return err == nil && less < more && less <= later
		},
		"additive": func(a, b, x uint16) bool {
			from, n := spread(a, b)
			m := int(x % 30)
			half, _ := c.Add(from, n)
			twice, err := c.Add(half, m)
			once, _ := c.Add(from, n+m)
			return err == nil && once == twice
		},
		"Between is additive": func(a, b, x uint16) bool {
			d, n := spread(a, b)
			e, f := d+Day(n), d+Day(x%200)-100
			if f < dateOf(2024, time.January, 1) {
				f = d
			}
			one, _ := c.Between(d, e)
			two, err := c.Between(e, f)
			sum, _ := c.Between(d, f)
			return err == nil && one+two == sum
		},
		"calendar days end no earlier, on a working day": func(a, b, _ uint16) bool {
			from, n := spread(a, b)
			to, err := c.AddCalendarDays(from, n+1)
			on, _ := c.Working(to)
			passed, _ := c.Between(from+Day(n), to)
			return err == nil && on && to > from+Day(n) && passed == 1
		},
	} {
		if err := quick.Check(holds, &quick.Config{MaxCount: 2000}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func benchmarkAdd(b *testing.B, n int) {
	c, from := published(b), day(b, "2024-03-04")
	for b.Loop() {
		if _, err := c.Add(from, n); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAdd5(b *testing.B)   { benchmarkAdd(b, 5) }
func BenchmarkAdd700(b *testing.B) { benchmarkAdd(b, 700) }

func BenchmarkAddCalendarDays(b *testing.B) {
	c, from := published(b), day(b, "2024-03-04")
	for b.Loop() {
		if _, err := c.AddCalendarDays(from, 900); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBetween(b *testing.B) {
	c, from, to := published(b), day(b, "2024-03-04"), day(b, "2026-12-30")
	for b.Loop() {
		if _, err := c.Between(from, to); err != nil {
			b.Fatal(err)
		}
	}
}
