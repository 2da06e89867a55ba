package hooks

import (
	"errors"
	"io/fs"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/refusal"
)

// forRights says of a command that the user at the console may not do who may; other errors stay
// as they are. What the files of a house are written by is the user to whom they belong: what
// another one leaves there the service could not read.
func forRights(err error) error {
	if _, said := refusal.Known(err); said || !errors.Is(err, fs.ErrPermission) {
		return err
	}
	at, ok := errors.AsType[*fs.PathError](err)
	if !ok {
		return rightsRefusal(err.Error(), "")
	}
	return rightsRefusal(at.Path, disk.Owner(at.Path))
}

// rightsRefusal names the user to whom a file belongs, "" and root for the administrator.
func rightsRefusal(path, owner string) error {
	sudo := "sudo"
	if owner != "" && owner != "root" {
		sudo += " -u " + owner
	}
	return refusal.New("This user may not use %[1]s, which does not mean that it is damaged: put %[2]s before the command (on Windows open the command line by “Run as administrator”), or give this user the right to.",
		"当前用户无权使用 %[1]s，这不说明它已损坏：请在命令前加 %[2]s（Windows 上用“以管理员身份运行”打开命令行），或给当前用户授权。", path, sudo)
}
