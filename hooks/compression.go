package hooks

import (
	"strings"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

const (
	worthSqueezing = 1024 // bytes from which an answer is compressed
	squeezeLevel   = 3    // of gzip: half the time of the usual 6 for a twentieth more bytes
)

// bindCompression compresses the answers with records and those of our own routes for
// clients that take gzip.
//
// The length of a compressed answer tells a little of what stands in it. Whoever can make
// somebody's browser ask again and again with words of their own, and watches the line,
// could spell out a secret that stands beside those words. No other site can make a
// browser ask in a person's name here: the sign-in is a header that our own pages set,
// never a cookie. The answers that hold a secret or turn on one stay plain all the same:
// signing in and its tokens, file tokens, the track code, the token of a result.
func bindCompression(se *core.ServeEvent) {
	squeeze := apis.GzipWithConfig(apis.GzipConfig{Level: squeezeLevel, MinLength: worthSqueezing})
	se.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: "onestopCompression", Func: func(e *core.RequestEvent) error {
		switch {
		case !compressible(e.Request.URL.Path):
			return e.Next()
		case !takesGzip(e.Request): // named with q=0, which the platform does not read
			e.Response.Header().Add("Vary", "Accept-Encoding")
			return e.Next()
		}
		return squeeze.Func(e)
	}})
}

// compressible tells by the path whether an answer may be compressed; what is not named
// here stays plain.
func compressible(path string) bool {
	if own, ok := strings.CutPrefix(path, "/api/onestop/"); ok {
		return own != "track" && !strings.HasPrefix(own, "verify/")
	}
	if rest, ok := strings.CutPrefix(path, "/api/collections/"); ok {
		_, what, _ := strings.Cut(rest, "/")
		return what == "records" || strings.HasPrefix(what, "records/")
	}
	return path == "/api/batch"
}
