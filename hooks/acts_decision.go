package hooks

import (
	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/review"
)

// The acts of decision and delivery (R-AL-10, R-AL-13, R-AL-19; R-PL-20, R-PL-24).

// grant decides for the applicant: every step passed, every paper there, and by another
// person than the one who accepted, unless the matter is decided on the spot.
func grant(d *deed) error {
	if err := d.decider(); err != nil {
		return err
	}
	if err := review.MayGrant(d.reviewStates()); err != nil {
		return err
	}
	if err := d.heard(); err != nil {
		return err
	}
	if d.file.deferred() {
		missing, err := d.deferredMissing()
		if err != nil {
			return err
		}
		if len(missing) > 0 {
			return fault.New(fault.MaterialsMissing, "R-PL-24", "No result is issued before the deferred papers are complete.").With("materials", missing)
		}
	}
	d.file.record.Set("decided_at", d.h.instant())
	return d.h.issueResult(d)
}

// refuseLicence decides against the applicant; the engine asked for the reasons already
// and the notice adds both remedies (R-AL-13).
func refuseLicence(d *deed) error {
	if err := d.decider(); err != nil {
		return err
	}
	if err := d.heard(); err != nil {
		return err
	}
	if d.action.GetString("ground") == "false_materials" {
		if err := d.bar(1, "R-AL-37"); err != nil {
			return err
		}
	}
	d.file.record.Set("decided_at", d.h.instant())
	return nil
}

// decider: who accepted does not decide (R-PL-20).
func (d *deed) decider() error {
	accepted := ""
	if a := d.file.last("accept"); a != nil {
		accepted = a.GetString("officer")
	}
	return review.MayDecide(accepted, d.who.id(), d.file.snapshot.Handling == catalogue.Instant)
}

func (d *deed) reviewStates() []review.Row {
	rows := make([]review.Row, len(d.file.reviews))
	for i, x := range d.file.reviews {
		rows[i] = review.Row{ID: x.Id, Seq: x.GetInt("seq"), State: review.State(x.GetString("state"))}
	}
	return rows
}

// terminate ends a case whose deferred papers did not come in time (R-PL-24).
func terminate(d *deed) error {
	due := d.file.record.GetString("deferred_due")
	if due == "" {
		return fault.New(fault.StateMoved, "R-PL-24", "No material of this case was deferred; decide it.")
	}
	if due >= d.today.String() {
		return fault.New(fault.StateMoved, "R-PL-24", "The applicant has time until %s.", due).With("due", due)
	}
	missing, err := d.deferredMissing()
	if err != nil {
		return err
	}
	if len(missing) == 0 {
		return fault.New(fault.StateMoved, "R-PL-24", "The deferred materials are there; decide the case.")
	}
	return nil
}

// deliver hands the result or the refusal over and closes the case.
func deliver(d *deed) error {
	if d.action.GetString("method") == "" {
		d.action.Set("method", "counter")
	}
	d.file.record.Set("delivered_at", d.h.instant())
	if d.file.snapshot.Trips > 0 && d.file.record.GetInt("trips") == 0 {
		d.file.record.Set("trips", d.file.snapshot.Trips)
	}
	return nil
}
