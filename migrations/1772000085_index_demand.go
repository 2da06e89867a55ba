package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(indexDemand, unindexDemand, "1772000085_index_demand.go")
}

// demand serves the count of the cases of a time by service from the index alone.
const demand = "received_at, service"

func indexDemand(app core.App) error {
	c, err := app.FindCollectionByNameOrId("applications")
	if err != nil {
		return err
	}
	addIndex(c, demand)
	return app.Save(c)
}

func unindexDemand(app core.App) error {
	c, err := app.FindCollectionByNameOrId("applications")
	if err != nil {
		return err
	}
	c.RemoveIndex("idx_applications_received_at_service")
	return app.Save(c)
}
