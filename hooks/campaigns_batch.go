package hooks

import (
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
