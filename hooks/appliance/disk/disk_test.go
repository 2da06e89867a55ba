package disk

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
)

func TestWriteFileReplacesAsOneStep(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings")
	for _, content := range []string{"first", "second, longer", ""} {
		if err := WriteFile(path, []byte(content)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != content {
			t.Fatalf("%q, %v", got, err)
		}
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Fatalf("%v stay behind, %v", entries, err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Fatalf("others may read it: %v, %v", info.Mode(), err)
	}
	if err := WriteFile(filepath.Join(path, "below a file"), nil); err == nil {
		t.Fatal("a file below a file was written")
	}
}

func TestSyncTree(t *testing.T) {
	root := t.TempDir()
	if err := os.MkdirAll(filepath.Join(root, "a", "b"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "a", "b", "c"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := SyncTree(root); err != nil {
		t.Fatal(err)
	}
	if err := SyncTree(filepath.Join(root, "absent")); err == nil {
		t.Fatal("what is not there was synced")
	}
}

func TestRoom(t *testing.T) {
	root := t.TempDir()
	if free, err := Free(root); err != nil || free == 0 {
		t.Fatalf("%d, %v", free, err)
	}
	if _, err := Free(filepath.Join(root, "absent")); err == nil {
		t.Fatal("a folder that is not there has room")
	}
	if same, err := Same(root, filepath.Dir(root)); err != nil || !same {
		t.Fatalf("a folder and the one above: %v, %v", same, err)
	}
	if _, err := Same(root, filepath.Join(root, "absent")); err == nil {
		t.Fatal("a folder that is not there lies on a disk")
	}
}

func TestAnotherFileSystemIsAnotherDisk(t *testing.T) {
	if _, err := os.Stat("/dev/shm"); err != nil {
		t.Skip("this machine has no /dev/shm")
	}
	if same, err := Same("/proc", "/dev/shm"); err != nil || same {
		t.Fatalf("%v, %v", same, err)
	}
}

func TestFull(t *testing.T) {
	wrapped := fmt.Errorf("write: %w", &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC})
	if runtime.GOOS != "windows" && !Full(wrapped) {
		t.Fatal("a full disk is not told")
	}
	if Full(errors.New("something else")) || Full(nil) {
		t.Fatal("everything is a full disk")
	}
}

// Looking whether a lock is held takes it from nobody.
func TestALockIsLookedAt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	if used, err := InUse(path); used || err != nil {
		t.Fatal("a lock that is not there is held", err)
	}
	held, err := Lock(path)
	if err != nil {
		t.Fatal(err)
	}
	if used, err := InUse(path); !used || err != nil {
		t.Fatal("a held lock is free", err)
	}
	if err := held.Close(); err != nil {
		t.Fatal(err)
	}
	if used, err := InUse(path); used || err != nil {
		t.Fatal("a lock that was given back is held", err)
	}
	if again, err := Lock(path); err != nil || again.Close() != nil {
		t.Fatal("looking took the lock", err)
	}
}

// A lock file that its holder removes lets nobody hold a file that no longer lies there, while
// another one holds that which does.
func TestAFleetingLockIsHeldByOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	var holders, most, taken atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 500 {
				held, err := LockFleeting(path)
				if errors.As(err, &Taken{}) {
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				taken.Add(1)
				if n := holders.Add(1); n > most.Load() {
					most.Store(n)
				}
				runtime.Gosched()
				holders.Add(-1)
				if err := held.Discard(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if most.Load() != 1 || taken.Load() == 0 {
		t.Errorf("%d at once, of %d", most.Load(), taken.Load())
	}
	if _, err := os.Stat(path); runtime.GOOS != "windows" && err == nil {
		t.Error("it stays")
	}
}
