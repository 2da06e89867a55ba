package vault

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"

	"onestop/hooks/appliance/disk"
)

// Shelf keeps things under names with slashes: a folder on a disk, or a part of a bucket. What
// it fails with is in words, or else is of a disk.
type Shelf interface {
	fmt.Stringer // where it is, for people

	// Open reads a thing; fs.ErrNotExist where there is none.
	Open(name string) (io.ReadCloser, error)

	// Put stores what fill writes, whole or not at all, under a name that is asked for when all
	// is written.
	Put(fill func(io.Writer) error, name func() string) error

	// List are the things in a folder and in those in it, by their names from there on.
	List(folder string) ([]Thing, error)

	// Remove takes a thing away.
	Remove(name string) error

	// Settle waits until what was put into folders, or removed from them, outlives a power cut.
	Settle(folders ...string) error

	// Sweep removes what was begun and never stored.
	Sweep() error
}

// Thing is what lies on a shelf.
type Thing struct {
	Name string
	Size int64
	At   time.Time // of its storing
}

// folder is a shelf on a disk.
type folder string

// String is the folder above, which is what somebody named.
func (f folder) String() string { return filepath.Dir(string(f)) }

func (f folder) path(name string) string { return filepath.Join(string(f), filepath.FromSlash(name)) }

func (f folder) Open(name string) (io.ReadCloser, error) { return os.Open(f.path(name)) }

func (f folder) Put(fill func(io.Writer) error, name func() string) error {
	temp, err := f.newIncoming()
	if err != nil {
		return err
	}
	err = fill(temp)
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	to := f.path(name())
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return os.Rename(temp.Name(), to) // on the disk from Settle on
}

func (f folder) newIncoming() (*os.File, error) {
	return os.OpenFile(f.path(objectsName+"/"+incoming+rand.Text()), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
}

func (f folder) List(name string) (list []Thing, err error) {
	entries, err := os.ReadDir(f.path(name))
	for _, entry := range entries {
		if entry.IsDir() {
			inside, err := f.List(name + "/" + entry.Name())
			if err != nil {
				return nil, err
			}
			for _, thing := range inside {
				thing.Name = path.Join(entry.Name(), thing.Name)
				list = append(list, thing)
			}
		} else if info, err := entry.Info(); err == nil { // else it went meanwhile
			list = append(list, Thing{entry.Name(), info.Size(), info.ModTime()})
		}
	}
	return list, err
}

func (f folder) Remove(name string) error { return os.Remove(f.path(name)) }

func (f folder) Settle(names ...string) error {
	for _, name := range names {
		if err := disk.SyncDir(f.path(name)); err != nil {
			return err
		}
	}
	return nil
}

func (f folder) Sweep() error {
	left, err := filepath.Glob(f.path(objectsName + "/" + incoming + "*"))
	for _, path := range left {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}

// read reads a small thing whole.
func read(s Shelf, name string) ([]byte, error) {
	in, err := s.Open(name)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(in)
	return text, errors.Join(err, in.Close())
}

// write stores a small thing that outlives a power cut from then on.
func write(s Shelf, name string, text []byte) error {
	err := s.Put(func(dst io.Writer) error {
		_, err := dst.Write(text)
		return err
	}, func() string { return name })
	if err != nil {
		return err
	}
	return s.Settle(path.Dir(name))
}

// missing tells that a thing is not there.
func missing(err error) bool { return errors.Is(err, fs.ErrNotExist) }
