package migrations

import (
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

func init() {
	core.AppMigrations.Register(countPraise, uncountPraise, "1772000172_count_praise.go")
}

// countPraise lets the sums count the ratings that are no bad ones, which never change, and
// the few bad ones be counted from an index alone: a county has a rating for every second
// case (R-MET-11).
func countPraise(app core.App) error {
	return inTurn(app, setOutcomes(func(values []string) []string { return append(values, "praised") }),
		index("ratings", "grade, rated_on, department, service, anonymous, state, contacted_at, withdrawn"))
}

func uncountPraise(app core.App) error {
	if _, err := app.DB().Delete("figures", dbx.HashExp{"outcome": "praised"}).Execute(); err != nil {
		return err
	}
	return inTurn(app, setOutcomes(func(values []string) []string {
		return slices.DeleteFunc(values, func(v string) bool { return v == "praised" })
	}), func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("ratings")
		if err != nil {
			return err
		}
		c.RemoveIndex("idx_ratings_grade_rated_on_department_service_anonymous_state_contacted_at_withdrawn")
		return app.Save(c)
	})
}

func setOutcomes(change func([]string) []string) func(core.App) error {
	return func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("figures")
		if err != nil {
			return err
		}
		f := c.Fields.GetByName("outcome").(*core.SelectField)
		f.Values = change(slices.Clone(f.Values))
		return app.Save(c)
	}
}
