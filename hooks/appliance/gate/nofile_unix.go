//go:build unix

package gate

import "golang.org/x/sys/unix"

// openFiles is how many files and connections this process may hold at once, 0 where that
// is not known. Go has raised the limit to the hard one at its start.
func openFiles() int {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &limit) != nil || limit.Cur > 1<<20 {
		return 0
	}
	return int(limit.Cur)
}
