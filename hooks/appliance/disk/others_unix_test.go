//go:build !windows

package disk

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestMounts(t *testing.T) {
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
