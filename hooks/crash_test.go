package hooks

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance"
)

// kills is how often the serving house is killed; the long run is
// `go test ./hooks -run TestKillingTheHouse -args -kills 100`.
var kills = flag.Int("kills", 20, "how often the crash test kills the serving house")

// crashWriters is how many people apply, upload and hand in at once.
const crashWriters = 16

// crashHouse names, in the environment of a child of the tests, the folder and the address
// that it serves until it is killed.
const crashHouse = "ONESTOP_TEST_CRASH_HOUSE"

// serveUntilKilled is the whole house as it serves, in a process of its own.
func serveUntilKilled(folderAndAddress string) {
	dir, address, _ := strings.Cut(folderAndAddress, "|")
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: appliance.Connect})
	h := Register(app, Options{Now: func() time.Time { return morning }, Demo: true, DueByHand: true})
	err := h.replicate(replicaOfTest())
	if err == nil {
		err = app.Bootstrap()
	}
	if err == nil {
		err = apis.Serve(app, apis.ServeConfig{HttpAddr: address})
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// crash is what was acknowledged over all rounds.
type crash struct {
	t         *testing.T
	dir       string
	service   string
	materials []string
	tokens    []string
	mu        sync.Mutex
	files     map[string]string    // digest of what is stored, by document
	acts      map[string]string    // application, by action
	pause     time.Duration        // of each writer after each request
	run       time.Duration        // how long it goes on after the first upload; 0: by chance, up to 1.5 s
	strike    func()               // done before the house is killed, while they work; nil: nothing
	cut       func()               // done at once when the house is dead; nil: nothing
	replica   string               // what replicaOfTest reads, for the child
	later     *atomic.Int64        // answers 503; nil: there are to be none
	at        map[string]time.Time // when an act was acknowledged; nil: nobody asks
}

// freeAddress is a free one on this machine.
func freeAddress(t testing.TB) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// round starts the house, lets everybody apply, upload and hand in, and kills it within one
// and a half seconds of the first upload that it acknowledged.
func (c *crash) round(seed int) {
	address := freeAddress(c.t)
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), crashHouse+"="+c.dir+"|"+address, replicaHouse+"="+c.replica)
	var said overheard
	child.Stderr = &said
	if err := child.Start(); err != nil {
		c.t.Fatal(err)
	}
	began, before := time.Now(), c.acknowledged()
	for !answers(address) {
		if time.Since(began) > 2*time.Minute {
			child.Process.Kill()
			c.t.Fatalf("the house does not start again: %s", said.String())
		}
		time.Sleep(20 * time.Millisecond)
	}
	var dead atomic.Bool
	var all sync.WaitGroup
	for i, token := range c.tokens {
		all.Go(func() {
			for n := 0; !dead.Load(); n++ {
				c.apply("http://"+address, token, seed*1000+i*300+n*3)
			}
		})
	}
	for c.acknowledged() == before && time.Since(began) < 3*time.Minute {
		time.Sleep(5 * time.Millisecond)
	}
	if c.run > 0 {
		time.Sleep(c.run)
	} else {
		time.Sleep(time.Duration(rand.IntN(1500)) * time.Millisecond)
	}
	if c.strike != nil {
		c.strike()
	}
	child.Process.Kill()
	dead.Store(true)
	_ = child.Wait() // says "killed"
	if c.cut != nil {
		c.cut()
	}
	all.Wait()
	if c.acknowledged() == before {
		c.t.Fatalf("nothing was acknowledged: %s", said.String())
	}
}

func answers(address string) bool {
	answer, err := http.Get("http://" + address + "/api/onestop/health")
	if err != nil {
		return false
	}
	answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

func (c *crash) acknowledged() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.files)
}

// apply drafts a case, uploads a photo for every material and hands it in, and notes what
// was acknowledged; it ends where the house does not answer any more.
func (c *crash) apply(base, token string, seed int) {
	draft := c.post(base+toApplications, token, "application/json", crashBody(map[string]any{"service": c.service, "form": map[string]any{"premises": "示例路8号"}}))
	id, _ := draft["id"].(string)
	for i, material := range c.materials {
		if id == "" {
			return
		}
		body, kind := crashForm(map[string]string{"application": id, "material": material}, photo(seed+i))
		document := c.post(base+toDocuments, token, kind, body)
		name, _ := document["id"].(string)
		if name == "" {
			return
		}
		c.mu.Lock()
		c.files[name] = document["stored_sha256"].(string)
		c.mu.Unlock()
	}
	act := c.post(base+toActions, token, "application/json", crashBody(map[string]any{"subject": "application", "application": id, "act": "submit"}))
	if name, _ := act["id"].(string); name != "" {
		c.mu.Lock()
		c.acts[name] = id
		if c.at != nil {
			c.at[name] = time.Now()
		}
		c.mu.Unlock()
	}
}

// post answers the record that was acknowledged, nothing where there was no whole answer;
// the house may be killed at any point, but it refuses nothing.
func (c *crash) post(address, token, kind string, body []byte) map[string]any {
	request, err := http.NewRequest("POST", address, bytes.NewReader(body))
	if err != nil {
		c.t.Error(err)
		return nil
	}
	request.Header.Set("Content-Type", kind)
	request.Header.Set("Authorization", token)
	defer time.Sleep(c.pause)
	return c.receive(request, c.later)
}

// receive answers the record in the answer of a request, nothing where there was no whole
// answer. Where refusals to serve now (503) may come, they are counted.
func (c *crash) receive(request *http.Request, later *atomic.Int64) map[string]any {
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil
	}
	if later != nil && answer.StatusCode == http.StatusServiceUnavailable {
		later.Add(1)
		time.Sleep(20 * time.Millisecond) // whoever is told to come again does not come at once
		return nil
	}
	var record map[string]any
	if answer.StatusCode != http.StatusOK || json.Unmarshal(text, &record) != nil {
		c.t.Errorf("%s: %d %s", request.URL, answer.StatusCode, text)
		return nil
	}
	return record
}

func crashBody(body map[string]any) []byte {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return text
}

func crashForm(fields map[string]string, data []byte) ([]byte, string) {
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for key, value := range fields {
		form.WriteField(key, value)
	}
	part, err := form.CreateFormFile("file", "照片.jpg")
	if err != nil {
		panic(err)
	}
	part.Write(data)
	form.Close()
	return b.Bytes(), form.FormDataContentType()
}

// newCrash is a house without limits, closed, in which so many people are about to apply.
func newCrash(t *testing.T, x *house, writers int) *crash {
	c := &crash{t: t, dir: x.app.DataDir(), service: x.find("services", "name ~ '食品'").Id, files: map[string]string{}, acts: map[string]string{}}
	for _, code := range []string{"M-AP", "M-ID", "M-LAY"} {
		c.materials = append(c.materials, x.material(code))
	}
	for i := range writers {
		token, err := x.person([]string{"zhang", "li", "restaurant", "zhang"}[i%4]).NewAuthToken()
		if err != nil {
			t.Fatal(err)
		}
		c.tokens = append(c.tokens, token)
	}
	x.close()
	return c
}

// The whole house is killed again and again while people upload and hand in. Afterwards
// every acknowledged upload and act is there, every document has its file and thumbnail
// whole, the trail verifies, and once the storage was swept no file is without its record.
func TestKillingTheHouse_R_AR_01(t *testing.T) {
	unwatched(t)
	x := newHouse(t).unlimited()
	c := newCrash(t, x, crashWriters)
	began := time.Now()
	for n := range *kills {
		c.round(n)
	}
	x.reopen()
	records := x.all("documents", "id != ''")
	t.Logf("%d kills in %s: %d documents and %d submissions acknowledged, %d documents there", *kills, time.Since(began).Round(time.Second), len(c.files), len(c.acts), len(records))
	c.nothingIsLost(x, records)
	c.nothingIsLeftOver(x, records)
}

// nothingIsLeftOver sweeps the storage, in which then only the files of the records lie.
func (c *crash) nothingIsLeftOver(x *house, records []*core.Record) {
	left, dir := x.stored(), x.app.DataDir()
	old := time.Now().Add(-2 * appliance.Grace)
	filepath.WalkDir(filepath.Join(dir, core.LocalStorageDirName), func(path string, _ os.DirEntry, err error) error { return os.Chtimes(path, old, old) })
	removed, err := appliance.Sweep(x.app)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Logf("%d files before the sweep, %d left-overs of the kills swept", len(left), removed)
	var named []string
	for _, r := range records {
		for _, field := range []string{"file", "thumb", "original"} {
			if name := r.GetString(field); name != "" {
				named = append(named, filepath.Join(dir, core.LocalStorageDirName, r.BaseFilesPath(), name))
			}
		}
	}
	kept := x.stored()
	slices.Sort(named)
	slices.Sort(kept)
	if !slices.Equal(named, kept) {
		c.t.Errorf("%d files are named by records, %d lie in the storage", len(named), len(kept))
	}
}

// nothingIsLost holds the reopened house against what was acknowledged.
func (c *crash) nothingIsLost(x *house, records []*core.Record) {
	there := map[string]*core.Record{}
	for _, r := range records {
		there[r.Id] = r
		content, err := os.ReadFile(x.fileOf(r.Id))
		if err != nil || sumOf(content) != r.GetString("stored_sha256") {
			c.t.Errorf("the file of document %s is lost or damaged: %v", r.Id, err)
		}
		if _, err := os.Stat(filepath.Join(filepath.Dir(x.fileOf(r.Id)), r.GetString("thumb"))); err != nil || r.GetString("thumb") == "" {
			c.t.Errorf("document %s is without its thumbnail %q: %v", r.Id, r.GetString("thumb"), err)
		}
	}
	for id, sum := range c.files {
		if there[id] == nil || there[id].GetString("stored_sha256") != sum {
			c.t.Errorf("the acknowledged document %s is lost", id)
		}
	}
	for id, application := range c.acts {
		if _, err := x.app.FindRecordById("actions", id); err != nil || x.state(application) != "submitted" {
			c.t.Errorf("the acknowledged act %s on %s is lost: %v", id, application, err)
		}
	}
	if _, _, err := VerifyTrail(x.app); err != nil {
		c.t.Error(err)
	}
}
