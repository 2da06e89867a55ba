package hooks

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
)

// filesCollection has a file field that anyone may fetch and a protected one.
func filesCollection(t *testing.T, app core.App) *core.Collection {
	t.Helper()
	everyone := ""
	collection := core.NewBaseCollection("papers")
	collection.ViewRule = &everyone
	collection.Fields.Add(
		&core.FileField{Name: "open", MaxSize: 1 << 20},
		&core.FileField{Name: "secret", MaxSize: 1 << 20, Protected: true},
	)
	if err := app.Save(collection); err != nil {
		t.Fatal(err)
	}
	return collection
}

// filed stores content under both fields and answers the two addresses.
func filed(t *testing.T, app core.App, collection *core.Collection, name string, content []byte) (open, secret string) {
	t.Helper()
	record := core.NewRecord(collection)
	for _, field := range []string{"open", "secret"} {
		file, err := filesystem.NewFileFromBytes(content, name)
		if err != nil {
			t.Fatal(err)
		}
		record.Set(field, file)
	}
	if err := app.Save(record); err != nil {
		t.Fatal(err)
	}
	base := "/api/files/papers/" + record.Id + "/"
	return base + record.GetString("open"), base + record.GetString("secret")
}

func filesServer(t *testing.T, app core.App) http.Handler {
	t.Helper()
	return pagesServer(t, app, func(e *core.ServeEvent) error { bindFiles(e); return nil })
}

func samplePicture(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 200, 200))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestThumbnailsAreNeverMadeOnRequest(t *testing.T) {
	app := pagesApp(t)
	server := filesServer(t, app)
	content := samplePicture(t)
	open, secret := filed(t, app, filesCollection(t, app), "page.png", content)
	for _, target := range []string{open + "?thumb=100x100", secret + "?thumb=100x100", open + "?a=1&thumb=100x100&thumb=0x50", open + "?%74humb=100x100"} {
		response := ask(t, server, "GET", target)
		if response.StatusCode != 200 || bodyOf(t, response) != string(content) {
			t.Errorf("%s: %d", target, response.StatusCode)
		}
	}
	made, err := filepath.Glob(filepath.Join(app.DataDir(), "storage", "*", "*", "thumbs_*"))
	if err != nil || len(made) != 0 {
		t.Errorf("thumbnails were made: %v (%v)", made, err)
	}
}

func TestOtherQueriesOfAFileStay(t *testing.T) {
	app := pagesApp(t)
	open, _ := filed(t, app, filesCollection(t, app), "page.png", samplePicture(t))
	response := ask(t, filesServer(t, app), "GET", open+"?thumb=100x100&download=1")
	if got := response.Header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment") {
		t.Errorf("download=1 was lost: %s", got)
	}
}

func TestProtectedFilesAreKeptByNobody(t *testing.T) {
	app := pagesApp(t)
	server := filesServer(t, app)
	open, secret := filed(t, app, filesCollection(t, app), "page.png", samplePicture(t))
	header := ask(t, server, "GET", secret).Header
	for key, want := range map[string]string{"Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
		"Cross-Origin-Resource-Policy": "same-origin", "X-Content-Type-Options": "nosniff"} {
		if header.Get(key) != want {
			t.Errorf("%s is %q", key, header.Get(key))
		}
	}
	if !strings.Contains(header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("the policy is %q", header.Get("Content-Security-Policy"))
	}
	if got := ask(t, server, "GET", open).Header.Get("Cache-Control"); got == "no-store" || got == "" {
		t.Errorf("an open file may be kept, yet Cache-Control is %q", got)
	}
}

func TestOnlyPagesAndPicturesOpenInTheBrowser(t *testing.T) {
	app := pagesApp(t)
	server := filesServer(t, app)
	collection := filesCollection(t, app)
	pdf := []byte("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
	for name, c := range map[string]struct {
		content []byte
		shown   bool
	}{
		"a.png":  {samplePicture(t), true},
		"a.jpg":  {[]byte("\xFF\xD8\xFF\xE0\x00\x10JFIF"), true},
		"a.jpeg": {[]byte("\xFF\xD8\xFF\xE0\x00\x10JFIF"), true},
		"a.pdf":  {pdf, true},
		"a.gif":  {[]byte("GIF89a"), false},
		"a.webm": {[]byte("\x1A\x45\xDF\xA3 webm"), false},
		"a.svg":  {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), false},
		"a.html": {[]byte("<html><script>1</script></html>"), false},
		"a.txt":  {[]byte("text"), false},
	} {
		open, secret := filed(t, app, collection, name, c.content)
		for _, target := range []string{open, secret} {
			got := ask(t, server, "GET", target).Header.Get("Content-Disposition")
			if strings.HasPrefix(got, "inline") != c.shown || got == "" {
				t.Errorf("%s: %s", name, got)
			}
		}
	}
}
