package replica

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/service"
)

// markerName says of a data folder which tenure it had and where, and by which word the lease
// knows it.
const markerName = service.ReplicaMarker

type marker struct {
	Folder string `json:"folder"`
	Tenure int64  `json:"tenure"`          // 0 before the first
	Place  string `json:"place,omitempty"` // earlier versions did not write it
	Left   []left `json:"left,omitempty"`  // the places before that could not be told yet that the house went on
}

// left is a place that a house had before, and the tenure that it had there.
type left struct {
	Place  string `json:"place"`
	Tenure int64  `json:"tenure"`
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
	if err != nil || m.Tenure == 0 { // nothing was ever sent
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
	case m.at(place):
		return refuse("%[1]s is empty, although the replica of the database in %[2]s was there: the disk or share is not mounted, or was emptied. Another machine may have taken over meanwhile, which only the place knows. Mount it and start again; to go on without it on purpose, name another, empty place.",
			"%[1]s 是空的，而 %[2]s 中数据库的副本原来就在这里：磁盘或共享没有挂载，或已被清空。期间可能已由另一台机器接替，只有该位置知道。请挂载后重新启动；确定放弃原副本的，请另设一个空位置。", place, dir)
	}
	return nil
}

// at tells whether the last tenure was in a place.
func (m marker) at(place *Place) bool {
	return Same(m.Place, place.String()) || runtime.GOOS == "windows" && strings.EqualFold(m.Place, place.String())
}

func markerOf(dir string) string { return filepath.Join(dir, markerName) }

func (m marker) write(path string) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return disk.WriteFile(path, text)
}

// parts are the paths of what belongs to the database of a data folder and to nothing else: the
// heads of its trail, what was acknowledged of it, and what was sent of it. The database comes last.
func parts(dir string) []string {
	list := []string{filepath.Clean(dir) + ".heads"}
	for _, name := range []string{dataName + "-wal", dataName + "-shm", ".acknowledged", ".acknowledged.1", "." + dataName + "-litestream", markerName, dataName} {
		list = append(list, filepath.Join(dir, name))
	}
	return list
}

// setAside moves the database of a data folder, and the heads of its trail, into a folder
// beside; files and key stay. It answers that folder, "" where there was nothing, or the marker
// alone. What is left of a database that is gone moves, too: a log of it would be played into
// the next. Cut off, it leaves a folder by which the next call knows what belongs together.
func setAside(dir string, now time.Time) (aside string, err error) {
	moving := filepath.Clean(dir) + ".replacing"
	at := func(path string) string { return filepath.Join(moving, filepath.Base(path)) }
	any := func(path string) bool { return path != markerOf(dir) && exists(path) }
	if !exists(moving) && !slices.ContainsFunc(parts(dir), any) {
		return "", nil
	}
	if slices.ContainsFunc(parts(dir), func(path string) bool { return exists(path) && exists(at(path)) }) {
		if _, err := rename(moving, dir, now); err != nil { // of another database than the one that is here now
			return "", err
		}
	}
	if err := os.MkdirAll(moving, 0o700); err != nil {
		return "", err
	}
	for _, path := range parts(dir) {
		if err := os.Rename(path, at(path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	if err := errors.Join(disk.SyncDir(dir), disk.SyncDir(moving)); err != nil {
		return "", err
	}
	return rename(moving, dir, now)
}

// rename gives what was set aside the name by which it is known.
func rename(moving, dir string, now time.Time) (aside string, err error) {
	for aside == "" || exists(aside) {
		aside = filepath.Clean(dir) + ".replaced-" + now.UTC().Format("20060102T150405")
		now = now.Add(time.Second)
	}
	return aside, disk.Rename(moving, aside)
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}
