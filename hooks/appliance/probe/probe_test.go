package probe

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
)

func codeOf(err error) string {
	if f := Of(err); f != nil {
		return f.Code
	}
	return ""
}

func TestWriteLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	took, err := Write(dir)
	if err != nil || took <= 0 {
		t.Fatalf("%v, %v", took, err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Fatalf("%v stays behind, %v", left, err)
	}
	if _, err := Write(filepath.Join(dir, "absent")); codeOf(err) != DiskFails {
		t.Fatalf("a folder that is not there takes a write: %v", err)
	}
}

func TestWhyAWriteFailed(t *testing.T) {
	for code, err := range map[string]error{
		DiskFull: syscall.ENOSPC, DiskReadonly: syscall.EROFS, FolderReadonly: fs.ErrPermission, DiskFails: syscall.EIO,
	} {
		if runtime.GOOS == "windows" && code != FolderReadonly && code != DiskFails {
			continue // these errors have other names there
		}
		got := writeFinding("/data", fmt.Errorf("write: %w", &os.PathError{Op: "write", Path: "x", Err: err}))
		if codeOf(got) != code || Of(got).EN == "" || Of(got).ZH == "" {
			t.Errorf("%v is %v", err, got)
		}
	}
	if Of(errors.New("anything")) != nil || Of(nil) != nil {
		t.Error("everything is a finding")
	}
}

func TestRoom(t *testing.T) {
	r, err := RoomOf(t.TempDir())
	if err != nil || r.Free == 0 || r.Total < r.Free {
		t.Fatalf("%v, %v", r, err)
	}
	for _, c := range []struct {
		free, total uint64
		low, scarce bool
	}{
		{500 << 30, 1000 << 30, false, false},
		{3 << 30, 1000 << 30, false, true},
		{1 << 30, 1000 << 30, true, true},
		{6 << 20, 50 << 20, false, false},
		{4 << 20, 50 << 20, true, true},
		{0, 0, false, false}, // a disk that does not say
	} {
		r := Room{c.free, c.total}
		if (codeOf(r.Below()) == DiskLow) != c.low || r.Scarce() != c.scarce {
			t.Errorf("%v: below %v, scarce %v", r, r.Below(), r.Scarce())
		}
	}
}

func TestPlaces(t *testing.T) {
	if p, err := PlaceOf(t.TempDir()); err != nil || p.Kind != Local && p.Kind != Memory {
		t.Fatalf("%v, %v", p, err)
	}
	if _, err := PlaceOf(filepath.Join(t.TempDir(), "absent")); err == nil {
		t.Fatal("a folder that is not there lies somewhere")
	}
	for kind, code := range map[Kind]string{Local: "", Memory: "", Network: FolderShared, Synced: FolderSynced, FAT: FolderFAT} {
		if got := codeOf((Place{kind, "x"}).Fit("/data")); got != code {
			t.Errorf("%s: %q", kind, got)
		}
	}
	if runtime.GOOS == "linux" {
		if p, err := PlaceOf("/dev/shm"); err == nil && p.Kind != Memory {
			t.Errorf("/dev/shm lies on %v", p)
		}
	}
}

func TestCloudFolders(t *testing.T) {
	for dir, cloud := range map[string]string{
		`C:\Users\li\OneDrive\pb_data`:             "OneDrive",
		`C:\Users\li\OneDrive - 示例县政务服务中心\pb_data`: "OneDrive",
		"/home/li/坚果云/pb_data":                     "坚果云",
		"/home/li/dropbox/pb_data":                 "Dropbox",
		"/srv/onestop/pb_data":                     "",
		"/srv/onedrives/pb_data":                   "",
	} {
		if got := syncedBy(dir); got != cloud {
			t.Errorf("%s: %q", dir, got)
		}
	}
	dir := filepath.Join(t.TempDir(), "OneDrive", "data")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if p, err := PlaceOf(dir); err != nil || p.Kind != Synced {
		t.Errorf("%v, %v", p, err)
	}
}

func TestClock(t *testing.T) {
	last := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	built := last.AddDate(0, -1, 0)
	for name, c := range map[string]struct {
		now, last, built time.Time
		code             string
	}{
		"a moment later":           {last.Add(time.Second), last, built, ""},
		"four minutes back":        {last.Add(-4 * time.Minute), last, built, ""},
		"six minutes back":         {last.Add(-6 * time.Minute), last, built, ClockBack},
		"a year back":              {last.AddDate(-1, 0, 0), last, time.Time{}, ClockBack},
		"year 2000":                {time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), last, built, ClockUnset},
		"year 2000, fresh folder":  {time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), time.Time{}, built, ClockUnset},
		"after a weekend":          {last.Add(64 * time.Hour), last, built, ""},
		"after a holiday":          {last.AddDate(0, 0, 11), last, built, ""},
		"after thirteen days":      {last.AddDate(0, 0, 13), last, built, ClockAhead},
		"400 days ahead":           {last.AddDate(0, 0, 400), last, built, ClockAhead},
		"fresh folder":             {last, time.Time{}, time.Time{}, ""},
		"built by a fast machine":  {built.AddDate(0, -11, 0), time.Time{}, built, ""},
		"nothing known but itself": {time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), time.Time{}, time.Time{}, ""},
	} {
		if got := codeOf(Clock(c.now, c.last, c.built)); got != c.code {
			t.Errorf("%s: %q, want %q", name, got, c.code)
		}
	}
}

// database makes one with rows whose last change lies in the write-ahead log only, as it
// lies after a kill, and answers the path of the copy.
func database(t *testing.T) string {
	t.Helper()
	live := filepath.Join(t.TempDir(), "data.db")
	db, err := dbx.Open("sqlite", live+"?_pragma=journal_mode(WAL)&_pragma=wal_autocheckpoint(0)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, sql := range []string{"CREATE TABLE cases (number TEXT)", "PRAGMA wal_checkpoint(TRUNCATE)", "INSERT INTO cases VALUES (hex(randomblob(9000)))"} {
		if _, err := db.NewQuery(sql).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "新 数据#1?", "data.db")
	if runtime.GOOS == "windows" {
		path = filepath.Join(t.TempDir(), "新 数据#1", "data.db")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"", "-wal"} {
		content, err := os.ReadFile(live + part)
		if err == nil {
			err = os.WriteFile(path+part, content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func TestReadOnlyLeavesTheLogAsItIs(t *testing.T) {
	path := database(t)
	before, err := os.ReadFile(path + "-wal")
	if err != nil || len(before) == 0 {
		t.Fatalf("%d bytes, %v", len(before), err)
	}
	db, err := OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	if err := db.NewQuery("SELECT COUNT(*) FROM cases").Row(&rows); err != nil || rows != 1 {
		t.Fatalf("%d rows of the log are read, %v", rows, err)
	}
	if _, err := db.NewQuery("DELETE FROM cases").Execute(); err == nil {
		t.Fatal("a read-only database takes a write")
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if after, err := os.ReadFile(path + "-wal"); err != nil || string(after) != string(before) {
		t.Fatalf("the log was changed by reading: %d bytes of %d, %v", len(after), len(before), err)
	}
}

func TestPages(t *testing.T) {
	ctx := t.Context()
	path := database(t)
	for _, thorough := range []bool{false, true} {
		if err := Pages(ctx, path, thorough); err != nil {
			t.Fatal(err)
		}
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if err := Pages(ended, path, false); !errors.Is(err, context.Canceled) {
		t.Fatalf("a check that was ended says %v", err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{"cut": string(content[:50]), "other": strings.Repeat("这不是数据库 ", 1000), "empty": ""} {
		if err := os.WriteFile(path, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := codeOf(Header(path)); got != PagesDamaged {
			t.Errorf("%s: header %q", name, got)
		}
		if got := codeOf(Pages(ctx, path, false)); got != PagesDamaged {
			t.Errorf("%s: pages %q", name, got)
		}
	}
}
