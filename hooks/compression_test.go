package hooks

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
)

func TestWhichAnswersMayBeCompressed(t *testing.T) {
	for path, want := range map[string]bool{
		"/api/onestop/services": true, "/api/onestop/applications/x/clock": true, "/api/onestop/queue": true, "/api/batch": true,
		"/api/collections/applications/records": true, "/api/collections/applications/records/abc": true,
		"/api/onestop/track": false, "/api/onestop/verify/abc": false,
		"/api/collections/applicants/auth-with-password": false, "/api/collections/officers/auth-refresh": false,
		"/api/collections/applicants/request-otp": false, "/api/collections/applications/recordsx": false, "/api/collections": false,
		"/api/files/token": false, "/api/files/documents/x/y.pdf": false, "/api/realtime": false, "/api/backups/x": false, "/index.html": false, "/": false,
	} {
		if got := compressible(path); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}

// compressingServer answers at some length on paths of each kind.
func compressingServer(t *testing.T) http.Handler {
	return pagesServer(t, pagesApp(t), func(se *core.ServeEvent) error {
		bindCompression(se)
		say := func(n int) func(*core.RequestEvent) error {
			return func(e *core.RequestEvent) error { return e.JSON(200, strings.Repeat("字", n/3)) }
		}
		se.Router.GET("/api/onestop/long", say(3000))
		se.Router.GET("/api/onestop/short", say(300))
		se.Router.GET("/api/onestop/track", say(3000))
		se.Router.GET("/api/onestop/refused", func(e *core.RequestEvent) error {
			return apis.NewBadRequestError(strings.Repeat("no ", 1000), nil)
		})
		return nil
	})
}

func TestLongAnswersAreCompressedForThoseWhoTakeIt(t *testing.T) {
	server := compressingServer(t)
	plain := bodyOf(t, ask(t, server, "GET", "/api/onestop/long"))
	for _, c := range []struct {
		path, accept   string
		squeezed, vary bool
	}{
		{"long", "gzip, deflate, br", true, true},
		{"long", "", false, true},
		{"long", "br", false, true},
		{"long", "gzip;q=0", false, true},
		{"short", "gzip", false, true},
		{"track", "gzip", false, false},
	} {
		answer := ask(t, server, "GET", "/api/onestop/"+c.path, "Accept-Encoding", c.accept)
		if got := answer.Header.Get("Content-Encoding") == "gzip"; got != c.squeezed || answer.StatusCode != 200 {
			t.Errorf("%s for %q: compressed %v, %d", c.path, c.accept, got, answer.StatusCode)
		}
		if got := answer.Header.Get("Vary") == "Accept-Encoding"; got != c.vary {
			t.Errorf("%s for %q: Vary %q", c.path, c.accept, answer.Header.Get("Vary"))
		}
		if !c.squeezed {
			continue
		}
		reader, err := gzip.NewReader(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(reader); err != nil || string(text) != plain {
			t.Errorf("unpacked %d bytes (%v)", len(text), err)
		}
	}
}

// A refusal is written by the platform after the route has ended: it must come as it is.
func TestRefusalsComeWhole(t *testing.T) {
	answer := ask(t, compressingServer(t), "GET", "/api/onestop/refused", "Accept-Encoding", "gzip")
	if body := bodyOf(t, answer); answer.StatusCode != 400 || answer.Header.Get("Content-Encoding") != "" || !strings.Contains(body, "No no") {
		t.Errorf("%d %q %.80s", answer.StatusCode, answer.Header.Get("Content-Encoding"), body)
	}
}
