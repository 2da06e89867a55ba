package hooks

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"io"
	"io/fs"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance"
	"onestop/hooks/intake"
	_ "onestop/migrations"
)

// template is a data folder with the migrated schema and a small county, made once; each
// test works on its own copy.
var template string

func TestMain(m *testing.M) {
	if intake.IsChild() {
		intake.RunChild()
	}
	if house := os.Getenv(crashHouse); house != "" {
		serveUntilKilled(house)
	}
	if os.Getenv(wholeCommand) != "" {
		runWholeCommand()
	}
	if house := os.Getenv(servedHouse); house != "" {
		serveToOthers(house)
	}
	if house := os.Getenv(stopHouse); house != "" {
		dir, address, _ := strings.Cut(house, "|")
		serveUntilStopped(dir, address)
	}
	dir, err := os.MkdirTemp("", "onestop-template-")
	if err != nil {
		panic(err)
	}
	template = filepath.Join(dir, "data")
	if err := makeTemplate(template); err != nil {
		fmt.Fprintln(os.Stderr, "the template county:", err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

func makeTemplate(dir string) error {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: appliance.Connect})
	h := Register(app, Options{Now: func() time.Time { return morning }, DueByHand: true})
	defer h.examiner.Close()
	if err := app.Bootstrap(); err != nil {
		return err
	}
	if err := app.RunAllMigrations(); err != nil {
		return err
	}
	if err := h.as(app, system, func(tx core.App) error { return seedCounty(h, tx) }); err != nil {
		return err
	}
	event := new(core.TerminateEvent)
	event.App = app
	return app.OnTerminate().Trigger(event, func(e *core.TerminateEvent) error { return e.App.ResetBootstrapState() })
}

// morning is where every test begins: Monday 2 March 2026, 09:00 in China.
var morning = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// house is one running house of a test with the door that clients use.
type house struct {
	*Hall
	t    testing.TB
	mux  http.Handler
	at   time.Time
	made int // items of the catalogue that a test added

	shown   fs.FS            // the pages; nil: the API alone
	machine func() time.Time // the clock of the machine; nil: the machine's
	atWork  bool             // a county at work, in which people sign in by two steps; else one in training
}

func newHouse(t testing.TB) *house {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(dir, os.DirFS(template)); err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(template + ".key")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir+".key", key, 0o600); err != nil {
		t.Fatal(err)
	}
	x := &house{t: t, at: morning}
	x.open(dir)
	t.Cleanup(x.close)
	return x
}

// open opens the house on a folder.
func (x *house) open(dir string) {
	x.t.Helper()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: appliance.Connect})
	x.Hall = Register(app, Options{Now: func() time.Time { return x.at }, Demo: !x.atWork, DueByHand: true, Pages: x.shown, Machine: x.machine})
	x.answerAfter = 0 // nobody guesses here
	if err := app.Bootstrap(); err != nil {
		x.t.Fatal(err)
	}
	router, err := apis.NewRouter(app)
	if err != nil {
		x.t.Fatal(err)
	}
	serve := &core.ServeEvent{App: app, Router: router, Server: &http.Server{}}
	if err := app.OnServe().Trigger(serve, func(e *core.ServeEvent) error {
		e.Server.Handler, err = e.Router.BuildMux()
		return err
	}); err != nil {
		x.t.Fatal(err)
	}
	x.mux = serve.Server.Handler
}

// close ends the house as a stop of the service does.
func (x *house) close() {
	event := new(core.TerminateEvent)
	event.App = x.app
	x.app.OnTerminate().Trigger(event, func(e *core.TerminateEvent) error { return e.App.ResetBootstrapState() })
	x.examiner.Close()
}

// reopen opens a house that was closed on its folder again.
func (x *house) reopen() { x.open(x.app.DataDir()) }

// on moves the house to a China date at 09:00.
func (x *house) on(day string) *house {
	at, err := ParseChinaTime(day + "T09:00")
	if err != nil {
		x.t.Fatal(err)
	}
	x.at = at
	return x
}

// reply is what the door answered.
type reply struct {
	t      testing.TB
	status int
	body   map[string]any
	text   string
	header http.Header
}

// call sends a JSON request as a person (nil: a guest).
func (x *house) call(method, path string, as *core.Record, body any) reply {
	x.t.Helper()
	var in io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			x.t.Fatal(err)
		}
		in = bytes.NewReader(b)
	}
	r := httptest.NewRequest(method, path, in)
	r.Header.Set("Content-Type", "application/json")
	return x.send(r, as)
}

func (x *house) send(r *http.Request, as *core.Record) reply {
	x.t.Helper()
	r.RemoteAddr, r.Host = "127.0.0.1:1", "127.0.0.1:8090"
	if as != nil {
		token, err := as.NewAuthToken()
		if err != nil {
			x.t.Fatal(err)
		}
		r.Header.Set("Authorization", token)
	}
	w := httptest.NewRecorder()
	x.mux.ServeHTTP(w, r)
	out := reply{t: x.t, status: w.Code, text: w.Body.String(), header: w.Header(), body: map[string]any{}}
	json.Unmarshal(w.Body.Bytes(), &out.body)
	return out
}

func (r reply) ok() reply {
	r.t.Helper()
	if r.status/100 != 2 {
		r.t.Fatalf("status %d: %s", r.status, r.text)
	}
	return r
}

func (r reply) id() string { s, _ := r.body["id"].(string); return s }

// refused checks that the answer is a 400 with the code at the field, citing a rule
// where one is given.
func (r reply) refused(field, code, cite string) {
	r.t.Helper()
	data, _ := r.body["data"].(map[string]any)
	at, _ := data[field].(map[string]any)
	params, _ := at["params"].(map[string]any)
	if r.status != 400 || at["code"] != code || (cite != "" && params["cite"] != cite) {
		r.t.Fatalf("want 400 %s %s %s, got %d %s", field, code, cite, r.status, r.text)
	}
}

// person finds an account by its e-mail name, wherever it is.
func (x *house) person(name string) *core.Record {
	x.t.Helper()
	for _, c := range []string{"officers", "applicants", core.CollectionNameSuperusers} {
		if r, err := x.app.FindAuthRecordByEmail(c, name+"@demo.test"); err == nil {
			return r
		}
	}
	x.t.Fatalf("nobody is called %s", name)
	return nil
}

// find reads one record by a filter.
func (x *house) find(collection, filter string, args ...any) *core.Record {
	x.t.Helper()
	r, err := x.app.FindFirstRecordByFilter(collection, fmt.Sprintf(filter, args...))
	if err != nil {
		x.t.Fatalf("%s %s: %v", collection, fmt.Sprintf(filter, args...), err)
	}
	return r
}

func (x *house) count(collection string) int64 {
	x.t.Helper()
	n, err := x.app.CountRecords(collection)
	if err != nil {
		x.t.Fatal(err)
	}
	return n
}

// act posts an act on an application.
func (x *house) act(as *core.Record, application, act string, more ...map[string]any) reply {
	x.t.Helper()
	body := map[string]any{"subject": "application", "application": application, "act": act}
	for _, m := range more {
		for k, v := range m {
			body[k] = v
		}
	}
	return x.call("POST", "/api/collections/actions/records", as, body)
}

// upload sends a file for a material of an application.
func (x *house) upload(as *core.Record, application, material, name string, content []byte, more ...map[string]string) reply {
	x.t.Helper()
	fields := map[string]string{"application": application, "material": material}
	for _, m := range more {
		for k, v := range m {
			fields[k] = v
		}
	}
	return x.send(multipartRequest(x.t, "/api/collections/documents/records", fields, name, content), as)
}

func multipartRequest(t testing.TB, path string, fields map[string]string, name string, content []byte) *http.Request {
	t.Helper()
	return multipartAs(t, path, fields, "file", name, content)
}

func multipartAs(t testing.TB, path string, fields map[string]string, field, name string, content []byte) *http.Request {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range fields {
		if err := w.WriteField(k, v); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile(field, name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		t.Fatal(err)
	}
	w.Close()
	r := httptest.NewRequest("POST", path, &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return r
}

// picture draws a small picture with something like print on it that differs by its seed.
func picture(seed int) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, sheet(seed)); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// sheet is white paper with rows of dark squares, some of them left out by the seed.
func sheet(seed int) *image.Gray {
	dice := rand.New(rand.NewPCG(uint64(seed), 1))
	img := image.NewGray(image.Rect(0, 0, 120, 160))
	for i := range img.Pix {
		img.Pix[i] = 240
	}
	for y := 8; y < 150; y += 8 {
		for x := 8; x < 110; x += 6 {
			if dice.IntN(4) > 0 {
				draw.Draw(img, image.Rect(x, y, x+3, y+4), image.Black, image.Point{}, draw.Src)
			}
		}
	}
	return img
}

// stored lists the uploaded files on disk, without the platform's attribute files.
func (x *house) stored() []string {
	x.t.Helper()
	var files []string
	root := filepath.Join(x.app.DataDir(), "storage")
	filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.HasSuffix(path, ".attrs") {
			files = append(files, path)
		}
		return nil
	})
	return files
}
