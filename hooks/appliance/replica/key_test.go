package replica

import (
	"context"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
)

// A standby whose key does not open the copy leaves the primary its lease, dead or at work; with
// the right one it takes over from both, also where the primary renews its lease meanwhile.
func TestAWrongKeyTakesNothingOver(t *testing.T) {
	for _, now := range []bool{false, true} {
		w := newWorld(t)
		if !now {
			w.pace = 8
		}
		a := w.machine("a").serve()
		for seq := int64(1); seq <= 3; seq++ {
			w.must(a.act(seq))
		}
		if !now {
			w.must(a.primary.stream.db.SyncAndWait(context.Background()))
			a.die()
		}
		before, _, err := w.place.read(context.Background())
		w.must(err)
		s := w.machine("b").standby()
		right, asked := false, 0
		s.Opens = func(copied *dbx.DB) error {
			if copied == nil {
				return nil
			}
			var rows int
			asked++
			if err := copied.NewQuery("SELECT COUNT(*) FROM audit").Row(&rows); err != nil || rows != 3 {
				t.Error(rows, err)
			}
			if right {
				time.Sleep(2 * renew)
				return nil
			}
			return refuse("another key", "密钥不对")
		}
		w.must(s.Prepare(context.Background()))
		wants(t, s.Promote(context.Background(), now), "another key")
		l, _, err := w.place.read(context.Background())
		if err != nil || l.Tenure != before.Tenure || l.Folder != before.Folder || l.Released || s.whole() {
			t.Fatalf("%+v, %v", l, err)
		}
		if now {
			w.must(a.primary.Admit())
		}
		right = true
		w.must(s.Promote(context.Background(), now))
		if l, _, err := w.place.read(context.Background()); err != nil || l.Tenure != before.Tenure+1 || asked != 2 || !s.whole() {
			t.Fatalf("%+v, asked %d times, %v", l, asked, err)
		}
	}
}

// Following does not begin with what is no key.
func TestFollowingBeginsWithAKey(t *testing.T) {
	w := newWorld(t)
	s := w.machine("b").standby()
	s.Opens = func(copied *dbx.DB) error {
		if copied != nil {
			t.Error("there is no copy yet")
		}
		return refuse("damaged", "密钥已损坏")
	}
	wants(t, s.Prepare(context.Background()), "damaged")
}
