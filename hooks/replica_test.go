package hooks

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/probe"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/replica"
	"onestop/hooks/rules/fault"
)

// replicaKills is how often the primary is killed and its standby promoted; the long run is
// `go test ./hooks -run TestKillingThePrimary -args -replica-kills 10`.
var replicaKills = flag.Int("replica-kills", 2, "how often the primary is killed and its standby promoted")

// replicaHouse names, in the environment of a child of the tests, where its replica lies and
// how acts are acknowledged: address|confirm.
const replicaHouse = "ONESTOP_TEST_REPLICA_HOUSE"

func replicaOfTest() replicaFlags {
	address, how, _ := strings.Cut(os.Getenv(replicaHouse), "|")
	if address != "" {
		appliance.LeaveLog()
	}
	return replicaFlags{address: address, confirm: how == "confirm"}
}

// placeOfTest is an empty place for a replica.
func placeOfTest(t testing.TB) string {
	dir := filepath.Join(t.TempDir(), "place")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return "file://" + filepath.ToSlash(dir)
}

// standbyOf follows a place into a folder, by a clock that goes eight times as fast, so that
// no test waits for a lease.
func standbyOf(t testing.TB, address, dir string) *replica.Standby {
	place, err := replica.Open(address)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	return &replica.Standby{Place: place, Dir: dir, Owner: "standby", Now: time.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Since: func() time.Duration { return 8 * time.Since(began) }, Say: func(r refusal.Refusal) { t.Log(r.EN) }}
}

func promote(t testing.TB, s *replica.Standby) {
	t.Helper()
	if err := s.Prepare(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := s.Promote(context.Background(), false); err != nil {
		t.Fatal(err)
	}
}

// The primary is killed under load again and again, and each time a folder that has nothing
// but the key becomes the house. In confirmed mode every acknowledged upload and act is in it.
func TestKillingThePrimary(t *testing.T) {
	unwatched(t)
	for _, how := range []string{"confirm", "asynchronous"} {
		t.Run(how, func(t *testing.T) { killPrimaries(t, how) })
	}
}

func killPrimaries(t *testing.T, how string) {
	x := newHouse(t).unlimited()
	c := newCrash(t, x, 8)
	c.later, c.at = &atomic.Int64{}, map[string]time.Time{}
	address := placeOfTest(t)
	c.replica = address + "|" + how
	home, other := c.dir, filepath.Join(t.TempDir(), "pb_data")
	key, err := os.ReadFile(home + ".key")
	if err == nil {
		err = os.WriteFile(other+".key", key, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	lost, oldest := 0, time.Duration(0)
	for n := range *replicaKills {
		var dead time.Time
		c.cut = func() { dead = time.Now() }
		c.round(n)
		next := map[string]string{home: other, other: home}[c.dir]
		began := time.Now()
		promote(t, standbyOf(t, address, next))
		t.Logf("promoted in %s", time.Since(began).Round(time.Millisecond))
		gone := c.missing(next)
		lost += len(gone)
		for _, id := range gone {
			oldest = max(oldest, dead.Sub(c.at[id]))
			delete(c.acts, id)
		}
		c.dir = next
	}
	t.Logf("%s: %d kills, %d acts acknowledged and kept, %d lost, the oldest %s before the end, %d told to come again", how, *replicaKills, len(c.acts), lost, oldest, c.later.Load())
	if how == "confirm" && lost > 0 {
		t.Errorf("%d acknowledged acts are lost", lost)
	}
	if oldest > 15*time.Second { // a second on a quiet machine
		t.Errorf("an act of %s before the end is lost", oldest)
	}
	if c.dir != home {
		promote(t, standbyOf(t, address, home))
	}
	x.reopen()
	for id, application := range c.acts {
		if _, err := x.app.FindRecordById("actions", id); err != nil || x.state(application) != "submitted" {
			t.Errorf("the acknowledged act %s on %s is lost: %v", id, application, err)
		}
	}
	if _, _, err := VerifyTrail(x.app); err != nil {
		t.Error(err)
	}
}

// missing are the acknowledged acts, and in their place the documents, that a folder lacks.
func (c *crash) missing(dir string) (gone []string) {
	c.t.Helper()
	path := filepath.Join(dir, "data.db")
	if err := probe.Pages(context.Background(), path, true); err != nil {
		c.t.Fatal(err)
	}
	db, err := probe.OpenReadOnly(path)
	if err != nil {
		c.t.Fatal(err)
	}
	defer db.Close()
	there := func(table string) map[string]bool {
		var ids []string
		if err := db.Select("id").From(table).Column(&ids); err != nil {
			c.t.Fatal(err)
		}
		set := map[string]bool{}
		for _, id := range ids {
			set[id] = true
		}
		return set
	}
	acts, documents := there("actions"), there("documents")
	for id := range c.acts {
		if !acts[id] {
			gone = append(gone, id)
		}
	}
	for id := range c.files {
		if !documents[id] {
			if strings.HasSuffix(c.replica, "|confirm") {
				c.t.Errorf("the acknowledged document %s is lost", id)
			}
			delete(c.files, id)
		}
	}
	return gone
}

// A house from which another machine has taken over stores nothing: every door answers 503
// with the fault, health is red, and its own jobs are stopped, too.
func TestAFencedHouseStoresNothing(t *testing.T) {
	x := newHouse(t)
	address := placeOfTest(t)
	place, err := replica.Open(address)
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Hall.beginReplica(place, replicaFlags{address: address, confirm: true}); err != nil {
		t.Fatal(err)
	}
	r := x.Hall.replica
	defer func() { _ = r.Close(); _ = r.reads.Close() }()
	if err := r.Confirm(context.Background()); err != nil {
		t.Fatal(err)
	}
	s := standbyOf(t, address, filepath.Join(t.TempDir(), "pb_data"))
	if err := s.Promote(context.Background(), true); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); !errors.Is(r.Admit(), replica.ErrFenced); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the old primary goes on")
		}
	}
	if err := write(x.app, x.person("zhang")); fault.Of(err) != fault.Fenced {
		t.Errorf("a row was stored: %v", err)
	}
	var look checkup
	look.replicated(r)
	if len(look.Problems) != 1 || look.Problems[0].Code != "house_fenced" || look.Problems[0].ZH == "" {
		t.Errorf("%+v", look)
	}
}

// What was stored and is not confirmed is answered by 503 in words, in place of the answer;
// an answer that acknowledges nothing waits for nobody.
func TestTheAnswerIsHeldBack(t *testing.T) {
	for name, c := range map[string]struct {
		status  int
		confirm error
		want    int
		code    string
	}{
		"confirmed":   {200, nil, 200, ""},
		"no content":  {204, nil, 204, ""},
		"behind":      {200, replica.ErrBehind, 503, "replica_behind"},
		"fenced":      {200, errors.Join(errors.New("x"), replica.ErrFenced), 503, "house_fenced"},
		"away":        {200, replica.ErrAway, 503, "replica_away"},
		"refused":     {400, replica.ErrBehind, 400, ""},
		"not by name": {0, replica.ErrBehind, 503, "replica_behind"},
	} {
		sent := httptest.NewRecorder()
		asked := 0
		held := &heldAnswer{ResponseWriter: sent, confirm: func() error { asked++; return c.confirm }}
		held.Header().Set("Content-Length", "3")
		if c.status > 0 {
			held.WriteHeader(c.status)
		}
		_, _ = held.Write([]byte("own"))
		_ = held.FlushError()
		var body struct {
			Data map[string]struct{ Code string }
		}
		_ = json.Unmarshal(sent.Body.Bytes(), &body)
		if sent.Code != c.want || body.Data["act"].Code != c.code || (c.code == "") != (sent.Body.String() == "own") {
			t.Errorf("%s: %d %s", name, sent.Code, sent.Body)
		}
		if asked > 1 || asked == 0 && c.status != http.StatusBadRequest {
			t.Errorf("%s: asked %d times", name, asked)
		}
		if c.code != "" && sent.Header().Get("Content-Length") != "" {
			t.Errorf("%s: the length of the other answer is told", name)
		}
	}
}

func TestReplicaFlags(t *testing.T) {
	h := newHouse(t).Hall
	for _, f := range []replicaFlags{{given: func() bool { return true }}, {confirm: true}, {yield: true}, {address: "/mnt/x"}, {address: "file://host/x", confirm: true}} {
		if err := h.replicate(f); err == nil {
			t.Errorf("%+v was taken", f)
		} else if _, both := refusal.Known(err); !both {
			t.Errorf("%+v: %v", f, err)
		}
	}
	for words, want := range map[string]bool{"": false, "--http x": false, "--replica file:///x": true, "--http x --replica=file:///x": true, "--replicas": false} {
		if replicaAsked(strings.Fields(words)) != want {
			t.Error(words)
		}
	}
	if h.replicate(replicaFlags{}) != nil || h.replica != nil {
		t.Error("a house without a replica has one")
	}
	if err := os.WriteFile(filepath.Join(h.app.DataDir(), ".replica.json"), []byte(`{"folder":"x","tenure":1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, both := refusal.Known(h.replicate(replicaFlags{})); !both {
		t.Error("a replicated house is served without its replica")
	}
}

// replicaPace is how long each turn of TestReplicaPace goes; 0: nobody measures.
var replicaPace = flag.Duration("replica-pace", 0, "measure what a replica costs: how long each turn goes")

// What a replica costs: eight people draft, upload and hand in, in turns without one, with an
// asynchronous and with a confirmed one.
func TestReplicaPace(t *testing.T) {
	if *replicaPace == 0 {
		t.Skip("a measurement: -args -replica-pace 10s")
	}
	x := newHouse(t).unlimited()
	c := newCrash(t, x, 8)
	c.run, c.later = *replicaPace, &atomic.Int64{}
	done := map[string]int{}
	for n := range 6 {
		how := []string{"", "asynchronous", "confirm"}[n%3]
		c.replica = ""
		_ = os.Remove(filepath.Join(c.dir, ".replica.json")) // each turn begins anew
		if how != "" {
			c.replica = placeOfTest(t) + "|" + how
		}
		before := len(c.files) + len(c.acts)
		c.round(n)
		done[how] += len(c.files) + len(c.acts) - before
	}
	for how, n := range done {
		t.Logf("%q: %.1f uploads and acts a second", how, float64(n)/2/replicaPace.Seconds())
	}
}
