package upgrade

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"time"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/disk"
)

const (
	keptName  = "upgrade.json"
	headsName = "heads"             // the kept heads of the trail as they were
	keptFor   = 14 * 24 * time.Hour // calendar days
	stampForm = "20060102T150405"
)

// Kept is a copy of the database from before a change.
type Kept struct {
	At   time.Time `json:"at"`   // UTC
	From string    `json:"from"` // the version that had served it, "" where it is not known
	To   string    `json:"to"`   // the version that changed it
	state
	dir string
}

// Name tells the copy from others.
func (k *Kept) Name() string { return filepath.Base(k.dir) }

func (k *Kept) database() string { return filepath.Join(k.dir, dataName) }

// folderOf is where the copies of a data folder lie: beside it, so that nothing that
// happens to the folder happens to them.
func folderOf(dir string) string { return filepath.Clean(dir) + ".upgrades" }

// keep copies the database of a data folder. The file that says what it is comes last: a
// copy that was cut off is none.
func keep(ctx context.Context, dir, to string, now time.Time) (*Kept, error) {
	k := &Kept{At: now.UTC(), From: versionOf(dir), To: to, dir: filepath.Join(folderOf(dir), now.UTC().Format(stampForm))}
	if err := os.MkdirAll(k.dir, 0o700); err != nil {
		return nil, fmt.Errorf("keep a copy before the upgrade: %w", err)
	}
	if err := k.fill(ctx, dir); err != nil {
		return nil, errors.Join(err, os.RemoveAll(k.dir))
	}
	return k, nil
}

func (k *Kept) fill(ctx context.Context, dir string) error {
	err := appliance.CopyDatabase(ctx, filepath.Join(dir, dataName), k.database())
	if err == nil {
		k.state, err = stateOf(k.database())
	}
	if err == nil {
		err = copyFile(filepath.Clean(dir)+".heads", filepath.Join(k.dir, headsName))
	}
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(k, "", "  ")
	if err = errors.Join(err, disk.SyncTree(k.dir)); err != nil {
		return err
	}
	return errors.Join(disk.WriteFile(filepath.Join(k.dir, keptName), text), disk.SyncDir(filepath.Dir(k.dir)))
}

// copyFile copies a small file, which need not be there.
func copyFile(from, to string) error {
	text, err := os.ReadFile(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return disk.WriteFile(to, text)
}

// List names the copies of a data folder, the newest first.
func List(dir string) ([]*Kept, error) {
	entries, err := os.ReadDir(folderOf(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var list []*Kept
	for _, e := range entries {
		k := &Kept{dir: filepath.Join(folderOf(dir), e.Name())}
		text, err := os.ReadFile(filepath.Join(k.dir, keptName))
		if err != nil {
			continue // cut off while it was made
		}
		if err := json.Unmarshal(text, k); err != nil {
			return nil, fmt.Errorf("read %s: %w", filepath.Join(k.dir, keptName), err)
		}
		list = append(list, k)
	}
	slices.SortFunc(list, func(a, b *Kept) int { return b.At.Compare(a.At) })
	return list, err
}

// supersede deletes the copies of what k is a copy of, too, and what was cut off: those of a
// process that was killed in the middle of a change. The newest stays, for it alone is
// sure to hold what is not on the trail.
func (k *Kept) supersede(dir string) error {
	list, err := List(dir)
	if err != nil {
		return err
	}
	held := map[string]bool{}
	for _, other := range list {
		held[other.Name()] = other.dir == k.dir || !reflect.DeepEqual(other.state, k.state)
	}
	return retain(dir, held)
}

// forget deletes the copies that are older than two weeks, but never the newest, and what
// was cut off.
func forget(dir string, now time.Time) error {
	list, err := List(dir)
	if err != nil {
		return err
	}
	held := map[string]bool{}
	for i, k := range list {
		held[k.Name()] = i == 0 || now.Sub(k.At) < keptFor
	}
	return retain(dir, held)
}

// retain deletes the copies that are not held.
func retain(dir string, held map[string]bool) error {
	entries, err := os.ReadDir(folderOf(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if !held[e.Name()] {
			err = errors.Join(err, os.RemoveAll(filepath.Join(folderOf(dir), e.Name())))
		}
	}
	return err
}
