package appliance

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// usedFolder holds a small sound database as a past run left it.
func usedFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	db := open(t, filepath.Join(dir, dataName))
	for range 200 {
		if _, err := db.NewQuery("CREATE TABLE IF NOT EXISTS cases (number TEXT); INSERT INTO cases VALUES (hex(randomblob(200)))").Execute(); err != nil {
			t.Fatal(err)
		}
	}
	db.Close()
	write(t, filepath.Join(dir, markerName), []byte("2026-03-02T01:00:00Z\n"))
	return dir
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// harm changes the bytes of a file.
func harm(t *testing.T, path string, change func([]byte) []byte) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, change(content))
}

func fill(content []byte, from, to int) []byte {
	for i := from; i < to; i++ {
		content[i] = 0xA5
	}
	return content
}

func TestCheckRefusesALostOrDamagedDatabase(t *testing.T) {
	data := func(dir string) string { return filepath.Join(dir, dataName) }
	cases := map[string]struct {
		harm func(t *testing.T, dir string)
		says string // "" when the start goes on
	}{
		"sound":            {func(*testing.T, string) {}, ""},
		"missing":          {func(t *testing.T, dir string) { os.Remove(data(dir)) }, "is missing from"},
		"empty":            {func(t *testing.T, dir string) { write(t, data(dir), nil) }, "is missing from"},
		"cut in header":    {func(t *testing.T, dir string) { harm(t, data(dir), func(b []byte) []byte { return b[:50] }) }, "is damaged"},
		"cut in page":      {func(t *testing.T, dir string) { harm(t, data(dir), func(b []byte) []byte { return b[:1000] }) }, "is damaged"},
		"header garbage":   {func(t *testing.T, dir string) { harm(t, data(dir), func(b []byte) []byte { return fill(b, 0, 16) }) }, "is damaged"},
		"page size absurd": {func(t *testing.T, dir string) { harm(t, data(dir), func(b []byte) []byte { return fill(b, 16, 18) }) }, "is damaged"},
		"pages garbage": {func(t *testing.T, dir string) {
			harm(t, data(dir), func(b []byte) []byte { return fill(b, 4096, 12288) })
		}, "is damaged"},
		"half gone": {func(t *testing.T, dir string) { harm(t, data(dir), func(b []byte) []byte { return b[:len(b)/2] }) }, "is damaged"},
		"other file": {func(t *testing.T, dir string) {
			write(t, data(dir), []byte(strings.Repeat("这不是数据库 ", 1000)))
		}, "is damaged"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			dir := usedFolder(t)
			c.harm(t, dir)
			err := Check(dir)
			if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
				t.Fatalf("got %v, want %q", err, c.says)
			}
			if err != nil && (strings.Contains(err.Error(), "The machine says") || strings.Count(err.Error(), "\n") != 1 || strings.Count(err.Error(), "数据库") != 1) {
				t.Errorf("not said once in each language: %v", err)
			}
			if err != nil && !strings.Contains(err.Error(), "备份") {
				t.Fatalf("no word in Chinese on what to do: %v", err)
			}
		})
	}
}

func TestCheckPassesAFreshFolderOnly(t *testing.T) {
	dir := t.TempDir()
	if err := Check(dir); err != nil {
		t.Fatalf("a fresh folder: %v", err)
	}
	write(t, filepath.Join(dir, dataName), nil) // a first start that was cut off
	if err := Check(dir); err != nil {
		t.Fatalf("a cut-off first start: %v", err)
	}
	for _, trace := range []string{"data.db-wal", "storage"} {
		used := t.TempDir()
		write(t, filepath.Join(used, trace), []byte("x"))
		if Check(used) == nil {
			t.Errorf("a folder with %s but no database was taken for a fresh one", trace)
		}
	}
}

func TestDamagedLogsAreSetAside(t *testing.T) {
	now := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	dir := t.TempDir()
	if aside, err := setAsideLogs(dir, now); aside != "" || err != nil {
		t.Fatalf("no logs: %q %v", aside, err)
	}
	path := filepath.Join(dir, auxiliaryName)
	db := open(t, path)
	if _, err := db.NewQuery("CREATE TABLE _logs (id TEXT)").Execute(); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if aside, err := setAsideLogs(dir, now); aside != "" || err != nil {
		t.Fatalf("sound logs: %q %v", aside, err)
	}
	harm(t, path, func(b []byte) []byte { return fill(b, 0, 100) })
	write(t, path+"-wal", []byte("x"))
	aside, err := setAsideLogs(dir, now)
	if err != nil || aside != path+".damaged-20260302T010000" {
		t.Fatalf("got %q %v", aside, err)
	}
	for _, moved := range []string{aside, aside + "-wal"} {
		if _, err := os.Stat(moved); err != nil {
			t.Error(err)
		}
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the damaged file is still in place")
	}
}

// TestALostDatabaseIsRemembered: who has none is told of the newest that was set aside.
func TestALostDatabaseIsRemembered(t *testing.T) {
	dir := filepath.Join(usedFolder(t), "pb_data")
	says := func(words string, want bool) {
		t.Helper()
		err := Check(dir)
		if err == nil || strings.Contains(err.Error(), words) != want {
			t.Errorf("got %v, which is to name %q: %v", err, words, want)
		}
	}
	for _, name := range []string{".replaced-20260302T040000", ".replaced-20260303T040000", ".replaced-20260304T040000"} {
		if err := os.MkdirAll(dir+name, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	write(t, dir+".key", nil)
	says(".replaced-", false)
	for _, name := range []string{".replaced-20260302T040000", ".replaced-20260303T040000"} {
		write(t, filepath.Join(dir+name, dataName), nil)
	}
	says(dir+".replaced-20260303T040000", true)
	says(dir+".replaced-20260302T040000", false)
}

// The folder of a standby has no database, which is no loss: it says how it is started.
func TestTheFolderOfAStandbyIsNotServed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pb_data")
	if err := errors.Join(os.MkdirAll(dir+".standby", 0o700), os.WriteFile(dir+".key", nil, 0o600),
		os.WriteFile(filepath.Join(dir+".standby", "followed.json"), []byte(`{"place":"file:///mnt/other/replica"}`), 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := Check(dir); err == nil || !strings.Contains(err.Error(), `promote --dir "`+dir+`" --replica "file:///mnt/other/replica"`) || strings.Contains(err.Error(), "estore a backup") {
		t.Error(err)
	}
}

// A database that was being set aside is not served without what belongs to it.
func TestADatabaseThatIsBeingSetAsideIsNotServed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pb_data")
	if err := errors.Join(os.Rename(usedFolder(t), dir), os.Mkdir(dir+".replacing", 0o700)); err != nil {
		t.Fatal(err)
	}
	if err := Check(dir); err == nil || !strings.Contains(err.Error(), "being set aside") {
		t.Error(err)
	}
	if err := errors.Join(os.Remove(dir+".replacing"), Check(dir)); err != nil {
		t.Error(err)
	}
}
