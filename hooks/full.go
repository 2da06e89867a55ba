package hooks

import (
	"errors"
	"net/http"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/probe"
	"onestop/hooks/rules/fault"
)

// A full disk is nobody's mistake: what fails for it is answered by 507 in words, whichever
// door it came through, and nothing of it is kept. Reading goes on. Files, which are big, are
// refused before that, under a floor (probe.Room), so that acts still find some room. Both
// end by themselves when there is room again. A disk that takes no writes at all is 503. An
// object storage that does not do what it is asked is answered in the same way.

// bindFull stands inside the logger, which must not see what a refusal quotes, and outside
// everything that writes.
func (h *Hall) bindFull(se *core.ServeEvent) {
	se.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: "onestopFull", Priority: apis.DefaultActivityLoggerMiddlewarePriority + 2, Func: diskAnswers})
	se.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: "onestopFloor", Priority: apis.DefaultBodyLimitMiddlewarePriority - 1, Func: h.keepFloor})
}

func diskAnswers(e *core.RequestEvent) error {
	err := e.Next()
	switch dir := e.App.DataDir(); {
	case err == nil:
		return nil
	case inside(dir, err, appliance.Full):
		return diskFull()
	case storageFault(err) != nil:
		f := storageFault(err)
		e.App.Logger().Error("The object storage fails.", "error", f)
		return storageAnswer(f)
	case inside(dir, err, appliance.Failing):
		e.App.Logger().Error("The disk of the data fails.", "error", err)
		f := fault.New(fault.DiskFailing, "", "The disk of the server takes no writes; nothing was stored. Tell the service centre.")
		return router.NewApiError(http.StatusServiceUnavailable, f.Error(), validation.Errors{"act": f})
	}
	return err
}

// diskFull is the answer 507 with the fault disk_full.
func diskFull() error {
	f := fault.New(fault.DiskFull, "", "The disk of the server is full; nothing was stored. Try again later, or tell the service centre.")
	return router.NewApiError(http.StatusInsufficientStorage, f.Error(), validation.Errors{"act": f})
}

// inside looks for a failure of the disk in an error and in what the platform wrapped it into.
func inside(dir string, err error, is func(dir string, err error) bool) bool {
	if is(dir, err) {
		return true
	}
	if api, ok := errors.AsType[*router.ApiError](err); ok {
		if raw, ok := api.RawData().(error); ok {
			return inside(dir, raw, is)
		}
	}
	if fields, ok := errors.AsType[validation.Errors](err); ok {
		for _, inner := range fields {
			if inner != nil && inside(dir, inner, is) {
				return true
			}
		}
	}
	return false
}

// keepFloor refuses files while there is too little room, or they cannot be stored anywhere,
// before their body is read.
func (h *Hall) keepFloor(e *core.RequestEvent) error {
	writes := e.Request.Method == http.MethodPost || e.Request.Method == http.MethodPatch || e.Request.Method == http.MethodPut
	if !writes || !isForm(e.Request) {
		return e.Next()
	}
	if h.lowOnRoom() {
		return diskFull()
	}
	if f := h.storageAway(); f != nil { // not in the one transaction that writes
		return storageAnswer(f)
	}
	return e.Next()
}

// lowOnRoom tells whether the disk has less room than the floor. A disk that does not say is
// taken to have some: the write itself will tell.
func (h *Hall) lowOnRoom() bool {
	room, err := probe.RoomOf(h.app.DataDir())
	return err == nil && room.Below() != nil
}
