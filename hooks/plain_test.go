package hooks

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
)

// newPagedHouse is a house with its pages.
func newPagedHouse(t testing.TB) *house {
	t.Helper()
	x := newHouse(t)
	x.withPages()
	return x.unlimited()
}

// newPagedWorld is a world with its pages.
func newPagedWorld(t testing.TB) *world {
	w := newWorld(t)
	w.withPages()
	return w
}

// withPages opens the house anew with its pages.
func (x *house) withPages() {
	x.close()
	x.shown = os.DirFS("../pb_public")
	x.reopen()
}

// page asks for a page as a browser does.
func (x *house) page(address string, headers ...string) reply {
	x.t.Helper()
	r := httptest.NewRequest("GET", address, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return x.send(r, nil)
}

// form posts the form of a page.
func (x *house) form(address string, fields ...string) reply {
	x.t.Helper()
	values := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		values.Set(fields[i], fields[i+1])
	}
	r := httptest.NewRequest("POST", address, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return x.send(r, nil)
}

func (r reply) says(parts ...string) {
	r.t.Helper()
	for _, part := range parts {
		if !strings.Contains(r.text, part) {
			r.t.Errorf("%d does not say %q", r.status, part)
		}
	}
}

func (r reply) hides(parts ...string) {
	r.t.Helper()
	for _, part := range parts {
		if strings.Contains(r.text, part) {
			r.t.Errorf("%d says %q", r.status, part)
		}
	}
}

// A broken page is one that lacks words, holds what the templates turned away, or is open.
var brokenPage = regexp.MustCompile(`⟦[^⟧]*⟧|ZgotmplZ|&lt;no value|%!|<nil>`)

func (x *house) foodService() string { return x.find("services", "name ~ '食品'").Id }

// food is the code with which a case handed in can be tracked.
func (x *house) trackable() (number, code string) {
	id := x.handIn(x.person("zhang"), "M-AP", "M-ID", "M-LAY")
	c := x.find("applications", "id = '%s'", id)
	return c.GetString("number"), c.GetString("track_code")
}

func TestPagesAreToldInPlainHTML_R_AL_01(t *testing.T) {
	x := newPagedWorld(t)
	food, event := x.foodService(), x.find("life_events", "state = 'published'")
	for address, parts := range map[string][]string{
		"/":                                       {"<title>", "您要办什么事？", "食品经营许可", `action="/" method="get"`, "/life.html?id=" + event.Id, "/service.html?id=" + food, `<meta name="description"`, "常办事项", "公告", "放假，窗口不办公"},
		"/index.html?q=spjy":                      {"“spjy”的搜索结果", "食品经营许可"},
		"/?q=nothing&lang=en":                     {`<html lang="en">`, "No such service was found.", `value="nothing"`},
		"/?lang=en&elder=1":                       {`<html lang="en" class="elder">`, "/service.html?elder=1&amp;id=" + food + "&amp;lang=en", `name="lang" value="en"`, `name="elder" value="1"`},
		"/service.html?id=" + food:                {"食品经营许可", "法定办结时限", "承诺办结时限", "必须提交", "申请材料", "办理流程", "法律依据", "咨询电话", "监督投诉电话", `href="tel:`},
		"/life.html?id=" + event.Id:               {event.GetString("name"), "包含的事项", "您的材料清单"},
		"/track.html":                             {`<form action="/track.html" method="post">`, `name="number"`, `name="code"`, "<title>查进度 · 一门办</title>"},
		"/track.html?lang=en":                     {"Track an application", "<title>Track an application · Onestop</title>"},
		"/verify.html?token=wrong":                {"查无此件"},
		"/problems.html":                          {"堵点疏解与答复", `action="/problems.html" method="get"`},
		"/help.html":                              {"常见问题", `action="/help.html" method="get"`},
		"/privacy.html":                           {"收集什么", "联系谁"},
		"/privacy.html?lang=en":                   {"What is collected"},
		"/apply.html?id=x":                        {"填写申请", "这一页要打开 JavaScript 才能用", "12345", "/track.html"},
		"/login.html?lang=en":                     {"Sign in", "This page needs JavaScript", "call 12345"},
		"/board/figures.html?elder=1&lang=en":     {`<html lang="en" class="office elder">`},
		"/desk/":                                  {"这是工作人员用的页面", "/track.html"},
		"/board/?lang=en":                         {"Public board of government services", "This page needs JavaScript"},
		"/service.html?id=" + food + "&preview=1": {"这一页要打开 JavaScript 才能用"},
	} {
		answer := x.page(address)
		if answer.status != http.StatusOK {
			t.Errorf("%s: %d", address, answer.status)
		}
		answer.says(append(parts, "<main", "<noscript>", `<script type="module"`, "/style/plain.css", "</html>")...)
		if found := brokenPage.FindString(answer.text); found != "" {
			t.Errorf("%s holds %s", address, found)
		}
		if n := strings.Count(answer.text, "<title>"); n != 1 {
			t.Errorf("%s has %d titles", address, n)
		}
		if policy := answer.header.Get("Content-Security-Policy"); policy != pageHeaders["Content-Security-Policy"] {
			t.Errorf("%s: policy %s", address, policy)
		}
	}
}

// What is told lies in <noscript> elements alone, so that a browser with JavaScript builds
// nothing of it.
func TestPlainPartsLieApart(t *testing.T) {
	x := newPagedHouse(t)
	bare := regexp.MustCompile(`(?s)<noscript>.*?</noscript>`)
	for _, address := range []string{"/", "/service.html?id=" + x.foodService(), "/track.html", "/desk/"} {
		rest := bare.ReplaceAllString(x.page(address).ok().text, "")
		for _, part := range []string{"<header></header>", "<footer></footer>"} {
			if !strings.Contains(rest, part) {
				t.Errorf("%s: %q is not left alone", address, part)
			}
		}
		if strings.Contains(rest, "<h1") || strings.Contains(rest, "<form") {
			t.Errorf("%s: something is told twice", address)
		}
	}
}

func TestClosedServicesAreNotTold_R_CLM_09(t *testing.T) {
	w := newPagedWorld(t)
	draft := w.find("services", "id = '%s'", w.list)
	food := w.foodService()
	for _, state := range []string{"suspended", "cancelled"} {
		if _, err := w.app.DB().Update("services", dbx.Params{"state": state}, dbx.HashExp{"id": food}).Execute(); err != nil {
			t.Fatal(err)
		}
		for id, name := range map[string]string{food: "食品经营", w.list: draft.GetString("name"), "nothing00000000": "办理流程", "": "办理流程", "' OR 1=1": "办理流程"} {
			for _, more := range []string{"", "&lang=en"} {
				answer := w.page("/service.html?id=" + url.QueryEscape(id) + more)
				if answer.status != http.StatusNotFound {
					t.Errorf("%s %q: %d", state, id, answer.status)
				}
				answer.hides("办理流程", "How it goes")
				if id != "" {
					answer.hides(name)
				}
				answer.says(`<script type="module"`)
			}
			w.page("/service.html?preview=1&id="+url.QueryEscape(id)).ok().hides("办理流程", name)
		}
	}
	event := w.find("life_events", "id != ''")
	if _, err := w.app.DB().Update("life_events", dbx.Params{"state": "draft"}, dbx.HashExp{"id": event.Id}).Execute(); err != nil {
		t.Fatal(err)
	}
	answer := w.page("/life.html?id=" + event.Id)
	answer.hides(event.GetString("name"))
	if answer.status != http.StatusNotFound {
		t.Errorf("a life event in preparation: %d", answer.status)
	}
	w.page("/").ok().hides(event.GetString("name"))
}

func TestHostileWordsStayWords(t *testing.T) {
	x := newPagedHouse(t)
	food := x.foodService()
	evil := `</noscript><script>alert(1)</script><img src=x onerror=alert(2)>"'&{{.}}`
	revision := x.find("revisions", "service = '%s'", food)
	var content map[string]any
	if err := revision.UnmarshalJSONField("content", &content); err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"name", "name_en", "conditions", "basis", "address", "hours", "consult_phone", "complaint_phone", "quantity_limit", "trips_reason", "result_name", "result_sample", "scope", "online_depth", "result_kind"} {
		content[field] = evil
	}
	content["complaint_phone"] = "javascript:alert(1)"
	material := content["materials"].([]any)[0].(map[string]any)
	for _, field := range []string{"name", "name_en", "standard", "basis", "blank_form", "sample", "source", "form", "necessity"} {
		material[field] = evil
	}
	changed, err := json.Marshal(content)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := x.app.DB().Update("revisions", dbx.Params{"content": string(changed)}, dbx.HashExp{"id": revision.Id}).Execute(); err != nil {
		t.Fatal(err)
	}
	if _, err := x.app.DB().NewQuery("UPDATE departments SET name = {:evil}, name_en = {:evil}").Bind(dbx.Params{"evil": evil}).Execute(); err != nil {
		t.Fatal(err)
	}
	q := url.QueryEscape(evil)
	for _, address := range []string{"/", "/?q=" + q + "&department=" + q + "&object=" + q + "&page=" + q, "/service.html?id=" + food, "/service.html?lang=en&id=" + food, "/service.html?id=" + q,
		"/track.html?number=" + q + "&code=" + q, "/verify.html?token=" + q, "/problems.html?q=" + q + "&service=" + q, "/help.html?q=" + q, "/life.html?id=" + q, "/desk/?" + q + "=" + q, "/?lang=" + q + "&elder=" + q} {
		inspectHostile(t, address, x.page(address))
	}
	inspectHostile(t, "the form", x.form("/track.html", "number", evil, "code", evil, "lang", evil, "elder", evil))
	x.page("/service.html?id=" + food).says(`href="tel:1"`)
}

func inspectHostile(t *testing.T, address string, answer reply) {
	t.Helper()
	for _, part := range []string{"<script>alert", "<img src=x", `"'&{`, "javascript:alert", "onerror=alert(2)>"} {
		if strings.Contains(strings.ReplaceAll(answer.text, ">javascript:alert(1)<", "><"), part) {
			t.Errorf("%s lets %q through", address, part)
		}
	}
	if open, closed := strings.Count(answer.text, "<noscript>"), strings.Count(answer.text, "</noscript>"); open != 4 || closed != 4 || answer.status >= 500 {
		t.Errorf("%s: %d, %d parts begin and %d end", address, answer.status, open, closed)
	}
}

// A tag stands for what is told: it stays while nothing changes, and changes with it.
func TestPlainPagesHaveTagsOfTheirContent(t *testing.T) {
	x := newPagedWorld(t)
	for _, coding := range []string{"", "gzip"} {
		first := x.page("/", "Accept-Encoding", coding).ok()
		tag := first.header.Get("ETag")
		again := x.page("/", "Accept-Encoding", coding, "If-None-Match", tag)
		if tag == "" || again.status != http.StatusNotModified || again.text != "" || first.header.Get("Cache-Control") != "no-cache" {
			t.Errorf("coding %q: %d, tag %s", coding, again.status, tag)
		}
		if english := x.page("/?lang=en", "Accept-Encoding", coding, "If-None-Match", tag); english.status != http.StatusOK {
			t.Errorf("coding %q in English: %d", coding, english.status)
		}
		if coding == "gzip" {
			reader, err := gzip.NewReader(strings.NewReader(first.text))
			if err != nil {
				t.Fatal(err)
			}
			if text, err := io.ReadAll(reader); err != nil || string(text) != x.page("/").ok().text {
				t.Errorf("unpacked %d bytes (%v)", len(text), err)
			}
		}
	}
	tag := x.page("/").header.Get("ETag")
	event := x.find("life_events", "state = 'published'")
	if _, err := x.app.DB().Update("life_events", dbx.Params{"promised_days": event.GetInt("promised_days") + 1}, dbx.HashExp{"id": event.Id}).Execute(); err != nil {
		t.Fatal(err)
	}
	if x.page("/", "If-None-Match", tag).status != http.StatusOK {
		t.Error("what changed is not told")
	}
	head := httptest.NewRequest("HEAD", "/", nil)
	if answer := x.send(head, nil); answer.status != http.StatusOK || answer.text != "" || answer.header.Get("ETag") == "" {
		t.Errorf("HEAD: %d, %d bytes", answer.status, len(answer.text))
	}
}

func TestTrackingByAForm_R_PI_07(t *testing.T) {
	x := newPagedHouse(t)
	number, code := x.trackable()
	for _, sent := range []string{code, " " + strings.ToLower(code) + " "} {
		found := x.form("/track.html", "number", number, "code", sent).ok()
		found.says("已提交，等待审查材料", number, "提交申请", "到期日", "2026年3月9日 星期一", `action="/track.html" method="post"`)
		if found.header.Get("Cache-Control") != "no-store" || found.header.Get("Content-Encoding") != "" || found.header.Get("ETag") != "" {
			t.Errorf("headers of an answer: %v", found.header)
		}
	}
	x.form("/track.html", "number", number, "code", code, "lang", "en", "elder", "1").ok().says(`<html lang="en" class="elder">`, "Submitted, papers being checked", "Monday, 9 March 2026")

	wrongCode, wrongNumber := x.form("/track.html", "number", number, "code", "WRONG"), x.form("/track.html", "number", "510799-20260302-9999", "code", code)
	for _, wrong := range []reply{wrongCode, wrongNumber} {
		wrong.says("没有查到", `aria-invalid="true"`, `href="#number"`)
		wrong.hides("已提交")
		if wrong.status != http.StatusNotFound {
			t.Errorf("a wrong pair: %d", wrong.status)
		}
	}
	same := strings.NewReplacer(number, "N", "510799-20260302-9999", "N", "WRONG", "C", code, "C")
	if same.Replace(wrongCode.text) != same.Replace(wrongNumber.text) {
		t.Error("a wrong number and a wrong code look different")
	}
	for _, fields := range [][]string{{}, {"number", number}, {"code", code}, {"number", strings.Repeat("1", 300), "code", "x"}} {
		if answer := x.form("/track.html", fields...); answer.status != http.StatusBadRequest && answer.status != http.StatusNotFound {
			t.Errorf("%v: %d", fields, answer.status)
		}
	}
	if answer := x.form("/track.html", "number", strings.Repeat("1", 8<<10), "code", "x"); answer.status < 400 || answer.status >= 500 {
		t.Errorf("a long form: %d", answer.status)
	}
	// the code of a receipt fills the form in and answers nothing by the address alone
	shown := x.page("/track.html?number=" + number + "&code=" + code).ok()
	shown.says(`value="`+number+`"`, `value="`+code+`"`)
	shown.hides("已提交", "code="+code)
	if shown.header.Get("Cache-Control") != "no-store" {
		t.Error("a page with a code is kept")
	}
	if log := x.logged(t); strings.Contains(log, code) || strings.Contains(log, number) {
		t.Errorf("the log tells of it: %s", log)
	}
}

// Both doors to a case count together, so that the form is not a second chance to guess.
func TestTrackingCountsAsOneDoor(t *testing.T) {
	x := newPagedHouse(t)
	settings, err := x.app.Settings().Clone()
	if err != nil {
		t.Fatal(err)
	}
	settings.RateLimits.Enabled = true
	if err := x.app.Save(settings); err != nil {
		t.Fatal(err)
	}
	for i := range 30 {
		doors := []func() reply{
			func() reply { return x.form("/track.html", "number", "1", "code", "x") },
			func() reply { return x.call("GET", "/api/onestop/track?number=1&code=x", nil, nil) },
		}
		if answer := doors[i%2](); answer.status != http.StatusNotFound {
			t.Fatalf("attempt %d: %d", i+1, answer.status)
		}
	}
	if answer := x.call("GET", "/api/onestop/track?number=1&code=x", nil, nil); answer.status != http.StatusTooManyRequests {
		t.Errorf("the route after 30: %d", answer.status)
	}
	busy := x.form("/track.html", "number", "1", "code", "x", "lang", "en")
	if busy.status != http.StatusTooManyRequests {
		t.Errorf("the form after 30: %d", busy.status)
	}
	busy.says("Too many requests. Wait a minute and try again.", `<html lang="en">`)
	x.page("/track.html").ok()
}

func TestVerifyingWithoutScript_R_OL_04(t *testing.T) {
	w := newPagedWorld(t)
	token := w.find("results", "id != ''").GetString("token")
	for _, asked := range []string{token, "http://county.example/verify.html?token=" + token + "&lang=en"} {
		answer := w.page("/verify.html?token="+url.QueryEscape(asked), "Accept-Encoding", "gzip").ok()
		answer.says("真实有效", "张*")
		answer.hides("张示例")
		if answer.header.Get("Content-Encoding") != "" {
			t.Error("what turns on a token is compressed")
		}
	}
	w.page("/verify.html?token=" + token[:len(token)-1]).ok().says("查无此件")
}

// A life event asks its questions by a form, and what is no answer is passed over.
func TestLifeEventsAskByForm(t *testing.T) {
	w := newPagedWorld(t)
	event := w.find("life_events", "state = 'published'")
	for _, query := range []string{"", "&q1=nothing00000000", "&q1=" + strings.Repeat("x", 3000)} {
		w.page("/life.html?id=" + event.Id + query).ok().says("您的材料清单")
	}
	questions, members, err := w.askedBy(w.app, event)
	if err != nil {
		t.Fatal(err)
	}
	merged, err := mergedFor(questions, members, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range merged.Questions {
		chosen := q.Options[0]
		w.page("/life.html?id=" + event.Id + "&" + q.ID + "=" + chosen.ID).ok().says(`value="` + chosen.ID + `" checked`)
	}
}

// A folder of pages stands before the embedded ones here as well: its pages are filled if
// they are built as ours, its words are spoken, and anything else is sent as it lies there.
func TestFilledPagesFromDisk(t *testing.T) {
	ours, err := filepath.Abs("../pb_public")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	t.Chdir(dir)
	put := func(name, content string) {
		path := filepath.Join(dir, pagesFolder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("help.html", "<p>ours</p>")
	put("privacy.html", `<!doctype html><html lang="zh-CN"><head><title>x</title></head><body><header></header><main class="local"></main><footer></footer><noscript>Local words</noscript></body></html>`)
	put("shared/words/privacy.js", "export default {\n  \"zh-CN\": {\n    \"privacy.title\": \"本县的隐私说明\",\n  },\n  en: {\n    \"privacy.title\": \"Privacy here\",\n  },\n};\n")
	x := newHouse(t)
	x.close()
	x.shown = os.DirFS(ours)
	x.reopen()
	if body := x.page("/help.html").ok().text; body != "<p>ours</p>" {
		t.Errorf("a page of another kind: %q", body)
	}
	x.page("/privacy.html").ok().says("<title>本县的隐私说明 · 一门办</title>", `<main class="local"><noscript><div class="told" id="main">`, "<h1>本县的隐私说明</h1>")
	x.page("/privacy.html").hides("Local words")
	x.page("/track.html").ok().says(`action="/track.html" method="post"`)
}

func TestEveryWordOfThePlainPagesIsThere(t *testing.T) {
	words, err := readWords(os.DirFS("../pb_public"), plainGroups...)
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Glob(plainFiles, "plain/*.html")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d templates: %v", len(files), err)
	}
	key := regexp.MustCompile(`"([a-z_]+\.[a-z_]+)"`)
	for _, name := range files {
		text, err := plainFiles.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range key.FindAllStringSubmatch(string(text), -1) {
			if s, known := words[m[1]]; (!known || s.zh == "" || s.en == "") && !strings.HasPrefix(m[1], "problem.") {
				t.Errorf("%s says %s", name, m[1])
			}
		}
	}
	for page, title := range plainTitles {
		if _, known := words[title]; !known {
			t.Errorf("%s is called %s", page, title)
		}
	}
	for page := range plainDraws {
		if _, err := os.Stat("../pb_public/" + page); err != nil || plainTitles[page] != "" {
			t.Errorf("%s: %v", page, err)
		}
	}
}

// Every page is built so that it can be filled, and has a name or something of its own to tell.
func TestEveryPageCanBeFilled(t *testing.T) {
	pages, n := os.DirFS("../pb_public"), 0
	err := fs.WalkDir(pages, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || strings.HasPrefix(name, "_") || strings.HasPrefix(name, "help/") || filepath.Ext(name) != ".html" {
			return err // handbooks are plain HTML already
		}
		text, err := fs.ReadFile(pages, name)
		n++
		for _, part := range []string{`<html lang="zh-CN"`, "<title>", "</head>", "<header></header>", "<main", "<footer></footer>"} {
			if strings.Count(string(text), part) != 1 {
				t.Errorf("%s does not hold one %s", name, part)
			}
		}
		if !strings.Contains(name, "/") && plainDraws[name] == nil && plainTitles[name] == "" {
			t.Errorf("%s has no title in plainTitles", name)
		}
		return err
	})
	if err != nil || n < 30 {
		t.Fatalf("%d pages: %v", n, err)
	}
}

func TestPlainWordsAreSaidAsThePagesSayThem(t *testing.T) {
	s := &plainSheet{words: pageWords{"a": {"{n} 份", "{n} paper{n:s} of {name}"}}}
	if got := s.T("a", "n", 2); got != "2 份" {
		t.Error(got)
	}
	s.En = true
	for n, want := range map[int]string{1: "1 paper of x", 2: "2 papers of x", 0: "0 papers of x"} {
		if got := s.T("a", "n", n, "name", "x"); got != want {
			t.Error(got)
		}
	}
	if got := s.T("missing.key"); got != "⟦missing.key⟧" {
		t.Error(got)
	}
	if got := s.Tel("+86 (816) 510-7003 转 2"); got != "tel:+8681651070032" {
		t.Error(got)
	}
	if s.Or("中", "") != "中" || s.Or("中", "en") != "en" || s.Day("") != "" || s.Day("2026-03-02") != "2 March 2026" {
		t.Error("names or days")
	}
}

// A page that cannot be told is there all the same for its module, and says so to others.
func TestAPageThatCannotBeToldSaysSo(t *testing.T) {
	x := newPagedHouse(t)
	if _, err := x.app.DB().NewQuery("ALTER TABLE life_events RENAME TO life_events_gone").Execute(); err != nil {
		t.Fatal(err)
	}
	answer := x.page("/").ok()
	answer.says("系统出了故障", `<script type="module"`)
	if !strings.Contains(x.logged(t), "could not be told") {
		t.Error("the log does not tell of it")
	}
}

func BenchmarkPlainService(b *testing.B) {
	x := newPagedHouse(b)
	food := x.foodService()
	for name, address := range map[string]string{"page": "/service.html?id=" + food, "home": "/", "route": "/api/onestop/services/" + food, "search": "/api/onestop/services"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				r := httptest.NewRequest("GET", address, nil)
				r.Header.Set("Accept-Encoding", "gzip")
				r.RemoteAddr = "127.0.0.1:1"
				w := httptest.NewRecorder()
				x.mux.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
			}
		})
	}
}
