package probe

import (
	"path/filepath"
	"strings"
)

// Kind is what a folder lies on.
type Kind string

// The kinds of places.
const (
	Local   Kind = "local"
	Network Kind = "network" // another computer answers for it: NFS, SMB, 9p, FUSE
	FAT     Kind = "fat"     // FAT or exFAT: no journal, no rights
	Synced  Kind = "synced"  // a program copies it to a cloud and may lock or replace files
	Memory  Kind = "memory"  // gone when the machine stops
)

// Place is what a folder lies on and the name of it, such as nfs or OneDrive.
type Place struct {
	Kind Kind   `json:"kind"`
	Name string `json:"name"`
}

// PlaceOf asks what a folder, which exists, lies on.
func PlaceOf(dir string) (Place, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Place{}, err
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	if name := syncedBy(dir); name != "" {
		return Place{Synced, name}, nil
	}
	return placeOf(dir)
}

// clouds are the folders of programs that copy them to a cloud, by the beginning of their
// names.
var clouds = []string{"OneDrive", "Dropbox", "Nutstore", "坚果云", "BaiduSyncdisk", "BaiduNetdisk", "WPSDrive", "WPS Cloud Files", "iCloudDrive", "Google Drive"}

// syncedBy is the cloud whose folder is on the way to dir, "" for none. OneDrive of an
// organisation is called "OneDrive - its name".
func syncedBy(dir string) string {
	for part := range strings.FieldsFuncSeq(dir, func(r rune) bool { return r == '/' || r == '\\' }) {
		for _, cloud := range clouds {
			if strings.EqualFold(part, cloud) || strings.HasPrefix(strings.ToLower(part), strings.ToLower(cloud)+" - ") {
				return cloud
			}
		}
	}
	return ""
}

// Fit finds that a database must not lie there; nil where it may.
func (p Place) Fit(dir string) error {
	switch p.Kind {
	case Network:
		return found(FolderShared, "The folder %[1]s lies on a network share (%[2]s), where a database gets damaged. Move it to a disk of this computer.",
			"文件夹 %[1]s 位于网络共享（%[2]s）上，数据库会损坏。请把它移到本机的磁盘。", dir, p.Name)
	case Synced:
		return found(FolderSynced, "The folder %[1]s is copied to a cloud by %[2]s, which damages the database and gives personal data away. Move it out of there.",
			"文件夹 %[1]s 由 %[2]s 同步到云端，会损坏数据库并泄露个人信息。请把它移到别处。", dir, p.Name)
	case FAT:
		return found(FolderFAT, "The folder %[1]s lies on a %[2]s disk, which loses data when the power fails. Move it to a disk formatted with NTFS or ext4.",
			"文件夹 %[1]s 位于 %[2]s 格式的磁盘上，断电会丢失数据。请把它移到 NTFS 或 ext4 格式的磁盘。", dir, p.Name)
	}
	return nil
}
