package workday

import (
	"slices"
	"time"

	"onestop/hooks/rules/fault"
)

// Kind says what a notice makes of a day.
type Kind string

// The two kinds of a mark.
const (
	Off  Kind = "off"  // a day off by the notice (holiday, or a day moved to it)
	Work Kind = "work" // a weekend day that is worked (调休上班)
)

// Mark is one day that a notice of the State Council names, with the holiday's name and
// the notice's number or address.
type Mark struct {
	Day    Day    `json:"date"`
	Kind   Kind   `json:"kind"`
	Name   string `json:"name"`
	Notice string `json:"notice,omitempty"`
}

// Calendar holds the published years. It never changes and is safe for concurrent use.
type Calendar struct {
	marks map[Day]Mark
	years []int
	runs  []run // in order; a hole between published years separates two runs
}

// run is an unbroken row of published years with its prefix sums, which make Add and
// Between one look-up whatever the span.
type run struct {
	first, last Day
	work        []Day   // the working days, in order
	before      []int32 // before[d-first]: how many of them lie before d
	off, moved  []Span
}

// NewCalendar builds the calendar of the given marks, in any order. It refuses with
// items_invalid a mark without a real date or of another kind, and two marks on one day
// that differ; the same mark twice counts once.
func NewCalendar(marks []Mark) (*Calendar, error) {
	c := &Calendar{marks: make(map[Day]Mark, len(marks))}
	for _, m := range marks {
		if !m.Day.real() || (m.Kind != Off && m.Kind != Work) {
			return nil, fault.New(fault.ItemsInvalid, "R-CAL-01", "A calendar mark needs a date and the kind off or work.").With("date", m.Day.String())
		}
		if had, twice := c.marks[m.Day]; twice && had != m {
			return nil, fault.New(fault.ItemsInvalid, "R-CAL-01", "%s is marked twice in different ways; keep the one of the notice.", m.Day).With("date", m.Day.String())
		}
		c.marks[m.Day] = m
	}
	c.publish()
	return c, nil
}

// publish finds the years whose notice is there (1 January is declared off) and sums
// each unbroken row of them.
func (c *Calendar) publish() {
	for d, m := range c.marks {
		if m.Kind == Off && d == dateOf(d.Year(), time.January, 1) {
			c.years = append(c.years, d.Year())
		}
	}
	slices.Sort(c.years)
	for i := 0; i < len(c.years); {
		j := i + 1
		for j < len(c.years) && c.years[j] == c.years[j-1]+1 {
			j++
		}
		c.runs = append(c.runs, c.sum(c.years[i], c.years[j-1]))
		i = j
	}
}

func (c *Calendar) sum(from, to int) run {
	r := run{first: dateOf(from, time.January, 1), last: dateOf(to, time.December, 31)}
	r.before = make([]int32, 0, r.last-r.first+2)
	for d := r.first; d <= r.last; d++ {
		r.before = append(r.before, int32(len(r.work)))
		why := c.judge(d)
		if why.Working {
			r.work = append(r.work, d)
		} else {
			r.off = extend(r.off, d, why)
		}
		if why.Cause == MovedWorkday {
			r.moved = extend(r.moved, d, why)
		}
	}
	r.before = append(r.before, int32(len(r.work)))
	return r
}

// Published reports whether the year's notice is loaded: its 1 January is declared off
// by a mark, as every notice of the State Council begins with 元旦.
func (c *Calendar) Published(year int) bool {
	_, found := slices.BinarySearch(c.years, year)
	return found
}

// Years lists the published years in order.
func (c *Calendar) Years() []int { return slices.Clone(c.years) }

// at finds the run that holds a day.
func (c *Calendar) at(d Day) (*run, error) {
	for i := len(c.runs) - 1; i >= 0; i-- { // the latest years are asked for most
		if r := &c.runs[i]; r.first <= d && d <= r.last {
			return r, nil
		}
	}
	if !d.real() && d != last+1 {
		return nil, errNoDate()
	}
	return nil, unpublished(d.Year())
}

// unpublished is the refusal of a computation that needs a year without a notice.
func unpublished(year int) *fault.Fault {
	return fault.New(fault.CalendarUnpublished, "R-CAL-05",
		"The working days of %d are not published yet; import the State Council's notice for %d.", year, year).With("year", year)
}
