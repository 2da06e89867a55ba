package rehearsal

import (
	"cmp"
	"slices"

	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/workday"
)

// Report is what a rehearsal found: sums over cases.
type Report struct {
	Cases       int      `json:"cases"`
	Promise     Shift    `json:"promise"`
	Law         Shift    `json:"law"`
	Papers      Count    `json:"papers"`     // materials that may not be left out, over all cases
	AskedMore   int      `json:"asked_more"` // cases of which more papers would be asked
	AskedLess   int      `json:"asked_less"`
	Unanswered  int      `json:"unanswered"`  // cases whose answers do not settle the draft's questions
	Materials   []Demand `json:"materials"`   // those that are asked of more or fewer cases
	Steps       []Load   `json:"steps"`       // the work of each step
	Departments []Load   `json:"departments"` // and of each department
}

// Count is a number as it was and as it would be.
type Count struct {
	Before int `json:"before"`
	After  int `json:"after"`
}

// Demand is a material and of how many cases it was and would be asked.
type Demand struct {
	Name   string `json:"name"`
	NameEn string `json:"name_en"`
	Cases  Count  `json:"cases"`
}

// Work is how many steps were opened and how many working days they may take together.
type Work struct {
	Steps int `json:"steps"`
	Days  int `json:"days"`
}

// Load is the work of a step, or of a department where Step is empty. Department is a
// record id.
type Load struct {
	Step       string `json:"step,omitempty"`
	Department string `json:"department"`
	Before     Work   `json:"before"`
	After      Work   `json:"after"`
}

// Shift is how the due dates of one limit move. Days are working days, later counts up.
type Shift struct {
	Earlier int    `json:"earlier"`
	Later   int    `json:"later"`
	Same    int    `json:"same"`
	Unknown int    `json:"unknown"` // one of the two has no date: nothing is promised, or no calendar (R-CAL-05)
	Days    int    `json:"days"`    // of all that move, together
	Moves   []Move `json:"moves"`
	Late    Count  `json:"late"`        // cases over their limit
	NowLate int    `json:"now_late"`    // in time as it was, late on the draft
	InTime  int    `json:"now_in_time"` // late as it was, in time on the draft
}

// Move is how many cases move by so many working days.
type Move struct {
	Days  int `json:"days"`
	Cases int `json:"cases"`
}

func (s *Shift) add(cal *workday.Calendar, before, after clock.Due) {
	was, would := late(before), late(after)
	if was {
		s.Late.Before++
	}
	if would {
		s.Late.After++
	}
	switch {
	case would && !was:
		s.NowLate++
	case was && !would:
		s.InTime++
	}
	days, err := cal.Between(before.Date, after.Date)
	switch {
	case before.Date == after.Date && (before.Unknown == nil) == (after.Unknown == nil):
		s.Same++
	case before.Date == 0 || after.Date == 0 || err != nil:
		s.Unknown++
	default:
		s.move(days, before.Date < after.Date)
	}
}

func (s *Shift) move(days int, later bool) {
	if later {
		s.Later++
	} else {
		s.Earlier++
	}
	s.Days += days
	at, found := slices.BinarySearchFunc(s.Moves, days, func(m Move, days int) int { return cmp.Compare(m.Days, days) })
	if !found {
		s.Moves = slices.Insert(s.Moves, at, Move{Days: days})
	}
	s.Moves[at].Cases++
}

// late reports whether a limit was not kept: met after its last day, or over and open.
func late(d clock.Due) bool {
	return d.Light == clock.Red || (d.Met != 0 && d.Date != 0 && d.Met > d.Date)
}

// Report is what all cases added so far say together.
func (r *Rehearsal) Report() Report {
	out := r.report
	out.Materials = []Demand{}
	for _, d := range r.demands.list {
		if d.Cases.Before != d.Cases.After {
			out.Materials = append(out.Materials, *d)
		}
	}
	for _, s := range []*Shift{&out.Promise, &out.Law} {
		s.Moves = append([]Move{}, s.Moves...)
	}
	out.Steps, out.Departments = r.steps.values(), r.offices.values()
	return out
}

// tally keeps rows by key in the order in which they were first met.
type tally[T any] struct {
	rows map[string]*T
	list []*T
}

// of is the row of the key, made from first where there is none.
func (t *tally[T]) of(key string, first T) *T {
	if t.rows == nil {
		t.rows = map[string]*T{}
	}
	if t.rows[key] == nil {
		t.rows[key] = &first
		t.list = append(t.list, &first)
	}
	return t.rows[key]
}

func (t *tally[T]) values() []T {
	list := make([]T, len(t.list))
	for i, x := range t.list {
		list[i] = *x
	}
	return list
}
