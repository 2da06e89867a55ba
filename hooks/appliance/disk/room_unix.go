//go:build !windows

package disk

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// Space is how many bytes this user may still write on the disk of a folder, and how many
// it has.
func Space(path string) (free, total uint64, err error) {
	var s unix.Statfs_t
	if err := unix.Statfs(path, &s); err != nil {
		return 0, 0, err
	}
	return s.Bavail * uint64(s.Bsize), s.Blocks * uint64(s.Bsize), nil //nolint:unconvert // Bsize differs by system
}

// ReadOnly tells whether something failed because the disk takes no writes: it was mounted
// so, or the system closed it after an error.
func ReadOnly(err error) bool { return errors.Is(err, unix.EROFS) }

// Full tells whether something failed because the disk has no room left.
func Full(err error) bool {
	return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT)
}

// Same tells whether two folders lie on one disk, also on two partitions of it where the
// system says so: what takes the one takes the other.
func Same(a, b string) (bool, error) {
	first, err := deviceOf(a)
	if err != nil {
		return false, err
	}
	second, err := deviceOf(b)
	return err == nil && (first == second || whole(first) == whole(second)), err
}

func deviceOf(path string) (uint64, error) {
	var s unix.Stat_t
	if err := unix.Stat(path, &s); err != nil {
		return 0, &os.PathError{Op: "stat", Path: path, Err: err}
	}
	return uint64(s.Dev), nil //nolint:unconvert // Dev differs by system
}

// whole is the disk that a device is a partition of, by Linux's own list; the device itself
// elsewhere and for what lies on no disk.
func whole(device uint64) string {
	link := fmt.Sprintf("/sys/dev/block/%d:%d", unix.Major(device), unix.Minor(device))
	place, err := filepath.EvalSymlinks(link)
	if err != nil {
		return link
	}
	if _, err := os.Stat(filepath.Join(place, "partition")); err == nil {
		return filepath.Dir(place)
	}
	return place
}
