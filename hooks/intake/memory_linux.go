package intake

import (
	"fmt"
	"os"
	"strconv"
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

// machineMemory is the memory of the machine in bytes, 0 where it is not known.
func machineMemory() uint64 {
	var info syscall.Sysinfo_t
	if syscall.Sysinfo(&info) != nil {
		return 0
	}
	return uint64(info.Totalram) * uint64(info.Unit)
}

// behind is how far the child stands back for the server when both want the processor.
const behind = 5

// giveWay lowers the priority of every thread of a process; those to come inherit it.
func giveWay(process int) error {
	threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", process))
	if err != nil {
		return err
	}
	for _, thread := range threads {
		id, err := strconv.Atoi(thread.Name())
		if err != nil {
			return err
		}
		if err := syscall.Setpriority(syscall.PRIO_PROCESS, id, behind); err != nil && err != syscall.ESRCH {
			return err
		}
	}
	return nil
}
