package replica

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/benbjohnson/litestream"
	"github.com/superfly/ltx"

	"onestop/hooks/appliance/disk"
)

// The copy that a standby keeps beside its data folder: restored once, and brought on by the
// pages that come.

// tenureFile names the tenure of which the copy is.
const tenureFile = "tenure"

// errNoneYet is a place whose primary has not sent a whole database yet.
var errNoneYet = errors.New("there is no database in the replica yet")

// source is the tenure to go on from, and its last transaction: that of the lease, or the newest
// before it that has pages, where its own never arrived. That may be a later one than it went on
// from: of a holder who sent his first pages while he was taken over from.
func (s *Standby) source(ctx context.Context, l Lease) (tenure int64, last ltx.TXID, err error) {
	oldest := l.Tenure
	if l.From > 0 {
		oldest = l.From
	}
	for tenure = l.Tenure; tenure > 0 && tenure >= oldest; tenure-- {
		if last, err = newest(ctx, s.Place.pages(tenure)); err != nil {
			return 0, 0, s.Place.away(err)
		}
		if last > 0 {
			return tenure, last, nil
		}
	}
	return 0, 0, &awayError{refuse("The replica in %s holds no database yet.", "%s 中的副本还没有数据库。", s.Place), errNoneYet}
}

// catchUp applies what a tenure holds now.
func (s *Standby) catchUp(ctx context.Context, tenure int64) error {
	last, err := newest(ctx, s.Place.pages(tenure))
	if err != nil {
		return s.Place.away(err)
	}
	s.ahead(last)
	for attempt := 0; ; attempt++ {
		err := s.until(ctx, tenure, last)
		if err == nil || ctx.Err() != nil || attempt > 0 {
			return err
		}
		s.forget() // a copy that cannot go on: restore it whole
	}
}

// until follows a tenure until the copy has reached a transaction.
func (s *Standby) until(ctx context.Context, tenure int64, last ltx.TXID) error {
	inner, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- s.restore(inner, tenure, catchUp) }()
	defer stop()
	var before ltx.TXID
	moved := s.Since()
	for {
		has, err := litestream.ReadTXIDFile(s.copy())
		if err == nil && has >= last && s.tenure() == tenure {
			stop()
			return <-done
		}
		if err != nil || has == 0 || has != before { // while it is restored whole there is no number
			before, moved = has, s.Since()
		} else if s.Since()-moved > stuck { // Litestream tries a page that it cannot read for ever
			stop()
			return errors.Join(<-done, fmt.Errorf("the copy stays at transaction %s of %s", has, last))
		}
		select {
		case err := <-done:
			if err == nil {
				err = ctx.Err()
			}
			return fmt.Errorf("bring the copy up to the replica: %w", err)
		case <-time.After(catchUp / 2):
		}
	}
}

// tenure is the one that the copy is of; 0 where there is no copy, or one of another place.
func (s *Standby) tenure() int64 {
	text, err := os.ReadFile(filepath.Join(s.work(), tenureFile))
	if err != nil {
		return 0
	}
	number, place, _ := strings.Cut(string(text), "\n") // earlier versions did not write the place
	if place != "" && s.Place != nil && place != s.Place.String() {
		return 0
	}
	n, _ := strconv.ParseInt(number, 10, 64)
	return n
}

// ahead throws away a copy that is further than the place: it is not of what lies there.
func (s *Standby) ahead(last ltx.TXID) {
	if has, err := litestream.ReadTXIDFile(s.copy()); err == nil && has > last {
		s.forget()
	}
}

// forget throws the copy away.
func (s *Standby) forget() {
	for _, path := range []string{s.copy(), s.copy() + "-wal", s.copy() + "-shm", s.copy() + ".tmp", litestream.TXIDPath(s.copy()), filepath.Join(s.work(), tenureFile)} {
		_ = os.Remove(path) // what stays is overwritten, or refused by name
	}
}

// restore makes the copy, or goes on with it, until the context ends.
func (s *Standby) restore(ctx context.Context, tenure int64, every time.Duration) error {
	if s.tenure() != tenure {
		s.forget()
		if err := disk.WriteFile(filepath.Join(s.work(), tenureFile), []byte(strconv.FormatInt(tenure, 10)+"\n"+s.Place.String())); err != nil {
			return err
		}
	}
	if _, err := os.Stat(litestream.TXIDPath(s.copy())); errors.Is(err, fs.ErrNotExist) {
		_ = os.Remove(s.copy()) // cut off before it was whole
	}
	pages := s.Place.pages(tenure)
	if err := pages.Init(ctx); err != nil {
		return err
	}
	db := litestream.NewDB(s.copy()) // never opened: it carries the log
	r := litestream.NewReplicaWithClient(db, pages)
	db.Replica = r
	db.SetLogger(slog.New(warnings{s.Log.Handler()}))
	options := litestream.NewRestoreOptions()
	options.OutputPath, options.Follow, options.FollowInterval = s.copy(), true, every
	return r.Restore(ctx, options)
}

// follower runs restore beside the watch of the lease.
type follower struct {
	s      *Standby
	tenure int64
	stop   context.CancelFunc
	done   chan error
	again  time.Time
	goal   ltx.TXID // what the place held when this attempt began
	away   error    // why there is nothing to follow
	broken error    // why the copy did not go on, until one has reached its goal
	shut   error    // why the key does not open the copy
	tried  time.Time
}

// problem is why it does not follow, nil where nobody has to do anything.
func (f *follower) problem() error { return errors.Join(f.away, f.broken, f.shut) }

// follow has the copy follow the tenure whose pages are there.
func (f *follower) follow(ctx context.Context, l Lease) {
	if f.stop != nil {
		select {
		case err := <-f.done:
			f.stop()
			f.stop = nil
			if err != nil && ctx.Err() == nil {
				f.s.Log.Warn("The copy could not follow the replica and is made anew.", "error", err)
				f.s.forget()
				f.broken = err
				f.again = time.Now().Add(following)
			}
		default:
			if has, err := litestream.ReadTXIDFile(f.s.copy()); err == nil && has >= f.goal && f.s.tenure() == f.tenure {
				f.broken = nil
				f.try()
			}
		}
	}
	if f.stop != nil && f.tenure == l.Tenure || time.Now().Before(f.again) {
		return
	}
	from, last, err := f.s.source(ctx, l)
	f.away = err
	if errors.Is(err, errNoneYet) && f.s.tenure() == 0 {
		f.away = nil // the first minutes of a pair
	}
	if err != nil || f.stop != nil && f.tenure == from {
		f.again = time.Now().Add(following)
		return // nothing there yet, or the place is away, which the watch tells
	}
	f.end()
	f.s.ahead(last)
	f.tenure, f.goal, f.done = from, last, make(chan error, 1)
	inner, stop := context.WithCancel(ctx)
	f.stop = stop
	done := f.done
	go func() { done <- f.s.restore(inner, from, following) }()
}

// try has the key open the copy, because whoever counts on a standby wants to know that it could
// serve before it is to. Nothing writes into the copy meanwhile.
func (f *follower) try() {
	every := time.Hour
	if f.shut != nil {
		every = silent // another key may lie there
	}
	if f.s.Opens == nil || !f.tried.IsZero() && time.Since(f.tried) < every {
		return
	}
	f.end()
	f.shut, f.tried = reading(f.s.copy(), f.s.Opens), time.Now()
}

// end stops following.
func (f *follower) end() {
	if f.stop != nil {
		f.stop()
		<-f.done
		f.stop = nil
	}
}
