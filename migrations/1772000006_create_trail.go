package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(createTrail, drop("notifications", "audit"), "1772000006_create_trail.go")
}

// createTrail makes the hash-chained trail and the outbox of notifications.
func createTrail(app core.App) error {
	b := &builder{app: app}
	b.make(core.NewBaseCollection("audit"), []string{"!seq", "collection, record", "actor"},
		number("seq", 1e15, "序号。Number in the chain", must),
		text("at", 40, "时间（UTC）。When", must),
		text("actor", 20, "操作人。Who"),
		text("actor_kind", 20, "操作人类别。Kind of actor", must),
		text("collection", 60, "集合。Collection", must, pick),
		text("record", 20, "记录。Record", must),
		text("event", 20, "事件。Event", must),
		data("changes", 4<<20, "变更前后（个人信息为摘要）。Before and after; personal values as digests"),
		text("prev", 64, "前一行的哈希。Hash of the row before"),
		text("hash", 64, "本行哈希。Hash of this row", must))
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
