package hooks

import (
	"errors"
	"io/fs"
	"os"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/refusal"
)

// forRights says of a command that the user at the console may not do who may; other errors stay
// as they are. What the files of a house are written by is the user to whom they belong: what
// another one leaves there the service could not read.
func forRights(err error) error { return rightsOf(err, os.Geteuid() == 0) }

func rightsOf(err error, root bool) error {
	if _, said := refusal.Known(err); said || !errors.Is(err, fs.ErrPermission) {
		return err
	}
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return rightsRefusal("use "+at.Path, "使用 "+at.Path, disk.Owner(at.Path), root)
	}
	return rightsRefusal("do what the command needs ("+err.Error()+")", "完成这条命令（"+err.Error()+"）", "", root)
}

// rightsRefusal names the user to whom a file belongs, "" and root for the administrator. What
// root may not do, sudo does not change.
func rightsRefusal(en, zh, owner string, root bool) error {
	if owner == "root" {
		owner = ""
	}
	if root {
		inEN, inZH := "", ""
		if owner != "" {
			inEN, inZH = " ("+owner+")", "（"+owner+"）"
		}
		return refusal.New("Even the administrator of this machine may not %[1]s, which does not mean that anything is damaged: the share or disk on which it lies decides that (an NFS share takes root for nobody). Allow it there, or run the command as the user to whom the files belong%[3]s.",
			"本机管理员也无权%[2]s，这不说明数据已损坏：这由文件所在的共享或磁盘决定（NFS 共享会把 root 当作无权的用户）。请在那里放开权限，或以文件所属的用户%[4]s运行命令。", en, zh, inEN, inZH)
	}
	sudo := "sudo"
	if owner != "" {
		sudo += " -u " + owner
	}
	return refusal.New("This user may not %[1]s, which does not mean that anything is damaged: put %[3]s before the command (on Windows open the command line by “Run as administrator”), or give this user the right to.",
		"当前用户无权%[2]s，这不说明数据已损坏：请在命令前加 %[3]s（Windows 上用“以管理员身份运行”打开命令行），或给当前用户授权。", en, zh, sudo)
}
