package tally

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"onestop/hooks/rules/workday"
)

// Key says what a cell counts. Service is empty in the sum of a department, Service and
// Channel where the work of an officer is counted, Officer elsewhere. All are record ids,
// Channel and Outcome codes.
type Key struct {
	Outcome                               Outcome
	Department, Service, Channel, Officer string
}

// Cell is a sum of cases.
type Cell struct {
	Cases     int
	Promised  int // with a promised day
	InPromise int // decided by it
	Limited   int // with a day of the law
	InLaw     int // decided by it
	Extended  int // with an extension
	Paused    int // with a pause
	Days      Histogram
	Causes    map[Cause]int // of those that were late
}

func one() Cell { return Cell{Cases: 1, Days: Histogram{}, Causes: map[Cause]int{}} }

// Add puts another cell, times as often, to this one.
func (c *Cell) Add(other Cell, times int) {
	c.Cases += other.Cases * times
	c.Promised += other.Promised * times
	c.InPromise += other.InPromise * times
	c.Limited += other.Limited * times
	c.InLaw += other.InLaw * times
	c.Extended += other.Extended * times
	c.Paused += other.Paused * times
	if c.Days == nil {
		c.Days, c.Causes = Histogram{}, map[Cause]int{}
	}
	c.Days.Add(other.Days, times)
	for cause, n := range other.Causes {
		if c.Causes[cause] += n * times; c.Causes[cause] == 0 {
			delete(c.Causes, cause)
		}
	}
}

// Zero reports a cell that counts nothing.
func (c Cell) Zero() bool {
	return c.Cases == 0 && c.Promised == 0 && c.InPromise == 0 && c.Limited == 0 && c.InLaw == 0 && c.Extended == 0 && c.Paused == 0 &&
		len(c.Days) == 0 && len(c.Causes) == 0
}

// Plain reports whether the cell can be added to a stored sum unseen: it takes nothing away, so
// that no sum comes to nothing by it, and has neither days nor causes, which are read to be
// added to.
func (c Cell) Plain() bool {
	return min(c.Cases, c.Promised, c.InPromise, c.Limited, c.InLaw, c.Extended, c.Paused) >= 0 && len(c.Days) == 0 && len(c.Causes) == 0
}

// Place is where a cell stands: its key within a period, which is a year (2026), a month
// (2026-03) or a day (2026-03-02).
type Place struct {
	Period string
	Key
}

// Book is what was counted, by place. Every fact stands in it in its year, its month and its
// day, so that any range of days is the sum of few periods, and in each of them for its
// service and again, without a service, for its department: a county has thousands of
// services and few departments.
type Book map[Place]*Cell

// Count puts facts, times as often, into the book; -1 takes them out.
func (b Book) Count(facts []Fact, times int) {
	for _, f := range facts {
		for _, period := range periodsOf(f.Day) {
			b.Put(Place{period, f.Key}, f.Cell, times)
			if f.Service != "" {
				sum := f.Key
				sum.Service = ""
				b.Put(Place{period, sum}, f.Cell, times)
			}
		}
	}
}

// Put puts a cell, times as often, to that of a place.
func (b Book) Put(at Place, cell Cell, times int) {
	sum := b[at]
	if sum == nil {
		sum = &Cell{}
		b[at] = sum
	}
	if sum.Add(cell, times); sum.Zero() {
		delete(b, at)
	}
}

// Merge puts another book, times as often, into this one.
func (b Book) Merge(other Book, times int) {
	for at, cell := range other {
		b.Put(at, *cell, times)
	}
}

// Places are the places of the book in order.
func (b Book) Places() []Place {
	return slices.SortedFunc(maps.Keys(b), func(x, y Place) int {
		return cmp.Or(strings.Compare(x.Period, y.Period), strings.Compare(x.Department, y.Department), strings.Compare(x.Service, y.Service),
			strings.Compare(string(x.Outcome), string(y.Outcome)), strings.Compare(x.Channel, y.Channel), strings.Compare(x.Officer, y.Officer))
	})
}

func (p Place) String() string {
	return fmt.Sprintf("%s %s of department %s, service %q, channel %q, officer %q", p.Period, p.Outcome, p.Department, p.Service, p.Channel, p.Officer)
}

// periodsOf are the year, the month and the day of a day.
func periodsOf(day workday.Day) []string {
	d := day.String()
	if d == "" {
		return nil
	}
	return []string{d[:4], d[:7], d}
}
