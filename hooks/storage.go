package hooks

import (
	"context"
	"fmt"
	"net/http"
	"time"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"onestop/hooks/appliance/store"
	"onestop/hooks/rules/fault"
)

// storagePatience is how long a start, and the check-up, wait for an object storage in all.
const storagePatience = 30 * time.Second

// bindStorage keeps the files of the house where they are: on its disk, or in a bucket that
// serve --storage or the settings of the dashboard name. A bucket that cannot be used, or is
// another house's, refuses the start; one that is away just now is waited for in service, and a
// house that has its files elsewhere than --storage says is served from there.
func (h *Hall) bindStorage() {
	store.Bind(h.app)
	h.app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		ctx, stop := context.WithTimeout(context.Background(), storagePatience)
		defer stop()
		warning, err := store.Open(ctx, e.App, h.storage)
		if err != nil {
			return err
		}
		if warning != nil {
			fmt.Println(warning)
			e.App.Logger().Warn("The files are not where, or not as, the start wants them.", "error", warning)
		}
		return e.Next()
	})
	h.app.OnSettingsUpdateRequest().BindFunc(func(e *core.SettingsUpdateRequestEvent) error {
		ctx, stop := context.WithTimeout(e.Request.Context(), storagePatience)
		defer stop()
		if err := store.Change(ctx, e.App, e.OldSettings.S3, e.NewSettings.S3); err != nil {
			return answer(machineFault("s3", fault.StorageRefused, err))
		}
		return e.Next()
	})
}

// storageAnswers are how the faults of an object storage are told to whoever stored or fetched
// a file: it is nobody's mistake, and nothing of it is kept.
var storageAnswers = map[store.Kind]struct {
	status int
	code   fault.Code
	words  string
}{
	store.Away:   {http.StatusServiceUnavailable, fault.StorageAway, "The files cannot be reached just now; nothing was changed. Try again in some minutes."},
	store.Full:   {http.StatusInsufficientStorage, fault.StorageFull, "The storage of the files is full; nothing was stored. Try again later, or tell the service centre."},
	store.Denied: {http.StatusServiceUnavailable, fault.StorageDenied, "The storage of the files does not let the service in; nothing was changed. Tell the service centre."},
	store.Gone:   {http.StatusServiceUnavailable, fault.StorageGone, "The storage of the files is not there; nothing was changed. Tell the service centre."},
	store.Skewed: {http.StatusServiceUnavailable, fault.StorageSkewed, "The clocks of the service and of the storage of the files differ; nothing was changed. Tell the service centre."},
}

// storageAnswer is the answer to a fault of the storage.
func storageAnswer(f *store.Fault) error {
	a := storageAnswers[f.Kind]
	told := fault.New(a.code, "", "%s", a.words)
	return router.NewApiError(a.status, told.Error(), validation.Errors{"act": told})
}

// storageFault is the fault of the storage in an error and in what the platform wrapped it
// into, nil where there is none.
func storageFault(err error) (f *store.Fault) {
	inside("", err, func(_ string, err error) bool {
		f, _ = store.FaultOf(err)
		return f != nil
	})
	return f
}

// storageTrouble is what the storage of the house failed with last, nil while it does not.
func (h *Hall) storageTrouble() *store.Fault {
	if at, remote := store.At(h.app); remote {
		return store.Trouble(at)
	}
	return nil
}

// storageAway is why no file can be taken just now, nil while they can.
func (h *Hall) storageAway() *store.Fault {
	if f := h.storageTrouble(); f != nil && f.Kind == store.Away {
		return f
	}
	return nil
}
