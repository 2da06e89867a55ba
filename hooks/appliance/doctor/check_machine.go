package doctor

import "time"

const (
	updatesLate = 90 * 24 * time.Hour
	leftoverOld = 30 * 24 * time.Hour
	memoryLeast = 1 << 30
	memoryGood  = 2 << 30
	memoryTight = 256 << 20
	openLeast   = 1024
	openGood    = 16384
)

func systemUpdates(f Facts) Finding {
	m := f.Machine
	switch {
	case m == nil || m.Updated.IsZero() || f.Training:
		return Finding{}
	case f.Now.Sub(m.Updated) > updatesLate:
		return amber(day(m.Updated), "The system of the machine was last updated on %[1]s: install its updates after a backup, when the hall is closed.",
			"操作系统上一次更新是 %[1]s：请在下班后、备份完成后安装更新。", day(m.Updated))
	}
	return green(day(m.Updated), "The system of the machine is up to date.", "操作系统近期更新过。")
}

func platformVersion(f Facts) Finding {
	if f.Platform == "" {
		return Finding{}
	}
	known := Affecting(f.Platform)
	if len(known) == 0 {
		return green(f.Platform, "No known hole of PocketBase is open in this version.", "本版本没有已知的 PocketBase 漏洞。")
	}
	a := known[0]
	return red(f.Platform, "PocketBase %[1]s has the hole %[2]s (%[3]s): install the newest version of Onestop.", "PocketBase %[1]s 存在漏洞 %[2]s（%[4]s）：请安装一门办的最新版本。", f.Platform, a.ID, a.EN, a.ZH)
}

func leftoversOld(f Facts) Finding {
	var old []string
	var bytes int64
	for _, l := range f.Leftovers {
		old, bytes = append(old, l.Path), bytes+l.Bytes
	}
	switch {
	case f.Leftovers == nil:
		return Finding{}
	case len(old) == 0:
		return green("", "Nothing old lies about beside the data.", "数据旁没有陈旧的遗留文件。")
	}
	return amber(bytesOf(uint64(bytes)), "What a restore, a repair or a crash left may hold personal data (%[1]s): delete it when nobody needs it any more.",
		"恢复、修复或异常中断留下的内容可能含个人信息（%[1]s）：不再需要时请删除。", some(old))
}

func memoryEnough(f Facts) Finding {
	m := f.Machine
	switch {
	case m == nil || m.Memory == 0:
		return Finding{}
	case m.Memory < memoryLeast:
		return red(bytesOf(m.Memory), "The service may use %[1]s of memory, too little for photos: give it 2 GB.", "服务可用内存只有 %[1]s，处理照片不够：请给到 2 GB。", bytesOf(m.Memory))
	case m.Memory < memoryGood:
		return amber(bytesOf(m.Memory), "The service may use %[1]s of memory: give it 2 GB before the hall gets busy.", "服务可用内存为 %[1]s：请在业务繁忙前给到 2 GB。", bytesOf(m.Memory))
	case m.Available > 0 && m.Available < memoryTight:
		return amber(bytesOf(m.Available), "Only %[1]s of memory is free: close other programs of this machine.", "内存只剩 %[1]s：请关闭本机的其他程序。", bytesOf(m.Available))
	}
	return green(bytesOf(m.Memory), "There is enough memory.", "内存充足。")
}

func openFilesEnough(f Facts) Finding {
	m := f.Machine
	switch {
	case m == nil || m.OpenFiles == 0 || !f.Served:
		return Finding{}
	case m.OpenFiles < openLeast:
		return red(digits(int(m.OpenFiles)), "The service may open %[1]d files and connections, so that it stands still on a busy day: set LimitNOFILE=65536 in its unit.",
			"服务最多只能打开 %[1]d 个文件和连接，繁忙时会停顿：请在服务单元中设置 LimitNOFILE=65536。", m.OpenFiles)
	case m.OpenFiles < openGood:
		return amber(digits(int(m.OpenFiles)), "The service may open %[1]d files and connections: set LimitNOFILE=65536 in its unit.", "服务最多可打开 %[1]d 个文件和连接：请在服务单元中设置 LimitNOFILE=65536。", m.OpenFiles)
	}
	return green(digits(int(min(m.OpenFiles, 1<<30))), "The service may open enough files and connections.", "可打开的文件和连接数充足。")
}
