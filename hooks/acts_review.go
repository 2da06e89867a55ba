package hooks

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/review"
	"onestop/hooks/rules/workday"
)

// The acts of examination (R-AL-10, R-AL-16…20, R-PL-22…24).

// examine records one examiner's opinion on one step; when every step of a sequence is
// done, the next one opens.
func examine(d *deed) error {
	r, err := d.stepOf(false)
	if err != nil {
		return err
	}
	pass := d.action.GetString("ground") == "pass"
	if !pass && d.action.GetString("reason") == "" {
		return fault.New(fault.ReasonRequired, "R-AL-13", "Say why the step is not passed; the decision must give reasons.")
	}
	return d.settle(r, pass, d.action.GetString("reason"))
}

// verifySite records a finding on site. It is done when two different officers have
// recorded theirs and both pass (R-AL-10); one failure settles the step.
func verifySite(d *deed) error {
	r, err := d.stepOf(true)
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

// stepOf finds the open step that the act names and that the officer's department owns.
func (d *deed) stepOf(site bool) (*core.Record, error) {
	r, err := d.reviewNamed()
	if err != nil {
		return nil, err
	}
	if r.GetString("state") != "open" {
		return nil, fault.New(fault.StateMoved, "R-AL-10", "This step is %s; only an open step takes an opinion.", r.GetString("state")).With("state", r.GetString("state"))
	}
	if ours, err := d.holds(flow.Examiner, r.GetString("department")); err != nil {
		return nil, err
	} else if !ours {
		return nil, fault.New(fault.RoleRequired, "R-AL-40", "This step belongs to another department.").With("department", r.GetString("department"))
	}
	if onSite := d.kindOf(r) == "site_check"; onSite != site {
		act := map[bool]string{true: "verify_site", false: "examine"}[onSite]
		return nil, fault.New(fault.ActNotAllowed, "R-AL-10", "This step is done by %s.", act)
	}
	return r, nil
}

// kindOf is the kind of the step in the revision that the case lives under.
func (d *deed) kindOf(r *core.Record) string {
	for _, s := range d.file.snapshot.Steps {
		if s.ID == r.GetString("step") {
			return s.Kind
		}
	}
	return ""
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
	r.Set("due", d.stepDue(r))
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

// holds reports whether the officer has the role in the department, by the own post or
// as the deputy of an absent colleague.
func (d *deed) holds(role flow.Role, department string) (bool, error) {
	list, err := posts(d.tx, d.who)
	return slices.ContainsFunc(list, func(post actor) bool { return post.has(role) && post.department() == department }), err
}

// stepDue is the last day of a step by its own limit in working days; "" where the step
// sets none or no calendar covers it (the case's own dates say so in grey).
func (d *deed) stepDue(r *core.Record) string {
	var step catalogue.Step
	for _, s := range d.file.snapshot.Steps {
		if s.ID == r.GetString("step") {
			step = s
		}
	}
	if step.Days == 0 {
		return ""
	}
	due, err := d.h.days().Add(d.today, step.Days)
	if err != nil {
		return ""
	}
	return due.String()
}

// pause stops the clock for one of the eight causes of Art. 45; the applicant is told
// until when (R-AL-20).
func pause(d *deed) error {
	if err := d.h.terms(d.file.snapshot).Regime.PauseGround(d.action.GetString("ground")); err != nil {
		return err
	}
	until, err := workday.ParseDay(d.action.GetString("until"))
	if err != nil {
		return refuse("until", err)
	}
	if until <= d.today {
		return refuse("until", fault.New(fault.DateInvalid, "R-AL-20", "Tell a day after today until which the clock stands still."))
	}
	return nil
}

// extend lengthens the limit once, before it has run out, by the right head: of the
// agency, or of the government for joint handling (R-AL-16…18).
func extend(d *deed) error {
	terms := d.h.terms(d.file.snapshot)
	if role := terms.Regime.Approver; role != "" && !d.who.has(role) {
		return fault.New(fault.RoleRequired, "R-AL-17", "This extension is granted by the %s.", role).With("roles", []string{string(role)})
	}
	_, err := clock.Extension(terms, d.h.ledger(d.file, d.today), d.today)
	return err
}

// supplement hands in the deferred materials (R-PL-24).
func supplement(d *deed) error {
	if !d.file.deferred() {
		return fault.New(fault.StateMoved, "R-PL-24", "No material of this case was deferred.")
	}
	missing, err := d.deferredMissing()
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		return fault.New(fault.MaterialsMissing, "R-PL-24", "Upload every deferred material, then hand in.").With("materials", missing)
	}
	return nil
}

// deferredMissing lists the deferrable materials that still lack a document.
func (d *deed) deferredMissing() ([]string, error) {
	list, err := d.file.due()
	if err != nil {
		return nil, err
	}
	var missing []string
	for _, gap := range checklist.Missing(list, d.file.papers()) {
		missing = append(missing, gap.Material)
	}
	return missing, nil
}
