//go:build !windows

package disk

import "os"

// SyncDir waits until the names in a folder are on the disk, so that a power cut does not
// take a new file away.
func SyncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}
