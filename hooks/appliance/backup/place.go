package backup

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/store"
	"onestop/hooks/appliance/vault"
	"onestop/hooks/appliance/where"
	"onestop/hooks/rules/workday"
)

// A target is a folder on a disk, or a part of a bucket in the form of store.Parse, to which the
// credentials stand in the environment.

// settled is a target as it is remembered: wherever the program runs from, it is the same.
func settled(target string) (string, error) {
	if vault.InBucket(target) {
		return target, nil
	}
	return filepath.Abs(target)
}

// shelves are those at which the backups of a target may be. work is a folder on this machine
// for what is on its way there. What a storage is asked ends with the context.
func shelves(ctx context.Context, target, work string) ([]vault.Shelf, error) {
	if !vault.InBucket(target) {
		return vault.Folders(target), nil
	}
	own, err := inBucket(ctx, target, vault.FolderName, work)
	if err != nil {
		return nil, err
	}
	named, err := inBucket(ctx, target, "", work)
	return []vault.Shelf{own, named}, err
}

// open opens the backups of this house.
func (b *Backups) open(ctx context.Context, s *settings) (*vault.Store, error) {
	return b.openAt(ctx, s.Target, s)
}

func (b *Backups) openAt(ctx context.Context, target string, s *settings) (*vault.Store, error) {
	list, err := shelves(ctx, target, b.place(workName))
	if err != nil {
		return nil, err
	}
	return vault.OpenOf(s.House, s.Keys, list...)
}

// claim has this installation make the backups at a target; over says that another one that made
// them has ended.
func (b *Backups) claim(ctx context.Context, target string, s *settings, over bool) error {
	store, err := b.openAt(ctx, target, s)
	if err != nil {
		return err
	}
	return b.claimed(store, target, s, over)
}

func (b *Backups) claimed(store *vault.Store, target string, s *settings, over bool) error {
	if s.Maker == "" { // brought back, or of an earlier version
		s.Maker = core.GenerateDefaultRandomId()
		if err := b.keep(settingsName, s); err != nil {
			return err
		}
	}
	machine, err := os.Hostname()
	if err != nil {
		machine = "?"
	}
	return b.taken(store.Claim(vault.Maker{ID: s.Maker, Machine: machine, Folder: where.Whole(b.Dir)}, over, b.Now()), target)
}

// taken says in words that another installation makes the backups at a target.
func (b *Backups) taken(err error, target string) error {
	t, ok := errors.AsType[vault.Taken](err)
	if !ok {
		return err
	}
	since := workday.Minute(t.Since)
	return shutOut{refusal.Of(refusal.New("Another copy of this house makes its backups in %[1]s: that of the folder %[2]s on the machine %[3]s, since %[4]s. Name another place. Only if that copy has ended for good, run: onestop backup%[5]s --to %[6]s --take-over",
		"本系统的另一份安装（机器 %[3]s 上的 %[2]s）自 %[4]s 起在 %[1]s 备份。请另设备份位置；只有那一份已永久停用时，才运行：onestop backup%[5]s --to %[6]s --take-over",
		target, t.Folder, t.Machine, since, where.Flag(b.Dir), where.Quoted(target)))}
}

// shutOut is a refusal by a place that is another installation's: trying again does not mend it.
type shutOut struct{ refusal.Refusal }

// Unwrap is the sentence.
func (s shutOut) Unwrap() error { return s.Refusal }

func isShutOut(err error) bool {
	_, is := errors.AsType[shutOut](err)
	return is
}

// create makes the place of the backups of this house at a target, or opens it.
func (b *Backups) create(ctx context.Context, target, house string, keys vault.Keys) error {
	if !vault.InBucket(target) {
		_, err := vault.Create(target, house, keys)
		return err
	}
	shelf, err := inBucket(ctx, target, vault.FolderName, b.place(workName))
	if err == nil {
		err = shelf.usable()
	}
	if err == nil {
		_, err = vault.CreateOn(shelf, house, keys)
	}
	return err
}

// sameDisk tells whether the backups of a target go with the disk of the data.
func sameDisk(dir, target string) (bool, error) {
	if vault.InBucket(target) {
		return false, nil
	}
	return disk.Same(dir, target)
}

// errOfFiles is a bucket that is moved, and emptied, as a whole.
var errOfFiles = refusal.New("This bucket holds the uploaded files of a house. Name another one for the backups.", "这个存储桶存放着上传的文件，请为备份另设一个存储桶。")

// placeOf reads a target in a bucket.
func placeOf(target string) (store.Place, store.Keys, error) {
	p, err := store.Parse(target)
	if err != nil {
		return p, store.Keys{}, err
	}
	keys, err := store.BackupCredentials()
	return p, keys, err
}
