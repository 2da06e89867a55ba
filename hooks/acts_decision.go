package hooks

import (
	"github.com/pocketbase/dbx"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/checklist"
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
	if err := d.file.hearing().MayDecide(d.today); err != nil {
		return err
	}
	owed, list, err := d.owed()
	if err != nil {
		return err
	}
	if err := checklist.MayGrant(owed, list, d.file.papers()); err != nil {
		return err
	}
	if err := d.inTurn(); err != nil {
		return err
	}
	d.file.record.Set("decided_at", d.h.instant())
	return d.h.issueResult(d)
}

// inTurn: a licence of limited quantity is granted in the order of acceptance (R-AL-15).
func (d *deed) inTurn() error {
	if !d.file.snapshot.Limited() {
		return nil
	}
	var ahead []string
	err := d.tx.DB().Select("number").From("applications").
		Where(dbx.HashExp{"service": d.file.record.GetString("service")}).AndWhere(dbx.In("state", "accepted", "paused")).
		AndWhere(dbx.NewExp("accepted_at < {:at}", dbx.Params{"at": d.file.record.GetString("accepted_at")})).Column(&ahead)
	if err != nil {
		return err
	}
	return review.InTurn(true, ahead)
}

// refuseLicence decides against the applicant; the engine asked for the reasons already
// and the notice adds both remedies (R-AL-13).
func refuseLicence(d *deed) error {
	if err := d.decider(); err != nil {
		return err
	}
	if err := d.file.hearing().MayDecide(d.today); err != nil {
		return err
	}
	if err := d.bar(); err != nil {
		return err
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
	list, err := d.file.due()
	if err != nil {
		return err
	}
	return checklist.MayTerminate(d.file.deferredDue(), d.today, list, d.file.papers())
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
