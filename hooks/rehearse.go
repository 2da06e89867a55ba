package hooks

import (
	"context"
	"net/http"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/rehearsal"
	"onestop/hooks/rules/workday"
)

// A rehearsal reads the newest cases first and at most so many, in batches of so many: a
// busy service has some thousand in a quarter, and none is kept in memory.
const (
	rehearsedCases = 5000
	rehearsedBatch = 200
	rehearsedUpTo  = 24 // months
)

// rehearsed is what a rehearsal answers: sums over cases, no person and no number.
type rehearsed struct {
	Service string            `json:"service"`
	Name    string            `json:"name"`
	From    string            `json:"from"` // China date; cases received on it or later
	To      string            `json:"to"`
	Limit   int               `json:"limit"` // the most cases that are read
	More    bool              `json:"more"`  // there were more, older ones
	Names   map[string]string `json:"names"` // of the departments
	rehearsal.Report
}

// rehearse replays the cases of the last months on the working copy of a service.
func (h *Hall) rehearse(ctx context.Context, app core.App, service *core.Record, months int) (*rehearsed, error) {
	draft, err := snapshotOf(app, service)
	if err != nil {
		return nil, err
	}
	today := h.today()
	from := workday.DayOf(h.Now().In(workday.China).AddDate(0, -months, 0))
	var ids []string
	err = app.ConcurrentDB().Select("id").From("applications").
		Where(dbx.HashExp{"service": service.Id}).AndWhere(dbx.NewExp("received_at >= {:from}", dbx.Params{"from": dateTime(from.Start()).String()})).
		OrderBy("received_at DESC", "id").Limit(rehearsedCases + 1).WithContext(ctx).Column(&ids)
	if err != nil {
		return nil, err
	}
	out := &rehearsed{Service: service.Id, Name: draft.Name, From: from.String(), To: today.String(), Limit: rehearsedCases, More: len(ids) > rehearsedCases}
	play := rehearsal.New(h.days(), draft, today)
	for batch := range slices.Chunk(ids[:min(len(ids), rehearsedCases)], rehearsedBatch) {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err := h.replay(app, batch, play); err != nil {
			return nil, err
		}
	}
	out.Report = play.Report()
	out.Names, err = departmentNames(app, out.Report)
	return out, err
}

// replay adds the cases with the ids to a rehearsal.
func (h *Hall) replay(app core.App, ids []string, play *rehearsal.Rehearsal) error {
	some := make([]any, len(ids))
	for i, id := range ids {
		some[i] = id
	}
	var cases []*core.Record
	if err := app.RecordQuery("applications").AndWhere(dbx.In("id", some...)).All(&cases); err != nil {
		return err
	}
	actions, err := actionsOf(app, cases)
	if err != nil {
		return err
	}
	var reviews []struct {
		Application string `db:"application"`
		Step        string `db:"step"`
	}
	err = app.ConcurrentDB().Select("application", "step").From("reviews").
		Where(dbx.In("application", some...)).AndWhere(dbx.NewExp("state != 'waiting'")).All(&reviews)
	if err != nil {
		return err
	}
	opened := map[string][]string{}
	for _, r := range reviews {
		opened[r.Application] = append(opened[r.Application], r.Step)
	}
	for _, r := range cases {
		list, err := h.content(app, r.GetString("revision"))
		if err != nil {
			return err
		}
		c := &caseFile{record: r, snapshot: list, actions: actions[r.Id]}
		play.Add(rehearsal.Case{List: list, Events: c.events(), Options: r.GetStringSlice("options"), Opened: opened[r.Id]})
	}
	return nil
}

// departmentNames are the names of the departments that do the work of a report.
func departmentNames(app core.App, report rehearsal.Report) (map[string]string, error) {
	names := map[string]string{}
	for _, l := range append(slices.Clone(report.Steps), report.Departments...) {
		if names[l.Department] != "" {
			continue
		}
		d, err := findOne(app, "departments", "id", l.Department)
		if err != nil {
			return nil, err
		}
		if d != nil {
			names[l.Department] = d.GetString("name")
		}
	}
	return names, nil
}

// rehearseService answers a rehearsal to whoever may see the draft.
func (h *Hall) rehearseService(e *core.RequestEvent) error {
	service, err := compiledService(e)
	if err != nil {
		return err
	}
	body := struct {
		Months int `json:"months"`
	}{3}
	if err := e.BindBody(&body); err != nil || body.Months < 1 || body.Months > rehearsedUpTo {
		return refuse("months", fault.New(fault.ValueInvalid, "", "Send {\"months\": a whole number from 1 to %d}.", rehearsedUpTo))
	}
	out, err := h.rehearse(e.Request.Context(), e.App, service, body.Months)
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, out)
}
