// Package review is the examination of an accepted case: which steps open at acceptance,
// what an opinion changes, when all is passed. Steps of one seq run side by side; the
// next seq opens when every step of this one is passed. A failed step opens nothing, so
// the case can only be refused.
package review

import (
	"slices"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
)

// State of one row of the review.
type State string

const (
	Waiting State = "waiting" // an earlier seq is not passed yet
	Opened  State = "open"
	Passed  State = "passed"
	Failed  State = "failed"
)

// Row is one step of a case under way.
type Row struct {
	ID    string
	Seq   int
	State State
}

// Opening is a step as it stands when the case is accepted.
type Opening struct {
	Step  catalogue.Step
	State State
}

// Open answers the rows of a case at its acceptance, in order: the lowest seq is open,
// the others wait.
func Open(steps []catalogue.Step) []Opening {
	steps = slices.Clone(steps)
	slices.SortStableFunc(steps, func(a, b catalogue.Step) int { return a.Seq - b.Seq })
	rows := make([]Opening, len(steps))
	for i, s := range steps {
		rows[i] = Opening{Step: s, State: Waiting}
		if s.Seq == steps[0].Seq {
			rows[i].State = Opened
		}
	}
	return rows
}

// Record answers the rows whose state an opinion changes, by id: the row itself and,
// when it was the last of its seq to pass, the rows of the next seq (R-AL-10). It
// refuses an opinion on a row that waits with reviews_open, on one that is closed with
// state_moved, on one that is no row of the case with record_foreign.
func Record(rows []Row, id string, pass bool) (map[string]State, error) {
	i := slices.IndexFunc(rows, func(r Row) bool { return r.ID == id })
	if i < 0 {
		return nil, fault.New(fault.RecordForeign, "R-AL-10", "Name a step of this case.")
	}
	if err := mayAct(rows[i]); err != nil {
		return nil, err
	}
	if !pass {
		return map[string]State{id: Failed}, nil
	}
	changes := map[string]State{id: Passed}
	after := slices.Clone(rows)
	after[i].State = Passed
	if slices.ContainsFunc(after, func(r Row) bool { return r.Seq <= rows[i].Seq && r.State != Passed }) {
		return changes, nil
	}
	for _, r := range next(after) {
		changes[r.ID] = Opened
	}
	return changes, nil
}

// mayAct: only an open row takes an opinion.
func mayAct(r Row) error {
	switch r.State {
	case Opened:
		return nil
	case Waiting:
		return fault.New(fault.ReviewsOpen, "R-AL-10", "This step opens when the steps before it are passed.").With("state", string(r.State))
	}
	return fault.New(fault.StateMoved, "R-AL-10", "This step is %s; an opinion was recorded already.", r.State).With("state", string(r.State))
}

// next are the waiting rows of the lowest seq.
func next(rows []Row) []Row {
	waiting := slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return r.State != Waiting })
	if len(waiting) == 0 {
		return nil
	}
	lowest := slices.MinFunc(waiting, func(a, b Row) int { return a.Seq - b.Seq }).Seq
	return slices.DeleteFunc(waiting, func(r Row) bool { return r.Seq != lowest })
}

// Outcome is what the rows come to: failed as soon as one is, passed when all are (also
// where there are none), open otherwise.
func Outcome(rows []Row) State {
	outcome := Passed
	for _, r := range rows {
		switch r.State {
		case Passed:
		case Failed:
			return Failed
		default:
			outcome = Opened
		}
	}
	return outcome
}
