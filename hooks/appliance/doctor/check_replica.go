package doctor

import (
	"time"

	"onestop/hooks/appliance/replica"
	"onestop/hooks/rules/workday"
)

// replicaFresh: a house that confirms takes no acts without its replica, one that does not
// goes on, and each minute more is what a fire would cost.
func replicaFresh(f Facts) Finding {
	r := f.Replica
	if f.Standby != nil {
		return standbyFollows(f)
	}
	if r == nil {
		return Finding{}
	}
	behind := time.Duration(r.Behind * float64(time.Second))
	switch {
	case r.Fenced != "":
		return red(r.Place, "Another machine has taken over from this one (%[1]s), and nothing is stored here: stop the service and run onestop standby, or, where it was installed with --standby, restart it.", "本机已被另一台接替（%[1]s），不再保存任何内容：请停止服务并运行 onestop standby；以 --standby 安装为服务的，重启服务即可。", r.Fenced)
	case (r.Confirm || r.Yields) && r.Unheld || behind > replica.Late:
		return red(r.Place, "The replica has not been written for %[1]d seconds (%[2]s): see to its disk, network or credentials.", "副本已有 %[1]d 秒没有更新（%[2]s）：请检查对应的磁盘、网络或密钥。", int(r.Behind), r.Problem)
	case r.Unheld || behind > replica.Soon:
		return amber(r.Place, "The replica is %[1]d seconds behind (%[2]s): see to its disk, network or credentials.", "副本落后 %[1]d 秒（%[2]s）：请检查对应的磁盘、网络或密钥。", int(r.Behind), r.Problem)
	}
	return green(r.Place, "The database is replicated as it changes.", "数据库实时复制，正常。")
}

// standbyFollows: whoever counts on a standby wants to know before the primary is gone that it
// would not take over.
func standbyFollows(f Facts) Finding {
	switch s := f.Standby; {
	case !s.Running:
		return red(s.Place, "The standby does not run: start its service, or onestop standby.", "备机没有运行：请启动它的服务，或运行 onestop standby。")
	case s.Problem != nil:
		return red(s.Place, "The standby cannot follow. %[1]s", "备机无法跟随。%[2]s", s.Problem.EN, s.Problem.ZH)
	case s.Silent(f.Now):
		return red(s.Place, "The standby has not looked at its place since %[1]s: restart its service.", "备机从 %[1]s 起没有查看副本：请重启它的服务。", workday.Minute(s.At))
	case !s.Copied:
		return amber(s.Place, "The standby has no whole copy of the database yet: wait for it, and see that the primary runs with --replica and this place.", "备机还没有完整的数据库副本：请等待，并检查主机是否以 --replica 和同一位置运行。")
	case !s.Auto:
		return green(s.Place, "The standby follows %[1]s. It takes over when somebody runs onestop promote.", "备机正在跟随 %[1]s。接替需运行 onestop promote。", s.Primary)
	}
	return green(f.Standby.Place, "The standby follows %[1]s and takes over by itself where that one runs with --confirm or --yield.", "备机正在跟随 %[1]s；主机以 --confirm 或 --yield 运行时会自动接替。", f.Standby.Primary)
}

// replicaDrill: a replica that nobody ever brought back is a hope.
func replicaDrill(f Facts) Finding {
	t := f.Trial
	if f.Replica == nil || f.Replica.Fenced != "" {
		return Finding{}
	}
	switch {
	case t == nil:
		return green("", "Bringing the replica back is tried tonight for the first time.", "今晚将第一次演练恢复副本。")
	case t.Problem != nil:
		return red(workday.Minute(t.At), "The replica could not be brought back when that was tried (%[1]s): see to it, and that the backups are in order; if it stays so, go on with an empty place (--replica).",
			"副本演练恢复失败（%[2]s）：请处理，并确认备份正常；如仍然失败，请改用一个空的副本位置（--replica）。", t.Problem.EN, t.Problem.ZH)
	case f.justStarted(drillGrace):
		return green(workday.Minute(t.At), "Bringing the replica back is tried by itself within a day, after the machine was off.", "停机之后，一天内会自动演练恢复副本。")
	case f.Now.Sub(t.At) > drillLate:
		return red(workday.Minute(t.At), "Bringing the replica back was last tried on %[1]s: press “Look everything over now” on the page of the check-up.", "上一次演练恢复副本是 %[1]s：请在“体检”页面按“现在全面体检”。", day(t.At))
	case f.Now.Sub(t.At) > drillSoon:
		return amber(workday.Minute(t.At), "Bringing the replica back was last tried on %[1]s: leave the machine on overnight.", "上一次演练恢复副本是 %[1]s：请让机器夜间开机。", day(t.At))
	}
	return green(workday.Minute(t.At), "The replica was brought back whole when that was last tried.", "最近一次演练完整恢复了副本。")
}
