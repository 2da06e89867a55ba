package disk

import (
	"errors"
	"strings"

	"golang.org/x/sys/windows"
)

// Free is how many bytes this user may still write on the disk of a folder.
func Free(path string) (uint64, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return 0, err
	}
	var free uint64
	err = windows.GetDiskFreeSpaceEx(name, &free, nil, nil)
	return free, err
}

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
