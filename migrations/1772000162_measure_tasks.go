package migrations

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"
)

func init() {
	core.AppMigrations.Register(measureTasks, unmeasureTasks, "1772000162_measure_tasks.go")
}

// compilingMeters measure the way of lists between the claim and the publication.
var compilingMeters = []string{"claims_compiled", "claims_approved"}

// measureTasks lets tasks be measured by lists compiled and approved as well, and gives them
// the last day that an authority above may set ahead of the campaign's (R-PL-09).
func measureTasks(app core.App) error {
	if err := setMeters(app, func(values []string) []string {
		return slices.Insert(values, slices.Index(values, "claims_published"), compilingMeters...)
	}); err != nil {
		return err
	}
	return extend("tasks", day("deadline", "自身期限，上级规定早于总期限时填写。Deadline of its own, where one was set ahead of the campaign's"))(app)
}

func unmeasureTasks(app core.App) error {
	if err := shorten("tasks", "deadline")(app); err != nil {
		return err
	}
	return setMeters(app, func(values []string) []string {
		return slices.DeleteFunc(values, func(v string) bool { return slices.Contains(compilingMeters, v) })
	})
}

func setMeters(app core.App, change func([]string) []string) error {
	c, err := app.FindCollectionByNameOrId("tasks")
	if err != nil {
		return err
	}
	f := c.Fields.GetByName("meter").(*core.SelectField)
	f.Values = change(slices.Clone(f.Values))
	return app.Save(c)
}
