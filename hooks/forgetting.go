package hooks

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"onestop/hooks/rules/retention"
	"onestop/hooks/rules/workday"
)

// People are forgotten without asking for it: whoever has no case left that is kept, and
// does not come any more (R-PI-01, R-PI-06). Most of them were registered at the counter
// and never had a log-in with which to ask.

// bindSeen notes on which day somebody last signed in. The trail has nothing of it: when
// people come changes nobody's rights.
func (h *Hall) bindSeen() {
	h.app.OnRecordAuthRequest("applicants").Bind(&hook.Handler[*core.RecordAuthRequestEvent]{Id: "onestopSeen", Func: func(e *core.RecordAuthRequestEvent) error {
		if today := h.today().String(); e.Record.GetString("seen_on") != today {
			if _, err := e.App.NonconcurrentDB().Update("applicants", dbx.Params{"seen_on": today}, dbx.HashExp{"id": e.Record.Id}).Execute(); err != nil {
				return err
			}
			e.Record.SetRaw("seen_on", today)
		}
		return e.Next()
	}})
}

// unneeded are those who have no case that is kept and no report that is worked on, and
// against whom no bar stands (R-AL-37), which is held against their number.
const unneeded = `erased_at = '' AND NOT EXISTS (SELECT 1 FROM applications c WHERE c.applicant = applicants.id AND c.erased_at = '')
	AND NOT EXISTS (SELECT 1 FROM bars b WHERE b.applicant = applicants.id AND b.until >= {:today})
	AND NOT EXISTS (SELECT 1 FROM problems p WHERE p.reporter = applicants.id AND p.state NOT IN ('verified', 'rejected', 'merged'))`

// forgetDue forgets those whose time has come, each in a transaction of its own in which it
// is looked again whether they came back meanwhile.
func (h *Hall) forgetDue(ctx context.Context, today workday.Day) error {
	registered, seen := retention.Forgotten(today)
	due := dbx.NewExp(`((seen_on = '' AND created < {:registered}) OR (seen_on != '' AND seen_on < {:seen})) AND `+unneeded,
		dbx.Params{"registered": dateTime(registered.Start()).String(), "seen": seen.String(), "today": today.String()})
	return h.oneByOne(ctx, h.app.ConcurrentDB().Select("id").From("applicants").Where(due).Build(), "somebody was not forgotten", func(id string) error {
		return h.as(h.app, system, func(tx core.App) error { return h.forgetUnneeded(tx, id, due, today) })
	})
}

// forgetUnneeded forgets somebody who is still due, with the way to be reached in reports
// that have ended.
func (h *Hall) forgetUnneeded(tx core.App, id string, due dbx.Expression, today workday.Day) error {
	n, err := tx.CountRecords("applicants", dbx.HashExp{"id": id}, due)
	if err != nil || n == 0 {
		return err
	}
	if err := unlinkProblems(tx, id, today); err != nil {
		return err
	}
	return h.closeAccount(tx, id)
}
