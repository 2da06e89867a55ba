//go:build !windows

package disk

import (
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// Owner is the name of the user to whom a file belongs or, where it cannot be seen, the folder in
// which it would be; "" where that is not known.
func Owner(path string) string {
	for {
		if info, err := os.Lstat(path); err == nil {
			return ownerOf(info)
		}
		above := filepath.Dir(path)
		if above == path {
			return ""
		}
		path = above
	}
}

func ownerOf(info os.FileInfo) string {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return ""
	}
	owner, err := user.LookupId(strconv.FormatUint(uint64(stat.Uid), 10))
	if err != nil {
		return ""
	}
	return owner.Username
}
