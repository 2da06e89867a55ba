package doctor

import (
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/where"
)

const administratorsMany = 5

func administrators(f Facts) Finding {
	a := f.Accounts
	switch {
	case a == nil || f.House == New: // the first start makes one
		return Finding{}
	case a.Administrators == 0:
		return red("0", "There is no administrator: stop the service, make one with onestop superuser upsert EMAIL PASSWORD --dir %[1]s, and start it again.", "还没有管理员：请停止服务，用 onestop superuser upsert 邮箱 密码 --dir %[1]s 建立一个，再启动服务。", f.path())
	case a.Administrators > administratorsMany:
		return amber(digits(a.Administrators), "There are %[1]d administrators, who may all change everything: delete those who left.",
			"有 %[1]d 个管理员账户，都能更改一切：请删除已离岗人员的账户。", a.Administrators)
	}
	return green(digits(a.Administrators), "There are few administrators.", "管理员人数适当。")
}

// path is the data folder as a command names it.
func (f Facts) path() string {
	if f.Folder == nil {
		return "DATA-FOLDER"
	}
	return where.Quoted(f.Folder.Path)
}

func secondFactors(f Facts) Finding {
	a := f.Accounts
	switch {
	case a == nil || !a.TOTP || f.Training:
		return Finding{}
	case a.WithoutTOTP > 0:
		return amber(digits(a.WithoutTOTP), "%[1]s: let them sign in and set it up.", "有 %[1]d 个必须使用动态口令的账户还没有设置：请让他们登录并设置。", refusal.Many{N: a.WithoutTOTP, One: "person who must have a second factor has none yet", More: "people who must have a second factor have none yet"})
	}
	return green("", "Everybody who must have a second factor has one.", "应使用动态口令的账户都已设置。")
}

func administratorsFrom(f Facts) Finding {
	switch s := f.Settings; {
	case s == nil || f.Training:
		return Finding{}
	case len(s.AdminFrom) == 0:
		return amber("", "Administrators may sign in from any address: list theirs in the dashboard, Settings, Application, allowed superuser IPs.",
			"管理员可以从任何地址登录：请在管理后台“设置—应用”的管理员 IP 中列出允许的地址。")
	}
	return green(some(f.Settings.AdminFrom), "Administrators sign in from listed addresses only.", "管理员只能从列出的地址登录。")
}

func passwordsKnown(f Facts) Finding {
	a := f.Accounts
	switch {
	case a == nil || !a.Tried || f.Training:
		return Finding{}
	case len(a.Weak) > 0:
		return red(digits(len(a.Weak)), "%[1]s that everybody tries first (%[2]s): set a new one today.", "有 %[1]d 个账户使用最先被猜到的密码（%[2]s）：请今天就更换。", refusal.Many{N: len(a.Weak), One: "account has a password", More: "accounts have passwords"}, some(a.Weak))
	}
	return green("", "No account of the staff has one of the passwords that are tried first.", "工作人员账户没有使用最先被猜到的密码。")
}
