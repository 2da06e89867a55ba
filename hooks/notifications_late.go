package hooks

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// tellLate tells the examiner and the supervisors of every step that is over its day,
// once; while the clock of the case stands still no step is late.
func (h *Hall) tellLate(ctx context.Context, today workday.Day) error {
	supervisors, err := officersWith(h.app, flow.Supervisor, dbx.HashExp{"active": true})
	if err != nil {
		return err
	}
	late := h.app.ConcurrentDB().NewQuery(`SELECT r.id FROM reviews r JOIN applications a ON a.id = r.application
		WHERE r.state = 'open' AND r.due != '' AND r.due < {:today} AND a.state = 'accepted'
		AND NOT EXISTS (SELECT 1 FROM notifications n WHERE n.key != '' AND n.key > 'step_late/' || r.id || '/' AND n.key < 'step_late/' || r.id || '0')`).
		Bind(dbx.Params{"today": today.String()})
	return h.oneByOne(ctx, late, "nobody could be told of a late step", func(id string) error {
		return h.as(h.app, system, func(tx core.App) error { return h.tellStepLate(tx, id, supervisors) })
	})
}

// tellUninspected tells the supervisors and the officers of every case to which no
// inspectors were sent within five working days of acceptance, once (R-AL-23).
func (h *Hall) tellUninspected(ctx context.Context, today workday.Day) error {
	missed := dbx.NewExp(`inspection_due != '' AND inspection_due < {:today} AND state IN ('accepted', 'paused')
		AND NOT EXISTS (SELECT 1 FROM notifications n WHERE n.key > 'inspection_late/' || applications.id || '/' AND n.key < 'inspection_late/' || applications.id || '0')`,
		dbx.Params{"today": today.String()})
	return h.eachCase(ctx, missed, func(id string) error {
		return h.as(h.app, system, func(tx core.App) error {
			c, err := h.openCase(tx, id)
			if err != nil {
				return err
			}
			supervisors, err := officersWith(tx, flow.Supervisor, dbx.HashExp{"active": true})
			if err != nil {
				return err
			}
			officers, err := onCase(tx, c)
			if err != nil {
				return err
			}
			n := news{kind: "inspection_late", about: c.record, key: "inspection_late/" + id}
			return h.tellOfficers(tx, n, uninspectedWords, distinct(append(officers, supervisors...)))
		})
	})
}

func (h *Hall) tellStepLate(tx core.App, id string, supervisors []string) error {
	r, err := tx.FindRecordById("reviews", id)
	if err != nil || r.GetString("state") != "open" {
		return err
	}
	n, err := newsOfStep(tx, "step_late", r)
	if err != nil {
		return err
	}
	n.key = "step_late/" + id
	examiner, err := present(tx, []string{r.GetString("examiner")})
	if err != nil {
		return err
	}
	return h.tellOfficers(tx, n, lateWords, distinct(append(examiner, supervisors...)))
}
