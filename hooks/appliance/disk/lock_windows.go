package disk

import (
	"os"

	"golang.org/x/sys/windows"
)

// lockFile locks one byte far behind the content: a lock on Windows also keeps others
// from reading the locked bytes, and the second process must read who holds the folder.
func lockFile(file *os.File) error {
	far := windows.Overlapped{Offset: 1 << 30}
	return windows.LockFileEx(windows.Handle(file.Fd()),
		windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &far)
}

func shareFile(file *os.File) error {
	far := windows.Overlapped{Offset: 1 << 30}
	return windows.LockFileEx(windows.Handle(file.Fd()), windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &far)
}
