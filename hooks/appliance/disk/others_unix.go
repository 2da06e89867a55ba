//go:build !windows

package disk

import (
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// kept are the file systems on which files stay: disks, sticks and shares of the network.
var kept = []string{"ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "zfs", "vfat", "exfat", "ntfs", "ntfs3", "fuseblk", "cifs", "smb3", "nfs", "nfs4"}

// volumes are the mounted file systems by Linux's own list; none elsewhere.
func volumes() []string {
	text, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil
	}
	return mounted(string(text))
}

// mounted reads the list of mounts (proc(5)): a line holds the mount point in its fifth
// place and the kind behind a dash. Those of the system itself are left out.
func mounted(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		before, after, found := strings.Cut(line, " - ")
		place, kind := strings.Fields(before), strings.Fields(after)
		if !found || len(place) < 5 || len(kind) == 0 || !slices.Contains(kept, kind[0]) {
			continue
		}
		path := unescaped(place[4])
		info, err := os.Stat(path)
		if ofTheSystem(path) || err != nil || !info.IsDir() || slices.Contains(list, path) {
			continue
		}
		list = append(list, path)
	}
	return list
}

func ofTheSystem(path string) bool {
	return path == "/" || slices.ContainsFunc([]string{"/boot", "/efi", "/etc", "/proc", "/sys", "/dev", "/run/lock", "/snap", "/var/lib/docker"}, func(own string) bool {
		return path == own || strings.HasPrefix(path, own+"/")
	})
}

// unescaped turns \040 and its like, as which the list writes spaces, into themselves.
func unescaped(path string) string {
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		if path[i] == '\\' && i+3 < len(path) {
			if n, err := strconv.ParseUint(path[i+1:i+4], 8, 8); err == nil {
				b.WriteByte(byte(n))
				i += 3
				continue
			}
		}
		b.WriteByte(path[i])
	}
	return b.String()
}

func writable(path string) bool { return unix.Access(path, unix.W_OK) == nil }
