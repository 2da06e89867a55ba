package backup

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/vault"
)

func TestRestoreKeepsWhatWasThere(t *testing.T) {
	x := newHouse(t)
	x.hand("A1", 1)
	phrase := x.aim()
	x.run()
	x.hand("A2", 0)
	_, err := x.restore(x.Dir, phrase)
	refused(t, err, "is in use by another Onestop")
	x.close()
	x.write(x.Dir+".key", "lost and made anew")
	out, err := x.restore(x.Dir, phrase)
	if err != nil || out.Old == "" {
		t.Fatalf("%+v, %v", out, err)
	}
	if got := papersOf(t, x.Dir); len(got) != 1 || got["A1"] != 2 {
		t.Fatal(got)
	}
	if got := papersOf(t, out.Old); len(got) != 2 {
		t.Fatal("the old folder:", got)
	}
	if content, _ := os.ReadFile(x.Dir + ".key"); string(content) != "this house's .key" {
		t.Fatalf("the key is %q", content)
	}
	x.open()
	x.run() // with the settings that were there
}

// On a new machine the folder of a service is made, for its user alone; a path of which more is
// missing is refused, and nothing is left of either way but the house.
func TestRestoreWhereTheFolderOfTheServiceIsMissing(t *testing.T) {
	x := newHouse(t)
	x.hand("A1", 0)
	phrase := x.aim()
	x.run()
	root := t.TempDir()
	_, err := x.restore(filepath.Join(root, "no", "such", "data"), phrase)
	refused(t, err, "There is no folder "+filepath.Join(root, "no")+" in which")
	if entries, err := os.ReadDir(root); err != nil || len(entries) > 0 {
		t.Fatal(entries, err)
	}
	home := filepath.Join(root, "onestop")
	if _, err := x.restore(filepath.Join(home, "data"), phrase); err != nil || len(papersOf(t, filepath.Join(home, "data"))) != 1 {
		t.Fatal(err)
	}
	info, err := os.Stat(home)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Fatal(info.Mode(), err)
	}
	if _, err := os.Stat(filepath.Join(home, "data.restore.lock")); runtime.GOOS != "windows" && !errors.Is(err, os.ErrNotExist) {
		t.Fatal("the lock of the restore stays:", err)
	}
}

func TestRestoreOfAnEarlierTime(t *testing.T) {
	x := newHouse(t)
	phrase := x.aim()
	first := x.at
	for _, number := range []string{"A1", "A2", "A3"} {
		x.hand(number, 0)
		x.run()
		x.at = x.at.Add(24 * time.Hour)
	}
	for papers, at := range map[int]time.Time{1: first.Add(time.Hour), 2: first.Add(24 * time.Hour), 3: {}} {
		dir := filepath.Join(t.TempDir(), "data")
		r := &Restore{Dir: dir, From: x.disk, At: at, Now: x.Now, Identity: func(recipient string) (*vault.Identity, error) { return vault.ParsePhrase(phrase, recipient) }}
		if _, err := r.Run(context.Background()); err != nil || len(papersOf(t, dir)) != papers {
			t.Errorf("%d papers, want %d, %v", len(papersOf(t, dir)), papers, err)
		}
	}
	r := &Restore{Dir: filepath.Join(t.TempDir(), "data"), From: x.disk, At: first.Add(-time.Hour), Now: x.Now, Identity: func(string) (*vault.Identity, error) { return x.identity() }}
	_, err := r.Run(context.Background())
	refused(t, err, "the oldest is of 2026-03-02 12:00")
}

// Nobody who was signed in at the time of the backup still is.
func TestRestoreEndsAllSessions(t *testing.T) {
	x := newHouse(t)
	people, err := x.app.FindCollectionByNameOrId("people")
	if err != nil {
		t.Fatal(err)
	}
	tokens := map[string]string{}
	for collection, mail := range map[string]string{"people": "a@demo.test", core.CollectionNameSuperusers: "b@demo.test"} {
		person := core.NewRecord(people)
		if collection != "people" {
			found, err := x.app.FindCollectionByNameOrId(collection)
			if err != nil {
				t.Fatal(err)
			}
			person = core.NewRecord(found)
		}
		person.SetEmail(mail)
		person.SetPassword("a long password")
		if err := x.app.Save(person); err != nil {
			t.Fatal(err)
		}
		token, err := person.NewAuthToken()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := x.app.FindAuthRecordByToken(token); err != nil {
			t.Fatal(err)
		}
		tokens[collection] = token
	}
	phrase := x.aim()
	x.run()
	dir := filepath.Join(t.TempDir(), "data")
	if _, err := x.restore(dir, phrase); err != nil {
		t.Fatal(err)
	}
	err = Inside(dir, func(app core.App) error {
		for collection, token := range tokens {
			if _, err := app.FindAuthRecordByToken(token); err == nil {
				t.Errorf("a token of %s still opens", collection)
			}
			person, err := app.FindFirstRecordByFilter(collection, "email != ''")
			if err != nil || !person.ValidatePassword("a long password") {
				t.Errorf("the password of %s does not open: %v", collection, err)
				continue
			}
			fresh, err := person.NewAuthToken()
			if err != nil {
				return err
			}
			if _, err := app.FindAuthRecordByToken(fresh); err != nil {
				t.Errorf("nobody of %s can sign in again: %v", collection, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// bad are archives that must not come in, by what is done to a good disk.
func bad() map[string]func(t *testing.T, x *house) {
	each := func(t *testing.T, x *house, pattern string, harm func(path string) error) {
		t.Helper()
		paths, err := filepath.Glob(filepath.Join(x.disk, "onestop-backups", pattern))
		if err != nil || len(paths) == 0 {
			t.Fatal(paths, err)
		}
		for _, path := range paths {
			if err := harm(path); err != nil {
				t.Fatal(err)
			}
		}
	}
	half := func(path string) error {
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		return os.Truncate(path, info.Size()/2)
	}
	garbage := func(path string) error { return os.WriteFile(path, []byte("<html>no such page</html>"), 0o600) }
	return map[string]func(t *testing.T, x *house){
		"truncated manifest": func(t *testing.T, x *house) { each(t, x, "backups/*.manifest.age", half) },
		"truncated objects":  func(t *testing.T, x *house) { each(t, x, "objects/*/*.age", half) },
		"garbage manifest":   func(t *testing.T, x *house) { each(t, x, "backups/*.manifest.age", garbage) },
		"garbage objects":    func(t *testing.T, x *house) { each(t, x, "objects/*/*.age", garbage) },
		"garbage mark":       func(t *testing.T, x *house) { each(t, x, "house.json", garbage) },
		"missing objects":    func(t *testing.T, x *house) { each(t, x, "objects/*/*.age", os.Remove) },
		"no backups":         func(t *testing.T, x *house) { each(t, x, "backups/*", os.Remove) },
		"foreign": func(t *testing.T, x *house) {
			y := newHouse(t)
			y.aim()
			y.run()
			if err := os.RemoveAll(filepath.Join(x.disk, "onestop-backups", "backups")); err != nil {
				t.Fatal(err)
			}
			if err := os.CopyFS(filepath.Join(x.disk, "onestop-backups", "backups"), os.DirFS(filepath.Join(y.disk, "onestop-backups", "backups"))); err != nil {
				t.Fatal(err)
			}
		},
		"traversal": func(t *testing.T, x *house) {
			write(t, x, func(m *vault.Manifest, put func(string) vault.Object) {
				m.Records = append(m.Records, vault.Record{Folder: "papers/x", Names: []string{"evil"}, Object: put("../../../evil")})
			})
		},
		"a device": func(t *testing.T, x *house) {
			write(t, x, func(m *vault.Manifest, put func(string) vault.Object) {
				m.Records = append(m.Records, vault.Record{Folder: "papers/x", Names: []string{"evil"}, Object: put("nul")})
			})
		},
		"a newer schema": func(t *testing.T, x *house) {
			write(t, x, func(m *vault.Manifest, _ func(string) vault.Object) {
				m.Migrations = append(m.Migrations, "2999999999_of_tomorrow.go")
			})
		},
		"another count": func(t *testing.T, x *house) {
			write(t, x, func(m *vault.Manifest, _ func(string) vault.Object) { m.Counts["papers"]++ })
		},
		"another digest": func(t *testing.T, x *house) {
			write(t, x, func(m *vault.Manifest, _ func(string) vault.Object) { m.Database.Sum = strings.Repeat("0", 64) })
		},
		"a bigger database": func(t *testing.T, x *house) {
			write(t, x, func(m *vault.Manifest, _ func(string) vault.Object) { m.Database.Size-- })
		},
		"a page for a database": func(t *testing.T, x *house) {
			write(t, x, func(m *vault.Manifest, put func(string) vault.Object) { m.Database.Object = put("evil") })
		},
	}
}

// write makes a backup by the right keys that is not what it should be.
func write(t *testing.T, x *house, spoil func(m *vault.Manifest, put func(name string) vault.Object)) {
	t.Helper()
	store, identity, entries := x.kept(t)
	m, err := store.Load(identity, entries[0])
	if err != nil {
		t.Fatal(err)
	}
	w, err := store.Begin(identity.Keys())
	if err != nil {
		t.Fatal(err)
	}
	spoil(m, func(name string) vault.Object {
		o, err := w.Put(func(dst io.Writer) error { return tarOf(dst, name) })
		if err != nil {
			t.Fatal(err)
		}
		return o
	})
	if err := w.Commit(m); err != nil {
		t.Fatal(err)
	}
}

func TestBadArchivesAreRefusedBeforeAnythingIsTouched(t *testing.T) {
	for name, spoil := range bad() {
		t.Run(name, func(t *testing.T) {
			x := newHouse(t)
			x.hand("A1", 1)
			phrase := x.aim()
			x.run()
			x.close()
			spoil(t, x)
			before := listing(t, filepath.Dir(x.Dir))
			_, err := x.restore(x.Dir, phrase)
			refused(t, err, "")
			if after := listing(t, filepath.Dir(x.Dir)); after != before {
				t.Fatalf("something was touched:\n%s\nbefore:\n%s", after, before)
			}
			if got := papersOf(t, x.Dir); got["A1"] != 2 {
				t.Fatal(got)
			}
		})
	}
}

func TestAWrongPhraseIsRefused(t *testing.T) {
	x := newHouse(t)
	x.aim()
	x.run()
	other, err := vault.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	_, err = x.restore(filepath.Join(t.TempDir(), "data"), other.Phrase())
	refused(t, err, "belongs to other backups")
	r := &Restore{Dir: filepath.Join(t.TempDir(), "data"), From: x.disk, Now: x.Now, Identity: func(string) (*vault.Identity, error) { return other, nil }}
	_, err = r.Run(context.Background())
	refused(t, err, "belongs to other backups")
	r = &Restore{Dir: filepath.Join(t.TempDir(), "data"), From: t.TempDir(), Now: x.Now}
	_, err = r.Run(context.Background())
	refused(t, err, "plugged in")
}

// A start in the middle of a restore is refused; the words of the restore tell how far it is.
func TestAStartDuringARestore(t *testing.T) {
	x := newHouse(t)
	x.hand("A1", 0)
	phrase := x.aim()
	x.run()
	x.close()
	var told []string
	r := &Restore{Dir: x.Dir, From: x.disk, Now: x.Now, Identity: func(recipient string) (*vault.Identity, error) { return vault.ParsePhrase(phrase, recipient) },
		Say: func(s refusal.Refusal) { told = append(told, s.EN) }}
	tried := 0
	r.step = func(name string) {
		if strings.HasPrefix(name, "move") || name == "prepare" || name == "written" {
			tried++
			app := core.NewBaseApp(core.BaseAppConfig{DataDir: x.Dir, DBConnect: appliance.Connect})
			appliance.Guard(app)
			refused(t, app.Bootstrap(), map[bool]string{true: "is in use", false: "is running"}[name == "prepare"])
		}
	}
	if _, err := r.Run(context.Background()); err != nil || tried < 6 || len(told) < 3 {
		t.Fatal(tried, told, err)
	}
	x.open()
}
