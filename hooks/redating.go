package hooks

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/workday"
)

// redateBatch is how many cases are dated in one transaction: small enough that other
// writers wait less than a tenth of a second.
const redateBatch = 50

// relight paints the lights and dates of running cases, once a day and after a new
// calendar (R-CAL-05). A hundred thousand cases change with one notice, so a batch reads
// its cases and their actions in two statements and writes only what changed.
func (h *Hall) relight(ctx context.Context, today workday.Day) error {
	if changed := h.redate.Swap(false); h.dated.Load() == int64(today) && !changed {
		return nil
	}
	for last := ""; ; {
		next, err := h.redateAfter(last, today)
		if err != nil {
			h.redate.Store(true) // what is left is taken up by the next run
			return err
		}
		if next == "" {
			break
		}
		if last = next; ctx.Err() != nil {
			h.redate.Store(true)
			return ctx.Err()
		}
	}
	h.dated.Store(int64(today))
	return nil
}

// redateAfter dates the next batch of running cases behind the id last and answers the
// last id it saw, "" at the end.
func (h *Hall) redateAfter(last string, today workday.Day) (string, error) {
	var batch []*core.Record
	err := h.as(h.app, system, func(tx core.App) error {
		err := tx.RecordQuery("applications").
			AndWhere(dbx.NewExp("id > {:last}", dbx.Params{"last": last})).
			AndWhere(dbx.In("state", "submitted", "accepted", "paused", "granted", "refused")).
			OrderBy("id").Limit(redateBatch).All(&batch)
		if err != nil || len(batch) == 0 {
			return err
		}
		actions, err := actionsOf(tx, batch)
		if err != nil {
			return err
		}
		for _, r := range batch {
			before := r.Clone()
			if err := h.reckon(tx, r, actions[r.Id], today); err != nil {
				h.app.Logger().Error("a case could not be dated", "application", r.Id, "error", err)
			} else if err := h.storeDates(tx, before, r); err != nil {
				return err // no change without its row in the trail
			}
		}
		return nil
	})
	if err != nil || len(batch) == 0 {
		return "", err
	}
	return batch[len(batch)-1].Id, nil
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

var dateFields = []string{"accepted_at", "notice_due", "statutory_due", "promised_due", "delivery_due", "inspection_due", "light"}

// reckon sets the dates of a case as they follow from its actions.
func (h *Hall) reckon(tx core.App, r *core.Record, actions []*core.Record, today workday.Day) error {
	snapshot, err := h.content(tx, r.GetString("revision"))
	if err != nil {
		return err
	}
	return h.date(&caseFile{record: r, snapshot: snapshot, actions: actions}, today)
}

// storeDates writes the dates that changed by one hand-made statement, and the trail
// with it; a full save would read and check forty fields that no calendar touches.
func (h *Hall) storeDates(tx core.App, before, r *core.Record) error {
	set := dbx.Params{}
	for _, f := range dateFields {
		if r.GetString(f) != before.GetString(f) {
			set[f] = r.GetString(f)
		}
	}
	if len(set) == 0 {
		return nil
	}
	set["updated"] = dateTime(h.Now()).String()
	if _, err := tx.DB().Update("applications", set, dbx.HashExp{"id": r.Id}).Execute(); err != nil {
		return err
	}
	return h.trail(tx, "update", before, r)
}
