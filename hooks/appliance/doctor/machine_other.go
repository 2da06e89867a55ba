//go:build !linux

package doctor

import "runtime"

// machine knows nothing of memory, limits and updates: Windows looks after its updates
// itself and says so to whoever uses the machine, and it has no limit on open files.
func machine() *Machine { return &Machine{System: runtime.GOOS} }
