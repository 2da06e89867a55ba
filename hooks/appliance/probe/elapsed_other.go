//go:build !linux && !windows

package probe

import "time"

// Elapsed is how long this process has run; some systems do not count sleep.
func Elapsed() time.Duration { return time.Since(began) }
