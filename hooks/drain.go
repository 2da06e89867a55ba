package hooks

import (
	"net/http"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// drainLimit is how long a stop waits for requests that are under way. The platform waits
// one second, in which an upload over a slow line does not end; whoever stops services kills
// them after ten or more.
const drainLimit = 7 * time.Second

// drain counts the requests under way, so that a stop can wait for them. Live updates, which
// end only with the house, are not counted.
type drain struct {
	mu      sync.Mutex
	running int
	closing bool
	empty   chan struct{} // closed when nothing runs any more
}

// enter counts a request in; false when the house is closing.
func (d *drain) enter() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closing {
		return false
	}
	d.running++
	return true
}

func (d *drain) leave() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.running--
	d.tell()
}

func (d *drain) tell() {
	if d.closing && d.running == 0 {
		select {
		case <-d.empty:
		default:
			close(d.empty)
		}
	}
}

// close lets nobody in any more and waits for those who are in.
func (d *drain) close() {
	d.mu.Lock()
	d.closing = true
	if d.empty == nil {
		d.empty = make(chan struct{})
	}
	d.tell()
	empty := d.empty
	d.mu.Unlock()
	select {
	case <-empty:
	case <-time.After(drainLimit):
	}
}

// bindDrain lets a stop of the house wait for the requests that are under way, before the
// platform closes its server.
func (h *Hall) bindDrain() {
	d := &drain{}
	h.app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		se.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: "onestopDrain", Priority: apis.DefaultPanicRecoverMiddlewarePriority - 1000, Func: d.count})
		return se.Next()
	})
	h.app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{Id: "onestopDrain", Priority: -10000, Func: func(e *core.TerminateEvent) error {
		d.close()
		return e.Next()
	}})
}

// count holds the house open for a request. The pages send again what a house that closes
// refuses with 503.
func (d *drain) count(e *core.RequestEvent) error {
	if e.Request.URL.Path == "/api/realtime" {
		return e.Next()
	}
	if !d.enter() {
		e.Response.Header().Set("Connection", "close")
		return e.Error(http.StatusServiceUnavailable, "The service is being restarted; try again in a moment.", nil)
	}
	defer d.leave()
	return e.Next()
}
