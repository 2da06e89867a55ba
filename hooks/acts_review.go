package hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/review"
	"onestop/hooks/rules/workday"
)

// The acts of examination (R-AL-10, R-AL-16…20, R-PL-22…24).

// examine records one examiner's opinion on one step; when every step of a sequence is
// done, the next one opens.
func examine(d *deed) error {
	r, err := d.takeStep()
	if err != nil {
		return err
	}
	return d.settle(r, d.action.GetString("ground") == "pass", d.action.GetString("reason"))
}

// verifySite records a finding on site. It is done when two different officers have
// recorded theirs and both pass (R-AL-10); one failure settles the step.
func verifySite(d *deed) error {
	r, err := d.takeStep()
	if err != nil {
		return err
	}
	pass := d.action.GetString("ground") != "fail"
	var before []string
	for _, a := range d.file.actions {
		if a.GetString("act") == "verify_site" && a.GetString("review") == r.Id {
			before = append(before, a.GetString("officer"))
		}
	}
	done, err := review.Verified(before, d.who.id(), pass)
	if err != nil {
		return err
	}
	finding := joinText(r.GetString("opinion"), d.action.GetString("reason"))
	if !done {
		r.Set("opinion", finding)
		r.Set("examiner", d.who.id())
		return write(d.tx, r)
	}
	return d.settle(r, pass, finding)
}

func joinText(a, b string) string {
	if a == "" {
		return b
	}
	return a + "\n" + b
}

// takeStep finds the step that the act names, if it may be taken by who acts.
func (d *deed) takeStep() (*core.Record, error) {
	r, err := d.reviewNamed()
	if err != nil {
		return nil, err
	}
	held, err := posts(d.tx, d.who)
	if err != nil {
		return nil, err
	}
	step := d.file.stepOf(r)
	step.Department = r.GetString("department")
	return r, review.MayTake(held, step, review.State(r.GetString("state")), d.act)
}

// settle closes a step with its verdict and opens what follows.
func (d *deed) settle(r *core.Record, pass bool, opinion string) error {
	changes, err := review.Record(d.reviewStates(), r.Id, pass)
	if err != nil {
		return err
	}
	r.Set("opinion", opinion)
	r.Set("examiner", d.who.id())
	r.Set("closed_at", d.h.instant())
	for _, x := range d.file.reviews {
		state, changed := changes[x.Id]
		if !changed {
			continue
		}
		x.Set("state", string(state))
		if state == review.Opened {
			if err := d.openStep(x); err != nil {
				return err
			}
		}
		if err := write(d.tx, x); err != nil {
			return err
		}
	}
	d.lead()
	return nil
}

// openReview writes one row of the review at acceptance.
func (d *deed) openReview(row review.Opening) error {
	step := row.Step
	r, err := newRecord(d.tx, "reviews", map[string]any{
		"application": d.file.record.Id, "step": step.ID, "name": step.Name, "seq": step.Seq,
		"department": step.Department, "state": string(row.State),
	})
	if err != nil {
		return err
	}
	if row.State == review.Opened {
		if err := d.openStep(r); err != nil {
			return err
		}
	}
	d.file.reviews = append(d.file.reviews, r)
	return write(d.tx, r)
}

// openStep dates an opened step and gives it to the officer with the least work.
func (d *deed) openStep(r *core.Record) error {
	r.Set("opened_at", d.h.instant())
	d.h.dateStep(d.file, r, d.today, nil)
	examiner, err := leastLoaded(d.tx, r.GetString("department"), "")
	r.Set("examiner", examiner)
	return err
}

// lead names the officer whose turn it is: the examiner of the first open step.
func (d *deed) lead() {
	d.file.record.Set("examiner", "")
	for _, r := range d.file.reviews {
		if r.GetString("state") == string(review.Opened) {
			d.file.record.Set("examiner", r.GetString("examiner"))
			return
		}
	}
}

// dateStep writes the last day of a step and by how much standstills moved it; "" where it
// sets no limit or no calendar covers it (the case's own dates say so in grey).
func (h *Hall) dateStep(c *caseFile, r *core.Record, opened workday.Day, since []clock.Standstill) {
	due, stood, err := review.Due(h.days(), c.stepOf(r), opened, since)
	if err != nil {
		due, stood = 0, 0
	}
	r.Set("due", due.String())
	r.Set("stood_days", stood)
}

// resume moves the limit of every open step by the days that the pause did not count, as
// the ledger moves the limits of the case (R-AL-20, R-PL-22).
func resume(d *deed) error {
	events := append(d.file.events(), clock.Events([]clock.Act{{Act: "resume", Day: d.today, Until: until(d.action), House: d.who.kind == kindSystem}})...)
	since := clock.Standstills(events)
	for _, r := range d.file.reviews {
		if r.GetString("state") != string(review.Opened) {
			continue
		}
		d.h.dateStep(d.file, r, workday.DayOf(r.GetDateTime("opened_at").Time()), since)
		if err := write(d.tx, r); err != nil {
			return err
		}
	}
	return nil
}

// pause stops the clock for one of the eight causes of Art. 45; the applicant is told
// until when (R-AL-20).
func pause(d *deed) error {
	err := terms(d.file.snapshot).Regime.MayPause(d.action.GetString("ground"), until(d.action), d.today)
	if fault.Of(err) == fault.DateInvalid {
		return refuse("until", err)
	}
	return err
}

// extend lengthens the limit once, before it has run out, by the right head: of the
// agency, or of the government for joint handling (R-AL-16…18).
func extend(d *deed) error {
	_, err := clock.MayExtend(terms(d.file.snapshot), d.h.ledger(d.file, d.today), d.roles, d.today)
	return err
}

// supplement hands in the papers that were to follow: the deferred ones (R-PL-24), or
// those without which silence accepted the case (R-AL-06).
func supplement(d *deed) error {
	owed, list, err := d.owed()
	if err != nil {
		return err
	}
	return checklist.MaySupplement(owed, list, d.file.papers())
}

// owed is what may still follow and the list of what must be there.
func (d *deed) owed() (checklist.Owed, checklist.List, error) {
	owed, err := d.file.owed()
	if err != nil {
		return owed, checklist.List{}, err
	}
	list, err := d.file.due()
	return owed, list, err
}
