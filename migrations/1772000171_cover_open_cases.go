package migrations

import (
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"
)

func init() {
	core.AppMigrations.Register(coverOpenCases, uncoverOpenCases, "1772000171_cover_open_cases.go")
}

// The open cases of a county are counted by service and light from the index alone; it serves
// what the shorter one served.
const (
	openCasesShort = "state, light"
	openCases      = "state, light, service"
)

func coverOpenCases(app core.App) error {
	return reindex(app, "applications", "idx_applications_state_light", openCases)
}

func uncoverOpenCases(app core.App) error {
	return reindex(app, "applications", "idx_applications_state_light_service", openCasesShort)
}

// reindex puts another index in the place of one, so that its Down leaves what was there.
func reindex(app core.App, collection, old, spec string) error {
	c, err := app.FindCollectionByNameOrId(collection)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(c.Indexes, func(x string) bool { return strings.Contains(x, "`"+old+"`") })
	c.RemoveIndex(old)
	addIndex(c, spec)
	added := len(c.Indexes) - 1
	c.Indexes = slices.Insert(c.Indexes[:added:added], max(at, 0), c.Indexes[added])
	return app.Save(c)
}
