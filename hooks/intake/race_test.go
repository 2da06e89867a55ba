//go:build race

package intake

// slow is how many times longer a file may take under the race detector, flood the size
// of the largest hostile files, in bytes.
const (
	slow  = 30
	flood = 8 << 20
)
