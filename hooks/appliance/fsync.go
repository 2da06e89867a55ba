package appliance

import "os"

// SyncDir waits until the names in a folder are on the disk, so that a power cut does not
// take a new file away.
func SyncDir(path string) error { return syncDir(path) }

// syncFile waits until the content of a file is on the disk. It opens for writing,
// which Windows wants before it flushes.
func syncFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	return file.Sync()
}
