package hooks

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// Superusers sign in and work from the addresses of the setting superuserIPs only, which a
// migration sets to the machine itself. Elsewhere the dashboard is not even there (R-SEC-04).

// mayAdminister reports whether a request comes from an address that superusers may come from. A
// proxy on this machine that nobody named makes everybody come from the machine itself, so that
// what passed one counts as from elsewhere.
func (h *Hall) mayAdminister(e *core.RequestEvent) bool {
	settings := e.App.Settings()
	if len(settings.SuperuserIPs) == 0 {
		return true // the administrator lifted the limit
	}
	if named := settings.TrustedProxy.Headers; !namesWhence(e.Request, named) && (saysWhence(e.Request, named) || passedProxy(e.Request) || loopbackAddress(e.Request.RemoteAddr) && !h.straight(e.Request)) {
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

// passedProxy reports whether a request came over another machine or program that says so.
func passedProxy(r *http.Request) bool { return saysWhence(r, forwarded) }

// saysWhence reports whether a request bears one of the heads.
func saysWhence(r *http.Request, heads []string) bool {
	return slices.ContainsFunc(heads, func(name string) bool { return r.Header.Get(name) != "" })
}

// namesWhence reports whether one of the heads names an address. Where none does, as with
// "unknown" or an address and its port, a request is taken to come from the proxy itself.
func namesWhence(r *http.Request, heads []string) bool {
	return slices.ContainsFunc(heads, func(name string) bool {
		values := r.Header.Values(name)
		return len(values) > 0 && slices.ContainsFunc(strings.Split(values[len(values)-1], ","), func(entry string) bool {
			_, err := netip.ParseAddr(strings.TrimSpace(entry))
			return err == nil
		})
	})
}

// straight reports whether a connection of this machine is that of a browser which runs here.
// A proxy that says nothing gives itself away by the name that people typed, which it hands
// on, or by the HTTP/1.0 that no browser speaks and nginx does unless it is told otherwise;
// where there is one that does neither, ONESTOP_PROXIES names this machine.
func (h *Hall) straight(r *http.Request) bool {
	return loopbackHost(r.Host) && r.ProtoAtLeast(1, 1) && !passedProxy(r) && !h.connections.Fronted()
}

// closeDashboard hides the dashboard from everywhere else.
func (h *Hall) closeDashboard(se *core.ServeEvent) {
	se.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: "onestopDashboardDoor", Priority: apis.DefaultLoadAuthTokenMiddlewarePriority + 1, Func: func(e *core.RequestEvent) error {
		path := e.Request.URL.Path
		if (path == "/_" || strings.HasPrefix(path, "/_/")) && !h.mayAdminister(e) {
			return dashboardElsewhere(e)
		}
		return e.Next()
	}})
}
