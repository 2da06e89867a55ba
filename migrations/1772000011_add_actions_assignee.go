package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(addAssignee, removeAssignee, "1772000011_add_actions_assignee.go")
}

// addAssignee lets an action name the officer to whom work is handed (R-PL-22).
func addAssignee(app core.App) error {
	b := &builder{app: app}
	field := b.ref("assignee", "officers", "转办给谁。Officer to whom the work is handed")
	if b.err != nil {
		return b.err
	}
	c, err := app.FindCollectionByNameOrId("actions")
	if err != nil {
		return err
	}
	c.Fields.AddAt(len(c.Fields)-2, field)
	return app.Save(c)
}

func removeAssignee(app core.App) error {
	c, err := app.FindCollectionByNameOrId("actions")
	if err != nil {
		return err
	}
	c.Fields.RemoveByName("assignee")
	return app.Save(c)
}
