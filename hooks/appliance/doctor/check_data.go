package doctor

import (
	"time"

	"onestop/hooks/appliance/refusal"
	"onestop/hooks/rules/workday"
)

const (
	quickEvery = 3 * 24 * time.Hour // a daily look may be missed twice
	fullEvery  = 15 * 24 * time.Hour
	anchorLate = 3 * 24 * time.Hour
	anchorLost = 14 * 24 * time.Hour
	roundLate  = 45 * 24 * time.Hour // a round over all files takes 30 nights
)

func databaseQuick(f Facts) Finding {
	if f.Database == nil {
		return Finding{}
	}
	return exam(f, f.Database.Quick, quickEvery)
}

func databaseFull(f Facts) Finding {
	if f.Database == nil {
		return Finding{}
	}
	return exam(f, f.Database.Full, fullEvery)
}

// exam judges a look at the pages of the database by its verdict and its age.
func exam(f Facts, e *Exam, late time.Duration) Finding {
	switch {
	case e == nil:
		return Finding{}
	case e.Verdict != "ok":
		return red(workday.Minute(e.At), e.Damage.EN, e.Damage.ZH)
	case f.Now.Sub(e.At) > late:
		return amber(workday.Minute(e.At), "The database was last looked over on %[1]s: leave the machine on overnight, or press “Look everything over now” on the page of the check-up.",
			"上一次检查数据库是 %[1]s：请让机器夜间开机，或在“体检”页面按“现在全面体检”。", day(e.At))
	}
	return green(workday.Minute(e.At), "The pages of the database are in order.", "数据库页面完好。")
}

func recordsKept(f Facts) Finding {
	switch k := f.Kept; {
	case k == nil:
		return Finding{}
	case k.Lost && k.Entries == 0:
		return red(workday.Minute(k.From), "The database is not the one that was served here last, on %[1]s: stop the service and put the right one back, or restore a backup.",
			"数据库不是上次（%[1]s）在此运行的那一个：请停止服务，放回原来的数据库，或恢复备份。", workday.Minute(k.From))
	case k.Lost:
		return red(digits(int(k.Entries)), "The database lacks %[1]s of %[2]s, from %[3]s on: stop the service, keep the folder as it is, and restore a backup.",
			"有 %[1]d 条已确认的记录不在数据库里，涉及 %[2]d 件办件（%[3]s 起）：请停止服务，原样保留文件夹，并恢复备份。", refusal.Many{N: int(k.Entries), One: "acknowledged entry", More: "acknowledged entries"}, refusal.Many{N: k.Cases, One: "case", More: "cases"}, workday.Minute(k.From))
	}
	return green("", "Everything that was acknowledged is in the database.", "已确认的记录都在数据库里。")
}

func trailWhole(f Facts) Finding {
	switch t := f.Trail; {
	case t == nil || t.At.IsZero():
		return Finding{}
	case t.Broken != "":
		return red(workday.Minute(t.At), "The trail of changes does not hold (%[1]s): somebody changed it; keep the folder and a backup as evidence, and tell the auditor today.",
			"操作日志链校验不通过（%[1]s）：有人改动过；请保留文件夹和备份作为证据，并于今天告知审计人员。", t.Broken)
	case f.Now.Sub(t.At) > quickEvery:
		return amber(workday.Minute(t.At), "The trail was last verified on %[1]s: leave the machine on overnight, or press “Look everything over now” on the page of the check-up.",
			"上一次校验操作日志是 %[1]s：请让机器夜间开机，或在“体检”页面按“现在全面体检”。", day(t.At))
	}
	return green(digits(int(f.Trail.Rows)), "The trail of changes is whole.", "操作日志链完整。")
}

func trailAnchor(f Facts) Finding {
	t := f.Trail
	if t == nil || f.Training || t.Rows == 0 && t.Anchor.IsZero() {
		return Finding{}
	}
	age := f.Now.Sub(t.Anchor)
	switch {
	case t.Anchor.IsZero() || age > anchorLost:
		return red("", "The head of the trail is not being kept outside the database, so that nobody would see it rewritten: see that the file .heads beside the data folder can be written.",
			"操作日志链首没有保存到数据库之外，被整体改写也无人发现：请检查数据文件夹旁的 .heads 文件能否写入。")
	case age > anchorLate:
		return amber(day(t.Anchor), "The head of the trail was last kept on %[1]s: see that the file .heads beside the data folder can be written.",
			"链首上一次保存是 %[1]s：请检查数据文件夹旁的 .heads 文件能否写入。", day(t.Anchor))
	}
	return green(day(t.Anchor), "The head of the trail is kept outside the database every day.", "链首每天都保存到数据库之外。")
}

// queueWhole: a case that is missing in a list is overlooked while its limits run.
func queueWhole(f Facts) Finding {
	switch q := f.Queue; {
	case q == nil:
		return Finding{}
	case q.Wrong > 0:
		return red(digits(q.Wrong), "%[1]s not stand in the work lists as the cases are, so that officers may overlook what is due: stop the service, run onestop queue rebuild --dir %[2]s, and start it again.",
			"工作列表中有 %[1]d 件办件与实际不符，可能漏办：请停止服务，运行 onestop queue rebuild --dir %[2]s，再启动服务。", refusal.Many{N: q.Wrong, One: "case does", More: "cases do"}, f.path())
	case f.Now.Sub(q.At) > quickEvery:
		return amber(workday.Minute(q.At), "The work lists were last compared with the cases on %[1]s: leave the machine on overnight, or press “Look everything over now” on the page of the check-up.",
			"上一次核对工作列表是 %[1]s：请让机器夜间开机，或在“体检”页面按“现在全面体检”。", day(q.At))
	}
	return green(workday.Minute(f.Queue.At), "The work lists hold the open cases, each in its place.", "工作列表与在办件一致。")
}

func filesWhole(f Facts) Finding {
	switch x := f.Files; {
	case x == nil:
		return Finding{}
	case len(x.Bad) > 0:
		return red(some(x.Bad), "%[1]s missing or not as handed in (documents %[2]s): restore what is lost from a backup, and see how the disk is.",
			"有 %[1]d 个上传文件丢失或与当初提交的不一致（材料 %[2]s）：请从备份恢复，并检查磁盘。", refusal.Many{N: len(x.Bad), One: "uploaded file is", More: "uploaded files are"}, some(x.Bad))
	case x.Total > 0 && !x.Since.IsZero() && f.Now.Sub(x.Since) > roundLate:
		return amber(portion(x), "Some uploaded files have not been read since %[1]s: leave the machine on overnight, or press “Look everything over now” on the page of the check-up.",
			"有的上传文件从 %[1]s 起没有核对过：请让机器夜间开机，或在“体检”页面按“现在全面体检”。", day(x.Since))
	}
	return green(portion(f.Files), "All uploaded files that were read are those that were handed in; a thirtieth is read every night.", "核对过的上传文件都与当初提交的一致；每晚核对三十分之一。")
}

func portion(x *Files) string { return digits(x.Checked) + "/" + digits(x.Total) }

func filesOrphaned(f Facts) Finding {
	const many = 100
	switch o := f.Orphans; {
	case o == nil:
		return Finding{}
	case o.Problem != "":
		return amber("", "Files that no record names could not be removed (%[1]s): see that the service may write everywhere in its folder.",
			"无法清理没有记录的文件（%[1]s）：请检查服务对整个数据文件夹都有写入权限。", o.Problem)
	case o.Removed > many:
		return amber(digits(o.Removed), "The last sweep removed %[1]d files that no record names, which many crashes leave: see why the service stops so often.",
			"上次清理了 %[1]d 个没有记录的文件，说明服务多次异常中断：请查明原因。", o.Removed)
	}
	return green(digits(f.Orphans.Removed), "No files lie about that no record names.", "没有遗留无记录的文件。")
}
