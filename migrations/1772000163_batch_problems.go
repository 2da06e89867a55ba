package migrations

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"
)

func init() {
	core.AppMigrations.Register(batchProblems, unbatchProblems, "1772000163_batch_problems.go")
}

// batchProblems lets a problem belong to a batch: the task of a campaign that is measured by
// the problems of it that are verified (R-PL-09).
func batchProblems(app core.App) error {
	b := &builder{app: app}
	task := b.ref("task", "tasks", "所属批次，按解决堵点数计量的任务。Batch, a task measured by problems solved")
	if b.err != nil {
		return b.err
	}
	if err := extend("problems", task)(app); err != nil {
		return err
	}
	return changeProblems(app, func(c *core.Collection) { addIndex(c, "task, state") })
}

func unbatchProblems(app core.App) error {
	if err := changeProblems(app, func(c *core.Collection) { c.RemoveIndex("idx_problems_task_state") }); err != nil {
		return err
	}
	return shorten("problems", "task")(app)
}

func changeProblems(app core.App, change func(*core.Collection)) error {
	c, err := app.FindCollectionByNameOrId("problems")
	if err != nil {
		return fmt.Errorf("the problems: %w", err)
	}
	change(c)
	return app.Save(c)
}
