package doctor

import (
	"bufio"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// updated are files that the package systems of Debian (Kylin, UOS, Ubuntu) and of Red Hat
// (openEuler, Anolis) write whenever they install something.
var updated = []string{"/var/lib/dpkg/status", "/var/lib/apt/periodic/update-success-stamp", "/var/lib/rpm/rpmdb.sqlite", "/usr/lib/sysimage/rpm/rpmdb.sqlite", "/var/lib/rpm/Packages"}

func machine() *Machine {
	m := &Machine{System: runtime.GOOS, Updated: newest(updated)}
	m.Memory, m.Available = memory("/proc/meminfo")
	if limit := groupLimit("/proc/self/cgroup", "/sys/fs/cgroup"); limit > 0 && (m.Memory == 0 || limit < m.Memory) {
		m.Memory = limit
	}
	var files unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &files) == nil {
		m.OpenFiles = files.Cur
	}
	return m
}

// newest is when the latest of some files was written; zero where there is none.
func newest(paths []string) (at time.Time) {
	for _, path := range paths {
		if info, err := os.Stat(path); err == nil && info.ModTime().After(at) {
			at = info.ModTime()
		}
	}
	return at
}

// memory reads the bytes that the machine has and those that are free.
func memory(path string) (total, available uint64) {
	file, err := os.Open(path)
	if err != nil {
		return 0, 0
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) < 2 {
			continue
		}
		kilobytes, _ := strconv.ParseUint(fields[1], 10, 64)
		switch fields[0] {
		case "MemTotal:":
			total = kilobytes << 10
		case "MemAvailable:":
			available = kilobytes << 10
		}
	}
	return total, available
}

// groupLimit is the least memory that the control group of this process, or one above it,
// may use (version 2); 0 where there is no limit.
func groupLimit(own, root string) (least uint64) {
	text, err := os.ReadFile(own)
	if err != nil {
		return 0
	}
	group, found := strings.CutPrefix(strings.TrimSpace(string(text)), "0::")
	if !found {
		return 0
	}
	for ; ; group = filepath.Dir(group) {
		text, err := os.ReadFile(filepath.Join(root, group, "memory.max"))
		limit, numeral := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 64)
		if err == nil && numeral == nil && (least == 0 || limit < least) {
			least = limit
		}
		if group == "/" || group == "." {
			return least
		}
	}
}
