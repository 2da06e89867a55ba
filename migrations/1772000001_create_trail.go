package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(createTrail, drop("audit"), "1772000001_create_trail.go")
}

// createTrail makes the hash-chained trail; it comes first, because every record that a
// later migration writes is recorded in it.
func createTrail(app core.App) error {
	b := &builder{app: app}
	b.make(core.NewBaseCollection("audit"), []string{"!seq", "collection, record", "actor"},
		number("seq", 1e15, "序号。Number in the chain", must),
		at("at", "时间（UTC）。When"),
		text("actor", 20, "操作人。Who"),
		text("actor_kind", 20, "操作人类别。Kind of actor", must),
		text("collection", 60, "集合。Collection", must, pick),
		text("record", 20, "记录。Record", must),
		text("event", 20, "事件。Event", must),
		data("changes", 4<<20, "变更前后（个人信息为摘要）。Before and after; personal values as digests"),
		text("prev", 64, "前一行的哈希。Hash of the row before"),
		text("hash", 64, "本行哈希。Hash of this row", must))
	return b.err
}
