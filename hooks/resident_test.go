package hooks

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// residentMB is the memory that this process and its children hold now (Linux).
func residentMB(t *testing.T) int { return treeMB(t, os.Getpid()) }

// treeMB is the memory that a process and its children hold now (Linux).
func treeMB(t *testing.T, process int) (mb int) {
	paths, _ := filepath.Glob("/proc/[0-9]*/status")
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		number := func(key string) (n int) {
			_, rest, _ := strings.Cut(string(text), "\n"+key+":")
			fmt.Sscan(rest, &n)
			return n
		}
		if number("Pid") == process || number("PPid") == process {
			mb += number("VmRSS") >> 10
		}
	}
	return mb
}
