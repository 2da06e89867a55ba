package replica

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/benbjohnson/litestream"
	"github.com/superfly/ltx"
)

const (
	longestFlush = 5 * time.Minute  // of one flush, where the place takes it but never ends
	lastFlush    = 3 * time.Second  // tried at a stop, which must end soon
	checkpoint   = 4000             // pages of the log (16 MB) after which it is written into the database; writers wait for it
	lockWait     = time.Second / 10 // for the right to write, which that takes: whoever waits for the flush waits, too, and the next one tries again
)

// stream sends the pages of a database to a place, as one tenure.
type stream struct {
	db    *litestream.DB
	store *litestream.Store
	since Elapsed
	stop  context.CancelFunc
	done  chan struct{}
	wake  chan struct{}
	once  sync.Once // closes it
	left  error     // what came of that

	mu      sync.Mutex
	waiting []chan error
	flushed time.Duration // when the last flush began that succeeded
	err     error         // of the last flush
	first   bool          // one succeeded
}

// metaOf is where Litestream keeps what it sent of a database.
func metaOf(dir string) string {
	return filepath.Join(dir, "."+dataName+litestream.MetaDirSuffix)
}

// openStream begins to send the database of a data folder. What it tells below a warning
// nobody wants to read.
func openStream(dir string, pages litestream.ReplicaClient, since Elapsed, logger *slog.Logger) (*stream, error) {
	db := litestream.NewDB(filepath.Join(dir, dataName))
	db.MonitorInterval = 0 // we flush ourselves, so that there is one who knows how far it went
	db.MinCheckpointPageN, db.BusyTimeout = checkpoint, lockWait
	db.Replica = litestream.NewReplicaWithClient(db, pages)
	db.Replica.MonitorEnabled = false
	store := litestream.NewStore([]*litestream.DB{db}, litestream.DefaultCompactionLevels)
	store.VerifyCompaction = true
	db.VerifyCompaction = true
	store.SetShutdownSyncTimeout(lastFlush)
	store.Logger = slog.New(warnings{logger.Handler()})
	db.SetLogger(store.Logger)
	s := &stream{db: db, store: store, since: since, done: make(chan struct{}), wake: make(chan struct{}, 1), flushed: since()}
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	if err := store.Open(ctx); err != nil {
		stop()
		return nil, fmt.Errorf("begin to replicate: %w", err)
	}
	go s.run(ctx)
	return s, nil
}

// run flushes at every beat, and at once while somebody waits.
func (s *stream) run(ctx context.Context) {
	defer close(s.done)
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			s.answer(s.take(), ctx.Err())
			return
		case <-tick.C:
		case <-s.wake:
		}
		s.flush(ctx)
	}
}

// flush sends whatever was committed before it began, for all who wait.
func (s *stream) flush(ctx context.Context) {
	group, began := s.take(), s.since()
	ctx, cancel := context.WithTimeout(ctx, longestFlush)
	defer cancel()
	err := s.db.SyncAndWait(ctx)
	if err == nil {
		err = s.level()
	}
	s.mu.Lock()
	s.err = err
	if err == nil {
		s.flushed, s.first = began, true
	}
	s.mu.Unlock()
	s.answer(group, err)
}

// errApart is a local position that the place does not have although it was sent.
var errApart = errors.New("the replica is at another transaction than the database")

// level holds what was sent against what is there. Litestream sends nothing, and says so to
// nobody, where the place is ahead of what it knows.
func (s *stream) level() error {
	pos, err := s.db.Pos()
	if err != nil {
		return err
	}
	if there := s.db.Replica.Pos(); there.TXID != pos.TXID {
		return fmt.Errorf("%w: %s, not %s", errApart, there.TXID, pos.TXID)
	}
	return nil
}

func (s *stream) take() (group []chan error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	group, s.waiting = s.waiting, nil
	return group
}

func (s *stream) answer(group []chan error, err error) {
	for _, one := range group {
		one <- err
	}
}

// sent answers, once, when all that was committed before the question is in the place.
func (s *stream) sent() <-chan error {
	one := make(chan error, 1)
	s.mu.Lock()
	s.waiting = append(s.waiting, one)
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default: // somebody woke it already
	}
	return one
}

// behind is for how long nothing was sent although it was tried, and why.
func (s *stream) behind() (time.Duration, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.since() - s.flushed, s.err
}

// begun tells that the place holds the whole database once.
func (s *stream) begun() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.first
}

// close ends the stream, and with it that what lies in the place is put together and thinned
// out. With last it sends what is left and answers whether that was all. Only the first call
// does something; every one waits for it and answers the same.
func (s *stream) close(last bool) error {
	s.once.Do(func() { s.left = s.end(last) })
	return s.left
}

func (s *stream) end(last bool) error {
	s.stop()
	<-s.done
	ctx, cancel := context.WithTimeout(context.Background(), 2*lastFlush)
	defer cancel()
	if !last {
		cancel() // nothing is sent any more
		_ = s.store.Close(ctx)
		return nil // what was not sent is what was to be
	}
	err := s.db.SyncAndWait(ctx) // a database that was never flushed would be closed without
	if err == nil {
		err = s.level()
	}
	return errors.Join(err, s.store.Close(ctx))
}

// position is the last transaction that a data folder knows it made; 0 where it knows none.
// A record that is damaged counts as none.
func position(dir string) ltx.TXID {
	db := litestream.NewDB(filepath.Join(dir, dataName))
	pos, err := db.Pos()
	if err != nil {
		return 0
	}
	return pos.TXID
}

// newest is the last transaction that a tenure holds, over all levels; 0 where it has none.
func newest(ctx context.Context, pages litestream.ReplicaClient) (last ltx.TXID, err error) {
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	if err := pages.Init(ctx); err != nil {
		return 0, err
	}
	r := litestream.NewReplicaWithClient(nil, pages)
	for level := 0; level <= litestream.SnapshotLevel; level++ {
		info, err := r.MaxLTXFileInfo(ctx, level)
		if err != nil {
			return 0, err
		}
		last = max(last, info.MaxTXID)
	}
	return last, nil
}

// forgetSent lets a data folder begin anew: the next flush sends the whole database.
func forgetSent(dir string) error { return os.RemoveAll(metaOf(dir)) }

// warnings lets through what is worth reading.
type warnings struct{ slog.Handler }

func (w warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && w.Handler.Enabled(ctx, level)
}

func (w warnings) WithAttrs(list []slog.Attr) slog.Handler {
	return warnings{w.Handler.WithAttrs(list)}
}

func (w warnings) WithGroup(name string) slog.Handler { return warnings{w.Handler.WithGroup(name)} }
