package hooks

import (
	"net/http"
	"net/netip"
	"strings"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// Superusers sign in and work from the addresses of the setting superuserIPs only, which a
// migration sets to the machine itself. Elsewhere the dashboard is not even there (R-SEC-04).

// mayAdminister reports whether a request comes from an address that superusers may come from. A
// proxy that nobody named makes everybody come from the machine itself, so that what
// passed one counts as from elsewhere.
func (h *Hall) mayAdminister(e *core.RequestEvent) bool {
	settings := e.App.Settings()
	if len(settings.SuperuserIPs) == 0 {
		return true // the administrator lifted the limit
	}
	if len(settings.TrustedProxy.Headers) == 0 && passedProxy(e.Request) {
		return false
	}
	from, err := netip.ParseAddr(e.RealIP())
	if err != nil {
		return false
	}
	for _, entry := range settings.SuperuserIPs {
		if network, err := netip.ParsePrefix(entry); err == nil && network.Contains(from.Unmap().WithZone("")) {
			return true
		}
		if one, err := netip.ParseAddr(entry); err == nil && one.Unmap() == from.Unmap().WithZone("") {
			return true
		}
	}
	return false
}

// forwarded are the heads by which something in between says for whom it asks.
var forwarded = []string{"X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via", "CF-Connecting-IP", "Fly-Client-IP"}

// passedProxy reports whether a request came over another machine or program.
func passedProxy(r *http.Request) bool {
	for _, name := range forwarded {
		if r.Header.Get(name) != "" {
			return true
		}
	}
	return false
}

// closeDashboard hides the dashboard from everywhere else.
func (h *Hall) closeDashboard(se *core.ServeEvent) {
	se.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: "onestopDashboardDoor", Priority: apis.DefaultLoadAuthTokenMiddlewarePriority + 1, Func: func(e *core.RequestEvent) error {
		path := e.Request.URL.Path
		if (path == "/_" || strings.HasPrefix(path, "/_/")) && !h.mayAdminister(e) {
			return e.NotFoundError("", nil)
		}
		return e.Next()
	}})
}
