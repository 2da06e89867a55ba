//go:build !race

package intake_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks"
	"onestop/hooks/appliance"
	"onestop/hooks/intake"
	_ "onestop/migrations"
)

// door is the whole house with one list of the catalogue, whose sample is uploaded to.
type door struct {
	t     *testing.T
	app   core.App
	mux   http.Handler
	token string
	path  string
}

// openDoor fills a folder without any hooks and opens the house on it.
func openDoor(t *testing.T) *door {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	first := opened(t, dir, true) // lays the key beside the folder
	if err := first.RunAllMigrations(); err != nil {
		t.Fatal(err)
	}
	ended(first)
	bare := opened(t, dir, false)
	list := furnish(t, bare)
	ended(bare)
	d := &door{t: t, app: opened(t, dir, true), path: "/api/collections/services/records/" + list}
	t.Cleanup(func() { ended(d.app) })
	router, err := apis.NewRouter(d.app)
	if err != nil {
		t.Fatal(err)
	}
	serve := &core.ServeEvent{App: d.app, Router: router, Server: &http.Server{}}
	if err := d.app.OnServe().Trigger(serve, func(e *core.ServeEvent) error {
		d.mux, err = e.Router.BuildMux()
		return err
	}); err != nil {
		t.Fatal(err)
	}
	admin, err := d.app.FindAuthRecordByEmail(core.CollectionNameSuperusers, "admin@demo.test")
	if err == nil {
		d.token, err = admin.NewAuthToken()
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// opened is the folder with or without the hooks of the house.
func opened(t *testing.T, dir string, house bool) core.App {
	t.Helper()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: appliance.Connect})
	if house {
		hooks.Register(app, hooks.Options{Demo: true, DueByHand: true})
	}
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	return app
}

func ended(app core.App) {
	end := new(core.TerminateEvent)
	end.App = app
	app.OnTerminate().Trigger(end, func(e *core.TerminateEvent) error { return e.App.ResetBootstrapState() })
}

// furnish makes an administrator and a draft of a list, and answers the list.
func furnish(t *testing.T, app core.App) string {
	t.Helper()
	app.Settings().RateLimits.Enabled = false
	if err := app.Save(app.Settings()); err != nil {
		t.Fatal(err)
	}
	put := func(collection string, fields map[string]any) string {
		c, err := app.FindCollectionByNameOrId(collection)
		if err != nil {
			t.Fatal(err)
		}
		r := core.NewRecord(c)
		r.Load(fields)
		if err := app.Save(r); err != nil {
			t.Fatalf("%s: %v", collection, err)
		}
		return r.Id
	}
	put(core.CollectionNameSuperusers, map[string]any{"email": "admin@demo.test", "password": "onestop-demo-2026"})
	region := put("regions", map[string]any{"code": "510799", "name": "示例县", "level": "county"})
	department := put("departments", map[string]any{"code": "11510799DEM000030Q", "name": "示例局", "region": region, "kind": "agency", "active": true})
	item := put("basic_items", map[string]any{"code": "000116013001", "name": "食品经营许可", "type": "01", "basis": "法", "levels": []string{"4"}, "status": "in_use"})
	claim := put("claims", map[string]any{"basic_item": item, "department": department, "state": "compiling"})
	return put("services", map[string]any{"claim": claim, "department": department, "name": "食品经营许可", "regime": "GENERAL", "handling": "promised", "state": "draft"})
}

// upload sends a file to the sample of the list.
func (d *door) upload(name string, data []byte) (status int, code string) {
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("result_sample", name)
	if err != nil {
		d.t.Fatal(err)
	}
	part.Write(data)
	form.Close()
	r := httptest.NewRequest("PATCH", d.path, &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Authorization", d.token)
	r.RemoteAddr, r.Host = "127.0.0.1:50000", "127.0.0.1:8090" // where administrators come from
	w := httptest.NewRecorder()
	d.mux.ServeHTTP(w, r)
	var answer struct {
		Data map[string]struct{ Code string }
	}
	json.Unmarshal(w.Body.Bytes(), &answer)
	return w.Code, answer.Data["result_sample"].Code
}

// stored is how many files lie in the storage and how many rows stand in the trail.
func (d *door) stored() (files int, rows int64) {
	err := filepath.WalkDir(filepath.Join(d.app.DataDir(), core.LocalStorageDirName), func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			files++
		}
		return err
	})
	if err == nil {
		rows, err = d.app.CountRecords("audit")
	}
	if err != nil {
		d.t.Fatal(err)
	}
	return files, rows
}

// R-SEC-07: of the whole hostile corpus the house stores nothing, neither a file nor a
// row, and it takes a good file afterwards as before.
func TestHostileFilesAreNotStored(t *testing.T) {
	d := openDoor(t)
	if status, code := d.upload("样本.pdf", intake.GoodPDF()); status != http.StatusOK {
		t.Fatalf("a good file: %d %s", status, code)
	}
	files, rows := d.stored()
	if files == 0 {
		t.Fatal("a good file is not stored")
	}
	for _, h := range intake.Corpus() {
		want := h.Code
		if strings.Contains(h.Name, "\x00") {
			want = "" // no form can carry such a name
		}
		if status, code := d.upload(h.Name, h.Data); status != http.StatusBadRequest || code != want {
			t.Errorf("%s: %d %s, want 400 %s", h.What, status, code, want)
		}
		if f, r := d.stored(); f != files || r != rows {
			t.Fatalf("%s: %d files and %d rows of the trail, not %d and %d", h.What, f, r, files, rows)
		}
	}
	if status, code := d.upload("样本.pdf", intake.GoodPDF()); status != http.StatusOK {
		t.Errorf("a good file at the end: %d %s", status, code)
	}
}
