package hooks

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/workday"
)

// The acts on an issued result (R-AL-30…37): the rules are clock's, the records are here.

// validTo is the last day of the result, no date where it is valid without end.
func (d *deed) validTo() workday.Day {
	day, err := workday.ParseDay(d.subject.GetString("valid_to"))
	if err != nil {
		return 0
	}
	return day
}

// requestRenewal asks for renewal in time.
func requestRenewal(d *deed) error {
	asked, err := d.renewalOpen()
	if err != nil {
		return err
	}
	return clock.MayAskRenewal(d.h.days(), terms(d.file.snapshot).Regime, d.validTo(), asked, d.today)
}

// renewalOpen reports whether a request for renewal waits for an answer.
func (d *deed) renewalOpen() (bool, error) { return renewalAsked(d.tx, d.subject.Id) }

func renewalAsked(app core.App, result string) (bool, error) {
	list, err := actionsOn(app, "result", result)
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
// until the last day, the house itself renews.
func renew(d *deed) error {
	asked, err := d.renewalOpen()
	if err != nil {
		return err
	}
	to, err := clock.Renew(d.validTo(), d.file.snapshot.ResultValidYears, asked, d.who.kind == kindSystem, d.today)
	d.subject.Set("valid_to", to.String())
	return err
}

// refuseRenewal answers a request with reasons, before the result expires.
func refuseRenewal(d *deed) error {
	asked, err := d.renewalOpen()
	if err != nil {
		return err
	}
	return clock.MayRefuseRenewal(d.validTo(), asked, d.today)
}

// revoke bars whoever obtained a licence by fraud.
func revoke(d *deed) error { return d.bar() }

// bar writes the bar that the act on its ground brings with it, if it brings one.
func (d *deed) bar() error {
	b, barred := clock.BarOf(d.act, d.action.GetString("ground"), d.file.record.GetString("service"), d.today)
	if !barred {
		return nil
	}
	r, err := newRecord(d.tx, "bars", map[string]any{
		"applicant": d.file.record.GetString("applicant"), "service": b.Service,
		"application": d.file.record.Id, "cite": b.Cite, "until": b.Until.String(),
	})
	if err != nil {
		return err
	}
	return write(d.tx, r)
}

// bars are those of the applicant of the case.
func (d *deed) bars() ([]clock.Bar, error) {
	list, err := findAll(d.tx, "bars", "until", dbx.HashExp{"applicant": d.file.record.GetString("applicant")})
	bars := make([]clock.Bar, len(list))
	for i, b := range list {
		bars[i] = clock.Bar{Service: b.GetString("service"), Until: until(b), Cite: b.GetString("cite")}
	}
	return bars, err
}

// notBarred refuses a hand-in by an applicant who is barred from the service, and a
// commitment that the service does not take or that nobody may trust.
func (d *deed) notBarred(service string) error {
	c := d.file.record
	if err := checklist.MayCommit(d.file.snapshot.Commitment, c.GetBool("commitment")); err != nil {
		return err
	}
	bars, err := d.bars()
	if err != nil {
		return err
	}
	return clock.MayApply(bars, service, c.GetBool("commitment"), d.today)
}

// unanswered are the results that ended while the last word about their renewal was the
// holder's request.
const unanswered = `r.state = 'valid' AND r.valid_to != '' AND r.valid_to < {:today} AND EXISTS (
	SELECT 1 FROM actions a WHERE a.result = r.id AND a.act = 'request_renewal' AND NOT EXISTS (
		SELECT 1 FROM actions b WHERE b.result = r.id AND b.act IN ('renew', 'refuse_renewal') AND b._rowid_ > a._rowid_))`

// renewDue renews what was asked for in time and never answered (R-AL-32).
func (h *Hall) renewDue(ctx context.Context, today workday.Day) error {
	asked := h.app.ConcurrentDB().Select("r.id").From("results r").Where(dbx.NewExp(unanswered, dbx.Params{"today": today.String()})).Build()
	return h.oneByOne(ctx, asked, "a silent renewal failed", func(id string) error {
		_, err := h.Act(h.app, nil, map[string]any{"subject": "result", "result": id, "act": "renew"})
		return err
	})
}
