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
		return Stands(*f.Standby, f.Now)
	}
	if r == nil {
		return Finding{}
	}
	behind := time.Duration(r.Behind * float64(time.Second))
	var en, zh string
	if r.Problem != nil {
		en, zh = r.Problem.EN, r.Problem.ZH
	}
	switch {
	case r.Fenced != "":
		return red(r.Place, "Another machine has taken over from this one (%[1]s), and nothing is stored here: stop the service and run onestop standby, or, where it was installed with --standby, restart it.", "本机已被另一台接替（%[1]s），不再保存任何内容：请停止服务并运行 onestop standby；以 --standby 安装为服务的，重启服务即可。", r.Fenced)
	case r.Hidden:
		return amber(r.Place, "Whether another machine has taken over cannot be seen from here: see to what is missing, such as the key of the bucket in the environment. %[1]s", "从这里看不到是否已被另一台机器接替：请补上所缺的，例如环境变量中的存储桶密钥。%[2]s", en, zh)
	case r.Looked && r.Problem != nil:
		return red(r.Place, "The replica cannot be looked at, nor whether another machine has taken over: see to its disk, network or credentials. %[1]s", "看不到副本，也看不到是否已被另一台机器接替：请检查对应的磁盘、网络或密钥。%[2]s", en, zh)
	case r.Looked:
		return green(r.Place, "The place of the replica names this database as the one that is served.", "副本位置所记的正是本数据库。")
	case r.Untold != nil:
		return red(r.Place, "%[1]s", "%[2]s", r.Untold.EN, r.Untold.ZH)
	case (r.Confirm || r.Yields) && r.Unheld:
		return red(r.Place, "The place of the replica cannot be reached (%[1]s), and nothing is stored until it can: see to its disk, network or credentials.", "副本位置无法访问（%[2]s），恢复之前不办理业务：请检查对应的磁盘、网络或密钥。", en, zh)
	case behind > replica.Late:
		return red(r.Place, "The replica has not been written for %[1]d seconds (%[2]s): see to its disk, network or credentials.", "副本已有 %[1]d 秒没有更新（%[3]s）：请检查对应的磁盘、网络或密钥。", int(r.Behind), en, zh)
	case behind > replica.Soon:
		return amber(r.Place, "The replica is %[1]d seconds behind (%[2]s): see to its disk, network or credentials.", "副本落后 %[1]d 秒（%[3]s）：请检查对应的磁盘、网络或密钥。", int(r.Behind), en, zh)
	case r.Unheld:
		return amber(r.Place, "The place of the replica cannot be reached (%[1]s): see to its disk, network or credentials. What is stored meanwhile has no second copy.", "副本位置无法访问（%[2]s）：请检查对应的磁盘、网络或密钥。其间保存的内容没有第二份副本。", en, zh)
	}
	return green(r.Place, "The database is replicated as it changes.", "数据库实时复制，正常。")
}

// Stands judges how a standby stands: whoever counts on one wants to know before the primary is
// gone that it would not take over.
func Stands(s replica.Followed, now time.Time) Finding {
	switch {
	case s.Taking:
		return amber(s.Place, "The standby takes over at this moment: leave it alone, for at most ten minutes.", "备机正在接替：请勿打断，最多需要十分钟。")
	case !s.Running:
		return red(s.Place, "The standby does not run: start its service, or onestop standby.", "备机没有运行：请启动它的服务，或运行 onestop standby。")
	case s.Problem != nil:
		return red(s.Place, "The standby cannot follow, or could not take over. %[1]s", "备机无法跟随，或未能接替。%[2]s", s.Problem.EN, s.Problem.ZH)
	case s.Asks != nil:
		return red(s.Place, "%[1]s", "%[2]s", s.Asks.EN, s.Asks.ZH)
	case s.Silent(now):
		return red(s.Place, "The standby has not looked at its place since %[1]s: restart its service.", "备机从 %[1]s 起没有查看副本：请重启它的服务。", workday.Minute(s.At))
	case !s.Copied:
		return amber(s.Place, "The standby has no whole copy of the database yet: wait for it, and see that the primary runs with --replica and this place.", "备机还没有完整的数据库副本：请等待，并检查主机是否以 --replica 和同一位置运行。")
	case s.Primary == "":
		return red(s.Place, "The place of the replica is empty, although the standby has a copy from there: see that the disk or share is mounted, and restart the service of the standby.", "副本位置是空的，而备机已有来自那里的副本：请检查磁盘或共享是否已挂载，然后重启备机的服务。")
	case s.Stays > replica.Soon:
		return amber(s.Place, "The copy of the standby has stood still for %[1]d minutes although the primary works, so that taking over takes longer: stop the standby, delete the file tenure in the folder pb_data.standby beside its data folder, and start it again; the copy is made anew.", "主机仍在工作，而备机的副本已有 %[1]d 分钟没有更新，接替会更慢：请停止备机，删除数据文件夹旁 pb_data.standby 中的文件 tenure，再重新启动，副本会重新建立。", int(s.Stays.Minutes()))
	case !s.Auto:
		return green(s.Place, "The standby follows %[1]s. It takes over when somebody runs onestop promote.", "备机正在跟随 %[1]s。接替需运行 onestop promote。", s.Primary)
	case !s.Yields:
		return amber(s.Place, "The standby follows %[1]s, but does not take over by itself when that one dies, because it runs without --confirm and --yield: give the primary one of them, or run onestop promote then.", "备机正在跟随 %[1]s，但主机没有以 --confirm 或 --yield 运行，失联时备机不会自动接替：请给主机加上其中之一，或届时运行 onestop promote。", s.Primary)
	}
	return green(s.Place, "The standby follows %[1]s and takes over by itself.", "备机正在跟随 %[1]s，主机失联时自动接替。", s.Primary)
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
