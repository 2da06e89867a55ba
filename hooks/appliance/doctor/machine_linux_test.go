package doctor

import (
	"os"
	"path/filepath"
	"testing"
)

func TestMemoryOfAMachine(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "meminfo"), 0o600, "MemTotal:        8039764 kB\nMemFree:  1 kB\nMemAvailable:    5021212 kB\n")
	if total, free := memory(filepath.Join(dir, "meminfo")); total != 8039764<<10 || free != 5021212<<10 {
		t.Error(total, free)
	}
	if total, _ := memory(filepath.Join(dir, "nothing")); total != 0 {
		t.Error(total)
	}
	if m := machine(); m.Memory == 0 || m.OpenFiles == 0 {
		t.Errorf("%+v", m)
	}
}

// The least limit on the way up counts.
func TestMemoryOfAGroup(t *testing.T) {
	dir := t.TempDir()
	inner := filepath.Join(dir, "system.slice", "onestop.service")
	if err := os.MkdirAll(inner, 0o700); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "cgroup"), 0o600, "0::/system.slice/onestop.service\n")
	put(t, filepath.Join(inner, "memory.max"), 0o600, "max\n")
	if got := groupLimit(filepath.Join(dir, "cgroup"), dir); got != 0 {
		t.Error(got)
	}
	put(t, filepath.Join(dir, "system.slice", "memory.max"), 0o600, "1073741824\n")
	if got := groupLimit(filepath.Join(dir, "cgroup"), dir); got != 1<<30 {
		t.Error(got)
	}
	put(t, filepath.Join(inner, "memory.max"), 0o600, "536870912\n")
	if got := groupLimit(filepath.Join(dir, "cgroup"), dir); got != 512<<20 {
		t.Error(got)
	}
	put(t, filepath.Join(dir, "cgroup"), 0o600, "12:memory:/x\n")
	if got := groupLimit(filepath.Join(dir, "cgroup"), dir); got != 0 {
		t.Error(got)
	}
}
