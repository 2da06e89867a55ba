// Package gate stands between the network and the house: how many connections one address
// holds, how long a request may take to arrive, how many uploads are received at once, what a
// question to a list may cost, and the headers of every answer.
package gate

import (
	"net/http"
	"slices"
	"strings"
)

// everywhere are the headers of every answer, whatever it is; documents those of what a
// browser can show by itself, which is all but the scripts and styles of pages. Pages and
// files put policies of their own in place of the strictest one.
var (
	everywhere = map[string]string{
		"X-Content-Type-Options":       "nosniff",
		"Cross-Origin-Resource-Policy": "same-origin",
	}
	documents = map[string]string{
		"X-Frame-Options":            "DENY",
		"Referrer-Policy":            "no-referrer",
		"Permissions-Policy":         "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
		"Cross-Origin-Opener-Policy": "same-origin",
	}
)

// Part tells by its path whether an answer is a script or a style, which rules nothing: the
// policy is that of the page that asks for it. A page asks for a dozen of them, and what
// says nothing there would be a tenth of a first visit.
func Part(path string) bool {
	return strings.HasSuffix(path, ".js") || strings.HasSuffix(path, ".css")
}

const (
	// nothing is the policy of answers that are no document: records, refusals, downloads.
	nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	// files is that of uploads: whatever they hold runs nothing and asks for nothing.
	files = "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
	// dashboard is that of PocketBase's dashboard, which writes styles into its elements.
	// It reaches no other machine: the maps and developers' ports of the stock policy are out.
	dashboard = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; script-src 'self'; " +
		"object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
	// httpsOnly keeps a browser that came by HTTPS to a public name to it for thirty days.
	// Where the house is its own authority it is not said: with it, a browser lets nobody
	// pass its warning, and all PCs would be shut out when the authority is drawn anew.
	httpsOnly = "max-age=2592000"
)

// Headers gives every answer of the house its headers before anything else touches it, those
// that a router makes by itself included. The names are those that a public authority
// certifies.
//
// Answers of the API are kept by nobody unless a route says otherwise: nearly all of them
// are personal, and one that is not marked must not be the one that lies in a cache (R-PI-07).
func Headers(next http.Handler, names []string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		set(header, everywhere)
		if !Part(r.URL.Path) {
			set(header, documents)
			header.Set("Content-Security-Policy", policyOf(r.URL.Path))
		}
		if strings.HasPrefix(r.URL.Path, "/api/") {
			header.Set("Cache-Control", "no-store")
		}
		if r.TLS != nil && slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, r.TLS.ServerName) }) {
			header.Set("Strict-Transport-Security", httpsOnly)
		}
		next.ServeHTTP(w, r)
	})
}

func set(header http.Header, values map[string]string) {
	for name, value := range values {
		header.Set(name, value)
	}
}

func policyOf(path string) string {
	switch {
	case strings.HasPrefix(path, "/api/files/"):
		return files
	case path == "/_" || strings.HasPrefix(path, "/_/"):
		return dashboard
	}
	return nothing
}
