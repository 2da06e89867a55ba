package hooks

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onestop/hooks/appliance/backup"
)

// Health tells of a late backup when the doctor does: not while the first one on a new disk,
// or the one after a weekend off, is still about to be made by itself.
func TestHealthGivesBackupsTheirGrace(t *testing.T) {
	ago := func(by time.Duration) time.Time { return time.Now().Add(-by) }
	for name, c := range map[string]struct {
		named, served, made time.Duration // ago; no backup where made is 0
		late                bool
	}{
		"a disk that was just named":       {time.Minute, 100 * time.Hour, 0, false},
		"a disk that was named long ago":   {4 * time.Hour, 100 * time.Hour, 0, true},
		"Monday morning":                   {999 * time.Hour, time.Minute, 62 * time.Hour, false},
		"Monday noon":                      {999 * time.Hour, 4 * time.Hour, 62 * time.Hour, true},
		"a new disk after a backup of old": {time.Minute, 100 * time.Hour, 62 * time.Hour, true},
		"well":                             {999 * time.Hour, 100 * time.Hour, time.Hour, false},
	} {
		b := &backup.Backups{Dir: filepath.Join(t.TempDir(), "data"), Now: time.Now}
		beside := b.Dir + ".backup"
		files := map[string]string{"settings.json": `{"house":"h","target":"/mnt/usb","keys":{"recipient":"r","names":"n"}}`}
		if c.made != 0 {
			files["status.json"] = fmt.Sprintf(`{"good":{"at":%q}}`, ago(c.made).Format(time.RFC3339Nano))
		}
		if err := os.MkdirAll(beside, 0o700); err != nil {
			t.Fatal(err)
		}
		for name, text := range files {
			if err := os.WriteFile(filepath.Join(beside, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chtimes(filepath.Join(beside, "settings.json"), ago(c.named), ago(c.named)); err != nil {
			t.Fatal(err)
		}
		var l checkup
		l.backups(b, ago(c.served))
		if late := len(l.Problems) == 1 && l.Problems[0].Code == "backup_late"; late != c.late || len(l.Warnings) > 0 || !late && len(l.Problems) > 0 {
			t.Errorf("%s: %+v", name, l)
		}
	}
}

// A backup that failed is told at once, however young the last good one is, without the names of
// machines and folders in its reason: everybody reads this.
func TestHealthTellsOfAFailedBackup(t *testing.T) {
	b := &backup.Backups{Dir: filepath.Join(t.TempDir(), "data"), Now: time.Now}
	beside, now := b.Dir+".backup", time.Now().Format(time.RFC3339Nano)
	if err := os.MkdirAll(beside, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"settings.json": `{"house":"h","target":"/mnt/usb","keys":{"recipient":"r","names":"n"}}`,
		"status.json":   fmt.Sprintf(`{"good":{"at":%[1]q},"last":{"at":%[1]q,"problem":{"en":"/srv/a on vm","zh":"vm"}}}`, now),
	} {
		if err := os.WriteFile(filepath.Join(beside, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var l checkup
	l.backups(b, time.Now().Add(-time.Hour))
	if len(l.Problems) > 0 || len(l.Warnings) != 1 || l.Warnings[0].Code != "backup_failed" || strings.Contains(l.Warnings[0].EN, "vm") {
		t.Errorf("%+v", l)
	}
}
