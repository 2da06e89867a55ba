package probe

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// The part of a second is in the unit that the kernel says: 999,999,999 taken for microseconds
// would be a quarter of an hour.
func TestAnAnswerOfTheKernel(t *testing.T) {
	for name, c := range map[string]struct {
		status int32
		part   int64
		want   Kernel
	}{
		"microseconds, not set by the network": {unix.STA_UNSYNC, 999_999, Kernel{time.Unix(1_795_845_759, 999_999_000), false}},
		"microseconds, set by the network":     {0, 250_000, Kernel{time.Unix(1_795_845_759, 250_000_000), true}},
		"nanoseconds, not set by the network":  {unix.STA_NANO | unix.STA_UNSYNC, 999_999_999, Kernel{time.Unix(1_795_845_759, 999_999_999), false}},
		"nanoseconds, set by the network":      {unix.STA_NANO, 999_999, Kernel{time.Unix(1_795_845_759, 999_999), true}},
	} {
		said := unix.Timex{Status: c.status}
		said.Time.Sec = 1_795_845_759
		said.Time.Usec = c.part
		if got := kernelOf(&said); !got.At.Equal(c.want.At) || got.Synced != c.want.Synced {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
