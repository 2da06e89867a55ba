package appliance

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/routine"

	"onestop/hooks/appliance/store"
)

const (
	// Grace is how long a file may lie in the storage before its record must be there.
	Grace      = time.Hour
	sweepDelay = 30 * time.Second // after the start, when the first visitors are served
	sweepBatch = 200              // records looked up at once
)

// Sweep removes what a crash left among the stored files, wherever they are: files and record
// folders that no record names and that are older than Grace. It answers how many it removed.
// Folders of unknown collections are left alone.
func Sweep(app core.App) (removed int, err error) {
	return sweep(context.Background(), app, time.Now().Add(-Grace))
}

func sweep(ctx context.Context, app core.App, before time.Time) (removed int, err error) {
	files, err := store.For(app)
	if err != nil {
		return 0, err
	}
	if err := files.Ours(ctx); err != nil {
		return 0, store.Said(err)
	}
	if latest := time.Now().Add(-files.Lag()); before.After(latest) {
		before = latest
	}
	collections, err := app.FindAllCollections(core.CollectionTypeBase, core.CollectionTypeAuth)
	if err != nil {
		return 0, err
	}
	for _, collection := range collections {
		folders, listErr := files.Folders(ctx, collection.BaseFilesPath())
		err = errors.Join(err, store.Said(listErr))
		for batch := range slices.Chunk(folders, sweepBatch) {
			if ctx.Err() != nil {
				return removed, errors.Join(err, ctx.Err())
			}
			if !inService(app) {
				return removed, err
			}
			n, batchErr := sweepBatchOf(ctx, app, files, collection, batch, before)
			removed, err = removed+n, errors.Join(err, batchErr)
		}
	}
	return removed, err
}

// serving is a question to a house that may be taken over from.
const serving = "onestopServing"

// AskBeforeSweeping has a house ask whether it is still the one that serves before it removes
// files: in a bucket lie those of its successor, too.
func AskBeforeSweeping(app core.App, holds func() bool) { app.Store().Set(serving, holds) }

func inService(app core.App) bool {
	holds, asked := app.Store().Get(serving).(func() bool)
	return !asked || holds()
}

// sweepBatchOf compares some record folders of one collection with its records.
func sweepBatchOf(ctx context.Context, app core.App, files store.Files, collection *core.Collection, folders []store.Folder, before time.Time) (int, error) {
	ids := make([]string, len(folders))
	for i, folder := range folders {
		ids[i] = folder.ID
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
	for _, folder := range folders {
		n, sweepErr := sweepFolder(ctx, files, collection.BaseFilesPath()+"/"+folder.ID, folder, named[folder.ID], before)
		removed, err = removed+n, errors.Join(err, store.Said(sweepErr))
	}
	return removed, err
}

// sweepFolder removes the old entries of one record's folder that are not among the named
// files, their attributes or thumbnails; then the folder itself when nothing is left.
func sweepFolder(ctx context.Context, files store.Files, key string, folder store.Folder, named []string, before time.Time) (removed int, err error) {
	entries, err := folder.Entries()
	if err != nil {
		return 0, err
	}
	kept := 0
	for _, entry := range entries {
		if belongs(entry.Name, named) || entry.At.After(before) {
			kept++
			continue
		}
		if removeErr := files.Remove(ctx, entry.Key); removeErr != nil {
			kept, err = kept+1, errors.Join(err, removeErr)
			continue
		}
		removed++
	}
	if kept > 0 {
		return removed, err
	}
	pruned, pruneErr := files.Prune(key, before, removed > 0)
	if pruned {
		removed++
	}
	return removed, errors.Join(err, pruneErr)
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
