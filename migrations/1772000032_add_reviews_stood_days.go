package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(
		extend("reviews", number("stood_days", 10000, "中止计时使环节期限顺延的工作日（系统）。Working days by which a standstill moved the limit")),
		shorten("reviews", "stood_days"), "1772000032_add_reviews_stood_days.go")
}
