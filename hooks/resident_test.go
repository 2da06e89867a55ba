package hooks

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// residentMB is the memory that this process and its children hold now (Linux).
func residentMB(t *testing.T) (mb int) {
	own := os.Getpid()
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
		if number("Pid") == own || number("PPid") == own {
			mb += number("VmRSS") >> 10
		}
	}
	return mb
}
