//go:build race

package intake

import "testing"

// slow is how many times longer a file may take under the race detector.
const slow = 30

// unwatched leaves long work on one picture after the other, in which there is no race to
// be found, to the run without the race detector (.ci/test names it there).
func unwatched(t *testing.T) {
	t.Helper()
	t.Skip("runs without the race detector, see .ci/test")
}
