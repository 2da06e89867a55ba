package hooks

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"onestop/hooks/appliance/gate"
)

const (
	pagesFolder = "pb_public" // beside the binary: its files stand before the embedded ones
	indexPage   = "index.html"
)

// pageHeaders go with every page, found or not. Pages run nothing and show nothing that
// does not come from this house; blob: is how the desk shows a protected document.
var pageHeaders = map[string]string{
	"Content-Security-Policy": "default-src 'self'; img-src 'self' blob: data:; object-src 'self' blob:; frame-src 'self' blob:; " +
		"style-src 'self'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
	"X-Content-Type-Options": "nosniff",
	"X-Frame-Options":        "DENY",
	"Referrer-Policy":        "no-referrer",
	"Cache-Control":          "no-cache", // kept, but asked for each time: the ETag makes that cheap
}

// pageTypes is the type of a page by its extension: the table of the machine differs
// from one to the next, and on Windows it may call a script text/plain.
var pageTypes = map[string]string{
	".html":        "text/html; charset=utf-8",
	".css":         "text/css; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".mjs":         "text/javascript; charset=utf-8",
	".json":        "application/json",
	".webmanifest": "application/manifest+json",
	".svg":         "image/svg+xml",
	".txt":         "text/plain; charset=utf-8",
	".png":         "image/png",
	".jpg":         "image/jpeg",
	".webp":        "image/webp",
	".ico":         "image/x-icon",
	".woff2":       "font/woff2",
}

// squeezed are the types that are worth compressing.
var squeezed = []string{".html", ".css", ".js", ".mjs", ".json", ".webmanifest", ".svg", ".txt"}

// notFoundPage is what a visitor sees who followed a wrong link.
const notFoundPage = `<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>没有这个页面 · Page not found</title><link rel="stylesheet" href="/style/base.css"></head>
<body><main>
<h1>没有这个页面</h1>
<p>网址可能输错了，或者页面已经搬走。<a href="/">回到首页</a>，在那里可以搜索您要办的事。</p>
<h2 lang="en">Page not found</h2>
<p lang="en">The address may be mistyped, or the page has moved. <a href="/">Go to the first page</a> and search for what you need.</p>
</main></body></html>
`

// shelf holds the pages: a folder on disk, file by file, before the embedded files, which
// are sent whole where no such folder is (pages_whole.go).
type shelf struct {
	disk     []*os.Root
	pages    fs.FS
	embedded map[string]func() pageFile
	closed   func(e *core.RequestEvent, name string) bool                     // pages that are not there for this request; nil: none
	fill     func(e *core.RequestEvent, name, page string) (filledPage, bool) // nil: pages are sent as they lie there
}

// pageFile is an embedded file with what is computed of it once, when first asked for; one
// without a digest is not there.
type pageFile struct {
	body, gzip []byte // gzip is nil where it would not be smaller
	digest     string
}

// bindPages serves the pages on every path that nothing else serves: embedded files,
// or the same path in a folder pb_public beside the binary or in the working folder.
//
// With a hall, pages also say in plain HTML what they are about (plain.go).
func bindPages(se *core.ServeEvent, embedded fs.FS, h *Hall) error {
	s, err := newShelf(embedded, pageFolders()...)
	if err != nil {
		return err
	}
	if h != nil {
		s.closed = func(e *core.RequestEvent, name string) bool { return name == setupPage && !h.settingUp(e) }
		if err := h.bindPlain(se, s); err != nil {
			return errors.Join(err, s.close())
		}
	}
	se.App.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{Id: "onestopPages", Func: func(e *core.TerminateEvent) error {
		return errors.Join(e.Next(), s.close())
	}})
	se.Router.GET("/{path...}", s.serve).Bind(apis.SkipSuccessActivityLog())
	return nil
}

// pageFolders are the places where a folder of pages may lie on disk.
func pageFolders() []string {
	var folders []string
	if binary, err := os.Executable(); err == nil {
		folders = append(folders, filepath.Join(filepath.Dir(binary), pagesFolder))
	}
	if here, err := filepath.Abs(pagesFolder); err == nil && !slices.Contains(folders, here) {
		folders = append(folders, here)
	}
	return folders
}

func newShelf(embedded fs.FS, folders ...string) (*shelf, error) {
	s := &shelf{pages: embedded, embedded: map[string]func() pageFile{}}
	for _, folder := range folders {
		root, err := os.OpenRoot(folder)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("open the pages in %s: %w", folder, err), s.close())
		}
		s.disk = append(s.disk, root)
	}
	err := fs.WalkDir(embedded, ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			s.embedded[name] = sync.OnceValue(func() pageFile { return newPage(embedded, name) })
		}
		return err
	})
	if err == nil && len(s.disk) == 0 {
		for name, whole := range wholePages(embedded) {
			asItLies := s.embedded[name]
			s.embedded[name] = sync.OnceValue(func() pageFile {
				if body := whole(); body != nil {
					return squeeze(name, body)
				}
				if asItLies != nil { // the page stays plain
					return asItLies()
				}
				return pageFile{}
			})
		}
	}
	return s, err
}

func (s *shelf) close() error {
	var errs []error
	for _, root := range s.disk {
		errs = append(errs, root.Close())
	}
	return errors.Join(errs...)
}

// newPage reads an embedded file. Embedded files cannot fail to be read; another file
// system that does shows an empty page.
func newPage(embedded fs.FS, name string) pageFile {
	body, _ := fs.ReadFile(embedded, name)
	return squeeze(name, body)
}

func digestOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:16])
}

// squeeze computes what is sent of a file.
func squeeze(name string, body []byte) pageFile {
	p := pageFile{body: body, digest: digestOf(body)}
	if !slices.Contains(squeezed, path.Ext(name)) {
		return p
	}
	var small bytes.Buffer
	w := gzip.NewWriter(&small)
	if _, err := w.Write(body); err == nil && w.Close() == nil && small.Len() < len(body) {
		p.gzip = small.Bytes()
	}
	return p
}

// serve answers GET and HEAD for one page.
func (s *shelf) serve(e *core.RequestEvent) error {
	if strings.HasPrefix(e.Request.URL.Path, "/api/") {
		return e.NotFoundError("", nil)
	}
	w, r := e.Response, e.Request
	if gate.Part(r.URL.Path) {
		w.Header().Set("Cache-Control", pageHeaders["Cache-Control"])
	} else {
		headPage(w)
	}
	name, open := pageName(r.PathValue("path"))
	switch {
	case !open || s.closed != nil && s.closed(e, name):
		return pageNotFound(w)
	case s.send(e, name):
		return nil
	case !strings.HasSuffix(r.URL.Path, "/") && s.has(path.Join(name, indexPage)):
		return e.Redirect(http.StatusMovedPermanently, folderAddress(name, r.URL.RawQuery))
	}
	if s.send(e, path.Join(name, indexPage)) {
		return nil
	}
	return pageNotFound(w)
}

// headPage gives an answer the headers of a page.
func headPage(w http.ResponseWriter) {
	for key, value := range pageHeaders {
		w.Header().Set(key, value)
	}
}

// pageName turns the path of a request into the name of a file or folder, and tells
// whether a visitor may ask for it: nothing hidden, nothing outside.
func pageName(requested string) (name string, open bool) {
	name = strings.TrimSuffix(requested, "/")
	if name == "" {
		return ".", true
	}
	if !fs.ValidPath(name) || strings.ContainsAny(name, "\\:\x00") {
		return "", false
	}
	for segment := range strings.SplitSeq(name, "/") {
		if segment[0] == '_' || segment[0] == '.' {
			return "", false
		}
	}
	return name, true
}

// folderAddress is the address of a folder with the slash that relative links need.
func folderAddress(name, query string) string {
	address := url.URL{Path: "/" + name + "/", RawQuery: query}
	return address.String()
}

func (s *shelf) has(name string) bool {
	for _, root := range s.disk {
		if info, err := root.Stat(name); err == nil && info.Mode().IsRegular() {
			return true
		}
	}
	_, ok := s.load(name)
	return ok
}

// load is an embedded file, if it is there.
func (s *shelf) load(name string) (pageFile, bool) {
	load, ok := s.embedded[name]
	if !ok {
		return pageFile{}, false
	}
	p := load()
	return p, p.digest != ""
}

// send writes one file, from disk if it is there, and tells whether there is one.
func (s *shelf) send(e *core.RequestEvent, name string) bool {
	if s.fill != nil && path.Ext(name) == ".html" {
		if page, err := fs.ReadFile(s, name); err == nil {
			if f, ok := s.fill(e, name, string(page)); ok {
				sendFilled(e, name, f)
				return true
			}
		}
	}
	w, r := e.Response, e.Request
	for _, root := range s.disk {
		if sendDisk(w, r, root, name) {
			return true
		}
	}
	page, ok := s.load(name)
	if ok {
		sendPage(w, r, name, page)
	}
	return ok
}

// Open reads a file as it is served: from disk if it is there, else embedded and whole.
func (s *shelf) Open(name string) (fs.File, error) {
	for _, root := range s.disk {
		if file, err := root.Open(name); err == nil {
			return file, nil
		}
	}
	return s.pages.Open(name)
}

// ReadFile reads as Open does.
func (s *shelf) ReadFile(name string) ([]byte, error) {
	for _, root := range s.disk {
		if body, err := root.ReadFile(name); err == nil {
			return body, nil
		}
	}
	if page, ok := s.load(name); ok {
		return page.body, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// sendDisk writes a file of the folder. Its tag is its time and size, so that a change
// shows at once.
func sendDisk(w http.ResponseWriter, r *http.Request, root *os.Root, name string) bool {
	file, err := root.Open(name)
	if err != nil {
		return false
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	tagPage(w, name, fmt.Sprintf("%x-%x", info.ModTime().UnixNano(), info.Size()))
	http.ServeContent(w, r, "", time.Time{}, file)
	return true
}

// sendPage writes an embedded file, compressed for those who take that and want all of it.
func sendPage(w http.ResponseWriter, r *http.Request, name string, p pageFile) {
	if p.gzip == nil {
		tagPage(w, name, p.digest)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(p.body))
		return
	}
	w.Header().Add("Vary", "Accept-Encoding")
	if !takesGzip(r) || r.Header.Get("Range") != "" {
		tagPage(w, name, p.digest)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(p.body))
		return
	}
	tagPage(w, name, p.digest+"-gzip")
	w.Header().Set("Content-Encoding", "gzip")
	w.Header().Set("Content-Length", strconv.Itoa(len(p.gzip)))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(p.gzip))
}

func tagPage(w http.ResponseWriter, name, digest string) {
	kind, ok := pageTypes[strings.ToLower(path.Ext(name))]
	if !ok {
		kind = "application/octet-stream"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("ETag", `"`+digest+`"`)
}

// takesGzip reads Accept-Encoding: gzip is taken when named without "q=0".
func takesGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			q := strings.TrimPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
			return q == "" || strings.Trim(q, "0.") != ""
		}
	}
	return false
}

func pageNotFound(w http.ResponseWriter) error {
	headPage(w) // whatever was asked for, this is a page
	w.Header().Set("Content-Type", pageTypes[".html"])
	w.WriteHeader(http.StatusNotFound)
	_, err := w.Write([]byte(notFoundPage))
	return err
}
