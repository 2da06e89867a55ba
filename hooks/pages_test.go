package hooks

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	_ "github.com/pocketbase/pocketbase/migrations" // PocketBase's own tables
)

var longPage = "<!doctype html><title>一门办</title>" + strings.Repeat("<p>办事指南</p>", 200)

// shownPages stand for the embedded folder.
var shownPages = fstest.MapFS{
	"index.html":          {Data: []byte(longPage)},
	"service.html":        {Data: []byte(longPage)},
	"shared/html.js":      {Data: []byte(strings.Repeat("export const html = 1\n", 100))},
	"shared/tiny.js":      {Data: []byte("1")},
	"style/base.css":      {Data: []byte(strings.Repeat("body { font-size: 18px }\n", 100))},
	"desk/index.html":     {Data: []byte("desk")},
	"desk/case.html":      {Data: []byte("case")},
	"favicon.svg":         {Data: []byte(strings.Repeat("<svg/>", 100))},
	"logo.png":            {Data: bytes.Repeat([]byte{0x89, 'P', 'N', 'G'}, 100)},
	"font.woff2":          {Data: []byte("wOF2")},
	"blob.unknown":        {Data: []byte("?")},
	"robots.txt":          {Data: []byte("User-agent: *")},
	"favicon.ico":         {Data: []byte("ico")},
	"site.webmanifest":    {Data: []byte("{}")},
	"指南/新办 食品.html":       {Data: []byte("示例县")},
	"_tests/harness.mjs":  {Data: []byte("secret")},
	"desk/_draft.html":    {Data: []byte("secret")},
	".hidden/a.html":      {Data: []byte("secret")},
	"desk/.htaccess":      {Data: []byte("secret")},
	"empty/keep/note.txt": {Data: []byte("x")},
}

// pagesApp is a bare app with nothing of ours bound.
func pagesApp(t *testing.T) *core.BaseApp {
	t.Helper()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: t.TempDir()})
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		event := &core.TerminateEvent{}
		event.App = app
		err := app.OnTerminate().Trigger(event, func(*core.TerminateEvent) error { return app.ResetBootstrapState() })
		if err != nil {
			t.Error(err)
		}
	})
	return app
}

// pagesServer serves through PocketBase's own router what bind adds to it.
func pagesServer(t *testing.T, app core.App, bind func(*core.ServeEvent) error) http.Handler {
	t.Helper()
	router, err := apis.NewRouter(app)
	if err != nil {
		t.Fatal(err)
	}
	event := &core.ServeEvent{Router: router}
	event.App = app
	if err := bind(event); err != nil {
		t.Fatal(err)
	}
	mux, err := router.BuildMux()
	if err != nil {
		t.Fatal(err)
	}
	return mux
}

func shownServer(t *testing.T) http.Handler {
	t.Helper()
	return pagesServer(t, pagesApp(t), func(e *core.ServeEvent) error { return bindPages(e, shownPages, nil) })
}

// ask sends one request; headers come in pairs.
func ask(t *testing.T, server http.Handler, method, target string, headers ...string) *http.Response {
	t.Helper()
	request := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	recorder := httptest.NewRecorder()
	server.ServeHTTP(recorder, request)
	return recorder.Result()
}

func bodyOf(t testing.TB, response *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestPagesAreServedWithTheirTypes(t *testing.T) {
	server := shownServer(t)
	for target, kind := range map[string]string{
		"/":                    "text/html; charset=utf-8",
		"/index.html":          "text/html; charset=utf-8",
		"/service.html?id=abc": "text/html; charset=utf-8",
		"/desk/":               "text/html; charset=utf-8",
		"/desk/case.html":      "text/html; charset=utf-8",
		"/shared/html.js":      "text/javascript; charset=utf-8",
		"/style/base.css":      "text/css; charset=utf-8",
		"/favicon.svg":         "image/svg+xml",
		"/logo.png":            "image/png",
		"/font.woff2":          "font/woff2",
		"/favicon.ico":         "image/x-icon",
		"/robots.txt":          "text/plain; charset=utf-8",
		"/site.webmanifest":    "application/manifest+json",
		"/blob.unknown":        "application/octet-stream",
		"/指南/新办%20食品.html":     "text/html; charset=utf-8",
		"/%E6%8C%87%E5%8D%97/新办%20食品.html/": "text/html; charset=utf-8",
	} {
		response := ask(t, server, "GET", target)
		if response.StatusCode != 200 || response.Header.Get("Content-Type") != kind {
			t.Errorf("%s: %d %s", target, response.StatusCode, response.Header.Get("Content-Type"))
		}
	}
	if body := bodyOf(t, ask(t, server, "GET", "/指南/新办%20食品.html")); body != "示例县" {
		t.Errorf("got %q", body)
	}
}

func TestPagesCarryTheHeadersThatKeepThemSafe(t *testing.T) {
	server := shownServer(t)
	for _, target := range []string{"/", "/desk/case.html", "/nothing.html"} {
		header := ask(t, server, "GET", target).Header
		for key, value := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer", "Cache-Control": "no-cache",
		} {
			if header.Get(key) != value {
				t.Errorf("%s: %s is %q", target, key, header.Get(key))
			}
		}
		policy := header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'self'", "img-src 'self' blob: data:", "object-src 'self' blob:", "frame-src 'self' blob:",
			"style-src 'self'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: the policy lacks %q: %s", target, part, policy)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy is unsafe: %s", target, policy)
		}
	}
}

func TestUnchangedPagesAreNotSentAgain(t *testing.T) {
	server := shownServer(t)
	for _, coding := range []string{"", "gzip"} {
		first := ask(t, server, "GET", "/service.html", "Accept-Encoding", coding)
		tag := first.Header.Get("ETag")
		if len(tag) < 10 || strings.HasPrefix(tag, "W/") {
			t.Fatalf("no strong tag: %q", tag)
		}
		again := ask(t, server, "GET", "/service.html", "Accept-Encoding", coding, "If-None-Match", tag)
		if again.StatusCode != 304 || bodyOf(t, again) != "" || again.Header.Get("ETag") != tag {
			t.Errorf("coding %q: %d", coding, again.StatusCode)
		}
		other := ask(t, server, "GET", "/service.html", "Accept-Encoding", coding, "If-None-Match", `"other"`)
		if other.StatusCode != 200 {
			t.Errorf("coding %q, another tag: %d", coding, other.StatusCode)
		}
	}
}

func TestTextIsCompressedForThoseWhoTakeIt(t *testing.T) {
	server := shownServer(t)
	cases := []struct {
		target, accept string
		squeezed, vary bool
	}{
		{"/service.html", "gzip, deflate, br", true, true},
		{"/service.html", "deflate, GZIP;q=0.5", true, true},
		{"/service.html", "", false, true},
		{"/service.html", "br", false, true},
		{"/service.html", "gzip;q=0", false, true},
		{"/service.html", "gzip; q=0.0", false, true},
		{"/style/base.css", "gzip", true, true},
		{"/shared/html.js", "gzip", true, true},
		{"/shared/tiny.js", "gzip", false, false},
		{"/logo.png", "gzip", false, false},
	}
	for _, c := range cases {
		response := ask(t, server, "GET", c.target, "Accept-Encoding", c.accept)
		if got := response.Header.Get("Content-Encoding") == "gzip"; got != c.squeezed {
			t.Errorf("%s for %q: compressed %v", c.target, c.accept, got)
		}
		if got := response.Header.Get("Vary") != ""; got != c.vary {
			t.Errorf("%s for %q: Vary %v", c.target, c.accept, got)
		}
	}

	plain := ask(t, server, "GET", "/service.html")
	small := ask(t, server, "GET", "/service.html", "Accept-Encoding", "gzip")
	if plain.Header.Get("ETag") == small.Header.Get("ETag") {
		t.Error("two representations share a strong tag")
	}
	reader, err := gzip.NewReader(small.Body)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(reader)
	if err != nil || string(unpacked) != longPage {
		t.Errorf("unpacked %d bytes (%v)", len(unpacked), err)
	}
	part := ask(t, server, "GET", "/service.html", "Accept-Encoding", "gzip", "Range", "bytes=0-9")
	if part.StatusCode != 206 || bodyOf(t, part) != longPage[:10] {
		t.Errorf("a part: %d", part.StatusCode)
	}
}

func TestHeadAnswersWithoutABody(t *testing.T) {
	server := shownServer(t)
	for _, coding := range []string{"", "gzip"} {
		full := ask(t, server, "GET", "/service.html", "Accept-Encoding", coding)
		head := ask(t, server, "HEAD", "/service.html", "Accept-Encoding", coding)
		if head.StatusCode != 200 || bodyOf(t, head) != "" {
			t.Errorf("coding %q: %d", coding, head.StatusCode)
		}
		for _, key := range []string{"ETag", "Content-Type", "Content-Length", "Content-Encoding"} {
			if head.Header.Get(key) != full.Header.Get(key) {
				t.Errorf("coding %q: %s %q, GET says %q", coding, key, head.Header.Get(key), full.Header.Get(key))
			}
		}
	}
}

func TestHiddenAndOutsidePathsAreNotFound(t *testing.T) {
	server := shownServer(t)
	for _, target := range []string{
		"/nothing.html", "/_tests/harness.mjs", "/_tests/", "/desk/_draft.html", "/.hidden/a.html", "/desk/.htaccess", "/.git/config",
		"/empty/", "/empty", "/shared/", "/shared", "/%2e%2e/%2e%2e/etc/passwd", "/..%2fgo.mod", "/desk/..%2f..%2fgo.mod", "/desk%5c..%5ccase.html",
		"/C:%5cwindows", "/a%00b", "/desk//case.html%2f..", "/%2fetc/passwd", "/service.html/x",
	} {
		response := ask(t, server, "GET", target)
		if response.StatusCode == 301 || response.StatusCode == 307 { // the router cleans such a path first
			response = ask(t, server, "GET", response.Header.Get("Location"))
		}
		body := bodyOf(t, response)
		if response.StatusCode != 404 || !strings.Contains(body, "没有这个页面") || !strings.Contains(body, "Page not found") {
			t.Errorf("%s: %d %s", target, response.StatusCode, body)
		}
		if response.Header.Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("%s: type %s", target, response.Header.Get("Content-Type"))
		}
	}
}

func TestFoldersGetTheirSlash(t *testing.T) {
	server := shownServer(t)
	for target, want := range map[string]string{"/desk": "/desk/", "/desk?lang=en": "/desk/?lang=en"} {
		response := ask(t, server, "GET", target)
		if response.StatusCode != 301 || response.Header.Get("Location") != want {
			t.Errorf("%s: %d %s", target, response.StatusCode, response.Header.Get("Location"))
		}
	}
	if got := folderAddress("指南/a b", ""); got != "/%E6%8C%87%E5%8D%97/a%20b/" {
		t.Error(got)
	}
}

func TestTheAPIStaysPocketBases(t *testing.T) {
	server := shownServer(t)
	if response := ask(t, server, "GET", "/api/health"); response.StatusCode != 200 || response.Header.Get("X-Frame-Options") == "DENY" {
		t.Errorf("health: %d", response.StatusCode)
	}
	response := ask(t, server, "GET", "/api/onestop/nothing")
	if body := bodyOf(t, response); response.StatusCode != 404 || !strings.Contains(body, `"status":404`) {
		t.Errorf("%d %s", response.StatusCode, body)
	}
	if response := ask(t, server, "POST", "/service.html"); response.StatusCode < 400 || response.StatusCode >= 500 {
		t.Errorf("a page takes no POST: %d", response.StatusCode)
	}
}

func TestFilesOnDiskStandBeforeTheEmbedded(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	put := func(dir, name, content string) string {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	changed := put(first, "service.html", "ours")
	put(second, "service.html", "not seen")
	put(second, "desk/new.html", "新页")
	put(second, "local/index.html", "local")
	put(second, "_private/a.html", "secret")
	secret := put(t.TempDir(), "secret.txt", "secret")
	if err := os.Symlink(secret, filepath.Join(second, "link.txt")); err != nil {
		t.Fatal(err)
	}

	server := pagesServer(t, pagesApp(t), func(e *core.ServeEvent) error {
		s, err := newShelf(shownPages, first, filepath.Join(first, "absent"), second)
		if err == nil {
			t.Cleanup(func() { s.close() })
			e.Router.GET("/{path...}", s.serve)
		}
		return err
	})
	for target, want := range map[string]string{
		"/service.html": "ours", "/desk/new.html": "新页", "/local/": "local", "/desk/case.html": "case", "/desk/": "desk",
	} {
		if body := bodyOf(t, ask(t, server, "GET", target)); body != want {
			t.Errorf("%s: %q, want %q", target, body, want)
		}
	}
	if response := ask(t, server, "GET", "/local"); response.StatusCode != 301 {
		t.Errorf("a folder on disk: %d", response.StatusCode)
	}
	for _, target := range []string{"/_private/a.html", "/link.txt"} {
		if response := ask(t, server, "GET", target); response.StatusCode != 404 {
			t.Errorf("%s: %d %s", target, response.StatusCode, bodyOf(t, response))
		}
	}

	tag := ask(t, server, "GET", "/service.html").Header.Get("ETag")
	if again := ask(t, server, "GET", "/service.html", "If-None-Match", tag); again.StatusCode != 304 {
		t.Errorf("unchanged on disk: %d", again.StatusCode)
	}
	put(first, "service.html", "ours, newer")
	if err := os.Chtimes(changed, time.Now(), time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if again := ask(t, server, "GET", "/service.html", "If-None-Match", tag); again.StatusCode != 200 || bodyOf(t, again) != "ours, newer" {
		t.Errorf("changed on disk: %d", again.StatusCode)
	}
}

func TestPageFoldersLieBesideTheBinaryAndHere(t *testing.T) {
	t.Chdir(t.TempDir())
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	folders := pageFolders()
	if len(folders) != 2 || folders[1] != filepath.Join(here, "pb_public") || filepath.Base(folders[0]) != "pb_public" {
		t.Fatalf("got %v", folders)
	}
}

func BenchmarkPage(b *testing.B) {
	s, err := newShelf(shownPages)
	if err != nil {
		b.Fatal(err)
	}
	request := httptest.NewRequest("GET", "/service.html", nil)
	request.SetPathValue("path", "service.html")
	request.Header.Set("Accept-Encoding", "gzip")
	for b.Loop() {
		event := &core.RequestEvent{}
		event.Request, event.Response = request, httptest.NewRecorder()
		if err := s.serve(event); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzPageName(f *testing.F) {
	for _, seed := range []string{"", "desk/", "指南/新办.html", "../x", "a//b", `a\b`, "a/_b", "a/.b", "C:x", "\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, requested string) {
		name, open := pageName(requested)
		if !open {
			return
		}
		if !filepath.IsLocal(filepath.FromSlash(name)) || name != "." && strings.Contains("/"+name, "/.") || strings.Contains("/"+name, "/_") {
			t.Fatalf("%q is open as %q", requested, name)
		}
	})
}
