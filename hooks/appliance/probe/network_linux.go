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
	return kernelOf(&t)
}

// kernelOf reads an answer of the kernel, which counts the part of a second in nanoseconds once
// a service of the time has asked for them, and in microseconds before.
func kernelOf(t *unix.Timex) Kernel {
	part := time.Duration(t.Time.Usec) * time.Microsecond
	if t.Status&unix.STA_NANO != 0 {
		part = time.Duration(t.Time.Usec)
	}
	return Kernel{At: time.Unix(int64(t.Time.Sec), int64(part)), Synced: t.Status&unix.STA_UNSYNC == 0}
}
