package replica

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/benbjohnson/litestream"
	"github.com/pocketbase/dbx"
	"github.com/superfly/ltx"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/where"
	"onestop/hooks/appliance/witness"
)

// world is a place and what the machines say.
type world struct {
	t     testing.TB
	place *Place
	top   string
	said  strings.Builder
	pace  time.Duration // how much faster the clock of who waits for a lease goes; holders have the true one
}

func newWorld(t testing.TB) *world {
	at := filepath.Join(t.TempDir(), "place")
	if err := os.Mkdir(at, 0o700); err != nil {
		t.Fatal(err)
	}
	return worldAt(t, "file://"+filepath.ToSlash(at))
}

func worldAt(t testing.TB, address string) *world {
	t.Helper()
	p, err := Open(address)
	if err != nil {
		t.Fatal(err)
	}
	return &world{t: t, place: p, top: t.TempDir(), pace: 1}
}

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

// machine is a data folder with a trail and nothing else.
type machine struct {
	w       *world
	dir     string
	db      *dbx.DB
	primary *Primary
	options Options
}

func (w *world) machine(name string) *machine {
	m := &machine{w: w, dir: filepath.Join(w.top, name)}
	w.must(os.MkdirAll(m.dir, 0o700))
	w.must(os.WriteFile(m.dir+".key", []byte("key"), 0o600))
	m.options = Options{Place: w.place, Dir: m.dir, Owner: name, Logger: quiet,
		Head:   func() (witness.Head, error) { return appliance.TrailEnd(m.db) },
		HashAt: func(seq int64) (string, error) { return appliance.HashAt(m.db, seq) }}
	return m
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (m *machine) open() *machine {
	m.w.t.Helper()
	db, err := appliance.Connect(filepath.Join(m.dir, dataName))
	m.w.must(err)
	db.DB().SetMaxOpenConns(1)
	_, err = db.NewQuery("CREATE TABLE IF NOT EXISTS audit (seq INTEGER PRIMARY KEY, hash TEXT, pad TEXT)").Execute()
	m.w.must(err)
	m.db = db
	m.w.t.Cleanup(func() { m.close() })
	return m
}

func (m *machine) begin() (err error) {
	m.primary, err = Begin(context.Background(), m.options)
	return err
}

func (m *machine) serve() *machine {
	m.w.t.Helper()
	m.w.must(m.open().begin())
	return m
}

// act adds a row to the trail and answers whether it was acknowledged.
func (m *machine) act(seq int64) error {
	m.w.t.Helper()
	if err := m.primary.Admit(); err != nil {
		return err
	}
	_, err := m.db.NewQuery("INSERT INTO audit VALUES ({:seq}, {:hash}, {:pad})").Bind(dbx.Params{"seq": seq, "hash": m.hash(seq), "pad": strings.Repeat("x", 500)}).Execute()
	if err != nil {
		m.w.t.Error(err) // not Fatal: some act beside the test
		return err
	}
	return m.primary.Confirm(context.Background())
}

func (m *machine) hash(seq int64) string { return fmt.Sprintf("%s-%032d", filepath.Base(m.dir), seq) }

func (m *machine) close() {
	if m.primary != nil {
		_ = m.primary.Close()
		m.primary = nil
	}
	if m.db != nil {
		_ = m.db.Close()
		m.db = nil
	}
}

// die ends everything at once, as a process that is killed: nothing is sent or released.
func (m *machine) die() {
	p := m.primary
	p.stop()
	<-p.kept
	p.stream.stop()
	<-p.stream.done
	_ = p.stream.close(false)
	m.primary = nil
	m.close()
}

func (m *machine) count() (n int64) {
	m.w.t.Helper()
	m.w.must(reading(filepath.Join(m.dir, dataName), func(db *dbx.DB) error { return db.NewQuery("SELECT COUNT(*) FROM audit").Row(&n) }))
	return n
}

// standby is one whose clock goes faster, so that no test waits for a lease.
func (m *machine) standby() *Standby {
	began := time.Now()
	return &Standby{Place: m.w.place, Dir: m.dir, Owner: filepath.Base(m.dir), Log: quiet, Now: time.Now,
		Since: func() time.Duration { return m.w.pace * time.Since(began) },
		Say:   func(r refusal.Refusal) { m.w.said.WriteString(r.EN + "\n") }}
}

func wants(t *testing.T, err error, words string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), words) {
		t.Fatalf("%v, want %q", err, words)
	}
	if _, both := refusal.Known(err); !both {
		t.Errorf("%v is not said in both languages", err)
	}
}

// successor is a machine that serves after another one, which confirmed so many acts and died.
func (w *world) successor(acts int64) (a, b *machine) {
	w.t.Helper()
	a, b = w.machine("a"), w.machine("b")
	a.options.Confirm = true
	a.serve()
	for seq := int64(1); seq <= acts; seq++ {
		w.must(a.act(seq))
	}
	a.die()
	w.pace = 8
	s := b.standby()
	w.must(s.Prepare(context.Background()))
	w.must(s.Promote(context.Background(), false))
	if n := b.count(); n != acts {
		w.t.Fatalf("%d of %d acts came over", n, acts)
	}
	return a, b.serve()
}

// TestTheReplicaTakesOver: what was acknowledged in confirmed mode is there after the primary
// died, the one that comes back is fenced, and becomes a standby that follows.
func TestTheReplicaTakesOver(t *testing.T) {
	w := newWorld(t)
	a, b := w.successor(40)
	for seq := int64(41); seq <= 45; seq++ {
		w.must(b.act(seq))
	}
	if tenure := b.primary.Status().Tenure; tenure != 2 {
		t.Errorf("the successor writes as tenure %d, over the one before", tenure)
	}
	wants(t, a.open().begin(), "has taken over")
	a.close()
	back := a.standby()
	w.must(back.Prepare(context.Background()))
	if !strings.Contains(w.said.String(), ".replaced-") {
		t.Error("nobody is told where the old database lies: ", w.said.String())
	}
	b.close() // stopped on purpose: the lease is free
	w.must(back.Promote(context.Background(), false))
	if n := a.count(); n != 45 {
		t.Fatalf("%d of 45 came back", n)
	}
	a.serve()
	w.must(a.act(46))
}

// TestAStandbyThatTookOverServesAgain: the lease says whose the house is, when a machine that
// follows by a service is started again.
func TestAStandbyThatTookOverServesAgain(t *testing.T) {
	w := newWorld(t)
	serves := func(m *machine, want bool) {
		t.Helper()
		if got, err := m.standby().Serves(context.Background()); err != nil || got != want {
			t.Errorf("%s serves: %v, %v", filepath.Base(m.dir), got, err)
		}
	}
	fresh := w.machine("c")
	serves(fresh, false)
	a, b := w.successor(3)
	b.close()
	serves(a, false)
	serves(b, true)
	serves(fresh, false)

	// The folder of the place is there and empty: nothing says whose the house is, and the
	// database stays where it is.
	root := w.place.place.(folder).root
	w.must(os.Rename(root, root+".away"))
	w.must(os.Mkdir(root, 0o700))
	away := b.standby()
	away.Place, _ = Open("file://" + filepath.ToSlash(root))
	_, err := away.Serves(context.Background())
	wants(t, err, "without --standby") // the way to go on in a new place
	wants(t, away.Prepare(context.Background()), "is empty")
	if b.count() != 3 {
		t.Error("its database was set aside")
	}
	w.must(os.Remove(root))
	w.must(os.Rename(root+".away", root))
}

// emptied is a place that shows nothing any more.
type emptied struct {
	place
	empty *atomic.Bool
}

func (e emptied) lease(ctx context.Context) ([]byte, string, error) {
	if e.empty.Load() {
		return nil, "", nil
	}
	return e.place.lease(ctx)
}

// TestAnEmptyPlaceIsNotFollowed by a standby that has a copy from there: it ends, so that the next
// start of its service mounts what is missing. One without a copy waits for its primary.
func TestAnEmptyPlaceIsNotFollowed(t *testing.T) {
	w := newWorld(t)
	w.machine("a").serve().close()
	s := w.machine("b").standby()
	empty := &atomic.Bool{}
	place := s.Place.place
	s.Place = &Place{emptied{place, empty}}
	empty.Store(true)
	ctx, stop := context.WithTimeout(t.Context(), time.Second)
	defer stop()
	w.must(s.Prepare(ctx))
	if err := s.Follow(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("it does not wait for its primary: %v", err)
	}
	empty.Store(false)
	ended := make(chan error, 1)
	go func() { ended <- s.Follow(t.Context()) }()
	until(t, func() bool { f, err := LookFollowed(s.Dir); return err == nil && f != nil && f.Copied })
	empty.Store(true)
	select {
	case err := <-ended:
		wants(t, err, "has a copy from there")
	case <-time.After(10 * time.Second):
		t.Fatal("it goes on following nothing")
	}
	again := w.machine("b").standby()
	again.Place = s.Place
	before := s.tenure()
	wants(t, again.Prepare(t.Context()), "has a copy from there")
	if s.tenure() != before || !exists(s.copy()) {
		t.Error("its copy was changed")
	}
}

// TestAPromotionIsAnswered also where the place cannot be looked at just then, or is empty.
func TestAPromotionIsAnswered(t *testing.T) {
	w := newWorld(t)
	w.machine("a").serve().close()
	s := w.machine("b").standby()
	empty := &atomic.Bool{}
	root := w.place.place.(folder).root
	s.Place = &Place{emptied{s.Place.place, empty}}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	ask := func(words string) {
		t.Helper()
		until(t, func() bool { running, err := disk.InUse(filepath.Join(s.work(), "lock")); return err == nil && running })
		asking, cancel := context.WithTimeout(ctx, 20*time.Second)
		defer cancel()
		_, err := s.Ask(asking, false)
		wants(t, err, words)
	}
	empty.Store(true)
	go func() { ended <- s.Follow(ctx) }()
	ask("no replica in")
	empty.Store(false)
	until(t, func() bool { f, err := LookFollowed(s.Dir); return err == nil && f != nil && f.Copied })
	w.must(os.Rename(root, root+".away"))
	ask("cannot be used")
	w.must(os.Rename(root+".away", root))
	time.Sleep(3 * asked)
	if s.whole() {
		t.Error("it takes over although the answer was no")
	}
	stop()
	<-ended
}

// broken are pages of which none can be read.
type broken struct {
	place
	now *atomic.Bool
}

func (b broken) pages(tenure int64) litestream.ReplicaClient {
	return brokenPages{b.place.pages(tenure), b.now}
}

type brokenPages struct {
	litestream.ReplicaClient
	now *atomic.Bool
}

func (b brokenPages) OpenLTXFile(ctx context.Context, level int, first, last ltx.TXID, offset, size int64) (io.ReadCloser, error) {
	if b.now.Load() {
		return nil, errors.New("the disk cannot read this")
	}
	return b.ReplicaClient.OpenLTXFile(ctx, level, first, last, offset, size)
}

// slow are pages that take a while each.
type slow struct{ place }

func (s slow) pages(tenure int64) litestream.ReplicaClient { return slowPages{s.place.pages(tenure)} }

type slowPages struct{ litestream.ReplicaClient }

func (s slowPages) OpenLTXFile(ctx context.Context, level int, first, last ltx.TXID, offset, size int64) (io.ReadCloser, error) {
	time.Sleep(300 * time.Millisecond)
	return s.ReplicaClient.OpenLTXFile(ctx, level, first, last, offset, size)
}

// TestAWholeCopyTakesItsTime: while it is made it is not taken for one that stands still, nor for
// one that is there.
func TestAWholeCopyTakesItsTime(t *testing.T) {
	w := newWorld(t)
	a := w.machine("a").serve()
	w.must(a.act(1))
	a.close()
	w.pace = 1000 // of the clock by which it stands still
	s := w.machine("b").standby()
	s.Place = &Place{slow{s.Place.place}}
	w.must(os.MkdirAll(s.work(), 0o700))
	made := make(chan error, 1)
	go func() { made <- s.catchUp(t.Context(), 1) }()
	until(t, func() bool { return s.tenure() == 1 })
	n := noter{s: s}
	if n.note(Lease{}, nil, nil, time.Now()) && !exists(litestream.TXIDPath(s.copy())) {
		t.Error("there is said to be a copy")
	}
	w.must(<-made)
}

// TestWhatAStandbyCallsAProblem: not that its primary has not sent the database yet; and a copy
// that cannot be made is one until it is made, not until it is tried again.
func TestWhatAStandbyCallsAProblem(t *testing.T) {
	ctx := t.Context()
	w := newWorld(t)
	s := w.machine("b").standby()
	now := &atomic.Bool{}
	s.Place = &Place{broken{s.Place.place, now}}
	w.must(os.MkdirAll(s.work(), 0o700))
	f := &follower{s: s}
	defer f.end()
	look := func() {
		t.Helper()
		l, _, err := w.place.read(ctx)
		w.must(err)
		f.follow(ctx, l)
	}
	_, err := w.place.write(ctx, Lease{Tenure: 1, Folder: "a", Released: true}, "")
	w.must(err)
	look()
	if err := f.problem(); err != nil {
		t.Errorf("the first minutes: %v", err)
	}
	root := w.place.place.(folder).root
	w.must(os.RemoveAll(filepath.Join(root, leaseFolder)))
	w.place = worldAt(t, w.place.String()).place
	a := w.machine("a").serve()
	w.must(a.act(1))
	a.close()

	now.Store(true)
	until(t, func() bool { look(); return f.problem() != nil })
	wasTried := 0
	for end := time.Now().Add(4 * following); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		look()
		if f.stop != nil {
			wasTried++
		}
		if f.problem() == nil {
			t.Fatal("it is forgotten although the copy cannot be read")
		}
	}
	if wasTried == 0 {
		t.Error("it was not tried again")
	}
	now.Store(false)
	until(t, func() bool { look(); return f.problem() == nil })
	if has, err := litestream.ReadTXIDFile(s.copy()); err != nil || has < f.goal {
		t.Errorf("at %s of %s: %v", has, f.goal, err)
	}
}

// TestATakingOverThatWasCutOff between its marker and its database is done anew. What is left of
// an earlier database is not played into the copy.
func TestATakingOverThatWasCutOff(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	a, b := w.machine("a").serve(), w.machine("b")
	for seq := int64(1); seq <= 3; seq++ {
		w.must(a.act(seq))
	}
	a.close()
	w.must(b.standby().Prepare(ctx))
	w.must(b.standby().Promote(ctx, false))
	w.must(os.Remove(filepath.Join(b.dir, dataName)))
	w.must(os.Remove(b.standby().served()))
	w.must(os.WriteFile(filepath.Join(b.dir, dataName+"-wal"), []byte("of another database"), 0o600))
	if serves, err := b.standby().Serves(ctx); serves || err != nil {
		t.Errorf("it serves: %v, %v", serves, err)
	}
	again := b.standby()
	w.must(again.Prepare(ctx))
	if exists(filepath.Join(b.dir, dataName+"-wal")) || !strings.Contains(w.said.String(), ".replaced-") {
		t.Error("the log of the old database stays: ", w.said.String())
	}
	w.must(again.Promote(ctx, false))
	if serves, err := b.standby().Serves(ctx); !serves || err != nil {
		t.Errorf("it does not serve: %v, %v", serves, err)
	}
	if b.count() != 3 {
		t.Error("acts are lost")
	}
}

// TestAPrimaryWithoutItsDatabase takes over from itself by nobody's help: the disk of its folder
// may be late, or the database moved away.
func TestAPrimaryWithoutItsDatabase(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	a, b := w.successor(3)
	b.close()
	serves, err := b.standby().Serves(ctx)
	if err != nil || !serves {
		t.Fatalf("%v, %v", serves, err)
	}
	refused := func(m *machine) {
		t.Helper()
		before := m.names()
		if serves, err := m.standby().Serves(ctx); serves || err != nil {
			t.Errorf("it serves: %v, %v", serves, err)
		}
		wants(t, m.standby().Prepare(ctx), "is missing")
		m.standsStill(before)
	}
	// Its database is gone, its marker is not: its tenure has pages.
	data := filepath.Join(b.dir, dataName)
	w.must(os.Rename(data, data+".away"))
	refused(b)
	w.must(os.Remove(b.standby().served()))
	refused(b)
	w.must(os.Rename(data+".away", data))
	_, err = b.standby().Serves(ctx)
	w.must(err)

	// Its whole folder is: the mount point of its disk.
	w.must(os.Rename(b.dir, b.dir+".disk"))
	w.must(os.Mkdir(b.dir, 0o700))
	refused(b)
	w.must(os.Remove(b.dir))
	w.must(os.Rename(b.dir+".disk", b.dir))

	// Whose database was set aside for another machine follows at each start.
	w.must(a.standby().Prepare(ctx))
	w.must(a.standby().Promote(ctx, false))
	a.serve().close()
	w.must(b.standby().Prepare(ctx))
	w.must(b.standby().Prepare(ctx))
	w.must(b.standby().Promote(ctx, false))
}

// TestADataFolderOnADiskOfItsOwn is refused before it follows, not when it is to take over.
func TestADataFolderOnADiskOfItsOwn(t *testing.T) {
	other, err := os.MkdirTemp("/dev/shm", "onestop-test-")
	if err != nil {
		t.Skipf("NOT TESTED with two disks, because there is no second one: %v", err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(other) })
	w := newWorld(t)
	if same, err := disk.Same(other, w.top); err != nil || same {
		t.Skipf("NOT TESTED with two disks, because there is one: %v", err)
	}
	w.machine("a").serve().close()
	b := w.machine("b")
	w.must(os.Remove(b.dir))
	w.must(os.Symlink(other, b.dir)) // what it holds cannot be moved beside it, as below a mount point
	w.must(os.WriteFile(filepath.Join(other, dataName), nil, 0o600))
	wants(t, b.standby().Prepare(context.Background()), "cannot be moved")
	if left, err := os.ReadDir(other); err != nil || len(left) != 1 {
		t.Errorf("%v, %v", left, err)
	}
}

// TestTheReplicaIsTried: what was committed comes back from the place, and nothing of it stays. A
// replica that is damaged, or lacks what the house has, is found; one that cannot be reached is not tried.
func TestTheReplicaIsTried(t *testing.T) {
	w := newWorld(t)
	a := w.machine("a").serve()
	for seq := int64(1); seq <= 30; seq++ {
		w.must(a.act(seq))
	}
	inspected := errors.New("nobody looked")
	look := func(dir string) error {
		var n int64
		inspected = reading(filepath.Join(dir, dataName), func(db *dbx.DB) error { return db.NewQuery("SELECT COUNT(*) FROM audit").Row(&n) })
		if n != 30 {
			t.Errorf("%d of 30 acts came back", n)
		}
		return inspected
	}
	try := func(words string) {
		t.Helper()
		trial, err := a.primary.Try(context.Background(), look)
		w.must(err)
		if words == "" && trial.Problem != nil || words != "" && (trial.Problem == nil || !strings.Contains(trial.Problem.EN, words)) {
			t.Errorf("%+v is not %q", trial.Problem, words)
		}
		if _, err := os.Stat(a.dir + ".trial"); err == nil {
			t.Error("it stays")
		}
	}
	try("")
	w.must(inspected)
	head := a.primary.o.Head
	a.primary.o.Head = func() (witness.Head, error) { return witness.Head{Seq: 31, Hash: "x"}, nil }
	try("Entry 31")
	a.primary.o.Head = func() (witness.Head, error) { return witness.Head{Seq: 30, Hash: "x"}, nil }
	try("Entry 30")
	a.primary.o.Head = head

	house := filepath.Join(a.dir+".trial", dataName) // of somebody else
	w.must(os.Mkdir(filepath.Dir(house), 0o700))
	w.must(os.WriteFile(house, []byte("x"), 0o600))
	if trial, err := a.primary.Try(context.Background(), look); err != nil || trial.Problem == nil || !strings.Contains(trial.Problem.EN, "lies a house") {
		t.Errorf("%+v, %v", trial, err)
	}
	w.must(os.Remove(house))

	root := w.place.place.(folder).root
	w.must(os.Rename(root, root+".away"))
	until(t, func() bool { return !a.primary.Holds() })
	if trial, err := a.primary.Try(context.Background(), look); !errors.Is(err, ErrUntried) {
		t.Errorf("%+v, %v", trial, err)
	}
	w.must(os.Rename(root+".away", root))
	until(t, a.primary.Holds)
	w.must(<-a.primary.stream.sent())
	w.must(filepath.WalkDir(filepath.Join(root, tenureName(1)), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		pages, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for i := 100; i < len(pages); i += 200 {
			pages[i] ^= 0x55
		}
		return os.WriteFile(path, pages, 0o600)
	}))
	if trial, err := a.primary.Try(context.Background(), look); err != nil || trial.Problem == nil || trial.Problem.ZH == "" {
		t.Errorf("a damaged replica was brought back: %+v, %v", trial, err)
	} else {
		t.Log(trial.Problem.EN)
	}
}

// TestARestartGoesOn: stopped or killed, the same folder goes on with its tenure.
func TestARestartGoesOn(t *testing.T) {
	w := newWorld(t)
	a := w.machine("a").serve()
	w.must(a.act(1))
	a.close()
	a.serve()
	w.must(a.act(2))
	if a.primary.Status().Tenure != 1 {
		t.Error("a restart began another tenure")
	}
	a.die()
	a.options.Since = func() time.Duration { return 0 }
	began := time.Now()
	a.options.Since = func() time.Duration { return 8 * time.Since(began) }
	w.must(a.open().begin())
	if a.primary.Status().Tenure != 1 {
		t.Error("a restart after a crash began another tenure")
	}
}

// TestTwoPrimaries: the second is refused while the first works, and one whose lease was taken stops.
func TestTwoPrimaries(t *testing.T) {
	w := newWorld(t)
	a, b := w.machine("a").serve(), w.machine("b").open()
	w.must(a.act(1))
	wants(t, b.begin(), "writes into")
	wants(t, b.begin(), b.told("standby"))
	b.close()
	w.must(os.Remove(filepath.Join(b.dir, dataName)))
	s := b.standby()
	wants(t, s.Promote(context.Background(), false), "is at work")
	w.must(<-a.primary.stream.sent())
	w.must(s.Promote(context.Background(), true))
	for end := time.Now().Add(10 * time.Second); a.primary.Admit() == nil && time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond)
	}
	if err := a.act(2); !errors.Is(err, ErrFenced) {
		t.Fatalf("the old primary goes on: %v", err)
	}
	if a.primary.Status().Fenced != "b" {
		t.Errorf("%+v", a.primary.Status())
	}
	a.close()
	wants(t, a.open().begin(), "has taken over")
	wants(t, a.begin(), a.told("standby"))
	wants(t, a.begin(), a.told("service install --standby"))
	a.close()
	b.serve().die()
	wants(t, b.standby().Prepare(context.Background()), b.told("serve"))
}

// told is a command for the folder of a machine and its place, as whoever reads it can run it.
func (m *machine) told(command string) string {
	return "onestop " + command + where.Flag(m.dir) + " --replica " + where.Quoted(m.w.place.String())
}

// TestAFencedPrimaryLeavesItsPagesAlone: what it sent is neither put together nor thinned out
// any more, and who waits for it is answered at once.
func TestAFencedPrimaryLeavesItsPagesAlone(t *testing.T) {
	w := newWorld(t)
	a, b := w.machine("a"), w.machine("b")
	a.options.Confirm = true
	a.serve()
	w.must(a.act(1))
	w.must(b.standby().Promote(context.Background(), true))
	until(t, func() bool { return errors.Is(a.primary.Admit(), ErrFenced) })
	until(t, func() bool { return !a.primary.stream.db.IsOpen() }) // nothing that works in the place outlives it
	began := time.Now()
	if err := a.primary.Confirm(context.Background()); !errors.Is(err, ErrFenced) || time.Since(began) > Patience/2 {
		t.Errorf("%v after %s", err, time.Since(began))
	}
}

// TestAFlushDoesNotWaitForWriters: where they leave no gap in which the log could be written into
// the database, that is left to a later flush, so that nobody waits a second for it.
func TestAFlushDoesNotWaitForWriters(t *testing.T) {
	w := newWorld(t)
	a := w.machine("a").serve()
	w.must(a.act(1))
	w.must(<-a.primary.stream.sent())
	_, err := a.db.NewQuery("BEGIN IMMEDIATE").Execute() // by the only connection
	w.must(err)
	quickest := time.Minute // of a few: each waits for a flush that runs, and for a machine that is busy
	for tried, end := 0, time.Now().Add(time.Minute); tried < 3 && time.Now().Before(end); {
		began := time.Now()
		err := a.primary.stream.db.Checkpoint(context.Background(), litestream.CheckpointModePassive)
		if err == nil { // a snapshot is made just then, and it was not tried
			time.Sleep(lockWait)
			continue
		}
		tried, quickest = tried+1, min(quickest, time.Since(began))
	}
	if quickest > litestream.DefaultBusyTimeout*8/10 {
		t.Errorf("%s at the quickest", quickest)
	}
	_, err = a.db.NewQuery("ROLLBACK").Execute()
	w.must(err)
	w.must(a.act(2))
	w.must(<-a.primary.stream.sent())
}

// TestAnOlderDatabaseIsRefused: a backup that was brought back, a copy that was put back, and
// another house never write over a newer replica.
func TestAnOlderDatabaseIsRefused(t *testing.T) {
	w := newWorld(t)
	a := w.machine("a").serve()
	w.must(a.act(1))
	a.close()
	older, err := os.ReadFile(filepath.Join(a.dir, dataName))
	w.must(err)
	w.must(os.CopyFS(filepath.Join(w.top, "snapshot"), os.DirFS(a.dir)))
	a.serve()
	for seq := int64(2); seq <= 20; seq++ {
		w.must(a.act(seq))
	}
	a.close()

	restored := w.machine("restored")
	w.must(os.WriteFile(filepath.Join(restored.dir, dataName), older, 0o600))
	wants(t, restored.open().begin(), "replica of another data folder")

	rolled := w.machine("snapshot") // the whole machine was set back
	wants(t, rolled.open().begin(), "is older than its replica")

	w.must(os.WriteFile(filepath.Join(a.dir, dataName), older, 0o600)) // the database alone
	_ = os.Remove(filepath.Join(a.dir, dataName+"-wal"))
	wants(t, a.open().begin(), "is older than its replica")
}

// TestAnOlderDatabaseWithTheSameTrailIsRefused: what leaves no row in the trail counts, too.
func TestAnOlderDatabaseWithTheSameTrailIsRefused(t *testing.T) {
	w := newWorld(t)
	a := w.machine("a").serve()
	w.must(a.act(1))
	a.close()
	w.must(os.CopyFS(filepath.Join(w.top, "snapshot"), os.DirFS(a.dir)))
	a.serve()
	_, err := a.db.NewQuery("UPDATE audit SET pad = 'read'").Execute()
	w.must(err)
	a.close()
	wants(t, w.machine("snapshot").open().begin(), "is older than its replica")
}

// TestAnotherTrailIsRefused: as many rows, but not these.
func TestAnotherTrailIsRefused(t *testing.T) {
	w := newWorld(t)
	a := w.machine("a").serve()
	w.must(a.act(1))
	a.close()
	a.open()
	_, err := a.db.NewQuery("UPDATE audit SET hash = 'other'").Execute()
	w.must(err)
	wants(t, a.begin(), "is older than its replica")
}

// TestThePlaceIsAway: an asynchronous primary goes on and tells it, a confirmed one answers
// that the act is stored here and not confirmed, then that it takes none; both end by themselves.
func TestThePlaceIsAway(t *testing.T) {
	for name, instead := range map[string]func(string) error{
		"a file where it was":       func(at string) error { return os.WriteFile(at, nil, 0o600) },
		"the mount point of a disk": func(at string) error { return os.Mkdir(at, 0o700) },
		"nothing where it was":      func(string) error { return nil },
	} {
		t.Run(name, func(t *testing.T) { placeIsAway(t, instead) })
	}
}

// placeIsAway takes the place away and puts something instead.
func placeIsAway(t *testing.T, instead func(at string) error) {
	w := newWorld(t)
	gone := w.place.String()[len("file://"):]
	a := w.machine("a")
	a.options.Confirm, a.options.Patience = true, time.Second
	a.serve()
	w.must(a.act(1))
	w.must(os.Rename(gone, gone+".away"))
	w.must(instead(gone))
	if err := a.act(2); !errors.Is(err, ErrBehind) {
		t.Fatalf("an act was acknowledged: %v", err)
	}
	for end := time.Now().Add(20 * time.Second); !errors.Is(a.primary.Admit(), ErrAway); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("acts are still taken")
		}
	}
	if s := a.primary.Status(); s.Problem == nil || !s.Unheld {
		t.Errorf("%+v", s)
	}
	if made, _ := filepath.Glob(filepath.Join(gone, "*")); len(made) > 0 {
		t.Errorf("below the disk that was unplugged lie %v", made)
	}
	if err := os.Remove(gone); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	w.must(os.Rename(gone+".away", gone))
	for end := time.Now().Add(20 * time.Second); a.primary.Admit() != nil; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it does not go on")
		}
	}
	w.must(a.primary.Confirm(context.Background())) // the act that came again
	if s := a.primary.Status(); s.Problem != nil || s.Unheld {
		t.Errorf("%+v", s)
	}
	a.die()
	w.pace = 8
	b := w.machine("b").standby()
	w.must(b.Prepare(context.Background()))
	w.must(b.Promote(context.Background(), false))
}

// A replica begins in a folder of its own: not in that of the data, nor beside the backups.
func TestAPlaceOfItsOwn(t *testing.T) {
	for name, holds := range map[string]string{"the data folder": "", "the backups": "onestop-backups", "a letter": "letter.txt"} {
		w := newWorld(t)
		a := w.machine("a").open()
		at := w.place.String()[len("file://"):]
		if holds == "" {
			at = filepath.Join(a.dir, "replica")
		}
		w.must(os.MkdirAll(filepath.Join(at, holds), 0o700))
		place, err := Open("file://" + filepath.ToSlash(at))
		w.must(err)
		a.options.Place = place
		if err := a.begin(); err == nil || !strings.Contains(err.Error(), cmp.Or(holds, "data folder")) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w := newWorld(t)
	for _, usual := range []string{"lost+found", ".snapshots"} {
		w.must(os.Mkdir(filepath.Join(w.place.String()[len("file://"):], usual), 0o700))
	}
	w.machine("a").serve()
}

func TestAddresses(t *testing.T) {
	for _, address := range []string{"", "file://", "file:///", "file://host/x", "ftp://x/y", "://", "/mnt/x"} {
		if _, err := Open(address); err == nil {
			t.Errorf("%q was taken", address)
		} else {
			wants(t, err, "")
		}
	}
	p, err := Open("file:///no/such/place")
	if err != nil {
		t.Fatal(err)
	}
	a := newWorld(t).machine("a").open()
	a.options.Place = p
	wants(t, a.begin(), "cannot be used")
}

// TestClocksAreNotCompared: the lease of a machine whose clock is a year wrong is neither
// taken too early nor kept too long.
func TestClocksAreNotCompared(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	now := time.Duration(0)
	since := func() time.Duration { return now }
	held, err := take(ctx, w.place, since, Lease{Tenure: 1, Folder: "a"}, "")
	w.must(err)
	held.head = func() (witness.Head, error) { return witness.Head{}, nil }
	w.must(held.change(ctx, func(l *Lease) { l.At = time.Now().AddDate(-1, 0, 0) }))
	other := time.Duration(0)
	watch := &watcher{place: w.place, since: func() time.Duration { return other }}
	for range 20 {
		other += 3 * time.Second
		w.must(held.beat(ctx))
		if _, _, still, err := watch.look(ctx); err != nil || still != 0 {
			t.Fatal(still, err)
		}
	}
	now += trust - 1
	if held.now() != Held {
		t.Error("the holder gave up too early")
	}
	now++
	if held.now() != Lapsed {
		t.Error("the holder goes on when another may have it")
	}
	other += ttl
	if _, _, still, err := watch.look(ctx); err != nil || still < ttl {
		t.Error(still, err)
	}
}

// forgetful is a place that makes a change and whose answer is lost, so that the repeated
// question finds the lease changed.
type forgetful struct {
	place
	lose int
}

func (f *forgetful) change(ctx context.Context, text []byte, mark string) (string, error) {
	next, err := f.place.change(ctx, text, mark)
	if err == nil && f.lose > 0 {
		f.lose--
		return "", errTaken
	}
	return next, err
}

// TestAnAnswerThatIsLost: who made the change goes on, from a change whose time is known.
func TestAnAnswerThatIsLost(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	lossy := &forgetful{w.place.place, 1}
	p := &Place{lossy}
	now := time.Duration(0)
	held, err := take(ctx, p, func() time.Duration { return now }, Lease{Tenure: 1, Folder: "a"}, "")
	w.must(err)
	held.head = func() (witness.Head, error) { return witness.Head{Seq: 7}, nil }
	w.must(held.beat(ctx))
	before := held.lease.Beats
	lossy.lose, now = 1, 10*time.Second
	w.must(held.change(ctx, func(l *Lease) { l.Released = true }))
	if there, _, err := p.read(ctx); err != nil || !there.Released || there.Beats != before+2 || held.until != now+trust {
		t.Errorf("%+v until %s: %v", there, held.until, err)
	}
	lossy.lose, now = 1000, 20*time.Second
	if err := held.beat(ctx); err == nil || errors.Is(err, errTaken) || held.now() != Lapsed {
		t.Errorf("a place whose answers are all lost: %v, %v", err, held.now())
	}
	lossy.lose = 0
	w.must(held.beat(ctx))
	if held.now() != Held {
		t.Error("it does not go on")
	}
}

// TestTakingOverAtOnce: a primary at work acknowledges for a moment more; all of it comes over.
func TestTakingOverAtOnce(t *testing.T) {
	w := newWorld(t)
	a, b := w.machine("a"), w.machine("b")
	a.options.Confirm = true
	a.serve()
	w.must(a.act(1))
	acknowledged := make(chan int64, 1)
	go func() {
		seq := int64(1)
		for a.act(seq+1) == nil {
			seq++
		}
		acknowledged <- seq
	}()
	w.must(b.standby().Promote(context.Background(), true))
	last := <-acknowledged
	if n := b.count(); n < last || last < 2 {
		t.Errorf("%d of %d acknowledged acts came over", n, last)
	}
}

// TestOnlyOneGetsTheLease of many who try at once.
func TestOnlyOneGetsTheLease(t *testing.T) { oneOfMany(t, newWorld(t), 20) }

// TestALongCut: an asynchronous primary acknowledges while its place is away, says so, and
// sends what is missing when it is back.
func TestALongCut(t *testing.T) {
	w := newWorld(t)
	gone := w.place.String()[len("file://"):]
	a := w.machine("a").serve()
	w.must(a.act(1))
	w.must(os.Rename(gone, gone+".away"))
	w.must(os.WriteFile(gone, nil, 0o600))
	for seq := int64(2); seq <= 60; seq++ {
		w.must(a.act(seq))
		time.Sleep(10 * time.Millisecond)
	}
	until(t, func() bool { return a.primary.Status().Problem != nil })
	w.must(os.Remove(gone))
	w.must(os.Rename(gone+".away", gone))
	until(t, func() bool { return a.primary.Status().Problem == nil })
	w.must(<-a.primary.stream.sent())
	a.die()
	w.pace = 8
	b := w.machine("b")
	w.must(b.standby().Promote(context.Background(), false))
	if n := b.count(); n != 60 {
		t.Errorf("%d of 60 came over", n)
	}
}

// TestAFullPlace: nothing is confirmed while it is full, and all of it when there is room again.
func TestAFullPlace(t *testing.T) {
	at := filepath.Join(t.TempDir(), "small")
	if err := os.Mkdir(at, 0o700); err != nil {
		t.Fatal(err)
	}
	mount := func(words ...string) error { return exec.Command("mount", append(words, at)...).Run() }
	if err := mount("-t", "tmpfs", "-o", "size=256k", "none"); err != nil {
		t.Skipf("NOT TESTED on a full place, because nothing can be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = exec.Command("umount", at).Run() })
	w := worldAt(t, "file://"+filepath.ToSlash(at))
	a := w.machine("a")
	a.options.Confirm, a.options.Patience = true, time.Second
	a.serve()
	w.must(a.act(1))
	rest := filepath.Join(at, "rest")
	if err := os.WriteFile(rest, make([]byte, 1<<20), 0o600); !disk.Full(err) {
		t.Fatal(err)
	}
	if err := a.act(2); !errors.Is(err, ErrBehind) {
		t.Fatalf("an act was acknowledged: %v", err)
	}
	if s := a.primary.Status(); s.Problem == nil {
		t.Error("nobody is told")
	}
	w.must(os.Remove(rest))
	until(t, func() bool { return a.primary.Admit() == nil && a.primary.Confirm(context.Background()) == nil })
	w.must(a.act(3))
	a.die()
	w.pace = 8
	b := w.machine("b")
	w.must(b.standby().Promote(context.Background(), false))
	if n := b.count(); n != 3 {
		t.Errorf("%d of 3 came over", n)
	}
}

// standsStill tells that a refusal changed nothing of a data folder.
func (m *machine) standsStill(before string) {
	m.w.t.Helper()
	if now := m.names(); now != before {
		m.w.t.Errorf("%s was changed:\n%s\nwas\n%s", filepath.Base(m.dir), now, before)
	}
}

// names are those of the data folder and of what lies beside it, with the sizes of the files.
func (m *machine) names() string {
	m.w.t.Helper()
	var list strings.Builder
	parts, err := filepath.Glob(m.dir + "*")
	m.w.must(err)
	for _, part := range parts {
		m.w.must(filepath.WalkDir(part, func(path string, d fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist):
				return nil
			case err != nil:
				return err
			case strings.HasSuffix(path, "-shm") || strings.Contains(path, ".standby") || d.Name() == ".lock": // of reading, and of the standby itself
				return nil
			}
			info, err := d.Info()
			if err == nil && !d.IsDir() {
				fmt.Fprintln(&list, path, info.Size())
			}
			return err
		}))
	}
	return list.String()
}

// TestAPlaceThatWasSetBackDecidesNothing: a lease that is older than the tenure of a folder, and
// that of another house, say nothing of whose this house is, and no database is set aside for it.
func TestAPlaceThatWasSetBackDecidesNothing(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	root := w.place.place.(folder).root
	a, b := w.machine("a"), w.machine("b")
	a.options.Confirm = true
	a.serve()
	w.must(a.act(1))
	w.must(<-a.primary.stream.sent())
	until(t, func() bool { l, _, err := w.place.read(ctx); return err == nil && l.House == a.hash(1) })
	a.die()
	w.must(os.CopyFS(filepath.Join(w.top, "earlier"), os.DirFS(root)))
	w.pace = 8
	w.must(b.standby().Prepare(ctx))
	w.must(b.standby().Promote(ctx, false))
	b.serve()
	w.must(b.act(2))
	b.close()
	before := b.names()
	elsewhere := func(address string) *Standby {
		t.Helper()
		s := b.standby()
		place, err := Open(address)
		w.must(err)
		s.Place = place
		return s
	}
	old := elsewhere("file://" + filepath.ToSlash(filepath.Join(w.top, "earlier")))
	_, err := old.Serves(ctx)
	wants(t, err, "set back")
	wants(t, old.Prepare(ctx), "set back")
	b.standsStill(before)
	b.options.Place = old.Place
	wants(t, b.open().begin(), "set back")
	b.close()
	b.options.Place = w.place
	before = b.names()

	// Another house, whose tenure is higher and whose trail is longer.
	other := worldAt(t, "file://"+filepath.ToSlash(t.TempDir()))
	other.pace = 8
	x := other.machine("x").serve()
	for seq := int64(1); seq <= 3; seq++ {
		w.must(x.act(seq))
	}
	x.close()
	for _, name := range []string{"y", "z"} {
		next := other.machine(name)
		w.must(next.standby().Prepare(ctx))
		w.must(next.standby().Promote(ctx, false))
		next.serve().close()
	}
	wants(t, elsewhere(other.place.String()).Prepare(ctx), "another house")
	b.standsStill(before)

	serves, err := b.standby().Serves(ctx)
	if err != nil || !serves {
		t.Errorf("in its own place it serves no more: %v, %v", serves, err)
	}

	// The end of a trail that was not replicated is of the same house.
	a.open()
	_, err = a.db.NewQuery("INSERT INTO audit VALUES (2, {:hash}, '')").Bind(dbx.Params{"hash": a.hash(2)}).Execute()
	w.must(err)
	a.close()
	w.must(a.standby().Prepare(ctx))
	if a.standby().whole() {
		t.Error("the database of the old primary stays")
	}
}

// TestAnEmptyMountPointIsNoConsent: where the place of the last tenure is empty nobody begins
// anew, however its address is written, for behind it another machine may have taken over.
func TestAnEmptyMountPointIsNoConsent(t *testing.T) {
	w := newWorld(t)
	a, b := w.successor(3)
	root := w.place.place.(folder).root
	w.must(os.Rename(root, root+".away"))
	w.must(os.Mkdir(root, 0o700))
	begins := func(m *machine, address, words string) {
		t.Helper()
		m.close()
		place, err := Open(address)
		w.must(err)
		m.options.Place = place
		before, err := readMarker(m.dir)
		w.must(err)
		if err = m.open().begin(); words == "" {
			w.must(err)
			return
		}
		wants(t, err, words)
		if after, err := readMarker(m.dir); err != nil || !reflect.DeepEqual(after, before) {
			t.Errorf("its marker is %+v, %v, and was %+v", after, err, before)
		}
	}
	for _, address := range []string{w.place.String(), w.place.String() + "/", "file://" + filepath.ToSlash(filepath.Dir(root)) + "/./" + filepath.Base(root)} {
		begins(a, address, "is not mounted")
	}
	b.die()
	begins(b, w.place.String(), "is not mounted") // one that took over knows its place, too
	if left, err := os.ReadDir(root); err != nil || len(left) != 0 {
		t.Errorf("%v, %v", left, err)
	}

	// The disk is there again.
	w.must(os.Remove(root))
	w.must(os.Rename(root+".away", root))
	begins(a, w.place.String(), "has taken over")
	begins(b, w.place.String(), "")
	w.must(b.act(4))
	b.close()

	// Of a marker from before the address was in it nobody can tell.
	other := filepath.Join(w.top, "other")
	w.must(os.Mkdir(other, 0o700))
	m, err := readMarker(a.dir)
	w.must(err)
	w.must(marker{Folder: m.Folder, Tenure: m.Tenure}.write(markerOf(a.dir)))
	begins(a, "file://"+filepath.ToSlash(other), "of an earlier version")
	w.must(m.write(markerOf(a.dir)))

	// Another place is no consent where the one so far says that somebody has taken over.
	begins(a, "file://"+filepath.ToSlash(other), "has taken over from this folder in the place")
	w.must(os.Rename(root, root+".away"))

	// Where it says nothing it is, and the place from then on.
	begins(a, "file://"+filepath.ToSlash(other), "")
	if tenure := a.primary.Status().Tenure; tenure != 2 {
		t.Errorf("tenure %d", tenure)
	}
	a.close()
	w.must(os.RemoveAll(other))
	w.must(os.Mkdir(other, 0o700))
	begins(a, "file://"+filepath.ToSlash(other), "is not mounted")
}

// TestAFirstStartThatFailsIsDoneAgain: a place in which no lease was had is not one that was emptied.
func TestAFirstStartThatFailsIsDoneAgain(t *testing.T) {
	w := newWorld(t)
	a := w.machine("a").open()
	a.options.Place = &Place{readOnly{w.place.place}}
	if err := a.begin(); err == nil {
		t.Fatal("it began")
	}
	a.options.Place = w.place
	a.close()
	a.serve()
	w.must(a.act(1))
	a.close()

	// Its first lease was cut off.
	c := w.machine("c")
	at := filepath.Join(w.top, "cut")
	w.must(os.MkdirAll(filepath.Join(at, leaseFolder), 0o700))
	w.must(os.WriteFile(filepath.Join(at, leaseFolder, "000000000001.json"), nil, 0o600))
	c.options.Place, _ = Open("file://" + filepath.ToSlash(at))
	w.must(marker{Folder: "x"}.write(markerOf(c.dir)))
	c.serve()
	w.must(c.act(1))
	if s := c.primary.Status(); s.Tenure != 1 {
		t.Errorf("tenure %d", s.Tenure)
	}
}

// readOnly is a place that can be read alone.
type readOnly struct{ place }

func (readOnly) change(context.Context, []byte, string) (string, error) { return "", fs.ErrPermission }

// TestAPromotionThatIsRefusedSetsNothingAside: neither where the primary is at work, nor where
// the place has none, the key is missing, the copy cannot be had, or the house is another one.
func TestAPromotionThatIsRefusedSetsNothingAside(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	a := w.machine("a").serve()
	w.must(a.act(1))
	w.must(<-a.primary.stream.sent())
	until(t, func() bool { l, _, err := w.place.read(ctx); return err == nil && l.House == a.hash(1) })
	b := w.machine("b").open() // an older copy of the house
	_, err := b.db.NewQuery("INSERT INTO audit VALUES (1, {:hash}, '')").Bind(dbx.Params{"hash": a.hash(1)}).Execute()
	w.must(err)
	b.close()
	before := b.names()
	refused := func(s *Standby, words string) {
		t.Helper()
		wants(t, s.PromoteAlone(ctx, false), words)
		b.standsStill(before)
	}
	refused(b.standby(), "is at work")
	a.close()

	empty := filepath.Join(w.top, "empty")
	w.must(os.Mkdir(empty, 0o700))
	nowhere := b.standby()
	nowhere.Place, err = Open("file://" + filepath.ToSlash(empty))
	w.must(err)
	refused(nowhere, "no replica")
	wants(t, nowhere.Prepare(ctx), "no replica")
	b.standsStill(before)

	held, err := appliance.Lock(b.dir)
	w.must(err)
	refused(b.standby(), "is in use")
	w.must(held.Close())

	pages := filepath.Join(w.place.place.(folder).root, tenureName(1))
	w.must(os.Rename(pages, pages+".away"))
	if err := b.standby().PromoteAlone(ctx, false); err == nil {
		t.Error("it took over without pages")
	}
	b.standsStill(before)
	w.must(os.Rename(pages+".away", pages))

	other := w.machine("c").open()
	_, err = other.db.NewQuery("INSERT INTO audit VALUES (1, {:hash}, '')").Bind(dbx.Params{"hash": other.hash(1)}).Execute()
	w.must(err)
	other.close()
	same := other.names()
	wants(t, other.standby().PromoteAlone(ctx, false), "another house")
	other.standsStill(same)

	w.must(os.Rename(b.dir+".key", b.dir+".k"))
	wants(t, b.standby().PromoteAlone(ctx, false), "is missing")
	w.must(os.Rename(b.dir+".k", b.dir+".key"))
	b.standsStill(before)
	w.must(b.standby().PromoteAlone(ctx, false))
	if parts, err := filepath.Glob(b.dir + ".replaced-*"); err != nil || len(parts) != 1 {
		t.Errorf("%v, %v", parts, err)
	}
}

// TestOnePlaceByTwoAddresses: written otherwise it is the same, by a link, too.
func TestOnePlaceByTwoAddresses(t *testing.T) {
	root := filepath.ToSlash(t.TempDir())
	const bucket = "s3://county/replica?endpoint=http://10.0.0.5:9000&region=us-east-1"
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"file:///mnt/replica", "file:///mnt/replica", true}, {"file:///mnt/replica", "file:///mnt/replica/", true}, {"file:///mnt/replica", "file:///mnt//x/.././replica", true},
		{"file:///mnt/the%20one", "file:///mnt/the one", true}, {"file:///mnt/replica", "file:///mnt/replica2", false}, {"file:///mnt/replica", bucket, false}, {"file:///mnt/replica", "", false}, {"", "", false},
		{bucket, bucket + "&plain=yes", true}, {bucket, "s3://county/other?endpoint=http://10.0.0.5:9000", false}, {"file://" + root, "file://" + root + ".link", runtime.GOOS != "windows"},
	} {
		if runtime.GOOS != "windows" { // where a link wants an administrator
			if err := os.Symlink(root, root+".link"); err != nil && !errors.Is(err, fs.ErrExist) {
				t.Fatal(err)
			}
		}
		if Same(c.a, c.b) != c.same || Same(c.b, c.a) != c.same {
			t.Errorf("%s and %s: want %v", c.a, c.b, c.same)
		}
	}
}
