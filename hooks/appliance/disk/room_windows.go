package disk

import (
	"errors"
	"strings"

	"golang.org/x/sys/windows"
)

// Space is how many bytes this user may still write on the disk of a folder, and how many
// it has.
func Space(path string) (free, total uint64, err error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return 0, 0, err
	}
	err = windows.GetDiskFreeSpaceEx(name, &free, &total, nil)
	return free, total, err
}

// ReadOnly tells whether something failed because the disk takes no writes.
func ReadOnly(err error) bool { return errors.Is(err, windows.ERROR_WRITE_PROTECT) }

// Full tells whether something failed because the disk has no room left.
func Full(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}

// Same tells whether two folders lie on one volume.
func Same(a, b string) (bool, error) {
	first, err := volumeOf(a)
	if err != nil {
		return false, err
	}
	second, err := volumeOf(b)
	return err == nil && strings.EqualFold(first, second), err
}

func volumeOf(path string) (string, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return "", err
	}
	var volume [windows.MAX_PATH + 1]uint16
	if err := windows.GetVolumePathName(name, &volume[0], uint32(len(volume))); err != nil {
		return "", err
	}
	return windows.UTF16ToString(volume[:]), nil
}
