package hooks

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/doctor"
	"onestop/hooks/appliance/gate"
)

// emptyHouse is a house on an empty folder, as it is when somebody starts it for the first time.
type emptyHouse struct {
	*house
	secret string
}

// unmanned is the folder of a house in which there is nobody yet, made once.
var unmanned = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp(filepath.Dir(template), "unmanned-")
	if err != nil {
		return "", err
	}
	dir = filepath.Join(dir, "data")
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: appliance.Connect})
	h := Register(app, Options{DueByHand: true})
	defer h.examiner.Close()
	if err := app.Bootstrap(); err != nil {
		return "", err
	}
	defer end(app)
	return dir, h.Hurry(app.RunAllMigrations)
})

func newFresh(t *testing.T) *emptyHouse {
	t.Helper()
	x := &emptyHouse{house: &house{t: t, at: time.Now()}}
	from, err := unmanned()
	if err != nil {
		t.Fatal(err)
	}
	x.start(copiedFolder(t, from))
	t.Cleanup(func() { x.stop() })
	return x
}

// start serves the folder as the command does, without a listener.
func (x *emptyHouse) start(dir string) {
	x.t.Helper()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: appliance.Connect})
	x.Hall = Register(app, Options{DueByHand: true})
	if err := app.Bootstrap(); err != nil {
		x.t.Fatal(err)
	}
	router, err := apis.NewRouter(app)
	if err != nil {
		x.t.Fatal(err)
	}
	serve := &core.ServeEvent{App: app, Router: router, Server: &http.Server{}}
	if err := app.OnServe().Trigger(serve, func(e *core.ServeEvent) error {
		if err := bindPages(e, os.DirFS("../pb_public"), x.Hall); err != nil {
			return err
		}
		e.Server.Handler, err = e.Router.BuildMux()
		return err
	}); err != nil {
		x.t.Fatal(err)
	}
	x.mux = serve.Server.Handler
	address, err := x.announceSetup(io.Discard, entrance{http: "0.0.0.0:8090"})
	if err != nil {
		x.t.Fatal(err)
	}
	_, x.secret, _ = strings.Cut(address, "#")
}

func (x *emptyHouse) stop() {
	end(x.app)
	x.examiner.Close()
}

// visit asks as a browser on this machine does, with what is changed about that.
func (x *emptyHouse) visit(method, path string, body any, change func(*http.Request)) reply {
	x.t.Helper()
	var in bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&in).Encode(body); err != nil {
			x.t.Fatal(err)
		}
	}
	r := httptest.NewRequest(method, path, &in)
	r.RemoteAddr, r.Host = "127.0.0.1:40000", "127.0.0.1:8090"
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(setupHeader, x.secret)
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	x.mux.ServeHTTP(w, r)
	out := reply{t: x.t, status: w.Code, text: w.Body.String(), header: w.Header(), body: map[string]any{}}
	json.Unmarshal(w.Body.Bytes(), &out.body)
	return out
}

const (
	setupRoute    = ours + "/setup"
	setupPassword = "Qiaotou-2026-Banshi"
)

func goodForm() map[string]any {
	return map[string]any{"office": "示例县政务服务中心", "office_en": "Example County Service Centre", "office_code": "11510799MB0A000015", "region_code": "510799", "region": "示例县", "region_en": "Example County",
		"email": "head@example.gov.cn", "password": setupPassword, "disk": "", "names": []string{"hall.example.gov.cn"}}
}

// The page and its routes are there for who sits at the machine and holds the secret; for
// nobody else there is anything, and least of all for the network.
func TestTheFirstStartIsNeverReachedFromTheNetwork(t *testing.T) {
	x := newFresh(t)
	form := goodForm()
	x.visit("GET", setupRoute, nil, nil).ok()
	x.visit("GET", "/setup.html", nil, nil).ok()
	for name, change := range map[string]func(*http.Request){
		"from the network":             func(r *http.Request) { r.RemoteAddr = "192.168.7.20:40000" },
		"from the network, IPv6":       func(r *http.Request) { r.RemoteAddr = "[fe80::20]:40000" },
		"by the machine's own number":  func(r *http.Request) { r.RemoteAddr = "192.168.7.5:40000" },
		"as another host":              func(r *http.Request) { r.Host = "hall.example.gov.cn" },
		"as a host of the network":     func(r *http.Request) { r.Host = "192.168.7.5:8090" },
		"rebound":                      func(r *http.Request) { r.Host = "127.0.0.1.evil.cn:8090" },
		"as no host":                   func(r *http.Request) { r.Host = "" },
		"by a proxy":                   func(r *http.Request) { r.Header.Set("X-Forwarded-For", "127.0.0.1") },
		"by an old proxy":              func(r *http.Request) { r.ProtoMajor, r.ProtoMinor = 1, 0 },
		"by a proxy of another kind":   func(r *http.Request) { r.Header.Set("Forwarded", "for=127.0.0.1") },
		"by a proxy that names itself": func(r *http.Request) { r.Header.Set("Via", "1.1 gate") },
	} {
		for _, ask := range [][2]string{{"GET", setupRoute}, {"POST", setupRoute}, {"GET", "/setup.html"}, {"HEAD", "/setup.html"}, {"GET", "/setup.html/"}} {
			if got := x.visit(ask[0], ask[1], form, change); got.status != 404 || strings.Contains(got.text, x.secret) {
				t.Errorf("%s: %v: %d", name, ask, got.status)
			}
		}
	}
	for name, secret := range map[string]string{"none": "", "another": strings.Repeat("a", setupSecret), "half": x.secret[:10], "more": x.secret + "x"} {
		for _, method := range []string{"GET", "POST"} {
			if got := x.visit(method, setupRoute, form, func(r *http.Request) { r.Header.Set(setupHeader, secret) }); got.status != 404 {
				t.Errorf("with %s: %s %d", name, method, got.status)
			}
		}
	}
	if manned, err := x.manned(); err != nil || manned {
		t.Errorf("somebody was let in: %v %v", manned, err)
	}
	for _, host := range []string{"localhost:8090", "127.0.0.1", "[::1]:8090"} {
		x.visit("GET", setupRoute, nil, func(r *http.Request) { r.Host = host; r.RemoteAddr = "[::1]:1" }).ok()
	}
}

// What PocketBase opens for a first administrator is closed, wherever it is asked from.
func TestTheStockInstallerIsClosed(t *testing.T) {
	x := newFresh(t)
	if n, err := x.app.CountRecords(core.CollectionNameSuperusers); err != nil || n != 0 {
		t.Fatalf("an installer account is there: %d %v", n, err)
	}
	body := map[string]any{"email": "evil@example.cn", "password": setupPassword, "passwordConfirm": setupPassword}
	if got := x.visit("POST", "/api/collections/_superusers/records", body, nil); got.status == 200 {
		t.Errorf("anybody makes an administrator: %s", got.text)
	}
}

func TestTheFirstStart(t *testing.T) {
	x := newFresh(t)
	link, err := os.ReadFile(x.setupLink())
	if err != nil || !strings.Contains(string(link), "http://127.0.0.1:8090/setup.html#"+x.secret) {
		t.Errorf("the way to the page: %q %v", link, err)
	}
	if info, err := os.Stat(x.setupLink()); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v", info)
	}
	form := goodForm()
	backups := t.TempDir()
	form["disk"] = backups
	x.lookNow(t.Context())
	if r := x.checkedUp(); saidOf(*r, "house").Level != doctor.Amber || saidOf(*r, "administrators").Code+saidOf(*r, "backup_disk").Code != "" {
		t.Errorf("a house that is about to be set up: %+v", r.Pressing())
	}
	got := x.visit("POST", setupRoute, form, nil).ok()
	if warning, _ := got.body["warning"].(map[string]any); warning["en"] == nil || warning["zh-CN"] == nil {
		t.Errorf("backups on the disk of the data are passed over: %s", got.text)
	}
	const memory = "/dev/shm" // another disk than that of the data, on Linux
	if same, err := disk.Same(x.app.DataDir(), memory); err == nil && !same && x.shared(memory) != nil {
		t.Error("backups on another disk are warned of")
	}
	if x.shared("") != nil {
		t.Error("no disk is warned of")
	}
	if x.checkedUp() != nil {
		t.Error("what the doctor said before it was set up still stands")
	}
	x.lookNow(t.Context())
	if r := x.checkedUp(); saidOf(*r, "house").Level != doctor.Green || saidOf(*r, "administrators").Level != doctor.Green || saidOf(*r, "backup_disk").Level != doctor.Red {
		t.Errorf("a house that is set up: %+v", r.Findings)
	}
	if phrase, _ := got.body["phrase"].(string); len(strings.Fields(phrase)) < 5 || got.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the recovery phrase: %s", got.text)
	}
	if steps, err := json.Marshal(got.body["steps"]); err != nil || !strings.Contains(string(steps), "onestop restore") || !strings.Contains(string(steps), "--take-over") || !strings.Contains(string(steps), "接管原来的位置") {
		t.Errorf("the page cannot say all that the card does: %s %v", steps, err)
	}
	region, office := x.find("regions", "code='510799'"), x.find("departments", "code='11510799MB0A000015'")
	if region.GetString("level") != "county" || office.GetString("region") != region.Id || office.GetString("name") != "示例县政务服务中心" || !office.GetBool("active") || office.GetString("kind") != officeKind {
		t.Errorf("%v %v", region, office)
	}
	if !slices.Contains(x.days().Years(), 2026) {
		t.Error("this house has no calendar")
	}
	if zh, en := x.office(); zh != "示例县政务服务中心" || en != "Example County Service Centre" {
		t.Errorf("the office is called %q, %q", zh, en)
	}
	if home := x.visit("GET", "/", nil, nil).ok(); !strings.Contains(home.text, "示例县政务服务中心") {
		t.Errorf("the first page does not name the office: %s", home.text)
	}
	x.signsIn()
	if s, err := x.certificates.Standing(); err != nil || !slices.Contains(s.Names, "hall.example.gov.cn") {
		t.Errorf("%+v %v", s, err)
	}
	x.isClosed("after it")
	dir := x.app.DataDir()
	x.stop()
	x.start(dir)
	if x.secret != "" {
		t.Error("a new secret is drawn for a house that is set up")
	}
	x.isClosed("after another start")
	x.secret = "" // an empty one is none
	x.isClosed("with an empty secret")
}

func (x *emptyHouse) signsIn() {
	x.t.Helper()
	got := x.visit("POST", "/api/collections/_superusers/auth-with-password", map[string]any{"identity": "head@example.gov.cn", "password": setupPassword}, nil)
	if token, _ := got.body["token"].(string); token == "" && !strings.Contains(got.text, "step_required") {
		x.t.Errorf("the administrator does not come in: %d %s", got.status, got.text)
	}
}

func (x *emptyHouse) isClosed(when string) {
	x.t.Helper()
	for _, ask := range [][2]string{{"GET", setupRoute}, {"POST", setupRoute}, {"GET", "/setup.html"}} {
		if got := x.visit(ask[0], ask[1], goodForm(), nil); got.status != 404 {
			x.t.Errorf("%s: %v: %d %s", when, ask, got.status, got.text)
		}
	}
	if _, err := os.Stat(x.setupLink()); !errors.Is(err, fs.ErrNotExist) {
		x.t.Errorf("%s: the way to the page stays: %v", when, err)
	}
}

// Whatever is refused, nothing of it was done.
func TestAFirstStartThatIsRefusedChangesNothing(t *testing.T) {
	x := newFresh(t)
	before, err := x.certificates.Open()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		field string
		value any
	}{
		"no office": {"office", " "}, "no region": {"region", ""}, "a region that there is not": {"region_code", "990000"}, "letters": {"region_code", "5107ab"},
		"a wrong code": {"office_code", "11510799MB0A000016"}, "no mail": {"email", "nobody"}, "a short password": {"password", "abc"}, "the name of the office": {"password", goodForm()["office"].(string) + "2026!"}, "no password": {"password", ""},
		"no such disk": {"disk", "/nowhere/at/all"}, "the disk of the data": {"disk", x.app.DataDir()}, "a strange name": {"names", []string{"http://hall"}}, "a domain of all": {"names", []string{"gov.cn"}},
		"signs that are none": {"office", "县\u202e中心"}, "too long": {"region_en", strings.Repeat("a", 101)},
	} {
		form := goodForm()
		form[c.field] = c.value
		got := x.visit("POST", setupRoute, form, nil)
		data, _ := got.body["data"].(map[string]any)
		if got.status != 400 || len(data) != 1 || data[c.field] == nil {
			t.Errorf("%s: %d %s", name, got.status, got.text)
		}
		for _, table := range []string{"regions", "departments", core.CollectionNameSuperusers} {
			if n, err := x.app.CountRecords(table); err != nil || n != 0 {
				t.Errorf("%s: %d rows in %s stay behind, %v", name, n, table, err)
			}
		}
		if zh, _ := x.office(); zh != "" {
			t.Errorf("%s: the office is called %q", name, zh)
		}
		if after, err := x.certificates.Open(); err != nil || after.Fingerprint() != before.Fingerprint() {
			t.Errorf("%s: a new authority was drawn, %v", name, err)
		}
	}
	empty := x.visit("POST", setupRoute, map[string]any{}, nil)
	data, _ := empty.body["data"].(map[string]any)
	if want := []string{"email", "office", "office_code", "password", "region", "region_code"}; !slices.Equal(slices.Sorted(maps.Keys(data)), want) {
		t.Errorf("an empty form is told of %v", data)
	}
	if got := x.visit("POST", setupRoute, "nonsense", nil); got.status != 400 {
		t.Errorf("nonsense: %d", got.status)
	}
	x.visit("POST", setupRoute, goodForm(), nil).ok()
}

// Of two presses at once one sets the house up.
func TestOneFirstStartOfTwo(t *testing.T) {
	x := newFresh(t)
	var wait sync.WaitGroup
	answers := make([]int, 4)
	for i := range answers {
		wait.Go(func() { answers[i] = x.visit("POST", setupRoute, goodForm(), nil).status })
	}
	wait.Wait()
	slices.Sort(answers)
	if !slices.Equal(answers, []int{200, 404, 404, 404}) {
		t.Error(answers)
	}
}

// The console's way closes the page as well.
func TestTheConsoleSetsUpToo(t *testing.T) {
	x := newFresh(t)
	if err := makeAdministrator(x.app, setupForm{Email: "console@example.gov.cn", Password: setupPassword}); err != nil {
		t.Fatal(err)
	}
	if got := x.visit("GET", setupRoute, nil, nil); got.status != 404 {
		t.Errorf("%d", got.status)
	}
	if got := x.visit("GET", "/setup.html", nil, nil); got.status != 404 {
		t.Errorf("%d", got.status)
	}
}

// A training never offers itself to be set up, and a house that is reached from the network
// alone does not say that it could be.
func TestWhereThereIsNoFirstStart(t *testing.T) {
	x := newHouse(t)
	if address, err := x.announceSetup(io.Discard, entrance{http: "127.0.0.1:8090"}); err != nil || address != "" {
		t.Errorf("%q %v", address, err)
	}
	for _, c := range []struct {
		door entrance
		site string
		ok   bool
	}{
		{entrance{http: "0.0.0.0:8090", https: "0.0.0.0:8090"}, "http://127.0.0.1:8090", true},
		{entrance{http: ":8090"}, "http://127.0.0.1:8090", true},
		{entrance{http: "[::]:8090"}, "http://127.0.0.1:8090", true},
		{entrance{http: "localhost:80"}, "http://localhost:80", true},
		{entrance{https: "0.0.0.0:443"}, "https://127.0.0.1:443", true},
		{entrance{http: "192.168.7.5:8090"}, "http://192.168.7.5:8090", false},
		{entrance{http: "nonsense"}, "", false},
	} {
		if site, ok := c.door.here(); site != c.site || ok != c.ok {
			t.Errorf("%+v: %q %v", c.door, site, ok)
		}
	}
}

// A house that nobody has set up says how to go on, also where its page cannot be reached.
func TestWhoCannotReachTheFirstStartIsToldHow(t *testing.T) {
	x := newFresh(t)
	said := func(http string) string {
		t.Helper()
		var out strings.Builder
		if _, err := x.announceSetup(&out, entrance{http: http}); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	told := func(text string) bool {
		return strings.Contains(text, "--http 0.0.0.0:8090") && strings.Contains(text, "本系统尚未设置")
	}
	for address, way := range map[string]bool{"0.0.0.0:8090": true, "[::]:8090": true, "127.0.0.1:8090": true, "192.168.1.5:8090": false, "hall.example.gov.cn:443": false} {
		if text := said(address); strings.Contains(text, setupPage) != way || told(text) == way {
			t.Errorf("%s: %s", address, text)
		}
	}
	x.connections = &gate.Connections{Trusted: []netip.Prefix{netip.MustParsePrefix("::1/128")}}
	if text := said("0.0.0.0:8090"); strings.Contains(text, setupPage) || !told(text) {
		t.Errorf("behind a proxy: %s", text)
	}
	x.demo = true
	if text := said("192.168.1.5:8090"); text != "" {
		t.Errorf("the training is set up: %s", text)
	}
}
