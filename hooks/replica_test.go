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
	"onestop/hooks/appliance/doctor"
	"onestop/hooks/appliance/probe"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/replica"
	"onestop/hooks/appliance/service"
	"onestop/hooks/appliance/store/storetest"
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

// dead is how much faster than time the clock of a standby goes that follows a dead primary, so
// that no test waits for a lease. Over one that lives it goes as time does.
const dead = 8

// standbyOf follows a place into a folder, by a clock that goes so many times as fast.
func standbyOf(t testing.TB, address, dir string, fast time.Duration) *replica.Standby {
	place, err := replica.Open(address)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	return &replica.Standby{Place: place, Dir: dir, Owner: "standby", Now: time.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Since: func() time.Duration { return fast * time.Since(began) }, Say: func(r refusal.Refusal) { t.Log(r.EN) }}
}

func promote(t testing.TB, s *replica.Standby) {
	t.Helper()
	began := time.Now()
	if err := s.Prepare(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := s.Promote(context.Background(), false); err != nil {
		t.Fatal(err)
	}
	t.Logf("promoted in %s", time.Since(began).Round(time.Millisecond))
}

// The primary is killed under load again and again, and each time a folder that has nothing
// but the key becomes the house. In confirmed mode every acknowledged upload and act is in it.
// On the way to a bucket the network is cut besides.
func TestKillingThePrimary(t *testing.T) {
	unwatched(t)
	for _, where := range []string{"folder", "bucket"} {
		for _, how := range []string{"confirm", "asynchronous"} {
			t.Run(where+"/"+how, func(t *testing.T) { newKilling(t, where, how).run() })
		}
	}
}

// killing is a house and its standby, which change places in each round.
type killing struct {
	*crash
	x           *house
	how         string
	way         *storetest.Way // of the primary to the bucket; nil: the place is a folder
	standby     string         // where the standby finds the place
	home, other string         // the two data folders
	off         time.Time      // from when on the primary did not reach its place, or was dead
	promoted    bool           // the standby took over already
	lost        int            // acknowledged before and lost
	apart       int            // acknowledged while the place could not be reached, and lost
	oldest      time.Duration  // of those before, until then
}

// newKilling is a house whose place is a folder or a bucket, before its first round.
func newKilling(t *testing.T, where, how string) *killing {
	k := &killing{x: newHouse(t).unlimited(), how: how, other: filepath.Join(t.TempDir(), "pb_data")}
	k.crash = newCrash(t, k.x, 8)
	k.later, k.at, k.home = &atomic.Int64{}, map[string]time.Time{}, k.dir
	primary := ""
	if where == "bucket" {
		withKeys(t)
		s := storetest.Start(t)
		k.way = storetest.NewWay(t, s.Address())
		through, straight := storetest.PlaceAt(k.way.Address(), "county"), s.Place("county")
		through.Prefix, straight.Prefix = "replica", "replica"
		primary, k.standby = through.String(), straight.String()
	} else {
		primary = placeOfTest(t)
		k.standby = primary
	}
	k.replica = primary + "|" + how
	key, err := os.ReadFile(k.home + ".key")
	if err == nil {
		err = os.WriteFile(k.other+".key", key, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// next is the folder of the standby.
func (k *killing) next() string {
	if k.dir == k.home {
		return k.other
	}
	return k.home
}

// strikes are what befalls the way to the bucket before the kill, in turns.
func (k *killing) strikes() []func() {
	if k.way == nil {
		return []func(){nil}
	}
	off := func(how func()) { k.off = time.Now(); how() }
	return []func(){
		func() { // it stops up, another machine takes over meanwhile, and the way is there again
			off(k.way.Stall)
			promote(k.t, standbyOf(k.t, k.standby, k.next(), 1))
			k.promoted = true
			k.way.Refuse()
			k.way.Open()
			time.Sleep(2 * time.Second)
		},
		func() { off(k.way.Refuse); time.Sleep(time.Second) }, // and it is never there again
		nil, // the machine alone
		func() { // for a while
			k.way.Refuse()
			time.Sleep(2 * time.Second)
			k.way.Open()
			time.Sleep(8 * time.Second) // it is found within two, and what was stored meanwhile follows
		},
	}
}

// run has the primary die as often as the flag says, and looks over what is left.
func (k *killing) run() {
	t, strikes := k.t, k.strikes()
	for n := range *replicaKills {
		k.off, k.promoted, k.strike = time.Time{}, false, strikes[n%len(strikes)]
		k.cut = func() {
			if k.off.IsZero() {
				k.off = time.Now()
			}
		}
		k.round(n)
		if k.way != nil {
			k.way.Open()
		}
		if !k.promoted {
			promote(t, standbyOf(t, k.standby, k.next(), dead))
		}
		before, apart := k.lost, k.apart
		k.count(k.missing(k.next()))
		t.Logf("round %d: %d lost, the oldest of all so far %s before the end, %d without the place", n, k.lost-before, k.oldest.Round(time.Millisecond), k.apart-apart)
		k.dir = k.next()
	}
	t.Logf("%s: %d kills, %d acts acknowledged and kept, %d lost, the oldest %s before the end, %d more that were acknowledged without the place, %d told to come again",
		k.how, *replicaKills, len(k.acts), k.lost, k.oldest.Round(time.Millisecond), k.apart, k.later.Load())
	if k.how == "confirm" && k.lost+k.apart > 0 {
		t.Errorf("%d acknowledged acts are lost", k.lost+k.apart)
	}
	if k.oldest > 15*time.Second { // a second on a quiet machine
		t.Errorf("an act of %s before the end is lost", k.oldest)
	}
	if k.dir != k.home {
		promote(t, standbyOf(t, k.standby, k.home, dead))
	}
	k.x.reopen()
	for id, application := range k.acts {
		if _, err := k.x.app.FindRecordById("actions", id); err != nil || k.x.state(application) != "submitted" {
			t.Errorf("the acknowledged act %s on %s is lost: %v", id, application, err)
		}
	}
	if _, _, err := VerifyTrail(k.x.app); err != nil {
		t.Error(err)
	}
}

// count takes note of acts that are lost. An asynchronous house goes on without its place;
// what it acknowledges then is lost with the machine.
func (k *killing) count(gone []string) {
	for _, id := range gone {
		if before := k.off.Sub(k.at[id]); before > 0 {
			k.lost++
			k.oldest = max(k.oldest, before)
		} else {
			k.apart++
		}
		delete(k.acts, id)
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

// replicates has the house begin a replica, which ends with the test.
func (x *house) replicates(address string, confirm bool) *replication {
	x.t.Helper()
	place, err := replica.Open(address)
	if err == nil {
		err = x.Hall.beginReplica(place, replicaFlags{address: address, confirm: confirm})
	}
	if err != nil {
		x.t.Fatal(err)
	}
	r := x.Hall.replica
	x.t.Cleanup(func() { _ = r.Close(); _ = r.reads.Close() })
	return r
}

// A house from which another machine has taken over stores nothing: every door answers 503
// with the fault, health is red, and its own jobs are stopped, too.
func TestAFencedHouseStoresNothing(t *testing.T) {
	x := newHouse(t)
	address := placeOfTest(t)
	r := x.replicates(address, true)
	if err := r.Confirm(context.Background()); err != nil {
		t.Fatal(err)
	}
	s := standbyOf(t, address, filepath.Join(t.TempDir(), "pb_data"), dead)
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

	// Nor is a backup of it made, by the service or beside it, nor does doctor call it well.
	if _, err := x.backups.Aim(t.TempDir(), true); err != nil {
		t.Fatal(err)
	}
	backs := func() {
		t.Helper()
		if _, err := x.backups.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "Back up there") {
			t.Errorf("a backup was made: %v", err)
		}
	}
	backs()
	x.Hall.replica = nil
	defer func() { x.Hall.replica = r }()
	backs()
	p := x.patient(&doctor.Memory{}, time.Now(), false)
	defer p.close()
	if f := p.facts(t.Context()); f.Replica == nil || f.Replica.Fenced == "" {
		t.Errorf("doctor sees %+v", f.Replica)
	}
}

// While the place is away whoever looks after the machine can sign in and have it looked over;
// nobody else can store anything.
func TestTheMachineIsSeenToWhileTheReplicaIsAway(t *testing.T) {
	for path, stores := range map[string]bool{
		"/api/collections/_superusers/auth-with-password": false, "/api/onestop/appliance/doctor": false, "/api/onestop/appliance/backup": false, "/api/realtime": false,
		"/api/collections/officers/auth-with-password": true, "/api/onestop/actions": true, "/api/collections/_superusers/records": true, "/api/onestop/appliance/alarms": true,
	} {
		if got := mayStore(httptest.NewRequest("POST", path, nil)); got != stores {
			t.Errorf("%s stores: %v", path, got)
		}
	}
}

// By night the replica is brought back and looked over as the house would be after a fire.
func TestTheReplicaIsTriedByNight(t *testing.T) {
	x := newHouse(t)
	address := placeOfTest(t)
	x.replicates(address, false)
	try := func() *refusal.Refusal {
		t.Helper()
		p := x.patient(&doctor.Memory{}, time.Now(), true)
		defer p.close()
		if err := p.overnight(t.Context(), false); err != nil {
			t.Fatal(err)
		}
		if p.memory.Trial == nil || p.memory.Trial.Seq == 0 {
			t.Fatalf("it was not tried: %+v", p.memory.Trial)
		}
		return p.memory.Trial.Problem
	}
	if problem := try(); problem != nil {
		t.Errorf("%+v", problem)
	}
	x.sql("UPDATE audit SET actor = 'somebody' WHERE seq = 3")
	if problem := try(); problem == nil || !strings.Contains(problem.EN, "restored trail is broken") {
		t.Errorf("%+v", problem)
	}
}

// Where the replica is given up, what its last trial left, cut off, goes in the next night; who does
// not serve the house leaves it alone.
func TestATrialThatWasCutOffIsForgotten(t *testing.T) {
	x := newHouse(t)
	left := filepath.Join(appliance.TrialFolder(x.app.DataDir()), "data", "data.db")
	if err := errors.Join(os.MkdirAll(filepath.Dir(left), 0o700), os.WriteFile(left, []byte("all cases"), 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, served := range []bool{false, true} {
		p := x.patient(&doctor.Memory{}, time.Now(), served)
		if err := p.overnight(t.Context(), false); err != nil {
			t.Fatal(err)
		}
		p.close()
		if _, err := os.Stat(left); (err != nil) != served {
			t.Errorf("served %v: %v", served, err)
		}
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
	for _, f := range []replicaFlags{{confirm: true}, {address: "/mnt/x"}, {address: "s3://x"}, {address: "file://host/x"}} {
		if _, both := refusal.Known(f.plan(&service.Plan{})); !both {
			t.Errorf("a service is planned by %+v", f)
		}
	}
	standby := service.Plan{}
	if err := (&replicaFlags{address: "file:///mnt/x"}).plan(&standby); err != nil || standby.Same == nil || !standby.Same("file:///mnt/x/", standby.Replica) {
		t.Error("a plan takes a slash for another place:", err)
	}
	var p service.Plan
	if err := (&replicaFlags{address: "s3://x?endpoint=https://a", yield: true}).plan(&p); err == nil {
		t.Error("a bucket of one letter")
	}
	if err := (&replicaFlags{address: "s3://copies/x?endpoint=https://s3.example.gov.cn", yield: true}).plan(&p); err != nil || p.Replica == "" || !p.Yield || p.Confirm {
		t.Errorf("%+v, %v", p, err) // without a key in the environment of whoever installs
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
