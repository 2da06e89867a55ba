package doctor

import (
	"time"

	"onestop/hooks/appliance/backup"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/rules/workday"
)

const (
	backupSoon = backup.Grace // one is made every hour
	drillSoon  = 3 * 24 * time.Hour
	drillLate  = 14 * 24 * time.Hour
	drillGrace = 24 * time.Hour
)

// noBackups: the training county has none.
func noBackups(f Facts) bool { return f.Backup == nil || f.Training && !f.Backup.Set }

// justStarted: a machine that is off over night or a holiday is not told of what it is about
// to make up for by itself.
func (f Facts) justStarted(grace time.Duration) bool {
	return f.Served && f.Work != nil && f.Now.Sub(f.Work.Started) < grace
}

func backupDisk(f Facts) Finding {
	b := f.Backup
	switch {
	case noBackups(f) || f.House == New && !b.Set: // the first start asks for one
		return Finding{}
	case b.Restored:
		return red("", "This house was brought back from backups to which the house it is a copy of may still add, and is not backed up itself: name a place on the page of the backups, the same one only if the other house has ended (tick that there).",
			"本系统是从备份恢复的，原来的系统可能仍在那里备份，因此本系统目前没有备份：请在“备份”页面填写位置，原系统已停用时才可勾选接管，用同一个位置。")
	case !b.Set:
		return red("", "No backup disk has been named, so that a broken disk takes all cases with it: plug in another disk and name it on the page of the backups.",
			"还没有设置备份磁盘，磁盘一坏所有办件都会丢失：请接上另一块磁盘，并在“备份”页面填写位置。")
	case b.Problem != nil:
		return red(b.Target, "The place of the backups cannot be used (%[1]s): see to it, plug the disk in or name another one.", "备份位置不可用（%[2]s）：请处理，接好磁盘或换一个。", b.Problem.EN, b.Problem.ZH)
	case !b.OtherDisk:
		return red(b.Target, "The backups lie on the disk of the data (%[1]s), and would be lost with it: name another disk on the page of the backups.",
			"备份和数据在同一块磁盘上（%[1]s），会一起丢失：请在“备份”页面改用另一块磁盘。", b.Target)
	case b.Bucket:
		return green(b.Target, "The backups go to an object storage.", "备份保存在对象存储中。")
	case b.Free < diskLeast:
		return amber(bytesOf(b.Free), "Only %[1]s is free on the backup disk: plug in a bigger one.", "备份磁盘只剩 %[1]s：请换一块更大的。", bytesOf(b.Free))
	}
	return green(b.Target+", "+bytesOf(b.Free), "The backups go to another disk.", "备份保存在另一块磁盘上。")
}

func backupAge(f Facts) Finding {
	b := f.Backup
	if noBackups(f) || !b.Set {
		return Finding{}
	}
	age, any := b.Age(f.Now)
	late := backupOverdue(f)
	switch {
	case b.Last != nil && b.Last.Problem != nil && b.Last.Key:
		return red(workday.Minute(b.Last.At), "No backup is made: %[1]s", "没有备份：%[2]s", b.Last.Problem.EN, b.Last.Problem.ZH)
	case b.Last != nil && b.Last.Problem != nil && b.Last.ShutOut: // which no later try mends
		return red(workday.Minute(b.Last.At), "The backup was refused, and no more are made there: %[1]s", "备份被拒绝，那里不再有新的备份：%[2]s", b.Last.Problem.EN, b.Last.Problem.ZH)
	case !late && f.failedLast():
		return amber(workday.Minute(b.Last.At), "The last backup failed and is tried again every ten minutes: %[1]s", "上一次备份失败，系统每十分钟重试：%[2]s", b.Last.Problem.EN, b.Last.Problem.ZH)
	case !any && !late:
		return green("", "The first backup is made within the hour.", "一小时内会自动完成第一次备份。")
	case !any:
		return red("", "There is no backup yet: press “Back up now” on the page of the backups.", "还没有一份备份：请在“备份”页面按“现在备份”。")
	case f.justStarted(backupSoon):
		return green(backupFigure(b), "A backup is made within the hour, after the machine was off.", "停机之后，一小时内会自动备份。")
	case late:
		return red(backupFigure(b), "The newest backup is %[1]s old: see on the page of the backups what it fails with.", "最近一份备份已是 %[1]d 小时前：请在“备份”页面查看失败原因。", refusal.Many{N: hours(age), One: "hour", More: "hours"})
	case age > backupSoon:
		return amber(backupFigure(b), "The newest backup is %[1]s old although one is due every hour: see on the page of the backups what it waits for.",
			"备份应每小时一份，最近一份已是 %[1]d 小时前：请在“备份”页面查看原因。", refusal.Many{N: hours(age), One: "hour", More: "hours"})
	}
	return green(backupFigure(b), "A backup is made every hour.", "备份每小时一份，正常。")
}

// failedLast tells whether the newest attempt made no backup; one before the machine was off is
// about to be made up for.
func (f Facts) failedLast() bool {
	last := f.Backup.Last
	return last != nil && last.Problem != nil && !(f.justStarted(backupSoon) && last.At.Before(f.Work.Started))
}

// backupOverdue judges as the health of the house does.
func backupOverdue(f Facts) bool {
	var served time.Time
	if f.Served && f.Work != nil {
		served = f.Work.Started
	}
	return f.Backup.Overdue(served, f.Now)
}

func backupFigure(b *backup.Status) string {
	return workday.Minute(b.Good.At) + ", " + bytesOf(uint64(max(b.Good.Database, 0)))
}

func backupDrill(f Facts) Finding {
	b := f.Backup
	if noBackups(f) || !b.Set || b.Good == nil {
		return Finding{}
	}
	switch {
	case !b.KeyKept && b.Drill == nil:
		return amber("", "The recovery phrase is not kept here, so that nothing tries the backups: run onestop backup drill with the card once a month.",
			"本机没有保存恢复短语，备份没有演练：请每月用恢复卡运行一次 onestop backup drill。")
	case b.Drill == nil:
		return green("", "The backups are tried tonight for the first time.", "今晚将第一次演练恢复。")
	case b.Drill.Problem != nil && b.Drill.Key:
		return red(workday.Minute(b.Drill.At), "The backup of %[1]s cannot be used without the right key (%[2]s): put the key file back that opens the numbers of this house, and press “Back up now” and “Try a restore now” on the page of the backups. The disk is not to blame.",
			"%[1]s 的备份缺少正确的密钥，无法使用（%[3]s）：请放回能打开本系统证件号码的密钥文件，再在“备份”页面按“现在备份”和“现在演练恢复”。磁盘没有问题。", workday.Minute(b.Drill.Backup), b.Drill.Problem.EN, b.Drill.Problem.ZH)
	case b.Drill.Problem != nil && b.Bucket:
		return red(workday.Minute(b.Drill.At), "The drill of %[1]s could not bring a backup back from the object storage (%[2]s): where it cannot be reached, see to the network and the storage, and the drill is made up for by itself; where the backup is damaged or lacks a part, name another bucket, or another part of it, on the page of the backups.",
			"%[1]s 的演练未能从对象存储恢复备份（%[3]s）：连接不上时，请检查网络和对象存储，系统会自动重新演练；备份损坏或缺失时，请在“备份”页面改用另一个存储桶或路径。", workday.Minute(b.Drill.At), b.Drill.Problem.EN, b.Drill.Problem.ZH)
	case b.Drill.Problem != nil:
		return red(workday.Minute(b.Drill.At), "The drill of %[1]s could not bring a backup back (%[2]s): name a new disk on the page of the backups.",
			"%[1]s 的演练未能恢复备份（%[3]s）：请在“备份”页面改用新的磁盘。", workday.Minute(b.Drill.At), b.Drill.Problem.EN, b.Drill.Problem.ZH)
	case f.justStarted(drillGrace):
		return green(workday.Minute(b.Drill.At), "Restoring is tried by itself within a day, after the machine was off.", "停机之后，一天内会自动演练恢复。")
	case f.Now.Sub(b.Drill.At) > drillLate:
		return red(workday.Minute(b.Drill.At), "Restoring was last tried on %[1]s: press “Try a restore now” on the page of the backups.", "上一次演练恢复是 %[1]s：请在“备份”页面按“现在演练恢复”。", day(b.Drill.At))
	case f.Now.Sub(b.Drill.At) > drillSoon:
		return amber(workday.Minute(b.Drill.At), "Restoring was last tried on %[1]s: leave the machine on overnight.", "上一次演练恢复是 %[1]s：请让机器夜间开机。", day(b.Drill.At))
	}
	return green(workday.Minute(b.Drill.At), "The newest drill brought a backup back whole.", "最近一次演练完整恢复了备份。")
}
