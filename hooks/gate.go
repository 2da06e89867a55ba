package hooks

import (
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"

	"onestop/hooks/appliance/gate"
	"onestop/hooks/rules/fault"
	"onestop/hooks/workbook"
)

// Uploads that are received at once, by all and by one caller, and how long one more waits.
// Each is held with a quarter of a megabyte in memory (spool.go) and with its files on disk.
const (
	uploadsAtOnce   = 64
	uploadsOfCaller = 16
	uploadWait      = 10 * time.Second
	comeBack        = 5 // seconds after which somebody who was sent away comes again
)

// bindGate puts the gate before the house: bounds for connections and for slow senders,
// headers of every answer, and for each request how large it may be and whether its caller
// may send one at all, both before its body is read.
func (h *Hall) bindGate() {
	h.app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "onestopGate", Priority: 900, Func: func(se *core.ServeEvent) error {
		se.Router.Unbind(apis.DefaultSecurityHeadersMiddlewareId) // the gate sets them on every answer
		se.Router.Bind(
			&hook.Handler[*core.RequestEvent]{Id: "onestopMeasure", Priority: apis.DefaultRateLimitMiddlewarePriority + 2, Func: measureBody},
			&hook.Handler[*core.RequestEvent]{Id: "onestopTurnAway", Priority: apis.DefaultRateLimitMiddlewarePriority + 3, Func: turnAway},
		)
		if err := h.openGate(se); err != nil {
			return err
		}
		if err := se.Next(); err != nil {
			return err
		}
		heads := func() []string { return h.app.Settings().TrustedProxy.Headers }
		se.Server.Handler = gate.Headers(h.connections.Believe(gate.Patient(se.Server.Handler), heads), h.publicNames())
		return nil
	}})
}

// openGate bounds the connections of a server that is about to listen.
func (h *Hall) openGate(se *core.ServeEvent) error {
	gate.Hurry(se.Server)
	var err error
	if h.connections, err = gate.FromEnvironment(); err != nil {
		return err
	}
	if se.Listener == nil && se.Server.Addr == "" {
		return nil // nobody is to listen: a test, or a server inside another
	}
	if se.Listener == nil {
		if se.Listener, err = net.Listen("tcp", se.Server.Addr); err != nil {
			return err
		}
	}
	se.Listener = h.connections.Bound(se.Listener)
	h.connections.Follow(se.Server)
	return nil
}

const (
	usualBody   = 1 << 20  // of JSON, and of a form without files
	bulkOfStaff = 4 << 20  // of a batch by officers and administrators
	filesBody   = 40 << 20 // of the files of one request, whatever its fields would take
)

// uploadRoutes are the routes of our own that take files, with what a request may hold.
var uploadRoutes = map[string]int64{
	"/api/onestop/problems":         strangersBody,
	"/api/onestop/catalogue/import": workbook.Usual.Bytes + 1<<20,
}

// measureBody bounds the body of a request by what its route can use, before the far wider
// bounds of the platform.
func measureBody(e *core.RequestEvent) error {
	most := mostBody(e)
	if e.Request.ContentLength > most {
		return tooLarge(e)
	}
	if body, ok := e.Request.Body.(*router.RereadableReadCloser); ok {
		body.ReadCloser = &boundBody{body.ReadCloser, most}
	}
	return e.Next()
}

// boundBody is a body that may have so many bytes more.
type boundBody struct {
	io.ReadCloser
	left int64
}

func (b *boundBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, apis.ErrRequestEntityTooLarge
	}
	return n, err
}

// mostBody is how many bytes the body of a request may have.
func mostBody(e *core.RequestEvent) int64 {
	form, who := isForm(e.Request), actorOf(e.Auth).kind
	switch where := e.Request.URL.Path; {
	case where == "/api/batch" && form && who != kindGuest:
		return filesBody + usualBody
	case where == "/api/batch" && (who == kindOfficer || who == kindSuperuser):
		return bulkOfStaff
	case !form:
		return usualBody
	case uploadRoutes[where] > 0:
		return uploadRoutes[where]
	}
	return usualBody + filesOf(e)
}

// filesOf is how many bytes the files of the collection of a request may have together.
func filesOf(e *core.RequestEvent) int64 {
	c, _ := recordsOf(e)
	if c == nil {
		return 0
	}
	var bytes int64
	for _, field := range c.Fields {
		if f, ok := field.(*core.FileField); ok && !contains(hookOnly[c.Name], f.Name) {
			bytes += f.MaxSize * int64(max(f.MaxSelect, 1))
		}
	}
	return min(bytes, filesBody)
}

// recordsOf is the collection whose records a request is about, nil where it is about
// something else, and the id of the record, "" for the list.
func recordsOf(e *core.RequestEvent) (*core.Collection, string) {
	if !strings.Contains(e.Request.Pattern, "/api/collections/{collection}/records") {
		return nil, ""
	}
	c, err := e.App.FindCachedCollectionByNameOrId(e.Request.PathValue("collection"))
	if err != nil {
		return nil, ""
	}
	return c, e.Request.PathValue("id")
}

func isForm(r *http.Request) bool {
	return strings.HasPrefix(strings.ToLower(r.Header.Get("Content-Type")), "multipart/form-data")
}

func isWrite(r *http.Request) bool {
	return r.Method == http.MethodPost || r.Method == http.MethodPatch || r.Method == http.MethodPut || r.Method == http.MethodDelete
}

// guestsCreate are the collections in which somebody without an account makes a record: an
// account. A test tries all the others.
var guestsCreate = []string{"applicants"}

// turnAway answers those who may not write to a collection whatever they send, before
// their body is read or lies on the disk: the platform receives it all and then looks.
func turnAway(e *core.RequestEvent) error {
	c, _ := recordsOf(e)
	if c == nil || !isWrite(e.Request) || e.HasSuperuserAuth() {
		return e.Next()
	}
	refused := error(nil)
	switch rule := ruleOfWrite(c, e.Request.Method); {
	case e.Auth == nil && !(e.Request.Method == http.MethodPost && contains(guestsCreate, c.Name)):
		refused = e.UnauthorizedError("Sign in to do this.", nil)
	case rule == nil && !c.IsView():
		refused = e.ForbiddenError("Only superusers can perform this action.", nil)
	}
	if refused == nil {
		return e.Next()
	}
	leaveBody(e)
	return refused
}

// ruleOfWrite is the rule of a collection on which a write of that kind hangs.
func ruleOfWrite(c *core.Collection, method string) *string {
	switch method {
	case http.MethodPost:
		return c.CreateRule
	case http.MethodDelete:
		return c.DeleteRule
	}
	return c.UpdateRule
}

// leaveBody lets the line be closed behind an answer that came before the body was read. Who
// came with a sign-in that has just ended is heard out, without anything being kept: a
// browser in the middle of a photo would else not learn that it is time to sign in again.
func leaveBody(e *core.RequestEvent) {
	if e.Request.ContentLength == 0 {
		return
	}
	body, ok := e.Request.Body.(*router.RereadableReadCloser)
	switch {
	case e.Request.Header.Get("Expect") != "":
		e.Response.Header().Set("Connection", "close") // it has not been sent
	case ok && e.Auth == nil && e.Request.Header.Get("Authorization") != "":
		gate.Drain(e.Response, e.Request, body.ReadCloser, filesBody)
	case ok:
		gate.Drain(e.Response, e.Request, body.ReadCloser, usualBody/4)
	}
}

func tooLarge(e *core.RequestEvent) error {
	leaveBody(e)
	return apis.ErrRequestEntityTooLarge
}

// receiving keeps the number of uploads that are received at once within bounds; who finds
// no place is asked to come again.
func (h *Hall) receiving(e *core.RequestEvent, receive func() error) error {
	release, ok := h.uploads.Take(e.Request.Context(), callerOf(e))
	if !ok {
		return busy(e, "file")
	}
	defer release()
	return receive()
}

// callerOf names the account or else the address of a caller, "" for guests of this machine,
// who may be everybody behind a proxy.
func callerOf(e *core.RequestEvent) string {
	if e.Auth != nil {
		return e.Auth.Id
	}
	return addressOf(e)
}

// addressOf is the address of a caller, "" for this machine, which may be everybody behind a
// proxy.
func addressOf(e *core.RequestEvent) string {
	if address := e.RealIP(); !net.ParseIP(address).IsLoopback() {
		return networkOf(address)
	}
	return ""
}

// busy answers 503: too much of the kind is going on, nothing was done, and when to come again.
func busy(e *core.RequestEvent, field string) error {
	e.Response.Header().Set("Retry-After", strconv.Itoa(comeBack))
	f := fault.New(fault.ServerBusy, "", "Too much is going on at once; nothing was done. Try again in a few seconds.").With("seconds", comeBack)
	return router.NewApiError(http.StatusServiceUnavailable, f.Error(), validation.Errors{field: f})
}
