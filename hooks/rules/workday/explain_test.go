package workday

import (
	"slices"
	"sync"
	"testing"
	"testing/quick"
)

func TestExplainShowsEveryDay_T_10(t *testing.T) {
	c := published(t)
	lines, err := c.Explain(day(t, "2026-02-14"), 2)
	if err != nil || len(lines) != 11 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	for i, want := range []Line{
		{Date: day(t, "2026-02-15"), Cause: Holiday, Name: "春节"},
		{Date: day(t, "2026-02-16"), Cause: Holiday, Name: "春节"},
	} {
		if lines[i] != want {
			t.Errorf("line %d is %+v", i, lines[i])
		}
	}
	if got, want := lines[9], (Line{Date: day(t, "2026-02-24"), Counted: true, Number: 1, Cause: Workday}); got != want {
		t.Errorf("the first counted day is %+v", got)
	}
	if lines, err = c.Explain(day(t, "2026-02-14"), 0); err != nil || len(lines) != 0 {
		t.Errorf("nothing to count gives %v %v", lines, err)
	}
}

func TestExplainEndsOnTheSumAndNumbersWithoutGaps(t *testing.T) {
	c := published(t)
	if err := quick.Check(func(a, b uint16) bool {
		from, n := spread(a, b)
		lines, err := c.Explain(from, n+1)
		to, _ := c.Add(from, n+1)
		number := 0
		for i, l := range lines {
			if l.Counted {
				number++
			}
			if l.Date != from+Day(i)+1 || (l.Counted && l.Number != number) || (!l.Counted && l.Number != 0) {
				return false
			}
		}
		return err == nil && number == n+1 && lines[len(lines)-1].Date == to
	}, nil); err != nil {
		t.Error(err)
	}
}

func TestSpecialNamesWhatIsSkippedAndWhatIsMoved(t *testing.T) {
	c := published(t)
	off, moved := c.Special(day(t, "2026-09-28"), day(t, "2026-10-10"))
	wantOff := []Span{{day(t, "2026-10-01"), day(t, "2026-10-07"), Holiday, "国庆节"}}
	wantMoved := []Span{{day(t, "2026-10-10"), day(t, "2026-10-10"), MovedWorkday, "国庆节"}}
	if !slices.Equal(off, wantOff) || !slices.Equal(moved, wantMoved) {
		t.Errorf("T-01: %v %v", off, moved)
	}
	off, moved = c.Special(day(t, "2026-03-07"), day(t, "2026-03-14"))
	if want := []Span{{day(t, "2026-03-08"), day(t, "2026-03-08"), Weekend, ""}, {day(t, "2026-03-14"), day(t, "2026-03-14"), Weekend, ""}}; !slices.Equal(off, want) || moved != nil {
		t.Errorf("cut at both ends: %v %v", off, moved)
	}
	for _, d := range []string{"2026-03-07", "2026-10-03", "2026-02-13"} {
		if none, works := c.Special(day(t, d), day(t, d)); none != nil || works != nil {
			t.Errorf("no days after %s hold %v %v", d, none, works)
		}
	}
	off[0].Name = "changed from outside"
	if again, _ := c.Special(day(t, "2026-03-07"), day(t, "2026-03-14")); again[0].Name != "" {
		t.Error("the calendar was changed from outside")
	}
}

func TestSpecialHoldsExactlyTheDaysThatAreNotPlain(t *testing.T) {
	c := calendarOf(t, without(readMarks(t), 2025))
	whole := published(t)
	if err := quick.Check(func(a, b uint16) bool {
		from, n := spread(a, b)
		to := from + Day(n)
		off, moved := whole.Special(from, to)
		days, works := 0, 0
		for _, s := range off {
			days += int(s.To-s.From) + 1
		}
		for _, s := range moved {
			works += int(s.To-s.From) + 1
		}
		working, _ := whole.Between(from, to)
		plain := 0
		for d := from + 1; d <= to; d++ {
			if why, _ := whole.Why(d); why.Cause == MovedWorkday {
				plain++
			}
		}
		return days == n-working && works == plain
	}, nil); err != nil {
		t.Error(err)
	}
	if off, moved := c.Special(day(t, "2025-01-01"), day(t, "2025-12-30")); off != nil || moved != nil {
		t.Errorf("an unpublished year has %v %v", off, moved)
	}
}

func TestCalendarServesManyAtOnce(t *testing.T) {
	c := published(t)
	from, want := day(t, "2026-03-02"), day(t, "2026-03-30")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				if got, err := c.Add(from, 20); err != nil || got != want {
					t.Errorf("%s %v", got, err)
				}
				c.Special(from, want)
			}
		})
	}
	wg.Wait()
}
