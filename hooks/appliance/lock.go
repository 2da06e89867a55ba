package appliance

import (
	"errors"
	"path/filepath"

	"onestop/hooks/appliance/disk"
)

// lockName is the file that carries the lock and the number of the holding process.
const lockName = ".lock"

// Lock takes the data folder for this process, until it is closed or the process ends.
// A folder in use is refused with the number of the process that holds it.
func Lock(dir string) (*disk.Held, error) {
	held, err := disk.Lock(filepath.Join(dir, lockName))
	var taken disk.Taken
	if errors.As(err, &taken) {
		return nil, refuse("The folder %[1]s is in use by another Onestop (process %[2]s). Stop that one first.",
			"文件夹 %[1]s 正被另一个 Onestop（进程 %[2]s）使用，请先停止那一个。", dir, taken.Process)
	}
	if err != nil {
		return nil, refuse("The folder %[1]s cannot be written (%[2]v). Give this user the right to write there.",
			"文件夹 %[1]s 无法写入（%[2]v），请给当前用户写入权限。", dir, err)
	}
	return held, nil
}
