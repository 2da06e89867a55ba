package workday

import (
	"sort"
	"time"
)

// Cause is the stable code of why a day works or not; pages translate by it.
type Cause string

// The causes. A day with no mark is a workday or a weekend; a mark makes it a holiday
// or a moved working day.
const (
	Workday      Cause = "workday"       // Monday to Friday
	Weekend      Cause = "weekend"       // Saturday or Sunday
	Holiday      Cause = "holiday"       // off by a notice; Name says which holiday
	MovedWorkday Cause = "moved_workday" // a weekend that works for a holiday (调休上班)
)

// Reason says whether a day is a working day and why; Name is the holiday's name where
// a notice decides it.
type Reason struct {
	Working bool   `json:"working"`
	Cause   Cause  `json:"cause"`
	Name    string `json:"name,omitempty"`
}

// String is the reason in a few words: "workday", "weekend", the holiday, or
// "调休上班: " with the holiday that the day is worked for.
func (r Reason) String() string {
	switch r.Cause {
	case Holiday:
		return r.Name
	case MovedWorkday:
		return "调休上班: " + r.Name
	}
	return string(r.Cause)
}

// judge applies R-CAL-01 to a day of a published year.
func (c *Calendar) judge(d Day) Reason {
	free := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
	m, marked := c.marks[d]
	switch {
	case marked && m.Kind == Off:
		return Reason{Cause: Holiday, Name: m.Name}
	case marked && free:
		return Reason{Working: true, Cause: MovedWorkday, Name: m.Name}
	case free:
		return Reason{Cause: Weekend}
	}
	return Reason{Working: true, Cause: Workday}
}

// Why says whether d is a working day (R-CAL-01) and why; calendar_unpublished where
// its year has no notice.
func (c *Calendar) Why(d Day) (Reason, error) {
	if _, err := c.at(d); err != nil {
		return Reason{}, err
	}
	return c.judge(d), nil
}

// Working reports whether d is a working day; refuses as Why does.
func (c *Calendar) Working(d Day) (bool, error) {
	why, err := c.Why(d)
	return why.Working, err
}

// Line is one day of an explained addition; Number is the running count of working
// days, 0 where the day is not counted.
type Line struct {
	Date    Day    `json:"date"`
	Counted bool   `json:"counted"`
	Number  int    `json:"number"`
	Cause   Cause  `json:"cause"`
	Name    string `json:"name,omitempty"`
}

// Explain shows Add day by day: every day from the one after from to the result.
func (c *Calendar) Explain(from Day, n int) ([]Line, error) {
	to, err := c.Add(from, n)
	if err != nil {
		return nil, err
	}
	lines, number := make([]Line, 0, to-from), 0
	for d := from + 1; d <= to; d++ {
		why := c.judge(d)
		line := Line{Date: d, Counted: why.Working, Cause: why.Cause, Name: why.Name}
		if why.Working {
			number++
			line.Number = number
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// Span is a row of neighbouring days with the same cause.
type Span struct {
	From  Day    `json:"from"`
	To    Day    `json:"to"`
	Cause Cause  `json:"cause"`
	Name  string `json:"name,omitempty"`
}

// extend adds the day to the last span where it continues it.
func extend(spans []Span, d Day, why Reason) []Span {
	if n := len(spans); n > 0 {
		if s := &spans[n-1]; s.To == d-1 && s.Cause == why.Cause && s.Name == why.Name {
			s.To = d
			return spans
		}
	}
	return append(spans, Span{d, d, why.Cause, why.Name})
}

// Special lists what is not plain about the days in (from, to]: the days off and the
// weekends that work. Days of an unpublished year are left out; Between refuses them.
func (c *Calendar) Special(from, to Day) (off, moved []Span) {
	for i := range c.runs {
		off = cut(off, c.runs[i].off, from, to)
		moved = cut(moved, c.runs[i].moved, from, to)
	}
	return off, moved
}

// cut appends what of the spans lies in (from, to].
func cut(out, spans []Span, from, to Day) []Span {
	if to <= from {
		return out
	}
	i := sort.Search(len(spans), func(i int) bool { return spans[i].To > from })
	j := i
	for j < len(spans) && spans[j].From <= to {
		j++
	}
	if i == j {
		return out
	}
	n := len(out)
	out = append(out, spans[i:j]...)
	out[n].From = max(out[n].From, from+1)
	end := &out[len(out)-1]
	end.To = min(end.To, to)
	return out
}
