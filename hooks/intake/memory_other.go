//go:build !linux && !windows

package intake

// limitMemory does nothing where the system has no such limit for one process; the
// checks of the head and the soft limit of the collector hold there alone.
func limitMemory(uint64) error { return nil }

// machineMemory is not known there.
func machineMemory() uint64 { return 0 }

// giveWay does nothing either: the child has one processor at most.
func giveWay(int) error { return nil }
