package doctor

import (
	"slices"
	"time"

	"onestop/hooks/appliance/refusal"
	"onestop/hooks/rules/workday"
)

const (
	postLate = 24 * time.Hour
	postLost = 72 * time.Hour
	jobsLate = 2 * time.Hour // they run every quarter of an hour; a big county takes minutes
	jobsLost = 24 * time.Hour
)

func postMoving(f Facts) Finding {
	w := f.Work
	if w == nil || f.Training {
		return Finding{}
	}
	age := time.Duration(0)
	if w.Queued > 0 && !w.Oldest.IsZero() {
		age = f.Now.Sub(w.Oldest)
	}
	waiting := refusal.Many{N: w.Queued, One: "mail or text message has", More: "mails or text messages have"}
	switch {
	case age > postLost:
		return red(digits(w.Queued), "%[1]s waited since %[2]s, so that people are not told: test the mail server in the dashboard, Settings, Mail, and the SMS gateway.",
			"有 %[1]d 封邮件或短信从 %[2]s 起发不出去，群众收不到通知：请在管理后台“设置—邮件”测试邮件服务器，并检查短信网关。", waiting, day(w.Oldest))
	case age > postLate:
		return amber(digits(w.Queued), "%[1]s waited since %[2]s: test the mail server in the dashboard, Settings, Mail, and the SMS gateway.",
			"有 %[1]d 封邮件或短信从 %[2]s 起等待发送：请在管理后台“设置—邮件”测试邮件服务器，并检查短信网关。", waiting, day(w.Oldest))
	case w.Failed > 0:
		return amber(digits(w.Failed), "%[1]s reached nobody in the last seven days: look at them in the dashboard, collection notifications, state failed.",
			"近七天有 %[1]d 封邮件或短信没有送达：请在管理后台的“通知”中查看状态为 failed 的记录。", refusal.Many{N: w.Failed, One: "mail or text message", More: "mails or text messages"})
	}
	return green(digits(w.Queued), "Mails and text messages go out.", "邮件和短信发送正常。")
}

// calendarNext asks for the notice of the coming year from November on, when the State
// Council publishes it, and for that of the present one always (R-CAL-05).
func calendarNext(f Facts) Finding {
	w := f.Work
	if w == nil || f.Training {
		return Finding{}
	}
	today := f.Now.In(workday.China)
	year, next := today.Year(), today.Year()+1
	switch {
	case !slices.Contains(w.Years, year):
		return red(digits(year), "The working days of %[1]d are not imported, so that no limit can be reckoned: import the notice of the State Council (onestop calendar import).",
			"没有导入 %[1]d 年的工作日历，无法计算任何期限：请导入国务院的放假通知（onestop calendar import）。", year)
	case today.Month() >= time.November && !slices.Contains(w.Years, next):
		return amber(digits(next), "The working days of %[1]d are not imported, so that limits which reach into it stay open: import the notice as soon as the State Council has published it.",
			"还没有导入 %[1]d 年的工作日历，跨年的期限无法确定：国务院发布通知后请立即导入。", next)
	}
	return green(digits(slices.Max(w.Years)), "The working days are known.", "工作日历齐全。")
}

// jobsRan asks whether what falls due was done: silence that accepts, limits, erasure.
func jobsRan(f Facts) Finding {
	w := f.Work
	if w == nil || !f.Served || f.Training {
		return Finding{}
	}
	last := w.Jobs
	if last.Before(w.Started) {
		last = w.Started
	}
	age := f.Now.Sub(last)
	switch {
	case age > jobsLost:
		return red(workday.Minute(last), "What falls due has not been done since %[1]s (%[2]s), limits among it: restart the service, and if that does not help, send this sentence to whoever supports it.",
			"到期事务从 %[1]s 起没有办理（%[2]s），包括法定期限：请重启服务；仍不行请把这句话转给技术支持。", workday.Minute(last), orUnknown(w.Stopped))
	case age > jobsLate:
		return amber(workday.Minute(last), "What falls due has not been done since %[1]s (%[2]s): restart the service when nobody waits.",
			"到期事务从 %[1]s 起没有办理（%[2]s）：请在无人等候时重启服务。", workday.Minute(last), orUnknown(w.Stopped))
	case w.Stopped != "":
		return amber(workday.Minute(last), "Some of what fell due could not be done (%[1]s): if it says so again tomorrow, send this sentence to whoever supports the machine.",
			"部分到期事务没有办成（%[1]s）：如果明天仍然如此，请把这句话转给技术支持。", w.Stopped)
	}
	return green(workday.Minute(last), "What falls due is done.", "到期事务按时办理。")
}

func orUnknown(text string) string {
	if text == "" {
		return "?"
	}
	return text
}
