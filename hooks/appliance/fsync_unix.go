//go:build !windows

package appliance

import "os"

// syncDir waits until the names in a folder are on the disk.
func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}
