package appliance

import (
	"errors"
	"path/filepath"
	"runtime"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/service"
)

// lockName is the file that carries the lock and the number of the holding process.
const lockName = ".lock"

// manager is what has the machine stop or start the service.
func manager(do string) string {
	if runtime.GOOS == "windows" {
		return "sc " + do + " " + service.Name
	}
	return "systemctl " + do + " " + service.Name
}

// Lock takes the data folder for this process, until it is closed or the process ends.
// A folder in use is refused with the number of the process that holds it.
func Lock(dir string) (*disk.Held, error) {
	held, err := disk.Lock(filepath.Join(dir, lockName))
	var taken disk.Taken
	if errors.As(err, &taken) {
		return nil, refuse("The folder %[1]s is in use by another Onestop (process %[2]s). Stop that one first: a service by %[3]s, and start it again afterwards by %[4]s; one in a window by Ctrl+C.",
			"文件夹 %[1]s 正被另一个 Onestop（进程 %[2]s）使用，请先停止那一个：作为服务运行的，执行 %[3]s，之后用 %[4]s 再启动；在窗口里运行的，按 Ctrl+C。",
			dir, taken.Process, manager("stop"), manager("start"))
	}
	if err != nil {
		return nil, refuse("The folder %[1]s cannot be written (%[2]v). Give this user the right to write there.",
			"文件夹 %[1]s 无法写入（%[2]v），请给当前用户写入权限。", dir, err)
	}
	return held, nil
}
