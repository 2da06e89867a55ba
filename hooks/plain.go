package hooks

import (
	"bytes"
	"compress/gzip"
	"embed"
	"errors"
	markup "html/template"
	"io"
	"net/http"
	"path"
	"regexp"
	"strings"
	"sync"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"
)

// What a page is about stands in it in plain HTML as well, for browsers without JavaScript
// (screen readers of old, text browsers, offices that switch it off) and for whoever
// searches. It lies in <noscript> elements inside the parts of the page that its module
// draws: a browser with JavaScript does not build them and its module clears them away, so
// nothing flashes and nothing stands there twice. What is told comes from the functions
// behind the JSON routes, the words from the files of the pages.

//go:embed plain/*.html
var plainFiles embed.FS

var plainTemplates = markup.Must(markup.ParseFS(plainFiles, "plain/*.html"))

// plainGroups are the words that plain pages are made of.
var plainGroups = []string{"common", "find", "citizen", "states", "lookup", "journey", "problems", "help", "privacy", "account", "cases", "apply", "me", "notice", "inbox", "rate", "board", "recover", "machine", "plain"}

const (
	trackPage = "track.html"
	trackForm = 4 << 10 // bytes that the form of a number and a code may hold
)

// plainPages draws the plain part of every page.
type plainPages struct {
	hall  *Hall
	words pageWords
	shelf *shelf
}

// plainDraw makes out what a page tells.
type plainDraw func(*Hall, *core.RequestEvent, *plainSheet) error

// filledPage is a page with its plain part.
type filledPage struct {
	status int
	body   string
	secret bool // turns on a secret that was sent: neither compressed nor kept
}

// plainDraws are the pages that tell something of their own; all others say in a sentence
// what to do without JavaScript.
var plainDraws = map[string]plainDraw{
	"index.html":    (*Hall).plainHome,
	"service.html":  (*Hall).plainService,
	"guide.html":    (*Hall).plainService,
	"life.html":     (*Hall).plainLife,
	trackPage:       (*Hall).plainTrack,
	"verify.html":   (*Hall).plainVerify,
	"problems.html": (*Hall).plainProblems,
	"help.html":     (*Hall).plainHelp,
	"privacy.html":  (*Hall).plainPrivacy,
}

// plainTitles are the words that name the other pages.
var plainTitles = map[string]string{
	"apply.html": "apply.title", "ask.html": "ask.title_short", "cases.html": "frame.cases", "inbox.html": "frame.inbox", "journey.html": "journey.title",
	"login.html": "login.title", "me.html": "me.title", "notice.html": "notice.title", "rate.html": "rate.title", "register.html": "register.title",
	"recover.html": "recover.title", "report.html": "report.title", "status.html": "status.title", "board/index.html": "board.title",
	"certificate.html": "cert.title", "setup.html": "setup.title",
}

// bindPlain fills the pages of the shelf and answers the form of the page that tracks.
func (h *Hall) bindPlain(se *core.ServeEvent, s *shelf) error {
	words, err := readWords(s, plainGroups...)
	if err != nil {
		return err
	}
	p := &plainPages{h, words, s}
	s.fill = p.fill
	se.Router.POST("/"+trackPage, func(e *core.RequestEvent) error { return p.answer(e, trackPage, (*Hall).plainTrack) }).
		Bind(apis.BodyLimit(trackForm), &hook.Handler[*core.RequestEvent]{Id: "onestopTrackDoor", Priority: apis.DefaultRateLimitMiddlewarePriority - 1, Func: p.trackDoor})
	return nil
}

// trackDoor counts the form together with the route of the same question, so that two doors
// are not twice as many guesses, and says in words that somebody asks too often.
func (p *plainPages) trackDoor(e *core.RequestEvent) error {
	e.Request.URL.Path = "/api/onestop/track"
	err := e.Next()
	var refused *router.ApiError
	if errors.As(err, &refused) && refused.Status == http.StatusTooManyRequests {
		return p.answer(e, trackPage, (*Hall).plainBusy)
	}
	return err
}

// answer sends a page for a form that was posted to it. What the form holds stands in its
// body and so in no address, history or log.
func (p *plainPages) answer(e *core.RequestEvent, name string, draw plainDraw) error {
	page, err := p.shelf.ReadFile(name)
	if err != nil {
		return e.NotFoundError("", nil)
	}
	headPage(e.Response)
	f, ok := p.filledBy(e, name, string(page), draw)
	if !ok {
		return e.NotFoundError("", nil)
	}
	sendFilled(e, name, f)
	return nil
}

var (
	pageRoot  = regexp.MustCompile(`<html lang="zh-CN"(?: class="([\w -]*)")?>`)
	pageTitle = regexp.MustCompile(`<title>[^<]*</title>`)
	pageOwn   = regexp.MustCompile(`(?s)<noscript>.*?</noscript>\n?`) // what a page says itself to browsers without JavaScript
	pageMain  = regexp.MustCompile(`<main(?: [^>]*)?>`)
)

// fill puts the plain part into a page; false where the page is not built as ours are. A
// page whose plain part cannot be made says so in it: what its module does is not touched.
func (p *plainPages) fill(e *core.RequestEvent, name, page string) (filledPage, bool) {
	draw := plainDraws[name]
	if draw == nil {
		draw = (*Hall).plainOther
	}
	return p.filledBy(e, name, page, draw)
}

func (p *plainPages) filledBy(e *core.RequestEvent, name, page string, draw plainDraw) (filledPage, bool) {
	main := pageMain.FindString(page)
	if main == "" || !strings.Contains(page, "<header></header>") || !strings.Contains(page, "<footer></footer>") {
		return filledPage{}, false
	}
	sheet := p.sheet(e, name)
	err := draw(p.hall, e, sheet)
	parts, broken := sheet.parts()
	if err = errors.Join(err, broken); err != nil {
		e.App.Logger().Error("A page could not be told in plain HTML.", "page", name, "error", err)
		sheet.fail(e.Request.Method)
		if parts, err = sheet.parts(); err != nil {
			return filledPage{}, false
		}
	}
	page = pageOwn.ReplaceAllString(page, "")
	if sheet.Title != "" {
		page = replaceOnce(page, pageTitle.FindString(page), "")
	}
	if root := pageRoot.FindStringSubmatch(page); root != nil {
		page = replaceOnce(page, root[0], sheet.root(root[1]))
	}
	page = replaceOnce(page, "</head>", parts.head+"</head>")
	page = replaceOnce(page, "<header></header>", "<header><noscript>"+parts.header+"</noscript></header>")
	target := "" // of the link that skips the frame
	if !strings.Contains(main, `id="main"`) {
		target = ` id="main"`
	}
	page = replaceOnce(page, main, main+`<noscript><div class="told"`+target+`>`+parts.main+"</div></noscript>")
	page = replaceOnce(page, "<footer></footer>", "<footer><noscript>"+parts.footer+"</noscript></footer>")
	return filledPage{sheet.status, page, sheet.secret}, true
}

// replaceOnce puts text in the place of a part of the page; a part that is not there stays so.
func replaceOnce(page, part, text string) string {
	if part == "" {
		return page
	}
	return strings.Replace(page, part, text, 1)
}

// plainParts are the parts of a sheet as HTML.
type plainParts struct{ head, header, main, footer string }

func (s *plainSheet) parts() (plainParts, error) {
	var p plainParts
	for _, part := range []struct {
		template string
		into     *string
	}{{"head", &p.head}, {"header", &p.header}, {s.Body, &p.main}, {"footer", &p.footer}} {
		var out bytes.Buffer
		if err := plainTemplates.ExecuteTemplate(&out, part.template+".html", s); err != nil {
			return p, err
		}
		*part.into = out.String()
	}
	return p, nil
}

// sendFilled writes a filled page. Its tag is that of its content, so that it changes with
// what the page tells.
func sendFilled(e *core.RequestEvent, name string, f filledPage) {
	w, r := e.Response, e.Request
	body := []byte(f.body)
	if f.secret {
		w.Header().Set("Cache-Control", "no-store")
	}
	if f.secret || f.status != http.StatusOK {
		w.Header().Set("Content-Type", pageTypes[path.Ext(name)])
		w.WriteHeader(f.status)
		if r.Method != http.MethodHead {
			_, _ = w.Write(body) // who is gone reads nothing
		}
		return
	}
	p := pageFile{body: body, digest: digestOf(body)}
	if tag := p.digest + "-gzip"; takesGzip(r) && strings.Contains(r.Header.Get("If-None-Match"), tag) { // spares the compression
		w.Header().Add("Vary", "Accept-Encoding")
		tagPage(w, name, tag)
		w.WriteHeader(http.StatusNotModified)
		return
	}
	p.gzip = squeezedFast(body)
	sendPage(w, r, name, p)
}

var squeezers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(io.Discard, squeezeLevel) // fails for a level that there is not
	return w
}}

// squeezedFast compresses a page that is made anew each time.
func squeezedFast(body []byte) []byte {
	var small bytes.Buffer
	w := squeezers.Get().(*gzip.Writer)
	defer squeezers.Put(w)
	w.Reset(&small)
	if _, err := w.Write(body); err != nil || w.Close() != nil {
		return nil
	}
	return small.Bytes()
}
