package hooks

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance/backup"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/store/storetest"
	"onestop/hooks/appliance/vault"
)

// backedInto is a house whose backups go into a part of a bucket, and its recovery phrase.
func backedInto(t *testing.T, target string) (x *house, phrase string) {
	t.Helper()
	withKeys(t)
	x = newHouse(t).unlimited()
	x.handIn(x.person("zhang"), "M-AP", "M-ID", "M-LAY")
	phrase, err := x.backups.Aim(target, true)
	if err != nil {
		t.Fatal(err)
	}
	return x, phrase
}

// The backups go into a bucket, are tried there every night, thinned out there and brought back
// from there; a thief of the bucket reads nothing.
func TestBackupsInABucket(t *testing.T) {
	unwatched(t)
	s := storetest.Start(t)
	target := s.Place("county").String()
	target = strings.Replace(target, "county?", "county/night/copies?", 1)
	x, phrase := backedInto(t, target)
	if _, err := x.console("backup"); err != nil {
		t.Fatal(err)
	}
	paper := x.all("documents", "file!=''")[0].Id
	want, files := x.fetch(paper, x.person("zhang")), len(x.namedFiles())-1
	before := objects(t, s, "county")
	for _, key := range before {
		if !strings.HasPrefix(key, "night/copies/onestop-backups/") {
			t.Errorf("%s lies outside the part of the bucket", key)
		}
		text, err := os.ReadFile(filepath.Join(s.Root, "buckets", "county", key))
		if err != nil || bytes.Contains(text, []byte("SQLite format")) || bytes.Contains(text, []byte("JFIF")) {
			t.Errorf("%s can be read: %v", key, err)
		}
	}
	if drill, err := x.backups.Drill(t.Context(), nil); err != nil || drill.Files != files {
		t.Fatalf("%+v, %v", drill, err)
	}
	if out, err := x.console("backup", "show"); err != nil || !strings.Contains(out, target) {
		t.Error(out, err)
	}
	status, err := x.backups.Status(t.Context())
	if err != nil || !status.Bucket || !status.Reachable || !status.OtherDisk || len(status.Backups) != 1 {
		t.Errorf("%+v, %v", status, err)
	}
	out, err := x.console("backup", "card")
	if err != nil || !strings.Contains(out, "ONESTOP_BACKUP_S3_KEY") || strings.Contains(out, storetest.Secret) {
		t.Error(out, err)
	}

	second, err := x.backups.Run(t.Context())
	if err != nil || second.Seq != 2 || second.New != 0 || len(second.Warnings) > 0 {
		t.Errorf("the second backup stores the files again: %+v, %v", second, err)
	}

	living := objects(t, s, "county")
	y, back := restored(t, target, phrase)
	if back.Files != files {
		t.Fatalf("%+v", back)
	}
	if got := y.fetch(paper, y.person("zhang")); got.status != http.StatusOK || got.text != want.text {
		t.Errorf("%d", got.status)
	}
	// The house that it is a copy of may live: nothing is stored in its series, or removed from
	// it, before somebody says so.
	if _, err := y.backups.Run(t.Context()); !errors.Is(err, backup.ErrRestored) {
		t.Errorf("a copy of a house is backed up into its series: %v", err)
	}
	if _, err := y.backups.Drill(t.Context(), nil); !errors.Is(err, backup.ErrRestored) {
		t.Error(err)
	}
	for _, word := range []string{"show", "card"} {
		if _, err := y.console("backup", word); !errors.Is(err, backup.ErrRestored) {
			t.Errorf("%s: %v", word, err)
		}
	}
	if status, err := y.backups.Status(t.Context()); err != nil || status.Set || !status.Restored {
		t.Errorf("%+v, %v", status, err)
	}
	if got := objects(t, s, "county"); !slices.Equal(got, living) {
		t.Errorf("%d objects of the living house became %d", len(living), len(got))
	}
	if _, err := y.backups.Aim(target, true); err == nil || !strings.Contains(err.Error(), "--take-over") {
		t.Errorf("two houses in one series: %v", err)
	}
	if phrase, err := y.backups.TakeOver(target, true); err != nil || phrase != "" { // with the keys that it has
		t.Error(phrase, err)
	}
	if third, err := y.backups.Run(t.Context()); err != nil || third.Seq != 3 {
		t.Errorf("%+v, %v", third, err)
	}
}

// What the console says of a house that is brought back from a bucket ends with what is to be
// done about its backups; the second time, too, until a place is named.
func TestARestoreFromABucketAsksForAPlace(t *testing.T) {
	unwatched(t)
	s := storetest.Start(t)
	target := s.Place("county").String()
	x, phrase := backedInto(t, target)
	if _, err := x.backups.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "data")
	for n, unaimed := range []bool{true, true, false} {
		other := &backup.Backups{Dir: dir, Now: time.Now}
		if !unaimed {
			if _, err := other.TakeOver(target, true); err != nil {
				t.Fatal(err)
			}
		}
		then := time.Now().Add(time.Duration(n) * time.Minute) // the old folders are named by it
		r := backup.Restore{Dir: dir, From: target, Now: func() time.Time { return then }, Identity: func(recipient string) (*vault.Identity, error) { return vault.ParsePhrase(phrase, recipient) }}
		out, err := r.Run(t.Context())
		if err != nil || out.Unaimed != unaimed {
			t.Fatalf("%+v, %v", out, err)
		}
		var said bytes.Buffer
		sayRestored(&said, out, dir)
		if strings.Contains(said.String(), `onestop backup --dir "`+dir+`" --to`) != unaimed {
			t.Error(said.String())
		}
	}
}

// A house whose dashboard was told the key of its files keeps that while its backups have
// another; half a key is a mistake.
func TestBackupsHaveAKeyOfTheirOwn(t *testing.T) {
	unwatched(t)
	s := storetest.Start(t)
	x, _ := backedInto(t, s.Place("county").String())
	t.Setenv("ONESTOP_S3_KEY", "")
	t.Setenv("ONESTOP_S3_SECRET", "")
	t.Setenv("ONESTOP_BACKUP_S3_KEY", storetest.Key)
	t.Setenv("ONESTOP_BACKUP_S3_SECRET", storetest.Secret)
	x.app.Settings().S3 = core.S3Config{Enabled: true, Bucket: "files", Endpoint: "http://127.0.0.1:1", Region: "cn-1", AccessKey: "of the files", Secret: "of the files, too"}
	if err := x.app.Save(x.app.Settings()); err != nil {
		t.Fatal(err)
	}
	if err := x.app.ReloadSettings(); err != nil {
		t.Fatal(err)
	}
	if c := x.app.Settings().S3; c.AccessKey != "of the files" || c.Secret != "of the files, too" {
		t.Errorf("the files are reached by %s", c.AccessKey)
	}
	if status, err := x.backups.Status(t.Context()); err != nil || !status.Reachable {
		t.Errorf("%+v, %v", status, err)
	}
	t.Setenv("ONESTOP_S3_KEY", storetest.Key)
	t.Setenv("ONESTOP_S3_SECRET", storetest.Secret)
	t.Setenv("ONESTOP_BACKUP_S3_SECRET", "")
	if status, err := x.backups.Status(t.Context()); err != nil || status.Reachable || !strings.Contains(status.Problem.EN, "ONESTOP_BACKUP_S3_SECRET") || !strings.Contains(status.Problem.ZH, "ONESTOP_BACKUP_S3_SECRET") {
		t.Errorf("%+v, %v", status, err)
	}
}

// What does not belong there any more goes from the bucket as it goes from a disk: more backups
// of one hour than the newest, and what only they named.
func TestOldBackupsLeaveTheBucket(t *testing.T) {
	unwatched(t)
	s := storetest.Start(t)
	x, _ := backedInto(t, s.Place("county").String())
	at := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	x.backups.Now = func() time.Time { return at }
	for range 3 {
		x.draft(x.person("zhang"))
		if _, err := x.backups.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		at = at.Add(time.Minute)
		long := time.Now().Add(-1e5 * time.Hour)
		for _, key := range objects(t, s, "county") {
			if err := os.Chtimes(filepath.Join(s.Root, "buckets", "county", key), long, long); err != nil {
				t.Fatal(err)
			}
		}
	}
	before := len(objects(t, s, "county"))
	x.draft(x.person("zhang"))
	if _, err := x.backups.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if status, err := x.backups.Status(t.Context()); err != nil || len(status.Backups) != 1 {
		t.Errorf("%+v, %v", status, err)
	}
	if after := len(objects(t, s, "county")); after != before {
		t.Errorf("%d objects, %d before", after, before)
	}
	if _, err := x.backups.Drill(t.Context(), nil); err != nil {
		t.Error(err)
	}
}

// A bucket that cannot be used is refused in words, and one that fails later loses no earlier
// backup: a cut is made up for, a part that is damaged is named.
func TestBackupsIntoABucketThatFails(t *testing.T) {
	unwatched(t)
	quickly(t)
	s := storetest.Start(t)
	way := storetest.NewWay(t, s.Address())
	target := storetest.PlaceAt(way.Address(), "county").String()
	x, _ := backedInto(t, target)
	if _, err := x.backups.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	refused := func(what string, err error, part string) {
		t.Helper()
		said, ok := refusal.Known(err)
		if !ok || said.ZH == "" || !strings.Contains(said.EN, part) || strings.Contains(said.Error(), storetest.Secret) {
			t.Errorf("%s: %v", what, err)
		}
	}
	aim := func(target string) error { _, err := x.backups.Aim(target, true); return err }
	refused("no such bucket", aim(s.Place("nowhere").String()), "bucket is not there")
	refused("no address", aim("s3://county"), "endpoint")
	s.Make("files")
	inBucket(t, s.Place("files"))
	refused("the bucket of files", aim(s.Place("files").String()), "uploaded files")
	t.Setenv("ONESTOP_S3_SECRET", "sekret")
	refused("a wrong key", aim(target), "does not accept the key")
	t.Setenv("ONESTOP_S3_SECRET", "")
	_, err := x.backups.Run(t.Context())
	refused("no key", err, "ONESTOP_S3_KEY")
	withKeys(t)

	way.Refuse()
	_, err = x.backups.Run(t.Context())
	refused("a cut", err, "cannot be reached")
	if status, err := x.backups.Status(t.Context()); err != nil || status.Reachable || status.Problem == nil || status.Good == nil || status.Good.Seq != 1 {
		t.Errorf("%+v, %v", status, err)
	}
	if _, err = x.backups.Drill(t.Context(), nil); err == nil || strings.Contains(err.Error(), "damaged") {
		t.Errorf("a drill without the storage: %v", err)
	}
	way.Open()
	x.until("the storage is there again", func() bool { _, err := x.backups.Run(t.Context()); return err == nil })
	x.draft(x.person("zhang"))
	way.Refuse() // the connections that are open
	way.BreakAfter(20_000)
	if _, err := x.backups.Run(t.Context()); err == nil {
		t.Error("a backup that broke off has ended well")
	}
	way.Open()
	x.until("the next one is whole", func() bool { _, err := x.backups.Run(t.Context()); return err == nil })
	if _, err := x.backups.Drill(t.Context(), nil); err != nil {
		t.Error(err)
	}

	for _, key := range objects(t, s, "county") {
		if strings.Contains(key, "/objects/") {
			if err := os.WriteFile(filepath.Join(s.Root, "buckets", "county", key), []byte("rot"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	_, err = x.backups.Drill(t.Context(), nil)
	refused("a damaged bucket", err, "damaged")
}
