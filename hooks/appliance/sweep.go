package appliance

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/routine"
)

const (
	// Grace is how long a file may lie in the storage before its record must be there.
	Grace      = time.Hour
	sweepDelay = 30 * time.Second // after the start, when the first visitors are served
	sweepBatch = 200              // records looked up at once
)

// Sweep removes what a crash left in the local storage: files and record folders that
// no record names and that are older than Grace. It answers how many it removed.
// Folders of unknown collections are left alone.
func Sweep(app core.App) (removed int, err error) {
	return sweep(context.Background(), app, time.Now().Add(-Grace))
}

func sweep(ctx context.Context, app core.App, before time.Time) (removed int, err error) {
	if app.Settings().S3.Enabled {
		return 0, nil
	}
	root := filepath.Join(app.DataDir(), core.LocalStorageDirName)
	collections, err := app.FindAllCollections(core.CollectionTypeBase, core.CollectionTypeAuth)
	if err != nil {
		return 0, err
	}
	for _, collection := range collections {
		dirs, readErr := os.ReadDir(filepath.Join(root, collection.BaseFilesPath()))
		if errors.Is(readErr, fs.ErrNotExist) {
			continue
		}
		err = errors.Join(err, readErr)
		dirs = slices.DeleteFunc(dirs, func(entry fs.DirEntry) bool { return !entry.IsDir() })
		for batch := range slices.Chunk(dirs, sweepBatch) {
			if ctx.Err() != nil {
				return removed, errors.Join(err, ctx.Err())
			}
			n, batchErr := sweepBatchOf(app, collection, root, batch, before)
			removed, err = removed+n, errors.Join(err, batchErr)
		}
	}
	return removed, err
}

// sweepBatchOf compares some record folders of one collection with its records.
func sweepBatchOf(app core.App, collection *core.Collection, root string, dirs []fs.DirEntry, before time.Time) (int, error) {
	ids := make([]string, len(dirs))
	for i, dir := range dirs {
		ids[i] = dir.Name()
	}
	records, err := app.FindRecordsByIds(collection, ids)
	if err != nil {
		return 0, err
	}
	named := map[string][]string{}
	for _, record := range records {
		named[record.Id] = storedFiles(record)
	}
	removed := 0
	for _, id := range ids {
		n, sweepErr := sweepDir(filepath.Join(root, collection.BaseFilesPath(), id), named[id], before)
		removed, err = removed+n, errors.Join(err, sweepErr)
	}
	return removed, err
}

// sweepDir removes the old entries of one record's folder that are not among the named
// files, their attributes or thumbnails; then the folder itself when nothing is left.
func sweepDir(dir string, named []string, before time.Time) (removed int, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return 0, err
	}
	kept := 0
	for _, entry := range entries {
		info, infoErr := entry.Info()
		if infoErr != nil || belongs(entry.Name(), named) || info.ModTime().After(before) {
			kept++
			continue
		}
		if removeErr := os.RemoveAll(filepath.Join(dir, entry.Name())); removeErr != nil {
			kept, err = kept+1, errors.Join(err, removeErr)
			continue
		}
		removed++
	}
	if kept == 0 && old(dir, before, removed) {
		err = errors.Join(err, os.Remove(dir))
		removed++
	}
	return removed, err
}

// old tells whether an empty folder may go: its own time counts unless we emptied it.
func old(dir string, before time.Time, removed int) bool {
	info, err := os.Stat(dir)
	return err == nil && (removed > 0 || info.ModTime().Before(before))
}

func belongs(entry string, named []string) bool {
	entry = strings.TrimPrefix(strings.TrimSuffix(entry, ".attrs"), "thumbs_")
	return slices.Contains(named, entry)
}

// bindSweep sweeps once in the background of a served app. The end of the app waits for
// the sweep, so that it never looks into a closed database.
func bindSweep(app core.App) {
	ctx, cancel := context.WithCancel(context.Background())
	var start sync.Once
	var running sync.WaitGroup
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "onestopSweep", Func: func(e *core.ServeEvent) error {
		// Nothing that was under way before this start can still come: one process holds the folder.
		started := time.Now()
		start.Do(func() { routine.FireAndForget(func() { sweepLater(ctx, app, started) }, &running) })
		return e.Next()
	}})
	app.Cron().MustAdd("onestopSweep", "30 18 * * *", func() { // half past two at night in China
		running.Add(1)
		defer running.Done()
		sweepAndTell(ctx, app, time.Now().Add(-Grace))
	})
	app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{Id: "onestopSweep", Func: func(e *core.TerminateEvent) error {
		cancel()
		running.Wait()
		return e.Next()
	}, Priority: -998})
}

func sweepLater(ctx context.Context, app core.App, started time.Time) {
	select {
	case <-ctx.Done():
		return
	case <-time.After(sweepDelay):
	}
	sweepAndTell(ctx, app, started)
}

// Swept is what the newest sweep of a served app did.
type Swept struct {
	At      time.Time
	Removed int    // files and folders
	Problem string // why some are still there
}

// sweptKey is where an app keeps it.
const sweptKey = "onestopSwept"

// LastSweep answers what the newest sweep did; false before the first one of this start.
func LastSweep(app core.App) (Swept, bool) {
	s, ok := app.Store().Get(sweptKey).(Swept)
	return s, ok
}

// sweepAndTell logs and keeps what was found; a house that closes meanwhile is no failure.
func sweepAndTell(ctx context.Context, app core.App, before time.Time) {
	removed, err := sweep(ctx, app, before)
	if ctx.Err() == nil {
		told := Swept{At: time.Now(), Removed: removed}
		if err != nil {
			told.Problem = err.Error()
		}
		app.Store().Set(sweptKey, told)
	}
	if err != nil && ctx.Err() == nil {
		app.Logger().Error("The sweep of the storage met errors.", "error", err)
	}
	if removed > 0 {
		app.Logger().Warn("Files without a record have been removed from the storage.", "removed", removed)
	}
}
