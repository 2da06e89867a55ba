package hooks

import (
	"net/http"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"rsc.io/qr"
)

// certificateFile is the address of the certificate that office PCs import.
const certificateFile = "/ca.crt"

// bindCertificate serves the certificate and what its page says. Both are public: they are
// what a PC needs before it can trust anything that this house says.
func (h *Hall) bindCertificate(se *core.ServeEvent) {
	se.Router.GET(certificateFile, func(e *core.RequestEvent) error {
		a, err := h.certificates.Open()
		if err != nil || h.publicName() {
			return e.NotFoundError("", err)
		}
		e.Response.Header().Set("Content-Disposition", `attachment; filename="onestop-ca.crt"`)
		e.Response.Header().Set("Cache-Control", "no-cache")
		return e.Blob(http.StatusOK, "application/x-x509-ca-cert", a.PEM())
	}).Bind(apis.SkipSuccessActivityLog())
}

// publicName tells whether the house has a name for which everybody's browser trusts it.
func (h *Hall) publicName() bool { return len(h.publicNames()) > 0 }

// publicNames are the names that a public authority certifies.
func (h *Hall) publicNames() []string {
	if h.entrance == nil {
		return nil
	}
	return h.entrance.domains
}

// viewCertificate answers what the page for the office PCs says: under which addresses the
// house is reached, where the page is, and the fingerprint to compare.
func (h *Hall) viewCertificate(e *core.RequestEvent) error {
	if h.publicName() {
		return e.NotFoundError("", nil)
	}
	s, err := h.certificates.Standing()
	if err != nil {
		return err
	}
	door := entrance{http: e.Request.Host, https: e.Request.Host}
	if h.entrance != nil {
		door = *h.entrance
	}
	sites, pages := []string{}, []string{}
	for _, address := range h.reachedBy(door, s) {
		sites = append(sites, "https://"+address+"/")
		pages = append(pages, "http://"+plainAddress(door, address)+"/certificate.html")
	}
	picture := ""
	if len(pages) > 0 {
		if code, err := qr.Encode(pages[0], qr.M); err == nil {
			picture = qrSVG(code)
		}
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, map[string]any{"secure": h.entrance != nil, "standing": s, "sites": sites, "pages": pages, "qr": picture, "until": chinaTime(s.Until)})
}
