package appliance

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	_ "github.com/pocketbase/pocketbase/migrations" // PocketBase's own tables
	"github.com/pocketbase/pocketbase/tools/filesystem"
)

// childRole tells a copy of the test binary which other process it plays.
const childRole = "ONESTOP_TEST_CHILD"

func TestMain(m *testing.M) {
	var err error
	switch os.Getenv(childRole) {
	case "":
		os.Exit(m.Run())
	case "holder":
		err = holdUntilStdinEnds(os.Args[1])
	case "writer":
		err = writeUntilKilled(os.Args[1])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// child prepares a copy of the test binary in another role.
func child(t *testing.T, role string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), childRole+"="+role)
	cmd.Stderr = os.Stderr
	return cmd
}

// newApp opens an app as the product does, over a folder of its own.
func newApp(t *testing.T, dir string, bind ...func(core.App)) core.App {
	t.Helper()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: Connect})
	for _, b := range bind {
		b(app)
	}
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { terminate(t, app) })
	return app
}

func terminate(t *testing.T, app core.App) {
	t.Helper()
	event := &core.TerminateEvent{}
	event.App = app
	err := app.OnTerminate().Trigger(event, func(e *core.TerminateEvent) error { return e.App.ResetBootstrapState() })
	if err != nil {
		t.Fatal(err)
	}
}

// papers creates a collection that holds a number and two files.
func papers(app core.App) (*core.Collection, error) {
	if found, err := app.FindCollectionByNameOrId("papers"); err == nil {
		return found, nil
	}
	collection := core.NewBaseCollection("papers")
	collection.Fields.Add(
		&core.TextField{Name: "number", Required: true},
		&core.FileField{Name: "file", MaxSize: 1 << 20},
		&core.FileField{Name: "copy", MaxSize: 1 << 20},
	)
	collection.AddIndex("idx_papers_number", true, "number", "")
	return collection, app.Save(collection)
}

func mustPapers(t *testing.T, app core.App) *core.Collection {
	t.Helper()
	collection, err := papers(app)
	if err != nil {
		t.Fatal(err)
	}
	return collection
}

// paper is an unsaved record with a file.
func paper(collection *core.Collection, number, content string) (*core.Record, error) {
	file, err := filesystem.NewFileFromBytes([]byte(content), "paper.txt")
	if err != nil {
		return nil, err
	}
	record := core.NewRecord(collection)
	record.Set("number", number)
	record.Set("file", file)
	return record, nil
}

func mustPaper(t *testing.T, collection *core.Collection, number, content string) *core.Record {
	t.Helper()
	record, err := paper(collection, number, content)
	if err != nil {
		t.Fatal(err)
	}
	return record
}

// stored lists every file and folder below a collection's storage, relative to it.
func stored(t *testing.T, app core.App, collection *core.Collection) []string {
	t.Helper()
	root := filepath.Join(app.DataDir(), core.LocalStorageDirName, collection.BaseFilesPath())
	var names []string
	err := filepath.WalkDir(root, func(path string, _ os.DirEntry, err error) error {
		if err == nil && path != root {
			names = append(names, strings.TrimPrefix(path, root+string(filepath.Separator)))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
