//go:build race

package hooks

import "testing"

// watched: the race detector looks on, and everything takes five to ten times as long.
const watched = true

// unwatched leaves a long walk through one thing after the other, in which there is no
// race to be found, to the run without the race detector (.ci/test names it there).
func unwatched(t *testing.T) {
	t.Helper()
	t.Skip("runs without the race detector, see .ci/test")
}
