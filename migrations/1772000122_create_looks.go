package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(createLooks, drop("looks"), "1772000122_create_looks.go")
}

// createLooks makes the book of the looks at full numbers: who saw which number of a case
// and why (R-PI-07). The words of the reason stand here, where erasure reaches them, and not
// in the trail, which keeps their digest (R-PI-06). The auditors read it.
func createLooks(app core.App) error {
	b := &builder{app: app}
	b.make(core.NewBaseCollection("looks"), []string{"application", "officer"},
		b.ref("application", "applications", "办件。Case", must, pick),
		b.ref("officer", "officers", "查看人。Who looked", must, pick),
		text("field", 120, "看的是谁的号码：id_number申请人、agent_id代办人、form.…表单字段。Whose number: the applicant's, the agent's, a field of the form", must),
		one("ground", "督办依据：late超期、extended延期、exception例外补正、complaint投诉举报。Ground of a supervisor: late, extended, second correction, complaint",
			[]string{"late", "extended", "exception", "complaint"}),
		text("reason", 500, "查看原因，档案到期删除个人信息时清空。Why; emptied by erasure"),
		at("at", "查看时间（系统）。When"))
	b.allow("looks", rules{auditor, auditor, none, none, none})
	return b.err
}
