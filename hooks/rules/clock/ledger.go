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
	Notice     Due    `json:"notice"`
	Inspection Due    `json:"inspection"`
	Law        Due    `json:"law"`
	Promise    Due    `json:"promise"`
	Delivery   Due    `json:"delivery"`
	Light      Light  `json:"light"`    // the worst of those that run
	Extended   int    `json:"extended"` // extensions granted so far (R-AL-18 allows one)
	Lines      []Line `json:"lines"`    // how each date came about, in the order of events
}

// Run works through the events of a case, in their order, and says what each limit is
// as of today. It never fails: a limit whose date cannot be known is grey and says why.
//
// While a case is submitted only the notice limit runs, and with it the decision limit
// where the regime counts from receipt; after the decision only the delivery; after
// delivery or the end nothing. A pause on or before the last day of a limit moves it by
// the days after the pause's day up to the day of resumption; a pause after it changes
// nothing. An extension is told to the applicant and replaces the promised date: it adds
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
		r.stop(e, notice)
		r.correct(e)
	case Supplied:
		r.begin(e, notice, regime.Notice)
		r.correct(e)
	case Accepted, DeemedAccepted:
		r.stop(e, notice)
		r.decideFrom(e, FromAcceptance)
		if r.terms.Inspection {
			r.begin(e, inspection, regime.Inspection)
		}
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

// decideFrom starts the decision limits where the regime counts from this event.
func (r *run) decideFrom(e Event, from Start) {
	if r.terms.Regime.From == from {
		r.begin(e, law, r.terms.law())
		r.begin(e, promise, r.terms.promise())
	}
}

// correct lets a correction touch a decision limit that counts from receipt.
func (r *run) correct(e Event) {
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
		Light: None, Extended: r.extended, Lines: r.lines,
	}
	for i := range r.tracks {
		l.Light = worse(l.Light, r.tracks[i].due.Light)
	}
	return l
}
