//go:build race

package intake

// slow is how many times longer a file may take under the race detector.
const slow = 30
