package hooks

import (
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// terms are the limits that a case lives under.
func terms(s *catalogue.Snapshot) clock.Terms { return clock.TermsOf(s) }

// events is the history of a case as the clock reads it, from its actions alone: the
// same actions always give the same dates.
func (c *caseFile) events() []clock.Event {
	acts := make([]clock.Act, len(c.actions))
	for i, a := range c.actions {
		acts[i] = clock.Act{Act: flow.Act(a.GetString("act")), Day: workday.DayOf(a.GetDateTime("at").Time()), Until: until(a),
			Ground: a.GetString("ground"), Reason: a.GetString("reason"),
			House: a.GetString("officer") == "" && a.GetString("applicant") == ""}
	}
	return clock.Events(acts)
}

// ledger explains the dates of a case as of today.
func (h *Hall) ledger(c *caseFile, today workday.Day) clock.Ledger {
	return clock.Run(h.days(), terms(c.snapshot), c.events(), today)
}

// date writes the dates and the light of a case from its ledger.
func (h *Hall) date(c *caseFile, today workday.Day) error {
	l := h.ledger(c, today)
	c.record.Set("notice_due", l.Notice.Date.String())
	c.record.Set("statutory_due", l.Law.Date.String())
	c.record.Set("promised_due", l.Promise.Date.String())
	c.record.Set("delivery_due", l.Delivery.Date.String())
	c.record.Set("inspection_due", running(l.Inspection))
	c.record.Set("light", string(l.Light))
	if l.Accepted != 0 && chinaDate(c.record, "accepted_at") != l.Accepted.String() {
		c.record.Set("accepted_at", dateTime(l.Accepted.Start())) // silence had accepted before the officer did (R-AL-06)
	}
	return nil
}

// running is the last day of a limit that still runs, "" once it was met (R-AL-23).
func running(d clock.Due) string {
	if d.Light == clock.None {
		return ""
	}
	return d.Date.String()
}

// deemed reports whether the notice limit of a submitted case has passed in silence, and
// since which day the law then counts it as accepted.
func (h *Hall) deemed(c *caseFile, today workday.Day) (since workday.Day, passed bool, err error) {
	return clock.Deemed(h.days(), terms(c.snapshot), c.events(), today)
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
