package hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/rating"
	"onestop/hooks/rules/tally"
	"onestop/hooks/rules/workday"
)

// Statistics are sums that every act carries on in its own transaction, so that a figure
// over a million cases is read and not reckoned. What an act adds is what there is to count
// of the case after it beyond what there was before: the sums are always those of a full
// count (see statistics_recount.go).

// factsBefore is what there is to count of the case as it is stored, without the act under
// way.
func (d *deed) factsBefore() []tally.Fact {
	return tally.Facts(d.h.days(), d.file.counted(d.file.record.Original()))
}

// count carries the sums on from what the case came to before the act.
func (d *deed) count(before []tally.Fact) error {
	book := tally.Book{}
	book.Count(before, -1)
	book.Count(tally.Facts(d.h.days(), d.file.counted(d.file.record)), 1)
	return d.h.putFigures(d.tx, book)
}

// countPraise carries the sums on by a rating that is no bad one, as it is given.
func (h *Hall) countPraise(tx core.App, r *core.Record) error {
	if rating.Bad(r.GetInt("grade")) {
		return nil
	}
	book := tally.Book{}
	book.Count([]tally.Fact{tally.Praise(dayOf(r.GetString("rated_on")), r.GetString("department"), r.GetString("service"))}, 1)
	return h.putFigures(tx, book)
}

// counted is the case as the statistics see it, with the dates of the record.
func (c *caseFile) counted(r *core.Record) tally.Case {
	x := tally.Case{
		Service: r.GetString("service"), Department: c.snapshot.Department.ID, Channel: r.GetString("channel"),
		Received: dayAt(r, "received_at"), Accepted: dayAt(r, "accepted_at"), Decided: dayAt(r, "decided_at"),
		Promised: dayOf(r.GetString("promised_due")), Statutory: dayOf(r.GetString("statutory_due")),
	}
	byReview := map[string]string{}
	for _, s := range c.reviews {
		byReview[s.Id] = s.GetString("department")
		x.Steps = append(x.Steps, tally.Step{Department: s.GetString("department"), Opened: dayAt(s, "opened_at"), Closed: dayAt(s, "closed_at")})
	}
	for _, a := range c.actions {
		x.Acts = append(x.Acts, tally.Act{Officer: a.GetString("officer"), Department: byReview[a.GetString("review")],
			Act: clock.Act{Act: flow.Act(a.GetString("act")), Day: dayAt(a, "at"), Until: until(a), Ground: a.GetString("ground"),
				House: a.GetString("officer") == "" && a.GetString("applicant") == ""}})
	}
	return x
}

// dayAt is the China date of an instant of a record, no date where it is not set.
func dayAt(r *core.Record, field string) workday.Day {
	at := r.GetDateTime(field)
	if at.IsZero() {
		return 0
	}
	return workday.DayOf(at.Time())
}
