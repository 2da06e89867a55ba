package hooks

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"rsc.io/qr"

	"onestop/hooks/rules/fault"
)

// qrCode draws the address of one of our own pages as a QR code, for receipts, notices
// and results on paper. It draws addresses of this house only, so that nobody can have
// it print somebody else's link under the county's name.
func (h *Hall) qrCode(e *core.RequestEvent) error {
	path := e.Request.URL.Query().Get("path")
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || len(path) > 300 || strings.ContainsAny(path, "\\\x00\r\n") {
		return refuse("path", fault.New(fault.ValueInvalid, "", "Give the path of a page of this house, such as /track.html?number=…"))
	}
	code, err := qr.Encode(h.address(e)+path, qr.M)
	if err != nil {
		return refuse("path", fault.New(fault.ValueInvalid, "", "The address is too long for a code."))
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.Blob(http.StatusOK, "image/svg+xml", []byte(qrSVG(code)))
}

// address is the origin that citizens reach the house by: as set by the administrator,
// else as this request came in.
func (h *Hall) address(e *core.RequestEvent) string {
	if url := strings.TrimRight(e.App.Settings().Meta.AppURL, "/"); url != "" && !strings.Contains(url, "localhost") {
		return url
	}
	if e.IsTLS() {
		return "https://" + e.Request.Host
	}
	return "http://" + e.Request.Host
}

// qrSVG draws the black squares as one path with the quiet zone of four squares that
// readers need.
func qrSVG(code *qr.Code) string {
	var b strings.Builder
	side := code.Size + 8
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%dv%dH0z"/><path d="`, side, side, side, side)
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+4, y+4)
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return b.String()
}
