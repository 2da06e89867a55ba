package probe

import (
	"time"

	"golang.org/x/sys/windows"
)

// Elapsed is how long the machine has run, asleep or awake. Whoever sets its clock does not
// change this.
func Elapsed() time.Duration { return windows.DurationSinceBoot() }
