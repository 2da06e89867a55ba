package clock

import (
	"strconv"

	"onestop/hooks/rules/workday"
)

// Causes of lines and skipped days beside the kinds of events.
const (
	ResumePlanned Kind          = "resume_planned" // a standstill is expected to end: the date is provisional
	StoodStill    workday.Cause = "paused"         // days on which the clock stood still; Name is the ground
)

// Line says in data what one event did to one limit; a page says it in words.
//
// A limit's days are told by the lines that count: the start from its Date on, an
// extension from where the limit would have ended, a resumption from its Date on. Each
// has Counted days and passes over the Skipped ones; the Counted of all lines of a limit
// are its days and its extensions' together. Where the calendar gives no date, a line
// says so: its Cause is the fault's code and its Date the first day that is not known.
type Line struct {
	Date    workday.Day    `json:"date"`
	Track   Track          `json:"track"`
	Cause   Kind           `json:"cause"`
	Cite    string         `json:"cite"`
	Limit   Limit          `json:"limit,omitzero"`   // days that the event gives
	Counted int            `json:"counted"`          // days counted after Date
	Unit    Unit           `json:"unit"`             // what Counted counts
	Skipped []workday.Span `json:"skipped"`          // days passed over: weekend, holiday, paused
	Moved   []workday.Span `json:"moved,omitempty"`  // weekend days that count (调休上班)
	Rolled  []workday.Span `json:"rolled,omitempty"` // days off that the last day is moved over (民法典 Art. 203)
	Due     workday.Day    `json:"due,omitzero"`     // the last day as it stood after the event
	Left    int            `json:"left,omitempty"`   // of a line that ends a limit: working days to spare, negative when late
	Until   workday.Day    `json:"until,omitzero"`   // of a pause: the day told to the applicant
	Ground  string         `json:"ground,omitempty"`
	Reason  string         `json:"reason,omitempty"`
}

// cites are the rules behind the events that are not limits themselves.
var cites = map[Kind]string{
	Corrected: "R-AL-05", Supplied: "R-AL-05", Accepted: "R-AL-04e", DeemedAccepted: "R-AL-06", Inspected: "R-AL-23",
	Paused: "R-AL-20", Resumed: "R-AL-20", ResumePlanned: "R-AL-20", Decided: "R-AL-13", Delivered: "R-AL-19",
}

// nothing is the empty list of a line that passes over no day; JSON wants a list.
var nothing = []workday.Span{}

// note adds a line about an event, which cites the limit it gives or its own rule.
func (r *run) note(t *track, e Event, limit Limit) int {
	due, _ := r.dueOf(t)
	cite := limit.Cite
	if cite == "" {
		cite = cites[e.Kind]
	}
	if cite == "" {
		cite = t.cite
	}
	r.lines = append(r.lines, Line{Date: e.Day, Track: t.name, Cause: e.Kind, Cite: cite, Limit: limit, Unit: t.unit,
		Skipped: nothing, Due: due, Until: e.Until, Ground: e.Ground, Reason: e.Reason})
	return len(r.lines) - 1
}

// fill gives the open line the days from where it counts to the given day.
func (r *run) fill(t *track, to workday.Day) {
	if t.err != nil {
		return
	}
	l := &r.lines[t.line]
	if l.Unit = t.unit; l.Unit != WD {
		l.Counted = int(to - t.from)
		return
	}
	l.Counted, _ = r.cal.Between(t.from, to)
	off, moved := r.cal.Special(t.from, to)
	if l.Moved = moved; off != nil {
		l.Skipped = off
	}
}

// roll gives the open line the days off between the end of its count and the given day.
func (r *run) roll(t *track, to workday.Day) {
	if t.err == nil && to > t.end {
		r.lines[t.line].Rolled, _ = r.cal.Special(t.end-1, to)
	}
}

// noteUnknown says why a limit has no date, and from which day on.
func (r *run) noteUnknown(t *track) {
	f := t.due.Unknown
	e := Event{Kind: Kind(f.Code()), Reason: f.Error()}
	if year, ok := f.Params()["year"].(int); ok {
		e.Day, _ = workday.ParseDay(strconv.Itoa(year) + "-01-01") // after 2199 there is no date
	}
	r.lines[r.note(t, e, Limit{})].Cite = f.Cite()
}
