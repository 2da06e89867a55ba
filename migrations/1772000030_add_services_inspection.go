package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(addInspection, dropInspection, "1772000030_add_services_inspection.go")
}

// addInspection gives the list the element on which the inspectors' five days hang
// (R-AL-23), and the case the day by which they are to be sent, found by its index.
func addInspection(app core.App) error {
	err := extend("services",
		yes("inspection", "须经检验、检测、检疫方可许可：受理后五个工作日内指派两名以上人员，并设现场核查环节。Turns on inspection, testing or quarantine: two or more staff are sent within 5 working days; needs a site check step"))(app)
	if err != nil {
		return err
	}
	err = extend("applications", day("inspection_due", "最迟指派检验人员的日期，已指派后为空（系统）。Send inspectors by; empty once they were sent"))(app)
	if err != nil {
		return err
	}
	c, err := app.FindCollectionByNameOrId("applications")
	if err != nil {
		return err
	}
	addIndex(c, "inspection_due WHERE inspection_due != ''")
	return app.Save(c)
}

func dropInspection(app core.App) error {
	c, err := app.FindCollectionByNameOrId("applications")
	if err != nil {
		return err
	}
	c.RemoveIndex("idx_applications_inspection_due")
	if err := app.Save(c); err != nil {
		return err
	}
	if err := shorten("applications", "inspection_due")(app); err != nil {
		return err
	}
	return shorten("services", "inspection")(app)
}
