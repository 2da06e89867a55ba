package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(createLimits, drop("limits"), "1772000141_create_limits.go")
}

// createLimits makes the limits that no law fixes and each place sets for itself, which an
// administrator changes in the dashboard: what runs already keeps the day that was told.
func createLimits(app core.App) error {
	b := &builder{app: app}
	b.make(core.NewBaseCollection("limits"), []string{"!key"},
		text("name", 100, "名称。Name", must, pick),
		coded("key", `^[a-z_]+$`, "代码，由系统规定。Key, fixed by the system", must),
		number("days", 250, "工作日数，至少1。Working days, at least 1", must),
		text("basis", 300, "依据，本地规定的名称。Basis, the local rule"))
	b.allow("limits", rules{officer, officer, none, none, none})
	if b.err != nil {
		return b.err
	}
	for _, row := range localLimits {
		c, err := app.FindCollectionByNameOrId("limits")
		if err != nil {
			return err
		}
		r := core.NewRecord(c)
		r.Load(row)
		if err := app.Save(r); err != nil {
			return err
		}
	}
	return nil
}

// localLimits are those of the bad ratings (R-EV-04), as most places have them.
var localLimits = []map[string]any{
	{"key": "rating_contact", "name": "差评首次回访", "days": 1, "basis": "本地惯例；国办发〔2019〕51号要求及时回访"},
	{"key": "rating_rectify", "name": "差评整改", "days": 15, "basis": "本地政务服务“好差评”办法"},
}
