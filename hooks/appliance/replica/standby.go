package replica

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/pocketbase/dbx"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/probe"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/where"
)

const (
	following = time.Second            // how often a standby looks for new pages
	catchUp   = 50 * time.Millisecond  // and when it takes over
	longest   = 10 * time.Minute       // of taking over, from the moment at which nobody serves
	exchanged = time.Minute            // without the folder of the place, or with another one instead, after which it ends
	stopped   = time.Minute            // a primary that was stopped on purpose is waited for by Auto
	asked     = 200 * time.Millisecond // how often it looks whether somebody asks for the promotion
)

// Standby follows a replica, and turns the copy into the database of a data folder.
type Standby struct {
	Place *Place
	Dir   string // the data folder
	Owner string
	Auto  bool // takes over by itself from a primary that yields
	Since Elapsed
	Now   func() time.Time // for names
	Say   func(refusal.Refusal)
	Log   *slog.Logger
	// Opens refuses a key beside the folder that does not open what is sealed in the copy; asked
	// of no copy (nil), one that is no key. It may be nil.
	Opens func(copied *dbx.DB) error
}

// work is the folder beside the data folder in which the copy lies.
func (s *Standby) work() string { return filepath.Clean(s.Dir) + ".standby" }

func (s *Standby) copy() string { return filepath.Join(s.work(), dataName) }

// Prepare makes a data folder ready to become the database of the replica. The database that
// lies there is set aside; files and the key of the numbers stay, and have to be there.
func (s *Standby) Prepare(ctx context.Context) error {
	if err := s.fit(ctx); err != nil {
		return err
	}
	return s.clear()
}

func (s *Standby) say(en, zh string, args ...any) {
	s.Say(refusal.Of(refusal.New(en, zh, args...)))
}

// Follow keeps the copy close to the replica until it is to be promoted, by hand or by
// itself, and promotes it then.
func (s *Standby) Follow(ctx context.Context) error {
	if err := os.MkdirAll(s.work(), 0o700); err != nil {
		return err
	}
	held, err := disk.Lock(filepath.Join(s.work(), "lock"))
	var taken disk.Taken
	if errors.As(err, &taken) {
		return refuse("A standby of %[1]s runs already (process %[2]s).", "%[1]s 的备机已在运行（进程 %[2]s）。", s.Dir, taken.Process)
	}
	if err != nil {
		return err
	}
	defer held.Close()
	s.request() // of an earlier one
	w := &watcher{place: s.Place, since: s.Since}
	f := &follower{s: s}
	defer f.end()
	note := noter{s: s}
	tick := time.NewTicker(asked)
	defer tick.Stop()
	told := ""
	var failed error        // why it could not take over, which it tries again
	var since string        // the mark of the lease after that
	var other time.Duration // since when the folder of the place is not there, or another one; 0: it is
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		by, now := s.request()
		l, mark, still, err := w.look(ctx)
		var asks error
		if err == nil {
			asks = s.alone(l, still)
		}
		if said := wordsOf(cmp.Or(err, asks)); said != told {
			if told = said; said != "" {
				s.Say(refusal.Of(cmp.Or(err, asks)))
			}
			note.next = time.Time{}
		}
		if failed != nil && err == nil {
			switch { // what others do to the lease afterwards says that it is not due any more
			case since == "":
				since = mark
			case mark != since:
				failed = nil
			}
		}
		note.look(l, errors.Join(err, f.problem(), failed), asks)
		if err != nil {
			w.any = false // what is not seen may have changed: its time begins anew
			if by {
				s.reply(err) // who asks is there now; later nobody may expect it any more
			}
			switch {
			case !errors.Is(err, errOther) && !errors.Is(err, fs.ErrNotExist):
				other = 0
			case other == 0:
				other = s.Since()
			case s.Since()-other >= exchanged:
				return err // and let the next start of the service mount what is missing
			}
			continue
		}
		other = 0
		if mark == "" {
			err := s.lost(marker{}, mark)
			if by {
				s.reply(cmp.Or(err, s.bare()))
			}
			if err != nil {
				return err // as above
			}
			continue
		}
		f.follow(ctx, l)
		switch {
		case by:
			f.end()
			err := s.Promote(ctx, now)
			s.reply(err)
			if err == nil {
				return nil
			}
			s.Say(refusal.Of(err))
		case s.due(l, still):
			f.end()
			err := s.takeOver(ctx, l, mark, 0)
			if err == nil {
				return nil
			}
			if !errors.Is(err, errTaken) { // the place may be away for a moment, as when a primary dies
				s.Say(refusal.Of(err))
				failed, since, note.next = err, "", time.Time{}
			}
			w.any = false
		}
	}
}

// due tells whether a standby takes over by itself: from a primary that stops by itself where
// it cannot be reached, and from one that was stopped on purpose a good while later.
func (s *Standby) due(l Lease, still time.Duration) bool {
	switch {
	case !s.Auto || l.Moved != "":
		return false
	case l.Released:
		return still >= stopped
	}
	return l.Yields && still >= ttl
}

// alone is why somebody has to do something although the standby follows: its primary is gone, and
// it does not take over by itself. nil where nobody has.
func (s *Standby) alone(l Lease, still time.Duration) error {
	switch {
	case l.Moved != "":
		return s.moved(l)
	case s.Auto && (l.Yields || l.Released) || still < silent || l.Tenure == 0:
		return nil
	case l.Released:
		return refuse("The primary (%[1]s) was stopped, and nobody serves the house: start it again, or take over: onestop promote%[2]s --replica %[3]s", "主机（%[1]s）已停止，目前无人服务：请重新启动主机，或运行 onestop promote%[2]s --replica %[3]s 接替。", l.Owner, where.Flag(s.Dir), where.Quoted(s.Place.String()))
	}
	return refuse("The primary (%[1]s) is silent: see whether it still serves. If it does not, take over: onestop promote%[2]s --replica %[3]s", "主机（%[1]s）失联：请查看它是否仍在服务；如已停止，请运行 onestop promote%[2]s --replica %[3]s 接替。", l.Owner, where.Flag(s.Dir), where.Quoted(s.Place.String()))
}

// elsewhere refuses to take over from a house that went on in another place, where that one knows it.
func (s *Standby) elsewhere(ctx context.Context, l Lease) error {
	place, err := Open(l.Moved)
	if err != nil {
		return nil // which --now decides
	}
	if there, _, err := place.read(ctx); err != nil || there.Tenure < l.Tenure || there.Moved != "" {
		return nil
	}
	return s.moved(l)
}

// moved says that the primary goes on elsewhere.
func (s *Standby) moved(l Lease) error {
	return refuse("The primary (%[1]s) goes on in another place, and this one is not its replica any more: follow it there (onestop standby%[3]s --replica %[2]s). Only where nothing is to be had there any more, onestop promote --now goes on from what lies here.", "主机（%[1]s）已改用另一个副本位置，这里不再是它的副本：请到那里跟随（onestop standby%[3]s --replica %[2]s）。只有那里已无法恢复时，才用 onestop promote --now 从这里继续。", l.Owner, where.Quoted(l.Moved), where.Flag(s.Dir))
}

// bare says that there is nothing to take over.
func (s *Standby) bare() error {
	return refuse("There is no replica in %s.", "%s 中没有副本。", s.Place)
}

// PromoteAlone takes over by hand where no standby runs. The database of the data folder stays
// where it is until the copy that takes its place is whole.
func (s *Standby) PromoteAlone(ctx context.Context, now bool) error {
	if err := s.fit(ctx); err != nil {
		return err
	}
	return s.Promote(ctx, now)
}

// Promote takes over by hand: from a primary that is dead or was stopped, and with now from
// one that is alive, which is fenced by it.
func (s *Standby) Promote(ctx context.Context, now bool) error {
	l, mark, err := s.Place.read(ctx)
	alive := false
	if err == nil && !now {
		l, mark, alive, err = free(ctx, s.Place, s.Since)
	}
	switch {
	case err != nil:
		return err
	case mark == "":
		return s.bare()
	case l.Moved != "":
		if err := s.elsewhere(ctx, l); err != nil || !now {
			return cmp.Or(err, s.moved(l))
		}
	case alive:
		return refuse("The primary (%[1]s) is at work. Stop it first, or take over from it with --now: it stops then.", "主机（%[1]s）正在工作。请先停止它，或用 --now 强制接替，原主机会停止办理。", l.Owner)
	}
	var wait time.Duration
	if now && !l.Released {
		wait = trust // it may acknowledge for so long before it knows
	}
	return s.takeOver(ctx, l, mark, wait)
}

// reading asks a database that nobody serves, without changing it.
func reading(path string, ask func(*dbx.DB) error) error {
	db, err := probe.OpenReadOnly(path)
	if err != nil {
		return err
	}
	return errors.Join(ask(db), db.Close())
}
