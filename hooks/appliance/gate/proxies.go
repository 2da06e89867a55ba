package gate

import (
	"net/http"
	"net/netip"
)

// Believe takes the heads by which a proxy says for whom it asks from every request that
// does not come from one: from this machine, or from an address that Trusted names. Else
// whoever reaches the port would say where one comes from. The heads are those of the
// settings, asked for anew each time.
func (c *Connections) Believe(next http.Handler, heads func() []string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var from netip.Addr
		if port, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
			from = port.Addr().Unmap().WithZone("")
		}
		if !c.trusts(from) {
			for _, name := range heads() {
				r.Header.Del(name)
			}
		}
		next.ServeHTTP(w, r)
	})
}
