package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(createPost, drop("notifications"), "1772000006_create_post.go")
}

// createPost makes the outbox of notifications.
func createPost(app core.App) error {
	b := &builder{app: app}
	b.make(core.NewBaseCollection("notifications"), []string{"officer, created", "applicant, created", "state"},
		text("kind", 40, "种类。Kind", must, pick),
		b.ref("officer", "officers", "收件工作人员。Officer"),
		b.ref("applicant", "applicants", "收件申请人。Applicant"),
		text("text", 2000, "内容。Text"),
		text("link", 500, "链接。Link"),
		one("channel", "渠道。Channel", []string{"inbox", "email", "sms"}, must),
		one("state", "状态。State", []string{"queued", "sent", "failed"}, must),
		number("attempts", 1000, "尝试次数。Attempts"),
		at("read_at", "阅读时间。Read"))
	return b.err
}
