// Package disk asks the disks of the machine for what the standard library does not: that
// something has really arrived on them, how much room there is, and which of them it is.
package disk

import (
	"errors"
	"os"
	"path/filepath"
)

// SyncFile waits until the content of a file is on the disk. It opens for writing,
// which Windows wants before it flushes.
func SyncFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	return file.Sync()
}

// SyncTree waits until all files and names below a folder are on the disk.
func SyncTree(root string) error {
	return filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			return SyncDir(path)
		case entry.Type().IsRegular():
			return SyncFile(path)
		}
		return nil
	})
}

// WriteFile replaces a small file as one step: whenever the machine stops, there is the
// old content or the new, on the disk. Only this user may read it.
func WriteFile(path string, content []byte) error {
	fresh := path + ".new"
	file, err := os.OpenFile(fresh, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return errors.Join(err, os.Remove(fresh))
	}
	return Rename(fresh, path)
}

// Rename gives a file or folder another name and waits until that is on the disk.
func Rename(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return errors.Join(SyncDir(filepath.Dir(to)), SyncDir(filepath.Dir(from)))
}

// Free is how many bytes this user may still write on the disk of a folder.
func Free(path string) (uint64, error) {
	free, _, err := Space(path)
	return free, err
}
