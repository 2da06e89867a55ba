package hooks

import (
	"errors"
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
)

// revisionsShown is how many versions a service tells of, the newest.
const revisionsShown = 20

// revisionRow is one version of a list as its readers see it.
type revisionRow struct {
	Revision    string             `db:"id" json:"revision"`
	Version     int                `db:"version" json:"version"`
	EffectiveOn string             `db:"effective_on" json:"effective_on"`
	Checksum    string             `db:"checksum" json:"checksum"`
	InForce     bool               `db:"-" json:"in_force"`
	First       bool               `db:"-" json:"first"`   // nothing stands before it
	Changes     []catalogue.Change `db:"-" json:"changes"` // from the version before
}

// listRevisions answers the published versions of a service, the newest first, each with
// what it changed (R-CLM-07). A version that takes effect later is announced.
func (h *Hall) listRevisions(e *core.RequestEvent) error {
	service := e.Request.PathValue("id")
	var rows []revisionRow
	err := e.App.ConcurrentDB().Select("id", "version", "effective_on", "checksum").From("revisions").
		Where(dbx.HashExp{"service": service}).OrderBy("version DESC").Limit(revisionsShown + 1).All(&rows)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return e.NotFoundError("There is no published service here; search the list of services.", nil)
	}
	if err := h.tellChanges(e.App, rows); err != nil {
		return err
	}
	rows, more := onePage(rows, revisionsShown)
	h.markInForce(rows)
	return e.JSON(http.StatusOK, map[string]any{"service": service, "items": rows, "more": more})
}

// tellChanges compares each version with the one behind it in the list.
func (h *Hall) tellChanges(app core.App, rows []revisionRow) error {
	for i := range rows {
		rows[i].Changes, rows[i].First = []catalogue.Change{}, i == len(rows)-1
		if rows[i].First {
			continue
		}
		now, err := h.content(app, rows[i].Revision)
		if err != nil {
			return err
		}
		before, err := h.content(app, rows[i+1].Revision)
		if err != nil {
			return err
		}
		if rows[i].Changes, err = changesOf(app, before, now); err != nil {
			return err
		}
	}
	return nil
}

// markInForce marks the newest version that has taken effect.
func (h *Hall) markInForce(rows []revisionRow) {
	for i := range rows {
		if rows[i].EffectiveOn <= h.today().String() {
			rows[i].InForce = true
			return
		}
	}
}

// changesOf are the changes between two lists, departments of steps by their names.
func changesOf(app core.App, before, now *catalogue.Snapshot) ([]catalogue.Change, error) {
	changes := catalogue.Changes(before, now)
	for i := range changes {
		c := &changes[i]
		if c.Kind != catalogue.KindSteps || c.Field != "department" {
			continue
		}
		for _, side := range []*any{&c.Before, &c.After} {
			d, err := findOne(app, "departments", "id", (*side).(string))
			if err != nil {
				return nil, err
			}
			if d != nil {
				*side = d.GetString("name")
			}
		}
	}
	return changes, nil
}

// latest is the newest revision of a service that has taken effect, whether or not the
// service takes applications now; nil where there is none.
func (h *Hall) latest(app core.App, service string) (*core.Record, error) {
	var r core.Record
	err := app.RecordQuery("revisions").AndWhere(dbx.HashExp{"service": service}).
		AndWhere(dbx.NewExp("effective_on <= {:today}", dbx.Params{"today": h.today().String()})).
		OrderBy("version DESC").Limit(1).One(&r)
	if errors.Is(err, errNoRows) {
		return nil, nil
	}
	return &r, err
}
