package replica

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/benbjohnson/litestream"
	"github.com/pocketbase/dbx"
	"github.com/superfly/ltx"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/witness"
)

// What is cut off in the middle, or away for a moment.

// shaky is a place whose pages fail so many times.
type shaky struct {
	place
	writes, lists *atomic.Int32
}

func (s shaky) pages(tenure int64) litestream.ReplicaClient {
	return shakyPages{s.place.pages(tenure), s}
}

type shakyPages struct {
	litestream.ReplicaClient
	of shaky
}

var errShaken = errors.New("the line was cut for a moment")

func (s shakyPages) WriteLTXFile(ctx context.Context, level int, first, last ltx.TXID, pages io.Reader) (*ltx.FileInfo, error) {
	if s.of.writes.Add(-1) >= 0 {
		return nil, errShaken
	}
	return s.ReplicaClient.WriteLTXFile(ctx, level, first, last, pages)
}

func (s shakyPages) LTXFiles(ctx context.Context, level int, seek ltx.TXID, useMetadata bool) (ltx.FileIterator, error) {
	if s.of.lists.Add(-1) >= 0 {
		return nil, errShaken
	}
	return s.ReplicaClient.LTXFiles(ctx, level, seek, useMetadata)
}

func (w *world) shaky() shaky { return shaky{w.place.place, &atomic.Int32{}, &atomic.Int32{}} }

// TestAFlushThatFailsOnceIsTriedAgain: the act is answered late, and confirmed.
func TestAFlushThatFailsOnceIsTriedAgain(t *testing.T) {
	w := newWorld(t)
	a, line := w.machine("a"), w.shaky()
	a.options.Confirm, a.options.Place = true, &Place{line}
	a.serve()
	w.must(a.act(1))
	line.writes.Store(2)
	w.must(a.act(2))
	if left := line.writes.Load(); left >= 0 {
		t.Errorf("%d flushes did not fail", left)
	}
}

// TestATrialWithoutThePlaceIsNone: that the line was cut says nothing of the replica.
func TestATrialWithoutThePlaceIsNone(t *testing.T) {
	w := newWorld(t)
	a, line := w.machine("a").serve(), w.shaky()
	w.must(a.act(1))
	a.primary.o.Place = &Place{line}
	line.lists.Store(1)
	if trial, err := a.primary.Try(t.Context(), func(string) error { return nil }); !errors.Is(err, ErrUntried) || trial.Problem != nil {
		t.Errorf("%+v, %v", trial, err)
	}
}

// TestTheTrailThatCannotBeReadIsTold, because the lease is not renewed without it.
func TestTheTrailThatCannotBeReadIsTold(t *testing.T) {
	w := newWorld(t)
	a := w.machine("a").open()
	fails := &atomic.Bool{}
	head := a.options.Head
	a.options.Head = func() (witness.Head, error) {
		if fails.Load() {
			return witness.Head{}, errShaken
		}
		return head()
	}
	w.must(a.begin())
	fails.Store(true)
	until(t, func() bool {
		s := a.primary.Status()
		return s.Problem != nil && strings.Contains(s.Problem.Error(), errShaken.Error())
	})
	fails.Store(false)
	until(t, func() bool { return a.primary.Status().Problem == nil })
}

// TestFirstPagesThatArriveWhileTakingOver: who was just begun from sends its first pages, and
// acknowledges, while the key is tried; all of it comes over.
func TestFirstPagesThatArriveWhileTakingOver(t *testing.T) {
	ctx := t.Context()
	w := newWorld(t)
	a, b := w.successor(3)
	b.options.Confirm = true
	w.must(b.act(4))
	b.close()
	pages := filepath.Join(w.place.place.(folder).root, tenureName(2))
	w.must(os.Rename(pages, pages+".soon"))
	w.must(a.standby().Prepare(ctx))
	s := a.standby()
	s.Opens = func(copied *dbx.DB) error {
		if copied == nil {
			return nil
		}
		return os.Rename(pages+".soon", pages)
	}
	w.must(s.Promote(ctx, false))
	if n := a.count(); n != 4 {
		t.Errorf("%d of 4 acts came over", n)
	}
}

// TestAPlaceInWhichNothingBeganBindsNobody: a first start with a place that cannot be written to
// leaves a house that may be served without it, and in no other's place.
func TestAPlaceInWhichNothingBeganBindsNobody(t *testing.T) {
	w := newWorld(t)
	a := w.machine("a").open()
	a.options.Place = &Place{readOnly{w.place.place}}
	if err := a.begin(); err == nil {
		t.Fatal("it began")
	}
	w.must(Replicated(a.dir))
	b := w.machine("b").serve()
	w.must(b.act(1))
	b.close()
	a.options.Place = w.place
	wants(t, a.begin(), "of another data folder")
	a.close()
	b.serve().close()
	if err := Replicated(b.dir); err == nil {
		t.Error("one that was replicated is served without")
	}
}

// TestAStandbyWhosePlaceIsUnmountedEnds after a while, so that the next start of its service
// mounts it again; whatever lies below the mount.
func TestAStandbyWhosePlaceIsUnmountedEnds(t *testing.T) {
	for name, below := range map[string]bool{"an empty mount point": true, "nothing": false} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.machine("a").serve().close()
			w.pace = 60
			s := w.machine("b").standby()
			ended := make(chan error, 1)
			go func() { ended <- s.Follow(t.Context()) }()
			until(t, func() bool { f, err := LookFollowed(s.Dir); return err == nil && f != nil && f.Copied })
			root := w.place.place.(folder).root
			w.must(os.Rename(root, root+".away"))
			if below {
				w.must(os.Mkdir(root, 0o700))
			}
			select {
			case err := <-ended:
				wants(t, err, "cannot be used")
			case <-time.After(20 * time.Second):
				t.Fatal("it looks on for ever")
			}
		})
	}
}

// TestAPromotionThatSomebodyGaveUpIsNotDone later.
func TestAPromotionThatSomebodyGaveUpIsNotDone(t *testing.T) {
	w := newWorld(t)
	s := w.machine("b").standby()
	w.must(os.MkdirAll(s.work(), 0o700))
	held, err := disk.Lock(filepath.Join(s.work(), "lock"))
	w.must(err)
	defer held.Close()
	for _, now := range []bool{false, true} {
		ctx, stop := context.WithTimeout(t.Context(), 2*asked)
		if running, err := s.Ask(ctx, now); !running || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v, %v", running, err)
		}
		stop()
		if by, _ := s.request(); by {
			t.Error("it is still asked for")
		}
	}
}

// TestSettingAsideThatWasCutOff keeps a log with its database, and away from another one.
func TestSettingAsideThatWasCutOff(t *testing.T) {
	w := newWorld(t)
	dir, now := filepath.Join(w.top, "d"), time.Now()
	put := func(path, text string) {
		t.Helper()
		w.must(os.MkdirAll(filepath.Dir(path), 0o700))
		w.must(os.WriteFile(path, []byte(text), 0o600))
	}
	aside := func(want map[string]string) {
		t.Helper()
		at, err := setAside(dir, now)
		w.must(err)
		for name, text := range want {
			if got, err := os.ReadFile(filepath.Join(at, name)); err != nil && text != "" || string(got) != text {
				t.Errorf("%s is %q, %v", name, got, err)
			}
		}
		if exists(dir + ".replacing") {
			t.Error("it is not ended")
		}
	}
	put(dir+".replacing/data.db-wal", "log")
	put(dir+"/data.db", "one")
	aside(map[string]string{"data.db": "one", "data.db-wal": "log"})

	put(dir+".replacing/data.db", "two") // cut off before its name
	aside(map[string]string{"data.db": "two"})

	put(dir+".replacing/data.db", "three")
	put(dir+".replacing/data.db-wal", "of three")
	put(dir+"/data.db", "four")
	aside(map[string]string{"data.db": "four", "data.db-wal": ""})
	if at, err := setAside(dir, now); err != nil || at != "" {
		t.Errorf("%q, %v", at, err)
	}
	if list, err := filepath.Glob(dir + ".replaced-*"); err != nil || len(list) != 4 {
		t.Errorf("%v, %v", list, err)
	}
}
