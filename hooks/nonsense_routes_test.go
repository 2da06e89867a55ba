package hooks

import (
	"flag"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
)

// allNonsense sends every strange request to every place: `go test ./hooks -run TestNonsenseAt
// -args -nonsense`. By default each place is sent some of them, and all of them are sent.
var allNonsense = flag.Bool("nonsense", false, "send every strange request to every place")

// someOf is one in so many strange requests that the short walk sends.
const someOf = 5

// strangeBodies are bodies that no page sends, by name, each with its content type.
var strangeBodies = map[string]struct{ kind, body string }{
	"half a JSON":              {"application/json", `{"act":"acc`},
	"a JSON list":              {"application/json", `[{"act":"accept"}]`},
	"a JSON text":              {"application/json", `"accept"`},
	"null":                     {"application/json", `null`},
	"a JSON as deep as a well": {"application/json", strings.Repeat(`{"a":`, 20000) + "1" + strings.Repeat("}", 20000)},
	"lists as deep as a well":  {"application/json", strings.Repeat(`[`, 200000)},
	"500,000 keys":             {"application/json", manyKeys(500_000)},
	"as many keys as fit":      {"application/json", manyKeys(90_000)},
	"NUL":                      {"application/json", "{\"reason\":\"a\\u0000b\",\"text\":\"\x00\"}"},
	"NUL in words":             {"application/json", `{"reason":"a\u0000b","text":"a\u0000b","q":"a\u0000b","title":"a\u0000b","act":"a\u0000"}`},
	"bad UTF-8":                {"application/json", "{\"reason\":\"\xff\xfe\xc0\xaf\",\"q\":\"\xed\xa0\x80\"}"},
	"a lone surrogate":         {"application/json", `{"reason":"\ud800","q":"\udfff","text":"\ud83d"}`},
	"numbers without end":      {"application/json", `{"days":1e400,"grade":-9223372036854775809,"months":1e18,"page":0.1,"limit":-1}`},
	"values of other types":    {"application/json", `{"act":1,"reason":[],"applications":{},"claims":"x","options":7,"documents":[[]],"id":false,"q":{},"items":"x","grade":"x","code":[1],"template":{}}`},
	"the same key again":       {"application/json", `{"act":"accept","act":["x"],"act":null}`},
	"a form":                   {"application/x-www-form-urlencoded", "act=accept&act=%zz&%00=%ff"},
	"a form without a border":  {"multipart/form-data", "act=accept"},
	"a form that is cut":       {"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"..\\..\\a.pdf\"\r\n\r\n%PDF"},
	"a form in a form":         {"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"@jsonPayload\"\r\n\r\n{\"a\":{\"b\r\n--x--\r\n"},
	"XML":                      {"text/xml", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>"},
	"a kind that is none":      {";;;/,", "{}"},
	"bytes":                    {"application/octet-stream", "\x00\x01\xff\xfe"},
	"nothing":                  {"", ""},
}

// manyKeys is an object with n keys.
func manyKeys(n int) string {
	var b strings.Builder
	b.WriteString("{")
	for i := range n {
		fmt.Fprintf(&b, "\"k%d\":%d,", i, i%10)
	}
	return strings.TrimSuffix(b.String(), ",") + "}"
}

// strangeQueries are questions that no page asks.
var strangeQueries = []string{
	"page=-1", "page=99999999999999999999", "page=1e9&perPage=-5", "perPage=1000000", "page[]=1&page[]=2", "q=%00", "q=%ff%fe", "q=%ED%A0%80", "%zz=%zz", ";;;&&&===",
	"q=" + strings.Repeat("%E9%95%BF", 3000), "from=2026-02-30&to=x", "from=0000-00-00", "from=9999-12-31&to=0001-01-01", "days=-1&from=2026-03-02", "days=1e9&from=2026-03-02", "year=NaN",
	"filter=%00", "filter=(((", "filter=id='", "filter=@collection.audit.id!=''", "filter=@request.auth.tokenKey!=''", "filter=password!=''", "filter=id%20IN%20(SELECT%201)", "filter=a.b.c.d.e.f.g.h.i.j=1",
	"filter=@now%3E@now&&@rowid=1", "sort=tokenKey", "sort=-%00", "sort=@random", "sort=(SELECT%201)", "expand=a.b.c.d.e.f.g.h", "expand=%00", "fields=%00,*:excerpt(-1)", "fields=*:excerpt(99999999999999999999,true)", "skipTotal=maybe",
	"department=nothing&service=%00&state=%27", "path=//evil.example", "path=javascript:alert(1)", "number=&code=", "lang=%00&elder=%ff", "id=%00", "invite=" + strings.Repeat("x", 2000), "token=x.y.z", "after=%27%27", "limit=-1",
}

// strangeIDs stand where a path names a thing.
var strangeIDs = []string{"nothing00000000", "%00", "%ff", "..%2f..%2fdata.db", "'%20OR%20'1'='1", strings.Repeat("x", 5000), "{id}", "%E9%A3%9F", "*", "@"}

// turn goes round the strange requests.
var turn int

// skipped leaves out what is not in turn.
func skipped() bool {
	turn++
	return !*allNonsense && turn%someOf != 0
}

// strange are the requests that a walk sends to one place, by description.
func strange(method, path string, ask func(what string, r *http.Request)) {
	if method != http.MethodGet {
		for _, what := range slices.Sorted(maps.Keys(strangeBodies)) {
			if skipped() {
				continue
			}
			b := strangeBodies[what]
			r := httptest.NewRequest(method, path, strings.NewReader(b.body))
			r.Header.Set("Content-Type", b.kind)
			ask(what, r)
		}
	}
	for _, query := range strangeQueries {
		if skipped() {
			continue
		}
		r := httptest.NewRequest(method, path, nil)
		r.URL.RawQuery = query
		if method != http.MethodGet {
			r.Header.Set("Content-Type", "application/json")
		}
		ask(query, r)
	}
}

// unharmed sends a strange request and holds the answer against what must always be: no
// failure of the house, and nothing committed by what is refused.
func (w *world) unharmed(what string, r *http.Request, by string) {
	w.t.Helper()
	w.requests++
	method, path := r.Method, r.URL.Path
	answer := w.send(r, w.personOrGuest(by))
	moved := w.seen.moved()
	if answer.status >= 500 {
		w.t.Errorf("%s %.80s by %q with %.60s: %d %.200s", method, path, by, what, answer.status, answer.text)
	}
	if answer.status >= 400 && moved {
		w.t.Errorf("%s %.80s by %q with %.60s: refused with %d, and something was committed", method, path, by, what, answer.status)
	}
}

// strangers are those who send nonsense: nobody, a citizen, an officer, an administrator.
var strangers = []string{"", "zhang", "clerk", "admin"}

// Nonsense at every route of our own, by strangers and by people with an account, neither
// fails in the house nor changes anything by halves.
func TestNonsenseAtEveryRoute(t *testing.T) {
	unwatched(t)
	w := newWorld(t)
	things, before := w.routeThings(), residentMB(t)
	w.seen.moved()
	tried := map[string]bool{}
	for _, row := range routeTable() {
		if tried[row.route+row.thing] || row.route == "POST /demo/clock" { // the clock of a training goes on whatever is said
			continue
		}
		tried[row.route+row.thing] = true
		method, path, _ := strings.Cut(row.route, " ")
		for _, by := range strangers {
			at := "/api/onestop" + strings.NewReplacer("{id}", things[row.thing], "{token}", things[row.thing]).Replace(path)
			strange(method, at, func(what string, r *http.Request) { w.unharmed(what, r, by) })
			for _, other := range []string{"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"} {
				if other != method {
					w.unharmed("another method", httptest.NewRequest(other, at, strings.NewReader("{}")), by)
				}
			}
			if strings.Contains(path, "{") {
				for _, id := range strangeIDs {
					w.unharmed("the id "+id, httptest.NewRequest(method, "/api/onestop"+strings.NewReplacer("{id}", id, "{token}", id).Replace(path), strings.NewReader("{}")), by)
				}
			}
		}
	}
	debug.FreeOSMemory()
	after := residentMB(t)
	t.Logf("%d requests at %d routes; %d MB before, %d MB after", w.requests, len(tried), before, after)
	if w.requests < 4000 || after > before+250 {
		t.Errorf("%d requests; %d MB before, %d MB after", w.requests, before, after)
	}
	if _, _, err := VerifyTrail(w.app); err != nil {
		t.Error(err)
	}
}

// So does nonsense at every collection by every verb; the number of rows of every table and
// of files is what it was.
func TestNonsenseAtEveryCollection(t *testing.T) {
	unwatched(t)
	w := newWorld(t)
	collections, err := w.app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	before, rows := residentMB(t), w.rows()
	for _, c := range collections {
		list := "/api/collections/" + c.Name + "/records"
		one := list + "/" + w.anyOf(c.Id)
		for _, by := range strangers {
			ask := func(what string, r *http.Request) { w.unharmed(what, r, by) }
			strange("GET", list, ask)
			strange("POST", list, ask)
			if one != list+"/" {
				strange("PATCH", one, func(what string, r *http.Request) {
					if body := strangeBodies[what].body; body != "" && !harmless[what] { // an empty change by who may change it is one
						w.unharmed(what, r, by)
					}
				})
			}
			for _, id := range strangeIDs {
				for _, method := range []string{"GET", "PATCH", "DELETE"} {
					if skipped() {
						continue
					}
					w.unharmed("the id "+id, httptest.NewRequest(method, list+"/"+id, nil), by)
				}
			}
			for _, door := range []string{"auth-with-password", "auth-refresh", "auth-with-otp", "request-otp", "request-password-reset", "confirm-password-reset", "request-verification", "confirm-verification", "request-email-change", "confirm-email-change", "auth-with-oauth2"} {
				if c.IsAuth() {
					for what, b := range strangeBodies {
						if skipped() {
							continue
						}
						r := httptest.NewRequest("POST", "/api/collections/"+c.Name+"/"+door, strings.NewReader(b.body))
						r.Header.Set("Content-Type", b.kind)
						w.unharmed(door+" "+what, r, by)
					}
				}
			}
		}
	}
	debug.FreeOSMemory()
	after := residentMB(t)
	t.Logf("%d requests at %d collections; %d MB before, %d MB after", w.requests, len(collections), before, after)
	if w.requests < 4000 || after > before+250 {
		t.Errorf("%d requests; %d MB before, %d MB after", w.requests, before, after)
	}
	if names := changed(rows, w.rows()); len(names) > 0 && !slices.Equal(names, []string{"_authOrigins"}) {
		t.Errorf("rows came or went in %v", names)
	}
}

// harmless are strange bodies of which nothing is a field, so that a change by who may make
// one is taken and changes nothing.
var harmless = map[string]bool{"as many keys as fit": true, "null": true}

// The doors of the platform beside the records, and the pages, take nonsense as well.
func TestNonsenseAtOtherDoors(t *testing.T) {
	unwatched(t)
	w := newWorld(t)
	w.seen.moved()
	for _, at := range []string{"POST /api/batch", "POST /api/realtime", "POST /api/files/token", "GET /api/settings", "GET /api/collections", "GET /api/logs", "GET /api/logs/stats", "GET /api/crons",
		"GET /api/backups", "POST /api/backups", "POST /api/sql", "PATCH /api/settings", "POST /api/settings/test/email", "PUT /api/collections/import", "GET /api/health", "GET /", "GET /track.html", "GET /service.html", "POST /track.html"} {
		method, path, _ := strings.Cut(at, " ")
		for _, by := range strangers {
			strange(method, path, func(what string, r *http.Request) {
				if at == "PATCH /api/settings" && by == "admin" { // who may change them does
					return
				}
				w.unharmed(what, r, by)
			})
		}
	}
	for _, path := range []string{"/%00", "/..%2f..%2fpb_data/data.db", "/%ff", "/" + strings.Repeat("x/", 3000), "/_/..%2f", "/api/files/documents/x/y", "/api/files/%00/%00/%00", "/api/collections/%00/records", "/api/onestop/%E9%A3%9F"} {
		r := httptest.NewRequest("GET", "/", nil)
		r.URL, _ = url.Parse(path)
		if r.URL != nil {
			w.unharmed(path, r, "")
		}
	}
}
