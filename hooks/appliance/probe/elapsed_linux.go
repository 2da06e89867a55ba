package probe

import (
	"time"

	"golang.org/x/sys/unix"
)

// Elapsed is how long the machine has run, asleep or awake. Whoever sets its clock does not
// change this. A virtual machine that its host holds up does not count that time.
func Elapsed() time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_BOOTTIME, &t) != nil { // a kernel before 2.6.39
		return time.Since(began)
	}
	return time.Duration(t.Nano())
}
