package hooks

import (
	"errors"
	"net/http"
	"strings"

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
// end by themselves when there is room again.

// bindFull stands inside the logger, which must not see what a refusal quotes, and outside
// everything that writes.
func (h *Hall) bindFull(se *core.ServeEvent) {
	se.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: "onestopFull", Priority: apis.DefaultActivityLoggerMiddlewarePriority + 2, Func: fullAnswers})
	se.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: "onestopFloor", Priority: apis.DefaultBodyLimitMiddlewarePriority - 1, Func: h.keepFloor})
}

func fullAnswers(e *core.RequestEvent) error {
	err := e.Next()
	if err != nil && fullDisk(e.App.DataDir(), err) {
		return diskFull()
	}
	return err
}

// diskFull is the answer 507 with the fault disk_full.
func diskFull() error {
	f := fault.New(fault.DiskFull, "", "The disk of the server is full; nothing was stored. Try again later, or tell the service centre.")
	return router.NewApiError(http.StatusInsufficientStorage, f.Error(), validation.Errors{"act": f})
}

// fullDisk looks for a full disk in an error and in what the platform wrapped it into.
func fullDisk(dir string, err error) bool {
	if appliance.Full(dir, err) {
		return true
	}
	if api, ok := errors.AsType[*router.ApiError](err); ok {
		if raw, ok := api.RawData().(error); ok {
			return fullDisk(dir, raw)
		}
	}
	if fields, ok := errors.AsType[validation.Errors](err); ok {
		for _, inner := range fields {
			if inner != nil && fullDisk(dir, inner) {
				return true
			}
		}
	}
	return false
}

// keepFloor refuses files while there is too little room, before their body is read.
func (h *Hall) keepFloor(e *core.RequestEvent) error {
	writes := e.Request.Method == http.MethodPost || e.Request.Method == http.MethodPatch || e.Request.Method == http.MethodPut
	if writes && strings.HasPrefix(e.Request.Header.Get("Content-Type"), "multipart/form-data") && h.lowOnRoom() {
		return diskFull()
	}
	return e.Next()
}

// lowOnRoom tells whether the disk has less room than the floor. A disk that does not say is
// taken to have some: the write itself will tell.
func (h *Hall) lowOnRoom() bool {
	room, err := probe.RoomOf(h.app.DataDir())
	return err == nil && room.Below() != nil
}
