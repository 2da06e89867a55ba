package bench

import (
	"context"
	"fmt"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"time"
)

// levels are the numbers of clients at once.
var levels = []int{1, 16, 64}

// The names of what is compared.
const (
	rawInsert   = "raw SQLite: a row"
	bareCreate  = "bare PocketBase: a record"
	houseCreate = "the house: a draft"
	bareBatch   = "bare PocketBase: a batch of as many rows as a submission"
	houseSubmit = "the house: a submission"
)

// perClient bounds how many drafts are made ready for the first of the people: nobody hands in
// more in a second, alone or among others.
const perClient = 400

// Run makes the data sets, measures and takes everything down again.
func Run(ctx context.Context, o Options, say func(string)) (*Report, error) {
	b := &bench{o: o, say: say, house: &house{}, report: &Report{At: time.Now(), Go: runtime.Version(), Processors: runtime.NumCPU(), System: runtime.GOOS + "/" + runtime.GOARCH}}
	defer b.close()
	for _, step := range []func(context.Context) error{b.prepare, b.contest, b.look} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	b.report.judge()
	return b.report, nil
}

type bench struct {
	o      Options
	say    func(string)
	raw    *raw
	bare   *server
	people caller // of the bare one
	rows   counter
	house  *house
	size   int // rows of a submission
	report *Report
}

func (b *bench) close() {
	for _, s := range []*server{b.bare, b.house.server} {
		if s != nil {
			s.kill()
		}
	}
	if b.raw != nil {
		_ = b.raw.db.Close()
	}
}

// folder is the data of a house; its key and what else lies beside it have a folder of their own.
func (b *bench) folder(name string) string { return filepath.Join(b.o.Dir, name, "data") }

// prepare makes the three contestants.
func (b *bench) prepare(ctx context.Context) (err error) {
	if b.raw, err = openRaw(b.o.Dir); err != nil {
		return err
	}
	if b.bare, err = start(ctx, "/api/health", "bench", "bare", "--data", b.folder("bare")); err != nil {
		return err
	}
	if b.people, err = (caller{address: b.bare.address}).login(ctx, "people", bareLogin, barePassword); err != nil {
		return err
	}
	if err := b.settle(ctx); err != nil {
		return err
	}
	b.size, err = b.rowsWritten(ctx)
	b.report.Rows = b.size
	return err
}

// rowsWritten is how many rows a submission writes: the fewest of some, because the house may
// write for itself meanwhile.
func (b *bench) rowsWritten(ctx context.Context) (int, error) {
	fewest := math.MaxInt
	before, err := rowsOf(b.folder("house"))
	if err != nil {
		return 0, err
	}
	for range 3 {
		if err := b.house.submit(ctx, 0); err != nil {
			return 0, err
		}
		after, err := rowsOf(b.folder("house"))
		if err != nil {
			return 0, err
		}
		fewest = min(fewest, int(after-before)+1) // and the case itself, which is written over
		before = after
	}
	return fewest, nil
}

// calmWait is how long a house may work on its own before it is measured.
const calmWait = 5 * time.Minute

const health = "/api/onestop/health"

// settle makes the house and its cases, and opens it; before, smaller ones are made and looked
// at, where it is asked how what people read grows.
func (b *bench) settle(ctx context.Context) error {
	b.say("Loading the example county …")
	county, err := start(ctx, health, "demo", "--dir", b.folder("county"))
	if err != nil {
		return err
	}
	county.stop()
	if b.o.Growth {
		for _, share := range []int{100, 10} {
			if err := b.point(ctx, b.o.Cases/share); err != nil {
				return err
			}
		}
	}
	long := time.Duration(len(levels)*b.o.Rounds) * b.o.Round
	built, err := b.build(ctx, "house", b.o.Cases, int(long.Seconds()*perClient)+10)
	if err != nil {
		return err
	}
	b.report.Cases, b.report.Bytes = built.cases, built.bytes
	begun := time.Now()
	if b.house.server, err = start(ctx, health, "demo", "--dir", b.folder("house")); err != nil {
		return err
	}
	b.report.Start = float64(time.Since(begun).Milliseconds())
	b.house.server.calm(ctx, calmWait)
	b.say(fmt.Sprintf("It was calm %.0f s after its start.", time.Since(begun).Seconds()))
	if err := b.house.open(ctx, b.folder("house")); err != nil {
		return err
	}
	b.report.Idle = b.house.server.resident()
	return nil
}

// build copies the county and grows it to so many cases.
func (b *bench) build(ctx context.Context, name string, cases, drafts int) (size, error) {
	b.say(fmt.Sprintf("Making %d cases of it …", cases))
	begun := time.Now()
	dir := b.folder(name)
	if err := os.CopyFS(filepath.Dir(dir), os.DirFS(filepath.Dir(b.folder("county")))); err != nil {
		return size{}, err
	}
	built, err := grow(dir, cases, drafts)
	if err != nil {
		return size{}, err
	}
	self, err := os.Executable()
	if err != nil {
		return size{}, err
	}
	if out, err := exec.CommandContext(ctx, self, "statistics", "rebuild", "--dir", dir).CombinedOutput(); err != nil {
		return size{}, fmt.Errorf("count the cases: %w: %s", err, out)
	}
	b.say(fmt.Sprintf("… in %.0f s.", time.Since(begun).Seconds()))
	return built, nil
}

// point looks at a smaller house for a moment.
func (b *bench) point(ctx context.Context, cases int) error {
	const name = "smaller"
	built, err := b.build(ctx, name, cases, 1)
	if err != nil {
		return err
	}
	h := &house{}
	if h.server, err = start(ctx, health, "demo", "--dir", b.folder(name)); err != nil {
		return err
	}
	defer h.server.stop()
	h.server.calm(ctx, calmWait)
	if err := h.open(ctx, b.folder(name)); err != nil {
		return err
	}
	smaller := &Report{}
	if err := b.read(ctx, h, smaller); err != nil {
		return err
	}
	b.report.Points = append(b.report.Points, smaller.point(built.cases))
	h.server.stop()
	return os.RemoveAll(filepath.Dir(b.folder(name)))
}

// contest lets all of them write in turns.
func (b *bench) contest(ctx context.Context) error {
	bare := b.people
	for _, clients := range levels {
		b.say(fmt.Sprintf("Writing, %d at once …", clients))
		names := []string{rawInsert, bareCreate, houseCreate, bareBatch, houseSubmit}
		meters := map[string]*meter{
			rawInsert:   {clients: clients, do: b.raw.create},
			bareCreate:  {clients: clients, server: b.bare, do: bare.bareCreate(&b.rows)},
			houseCreate: {clients: clients, server: b.house.server, do: b.house.create},
			bareBatch:   {clients: clients, server: b.bare, do: bare.bareBatch(&b.rows, b.size)},
			houseSubmit: {clients: clients, server: b.house.server, do: b.house.submit},
		}
		for range b.o.Rounds {
			for _, name := range names {
				meters[name].turn(ctx, b.o.Round)
			}
		}
		for _, name := range names {
			if err := b.report.add(name, meters[name].figures()); err != nil {
				return err
			}
		}
	}
	b.report.Busy = b.house.server.resident()
	return ctx.Err()
}

// look lets people read in the house of the contest.
func (b *bench) look(ctx context.Context) error {
	if err := b.read(ctx, b.house, b.report); err != nil || !b.o.Growth {
		return err
	}
	b.report.Points = append(b.report.Points, b.report.point(b.report.Cases))
	return nil
}

// read lets people read, alone and sixteen at once.
func (b *bench) read(ctx context.Context, h *house, report *Report) error {
	looks := h.looks()
	for _, name := range slices.Sorted(maps.Keys(looks)) {
		b.say("Reading: " + name + " …")
		if err := looks[name](ctx, 0); err != nil { // the first finds nothing prepared
			return err
		}
		for _, clients := range levels[:2] {
			m := &meter{clients: clients, server: h.server, do: looks[name]}
			m.turn(ctx, b.o.Round)
			if err := report.add(name, m.figures()); err != nil {
				return err
			}
		}
	}
	return nil
}
