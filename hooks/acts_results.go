package hooks

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// The acts on an issued result (R-AL-30…37).

// daysToRenew is how many calendar days before the end a renewal is asked for; the
// period binds the applicant, so it is not counted in working days (R-AL-31, R-AL-33).
const daysToRenew = 30

// requestRenewal asks for renewal in time.
func requestRenewal(d *deed) error {
	to, err := workday.ParseDay(d.subject.GetString("valid_to"))
	if err != nil {
		return fault.New(fault.ActNotAllowed, "R-AL-31", "This result is valid without end; there is nothing to renew.")
	}
	if d.today > to-daysToRenew {
		return fault.New(fault.LimitPassed, "R-AL-31", "Renewal is asked for at least 30 days before %s; apply anew.", to).With("due", (to - daysToRenew).String())
	}
	if open, err := d.renewalOpen(); err != nil {
		return err
	} else if open {
		return fault.New(fault.StateMoved, "R-AL-31", "Renewal was asked for already.")
	}
	return nil
}

// renewalOpen reports whether a request for renewal waits for an answer.
func (d *deed) renewalOpen() (bool, error) {
	list, err := findAll(d.tx, "actions", "_rowid_", dbx.HashExp{"result": d.subject.Id})
	open := false
	for _, a := range list {
		switch a.GetString("act") {
		case "request_renewal":
			open = true
		case "renew", "refuse_renewal":
			open = false
		}
	}
	return open, err
}

// renew lengthens the validity by the term of the service; when the agency stayed silent
// until the last day, the house itself renews (R-AL-32).
func renew(d *deed) error {
	if open, err := d.renewalOpen(); err != nil {
		return err
	} else if !open {
		return fault.New(fault.StateMoved, "R-AL-32", "Nobody asked for renewal.")
	}
	to, err := workday.ParseDay(d.subject.GetString("valid_to"))
	if err != nil {
		return err
	}
	if d.who.kind == kindSystem && d.today <= to {
		return fault.New(fault.StateMoved, "R-AL-32", "The agency may still decide until %s.", to)
	}
	years := max(d.file.snapshot.ResultValidYears, 1)
	d.subject.Set("valid_to", workday.DayOf(to.Start().In(workday.China).AddDate(years, 0, 0)).String())
	return nil
}

// refuseRenewal answers a request with reasons, before the result expires.
func refuseRenewal(d *deed) error {
	if open, err := d.renewalOpen(); err != nil {
		return err
	} else if !open {
		return fault.New(fault.StateMoved, "R-AL-32", "Nobody asked for renewal.")
	}
	if to := d.subject.GetString("valid_to"); to < d.today.String() {
		return fault.New(fault.LimitPassed, "R-AL-32", "The result ended on %s; silence renewed it.", to)
	}
	return nil
}

// revoke bars whoever obtained a licence by fraud for three years (R-AL-35, R-AL-37).
func revoke(d *deed) error {
	if d.action.GetString("ground") == "fraud" {
		return d.bar(3, "R-AL-37")
	}
	return nil
}

// bar keeps the applicant from the same service for some years from today.
func (d *deed) bar(years int, cite string) error {
	until := workday.DayOf(d.today.Start().In(workday.China).AddDate(years, 0, 0))
	r, err := newRecord(d.tx, "bars", map[string]any{
		"applicant": d.file.record.GetString("applicant"), "service": d.file.record.GetString("service"),
		"application": d.file.record.Id, "cite": cite, "until": until.String(),
	})
	if err != nil {
		return err
	}
	return write(d.tx, r)
}

// notBarred refuses a hand-in by an applicant who is barred from the service, and a
// commitment by anyone who is barred from any (R-AL-37, R-PL-23).
func (d *deed) notBarred() error {
	c := d.file.record
	bars, err := findAll(d.tx, "bars", "until", dbx.HashExp{"applicant": c.GetString("applicant")})
	if err != nil {
		return err
	}
	if err := checklist.MayCommit(d.file.snapshot.Commitment, c.GetBool("commitment")); err != nil {
		return err
	}
	for _, b := range bars {
		until := b.GetString("until")
		if until < d.today.String() {
			continue
		}
		if b.GetString("service") == c.GetString("service") {
			return fault.New(fault.BarInForce, b.GetString("cite"), "After false materials no new application is taken until %s.", until).With("until", until)
		}
		if c.GetBool("commitment") {
			return fault.New(fault.BarInForce, "R-PL-23", "Until %s no commitment is taken from you; hand the papers in.", until).With("until", until)
		}
	}
	return nil
}

// renewSilent renews what was asked for in time and never answered.
func (h *Hall) renewSilent(app core.App, today workday.Day) error {
	var ids []string
	err := app.ConcurrentDB().Select("r.id").From("results r").
		Where(dbx.NewExp("r.state = 'valid' AND r.valid_to != '' AND r.valid_to < {:today} AND EXISTS (SELECT 1 FROM actions a WHERE a.result = r.id AND a.act = 'request_renewal')", dbx.Params{"today": today.String()})).Column(&ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		_, err := h.Act(app, nil, map[string]any{"subject": "result", "result": id, "act": "renew"})
		if err != nil && fault.Of(err) == "" {
			h.app.Logger().Error("a silent renewal failed", "result", id, "error", err)
		}
	}
	return nil
}
