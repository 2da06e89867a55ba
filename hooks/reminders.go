package hooks

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/workday"
)

// remindHolders reminds the holders of results that end, 60, 45 and 30 calendar days
// before (R-AL-33). After days without power only the latest reminder that is due is sent.
func (h *Hall) remindHolders(ctx context.Context, today workday.Day) error {
	ahead := today - clock.Reminders(today)[0] // how far the first reminder looks
	var results []*core.Record
	err := h.app.RecordQuery("results").AndWhere(dbx.NewExp("state = 'valid' AND valid_to > {:today} AND valid_to <= {:last}",
		dbx.Params{"today": today.String(), "last": (today + ahead).String()})).OrderBy("valid_to").All(&results)
	if err != nil {
		return err
	}
	for _, r := range results {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := h.remind(r, today); err != nil {
			h.app.Logger().Error("a holder could not be reminded", "result", r.Id, "error", err)
		}
	}
	return nil
}

// remind tells of the latest reminder that is due, once.
func (h *Hall) remind(result *core.Record, today workday.Day) error {
	to, err := workday.ParseDay(result.GetString("valid_to"))
	if err != nil {
		return err
	}
	due := workday.Day(0)
	for _, day := range clock.Reminders(to) {
		if day <= today {
			due = max(due, day)
		}
	}
	key := "renewal_due/" + result.Id + "/" + due.String()
	return h.as(h.app, system, func(tx core.App) error {
		told, err := toldBefore(tx, key)
		if err != nil || told {
			return err
		}
		c, err := h.openCase(tx, result.GetString("application"))
		if err != nil {
			return err
		}
		last := clock.LastToRenew(h.days(), terms(c.snapshot).Regime, to)
		return h.tellApplicant(tx, news{kind: "renewal_due", about: c.record, key: key,
			facts: map[string]string{"valid_to": to.String(), "renew_by": last.String()}}, renewalWords)
	})
}
