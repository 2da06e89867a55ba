package migrations

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

func init() {
	core.AppMigrations.Register(addLooksProblem, dropLooksProblem, "1772000151_add_looks_problem.go")
}

// addLooksProblem lets the book of looks tell of a look at how the reporter of a problem is
// reached, which is about no case (R-PI-07).
func addLooksProblem(app core.App) error {
	b := &builder{app: app}
	field := b.ref("problem", "problems", "堵点：查看反映人联系方式时。Problem, where the contact of its reporter was looked at")
	if b.err != nil {
		return b.err
	}
	if err := extend("looks", field)(app); err != nil {
		return err
	}
	return looksOf(app, func(c *core.Collection) {
		addIndex(c, "problem")
		c.Fields.GetByName("application").(*core.RelationField).Required = false
	})
}

// dropLooksProblem takes the field back with the looks that are about nothing else.
func dropLooksProblem(app core.App) error {
	if _, err := app.DB().Delete("looks", dbx.HashExp{"application": ""}).Execute(); err != nil {
		return err
	}
	if err := looksOf(app, func(c *core.Collection) {
		c.RemoveIndex("idx_looks_problem")
		c.Fields.GetByName("application").(*core.RelationField).Required = true
	}); err != nil {
		return err
	}
	return shorten("looks", "problem")(app)
}

func looksOf(app core.App, change func(*core.Collection)) error {
	c, err := app.FindCollectionByNameOrId("looks")
	if err != nil {
		return err
	}
	change(c)
	return app.Save(c)
}
