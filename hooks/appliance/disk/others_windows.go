package disk

import (
	"os"

	"golang.org/x/sys/windows"
)

// volumes are the letters of disks, sticks and shares.
func volumes() []string {
	letters, err := windows.GetLogicalDrives()
	if err != nil {
		return nil
	}
	var list []string
	for i := range 26 {
		if letters&(1<<i) == 0 {
			continue
		}
		path := string(rune('A'+i)) + `:\`
		name, err := windows.UTF16PtrFromString(path)
		if err != nil {
			continue
		}
		switch windows.GetDriveType(name) {
		case windows.DRIVE_FIXED, windows.DRIVE_REMOVABLE, windows.DRIVE_REMOTE:
			list = append(list, path)
		}
	}
	return list
}

// writable tries it, because rights on Windows cannot be read off.
func writable(path string) bool {
	folder, err := os.MkdirTemp(path, ".onestop-")
	return err == nil && os.Remove(folder) == nil
}
