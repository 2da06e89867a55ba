package service

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"onestop/hooks/appliance/refusal"
)

// checkHome refuses a data folder whose parent is not one for the house alone: the service
// makes folders beside its data, so the parent becomes its own.
func checkHome(dir string) error {
	home := filepath.Dir(dir)
	real, err := filepath.EvalSymlinks(home)
	if errors.Is(err, fs.ErrNotExist) {
		real, err = home, nil
	}
	if err != nil {
		return err
	}
	fits := home == filepath.Dir(Usual().Dir) // which was made for this
	if !fits && !wide(home) && !wide(real) && !mountPoint(real) {
		fits = owned(real) || alone(real, filepath.Base(dir))
	}
	if !fits {
		return refusal.New("The service would need %[1]s for itself alone, and other things lie or may lie there. Choose a data folder in a new folder of its own, such as %[2]s.",
			"服务需要独占文件夹 %[1]s，而那里存放着或可能存放其他内容。请把数据放在一个专用的新文件夹中，例如 %[2]s。", home, Usual().Dir)
	}
	return nil
}

// wide tells whether a folder is the root of a file system, or on Unix, where the folders of
// the system lie, one directly below it.
func wide(path string) bool {
	below := strings.Trim(path[len(filepath.VolumeName(path)):], `/\`)
	return below == "" || runtime.GOOS != "windows" && !strings.Contains(below, "/")
}

// alone tells whether in a folder nothing lies but a house of this name, or the folder is not there.
func alone(home, name string) bool {
	entries, err := os.ReadDir(home)
	for _, e := range entries {
		if !isPart(e.Name(), name) {
			return false
		}
	}
	return err == nil || errors.Is(err, fs.ErrNotExist)
}

// isPart tells whether a file is the data folder of a name or lies beside it under that name:
// keys, settings, copies.
func isPart(file, name string) bool { return file == name || strings.HasPrefix(file, name+".") }

// ofReplica tells whether a file in the folder of a replica is a part of it: its lease and its
// tenures, as hooks/appliance/replica names them.
func ofReplica(name string) bool { return name == "lease" || tenure.MatchString(name) }

var tenure = regexp.MustCompile(`^g\d{8,}$`)

// replicaAlone tells whether in a folder nothing lies but a replica, and what a file system has
// at its own beginning, so that it can be given away. A folder of the system is none of these.
func replicaAlone(folder string) bool {
	entries, err := os.ReadDir(folder)
	for _, e := range entries {
		if !ofReplica(e.Name()) && e.Name() != "lost+found" {
			return false
		}
	}
	return err == nil && (!wide(folder) || mountPoint(folder))
}

// parts are the data folder and what lies beside it under its name, as far as it is there.
func parts(dir string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Dir(dir))
	var list []string
	for _, e := range entries {
		if isPart(e.Name(), filepath.Base(dir)) {
			list = append(list, filepath.Join(filepath.Dir(dir), e.Name()))
		}
	}
	return list, err
}
