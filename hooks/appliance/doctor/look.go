package doctor

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"onestop/hooks/appliance/probe"
)

// Miss notes that a group of facts could not be gathered.
func (f *Facts) Miss(what, en, zh string, err error) {
	if err != nil {
		why, _, _ := strings.Cut(err.Error(), "\n")
		f.Missed = append(f.Missed, Missed{What: what, EN: en, ZH: zh, Why: why})
	}
}

// LookMachine gathers what can be known without the database. Nothing is changed but that a
// page is written into the folder and taken away again.
func LookMachine(dir string, f *Facts) {
	f.Miss("folder", "The data folder", "数据文件夹", f.lookFolder(dir))
	f.Miss("room", "The room on the disk", "磁盘空间", f.lookRoom(dir))
	f.Miss("leftovers", "What lies beside the data", "数据旁的遗留文件", f.lookLeftovers(dir))
	f.Machine = machine()
	f.Platform = platform()
	zone, offset := f.Now.Local().Zone()
	f.Clock = &Clock{Zone: zone, Offset: offset, Built: probe.Built()}
}

func (f *Facts) lookFolder(dir string) error {
	d := &Folder{Path: dir}
	f.Folder = d
	took, err := probe.Write(dir)
	d.Fsync = took
	if d.Refuse = probe.Of(err); err != nil && d.Refuse == nil {
		return err
	}
	place, err := probe.PlaceOf(dir)
	if err != nil {
		return err
	}
	d.Place, d.Unfit = place, probe.Of(place.Fit(dir))
	d.Modes, d.Open, err = openModes(dir)
	return err
}

// secrets are what nobody else on the machine may read: the folder, with it all it holds,
// and whatever lies beside it under its name, such as keys, and copies of the data that a
// restore or an upgrade kept.
func secrets(dir string) ([]string, error) {
	dir = filepath.Clean(dir)
	list := []string{dir}
	entries, err := os.ReadDir(filepath.Dir(dir))
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), filepath.Base(dir)+".") {
			list = append(list, filepath.Join(filepath.Dir(dir), entry.Name()))
		}
	}
	return list, err
}

func (f *Facts) lookRoom(dir string) (err error) {
	f.Room = &Room{}
	if f.Room.Room, err = probe.RoomOf(dir); err != nil {
		f.Room = nil
	}
	return err
}

// Weigh is how many bytes the files below a folder have; what is deleted meanwhile counts
// nothing.
func Weigh(dir string) (bytes int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			bytes += info.Size()
		} else if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		return err
	})
	return bytes, err
}

const (
	keptReplaced = 30 * 24 * time.Hour
	keptTemp     = 24 * time.Hour // an upload takes minutes
)

// remains are what a restore, a damaged log or a crash leaves, and how long that is all right.
var remains = []struct {
	pattern func(dir string) string
	keep    time.Duration
}{
	{func(dir string) string { return dir + ".replaced-*" }, keptReplaced},
	{func(dir string) string { return dir + ".*.replaced-*" }, keptReplaced},
	{func(dir string) string { return dir + ".replacing" }, keptReplaced},
	{func(dir string) string { return filepath.Join(dir, "*.damaged-*") }, keptReplaced},
	{func(dir string) string { return filepath.Join(dir, ".tmp", "*") }, keptTemp},
	{func(dir string) string { return filepath.Join(dir, ".probe-*") }, keptTemp},
	{func(dir string) string { return dir + ".restore" }, keptTemp},
}

func (f *Facts) lookLeftovers(dir string) error {
	dir = filepath.Clean(dir)
	f.Leftovers = []Leftover{}
	var errs []error
	for _, r := range remains {
		found, err := filepath.Glob(r.pattern(dir))
		errs = append(errs, err)
		for _, path := range found {
			info, err := os.Stat(path)
			if err != nil || f.Now.Sub(info.ModTime()) <= r.keep {
				continue
			}
			bytes, err := Weigh(path)
			errs = append(errs, err)
			f.Leftovers = append(f.Leftovers, Leftover{Path: filepath.Base(path), Bytes: bytes})
		}
	}
	return errors.Join(errs...)
}

// platform is the version of PocketBase that this program was built with.
func platform() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, d := range info.Deps {
		if d.Path == "github.com/pocketbase/pocketbase" {
			return d.Version
		}
	}
	return ""
}
