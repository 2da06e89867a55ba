package hooks

import (
	"time"

	"github.com/pocketbase/dbx"
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

// dateFields are the fields of a case that follow from its actions and the calendar.
var dateFields = []string{"accepted_at", "notice_due", "statutory_due", "promised_due", "delivery_due", "inspection_due", "light"}

// datesOf are the values of dateFields, in their order, by the ledger of a case. accepted
// is the stored instant of acceptance: it moves where silence had accepted before the
// officer did (R-AL-06).
func datesOf(l clock.Ledger, accepted types.DateTime) []string {
	since := accepted.String()
	if l.Accepted != 0 && (accepted.IsZero() || workday.DayOf(accepted.Time()) != l.Accepted) {
		since = dateTime(l.Accepted.Start()).String()
	}
	return []string{since, l.Notice.Date.String(), l.Law.Date.String(), l.Promise.Date.String(), l.Delivery.Date.String(), running(l.Inspection), string(l.Light)}
}

// date writes the dates and the light of a case from its ledger.
func (h *Hall) date(c *caseFile, today workday.Day) error {
	for i, value := range datesOf(h.ledger(c, today), c.record.GetDateTime("accepted_at")) {
		c.record.Set(dateFields[i], value)
	}
	return nil
}

// actionsOf reads the actions of the cases in the order in which they were done.
func actionsOf(tx core.App, batch []*core.Record) (map[string][]*core.Record, error) {
	ids := make([]any, len(batch))
	for i, r := range batch {
		ids[i] = r.Id
	}
	var list []*core.Record
	err := tx.RecordQuery("actions").AndWhere(dbx.In("application", ids...)).OrderBy("_rowid_").All(&list)
	byCase := make(map[string][]*core.Record, len(batch))
	for _, a := range list {
		byCase[a.GetString("application")] = append(byCase[a.GetString("application")], a)
	}
	return byCase, err
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
