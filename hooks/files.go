package hooks

import (
	"path"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// shownInline are the only files that a browser may show by itself; all others are
// saved. They are the only types that documents take.
var shownInline = []string{".pdf", ".jpg", ".jpeg", ".png"}

// bindFiles guards the files that PocketBase serves. It already sends nosniff and a
// sandboxing policy and shows only media inline; added are: no thumbnail is ever made
// on request (the decoding of a hostile image kills the process), protected files are
// not kept by anyone, and the address with its token is told to no other site.
func bindFiles(se *core.ServeEvent) {
	se.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: "onestopThumbs", Func: dropThumb})
	se.App.OnFileDownloadRequest().Bind(&hook.Handler[*core.FileDownloadRequestEvent]{Id: "onestopFiles", Func: fileHeaders})
}

// dropThumb forgets the wish for a thumbnail: the original is sent.
func dropThumb(e *core.RequestEvent) error {
	if strings.HasPrefix(e.Request.URL.Path, "/api/files/") {
		query := e.Request.URL.Query()
		if query.Has("thumb") {
			query.Del("thumb")
			e.Request.URL.RawQuery = query.Encode()
		}
	}
	return e.Next()
}

func fileHeaders(e *core.FileDownloadRequestEvent) error {
	header := e.Response.Header()
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Frame-Options", "SAMEORIGIN") // our own pages show papers in a frame
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	header.Set("Cache-Control", "no-store")
	if !e.FileField.Protected { // blank forms and samples are for everybody, and a new one has a new name
		header.Set("Cache-Control", "max-age=2592000")
	}
	if !slices.Contains(shownInline, strings.ToLower(path.Ext(e.ServedName))) {
		header.Set("Content-Disposition", "attachment; filename="+e.ServedName)
	}
	return e.Next()
}
