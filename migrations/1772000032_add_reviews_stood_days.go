package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(
		extend("reviews", number("stood_days", 10000, "顺延的工作日，中止计时期间不计（系统）。Working days moved, while the clock stood still")),
		shorten("reviews", "stood_days"), "1772000032_add_reviews_stood_days.go")
}
