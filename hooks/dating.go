package hooks

import (
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// terms are the limits that a case lives under: the regime of its revision, the days of
// the law and of the promise.
func (h *Hall) terms(s *catalogue.Snapshot) clock.Terms {
	regime, _ := clock.Lookup(s.Regime) // publishing checked the key; an unknown one reads as GENERAL
	if s.Joint {
		regime = regime.Joint()
	}
	t := clock.Terms{Regime: regime, Instant: s.Handling == catalogue.Instant, Promise: clock.Limit{N: s.PromisedDays, Unit: clock.WD}}
	if s.StatutoryDays > 0 {
		t.Law = clock.Limit{N: s.StatutoryDays, Unit: clock.Unit(s.StatutoryUnit)}
	}
	return t
}

// events is the history of a case as the clock reads it, from its actions alone: the
// same actions always give the same dates.
func events(c *caseFile) []clock.Event {
	var list []clock.Event
	for _, a := range c.actions {
		e := clock.Event{Day: workday.DayOf(a.GetDateTime("at").Time()), Ground: a.GetString("ground"), Reason: a.GetString("reason")}
		if until, err := workday.ParseDay(a.GetString("until")); err == nil {
			e.Until = until
		}
		kind, counts := clockKinds[flow.Act(a.GetString("act"))]
		if !counts {
			continue
		}
		e.Kind = kind
		if system := a.GetString("officer") == "" && a.GetString("applicant") == ""; system && e.Until != 0 {
			e.Day = e.Until // the house acts as of a day: of receipt (R-AL-06), or of the end of a pause
		}
		list = append(list, e)
	}
	return list
}

var clockKinds = map[flow.Act]clock.Kind{
	"submit": clock.Received, "request_correction": clock.Corrected, "supply": clock.Supplied,
	"accept": clock.Accepted, "deem_accepted": clock.DeemedAccepted, "pause": clock.Paused, "resume": clock.Resumed,
	"extend": clock.Extended, "grant": clock.Decided, "refuse": clock.Decided, "deliver": clock.Delivered,
	"withdraw": clock.Ended, "reject": clock.Ended, "terminate": clock.Ended,
}

// ledger explains the dates of a case as of today.
func (h *Hall) ledger(c *caseFile, today workday.Day) clock.Ledger {
	return clock.Run(h.days(), h.terms(c.snapshot), events(c), today)
}

// date writes the dates and the light of a case from its ledger.
func (h *Hall) date(c *caseFile, today workday.Day) error {
	l := h.ledger(c, today)
	c.record.Set("notice_due", l.Notice.Date.String())
	c.record.Set("statutory_due", l.Law.Date.String())
	c.record.Set("promised_due", l.Promise.Date.String())
	c.record.Set("delivery_due", l.Delivery.Date.String())
	c.record.Set("light", string(l.Light))
	if l.Accepted != 0 && chinaDate(c.record, "accepted_at") != l.Accepted.String() {
		c.record.Set("accepted_at", dateTime(l.Accepted.Start())) // silence had accepted before the officer did (R-AL-06)
	}
	return nil
}

// deemed reports whether the notice limit of a submitted case has passed in silence, and
// since which day the law then counts it as accepted.
func (h *Hall) deemed(c *caseFile, today workday.Day) (since workday.Day, passed bool, err error) {
	return clock.Deemed(h.days(), h.terms(c.snapshot), events(c), today)
}

// promiseFrom is the last day of the promised limit if the case were accepted today; a
// deferral may not reach beyond it (R-PL-24).
func (h *Hall) promiseFrom(c *caseFile, today workday.Day) (workday.Day, error) {
	limit := h.terms(c.snapshot).PromiseLimit()
	if limit.None() {
		return today, nil
	}
	due, err := limit.Due(h.days(), today)
	if fault.Of(err) == fault.CalendarUnpublished {
		return 0, nil // only a deferral needs the day; a complete case is accepted all the same
	}
	return due, err
}

func dateTime(t time.Time) types.DateTime {
	d, _ := types.ParseDateTime(t.UTC()) // a time.Time always parses
	return d
}

// chinaDate is the China date of an instant of a record, "" where it is not set.
func chinaDate(r *core.Record, field string) string {
	at := r.GetDateTime(field)
	if at.IsZero() {
		return ""
	}
	return workday.DayOf(at.Time()).String()
}
