package appliance

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/store"
)

// PocketBase writes the files of a record at priority 99 of the execute hooks and then
// inserts the row; afterFiles runs between the two, aroundFiles encloses both.
const (
	afterFiles  = 100
	aroundFiles = 98
)

// durable puts new files on disk before the row that names them.
type durable struct {
	syncFile func(path string) error
	syncDir  func(path string) error
	known    sync.Map // collection folders whose own name is on disk already
}

// Durable makes the app wait until the new files of a record, their attributes and the
// folders around them are on disk before the row is written: after an acknowledged
// upload no power cut leaves a record without its file. An object storage has kept a file
// when it answers, which PocketBase waits for before the row is written, too. It also starts the sweep of files that no record names.
func Durable(app core.App) {
	bindDurable(app, &durable{syncFile: disk.SyncFile, syncDir: disk.SyncDir})
	bindSweep(app)
}

func bindDurable(app core.App, d *durable) {
	for _, on := range []*hook.TaggedHook[*core.RecordEvent]{app.OnRecordCreateExecute(), app.OnRecordUpdateExecute()} {
		on.Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopDurable", Func: d.settle, Priority: afterFiles})
		on.Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopDurableTidy", Func: tidy, Priority: aroundFiles})
	}
}

// settle runs when the files are written and the row is not.
func (d *durable) settle(e *core.RecordEvent) error {
	names := newFiles(e.Record)
	if len(names) == 0 || inBucket(e.App) || e.App.Store().Has(hurrying) {
		return e.Next()
	}
	dir := recordDir(e.App, e.Record)
	for _, name := range names {
		path := filepath.Join(dir, name)
		if err := errors.Join(d.syncFile(path), d.syncFile(path+".attrs")); err != nil {
			return fmt.Errorf("put the file on disk: %w", err)
		}
	}
	if err := d.settleDirs(e.App.DataDir(), dir); err != nil {
		return fmt.Errorf("put the folder of the file on disk: %w", err)
	}
	return e.Next()
}

// settleDirs puts the names on disk that lead to a record's files: in the record's and
// its collection's folder each time, in those above when the collection's may be new.
func (d *durable) settleDirs(root, dir string) error {
	collection := filepath.Dir(dir)
	dirs := []string{dir, collection}
	if _, ok := d.known.Load(collection); !ok {
		dirs = append(dirs, filepath.Dir(collection), root)
	}
	for _, path := range dirs {
		if err := d.syncDir(path); err != nil {
			return err
		}
	}
	d.known.Store(collection, true)
	return nil
}

// tidy removes the empty folder that a failed create leaves inside a transaction.
func tidy(e *core.RecordEvent) error {
	fresh := e.Record.IsNew() && len(newFiles(e.Record)) > 0
	err := e.Next()
	if err != nil && fresh && !inBucket(e.App) {
		_ = os.Remove(recordDir(e.App, e.Record)) // fails, as it should, unless the folder is empty
	}
	return err
}

// newFiles names the files that are being stored with a record.
func newFiles(record *core.Record) []string {
	var names []string
	for _, field := range fileFields(record) {
		for _, file := range record.GetUnsavedFiles(field) {
			names = append(names, file.Name)
		}
	}
	return names
}

// storedFiles names all files of a record.
func storedFiles(record *core.Record) []string {
	var names []string
	for _, field := range fileFields(record) {
		names = append(names, record.GetStringSlice(field)...)
	}
	return names
}

func fileFields(record *core.Record) []string {
	var names []string
	for _, field := range record.Collection().Fields {
		if field.Type() == core.FieldTypeFile {
			names = append(names, field.GetName())
		}
	}
	return names
}

func recordDir(app core.App, record *core.Record) string {
	return store.OnDisk(app.DataDir()).Path(record.BaseFilesPath())
}

// inBucket tells whether the files of a house are in an object storage.
func inBucket(app core.App) bool {
	_, remote := store.At(app)
	return remote
}
