package doctor

import (
	"strings"
	"time"

	"onestop/hooks/appliance/probe"
)

// slowFsync is from when on the disk makes everybody wait.
const slowFsync = 50 * time.Millisecond

func houseThere(f Facts) Finding {
	switch f.House {
	case Absent:
		return red("", "There is no house in this folder: name the data folder with --dir, or restore a backup if one was here.", "这个文件夹里没有一门办的数据：请用 --dir 指明数据文件夹；如果这里曾经有过，请恢复备份。")
	case Follows:
		return green("", "This machine is a standby; the house is served by another one.", "本机是备机，由另一台机器服务。")
	case Fresh:
		return amber("", "The house has never been started: start it with onestop serve.", "本系统还没有启动过：请运行 onestop serve。")
	case New:
		return amber("", "Nobody has set the house up yet: open the address that the start shows on the console of this machine.", "本系统尚未设置：请打开启动时在本机显示的网址。")
	}
	return green("", "There is a house in the folder.", "文件夹里有一门办的数据。")
}

func folderWritable(f Facts) Finding {
	d := f.Folder
	switch {
	case d == nil:
		return Finding{}
	case d.Refuse != nil:
		return red(d.Refuse.Code, d.Refuse.EN, d.Refuse.ZH)
	case d.Fsync > slowFsync:
		return amber(millis(d.Fsync), "The disk takes %[1]s to keep a small file, which everybody waits for: move the data to a solid-state disk, or see what else is using this one.",
			"磁盘写入一个小文件要 %[1]s，所有人都在等它：请把数据移到固态硬盘，或查看还有什么程序在用这块盘。", millis(d.Fsync))
	}
	return green(millis(d.Fsync), "The data folder can be written and the disk is quick.", "数据文件夹可以写入，磁盘速度正常。")
}

func folderPlace(f Facts) Finding {
	d := f.Folder
	switch {
	case d == nil || d.Place.Kind == "":
		return Finding{}
	case d.Unfit != nil:
		return red(d.Place.Name, d.Unfit.EN, d.Unfit.ZH)
	case d.Place.Kind == probe.Memory && !f.Training:
		return red(d.Place.Name, "The data lies in memory and is gone when the machine stops: stop the service and move the folder to a disk.",
			"数据放在内存里，关机就会丢失：请停止服务，把文件夹移到磁盘上。")
	}
	return green(d.Place.Name, "The data lies on a disk of this machine.", "数据在本机磁盘上。")
}

func folderModes(f Facts) Finding {
	d := f.Folder
	switch {
	case d == nil || !d.Modes:
		return Finding{}
	case len(d.Open) > 0 && f.Machine != nil && f.Machine.System == "windows":
		return red(some(d.Open), "Other users of this machine can read %[1]s: run onestop service install as the administrator of the machine, which closes the data folder %[2]s and what lies beside it, or take everybody but the service, SYSTEM and Administrators off each of them (Properties, Security).",
			"本机其他用户能读取 %[1]s：请以系统管理员身份运行 onestop service install，它会关闭数据文件夹 %[2]s 及旁边各项的权限；或在各项的“属性—安全”中只保留服务账户、SYSTEM 和 Administrators。", some(d.Open), d.Path)
	case len(d.Open) > 0:
		return red(some(d.Open), "Other users of this machine can read %[1]s: stop the service and run chmod -R go= on each of them, beside and below the data folder %[2]s.",
			"本机其他用户能读取 %[1]s：请停止服务，对数据文件夹 %[2]s 及旁边的上述各项执行 chmod -R go=。", some(d.Open), d.Path)
	}
	return green("", "Only the service can read the data.", "只有服务账户能读取数据。")
}

func folderLock(f Facts) Finding {
	switch {
	case f.Folder == nil || !f.Served:
		return Finding{}
	case !f.Folder.Held:
		return red("", "The lock on the data folder is gone, so that a second Onestop could write into it: restart the service.",
			"数据文件夹的锁已失效，可能有另一个 Onestop 同时写入：请重启服务。")
	}
	return green("", "This service alone holds the data folder.", "数据文件夹由本服务独占。")
}

// some are the first names of a list and how many more there are.
func some(names []string) string {
	const shown = 3
	if len(names) <= shown {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:shown], ", ") + " +" + digits(len(names)-shown)
}
