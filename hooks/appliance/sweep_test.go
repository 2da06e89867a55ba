package appliance

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/cron"
)

// lay puts a file into the storage that is as old as told.
func lay(t *testing.T, age time.Duration, parts ...string) string {
	t.Helper()
	path := filepath.Join(parts...)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, path, []byte("left over"))
	when := time.Now().Add(-age)
	for _, p := range []string{path, filepath.Dir(path)} {
		if err := os.Chtimes(p, when, when); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func TestSweepRemovesWhatNoRecordNames(t *testing.T) {
	app := newApp(t, t.TempDir())
	collection := mustPapers(t, app)
	record := mustPaper(t, collection, "1", "one")
	if err := app.Save(record); err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(app.DataDir(), "storage", collection.BaseFilesPath())
	own := filepath.Join(root, record.Id)
	name := record.GetString("file")
	const long = 2 * Grace
	age(t, own, long)

	gone := []string{
		lay(t, long, root, "orphan000000001", "paper.txt"),
		lay(t, long, root, "orphan000000001", "paper.txt.attrs"),
		lay(t, long, own, name+".18a0.tmp"),
		lay(t, long, own, "other.txt"),
	}
	kept := []string{
		filepath.Join(own, name), filepath.Join(own, name+".attrs"),
		lay(t, long, own, "thumbs_"+name, "100x100_"+name),
		lay(t, 0, root, "arriving0000001", "paper.txt"),
		lay(t, long, app.DataDir(), "storage", "unknown", "x", "paper.txt"),
	}
	empty := filepath.Join(root, "empty0000000001")
	if err := os.Mkdir(empty, 0o700); err != nil {
		t.Fatal(err)
	}
	age(t, empty, long)

	removed, err := Sweep(app)
	if err != nil || removed != len(gone)+2 { // and the two folders
		t.Errorf("removed %d (%v), want %d", removed, err, len(gone)+2)
	}
	for _, path := range append(gone, empty, filepath.Join(root, "orphan000000001")) {
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%s is still there", path)
		}
	}
	for _, path := range kept {
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s is gone", path)
		}
	}
	if again, err := Sweep(app); again != 0 || err != nil {
		t.Errorf("a second sweep removed %d (%v)", again, err)
	}
}

// age makes everything below a folder older.
func age(t *testing.T, dir string, by time.Duration) {
	t.Helper()
	when := time.Now().Add(-by)
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		return errors.Join(err, os.Chtimes(path, when, when))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A house from which another has taken over removes nothing: the files may be the other's.
func TestSweepAsksWhetherTheHouseStillServes(t *testing.T) {
	app := newApp(t, t.TempDir())
	root := filepath.Join(app.DataDir(), "storage", mustPapers(t, app).BaseFilesPath())
	theirs := lay(t, 2*Grace, root, "orphan000000001", "paper.txt")
	serves := false
	AskBeforeSweeping(app, func() bool { return serves })
	if n, err := Sweep(app); n != 0 || err != nil {
		t.Fatal(n, err)
	}
	if _, err := os.Stat(theirs); err != nil {
		t.Error("a file of the successor is gone")
	}
	serves = true
	if n, err := Sweep(app); n == 0 || err != nil {
		t.Fatal(n, err)
	}
}

func TestSweepOfAFreshFolderFindsNothing(t *testing.T) {
	app := newApp(t, t.TempDir())
	if removed, err := Sweep(app); removed != 0 || err != nil {
		t.Fatalf("removed %d (%v)", removed, err)
	}
}

func TestSweepStopsWhenTheAppEnds(t *testing.T) {
	app := newApp(t, t.TempDir())
	collection := mustPapers(t, app)
	lay(t, 2*Grace, app.DataDir(), "storage", collection.BaseFilesPath(), "orphan000000001", "paper.txt")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if removed, err := sweep(ctx, app, time.Now()); removed != 0 || !errors.Is(err, context.Canceled) {
		t.Fatalf("removed %d (%v)", removed, err)
	}
}

// The end of the app cancels the sweep in the background and waits for it.
func TestTheEndOfTheAppEndsTheSweep(t *testing.T) {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: t.TempDir(), DBConnect: Connect})
	Durable(app)
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	serve := &core.ServeEvent{}
	serve.App = app
	if err := app.OnServe().Trigger(serve, func(*core.ServeEvent) error { return nil }); err != nil {
		t.Fatal(err)
	}
	started := time.Now()
	terminate(t, app)
	if took := time.Since(started); took > sweepDelay/2 {
		t.Fatalf("the end waited %v", took)
	}
}

// A served app sweeps at its start and every night, and tells how much went.
func TestTheSweepTellsHowMuchItFound(t *testing.T) {
	app := newApp(t, t.TempDir())
	bindSweep(app)
	if jobs := app.Cron().Jobs(); !slices.ContainsFunc(jobs, func(j *cron.Job) bool { return j.Id() == "onestopSweep" && j.Expression() == "30 18 * * *" }) {
		t.Errorf("no sweep at night: %v", jobs)
	}
	collection := mustPapers(t, app)
	lay(t, 2*Grace, app.DataDir(), "storage", collection.BaseFilesPath(), "orphan000000001", "paper.txt")
	if _, known := LastSweep(app); known {
		t.Fatal("told before it swept")
	}
	sweepAndTell(context.Background(), app, time.Now().Add(-Grace))
	if s, known := LastSweep(app); !known || s.Removed != 2 || s.Problem != "" || time.Since(s.At) > time.Minute {
		t.Fatalf("%+v", s)
	}
	sweepAndTell(context.Background(), app, time.Now().Add(-Grace))
	if s, _ := LastSweep(app); s.Removed != 0 {
		t.Fatalf("%+v", s)
	}
}
