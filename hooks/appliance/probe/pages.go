package probe

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/pocketbase/dbx"
	_ "modernc.org/sqlite" // the driver that PocketBase uses
)

// OpenReadOnly opens a database without changing a byte of it or of its write-ahead log,
// also when it is closed: a log that is damaged stays as evidence, and for whoever can still
// read more out of it.
func OpenReadOnly(path string) (*dbx.DB, error) {
	more := "&_pragma=temp_store(MEMORY)"
	if _, err := os.Stat(path + "-wal"); errors.Is(err, fs.ErrNotExist) { // nobody has it open: SQLite makes no files of its own beside it
		more += "&immutable=1"
	}
	return openReader(path, more)
}

// OpenBeside opens a database that is served, for whoever only reads and may be the last to
// close it: the write-ahead log stays as it is.
func OpenBeside(path string) (*dbx.DB, error) {
	db, err := openReader(path, "")
	if err == nil {
		db.DB().SetMaxOpenConns(1)
	}
	return db, err
}

func openReader(path, more string) (*dbx.DB, error) {
	file, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	path = filepath.ToSlash(file)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/ on Windows
	}
	address := url.URL{Scheme: "file", Path: path, RawQuery: "mode=ro&_pragma=busy_timeout(10000)" + more}
	return dbx.Open("sqlite", address.String())
}

// Pages reads a database with its write-ahead log and lets SQLite look at every page.
// Thorough also compares the indexes with their rows (integrity_check), which takes several
// times as long. Damage is a Finding; a check that ctx ends is the error of ctx.
func Pages(ctx context.Context, path string, thorough bool) error {
	if err := header(path); err != nil {
		return Damaged(path, err)
	}
	db, err := OpenReadOnly(path)
	if err != nil {
		return Damaged(path, err)
	}
	defer db.Close()
	check := "quick_check"
	if thorough {
		check = "integrity_check"
	}
	var verdict string
	err = db.DB().QueryRowContext(ctx, "PRAGMA "+check+"(1)").Scan(&verdict)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return Damaged(path, err)
	case verdict != "ok":
		return Damaged(path, errors.New(verdict))
	}
	return nil
}

// Damaged is the finding that a database cannot be read for an error.
func Damaged(path string, err error) error {
	return found(PagesDamaged, "The database %[1]s is damaged (%[2]s). Do not delete anything; restore a backup.",
		"数据库 %[1]s 已损坏（%[2]s）。请不要删除任何文件，请恢复备份。", path, strings.Join(strings.Fields(err.Error()), " "))
}

// Header compares the first 100 bytes of a database with the SQLite file format, which
// costs nothing however big it is; what does not fit is a Finding.
func Header(path string) error {
	if err := header(path); err != nil {
		return Damaged(path, err)
	}
	return nil
}

// header looks for the magic text and a page size that is a power of two from 512 to
// 65,536 bytes.
func header(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	var first [100]byte
	if _, err := file.ReadAt(first[:], 0); err != nil {
		return fmt.Errorf("the header is cut off at %d bytes", info.Size())
	}
	page := int64(first[16])<<8 | int64(first[17])
	if page == 1 {
		page = 65536
	}
	if string(first[:16]) != "SQLite format 3\x00" || page < 512 || page&(page-1) != 0 || info.Size() < page {
		return errors.New("the header is not that of a database")
	}
	return nil
}
