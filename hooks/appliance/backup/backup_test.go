package backup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	_ "github.com/pocketbase/pocketbase/migrations" // PocketBase's own tables
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/vault"
)

// childRole tells a copy of the test binary which other process it plays.
const childRole = "ONESTOP_TEST_CHILD"

func TestMain(m *testing.M) {
	var err error
	switch os.Getenv(childRole) {
	case "":
		os.Exit(m.Run())
	case "restore":
		err = restoreUntilKilled()
	case "backup":
		err = backupUntilKilled()
	case "start":
		err = startOnce(os.Args[1])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// house is a data folder of a test with what lies beside it and a disk for its backups.
type house struct {
	*Backups
	t    testing.TB
	app  core.App // nil while it is closed
	disk string
	at   time.Time
}

func newHouse(t testing.TB) *house {
	t.Helper()
	root := t.TempDir()
	x := &house{t: t, disk: filepath.Join(root, "disk"), at: time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)}
	x.Backups = &Backups{Dir: filepath.Join(root, "data"), Version: "test", Now: func() time.Time { return x.at }}
	if err := os.Mkdir(x.disk, 0o700); err != nil {
		t.Fatal(err)
	}
	x.open()
	t.Cleanup(func() { x.close() })
	for _, ending := range besides { // after the database, as a first start makes them
		x.write(x.Dir+ending, "this house's "+ending)
	}
	return x
}

func (x *house) write(path, content string) {
	x.t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		x.t.Fatal(err)
	}
}

func (x *house) open() {
	x.t.Helper()
	x.app = core.NewBaseApp(core.BaseAppConfig{DataDir: x.Dir, DBConnect: appliance.Connect})
	appliance.Guard(x.app)
	appliance.Durable(x.app)
	if err := x.app.Bootstrap(); err != nil {
		x.t.Fatal(err)
	}
	if _, err := papers(x.app); err != nil {
		x.t.Fatal(err)
	}
}

func (x *house) close() {
	if x.app == nil {
		return
	}
	event := &core.TerminateEvent{}
	event.App = x.app
	if err := x.app.OnTerminate().Trigger(event, func(e *core.TerminateEvent) error { return e.App.ResetBootstrapState() }); err != nil {
		x.t.Fatal(err)
	}
	x.app = nil
}

// papers is a collection with one file and with several, and people who sign in.
func papers(app core.App) (*core.Collection, error) {
	if found, err := app.FindCollectionByNameOrId("papers"); err == nil {
		return found, nil
	}
	people := core.NewAuthCollection("people")
	if err := app.Save(people); err != nil {
		return nil, err
	}
	collection := core.NewBaseCollection("papers")
	collection.Fields.Add(&core.TextField{Name: "number"}, &core.FileField{Name: "file", MaxSize: 1 << 20}, &core.FileField{Name: "more", MaxSelect: 5, MaxSize: 1 << 20})
	return collection, app.Save(collection)
}

// hand stores a paper with files and answers its record.
func hand(app core.App, number string, more int) (*core.Record, error) {
	collection, err := papers(app)
	if err != nil {
		return nil, err
	}
	record := core.NewRecord(collection)
	record.Set("number", number)
	var files []*filesystem.File
	for n := range 1 + more {
		file, err := filesystem.NewFileFromBytes([]byte(strings.Repeat(fmt.Sprint(number, n), 500)), "paper.txt")
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	record.Set("file", files[0])
	record.Set("more", files[1:])
	return record, app.Save(record)
}

func (x *house) hand(number string, more int) *core.Record {
	x.t.Helper()
	record, err := hand(x.app, number, more)
	if err != nil {
		x.t.Fatal(err)
	}
	return record
}

// aim names the disk and answers the phrase.
func (x *house) aim() (phrase string) {
	x.t.Helper()
	phrase, err := x.Aim(x.disk, true)
	if err != nil || phrase == "" {
		x.t.Fatal(phrase, err)
	}
	return phrase
}

func (x *house) run() Result {
	x.t.Helper()
	result, err := x.Run(context.Background())
	if err != nil {
		x.t.Fatal(err)
	}
	return result
}

// restore brings the newest backup back into a folder.
func (x *house) restore(dir, phrase string) (*Restored, error) {
	r := &Restore{Dir: dir, From: x.disk, Now: x.Now, Identity: func(recipient string) (*vault.Identity, error) { return vault.ParsePhrase(phrase, recipient) }}
	return r.Run(context.Background())
}

// refused checks that an error is a sentence in both languages with the words.
func refused(t testing.TB, err error, words string) {
	t.Helper()
	r, ok := errors.AsType[refusal.Refusal](err)
	if !ok || !strings.Contains(r.EN, words) || r.ZH == "" || r.ZH == r.EN {
		t.Fatalf("want a refusal with %q, got %v", words, err)
	}
}

// paperOf reads a paper of a folder that nobody serves: its number and what is in its files.
func papersOf(t testing.TB, dir string) map[string]int {
	t.Helper()
	found := map[string]int{}
	err := Inside(dir, func(app core.App) error {
		records, err := app.FindAllRecords("papers")
		for _, r := range records {
			for _, name := range append(r.GetStringSlice("more"), r.GetString("file")) {
				content, err := os.ReadFile(filepath.Join(dir, core.LocalStorageDirName, filepath.FromSlash(r.BaseFilesPath()), name))
				if err != nil || !strings.HasPrefix(string(content), r.GetString("number")) {
					return fmt.Errorf("the file of %s: %w", r.GetString("number"), err)
				}
				found[r.GetString("number")]++
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// kept opens the backups on the disk: where they lie, what opens them, and which there are.
func (x *house) kept(t *testing.T) (*vault.Store, *vault.Identity, []vault.Entry) {
	t.Helper()
	store, err := vault.Open(vault.Folders(x.disk)...)
	if err != nil {
		t.Fatal(err)
	}
	identity, err := x.identity()
	if err != nil {
		t.Fatal(err)
	}
	s, err := x.settings()
	if err != nil {
		t.Fatal(err)
	}
	if s.Maker != "" {
		if err := store.Claim(vault.Maker{ID: s.Maker}, false, x.at); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := store.Entries()
	if err != nil {
		t.Fatal(err)
	}
	return store, identity, entries
}
