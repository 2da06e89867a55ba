package migrations

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"
)

func init() {
	core.AppMigrations.Register(addGoalInEnglish, shorten("campaigns", "goal_en"), "1772000220_add_campaigns_goal_en.go")
}

// addGoalInEnglish puts the goal of a campaign in English behind the Chinese one.
func addGoalInEnglish(app core.App) error {
	c, err := app.FindCollectionByNameOrId("campaigns")
	if err != nil {
		return err
	}
	c.Fields.AddAt(slices.Index(c.Fields.FieldNames(), "goal")+1, text("goal_en", 5000, "目标的英文。Goal in English"))
	return app.Save(c)
}
