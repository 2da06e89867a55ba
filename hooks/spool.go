package hooks

import (
	"errors"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"
)

// spooled is how much of one request is held in memory, in bytes; the rest of an upload
// lies in a temporary file until the request ends. The platform holds 16 MB of the body
// and 16 MB of the form, which fifty photos at once would make 400 MB of.
const spooled = 256 << 10

// bindSpool keeps uploads out of the memory: it sets the measure before anything reads the
// body, and reads forms behind everything that turns callers away, in front of what they ask.
func (h *Hall) bindSpool(se *core.ServeEvent) {
	se.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: "onestopSpoolBody", Priority: apis.DefaultPanicRecoverMiddlewarePriority + 1, Func: spoolBody})
	se.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: "onestopSpoolForm", Priority: 900, Func: h.spoolForm})
}

func spoolBody(e *core.RequestEvent) error {
	if body, ok := e.Request.Body.(*router.RereadableReadCloser); ok {
		body.MaxMemory = spooled
	}
	return e.Next()
}

func (h *Hall) spoolForm(e *core.RequestEvent) error {
	if !isWrite(e.Request) || !isForm(e.Request) {
		return e.Next()
	}
	return h.receiving(e, func() error {
		err := e.Request.ParseMultipartForm(spooled)
		if errors.Is(err, apis.ErrRequestEntityTooLarge) {
			return apis.ErrRequestEntityTooLarge
		}
		if err != nil {
			return e.BadRequestError("The form could not be read; send it again.", err)
		}
		return e.Next()
	})
}
