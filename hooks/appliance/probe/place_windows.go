package probe

import (
	"strings"

	"golang.org/x/sys/windows"
)

// placeOf asks for the volume of a folder: whether another computer has it, and its file
// system.
func placeOf(dir string) (Place, error) {
	name, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return Place{}, err
	}
	var root [windows.MAX_PATH + 1]uint16
	if err := windows.GetVolumePathName(name, &root[0], uint32(len(root))); err != nil {
		return Place{}, err
	}
	if windows.GetDriveType(&root[0]) == windows.DRIVE_REMOTE {
		return Place{Network, windows.UTF16ToString(root[:])}, nil
	}
	var system [windows.MAX_PATH + 1]uint16
	if err := windows.GetVolumeInformation(&root[0], nil, 0, nil, nil, nil, &system[0], uint32(len(system))); err != nil {
		return Place{}, err
	}
	kind := windows.UTF16ToString(system[:])
	if strings.Contains(strings.ToUpper(kind), "FAT") {
		return Place{FAT, kind}, nil
	}
	return Place{Local, kind}, nil
}
