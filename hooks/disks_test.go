//go:build linux

package hooks

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// smallDisk mounts an ext4 of so many MB made in a file, takes it away with the test, and
// answers where it is mounted and the file that it lies in. It needs root and a loop device.
func smallDisk(t *testing.T, megabytes string) (mounted, image string) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("mounting a disk takes root")
	}
	image, mounted = filepath.Join(t.TempDir(), "disk.img"), filepath.Join(t.TempDir(), "disk")
	if err := os.Mkdir(mounted, 0o700); err != nil {
		t.Fatal(err)
	}
	shell(t, true, "truncate", "-s", megabytes+"M", image)
	shell(t, true, "mkfs.ext4", "-q", "-F", "-m", "0", image)
	mount(t, image, mounted)
	return mounted, image
}

// mount mounts an image until the test ends.
func mount(t *testing.T, image, at string, options ...string) {
	t.Helper()
	shell(t, true, "mount", "-o", strings.Join(append([]string{"loop"}, options...), ","), image, at)
	t.Cleanup(func() { shell(t, false, "umount", "-l", at) })
}

// shell runs a program; where it cannot do its work the test is left out, or, behind a
// cleanup, nothing is said.
func shell(t *testing.T, needed bool, program string, args ...string) {
	t.Helper()
	if out, err := exec.Command(program, args...).CombinedOutput(); err != nil && needed {
		t.Skipf("this machine cannot %s: %v %s", program, err, out)
	}
}

// houseOn moves a fresh house onto a disk.
func houseOn(t *testing.T, disk string) *house {
	t.Helper()
	x := newHouse(t)
	from, dir := x.app.DataDir(), filepath.Join(disk, "data")
	x.close()
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	copyFile(t, from+".key", dir+".key")
	x.open(dir)
	return x
}
