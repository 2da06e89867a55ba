package probe

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// kinds are the file systems of Linux that are no disk of this computer, by the magic
// number that statfs answers (linux/magic.h and the headers of each).
var kinds = map[uint32]Place{
	unix.NFS_SUPER_MAGIC:   {Network, "nfs"},
	unix.SMB_SUPER_MAGIC:   {Network, "smb"},
	unix.SMB2_SUPER_MAGIC:  {Network, "smb"},
	unix.CIFS_SUPER_MAGIC:  {Network, "cifs"},
	unix.V9FS_MAGIC:        {Network, "9p"},
	unix.CEPH_SUPER_MAGIC:  {Network, "ceph"},
	unix.AFS_SUPER_MAGIC:   {Network, "afs"},
	unix.CODA_SUPER_MAGIC:  {Network, "coda"},
	unix.NCP_SUPER_MAGIC:   {Network, "ncp"},
	0x0BD00BD0:             {Network, "lustre"},
	0x786F4256:             {Network, "vboxsf"},
	unix.FUSE_SUPER_MAGIC:  {Network, "fuse"},
	unix.MSDOS_SUPER_MAGIC: {FAT, "FAT"},
	unix.EXFAT_SUPER_MAGIC: {FAT, "exFAT"},
	unix.TMPFS_MAGIC:       {Memory, "tmpfs"},
	unix.RAMFS_MAGIC:       {Memory, "ramfs"},
}

func placeOf(dir string) (Place, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return Place{}, &os.PathError{Op: "statfs", Path: dir, Err: err}
	}
	place, known := kinds[uint32(s.Type)] //nolint:gosec // the magic number has 32 bits; Type differs by system
	if !known {
		return Place{Local, "disk"}, nil
	}
	if place.Name == "fuse" {
		return fuseOf(dir)
	}
	return place, nil
}

// fuseOf tells a disk of this computer that a program reads (fuseblk: NTFS) from what lies
// elsewhere (fuse.sshfs and the like): both have one magic number.
func fuseOf(dir string) (Place, error) {
	var s unix.Stat_t
	if err := unix.Stat(dir, &s); err != nil {
		return Place{}, &os.PathError{Op: "stat", Path: dir, Err: err}
	}
	file, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return Place{Network, "fuse"}, nil //nolint:nilerr // what cannot be told apart is taken for the worse
	}
	defer file.Close()
	device := fmt.Sprintf("%d:%d", unix.Major(s.Dev), unix.Minor(s.Dev))
	for lines := bufio.NewScanner(file); lines.Scan(); {
		before, after, _ := strings.Cut(lines.Text(), " - ")
		fields, kind := strings.Fields(before), strings.Fields(after)
		if len(fields) > 2 && fields[2] == device && len(kind) > 0 {
			if kind[0] == "fuseblk" {
				return Place{Local, kind[0]}, nil
			}
			return Place{Network, kind[0]}, nil
		}
	}
	return Place{Network, "fuse"}, nil
}
