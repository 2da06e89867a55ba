package disk

import (
	"cmp"
	"slices"
	"strings"
)

// Volume is a disk, or a part of one, that files can be kept on.
type Volume struct {
	Path string `json:"path"` // the folder or the letter it is reached by
	Free uint64 `json:"free"` // bytes
}

// leastFree is below what no backup disk is worth naming.
const leastFree = 1 << 30

// Others are the disks of the machine, other than that of a folder, that this user may
// write to and that have a gigabyte left, the emptiest first.
func Others(folder string) []Volume {
	var list []Volume
	for _, path := range volumes() {
		if same, err := Same(folder, path); err != nil || same || !writable(path) {
			continue
		}
		if free, err := Free(path); err == nil && free >= leastFree {
			list = append(list, Volume{path, free})
		}
	}
	slices.SortFunc(list, func(a, b Volume) int {
		return cmp.Or(cmp.Compare(b.Free, a.Free), strings.Compare(a.Path, b.Path))
	})
	return list
}
