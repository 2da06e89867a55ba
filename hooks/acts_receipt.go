package hooks

import (
	"crypto/rand"
	"fmt"
	"slices"

	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/recovery"
	"onestop/hooks/rules/review"
	"onestop/hooks/rules/workday"
)

// The acts from hand-in to acceptance (Art. 32 of the Licensing Law; R-AL-02…09).

// submit checks that the form is complete, numbers the case and draws its track code.
// Missing materials do not stop a hand-in: the agency must then name them once (R-AL-05).
func submit(d *deed) error {
	c := d.file
	if err := d.mayHandIn(); err != nil {
		return err
	}
	if _, _, err := d.h.inForce(d.tx, c.record.GetString("service")); err != nil {
		return err
	}
	if err := d.notBarred(c.record.GetString("service")); err != nil {
		return err
	}
	if err := d.completeForm(); err != nil {
		return err
	}
	region := regionOf(c.snapshot.Department.Region)
	day := d.today.String()
	n, err := next(d.tx, "case/"+region+"/"+day)
	if err != nil {
		return err
	}
	code, err := trackCode()
	if err != nil {
		return err
	}
	c.record.Set("number", fmt.Sprintf("%s-%s%s%s-%04d", region, day[0:4], day[5:7], day[8:10], n))
	c.record.Set("track_code", code)
	c.record.Set("received_at", d.h.instant())
	departments := append(c.record.GetStringSlice("departments"), c.snapshot.Department.ID)
	for _, step := range c.snapshot.Steps {
		departments = append(departments, step.Department)
	}
	c.record.Set("departments", distinct(departments))
	return d.gather()
}

// withdraw lets the window speak for those whose papers came to it by hand or by post; who applied with an
// account withdraws with it, so that nobody else ends a case to be rid of its limit (R-AL-02).
func withdraw(d *deed) error {
	if slices.Contains(d.roles, flow.Applicant) || slices.Contains([]string{"counter", "post"}, d.file.record.GetString("channel")) {
		return nil
	}
	return fault.New(fault.RoleRequired, d.row.Cite, "Only the applicant withdraws this case; the window does so for cases that it took in.").With("roles", []flow.Role{flow.Applicant})
}

func (d *deed) completeForm() error {
	r := d.file.record
	if field, err := checklist.MayRepresent(r.GetString("channel"), r.GetString("agent_name"), r.GetString("agent_id")); err != nil {
		return refuse(field, err)
	}
	list, err := d.file.list()
	if err != nil {
		return refuse("options", err)
	}
	form, err := d.h.wholeForm(r)
	if err != nil {
		return err
	}
	return checklist.MayHandIn(list, form, d.h.Now())
}

// regionOf is the county part of a region code, with which case numbers begin.
func regionOf(code string) string {
	if len(code) >= 6 {
		return code[:6]
	}
	return "000000"
}

func distinct(list []string) []string {
	list = slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == "" })
	slices.Sort(list)
	return slices.Compact(list)
}

// trackCode draws eight signs that people do not mistake for each other, 40 bits.
func trackCode() (string, error) {
	b := make([]byte, 8)
	if _, err := rand.Read(b); err != nil {
		return "", err
	}
	return recovery.Spell(b), nil
}

// accept is a duty once the file is complete and in form (R-AL-04e); deferrable
// materials may follow by a day that the applicant commits to (R-PL-24).
func accept(d *deed) error {
	until, err := d.deferral()
	if err != nil {
		return err
	}
	list, err := d.file.due()
	if err != nil {
		return err
	}
	latest, err := terms(d.file.snapshot).PromiseFrom(d.h.days(), d.today)
	if err != nil {
		return err
	}
	deferred, err := checklist.MayAccept(list, d.file.papers(), until, latest)
	if err != nil {
		return err
	}
	if deferred {
		bars, err := d.bars()
		if err != nil {
			return err
		}
		if err := clock.MayTrust(bars, d.today); err != nil {
			return err
		}
		d.file.record.Set("deferred_due", until.String())
		d.notices = append(d.notices, "deferral")
	}
	return d.startReview()
}

func (d *deed) deferral() (workday.Day, error) {
	text := d.action.GetString("until")
	if text == "" {
		return 0, nil
	}
	until, err := workday.ParseDay(text)
	if err != nil {
		return 0, refuse("until", err)
	}
	return until, refuse("until", checklist.MayDefer(until, d.today))
}

// startReview opens the steps; since when the case counts as accepted the ledger says.
func (d *deed) startReview() error {
	d.file.record.Set("accepted_at", d.h.instant())
	for _, row := range review.Open(d.file.snapshot.Steps) {
		if err := d.openReview(row); err != nil {
			return err
		}
	}
	d.lead()
	return nil
}

// deemAccepted: the notice limit passed in silence, so the law accepts for the agency,
// as of the day of receipt or of supply (R-AL-06). Only the house's own job does this.
func deemAccepted(d *deed) error {
	since, err := clock.MayDeem(d.h.days(), terms(d.file.snapshot), d.file.events(), d.today)
	if err != nil {
		return err
	}
	d.action.Set("until", since.String())
	if err := d.leaveUnsaid(); err != nil {
		return err
	}
	return d.startReview()
}

// leaveUnsaid writes down what was missing when silence accepted the case: it may follow,
// and nothing is granted before it is there (R-AL-06).
func (d *deed) leaveUnsaid() error {
	list, err := d.file.due()
	if err != nil {
		return err
	}
	unsaid, err := checklist.Unsaid(list, d.file.papers(), d.said)
	if len(unsaid) > 0 {
		d.action.Set("items", unsaid)
	}
	return err
}

// reject tells in time that the application is not accepted: once silence has accepted
// it, nobody can (R-AL-06).
func reject(d *deed) error {
	return clock.MayObject(d.h.days(), terms(d.file.snapshot), d.file.events(), d.today)
}
