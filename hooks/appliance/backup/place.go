package backup

import (
	"path/filepath"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/store"
	"onestop/hooks/appliance/vault"
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
// for what is on its way there.
func shelves(target, work string) ([]vault.Shelf, error) {
	if !vault.InBucket(target) {
		return vault.Folders(target), nil
	}
	own, err := inBucket(target, vault.FolderName, work)
	if err != nil {
		return nil, err
	}
	named, err := inBucket(target, "", work)
	return []vault.Shelf{own, named}, err
}

// open opens the backups of this house.
func (b *Backups) open(s *settings) (*vault.Store, error) {
	list, err := shelves(s.Target, b.place(workName))
	if err != nil {
		return nil, err
	}
	return vault.OpenOf(s.House, s.Keys, list...)
}

// create makes the place of the backups of this house at a target, or opens it.
func (b *Backups) create(target, house string, keys vault.Keys) error {
	if !vault.InBucket(target) {
		_, err := vault.Create(target, house, keys)
		return err
	}
	shelf, err := inBucket(target, vault.FolderName, b.place(workName))
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
