package hooks

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"onestop/hooks/appliance/gate"
)

// answerRow is one kind of answer with what its headers must be.
type answerRow struct {
	what, method, path, by string
	status                 int
	cache, policy, frames  string
}

// answerRows are all kinds of answers of the house: nobody keeps what is personal, nothing is
// framed by others, nothing runs what is not ours.
func answerRows(x *house, file, sample string) []answerRow {
	pages, nothing, papers := "script-src 'self'", "default-src 'none'", "sandbox"
	return []answerRow{
		{"page", "GET", "/", "", 200, "no-cache", pages, "DENY"},
		{"page of officers", "GET", "/desk/", "", 200, "no-cache", pages, "DENY"},
		{"page filled with content", "GET", "/service.html?id=" + x.find("services", "name ~ '食品'").Id, "", 200, "no-cache", pages, "DENY"},
		{"script", "GET", "/shared/api.js", "", 200, "no-cache", "", ""},
		{"style", "GET", "/style/base.css", "", 200, "no-cache", "", ""},
		{"script that is not there", "GET", "/shared/nowhere.js", "", 404, "no-cache", pages, "DENY"},
		{"page that is not there", "GET", "/nowhere.html", "", 404, "no-cache", pages, "DENY"},
		{"folder without its slash", "GET", "/desk", "", 301, "no-cache", pages, "DENY"},
		{"path that the router mends", "GET", "//desk//", "", 307, "", nothing, "DENY"},
		{"method that nobody offers", "POST", "/index.html", "", 404, "", nothing, "DENY"},
		{"public route", "GET", "/api/onestop/home", "", 200, "no-store", nothing, "DENY"},
		{"board", "GET", "/api/onestop/board", "", 200, "public, no-cache", nothing, "DENY"},
		{"personal route", "GET", "/api/onestop/notifications/unread", "zhang", 200, "no-store", nothing, "DENY"},
		{"list", "GET", "/api/collections/applications/records", "zhang", 200, "no-store", nothing, "DENY"},
		{"record", "GET", "/api/collections/applicants/records/" + x.person("zhang").Id, "zhang", 200, "no-store", nothing, "DENY"},
		{"refusal", "GET", "/api/collections/applications/records?sort=nothing", "zhang", 400, "no-store", nothing, "DENY"},
		{"refusal of a stranger", "GET", "/api/onestop/queue", "", 401, "no-store", nothing, "DENY"},
		{"refusal of a person", "GET", "/api/onestop/queue", "zhang", 403, "no-store", nothing, "DENY"},
		{"route that is not there", "GET", "/api/onestop/nothing", "", 404, "no-store", nothing, "DENY"},
		{"protected file", "GET", file, "zhang", 200, "no-store", papers, "SAMEORIGIN"},
		{"protected file for a stranger", "GET", file, "", 404, "no-store", papers, ""},
		{"sample for everybody", "GET", sample, "", 200, "max-age=2592000", papers, "SAMEORIGIN"},
		{"picture made", "GET", "/api/onestop/qr.svg?path=/track.html", "", 200, "no-store", nothing, "DENY"},
		{"Excel", "GET", "/api/onestop/catalogue/template.xlsx", "cataloguer", 200, "no-store", nothing, "DENY"},
		{"Excel of figures", "GET", "/api/onestop/statistics.xlsx?from=2026-03-01", "supervisor", 200, "no-store", nothing, "DENY"},
		{"archive of all data", "GET", "/api/onestop/my/data.zip", "zhang", 200, "no-store", nothing, "DENY"},
		{"settings", "GET", "/api/settings", "admin", 200, "no-store", nothing, "DENY"},
	}
}

func TestHeadersOfEveryKindOfAnswer(t *testing.T) {
	x := newHouse(t).unlimited()
	x.close()
	x.shown = os.DirFS("../pb_public")
	x.reopen()
	zhang := x.person("zhang")
	id := x.handIn(zhang, "M-AP", "M-ID", "M-LAY")
	document := x.find("documents", "application='%s'", id)
	token, err := zhang.NewFileToken()
	if err != nil {
		t.Fatal(err)
	}
	file := "/api/files/documents/" + document.Id + "/" + document.GetString("file")
	material := x.find("materials", "id != ''")
	sample, err := filesystem.NewFileFromBytes(picture(3), "sample.png")
	if err != nil {
		t.Fatal(err)
	}
	if err := x.as(x.app, system, func(tx core.App) error {
		material.Set("sample", sample)
		return write(tx, material)
	}); err != nil {
		t.Fatal(err)
	}
	for _, c := range answerRows(x, file, "/api/files/materials/"+material.Id+"/"+material.GetString("sample")) {
		path := c.path
		if strings.HasPrefix(path, file) && c.by != "" {
			path += "?token=" + token
		}
		answer := x.call(c.method, path, x.named(c.by), nil)
		h := answer.header
		if answer.status != c.status || h.Get("Cache-Control") != c.cache || !strings.Contains(h.Get("Content-Security-Policy"), c.policy) ||
			c.frames != "" && h.Get("X-Frame-Options") != c.frames {
			t.Errorf("%s: %d %q %q %q: %.200s", c.what, answer.status, h.Get("Cache-Control"), h.Get("Content-Security-Policy"), h.Get("X-Frame-Options"), answer.text)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin", "Strict-Transport-Security": "", "Access-Control-Allow-Origin": ""} {
			if h.Get(name) != want {
				t.Errorf("%s: %s is %q", c.what, name, h.Get(name))
			}
		}
		if gate.Part(c.path) { // the page that asks for it has the policy
			continue
		}
		for name, want := range map[string]string{"Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin"} {
			if h.Get(name) != want {
				t.Errorf("%s: %s is %q", c.what, name, h.Get(name))
			}
		}
		if !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors") || h.Get("Permissions-Policy") == "" {
			t.Errorf("%s: %v", c.what, h)
		}
	}
}

// No page of another site reads an answer, unless the site was named on purpose.
func TestOtherSitesReadNothing(t *testing.T) {
	for _, c := range []struct {
		flag, origin, want string
	}{
		{"", "https://evil.example", ""},
		{"", "null", ""},
		{"", "http://127.0.0.1:8090", ""},
		{"https://portal.example.gov.cn", "https://portal.example.gov.cn", "https://portal.example.gov.cn"},
		{"https://portal.example.gov.cn", "https://portal.example.gov.cn.evil.example", ""},
	} {
		app := pagesApp(t)
		serve := (&Hall{app: app}).ServeCommand()
		if c.flag != "" {
			if err := serve.ParseFlags([]string{"--origins", c.flag}); err != nil {
				t.Fatal(err)
			}
		}
		origins := serve.PersistentFlags().Lookup("origins").Value.(interface{ GetSlice() []string }).GetSlice()
		if len(origins) == 0 {
			t.Fatal("none at all would be taken for all")
		}
		door := pagesServer(t, app, func(se *core.ServeEvent) error {
			se.Router.Bind(apis.CORS(apis.CORSConfig{AllowOrigins: origins}))
			return nil
		})
		for _, method := range []string{"GET", "OPTIONS"} {
			if got := ask(t, door, method, "/api/health", "Origin", c.origin, "Access-Control-Request-Method", "POST").Header.Get("Access-Control-Allow-Origin"); got != c.want {
				t.Errorf("%s by %q with %q: %q", method, c.origin, c.flag, got)
			}
		}
	}
}

// A house that is served has the bounds, the headers and closed origins.
func TestAServedHouseHasItsGate(t *testing.T) {
	s := newHouse(t).serve("ONESTOP_CONNECTIONS=7")
	for path, policy := range map[string]string{"/": "script-src 'self'", "/_/": "connect-src 'self'", "/api/onestop/home": "default-src 'none'", "/api/health": "default-src 'none'"} {
		answer, _ := s.get(path, "Origin", "https://evil.example")
		if answer.StatusCode != 200 || answer.Header.Get("Access-Control-Allow-Origin") != "" || !strings.Contains(answer.Header.Get("Content-Security-Policy"), policy) {
			t.Errorf("%s: %d %v", path, answer.StatusCode, answer.Header)
		}
		if p := answer.Header.Get("Content-Security-Policy"); strings.Contains(p, "openstreetmap") || strings.Contains(p, "127.0.0.1") {
			t.Errorf("%s reaches others: %s", path, p)
		}
	}
	flood, _ := http.NewRequest("GET", s.url("/"), nil)
	flood.Header.Set("X-Much", strings.Repeat("x", 40<<10))
	if answer, err := http.DefaultClient.Do(flood); err == nil && answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge { // or the line is cut
		t.Errorf("a head of 40 KB: %d", answer.StatusCode)
	}
	refused := newHouse(t)
	se := &core.ServeEvent{App: refused.app, Server: &http.Server{Addr: "127.0.0.1:0"}}
	t.Setenv("ONESTOP_CONNECTIONS", "many")
	if err := refused.openGate(se); err == nil || !strings.Contains(err.Error(), "ONESTOP_CONNECTIONS") {
		t.Errorf("a setting that is none: %v", err)
	}
}

// metered tells how much of a body was read.
type metered struct {
	io.Reader
	read int64
}

func (c *metered) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.read += int64(n)
	return n, err
}

// Whoever may not write to a collection is refused before the body is read; whoever may is
// bound by what the route can use.
func TestBodiesAreReadOfThoseWhoMaySend(t *testing.T) {
	x := newHouse(t).unlimited()
	long := func() *metered { return &metered{Reader: io.LimitReader(zeros{}, 300<<20)} }
	form := "multipart/form-data; boundary=x"
	head := "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n"
	for _, c := range []struct {
		what, method, path, kind string
		by                       string
		status                   int
		most                     int64 // bytes that are read
	}{
		{"a stranger's file", "POST", toDocuments, form, "", 401, 256 << 10},
		{"a stranger's record", "POST", toApplications, "application/json", "", 401, 256 << 10},
		{"a stranger's change", "PATCH", toApplications + "/x", form, "", 401, 256 << 10},
		{"a stranger's record of the house", "POST", "/api/collections/audit/records", form, "", 401, 256 << 10},
		{"what no rule opens", "POST", "/api/collections/audit/records", form, "zhang", 403, 256 << 10},
		{"what no rule opens to change", "PATCH", toDocuments + "/x", form, "zhang", 403, 256 << 10},
		{"a workbook of a stranger", "POST", "/api/onestop/catalogue/import", form, "", 401, 256 << 10},
		{"a workbook of a citizen", "POST", "/api/onestop/catalogue/import", form, "zhang", 403, 256 << 10},
		{"a form where there are no files", "POST", toActions, form, "zhang", 413, 42 << 20},
		{"a large paper", "POST", toDocuments, form, "zhang", 413, 22 << 20},
		{"a large record", "POST", toApplications, "application/json", "zhang", 413, 2 << 20},
		{"a large question", "POST", "/api/onestop/problems/similar", "application/json", "", 400, 2 << 20},
		{"a large sign-in", "POST", "/api/collections/applicants/auth-with-password", "application/json", "", 413, 2 << 20},
		{"a large batch of a stranger", "POST", "/api/batch", form, "", 413, 2 << 20},
		{"a large batch", "POST", "/api/batch", form, "zhang", 413, 43 << 20},
		{"a large report", "POST", "/api/onestop/problems", form, "", 413, 26 << 20},
	} {
		body := long()
		var r *http.Request
		if c.kind == form {
			r = httptest.NewRequest(c.method, c.path, io.MultiReader(strings.NewReader(head), body))
		} else {
			r = httptest.NewRequest(c.method, c.path, io.MultiReader(strings.NewReader(`{"a":"`), body))
		}
		r.ContentLength = -1
		r.Header.Set("Content-Type", c.kind)
		answer := x.send(r, x.named(c.by))
		if answer.status != c.status || body.read > c.most {
			t.Errorf("%s: %d after %d KB, want %d within %d: %.200s", c.what, answer.status, body.read>>10, c.status, c.most>>10, answer.text)
		}
		if c.status == 413 {
			r = httptest.NewRequest(c.method, c.path, bytes.NewReader(nil))
			r.ContentLength = 300 << 20 // said at once, and so refused at once
			r.Header.Set("Content-Type", c.kind)
			if answer := x.send(r, x.named(c.by)); answer.status != 413 {
				t.Errorf("%s, said: %d", c.what, answer.status)
			}
		}
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "*")); len(left) > 0 {
		t.Errorf("left in the temporary folder: %v", left)
	}
}

// zeros are bytes without end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}

// Nobody without an account makes a record but an account.
func TestWhatGuestsCreate(t *testing.T) {
	x := newHouse(t)
	collections, err := x.app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, c := range collections {
		if c.IsView() {
			continue
		}
		tried++
		want := 401
		if contains(guestsCreate, c.Name) {
			want = 400 // it is read, and is no account
		}
		for _, method := range []string{"POST", "PATCH", "DELETE"} {
			path := "/api/collections/" + c.Name + "/records"
			if method != "POST" {
				path, want = path+"/x", 401
			}
			if answer := x.call(method, path, nil, map[string]any{}); answer.status != want {
				t.Errorf("%s %s: %d, want %d: %s", method, c.Name, answer.status, want, answer.text)
			}
		}
	}
	if tried < 40 {
		t.Errorf("only %d collections", tried)
	}
}

// Uploads that find no place are sent away in words and may come again; those of others go on.
func TestUploadsAtOnce(t *testing.T) {
	x := newHouse(t).unlimited()
	x.uploads = gate.NewPlaces(2, 1, 30*time.Millisecond)
	zhang, li := x.person("zhang"), x.person("li")
	draft := x.draft(zhang)
	slow, end := io.Pipe()
	done := make(chan reply)
	go func() {
		r := httptest.NewRequest("POST", toDocuments, slow)
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		done <- x.send(r, zhang)
	}()
	fmt.Fprint(end, "--x\r\n") // it is being received
	second := x.upload(zhang, draft, x.material("M-ID"), "身份证.png", picture(1))
	data, _ := second.body["data"].(map[string]any)
	if second.status != 503 || second.header.Get("Retry-After") == "" || data["file"] == nil || second.code("file") != "server_busy" {
		t.Errorf("a second upload of one person: %d %s", second.status, second.text)
	}
	x.upload(li, x.draft(li), x.material("M-ID"), "身份证.png", picture(2)).ok()
	end.CloseWithError(io.ErrUnexpectedEOF)
	if cut := <-done; cut.status != 400 {
		t.Errorf("an upload that was cut: %d %s", cut.status, cut.text)
	}
	x.upload(zhang, draft, x.material("M-ID"), "身份证.png", picture(1)).ok()
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "*")); len(left) > 0 {
		t.Errorf("left in the temporary folder: %v", left)
	}
}

// One account does not fill the disk in a day; the next day it goes on, and the window at any time.
func TestUploadsOfADay(t *testing.T) {
	x := newHouse(t).unlimited()
	x.demo = false
	zhang := x.person("zhang")
	draft, material := x.draft(zhang), x.material("M-ID")
	first := x.upload(zhang, draft, material, "身份证.png", picture(1)).ok().id()
	fill := func(column string, value int) {
		if _, err := x.app.DB().NewQuery(fmt.Sprintf("UPDATE documents SET %s = %d, created = '%s' WHERE id = '%s'", column, value, dayBegan(x.at), first)).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	fill("size", bytesOfDay-1)
	x.upload(zhang, draft, material, "身份证2.png", picture(2), map[string]string{"page": "2"}).ok()
	fill("size", bytesOfDay)
	x.upload(zhang, draft, material, "身份证3.png", picture(3), map[string]string{"page": "3"}).refused("file", "quota_exceeded", "")
	clerk := x.person("clerk")
	counter := x.draft(clerk, map[string]any{"applicant": zhang.Id})
	x.upload(clerk, counter, material, "身份证4.png", picture(4)).ok()
	if _, err := x.app.DB().NewQuery("UPDATE documents SET created = '2026-03-01 15:59:59.999Z'").Execute(); err != nil {
		t.Fatal(err)
	}
	x.upload(zhang, draft, material, "身份证5.png", picture(5), map[string]string{"page": "5"}).ok()
}

// The day of an account counts the files of messages and reports, too, and all strangers have
// one day together; reports without files go on.
func TestUploadsOfADayInMessagesAndReports(t *testing.T) {
	x := newHouse(t).unlimited()
	x.demo = false
	zhang := x.person("zhang")
	grow := func(collection, field string) {
		rows, err := x.app.FindAllRecords(collection)
		if err != nil || len(rows) != 1 {
			t.Fatal(len(rows), err)
		}
		path := filepath.Join(x.app.DataDir(), "storage", rows[0].BaseFilesPath(), rows[0].GetStringSlice(field)[0])
		if err := os.Truncate(path, strangersBytesOfDay); err != nil { // without taking that room
			t.Fatal(err)
		}
	}
	stranger := func(n int) reply {
		return x.sendFile("POST", "/api/onestop/problems", nil, map[string]string{"id": clientID(n), "title": "残疾证要跑三趟", "text": "每次都说缺一样", "contact": "zhangsan@demo.test"}, "files", "a.png", picture(n))
	}
	stranger(1).ok()
	grow("problems", "files")
	stranger(2).refused("files", "quota_exceeded", "")
	x.call("POST", "/api/onestop/problems", nil, map[string]any{"id": clientID(3), "title": "要跑三趟", "text": "缺一样", "contact": "zhangsan@demo.test"}).ok()

	submitted, draft := x.handIn(zhang), x.draft(zhang)
	paper := func(n int) reply {
		return x.upload(zhang, draft, x.material("M-ID"), "身份证.png", picture(n), map[string]string{"page": fmt.Sprint(n)})
	}
	message := func(n int) reply {
		return x.sendFile("POST", "/api/collections/messages/records", zhang, map[string]string{"application": submitted, "text": "见附件"}, "file", "a.png", picture(n))
	}
	report := func(n int) reply {
		return x.sendFile("POST", toProblems, zhang, map[string]string{"title": "要跑三趟", "text": "缺一样"}, "files", "a.png", picture(n))
	}
	paper(11).ok()
	report(12).ok()
	message(13).ok()
	grow("messages", "file")
	paper(14).refused("file", "quota_exceeded", "")
	message(15).refused("file", "quota_exceeded", "")
	report(16).refused("files", "quota_exceeded", "")
}

// Whoever invents where a request comes from is counted as who sends it.
func TestAForgedOriginHelpsNobody(t *testing.T) {
	x := newHouse(t)
	answer := reply{}
	for n := range 31 {
		r := httptest.NewRequest("GET", "/api/onestop/track?number=510799-20260302-0001&code=WRONGCODE", nil)
		for _, name := range []string{"X-Forwarded-For", "X-Real-IP", "CF-Connecting-IP", "True-Client-IP", "Forwarded"} {
			r.Header.Set(name, fmt.Sprintf("203.0.113.%d", n))
		}
		answer = x.send(r, nil)
		if n == 0 && answer.status != 404 {
			t.Fatalf("the first: %d %s", answer.status, answer.text)
		}
	}
	if answer.status != http.StatusTooManyRequests {
		t.Errorf("the thirty-first: %d %s", answer.status, answer.text)
	}
}

// Where a proxy is named its heads are believed from it, and from nobody else who reaches the port.
func TestTheHeadsOfAProxyAreBelievedFromItAlone(t *testing.T) {
	t.Setenv("ONESTOP_PROXIES", "10.1.0.0/16")
	x := newHouse(t)
	x.app.Settings().TrustedProxy.Headers = []string{"X-Forwarded-For"}
	token, err := x.named("admin").NewAuthToken()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		from, said string
		let        bool
	}{
		{"203.0.113.7:1", "127.0.0.1", false},
		{"[2001:db8::7]:1", "127.0.0.1", false},
		{"127.0.0.1:1", "127.0.0.1", true},
		{"127.0.0.1:1", "203.0.113.7", false},
		{"10.1.2.3:1", "127.0.0.1", true},
		{"10.1.2.3:1", "203.0.113.7", false},
		{"10.2.2.3:1", "127.0.0.1", false},
	} {
		r := httptest.NewRequest("GET", "/api/settings", nil)
		r.RemoteAddr = c.from
		r.Header.Set("X-Forwarded-For", c.said)
		r.Header.Set("Authorization", token)
		w := httptest.NewRecorder()
		x.mux.ServeHTTP(w, r)
		if (w.Code == 200) != c.let {
			t.Errorf("%s says %s: %d %s", c.from, c.said, w.Code, w.Body)
		}
	}
}

// One host of IPv6 has 2^64 addresses, and is one caller.
func TestANetworkOfIPv6IsOneCaller(t *testing.T) {
	x := newHouse(t)
	caller := func(from string) string {
		e := &core.RequestEvent{App: x.app}
		e.Request = httptest.NewRequest("GET", "/", nil)
		e.Request.RemoteAddr = from
		return callerOf(e)
	}
	if one, other, next := caller("[2001:db8:1:2::1]:1"), caller("[2001:db8:1:2:ffff::9]:1"), caller("[2001:db8:1:3::1]:1"); one == "" || one != other || one == next {
		t.Errorf("%q %q %q", one, other, next)
	}
	if here := caller("[::1]:1"); here != "" {
		t.Errorf("this machine is %q", here)
	}
}
