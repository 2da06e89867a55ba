package intake

import (
	"fmt"
	"os"
	"syscall"
)

// limitMemory lets the process ask for so many more bytes than it has now. The limit
// counts addresses, of which a Go program reserves many at its start, so it is set
// relative to them.
func limitMemory(more uint64) error {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return err
	}
	var pages uint64
	if _, err := fmt.Sscan(string(text), &pages); err != nil {
		return err
	}
	most := pages*uint64(os.Getpagesize()) + more
	return syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: most, Max: most})
}
