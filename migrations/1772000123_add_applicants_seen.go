package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(addSeen, dropSeen, "1772000123_add_applicants_seen.go")
}

// addSeen gives an account the day on which its holder last signed in: who has no case left
// that is kept and does not come any more is forgotten (R-PI-01, R-PI-06). Of accounts that
// are there already nobody wrote it down, so for them the time begins now.
func addSeen(app core.App) error {
	if err := extend("applicants", day("seen_on", "最近登录日期（系统），空为从未登录。Last day signed in, set by the system; empty if never"))(app); err != nil {
		return err
	}
	if err := arrange(seenWords, false)(app); err != nil {
		return err
	}
	_, err := app.DB().NewQuery("UPDATE applicants SET seen_on = date('now', '+8 hours') WHERE erasure_at = ''").Execute()
	return err
}

func dropSeen(app core.App) error {
	if err := arrange(seenWords, true)(app); err != nil {
		return err
	}
	return shorten("applicants", "seen_on")(app)
}

// seenWords: an account also closes when what is kept of its holder has ended.
var seenWords = []arrangement{
	{collection: "applicants", help: []wording{
		{"erasure_at", "要求删除个人信息或保管期满的时间（系统）。When erasure was asked for, or the time to keep ended",
			"要求删除个人信息的时间（系统）。When erasure was asked for"},
	}},
}
