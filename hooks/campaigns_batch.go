package hooks

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/meter"
)

// keepBatch lets a problem belong to a task only where that is measured by its problems and
// still under way: with record_foreign, or with state_moved once the figures are settled
// (R-PL-09).
func (h *Hall) keepBatch(e *core.RecordEvent) error {
	if hasPen(e.Context) {
		return e.Next()
	}
	current, err := storedRow(e.App, e.Record)
	if err != nil {
		return err
	}
	before, after := "", e.Record.GetString("task")
	if current != nil {
		before = current.GetString("task")
	}
	if before == after {
		return e.Next()
	}
	for _, id := range []string{before, after} { // neither leaves a settled batch nor joins one
		if err := mayJoin(e.App, id); err != nil {
			return refuse("task", err)
		}
	}
	return e.Next()
}

// mayJoin reports why problems do not join or leave a batch; "" and what does not exist is
// left to the relation.
func mayJoin(app core.App, id string) error {
	task, err := findOne(app, "tasks", "id", id)
	if err != nil || task == nil {
		return err
	}
	if task.GetString("meter") != string(meter.ProblemsSolved) {
		return fault.New(fault.RecordForeign, "R-PL-09", "The task %s is not measured by problems; choose a batch.", task.GetString("name"))
	}
	campaign, err := app.FindRecordById("campaigns", task.GetString("campaign"))
	if err != nil {
		return err
	}
	if isDone(task) || campaign.GetString("state") == string(flow.Closed) {
		return fault.New(fault.StateMoved, "R-PL-09", "The batch %s is finished; its problems stay as they were counted.", task.GetString("name")).With("state", task.GetString("state"))
	}
	return nil
}

// batchShown is a batch that a problem may belong to.
type batchShown struct {
	ID         string `db:"id" json:"id"`
	Name       string `db:"name" json:"name"`
	NameEn     string `db:"name_en" json:"name_en"`
	Campaign   string `db:"campaign" json:"campaign"`
	CampaignEn string `db:"campaign_en" json:"campaign_en"`
}

// batchesFor are the batches under way that whoever may choose can choose from, and the one
// to which the problem belongs.
func batchesFor(app core.App, p *core.Record, choosing bool) ([]batchShown, error) {
	list := []batchShown{}
	err := app.DB().NewQuery(`SELECT t.id, t.name, t.name_en, c.name AS campaign, c.name_en AS campaign_en FROM tasks t JOIN campaigns c ON c.id = t.campaign
		WHERE t.id = {:own} OR ({:choosing} AND t.meter = {:meter} AND t.state IN ('planned', 'started') AND c.state != 'closed') ORDER BY c.deadline, t.finish_by, t.id`).
		Bind(dbx.Params{"own": p.GetString("task"), "choosing": choosing, "meter": string(meter.ProblemsSolved)}).All(&list)
	return list, err
}
