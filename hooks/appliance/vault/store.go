package vault

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/refusal"
)

const (
	markName    = "house.json"
	objectsName = "objects"
	backupsName = "backups"
	format      = 1
)

// FolderName is that of the backups, on a disk and in a bucket.
const FolderName = "onestop-backups"

// Store are the backups of a house on a shelf.
type Store struct {
	shelf Shelf
	mark  mark
	maker string // the installation that makes backups (Claim), "" while none does
}

// mark says, readable for everybody, whose backups lie here.
type mark struct {
	Format    int    `json:"format"`
	House     string `json:"house"`
	Recipient string `json:"recipient"`
}

// Create makes the store of a house on a disk, or opens the one that it has there already.
// Another house's is refused.
func Create(target, house string, keys Keys) (*Store, error) {
	info, err := os.Stat(target)
	if err != nil || !info.IsDir() {
		return nil, refusal.New("There is no folder %s. Plug the disk in, or make the folder first.", "文件夹 %s 不存在。请接好磁盘，或先建好这个文件夹。", target)
	}
	shelf := folder(filepath.Join(target, FolderName))
	if _, err := os.Stat(shelf.path(markName)); missing(err) {
		for _, name := range []string{"", objectsName, backupsName} {
			if err := os.MkdirAll(shelf.path(name), 0o700); err != nil {
				return nil, explain(err, target)
			}
		}
	}
	s, err := CreateOn(shelf, house, keys)
	if err != nil {
		return nil, err
	}
	return s, explain(disk.SyncDir(target), target)
}

// CreateOn makes the store of a house on a shelf, or opens the one that it has there already.
func CreateOn(shelf Shelf, house string, keys Keys) (*Store, error) {
	in, err := shelf.Open(markName)
	switch {
	case err == nil:
		_ = in.Close() // OpenOn reads it
	case missing(err):
		err = furnish(shelf, mark{format, house, keys.Recipient})
	}
	if err != nil {
		return nil, explain(err, shelf.String())
	}
	return OpenOf(house, keys, shelf)
}

// furnish writes on a shelf whose it is.
func furnish(shelf Shelf, m mark) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return errors.Join(write(shelf, "README.txt", []byte(readme)), write(shelf, markName, append(text, '\n')))
}

// readme is for whoever finds the disk.
const readme = "这里是“一门办”的备份，已加密，只有恢复短语能打开。请勿修改、改名或删除其中的文件。\r\n" +
	"恢复：在装有 onestop 的电脑上运行 onestop restore --from （本文件夹的上一级），按提示输入卡片上的恢复短语。\r\n\r\n" +
	"Backups of Onestop, encrypted; only the recovery phrase opens them. Do not change, rename or delete anything here.\r\n" +
	"To restore, run onestop restore --from (the folder above this one) and type the recovery phrase from the card.\r\n" +
	"Without Onestop the program age opens each file: the phrase without blanks behind " + phrasePrefix + " is its key.\r\n"

// Folders are the shelves in which the store on a disk may be: the folder of the backups in the
// one given, or that itself.
func Folders(target string) []Shelf {
	return []Shelf{folder(filepath.Join(target, FolderName)), folder(target)}
}

// Open opens the store on the first of the shelves that holds one.
func Open(shelves ...Shelf) (*Store, error) {
	for _, shelf := range shelves {
		text, err := read(shelf, markName)
		if missing(err) {
			continue
		}
		if err != nil {
			return nil, explainRead(err, shelf.String())
		}
		var m mark
		if err := json.Unmarshal(text, &m); err != nil || m.Format < 1 || m.House == "" || m.Recipient == "" {
			return nil, refusal.New("%s is damaged: nobody can tell whose backups these are.", "%s 已损坏，无法判断是谁的备份。", markName+" ("+shelf.String()+")")
		}
		if m.Format > format {
			return nil, refusal.New("The backups in %s were made by a newer Onestop; install that version.", "%s 里的备份由更新版本的程序制作，请安装新版本。", shelf)
		}
		return &Store{shelf: shelf, mark: m}, nil
	}
	return nil, absent(shelves[0].String())
}

// OpenOf opens the store of one house.
func OpenOf(house string, keys Keys, shelves ...Shelf) (*Store, error) {
	s, err := Open(shelves...)
	if err != nil {
		return nil, err
	}
	if s.mark.House != house || s.mark.Recipient != keys.Recipient {
		return nil, refusal.New("%s holds the backups of another house, or of this one under another recovery phrase. Choose another disk or folder; a house that has no phrase yet, as a standby made with the key alone, gets a new one there, and the card of the old one does not open its backups. To go on here under the old phrase: onestop restore --from PLACE --dir OTHER, put the folder OTHER.backup in place of that beside the data folder (its name and .backup), and run onestop backup --to PLACE --take-over.",
			"%s 里是另一个单位的备份，或本单位用另一个恢复短语制作的备份。请换一块磁盘或一个文件夹；还没有恢复短语的系统（如只凭密钥建立的备机）会在那里得到新的短语，旧恢复卡打不开新备份。要在这里沿用旧短语：运行 onestop restore --from 备份位置 --dir 另一文件夹，把“另一文件夹.backup”放到数据文件夹旁，替换其 .backup 文件夹，再运行 onestop backup --to 备份位置 --take-over。", shelves[0])
	}
	return s, nil
}

// House is whose backups these are.
func (s *Store) House() string { return s.mark.House }

// Recipient is the public part of what opens them.
func (s *Store) Recipient() string { return s.mark.Recipient }

// absent is the refusal of a disk without backups, such as the empty folder to which a
// disk that was pulled out is usually attached, or of a bucket without.
func absent(target string) error {
	if InBucket(target) {
		return refusal.New("There are no backups of Onestop in %s. Is this the bucket, and the part of it, that was named?", "%s 里没有备份。请核对存储桶及其中的路径是否正确。", target)
	}
	return refusal.New("There are no backups of Onestop in %s. Is the backup disk plugged in?", "%s 里没有备份。请检查备份磁盘是否已接好。", target)
}

// explain says in words what a disk answers.
func explain(err error, target string) error {
	var known refusal.Refusal
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case InBucket(target) && missing(err):
		return refusal.New("The backups in %s lack a part that was stored there. Does somebody, or a rule of the bucket, remove what is old? End that, and name another part of the bucket for the backups.",
			"%s 里的备份缺少已存入的部分。请检查是否有人删除，或存储桶设有过期删除规则；停止删除后，请为备份另设一个路径。", target)
	case InBucket(target):
		return refusal.New("The backups in %[1]s failed: %[2]v", "%[1]s 里的备份出错：%[2]v", target, strings.ReplaceAll(err.Error(), "\n", " "))
	case disk.Full(err):
		return refusal.New("The backup disk %s is full. Free some room or take a bigger disk; the earlier backups are kept.", "备份磁盘 %s 已满。请腾出空间或换一块更大的磁盘；已有备份都还在。", target)
	case errors.Is(err, fs.ErrPermission):
		return refusal.New("Onestop may not write to %s. Give this user the right to.", "没有写入 %s 的权限，请为当前用户授权。", target)
	case errors.Is(err, fs.ErrNotExist) && !exists(target):
		return absent(target)
	}
	return refusal.New("The backup disk %[1]s failed: %[2]v", "备份磁盘 %[1]s 出错：%[2]v", target, strings.ReplaceAll(err.Error(), "\n", " "))
}

// explainRead is explain of what only reads: whoever may not read a disk need not write to it.
func explainRead(err error, target string) error {
	if _, said := refusal.Known(err); said || InBucket(target) || !errors.Is(err, fs.ErrPermission) {
		return explain(err, target)
	}
	return unreadable(target, os.Geteuid() == 0)
}

// unreadable says who may read a disk. What root may not do, the share decides.
func unreadable(target string, root bool) error {
	if root {
		return refusal.New("Not even the administrator may read the backups in %s: the share on which they lie decides that (an NFS share takes root for nobody). Allow it there, or run the command as the user to whom they belong.",
			"本机管理员也无权读取 %s 里的备份：这由其所在的共享决定（NFS 共享会把 root 当作无权的用户）。请在那里放开权限，或以备份所属的用户运行命令。", target)
	}
	return refusal.New("This user may not read the backups in %s. Run the command as the administrator (put sudo alone before it, without -u; on Windows open the command line by “Run as administrator”), or give this user the right to read there.",
		"当前用户无权读取 %s 里的备份。请以系统管理员运行（在命令前只加 sudo，不加 -u；Windows 上用“以管理员身份运行”打开命令行），或给当前用户读取的权限。", target)
}

// InBucket tells a target in an object storage, or the words for people of a shelf in one, from
// those on a disk.
func InBucket(target string) bool { return strings.HasPrefix(target, "s3:") }

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
