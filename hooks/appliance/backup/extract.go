package backup

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/store"
	"onestop/hooks/appliance/vault"
)

// extraction is a backup on its way back into a folder.
type extraction struct {
	store    *vault.Store
	identity *vault.Identity
	manifest *vault.Manifest
	dir      string // the data folder to be, which does not exist yet
}

// open makes the folder and writes the database and what lies beside. The database is
// compared to the byte, its pages are checked and its rows counted.
func (x *extraction) open(ctx context.Context) error {
	if err := understood(x.manifest.Migrations); err != nil {
		return err
	}
	if err := os.MkdirAll(x.dir, 0o700); err != nil {
		return err
	}
	for ending, content := range x.manifest.Beside {
		if slices.Contains(besides, ending) {
			if err := os.WriteFile(x.dir+ending, content, 0o600); err != nil {
				return err
			}
		}
	}
	path := filepath.Join(x.dir, "data.db")
	if err := x.writeDatabase(ctx, path); err != nil {
		return err
	}
	return x.checkDatabase(ctx, path)
}

// understood refuses a schema that this program does not know.
func understood(migrations []string) error {
	known := map[string]bool{}
	for _, list := range []core.MigrationsList{core.SystemMigrations, core.AppMigrations} {
		for _, migration := range list.Items() {
			known[migration.File] = true
		}
	}
	for _, file := range migrations {
		if !known[file] {
			return refusal.New("This backup was made by a newer Onestop (it knows %[1]s). Install that version and restore with it.", "这份备份由更新版本的程序制作（含 %[1]s），请安装新版本后再恢复。", file)
		}
	}
	return nil
}

func (x *extraction) writeDatabase(ctx context.Context, path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	want, sum := x.manifest.Database, sha256.New()
	size, err := x.unzip(ctx, want.Object, io.MultiWriter(file, sum), want.Size)
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	if size != want.Size || hex.EncodeToString(sum.Sum(nil)) != want.Sum {
		return refusal.New("The database in this backup is not the one that was put there. Take another backup.", "这份备份里的数据库与备份时不一致，请换另一份备份。")
	}
	return nil
}

// unzip decrypts and unpacks an object of at most limit bytes.
func (x *extraction) unzip(ctx context.Context, o vault.Object, dst io.Writer, limit int64) (size int64, err error) {
	from, to := io.Pipe()
	go func() { to.CloseWithError(x.store.Get(x.identity, o, to)) }()
	defer from.Close()
	packed, err := gzip.NewReader(patient{ctx, from})
	if err != nil {
		return 0, vault.Unreadable(err)
	}
	if size, err = io.Copy(dst, io.LimitReader(packed, limit+1)); err == nil {
		_, err = io.Copy(io.Discard, from) // what Get says at the end of the object
	}
	if err != nil {
		err = vault.Unreadable(err)
	}
	return size, err
}

func (x *extraction) checkDatabase(ctx context.Context, path string) error {
	return examined(ctx, path, "integrity_check", func(_ *dbx.DB, _ []store.Table, counts map[string]int64) error {
		if !maps.Equal(counts, x.manifest.Counts) {
			return refusal.New("The rows in this backup are not those that were counted. Take another backup.", "这份备份里的记录数与备份时不一致，请换另一份备份。")
		}
		return nil
	})
}

// record writes the files of a record into the storage and answers how many.
func (x *extraction) record(ctx context.Context, r vault.Record) (files int, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	folder := store.OnDisk(x.dir).Path(r.Folder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return 0, err
	}
	from, to := io.Pipe()
	told := make(chan error, 1)
	go func() {
		err := x.store.Get(x.identity, r.Object, to)
		told <- err
		to.CloseWithError(err)
	}()
	files, err = vault.Unpack(from, folder, r.Names)
	if err == nil {
		_, err = io.Copy(io.Discard, from) // a tar ends before its bytes do
	}
	from.CloseWithError(io.ErrClosedPipe)
	if damage := <-told; damage != nil && !errors.Is(damage, io.ErrClosedPipe) {
		return files, damage
	}
	if err == nil && files != len(r.Names) {
		err = refusal.New("Files of %[1]s are missing from this backup. Take another backup.", "这份备份缺少 %[1]s 的文件，请换另一份备份。", r.Folder)
	}
	return files, err
}
