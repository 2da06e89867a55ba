package replica

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/benbjohnson/litestream"
	"github.com/superfly/ltx"

	"onestop/hooks/appliance/disk"
)

// TestHowAStandbyStandsIsNoted: what is noted is what is found; a taking over is found by its
// lock, and beside a database nothing is found, because what is noted there is old.
func TestHowAStandbyStandsIsNoted(t *testing.T) {
	w := newWorld(t)
	m := w.machine("b")
	s := m.standby()
	s.Auto = true
	found := func() *Followed {
		t.Helper()
		f, err := LookFollowed(m.dir)
		w.must(err)
		return f
	}
	if f := found(); f != nil {
		t.Errorf("before anything is noted: %+v", f)
	}
	w.must(os.Mkdir(s.work(), 0o700))
	n := &noter{s: s}
	n.look(Lease{Owner: "a", Yields: true}, nil, nil)
	if f := found(); f == nil || f.Primary != "a" || !f.Auto || !f.Yields || f.Copied || f.Running || f.Taking {
		t.Errorf("%+v", f)
	}
	if until := time.Until(n.next); until > following {
		t.Errorf("without a copy the next look is in %s", until)
	}
	n.next = time.Time{}
	n.look(Lease{}, errors.New("no route"), errors.New("see to it"))
	if f := found(); f == nil || f.Problem == nil || f.Asks == nil || f.Yields {
		t.Errorf("%+v", f)
	}
	lock, err := disk.Lock(filepath.Join(s.work(), takingFile))
	w.must(err)
	if f := found(); f == nil || !f.Taking {
		t.Errorf("while it takes over: %+v", f)
	}
	w.must(lock.Close())
	if f := found(); f == nil || f.Taking {
		t.Errorf("after it took over: %+v", f)
	}

	w.must(os.WriteFile(filepath.Join(s.work(), tenureFile), []byte("1"), 0o600))
	w.must(litestream.WriteTXIDFile(s.copy(), 7))
	at := time.Now()
	for i, seq := range []int64{40, 41, 41, 42} {
		n.note(Lease{Owner: "a", Seq: seq}, nil, nil, at.Add(time.Duration(i)*time.Minute))
	}
	n.note(Lease{Owner: "a", Seq: 42}, nil, nil, at.Add(5*time.Minute))
	if f := found(); f == nil || !f.Copied || f.Stays != 2*time.Minute {
		t.Errorf("of a copy that stays since two minutes is noted %+v", f)
	}

	w.must(os.WriteFile(filepath.Join(m.dir, dataName), []byte("x"), 0o600))
	if f := found(); f != nil {
		t.Errorf("beside a database: %+v", f)
	}
}

// TestACopyThatStays: a copy that does not move is said to stay when the trail of the primary
// does; a page on its way, and a house in which nobody works, are not that.
func TestACopyThatStays(t *testing.T) {
	type look struct {
		has ltx.TXID
		seq int64
		at  time.Duration
	}
	for name, c := range map[string]struct {
		looks []look
		want  time.Duration
	}{
		"nobody works":          {[]look{{1, 5, 0}, {1, 5, 10}, {1, 5, 20}, {1, 5, 3600}}, 0},
		"a late lease":          {[]look{{1, 3, 0}, {1, 5, 10}, {1, 5, 20}, {1, 5, 3600}}, 0},
		"it moves":              {[]look{{1, 5, 0}, {1, 5, 10}, {2, 6, 20}, {3, 7, 30}, {4, 8, 40}}, 0},
		"it stays":              {[]look{{1, 5, 0}, {1, 5, 10}, {1, 6, 20}, {1, 7, 30}, {1, 8, 110}}, 90},
		"it moves again":        {[]look{{1, 5, 0}, {1, 5, 10}, {1, 6, 20}, {1, 7, 110}, {2, 8, 120}, {2, 8, 130}}, 0},
		"the clock is set back": {[]look{{1, 5, 0}, {1, 5, 10}, {1, 6, 20}, {1, 7, -600}}, 0},
	} {
		p, got := &pace{}, time.Duration(0)
		for _, l := range c.looks {
			got = p.look(l.has, l.seq, time.Unix(1_000_000, 0).Add(l.at*time.Second))
		}
		if got != c.want*time.Second {
			t.Errorf("%s: %s", name, got)
		}
	}
}
