package hooks

import (
	"encoding/json"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Personal data (R-PI): lists and logs show masks; the full number is one look at a time
// (looks.go), and what the house holds of a person is one table.

// witness appends to the trail what happened to a record without changing it.
func (h *Hall) witness(tx core.App, event string, r *core.Record, facts map[string]any) error {
	changes, err := json.Marshal(facts)
	if err != nil {
		return err
	}
	return h.link(tx, r.Collection().Name, r.Id, event, changes)
}

// personalRows are what the house holds of one applicant, by collection: what a copy of
// the own data contains and what erasure looks through.
func personalRows(app core.App, applicant string) (map[string][]*core.Record, error) {
	rows := map[string][]*core.Record{}
	var err error
	for _, name := range []string{"applications", "journeys", "documents", "notifications"} {
		if rows[name], err = findAll(app, name, "created", dbx.HashExp{"applicant": applicant}); err != nil {
			return nil, err
		}
	}
	cases := []any{}
	for _, c := range rows["applications"] {
		cases = append(cases, c.Id)
	}
	for _, name := range []string{"actions", "notices", "results", "reviews", "messages", "looks", "ratings"} {
		var list []*core.Record
		if err := app.RecordQuery(name).AndWhere(dbx.In("application", cases...)).OrderBy("created").All(&list); err != nil {
			return nil, err
		}
		rows[name] = list
	}
	for _, c := range cases {
		acts, err := actsBesideOf(app, c.(string))
		if err != nil {
			return nil, err
		}
		rows["actions"] = append(rows["actions"], acts...)
	}
	if err := problemRows(app, applicant, rows); err != nil {
		return nil, err
	}
	rows["bars"], err = findAll(app, "bars", "created", dbx.HashExp{"applicant": applicant})
	return rows, err
}

// actsBesideOf are the acts on the results and on the rating of a case, which name those alone.
func actsBesideOf(app core.App, application string) ([]*core.Record, error) {
	acts, err := resultActsOf(app, application)
	if err != nil {
		return nil, err
	}
	var onRating []*core.Record
	err = app.RecordQuery("actions").AndWhere(dbx.NewExp("rating IN (SELECT id FROM ratings WHERE application = {:id})", dbx.Params{"id": application})).OrderBy("created").All(&onRating)
	return append(acts, onRating...), err
}

// resultActsOf are the acts on the results of a case, which name the result alone.
func resultActsOf(app core.App, application string) ([]*core.Record, error) {
	var acts []*core.Record
	err := app.RecordQuery("actions").AndWhere(dbx.NewExp("result IN (SELECT id FROM results WHERE application = {:id})", dbx.Params{"id": application})).OrderBy("created").All(&acts)
	return acts, err
}
