package hooks

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/doctor"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/store"
	"onestop/hooks/appliance/store/storetest"
)

// withKeys puts the credentials of the test's storage into the environment.
func withKeys(t testing.TB) {
	t.Helper()
	t.Setenv("ONESTOP_S3_KEY", storetest.Key)
	t.Setenv("ONESTOP_S3_SECRET", storetest.Secret)
}

// inBucket is a house whose files are in a bucket from its first start on.
func inBucket(t testing.TB, place store.Place) *house {
	t.Helper()
	withKeys(t)
	x := newHouse(t).unlimited()
	if warning, err := store.Open(t.Context(), x.app, &place); err != nil || warning != nil {
		t.Fatal(err, warning)
	}
	return x
}

// objects are the files in a bucket of the server, as it keeps them.
func objects(t *testing.T, s *storetest.Server, bucket string) []string {
	t.Helper()
	var list []string
	root := filepath.Join(s.Root, "buckets", bucket)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && !strings.HasPrefix(path, filepath.Join(root, ".sgwtmp")) {
			list = append(list, strings.TrimPrefix(path, root+"/"))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(list)
	return list
}

// namedFiles are the keys of all files that records of the house name, and the claim of its bucket.
func (x *house) namedFiles() []string {
	x.t.Helper()
	tables, err := store.Tables(x.app.DB())
	if err != nil {
		x.t.Fatal(err)
	}
	records, err := store.AllNamed(x.app.DB(), tables)
	if err != nil {
		x.t.Fatal(err)
	}
	list := []string{"onestop-house"}
	for _, r := range records {
		for _, name := range r.Names {
			list = append(list, r.Folder()+"/"+name)
		}
	}
	slices.Sort(list)
	return list
}

// fetch asks for the file of a document, by a file token of somebody or none.
func (x *house) fetch(document string, as *core.Record) reply {
	x.t.Helper()
	d := x.find("documents", "id='%s'", document)
	query := ""
	if as != nil {
		token, _ := x.call("POST", "/api/files/token", as, nil).ok().body["token"].(string)
		query = "?token=" + token
	}
	return x.call("GET", "/api/files/documents/"+document+"/"+d.GetString("file")+query, nil, nil)
}

// All that holds of files on the disk holds of those in a bucket.
func TestFilesInABucket(t *testing.T) {
	s := storetest.Start(t)
	x := inBucket(t, s.Place("county"))
	zhang := x.person("zhang")
	x.handIn(zhang, "M-AP", "M-ID", "M-LAY")
	draft := x.draft(zhang)
	paper := x.upload(zhang, draft, x.material("M-ID"), "a.jpg", photo(7)).ok().id()
	if list := objects(t, s, "county"); !slices.Equal(list, x.namedFiles()) {
		t.Errorf("the bucket holds %v, the records name %v", list, x.namedFiles())
	}
	if list := x.stored(); len(list) > 0 {
		t.Errorf("on the disk lie %v", list)
	}

	shown := x.fetch(paper, zhang)
	sum := sha256.Sum256([]byte(shown.text))
	if shown.status != 200 || shown.header.Get("Content-Type") != "image/jpeg" || shown.header.Get("Cache-Control") != "no-store" || shown.header.Get("Referrer-Policy") != "no-referrer" ||
		!strings.HasPrefix(shown.header.Get("Content-Disposition"), "inline") || hex.EncodeToString(sum[:]) != x.find("documents", "id='%s'", paper).GetString("stored_sha256") {
		t.Errorf("%d %v", shown.status, shown.header)
	}
	for _, who := range []*core.Record{nil, x.person("li")} {
		if r := x.fetch(paper, who); r.status != 404 {
			t.Errorf("a stranger is answered %d", r.status)
		}
	}
	answer := x.upload(zhang, draft, x.material("M-ID"), "a.pdf", []byte("no paper"))
	answer.refused("file", "file_type", "")
	if list := objects(t, s, "county"); !slices.Equal(list, x.namedFiles()) {
		t.Errorf("a refused file stays: %v", list)
	}

	x.call("DELETE", "/api/collections/documents/records/"+paper, zhang, nil).ok()
	x.until("a deleted file has left the bucket", func() bool { return slices.Equal(objects(t, s, "county"), x.namedFiles()) })

	x.demo = false
	r := x.night(true)
	for _, code := range []string{"storage", "files_whole"} {
		if f := saidOf(r, code); f.Level != doctor.Green {
			t.Errorf("%s: %+v", code, f)
		}
	}
	lost := x.all("documents", "file!=''")[0]
	if err := os.WriteFile(filepath.Join(s.Root, "buckets", "county", lost.BaseFilesPath(), lost.GetString("file")), []byte("another"), 0o600); err != nil {
		t.Fatal(err)
	}
	if f := saidOf(x.night(true), "files_whole"); f.Level != doctor.Red || !strings.Contains(f.Figure, lost.Id) {
		t.Errorf("another file in the bucket: %+v", f)
	}
}

// What a crash left in the bucket goes after its time; what records name, and what may be
// under way, stays.
func TestTheSweepOfABucket(t *testing.T) {
	s := storetest.Start(t)
	x := inBucket(t, s.Place("county"))
	x.handIn(x.person("zhang"), "M-AP", "M-ID")
	want := x.namedFiles()
	home := x.all("documents", "file!=''")[0]
	for _, key := range []string{home.BaseFilesPath() + "/left.pdf", home.Collection().Id + "/nobody/left.pdf", home.Collection().Id + "/nobody/thumbs_left.pdf/1x1_left.pdf", "strange/place/x.pdf"} {
		fsys, err := x.app.NewFilesystem()
		if err != nil {
			t.Fatal(err)
		}
		if err := fsys.Upload([]byte("left"), key); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := appliance.Sweep(x.app); n != 0 || err != nil {
		t.Errorf("what may be under way was removed: %d, %v", n, err)
	}
	long := time.Now().Add(-2 * time.Hour)
	for _, key := range objects(t, s, "county") {
		if err := os.Chtimes(filepath.Join(s.Root, "buckets", "county", key), long, long); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := appliance.Sweep(x.app); n != 3 || err != nil {
		t.Errorf("%d removed, %v", n, err)
	}
	if list := objects(t, s, "county"); !slices.Equal(slices.DeleteFunc(list, func(key string) bool { return key == "strange/place/x.pdf" }), want) {
		t.Errorf("left are %v of %v", list, want)
	}
	// A bucket that says that it is another's is left alone.
	if err := os.WriteFile(filepath.Join(s.Root, "buckets", "county", "onestop-house"), []byte("another\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if n, err := appliance.Sweep(x.app); n != 0 || err == nil {
		t.Errorf("the bucket of another house was swept: %d, %v", n, err)
	}
}

// Whatever the storage does, whoever uploads or reads is answered with a code, nothing is half
// done, everything else works, and it is over by itself.
func TestAStorageThatFailsLosesNothing(t *testing.T) {
	unwatched(t)
	quickly(t)
	s := storetest.Start(t)
	way := storetest.NewWay(t, s.Address())
	x := inBucket(t, storetest.PlaceAt(way.Address(), "county"))
	zhang := x.person("zhang")
	draft := x.draft(zhang)
	kept := x.upload(zhang, draft, x.material("M-ID"), "a.jpg", photo(1)).ok().id()
	rekey := func(secret string) {
		t.Setenv("ONESTOP_S3_SECRET", secret)
		if err := x.app.ReloadSettings(); err != nil {
			t.Error(err)
		}
	}
	bucket, aside := filepath.Join(s.Root, "buckets", "county"), filepath.Join(s.Root, "aside")
	for name, c := range map[string]struct {
		fail, mend func()
		status     int
		code       string
	}{
		"refused":    {way.Refuse, func() { way.Open() }, 503, "storage_away"},
		"stalled":    {way.Stall, func() { way.Refuse(); way.Open() }, 503, "storage_away"},
		"cut":        {func() { way.Refuse(); way.BreakAfter(2000) }, func() { way.Open() }, 503, "storage_away"},
		"killed":     {s.Stop, s.Run, 503, "storage_away"},
		"no bucket":  {func() { rename(t, bucket, aside) }, func() { rename(t, aside, bucket) }, 503, "storage_gone"},
		"wrong keys": {func() { rekey("sekret") }, func() { rekey(storetest.Secret) }, 503, "storage_denied"},
	} {
		before, rows := x.namedFiles(), x.rows()
		c.fail()
		for i := range 3 {
			answer := x.upload(zhang, draft, x.material("M-ID"), "b.jpg", photo(20+i))
			if answer.status != c.status || !strings.Contains(answer.text, c.code) || strings.Contains(answer.text, "sekret") {
				t.Errorf("%s: an upload: %d %s", name, answer.status, answer.text)
			}
		}
		x.draft(zhang) // needs no file
		if got := x.fetch(kept, zhang); got.status != c.status || !strings.Contains(got.text, c.code) {
			t.Errorf("%s: a reader: %d %s", name, got.status, got.text)
		}
		x.wellness = wellness{}
		if health := x.call("GET", "/api/onestop/health", nil, nil); health.status != 503 || !strings.Contains(health.text, c.code) {
			t.Errorf("%s: health: %d %s", name, health.status, health.text)
		}
		if f := x.storageFinding(); f.Level != doctor.Red {
			t.Errorf("%s: the check-up: %+v", name, f)
		}
		if n := changed(rows, x.rows()); slices.Contains(n, "documents") || !slices.Equal(before, x.namedFiles()) {
			t.Errorf("%s: rows without a file: %v", name, n)
		}
		c.mend()
		x.until(name+" is over", func() bool { return x.fetch(kept, zhang).status == 200 })
		id := x.upload(zhang, draft, x.material("M-ID"), "c.jpg", photo(40+len(name))).ok().id()
		x.call("DELETE", "/api/collections/documents/records/"+id, zhang, nil).ok()
		if f := x.storageFinding(); f.Level != doctor.Green {
			t.Errorf("%s is over: %+v", name, f)
		}
		x.wellness = wellness{}
		if health := x.call("GET", "/api/onestop/health", nil, nil); health.status != 200 {
			t.Errorf("%s is over: health: %d %s", name, health.status, health.text)
		}
	}
	x.until("only what records name is left", func() bool { return slices.Equal(objects(t, s, "county"), x.namedFiles()) })
}

// storageFinding is what the check-up says of the storage.
func (x *house) storageFinding() doctor.Finding {
	x.t.Helper()
	x.lookNow(context.Background())
	return saidOf(*x.practice.last.Load(), "storage")
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Error(err)
	}
}

// quickly has a silent storage fail within a second.
func quickly(t *testing.T) {
	t.Helper()
	patience, recheck := store.Patience, store.Recheck
	store.Patience, store.Recheck = time.Second, 50*time.Millisecond
	t.Cleanup(func() { store.Patience, store.Recheck = patience, recheck })
}

// A start by wrong credentials, or to a bucket that is not there or another's, is refused in
// words; one while the storage is away is not.
func TestAStartOnABucket(t *testing.T) {
	unwatched(t)
	quickly(t)
	s := storetest.Start(t)
	way := storetest.NewWay(t, s.Address())
	place, nowhere := storetest.PlaceAt(way.Address(), "county"), s.Place("nowhere")
	withKeys(t)
	x := newHouse(t).unlimited()
	refused := func(what, part string, named *store.Place) {
		t.Helper()
		warning, err := store.Open(t.Context(), x.app, named)
		said, ok := refusal.Known(err)
		if !ok || warning != nil || !strings.Contains(said.EN, part) || said.ZH == "" || strings.Contains(said.Error(), storetest.Secret) {
			t.Errorf("%s: %v, %v", what, err, warning)
		}
	}
	if warning, err := store.Open(t.Context(), x.app, nil); warning != nil || err != nil {
		t.Fatal("nothing is configured, and the start asks for something:", err, warning)
	}
	refused("no such bucket", "bucket is not there", &nowhere)
	refused("a part of a bucket", "without", &store.Place{Bucket: "county", Prefix: "a", Endpoint: place.Endpoint, Region: "us-east-1"})
	t.Setenv("ONESTOP_S3_SECRET", "")
	refused("no credentials", "ONESTOP_S3_KEY", &place)
	t.Setenv("ONESTOP_S3_SECRET", "sekret")
	refused("wrong credentials", "does not accept the key", &place)
	withKeys(t)
	s.Make("taken")
	if err := os.WriteFile(filepath.Join(s.Root, "buckets", "taken", "theirs"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	taken := s.Place("taken")
	refused("a bucket with other things", "another house", &taken)

	if warning, err := store.Open(t.Context(), x.app, &place); warning != nil || err != nil {
		t.Fatal(err, warning)
	}
	x.handIn(x.person("zhang"), "M-AP")
	s.Make("other")
	other := s.Place("other")
	elsewhere := func(what, part string, named *store.Place) {
		t.Helper()
		warning, err := store.Open(t.Context(), x.app, named)
		said, ok := refusal.Known(warning)
		if err != nil || !ok || !strings.Contains(said.EN, part) || !strings.Contains(said.ZH, part) {
			t.Errorf("%s: %v, %v", what, err, warning)
		}
	}
	elsewhere("another place than before", place.String(), &other)
	elsewhere("another place than before", "storage move", &other)
	if at, remote := store.At(x.app); !remote || at != place || len(objects(t, s, "other")) > 0 {
		t.Errorf("a start by another name has changed the place to %v", at)
	}

	x.close()
	x.reopen() // the database knows the place, the environment the key
	if at, remote := store.At(x.app); !remote || at != place {
		t.Errorf("after a start the files are in %v", at)
	}
	way.Refuse()
	if warning, err := store.Open(t.Context(), x.app, nil); warning == nil || err != nil {
		t.Errorf("a start while the storage is away: %v, %v", err, warning)
	}
	way.Open()
	x.until("the storage is there", func() bool {
		warning, err := store.Open(t.Context(), x.app, nil)
		return warning == nil && err == nil
	})
	y := newHouse(t)
	if _, err := store.Open(t.Context(), y.app, &place); err == nil {
		t.Error("two houses are in one bucket")
	}
}

// A service that names a bucket for ever, as its unit does, starts wherever the files are since,
// and says so: after a move to the disk and after a restore, with files and without any. It does
// not go back into the bucket by itself, which another copy of the house may use.
func TestAServiceThatNamesAnOlderPlaceStarts(t *testing.T) {
	unwatched(t)
	s := storetest.Start(t)
	for name, files := range map[string]bool{"with": true, "without": false} {
		s.Make(name)
		place := s.Place(name)
		x := inBucket(t, place)
		if files {
			x.handIn(x.person("zhang"), "M-AP")
		}
		target := t.TempDir()
		phrase, err := x.backups.Aim(target, true)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := x.backups.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if files {
			if out, err := x.console("storage", "move", "--to", "disk"); err != nil || strings.Contains(out, "!") {
				t.Fatal(out, err)
			}
		}
		before := objects(t, s, name)
		y, _ := restored(t, target, phrase)
		if !files {
			if out, err := x.console("storage", "move", "--to", "disk"); err != nil || strings.Contains(out, "!") {
				t.Fatal(out, err)
			}
			before = objects(t, s, name)
		}
		for what, house := range map[string]*house{"moved": x, "restored": y} {
			warning, err := store.Open(t.Context(), house.app, &place)
			said, ok := refusal.Known(warning)
			if err != nil || !ok || !strings.Contains(said.EN, "(disk)") || !strings.Contains(said.ZH, "disk") {
				t.Errorf("%s %s files: %v, %v", what, name, err, warning)
			}
			if at, remote := store.At(house.app); remote || !slices.Equal(objects(t, s, name), before) {
				t.Errorf("%s %s files: it went to %v, which holds %v", what, name, at, objects(t, s, name))
			}
		}
		x.storage = &place
		if f := x.storageFinding(); f.Level != doctor.Amber {
			t.Errorf("the check-up: %+v", f)
		}
	}
}

// The secret of the environment stands in no database, settings, answer or log.
func TestTheSecretOfTheStorageIsKept(t *testing.T) {
	unwatched(t)
	s := storetest.Start(t)
	x := inBucket(t, s.Place("county"))
	admin := x.person("admin")
	x.call("PATCH", "/api/settings", admin, map[string]any{"meta": map[string]any{"appName": "示例县"}}).ok()
	settings := x.app.Settings()
	settings.Meta.AppURL = "https://a.example.gov.cn"
	if err := x.app.Save(settings); err != nil {
		t.Fatal(err)
	}
	if c := x.app.Settings().S3; !c.Enabled || c.Secret != storetest.Secret || c.AccessKey != storetest.Key {
		t.Errorf("the settings in use are %+v", c)
	}
	x.handIn(x.person("zhang"), "M-AP") // and they work
	said := x.call("GET", "/api/settings", admin, nil).ok().text + x.logged(t)
	x.close()
	for _, name := range []string{"data.db", "data.db-wal", "auxiliary.db", "auxiliary.db-wal"} {
		text, err := os.ReadFile(filepath.Join(x.app.DataDir(), name))
		if err == nil {
			said += string(text)
		}
	}
	x.reopen()
	if strings.Contains(said, storetest.Secret) {
		t.Error("the secret is told")
	}
}

// Where the files are is not changed in the dashboard while there are some, nor to a bucket
// that cannot be used.
func TestThePlaceInTheDashboard(t *testing.T) {
	unwatched(t)
	s := storetest.Start(t)
	x := newHouse(t).unlimited()
	admin := x.person("admin")
	at := func(address, bucket, secret string) reply {
		return x.call("PATCH", "/api/settings", admin, map[string]any{"s3": map[string]any{"enabled": true, "bucket": bucket, "region": "us-east-1", "endpoint": "http://" + address, "accessKey": storetest.Key, "secret": secret, "forcePathStyle": true}})
	}
	set := func(bucket, secret string) reply { return at(s.Address(), bucket, secret) }
	_, port, err := net.SplitHostPort(s.Address())
	if err != nil {
		t.Fatal(err)
	}
	at("0.0.0.0:"+port, "county", storetest.Secret).refused("s3", "storage_refused", "") // which leads here, and of which nobody knows that
	set("county", "sekret").refused("s3", "storage_refused", "")
	set("nowhere", storetest.Secret).refused("s3", "storage_refused", "")
	set("county", storetest.Secret).ok()
	x.handIn(x.person("zhang"), "M-AP")
	if list := objects(t, s, "county"); !slices.Equal(list, x.namedFiles()) {
		t.Errorf("the bucket holds %v", list)
	}
	s.Make("other")
	set("other", storetest.Secret).refused("s3", "storage_refused", "")
	x.call("PATCH", "/api/settings", admin, map[string]any{"s3": map[string]any{"enabled": false}}).refused("s3", "storage_refused", "")
	set("county", "sekret").refused("s3", "storage_refused", "")
	x.upload(x.person("zhang"), x.draft(x.person("zhang")), x.material("M-ID"), "a.jpg", photo(3)).ok()
}

// proxyTo hands requests on to a storage, changed by how.
func proxyTo(to string, how func(*httputil.ProxyRequest)) *httputil.ReverseProxy {
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = "http", to, r.In.Host // what is signed
		how(r)
	}, ErrorLog: log.New(io.Discard, "", 0)}
}

// atLoopback has a handler answer on the loopback until the test ends.
func atLoopback(t *testing.T, h http.Handler) (address string) {
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

// fillable is a way to a storage that takes no more bytes while it is told how it says so.
func fillable(t *testing.T, to string) (address string, say *atomic.Pointer[http.HandlerFunc]) {
	t.Helper()
	say = &atomic.Pointer[http.HandlerFunc]{}
	proxy := proxyTo(to, func(*httputil.ProxyRequest) {})
	return atLoopback(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if refuse := say.Load(); refuse != nil && (r.Method == http.MethodPut || r.Method == http.MethodPost) {
			_, _ = io.Copy(io.Discard, r.Body)
			(*refuse)(w, r)
			return
		}
		proxy.ServeHTTP(w, r)
	})), say
}

// A storage that takes no more is answered by 507 in words, whichever way it says so; nothing is
// half done, what is there is given out, and it is over when there is room.
func TestAFullStorage(t *testing.T) {
	unwatched(t)
	quickly(t)
	s := storetest.Start(t)
	address, say := fillable(t, s.Address())
	x := inBucket(t, storetest.PlaceAt(address, "county"))
	zhang := x.person("zhang")
	draft := x.draft(zhang)
	kept := x.upload(zhang, draft, x.material("M-ID"), "a.jpg", photo(1)).ok().id()
	for name, refuse := range map[string]http.HandlerFunc{
		"a quota":      saying(http.StatusForbidden, "QuotaExceeded"),
		"a full disk":  saying(http.StatusInsufficientStorage, "XMinioStorageFull"),
		"without code": saying(http.StatusInsufficientStorage, ""),
	} {
		before, rows := x.namedFiles(), x.rows()
		say.Store(&refuse)
		for i := range 2 {
			answer := x.upload(zhang, draft, x.material("M-ID"), "b.jpg", photo(20+i))
			var body struct {
				Message string
				Data    map[string]struct{ Code, Message string }
			}
			if err := json.Unmarshal([]byte(answer.text), &body); err != nil || answer.status != http.StatusInsufficientStorage || body.Data["act"].Code != "storage_full" || body.Message != storageAnswers[store.Full].words {
				t.Errorf("%s: %d %s", name, answer.status, answer.text)
			}
		}
		if n := changed(rows, x.rows()); slices.Contains(n, "documents") || !slices.Equal(before, x.namedFiles()) {
			t.Errorf("%s: rows without a file: %v", name, n)
		}
		if list := objects(t, s, "county"); !slices.Equal(list, before) {
			t.Errorf("%s: the bucket holds %v, the records name %v", name, list, before)
		}
		x.draft(zhang) // needs no file
		if got := x.fetch(kept, zhang); got.status != http.StatusOK {
			t.Errorf("%s: a reader: %d %s", name, got.status, got.text)
		}
		if f := x.storageFinding(); f.Level != doctor.Red {
			t.Errorf("%s: the check-up: %+v", name, f)
		}
		say.Store(nil)
		x.upload(zhang, draft, x.material("M-ID"), "c.jpg", photo(40+len(name))).ok()
	}
}

// saying refuses as S3 does; without a code it says nothing.
func saying(status int, code string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(status)
		if code != "" {
			_, _ = io.WriteString(w, "<Error><Code>"+code+"</Code></Error>")
		}
	}
}

// A backup takes the files out of the bucket along, and comes back on a disk.
func TestABackupOfABucket(t *testing.T) {
	unwatched(t)
	s := storetest.Start(t)
	x := inBucket(t, s.Place("county"))
	x.handIn(x.person("zhang"), "M-AP", "M-ID", "M-LAY")
	paper := x.all("documents", "file!=''")[0].Id
	want, files := x.fetch(paper, x.person("zhang")), len(x.namedFiles())-1
	disk := t.TempDir()
	phrase, err := x.backups.Aim(disk, true)
	if err != nil {
		t.Fatal(err)
	}
	result, err := x.backups.Run(t.Context())
	if err != nil || result.Files != files {
		t.Fatalf("%+v, %v", result, err)
	}
	if drill, err := x.backups.Drill(t.Context(), nil); err != nil || drill.Files != files {
		t.Fatalf("%+v, %v", drill, err)
	}
	y, out := restored(t, disk, phrase)
	if out.Files != files {
		t.Fatalf("%+v", out)
	}
	if _, remote := store.At(y.app); remote {
		t.Error("a restored house uses the bucket of the one before")
	}
	got := y.fetch(paper, y.person("zhang"))
	if got.text != want.text || got.header.Get("Content-Type") != want.header.Get("Content-Type") || got.status != http.StatusOK {
		t.Errorf("%d %v", got.status, got.header)
	}
	if text, err := json.Marshal(y.app.Settings()); err != nil || strings.Contains(string(text), `"accessKey":"`+storetest.Key) {
		t.Errorf("%s, %v", text, err)
	}
}

// BenchmarkAPhotoByPlace has one person upload photos in turns to a house with its files on the
// disk and to one with them in a bucket, and fetch them again: milliseconds of the median.
func BenchmarkAPhotoByPlace(b *testing.B) {
	s := storetest.Start(b)
	houses := map[string]*house{"bucket": inBucket(b, s.Place("county")), "disk": newHouse(b).unlimited()}
	times, drafts := map[string][]time.Duration{}, map[string]string{}
	for name, x := range houses {
		drafts[name] = x.draft(x.person("zhang"))
	}
	timed := func(what string, do func()) {
		began := time.Now()
		do()
		times[what] = append(times[what], time.Since(began))
	}
	for seed := 0; b.Loop(); seed++ {
		for name, x := range houses {
			zhang, id := x.person("zhang"), ""
			content := photo(seed)
			timed(name+"-stores-ms", func() { id = x.upload(zhang, drafts[name], x.material("M-ID"), "a.jpg", content).ok().id() })
			d := x.find("documents", "id='%s'", id)
			token, _ := x.call("POST", "/api/files/token", zhang, nil).ok().body["token"].(string)
			timed(name+"-gives-ms", func() {
				x.call("GET", "/api/files/documents/"+id+"/"+d.GetString("file")+"?token="+token, nil, nil).ok()
			})
		}
	}
	for what, list := range times {
		slices.Sort(list)
		b.ReportMetric(float64(list[len(list)/2].Microseconds())/1000, what)
	}
}
