package backup

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/dbx"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/store"
	"onestop/hooks/appliance/vault"
)

// writers is how many records are packed at once: the backup disk is slow to say that
// something has arrived, and two processors serve people meanwhile.
const writers = 2

// filing takes files from where they are into a backup.
type filing struct {
	from store.Files
	w    *vault.Writing
	m    *vault.Manifest
}

// putFiles stores the files that the copied database names. A file never changes, and every
// new one has a new name, so a record with the same names was stored before.
func (b *Backups) putFiles(ctx context.Context, f filing, records []store.Named, result *Result) error {
	known, m := b.index(), f.m
	m.Records = make([]vault.Record, len(records))
	absent := make([][]string, len(records))
	var fresh []int
	for i, r := range records {
		if old, ok := known[r.Folder()]; ok && slices.Equal(old.Names, r.Names) && f.w.Has(old.Object) {
			m.Records[i] = old
			continue
		}
		fresh = append(fresh, i)
	}
	err := spread(ctx, fresh, func(i int) (err error) {
		m.Records[i], absent[i], err = f.putRecord(ctx, records[i])
		return err
	})
	if err != nil {
		return err
	}
	if err := b.judge(m, records, absent); err != nil {
		return err
	}
	m.Records = slices.DeleteFunc(m.Records, func(r vault.Record) bool { return len(r.Names) == 0 })
	for _, r := range m.Records {
		result.Files += len(r.Names)
	}
	result.Records, result.New = len(m.Records), len(fresh)
	return b.keep(indexName, m.Records)
}

// spread works through a list by several workers and stops at the first error.
func spread(ctx context.Context, list []int, work func(int) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	next := make(chan int)
	var running sync.WaitGroup
	for range writers {
		running.Go(func() {
			for i := range next {
				if err := work(i); err != nil {
					stop(err)
				}
			}
		})
	}
	for _, i := range list {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	running.Wait()
	return context.Cause(ctx)
}

// putRecord stores the files of one record; absent are those that are not there.
func (f filing) putRecord(ctx context.Context, r store.Named) (stored vault.Record, absent []string, err error) {
	for range 3 { // a file may go between the look and the reading
		var present []string
		if present, absent, err = f.look(ctx, r); err != nil {
			return stored, absent, err
		}
		if len(present) == 0 {
			return vault.Record{}, absent, nil
		}
		var o vault.Object
		o, err = f.w.Put(func(dst io.Writer) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return vault.Pack(dst, present, func(name string) (io.ReadCloser, int64, time.Time, error) {
				file, info, err := f.from.Open(ctx, r.Folder()+"/"+name)
				return file, info.Size, info.At, err
			})
		})
		if !errors.Is(err, fs.ErrNotExist) {
			err = store.Said(err)
			return vault.Record{Folder: r.Folder(), Names: present, Object: o}, absent, err
		}
	}
	return stored, absent, err
}

// look tells which files of a record are there.
func (f filing) look(ctx context.Context, r store.Named) (present, absent []string, err error) {
	for _, name := range r.Names {
		there, err := f.from.Has(ctx, r.Folder()+"/"+name)
		switch {
		case err != nil:
			return nil, nil, store.Said(err)
		case there:
			present = append(present, name)
		default:
			absent = append(absent, name)
		}
	}
	return present, absent, nil
}

// judge tells files that were deleted while the backup ran from those that are lost: the
// record that names a lost one still does. Neither keeps the backup from being made: what is
// there is worth the more.
func (b *Backups) judge(m *vault.Manifest, records []store.Named, absent [][]string) error {
	var live *dbx.DB
	for i, names := range absent {
		for _, name := range names {
			if live == nil {
				db, err := appliance.Connect(filepath.Join(b.Dir, "data.db"))
				if err != nil {
					return err
				}
				defer db.Close()
				live = db
			}
			still, err := stillNamed(live, records[i], name)
			if err != nil {
				return err
			}
			path := records[i].Folder() + "/" + name
			if still {
				m.Missing = append(m.Missing, path)
			} else {
				m.Gone = append(m.Gone, path)
			}
		}
	}
	return nil
}

func stillNamed(db *dbx.DB, r store.Named, name string) (bool, error) {
	row := dbx.NullStringMap{}
	err := db.Select(r.Table.Files...).From(r.Table.Name).Where(dbx.HashExp{"id": r.ID}).One(row)
	if err != nil {
		if strings.Contains(err.Error(), "no rows") {
			return false, nil
		}
		return false, err
	}
	return slices.Contains(r.Table.NamesIn(row), name), nil
}

// index are the records of the newest backup by folder. One that cannot be read costs time,
// nothing else: all files are read again.
func (b *Backups) index() map[string]vault.Record {
	known := map[string]vault.Record{}
	text, err := os.ReadFile(b.place(indexName))
	if err != nil {
		return known
	}
	var list []vault.Record
	if json.Unmarshal(text, &list) != nil {
		return known
	}
	for _, r := range list {
		known[r.Folder] = r
	}
	return known
}
