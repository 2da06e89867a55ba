package clock

import "onestop/hooks/rules/workday"

// Track names one of the limits that a case runs under.
type Track string

// The tracks, in the order of a case's life.
const (
	Notice     Track = "notice"     // to tell the applicant what to correct, or to accept
	Inspection Track = "inspection" // to send inspectors
	Law        Track = "law"        // the decision limit of the law
	Promise    Track = "promise"    // the decision limit promised to the applicant
	Delivery   Track = "delivery"   // to deliver what was decided
)

// Ledger is what the clocks of a case say as of one day.
type Ledger struct {
	Notice     Due         `json:"notice"`
	Inspection Due         `json:"inspection"`
	Law        Due         `json:"law"`
	Promise    Due         `json:"promise"`
	Delivery   Due         `json:"delivery"`
	Light      Light       `json:"light"`             // the worst of those that run
	Accepted   workday.Day `json:"accepted,omitzero"` // the day as of which the case counts as accepted (R-AL-06)
	Extended   int         `json:"extended"`          // extensions granted so far (R-AL-18 allows one)
	Lines      []Line      `json:"lines"`             // how each date came about, in the order of events
}

// Run works through the events of a case, in their order, and says what each limit is
// as of today. It never fails: a limit whose date cannot be known is grey and says why.
//
// While a case is submitted only the notice limit runs, and with it the decision limit
// where the regime counts from receipt; after the decision only the delivery; after
// delivery or the end nothing. A pause on or before the last day of a limit moves it by
// the days after the pause's day up to the day of resumption; a pause after it changes
// nothing. Who speaks only after the notice limit has run out in silence accepts or
// corrects what the law already took as accepted: the decision counts from receipt
// (R-AL-06). An extension is told to the applicant and replaces the promised date: it adds
// its days to the limit of the law and to the promise alike.
func Run(cal *workday.Calendar, terms Terms, events []Event, today workday.Day) Ledger {
	r := run{cal: cal, terms: terms, today: today, lines: make([]Line, 0, 3*len(events)+2)}
	for i := range tracks {
		r.tracks[i] = track{name: tracks[i], due: Due{Light: None}}
	}
	for _, e := range events {
		r.apply(e)
	}
	for i := range r.tracks {
		if t := &r.tracks[i]; t.on {
			r.finish(t)
		}
	}
	return r.ledger()
}

// The places of the tracks within a run.
const (
	notice = iota
	inspection
	law
	promise
	delivery
)

var tracks = [...]Track{Notice, Inspection, Law, Promise, Delivery}

type run struct {
	cal      *workday.Calendar
	terms    Terms
	today    workday.Day
	tracks   [len(tracks)]track
	lines    []Line
	accepted workday.Day
	extended int
}

// apply moves the clocks by one event.
func (r *run) apply(e Event) {
	regime := &r.terms.Regime
	switch e.Kind {
	case Received:
		r.begin(e, notice, regime.Notice)
		r.decideFrom(e, FromReceipt)
	case Corrected:
		r.speak(e)
		r.correct(e)
	case Supplied:
		if r.accepted == 0 {
			r.begin(e, notice, regime.Notice)
		}
		r.correct(e)
	case Accepted:
		r.speak(e)
		r.accept(e)
	case DeemedAccepted:
		r.stop(e, notice)
		r.accept(e)
	case Inspected:
		r.stop(e, inspection)
	case Paused:
		r.each(e, r.pause, law, promise)
	case Resumed:
		r.each(e, r.resume, law, promise)
	case Extended:
		r.extended++
		r.each(e, r.extend, law, promise)
	case Decided:
		r.each(e, r.stop, notice, inspection, law, promise)
		r.begin(e, delivery, regime.Delivery)
	case Delivered, Ended:
		r.each(e, r.stop, notice, inspection, law, promise, delivery)
	}
}

func (r *run) each(e Event, do func(Event, int), places ...int) {
	for _, place := range places {
		do(e, place)
	}
}

// speak ends the notice limit: the applicant is told or accepted. Spoken too late it is
// of no use where silence has accepted the case before (R-AL-06).
func (r *run) speak(e Event) {
	if t := &r.tracks[notice]; t.on && r.terms.Regime.Silence == SilenceAccepted {
		if due, err := r.dueOf(t); err == nil && e.Day > due {
			r.apply(Event{Kind: DeemedAccepted, Day: t.from})
			return
		}
	}
	r.stop(e, notice)
}

// accept starts what counts from acceptance; a case is accepted once.
func (r *run) accept(e Event) {
	if r.accepted != 0 {
		return
	}
	r.accepted = e.Day
	r.decideFrom(e, FromAcceptance)
	if r.terms.Inspection {
		r.begin(e, inspection, r.terms.Regime.Inspection)
	}
}

// decideFrom starts the decision limits where the regime counts from this event.
func (r *run) decideFrom(e Event, from Start) {
	if r.terms.Regime.From == from {
		r.begin(e, law, r.terms.LawLimit())
		r.begin(e, promise, r.terms.PromiseLimit())
	}
}

// correct lets a correction touch a decision limit that counts from receipt; once the
// case is accepted no correction does (R-AL-20).
func (r *run) correct(e Event) {
	if r.accepted != 0 {
		return
	}
	switch effect := r.terms.Regime.Correction; {
	case effect == Restarts && e.Kind == Corrected:
		r.each(e, r.stop, law, promise)
	case effect == Restarts:
		r.decideFrom(e, FromReceipt)
	case effect == Suspends && e.Kind == Corrected:
		r.each(e, r.pause, law, promise)
	case effect == Suspends:
		r.each(e, r.resume, law, promise)
	}
}

func (r *run) ledger() Ledger {
	l := Ledger{
		Notice: r.tracks[notice].due, Inspection: r.tracks[inspection].due, Law: r.tracks[law].due,
		Promise: r.tracks[promise].due, Delivery: r.tracks[delivery].due,
		Light: None, Accepted: r.accepted, Extended: r.extended, Lines: r.lines,
	}
	for i := range r.tracks {
		l.Light = worse(l.Light, r.tracks[i].due.Light)
	}
	return l
}
