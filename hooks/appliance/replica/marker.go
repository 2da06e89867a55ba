package replica

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"onestop/hooks/appliance/disk"
)

// markerName says of a data folder which tenure it had and where, and by which word the lease
// knows it.
const markerName = ".replica.json"

type marker struct {
	Folder string `json:"folder"`
	Tenure int64  `json:"tenure"`          // 0 before the first
	Place  string `json:"place,omitempty"` // earlier versions did not write it
}

// readMarker reads the marker of a data folder; an empty one where there is none.
func readMarker(dir string) (m marker, err error) {
	text, err := os.ReadFile(markerOf(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &m)
	}
	return m, err
}

// Replicated refuses to serve a folder without its replica: another machine may have taken
// over from it meanwhile, which only the place knows.
func Replicated(dir string) error {
	m, err := readMarker(dir)
	if err != nil || m.Folder == "" {
		return err
	}
	return refuse("The database of this folder is replicated, and another machine may have taken over since: start it with --replica and the place as before. To serve it without a replica from now on, delete %s.",
		"本文件夹的数据库设有副本，期间可能已由另一台机器接替：请像以前一样用 --replica 加副本位置启动。如确定今后不再使用副本，请删除 %s。", markerOf(dir))
}

// setBack refuses a lease of somebody else that is older than the tenure of a folder: the place
// was set back to an earlier state, or is that of another house. Of the same tenure it may be:
// earlier versions wrote the marker before the lease was taken, which another one may have taken first.
func (m marker) setBack(place *Place, dir string, there Lease) error {
	if m.Folder == "" || m.Folder == there.Folder || there.Tenure >= m.Tenure {
		return nil
	}
	return refuse("The place %[1]s knows tenure %[2]d (%[3]s), but the database in %[4]s had tenure %[5]d: the place was set back to an earlier state, or belongs to another house. Nothing was changed. "+
		"Bring the right place back. Or, to go on from this database, name an empty place: onestop serve --replica, where it is a service onestop service install --replica, without --standby. To follow %[1]s nevertheless, do so in another folder (--dir).",
		"%[1]s 只记录到第 %[2]d 任主机（%[3]s），而 %[4]s 中的数据库已是第 %[5]d 任：该位置被换回了旧状态，或属于另一套系统。未作任何改动。请恢复正确的副本位置；要以本数据库为准，请另设一个空位置：onestop serve --replica，安装为服务的用 onestop service install --replica（不带 --standby）；仍要跟随 %[1]s，请用 --dir 另设文件夹。",
		place, there.Tenure, there.Owner, dir, m.Tenure)
}

// emptied refuses to begin in an empty place that is the one of the last tenure: the mount point
// of a share that is not there looks so, and behind it another machine may have taken over. Only
// another address says that the replica is given up. Addresses that differ in case alone are one,
// as on disks of Windows.
func (m marker) emptied(place *Place, dir string) error {
	switch {
	case m.Tenure == 0:
		return nil
	case m.Place == "":
		return refuse("%[1]s is empty, although the database in %[2]s is replicated, and %[3]s, of an earlier version, does not say where. If it was here, the disk or share is not mounted, or was emptied, and another machine may have taken over, which only the place knows: mount it and start again. "+
			"To give that replica up on purpose, delete %[3]s and name an empty place.",
			"%[1]s 是空的，而 %[2]s 中的数据库设有副本；%[3]s 由旧版本写成，没有记录副本位置。如果副本就在这里，则磁盘或共享没有挂载，或已被清空，期间可能已由另一台机器接替，只有该位置知道：请挂载后重新启动。确定放弃原副本的，请删除 %[3]s，并指定一个空位置。",
			place, dir, markerOf(dir))
	case strings.EqualFold(m.Place, place.String()):
		return refuse("%[1]s is empty, although the replica of the database in %[2]s was there: the disk or share is not mounted, or was emptied. Another machine may have taken over meanwhile, which only the place knows. Mount it and start again; to go on without it on purpose, name another, empty place.",
			"%[1]s 是空的，而 %[2]s 中数据库的副本原来就在这里：磁盘或共享没有挂载，或已被清空。期间可能已由另一台机器接替，只有该位置知道。请挂载后重新启动；确定放弃原副本的，请另设一个空位置。", place, dir)
	}
	return nil
}

func markerOf(dir string) string { return filepath.Join(dir, markerName) }

func (m marker) write(path string) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return disk.WriteFile(path, text)
}

// database are the names that belong to the database of a data folder and to nothing else in
// it: what was acknowledged of it, and what was sent of it.
var database = []string{dataName + "-wal", dataName + "-shm", ".acknowledged", ".acknowledged.1", "." + dataName + "-litestream", markerName, dataName}

// setAside moves the database of a data folder, and the heads of its trail, into a folder
// beside; files and key stay. It answers that folder, "" where there was nothing, or the marker
// alone. What is left of a database that is gone moves, too: a log of it would be played into
// the next. data.db goes last: cut off before, the next call goes on.
func setAside(dir string, now time.Time) (aside string, err error) {
	heads := filepath.Clean(dir) + ".heads"
	there := exists(heads)
	for _, name := range database {
		there = there || name != markerName && exists(filepath.Join(dir, name))
	}
	if !there {
		return "", nil
	}
	aside = filepath.Clean(dir) + ".replaced-" + now.UTC().Format("20060102T150405")
	if err := os.MkdirAll(aside, 0o700); err != nil {
		return "", err
	}
	if err := move(heads, filepath.Join(aside, filepath.Base(heads))); err != nil {
		return "", err
	}
	for _, name := range database {
		if err := move(filepath.Join(dir, name), filepath.Join(aside, name)); err != nil {
			return "", err
		}
	}
	return aside, errors.Join(disk.SyncDir(dir), disk.SyncDir(aside))
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

func move(from, to string) error {
	if err := os.Rename(from, to); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
