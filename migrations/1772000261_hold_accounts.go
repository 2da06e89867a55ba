package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(holdAccounts, releaseAccounts, "1772000261_hold_accounts.go")
}

// holdAccounts makes the books of the door: the failures to sign in, under digests that say
// nothing of anybody; the sign-ins that hold; the telephones of the second step, under the
// seal; and whether an officer still has the password that an administrator gave (R-SEC-02).
func holdAccounts(app core.App) error {
	b := &builder{app: app}
	b.make(core.NewBaseCollection("tries"), []string{"!key", "account"},
		text("key", 64, "计数对象的带密钥摘要（系统）。Keyed digest of what is counted", must, pick),
		text("account", 64, "账号的带密钥摘要（系统）。Keyed digest of the account"),
		data("tries", 2000, "登录失败的时间和锁定到何时（系统）。Failures to sign in, and until when it is locked", hidden),
		at("good_at", "最近一次从这里成功登录的时间（系统）。Last sign-in from there"))
	b.make(core.NewBaseCollection("sessions"), []string{"!digest", "ends_at"},
		text("digest", 64, "登录凭证的摘要（系统）。Digest of the token", must, pick),
		at("heard_at", "最近一次操作的时间（系统）。Last heard of"),
		at("ends_at", "最迟有效到（系统）。Holds until at the latest"),
		yes("ended", "已退出（系统）。Signed out"))
	b.make(core.NewBaseCollection("second_steps"), []string{"!holder"},
		text("holder", 60, "账号：集合/记录号（系统）。Account", must),
		text("name", 255, "登录名。删除这一行，本人下次登录时重新绑定手机。Account name; delete the row to let its holder enrol again", pick),
		text("cipher", 200, "密钥（加密，系统）。Secret, sealed", must, hidden),
		number("last", 1e12, "最近用过的时段（系统）。Step that was used last"),
		data("codes", 2000, "备用码的带密钥摘要（系统）。Keyed digests of the codes on paper", hidden),
		at("since", "绑定时间（系统）。Enrolled at"))
	for _, name := range []string{"tries", "sessions", "second_steps"} {
		b.allow(name, rules{none, none, none, none, none})
	}
	if b.err != nil {
		return b.err
	}
	return extend("officers", yes("password_due", "密码由管理员设置，下次登录须修改（系统）。Given by an administrator; to be changed at the next sign-in"))(app)
}

func releaseAccounts(app core.App) error {
	for _, down := range []func(core.App) error{shorten("officers", "password_due"), drop("second_steps"), drop("sessions"), drop("tries")} {
		if err := down(app); err != nil {
			return err
		}
	}
	return nil
}
