package probe

import "onestop/hooks/appliance/disk"

// Room is what is left on a disk, in bytes.
type Room struct {
	Free  uint64 `json:"free"`
	Total uint64 `json:"total"`
}

const (
	mostFloor  = 2 << 30 // bytes
	floorShare = 10      // of a small disk, one part in so many
)

// RoomOf asks for the room on the disk of a folder.
func RoomOf(dir string) (r Room, err error) {
	r.Free, r.Total, err = disk.Space(dir)
	return r, err
}

// Floor is the room below which uploads are refused, so that acts, which are small, still
// find some: 2 GiB, or a tenth of a disk of less than 20 GiB.
func (r Room) Floor() uint64 { return min(mostFloor, r.Total/floorShare) }

// Below finds that the room is under the floor; nil where it is not.
func (r Room) Below() error {
	if r.Free >= r.Floor() {
		return nil
	}
	return found(DiskLow, "Only %[1]d MB are free on the disk of the data; below %[2]d MB no file is taken. Delete what is not needed from it, or move the data to a bigger one.",
		"数据所在磁盘只剩 %[1]d MB，低于 %[2]d MB 时不再接收文件。请清理磁盘，或把数据移到更大的磁盘。", r.Free>>20, r.Floor()>>20)
}

// Scarce tells whether less than a tenth is left: time to look for a bigger disk.
func (r Room) Scarce() bool { return r.Free < r.Total/10 }
