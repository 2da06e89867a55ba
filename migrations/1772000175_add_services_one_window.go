package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(addOneWindow, shorten("services", "one_window"), "1772000175_add_services_one_window.go")
}

// addOneWindow lets a list say whether the comprehensive window takes it in (R-PL-20), of
// which the share of items is published (R-MET-03).
func addOneWindow(app core.App) error {
	return extend("services",
		yes("one_window", "综合窗口：由综合窗口统一受理（一窗受理）。Comprehensive window: it takes this in, not one of its own"))(app)
}
