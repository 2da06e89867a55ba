package appliance

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"onestop/hooks/appliance/disk"
)

// recorder stands in for the disk: it writes down what was to be synced, what was there
// at that moment, and fails when told to.
type recorder struct {
	t     *testing.T
	app   core.App
	files []string
	dirs  []string
	rows  []int // rows in the table at each file sync
	fail  string
}

func (r *recorder) durable() *durable {
	return &durable{
		syncFile: func(path string) error {
			if _, err := os.Stat(path); err != nil {
				r.t.Errorf("%s is synced before it exists", path)
			}
			var rows int
			if err := r.app.ConcurrentDB().NewQuery("SELECT count(*) FROM papers").Row(&rows); err != nil {
				r.t.Error(err)
			}
			r.files, r.rows = append(r.files, path), append(r.rows, rows)
			return r.failure(path)
		},
		syncDir: func(path string) error {
			r.dirs = append(r.dirs, path)
			return r.failure(path)
		},
	}
}

func (r *recorder) failure(path string) error {
	if r.fail != "" && strings.HasSuffix(path, r.fail) {
		return errors.New("the disk says no")
	}
	return nil
}

func recorded(t *testing.T) (*recorder, *core.Collection) {
	app := newApp(t, t.TempDir())
	r := &recorder{t: t, app: app}
	bindDurable(app, r.durable())
	return r, mustPapers(t, app)
}

func TestFilesAreOnDiskBeforeTheRow(t *testing.T) {
	r, collection := recorded(t)
	record := mustPaper(t, collection, "1", "one")
	copied, err := filesystem.NewFileFromBytes([]byte("two"), "copy.txt")
	if err != nil {
		t.Fatal(err)
	}
	record.Set("copy", copied)
	if err := r.app.Save(record); err != nil {
		t.Fatal(err)
	}
	storage := filepath.Join(r.app.DataDir(), "storage")
	inCollection := filepath.Join(storage, collection.BaseFilesPath())
	inRecord := filepath.Join(inCollection, record.Id)
	var want []string
	for _, name := range []string{record.GetString("file"), record.GetString("copy")} {
		want = append(want, filepath.Join(inRecord, name), filepath.Join(inRecord, name+".attrs"))
	}
	if !slices.Equal(r.files, want) {
		t.Errorf("synced files %v\nwant %v", r.files, want)
	}
	if !slices.Equal(r.dirs, []string{inRecord, inCollection, storage, r.app.DataDir()}) {
		t.Errorf("synced folders %v", r.dirs)
	}
	if slices.Max(r.rows) != 0 {
		t.Error("the row stood before its files were on disk")
	}

	r.dirs = nil
	if err := r.app.Save(mustPaper(t, collection, "2", "again")); err != nil {
		t.Fatal(err)
	}
	if len(r.dirs) != 2 {
		t.Errorf("a known collection needs two folders, got %v", r.dirs)
	}
}

func TestUpdatesSyncOnlyNewFiles(t *testing.T) {
	r, collection := recorded(t)
	record := mustPaper(t, collection, "1", "one")
	if err := r.app.Save(record); err != nil {
		t.Fatal(err)
	}
	r.files = nil
	record.Set("number", "1b")
	if err := r.app.Save(record); err != nil || len(r.files) != 0 {
		t.Fatalf("an update without a file synced %v (%v)", r.files, err)
	}
	copied, err := filesystem.NewFileFromBytes([]byte("two"), "copy.txt")
	if err != nil {
		t.Fatal(err)
	}
	record.Set("copy", copied)
	if err := r.app.Save(record); err != nil || len(r.files) != 2 {
		t.Fatalf("an update with a file synced %v (%v)", r.files, err)
	}
}

func TestFailingSyncStoresNothing(t *testing.T) {
	inTransaction := func(app core.App, record *core.Record) error {
		return app.RunInTransaction(func(tx core.App) error { return tx.Save(record) })
	}
	for name, save := range map[string]func(core.App, *core.Record) error{
		"alone":          func(app core.App, record *core.Record) error { return app.Save(record) },
		"in transaction": inTransaction,
	} {
		for _, fail := range []string{".txt", ".attrs", "pb_data"} {
			t.Run(name+fail, func(t *testing.T) {
				app := newApp(t, filepath.Join(t.TempDir(), "pb_data"))
				r := &recorder{t: t, app: app, fail: fail}
				bindDurable(app, r.durable())
				collection := mustPapers(t, app)
				if err := save(app, mustPaper(t, collection, "1", "one")); err == nil {
					t.Fatal("an upload that is not on disk was acknowledged")
				}
				if n, err := app.CountRecords(collection); n != 0 || err != nil {
					t.Errorf("%d rows (%v)", n, err)
				}
				if left := stored(t, app, collection); len(left) != 0 {
					t.Errorf("left in the storage: %v", left)
				}
			})
		}
	}
}

func TestRefusedRowLeavesNoFile(t *testing.T) {
	app := newApp(t, t.TempDir(), Durable)
	collection := mustPapers(t, app)
	if err := app.Save(mustPaper(t, collection, "1", "one")); err != nil {
		t.Fatal(err)
	}
	before := stored(t, app, collection)
	rollback := errors.New("rollback")
	for name, save := range map[string]func(*core.Record) error{
		"alone":          func(record *core.Record) error { return app.Save(record) },
		"without checks": func(record *core.Record) error { return app.SaveNoValidate(record) },
		"in transaction": func(record *core.Record) error {
			return app.RunInTransaction(func(tx core.App) error { return tx.SaveNoValidate(record) })
		},
	} {
		if err := save(mustPaper(t, collection, "1", "the same number")); err == nil {
			t.Errorf("%s: the unique number was stored twice", name)
		}
	}
	err := app.RunInTransaction(func(tx core.App) error {
		return errors.Join(tx.Save(mustPaper(t, collection, "2", "two")), rollback)
	})
	if !errors.Is(err, rollback) {
		t.Error(err)
	}
	if after := stored(t, app, collection); !slices.Equal(before, after) {
		t.Errorf("left in the storage: %v, was %v", after, before)
	}
}

func TestForeignStorageIsLeftToItsOwner(t *testing.T) {
	r, collection := recorded(t)
	record := mustPaper(t, collection, "1", "one")
	event := &core.RecordEvent{}
	event.App, event.Record = r.app, record
	r.app.Settings().S3.Enabled = true
	defer func() { r.app.Settings().S3.Enabled = false }()
	if err := r.durable().settle(event); err != nil || len(r.files) != 0 {
		t.Fatalf("synced %v (%v)", r.files, err)
	}
}

func BenchmarkDurableCreate(b *testing.B) {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: b.TempDir(), DBConnect: Connect})
	bindDurable(app, &durable{syncFile: disk.SyncFile, syncDir: disk.SyncDir})
	if err := app.Bootstrap(); err != nil {
		b.Fatal(err)
	}
	defer app.ResetBootstrapState()
	collection, err := papers(app)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		record, err := paper(collection, core.GenerateDefaultRandomId(), "content")
		if err != nil {
			b.Fatal(err)
		}
		if err := app.Save(record); err != nil {
			b.Fatal(err)
		}
	}
}
