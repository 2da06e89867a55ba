package store

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
)

// Disk are the files in the folder storage of a data folder.
type Disk struct{ root string }

// OnDisk are the files of a data folder on its disk.
func OnDisk(dir string) Disk { return Disk{filepath.Join(dir, core.LocalStorageDirName)} }

// Path is where a file lies.
func (d Disk) Path(key string) string { return filepath.Join(d.root, filepath.FromSlash(key)) }

// System is PocketBase's own way to the files.
func (d Disk) System(ctx context.Context) (*filesystem.System, error) {
	fsys, err := filesystem.NewLocal(d.root)
	if err == nil {
		fsys.SetContext(ctx)
	}
	return fsys, err
}

// Open reads a file.
func (d Disk) Open(_ context.Context, key string) (io.ReadCloser, Info, error) {
	file, err := os.Open(d.Path(key))
	if err != nil {
		return nil, Info{}, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, Info{}, errors.Join(err, file.Close())
	}
	return file, Info{info.Size(), info.ModTime()}, nil
}

// Has tells whether there is a file. One that cannot be looked at is there.
func (d Disk) Has(_ context.Context, key string) (bool, error) {
	_, err := os.Lstat(d.Path(key))
	return !errors.Is(err, fs.ErrNotExist), nil
}

// Folders are the records of a collection of which there is a folder.
func (d Disk) Folders(_ context.Context, collection string) ([]Folder, error) {
	dirs, err := os.ReadDir(d.Path(collection))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var list []Folder
	for _, dir := range dirs {
		if dir.IsDir() {
			key := path.Join(collection, dir.Name())
			list = append(list, Folder{dir.Name(), func() ([]Entry, error) { return d.entries(key) }})
		}
	}
	return list, err
}

// entries are what lies in a folder, without what went meanwhile.
func (d Disk) entries(key string) ([]Entry, error) {
	inside, err := os.ReadDir(d.Path(key))
	list := make([]Entry, 0, len(inside))
	for _, entry := range inside {
		info, infoErr := entry.Info()
		at := time.Now() // what cannot be looked at stays
		if infoErr == nil {
			at = info.ModTime()
		}
		list = append(list, Entry{path.Join(key, entry.Name()), entry.Name(), at})
	}
	return list, err
}

// Remove takes away whatever lies under a key.
func (d Disk) Remove(_ context.Context, key string) error { return os.RemoveAll(d.Path(key)) }

// Prune takes an empty folder away: its own time counts unless it was emptied.
func (d Disk) Prune(key string, before time.Time, emptied bool) (bool, error) {
	info, err := os.Stat(d.Path(key))
	if err != nil || !emptied && !info.ModTime().Before(before) {
		return false, nil
	}
	return true, os.Remove(d.Path(key))
}

// Lag is none: the times are of this machine.
func (Disk) Lag() time.Duration { return 0 }

// Ours never fails: nobody else has the data folder.
func (Disk) Ours(context.Context) error { return nil }
