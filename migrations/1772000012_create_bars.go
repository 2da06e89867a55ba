package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(createBars, drop("bars"), "1772000012_create_bars.go")
}

// createBars makes the list of applicants barred after false materials or fraud, each
// with its end (R-AL-37). Nobody but the house reads it.
func createBars(app core.App) error {
	b := &builder{app: app}
	b.make(core.NewBaseCollection("bars"), []string{"applicant, until"},
		b.ref("applicant", "applicants", "申请人。Applicant", must),
		b.ref("service", "services", "事项。Service", must),
		b.ref("application", "applications", "办件。Case"),
		text("cite", 60, "依据。Rule", must, pick),
		day("until", "截止日期（含）。Last day", must))
	return b.err
}
