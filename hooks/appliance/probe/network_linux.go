package probe

import (
	"time"

	"golang.org/x/sys/unix"
)

// KernelClock asks Linux whether a service of the time keeps its clock right. A unit that may
// not even read this (ProtectClock) is told nothing.
func KernelClock() Kernel {
	var t unix.Timex // of no modes: reads
	if _, err := unix.Adjtimex(&t); err != nil {
		return Kernel{}
	}
	return Kernel{At: time.Unix(t.Time.Unix()), Synced: t.Status&unix.STA_UNSYNC == 0}
}
