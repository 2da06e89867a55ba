package appliance

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/probe"
	"onestop/hooks/appliance/swap"
)

const (
	dataName   = "data.db"
	markerName = ".installed" // says that this folder once held a database
	checkLimit = 30 * time.Second
	checkBytes = 2 << 30 // of a bigger database only the header is read at the start; its pages are looked at every night
)

// Check looks at a data folder before its database is opened and refuses one whose
// database is missing, empty or damaged: an empty start would look healthy while every
// case is gone. A fresh folder passes.
func Check(dir string) error {
	data := filepath.Join(dir, dataName)
	info, err := os.Stat(data)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		err := checkFresh(dir)
		if err != nil {
			if standby := ofStandby(dir); standby != nil {
				return standby
			}
		}
		return advised(reminded(err, dir), dir)
	}
	if _, cut := os.Stat(filepath.Clean(dir) + ".replacing"); cut == nil {
		return refuse("The database in %[1]s was being set aside for that of another machine when this one stopped, and what belongs to it lies in %[2]s already: start the standby again (onestop standby, or its service), or run onestop promote, as before. To serve this database instead, move everything from there back first.",
			"%[1]s 中的数据库正在为另一台机器的数据让位时中断，属于它的部分文件已在 %[2]s：请照原样重新启动备机（onestop standby 或其服务），或再次运行 onestop promote。如要改用这个数据库，请先把那里的文件全部移回。", dir, filepath.Clean(dir)+".replacing")
	}
	if err != nil {
		return refuse("The database %[1]s cannot be read (%[2]v).", "数据库 %[1]s 无法读取（%[2]v）。", data, err)
	}
	return advised(examine(data, info.Size()), dir)
}

// Empty tells whether a folder holds no house and no trace of one: a start would begin one
// there. What cannot be seen is not empty; a database without a byte is what a first start left
// that was cut off.
func Empty(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, dataName))
	return (errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0) && checkFresh(dir) == nil && !swap.Pending(dir)
}

// Remembered tells whether a house that is gone from its folder left the settings of its
// backups beside it.
func Remembered(dir string) bool {
	_, err := os.Stat(filepath.Clean(dir) + ".backup")
	return err == nil
}

// KeyEnding is that of the file beside a data folder with the key of the numbers of people.
const KeyEnding = ".key"

// KeyFile is where the key of a data folder lies.
func KeyFile(dir string) string { return filepath.Clean(dir) + KeyEnding }

// checkFresh passes a folder without a database only if it never had one. A leftover
// write-ahead log counts as one: SQLite would delete it beside an empty data.db. So does the
// key of a house beside the folder: a first start makes data.db before the key, so the disk of
// the data is not there.
func checkFresh(dir string) error {
	for _, trace := range []string{markerName, dataName + "-wal", core.LocalStorageDirName} {
		if _, err := os.Stat(filepath.Join(dir, trace)); err == nil {
			return refuse("The database is missing from %[1]s, but the folder has been used (%[2]s). Restore a backup.",
				"文件夹 %[1]s 曾经使用过（%[2]s），但其中的数据库已丢失或为空，请恢复备份。", dir, trace)
		}
	}
	key := KeyFile(dir)
	if _, err := os.Stat(filepath.Join(dir, dataName)); err == nil {
		return nil // a first start that was cut off
	}
	if _, err := os.Stat(key); err == nil {
		return refuse("The key of a house lies here (%[2]s), but its data is not in %[1]s. If that is a disk of its own, mount it; else restore a backup. To begin a new house on purpose, first move the key away and keep it: nothing else opens the numbers of the old one.",
			"这里有一套系统的密钥（%[2]s），但文件夹 %[1]s 中没有它的数据库。数据在单独磁盘上的，请先挂载该磁盘；否则请恢复备份。确要新建一套的，请先把密钥文件移到别处妥善保存：没有它，原有的证件号码无法读取。", dir, key)
	}
	return nil
}

// examine reads the header of a database and lets SQLite check its pages, for at most
// checkLimit. A check that does not finish in time passes: the service must start.
func examine(path string, size int64) error {
	if size > checkBytes {
		return probe.Header(path)
	}
	ctx, cancel := context.WithTimeout(context.Background(), checkLimit)
	defer cancel()
	if err := probe.Pages(ctx, path, false); !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// setAsideLogs moves a damaged auxiliary.db out of the way: it holds only logs, and no
// service should stay closed for them. It answers the new name, "" when all is well.
func setAsideLogs(dir string, now time.Time) (string, error) {
	path := filepath.Join(dir, auxiliaryName)
	info, err := os.Stat(path)
	if err != nil || info.Size() == 0 || examine(path, info.Size()) == nil {
		return "", nil
	}
	aside := path + ".damaged-" + now.UTC().Format("20060102T150405")
	for _, part := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(path+part, aside+part); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("set the damaged logs aside: %w", err)
		}
	}
	return aside, nil
}

// mark writes the .installed file once, so that a later start knows a database belongs here.
func mark(dir string, now time.Time) error {
	path := filepath.Join(dir, markerName)
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if err := os.WriteFile(path, []byte(now.UTC().Format(time.RFC3339)+"\n"), 0o600); err != nil {
		return err
	}
	return errors.Join(disk.SyncFile(path), disk.SyncDir(dir))
}
