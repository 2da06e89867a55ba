package replica

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"onestop/hooks/appliance/refusal"
)

// in has a machine keep its replica in another folder of the world.
func (m *machine) in(name string) *Place {
	m.w.t.Helper()
	at := filepath.Join(m.w.top, name)
	m.w.must(os.MkdirAll(at, 0o700))
	p, err := Open("file://" + filepath.ToSlash(at))
	m.w.must(err)
	m.options.Place = p
	return p
}

// TestAHouseThatGoesOnInAnotherPlace is not taken over from in the one before, but by hand; it may
// come back to it.
func TestAHouseThatGoesOnInAnotherPlace(t *testing.T) {
	ctx := t.Context()
	w := newWorld(t)
	a := w.machine("a")
	a.options.Confirm = true
	said := &strings.Builder{}
	a.options.Say = func(r refusal.Refusal) { said.WriteString(r.EN + r.ZH) }
	a.serve()
	w.must(a.act(1))
	a.close()
	p2 := a.in("second")
	a.serve()
	w.must(a.act(2))
	if !strings.Contains(said.String(), "goes on in "+p2.String()) {
		t.Error("nobody is told: ", said)
	}
	s := w.machine("b").standby()
	s.Auto = true
	w.must(s.Prepare(ctx))
	l, _, err := w.place.read(ctx)
	if err != nil || l.Moved != p2.String() || s.due(l, time.Hour) {
		t.Errorf("%+v, %v", l, err)
	}
	wants(t, s.alone(l, 0), "goes on in another place")
	for _, now := range []bool{false, true} { // nor at once, while the other place knows of it
		wants(t, s.Promote(ctx, now), "goes on in another place")
	}

	// Nobody was told in the first place that it comes back, and what lies there is of before.
	a.close()
	a.options.Place = w.place
	a.serve()
	w.must(a.act(3))
	if l, _, err := p2.read(ctx); err != nil || l.Moved != w.place.String() {
		t.Errorf("%+v, %v", l, err)
	}
	if l, _, err := w.place.read(ctx); err != nil || l.Moved != "" || l.Tenure != 3 || l.From != 0 {
		t.Errorf("%+v, %v", l, err)
	}
	a.die()
	w.pace = 8
	s = w.machine("b").standby()
	w.must(s.Promote(ctx, false))
	if n := w.machine("b").count(); n != 3 {
		t.Errorf("%d of 3 acts came over", n)
	}
	wants(t, a.open().begin(), "has taken over")
	a.in("third")
	wants(t, a.begin(), "has taken over from this folder in the place")
	a.close()
	w.must(os.Remove(markerOf(a.dir))) // on purpose
	a.serve()
}

// TestTheSamePlaceByAnotherAddress is no other place.
func TestTheSamePlaceByAnotherAddress(t *testing.T) {
	w := newWorld(t)
	a := w.machine("a").serve()
	w.must(a.act(1))
	a.close()
	w.must(os.Symlink(w.place.place.(folder).root, filepath.Join(w.top, "mount")))
	a.in("mount")
	a.serve()
	w.must(a.act(2))
	if l, _, err := w.place.read(t.Context()); err != nil || l.Moved != "" || l.Tenure != 1 {
		t.Errorf("%+v, %v", l, err)
	}
}

// TestAPlaceThatCannotBeTold that the house goes on elsewhere is said; the house goes on.
func TestAPlaceThatCannotBeTold(t *testing.T) {
	w := newWorld(t)
	a := w.machine("a").serve()
	w.must(a.act(1))
	a.close()
	root := w.place.place.(folder).root
	w.must(os.Rename(root, root+".away"))
	said := &strings.Builder{}
	a.options.Say = func(r refusal.Refusal) { said.WriteString(r.EN + r.ZH) }
	a.in("second")
	a.serve()
	w.must(a.act(2))
	if !strings.Contains(said.String(), "two houses serve") {
		t.Error("nobody is told: ", said)
	}
	if a.primary.Status().Untold == nil {
		t.Error("the check-up does not know")
	}

	// It is told when it is there again, also by a later start.
	w.must(os.Rename(root+".away", root))
	a.primary.leaveAgain(t.Context())
	if l, _, err := w.place.read(t.Context()); err != nil || l.Moved == "" || a.primary.Status().Untold != nil {
		t.Errorf("%+v, %v, %v", l, err, a.primary.Status().Untold)
	}
	if m, err := readMarker(a.dir); err != nil || len(m.Left) > 0 {
		t.Errorf("%+v, %v", m, err)
	}

	// Where somebody has taken over there meanwhile, a person has to end it.
	a.close()
	w.must(os.Rename(root, root+".away"))
	a.in("third")
	a.serve()
	w.must(os.Rename(root+".away", root))
	l, mark, err := w.place.read(t.Context())
	w.must(err)
	l.Folder, l.Tenure = "another", l.Tenure+9
	_, err = w.place.write(t.Context(), l, mark)
	w.must(err)
	a.primary.had.Left = []left{{w.place.String(), 1}}
	a.primary.leaveAgain(t.Context())
	if s := a.primary.Status().Untold; s == nil || !strings.Contains(s.EN, "Two houses must not serve") {
		t.Errorf("%v", s)
	}
}

// TestACopiedPlaceIsAnotherOne, although its lease is the same.
func TestACopiedPlaceIsAnotherOne(t *testing.T) {
	w := newWorld(t)
	a := w.machine("a").serve()
	w.must(a.act(1))
	a.close()
	w.must(os.CopyFS(filepath.Join(w.top, "larger"), os.DirFS(w.place.place.(folder).root)))
	a.in("larger")
	a.serve()
	w.must(a.act(2))
	if l, _, err := w.place.read(t.Context()); err != nil || l.Moved == "" {
		t.Errorf("%+v, %v", l, err)
	}
}

// TestAFolderThatHangsHoldsNobodyUp, as a share whose server is gone.
func TestAFolderThatHangsHoldsNobodyUp(t *testing.T) {
	w := newWorld(t)
	w.machine("a").serve().close()
	f := w.place.place.(folder)
	f.turn <- struct{}{} // a question that hangs
	ctx, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer stop()
	if _, _, err := f.lease(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	<-f.turn
	l := f.ask(ctx, func() leased { time.Sleep(time.Second); return leased{} })
	if !errors.Is(l.err, context.DeadlineExceeded) {
		t.Error(l.err)
	}
	_, mark, err := f.lease(t.Context()) // behind the one that ended late
	if err != nil || mark == "" {
		t.Errorf("%q, %v", mark, err)
	}
}

// TestACopyOfAnotherPlaceIsNotGoneOnFrom, whatever the number of its tenure.
func TestACopyOfAnotherPlaceIsNotGoneOnFrom(t *testing.T) {
	ctx := t.Context()
	w := newWorld(t)
	a := w.machine("a").serve()
	for seq := int64(1); seq <= 9; seq++ {
		w.must(a.act(seq))
		w.must(<-a.primary.stream.sent())
	}
	a.close()
	s := w.machine("b").standby()
	w.must(os.MkdirAll(s.work(), 0o700))
	w.must(s.catchUp(ctx, 1))
	c := w.machine("c")
	place := c.in("other")
	c.serve()
	w.must(c.act(1))
	c.close()
	s.Place = place
	if s.tenure() != 0 {
		t.Error("the copy counts as one of the other place")
	}
	w.must(os.WriteFile(filepath.Join(s.work(), tenureFile), []byte("1"), 0o600)) // as an earlier version wrote it
	w.must(s.catchUp(ctx, 1))
	var hash string
	w.must(reading(s.copy(), func(db *dbx.DB) error { return db.NewQuery("SELECT hash FROM audit").Row(&hash) }))
	if hash != c.hash(1) {
		t.Errorf("the copy is of %s", hash)
	}
}

// TestATakeOverThatFailsIsNoted until somebody else does something.
func TestATakeOverThatFailsIsNoted(t *testing.T) {
	w := newWorld(t)
	a := w.machine("a")
	a.options.Confirm = true
	a.serve()
	w.must(a.act(1))
	a.die()
	l, mark, err := w.place.read(t.Context())
	w.must(err)
	l.Seq, l.Hash = 1, "another"
	_, err = w.place.write(t.Context(), l, mark)
	w.must(err)
	w.pace = 20
	s := w.machine("b").standby()
	s.Auto = true
	go func() { _ = s.Follow(t.Context()) }()
	noted := 0
	until(t, func() bool {
		if f, err := LookFollowed(s.Dir); err == nil && f != nil && f.Problem != nil && strings.Contains(f.Problem.EN, "damaged") {
			noted++
		}
		return noted > 10
	})
}

// TestHowAFolderStandsToItsPlace, asked from outside.
func TestHowAFolderStandsToItsPlace(t *testing.T) {
	ctx := t.Context()
	w := newWorld(t)
	looks := func(m *machine) Status {
		t.Helper()
		s, err := Look(ctx, m.dir)
		w.must(err)
		if s == nil {
			return Status{}
		}
		return *s
	}
	if s := looks(w.machine("c")); s.Looked {
		t.Errorf("without a replica: %+v", s)
	}
	a, b := w.successor(1)
	if s := looks(a); s.Fenced != "b" || s.Problem != nil {
		t.Errorf("taken over from: %+v", s)
	}
	if s := looks(b); !s.Looked || s.Fenced != "" || s.Problem != nil {
		t.Errorf("in service: %+v", s)
	}
	root := w.place.place.(folder).root
	w.must(os.Rename(root, root+".away"))
	if s := looks(a); s.Problem == nil || s.Fenced != "" {
		t.Errorf("of a place that is away: %+v", s)
	}
	w.must(os.Mkdir(root, 0o700))
	if s := looks(a); s.Problem == nil || !strings.Contains(s.Problem.EN, "not mounted") {
		t.Errorf("of an empty place: %+v", s)
	}
	w.must(os.Remove(root))
	w.must(os.Rename(root+".away", root))
	t.Setenv("ONESTOP_S3_KEY", "")
	t.Setenv("ONESTOP_S3_SECRET", "")
	w.must(marker{Folder: "x", Tenure: 1, Place: "s3://copies/x?endpoint=https://s3.example.gov.cn"}.write(markerOf(a.dir)))
	if s := looks(a); !s.Hidden || s.Problem == nil {
		t.Errorf("of a bucket without its key: %+v", s)
	}
}

// TestAHouseSaysWhenItsPlaceGoes, comes back, and is another's.
func TestAHouseSaysWhenItsPlaceGoes(t *testing.T) {
	w := newWorld(t)
	a := w.machine("a").open()
	said := make(chan string, 100)
	a.options.Confirm, a.options.Say = true, func(r refusal.Refusal) { said <- r.EN }
	w.must(a.begin())
	w.must(a.act(1))
	hears := func(words string) {
		t.Helper()
		for end := time.After(20 * time.Second); ; {
			select {
			case s := <-said: // a busy machine may lose and find the place between
				if strings.Contains(s, words) {
					return
				}
			case <-end:
				t.Fatalf("nobody says %q", words)
			}
		}
	}
	root := w.place.place.(folder).root
	w.must(os.Rename(root, root+".away"))
	hears("cannot be reached")
	w.must(os.Rename(root+".away", root))
	hears("is reached again")
	w.must(w.machine("b").standby().Promote(context.Background(), true))
	hears("has taken over")
}

// TestAStandbyWhosePrimaryIsGoneSaysSo, where it does not take over by itself; and that its key does
// not open the copy before it is to.
func TestAStandbyWhosePrimaryIsGoneSaysSo(t *testing.T) {
	w := newWorld(t)
	a := w.machine("a").serve()
	w.must(a.act(1))
	w.must(<-a.primary.stream.sent())
	w.pace = 100
	s := w.machine("b").standby()
	s.Opens = func(copied *dbx.DB) error {
		if copied == nil {
			return nil
		}
		return refuse("another key", "密钥不对")
	}
	go func() { _ = s.Follow(t.Context()) }()
	until(t, func() bool {
		f, err := LookFollowed(s.Dir)
		return err == nil && f != nil && f.Problem != nil && strings.Contains(f.Problem.EN, "another key")
	})
	a.die()
	until(t, func() bool {
		f, err := LookFollowed(s.Dir)
		return err == nil && f != nil && f.Asks != nil && strings.Contains(f.Asks.EN, "is silent") && strings.Contains(f.Asks.EN, "onestop promote --dir")
	})
	for _, c := range []struct {
		l     Lease
		auto  bool
		still time.Duration
		words string
	}{
		{Lease{Tenure: 1}, false, ttl, ""},
		{Lease{Tenure: 1}, false, silent, "is silent"},
		{Lease{Tenure: 1}, true, silent, "is silent"},
		{Lease{Tenure: 1, Yields: true}, true, silent, ""},
		{Lease{Tenure: 1, Released: true}, false, silent, "was stopped"},
		{Lease{Tenure: 1, Released: true}, true, silent, ""},
		{Lease{}, false, silent, ""},
	} {
		s := w.machine("c").standby()
		s.Auto = c.auto
		if err := s.alone(c.l, c.still); (err == nil) != (c.words == "") || err != nil && !strings.Contains(err.Error(), c.words) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
