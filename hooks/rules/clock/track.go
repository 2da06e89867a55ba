package clock

import (
	"math"

	"onestop/hooks/rules/workday"
)

// track is one limit at work. Its end is the last counted day of what is counted now,
// before it is moved off days off; granted extensions follow it in turn.
type track struct {
	name   Track
	on     bool
	cite   string
	unit   Unit        // what is counted now
	end    workday.Day // where that ends
	err    error       // why there is no end
	more   []extension // granted, not yet counted
	halted workday.Day // the day after which the clock stands still, no date while it runs
	until  workday.Day // of a standstill: the day told, no date where none was
	ground string
	from   workday.Day // the days after it are counted by the line
	line   int
	due    Due
}

// extension is a granted limit and the line that told it.
type extension struct {
	limit Limit
	line  int
}

// forever is after every day that a limit can end on.
const forever = workday.Day(math.MaxInt32)

// begin starts a limit on the day of the event, anew where it ran before.
func (r *run) begin(e Event, place int, limit Limit) {
	if limit.None() {
		return
	}
	t := &r.tracks[place]
	if t.on {
		r.finish(t)
	}
	*t = track{name: t.name, on: true, cite: limit.Cite, unit: limit.Unit, from: e.Day}
	t.end, t.err = limit.end(r.cal, e.Day)
	t.line = r.note(t, e, limit)
}

// pause lets the clock stand still after the day of the event. A limit whose last day
// has passed by then is not helped by it.
func (r *run) pause(e Event, place int) {
	t := &r.tracks[place]
	if !t.on || t.halted != 0 {
		return
	}
	if due, err := r.dueOf(t); err == nil && e.Day > due {
		r.note(t, e, Limit{})
		return
	}
	r.pass(t, e.Day)
	e.Day = max(e.Day, t.from)
	r.fill(t, min(e.Day, t.end))
	r.roll(t, e.Day)
	t.halted, t.until, t.ground = e.Day, e.Until, e.Ground
	if e.Until != 0 {
		t.until = max(e.Until, e.Day)
	}
	t.line = r.note(t, e, Limit{})
}

// resume lets the clock go on after the day of the event.
func (r *run) resume(e Event, place int) {
	if t := &r.tracks[place]; t.on && t.halted != 0 {
		r.proceed(t, e)
	}
}

// proceed ends a standstill: the days from its first to the event's are not counted.
func (r *run) proceed(t *track, e Event) {
	e.Day, e.Ground = max(e.Day, t.halted), t.ground
	t.end, t.err = r.shift(t, e.Day)
	if e.Day > t.halted {
		r.lines[t.line].Skipped = []workday.Span{{From: t.halted + 1, To: e.Day, Cause: StoodStill, Name: t.ground}}
	}
	t.halted, t.from = 0, e.Day
	t.line = r.note(t, e, Limit{})
}

// extend grants more days, counted from where the limit ends.
func (r *run) extend(e Event, place int) {
	t, granted := &r.tracks[place], e.Limit.or(r.terms.Regime.Extension)
	if !t.on || granted.None() {
		return
	}
	t.more = append(t.more, extension{limit: granted, line: len(r.lines)})
	r.note(t, e, granted)
}

// stop ends a limit: what was due is done, or nothing is due any more.
func (r *run) stop(e Event, place int) {
	t := &r.tracks[place]
	if !t.on {
		return
	}
	if t.halted != 0 && t.until == 0 {
		t.until = max(e.Day, t.halted) // nobody told until when: it stood still up to this day
	}
	r.finish(t)
	if e.Kind == DeemedAccepted && place == notice && t.due.Date != 0 {
		e.Day = t.due.Date + 1 // nobody spoke: the limit passed
	}
	t.due.Met, t.due.Light, t.due.Provisional, t.on = e.Day, None, false, false
	if t.due.Date != 0 {
		t.due.Left, _ = leftOn(r.cal, t.due.Date, e.Day)
	}
	r.lines[r.note(t, e, Limit{})].Left = t.due.Left
}

// finish reckons what the limit says as of today and shows the days that lead there.
func (r *run) finish(t *track) {
	date, err := r.dueOf(t)
	if err == nil {
		t.due = DueOn(r.cal, date, r.today)
	} else {
		t.due = Due{Light: Grey, Unknown: unknown(err)}
	}
	t.due.Provisional = t.halted != 0
	if t.halted != 0 {
		r.proceed(t, Event{Kind: ResumePlanned, Day: r.planned(t)})
	}
	r.pass(t, forever)
	r.fill(t, t.end)
	if err != nil {
		r.noteUnknown(t)
		return
	}
	r.roll(t, date)
}

// pass moves on to the extensions that are counted before the day is reached.
func (r *run) pass(t *track, day workday.Day) {
	for len(t.more) > 0 && t.err == nil && day > t.end {
		r.fill(t, t.end)
		next := t.more[0]
		t.more = t.more[1:]
		t.unit, t.from, t.line = next.limit.Unit, t.end, next.line
		t.end, t.err = next.limit.end(r.cal, t.end)
	}
}

// dueOf is the last day of the limit as it stands, extensions included. While the clock
// stands still it is the day that follows if the clock goes on as planned.
func (r *run) dueOf(t *track) (workday.Day, error) {
	end, err := t.end, t.err
	if t.halted != 0 {
		end, err = r.shift(t, r.planned(t))
	}
	for i := 0; i < len(t.more) && err == nil; i++ {
		end, err = t.more[i].limit.end(r.cal, end)
	}
	if err != nil {
		return 0, err
	}
	return r.cal.Next(end)
}

// planned is the day on which a standstill is expected to end: the day told to the
// applicant, or today where none was told.
func (r *run) planned(t *track) workday.Day {
	if t.until != 0 {
		return t.until
	}
	return max(r.today, t.halted)
}

// shift is the end of the count if the clock goes on after the given day: what was left
// when it stopped follows. Nothing left ends on that day itself.
func (r *run) shift(t *track, at workday.Day) (workday.Day, error) {
	if t.err != nil || t.unit != WD {
		return at + max(0, t.end-t.halted), t.err
	}
	left, err := r.cal.Between(t.halted, t.end)
	if err != nil {
		return 0, err
	}
	return r.cal.Add(at, max(0, left))
}
