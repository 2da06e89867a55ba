package disk

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
)

func TestOtherDisks(t *testing.T) {
	here := t.TempDir()
	for _, v := range Others(here) {
		if same, err := Same(here, v.Path); err != nil || same || v.Free < leastFree {
			t.Errorf("%+v is no other disk: %v %v", v, same, err)
		}
	}
	if Others(filepath.Join(here, "absent")) != nil {
		t.Error("a folder that is not there has other disks")
	}
}

func TestMounts(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("letters")
	}
	usb := filepath.Join(t.TempDir(), "my disk")
	if err := os.Mkdir(usb, 0o700); err != nil {
		t.Fatal(err)
	}
	escaped := filepath.Dir(usb) + `/my\040disk`
	list := mounted("36 35 98:0 / " + escaped + " rw,noatime master:1 - ext4 /dev/sdb1 rw\n" +
		"36 35 98:0 / " + escaped + " rw - vfat /dev/sdb1 rw\n" + // twice
		"37 35 0:3 / /proc rw - proc proc rw\n38 35 8:1 / / rw - ext4 /dev/sda1 rw\n39 35 8:2 / /boot/efi rw - vfat /dev/sda2 rw\n" +
		"40 35 8:2 / /nowhere rw - ext4 /dev/sdc rw\nnonsense\n1 2 3 - ext4\n")
	if !slices.Equal(list, []string{usb}) {
		t.Errorf("%q", list)
	}
}
