package replica

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/benbjohnson/litestream"
	"github.com/pocketbase/dbx"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/probe"
	"onestop/hooks/appliance/witness"
)

// takeOver begins the next tenure and, after a while in which the one before may still send what
// it acknowledges, makes the copy the database of the folder.
func (s *Standby) takeOver(ctx context.Context, l Lease, mark string, wait time.Duration) error {
	if err := os.MkdirAll(s.work(), 0o700); err != nil {
		return err
	}
	lock, err := disk.Lock(filepath.Join(s.work(), takingFile))
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := s.Place.sound(ctx); err != nil {
		return err
	}
	from, _, err := s.source(ctx, l)
	if err != nil {
		return err
	}
	if l, mark, err = s.ready(ctx, l, mark, from, wait > 0); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, longest) // in which nobody serves
	defer cancel()
	next := Lease{Tenure: l.Tenure + 1, From: from, Folder: word(), Owner: s.Owner, Beats: l.Beats, Yields: l.Yields, Seq: l.Seq, Hash: l.Hash, House: l.House}
	lease, err := take(ctx, s.Place, s.Since, next, mark)
	if errors.Is(err, errTaken) {
		return overtaken()
	}
	if err != nil {
		return err
	}
	lease.head = func() (witness.Head, error) { return l.head(), nil }
	keeping, stop := context.WithCancel(ctx)
	kept := make(chan struct{})
	go func() { defer close(kept); lease.keep(keeping, func() {}) }()
	select {
	case <-time.After(wait):
		err = s.install(ctx, l, next)
	case <-ctx.Done():
		err = ctx.Err()
	}
	stop()
	<-kept
	if err != nil {
		// The pages of the next tenure do not exist; whoever comes goes on from the same as we did.
		return errors.Join(err, lease.change(context.WithoutCancel(ctx), func(l *Lease) { l.Released = true }))
	}
	lease.head = func() (end witness.Head, err error) {
		err = reading(filepath.Join(s.Dir, dataName), func(db *dbx.DB) error {
			end, err = appliance.TrailEnd(db)
			return err
		})
		return end, err
	}
	return lease.release(ctx)
}

func overtaken() error {
	return errors.Join(errTaken, refuse("Another machine took over at the same moment, or the primary came back.", "另一台机器同时接替，或主机已恢复。"))
}

// ready brings the copy up to what a tenure holds now, which may take long where there was none,
// and refuses one that the key does not open, while the primary still has the lease: it would be
// fenced for a house that cannot start. A primary at work renews its lease meanwhile, so that it
// is read anew.
func (s *Standby) ready(ctx context.Context, l Lease, mark string, from int64, atWork bool) (Lease, string, error) {
	err := s.catchUp(ctx, from)
	if err == nil && s.Opens != nil {
		err = reading(s.copy(), s.Opens)
	}
	if err != nil || !atWork {
		return l, mark, err
	}
	now, next, err := s.Place.read(ctx)
	if err == nil && now.Tenure != l.Tenure {
		err = overtaken()
	}
	return now, next, err
}

// install brings the copy up to the end of a tenure and puts it into the data folder. Which that is
// is asked anew: its holder may have sent the first pages, and acknowledged, until the lease was taken.
func (s *Standby) install(ctx context.Context, l, next Lease) error {
	from, _, err := s.source(ctx, l)
	if err != nil {
		return err
	}
	if err := s.catchUp(ctx, from); err != nil {
		return err
	}
	if err := probe.Header(s.copy()); err != nil {
		return err
	}
	if err := s.compare(l); err != nil {
		return err
	}
	if err := s.clear(); err != nil {
		return err
	}
	ours := marker{Folder: next.Folder, Tenure: next.Tenure, Place: s.Place.String()}
	if err := ours.write(markerOf(s.Dir)); err != nil {
		return err
	}
	for _, part := range []string{"-wal", "-shm"} {
		_ = os.Remove(s.copy() + part)
	}
	err = errors.Join(os.Chmod(s.copy(), 0o600), disk.SyncFile(s.copy()), disk.Rename(s.copy(), filepath.Join(s.Dir, dataName)), disk.SyncDir(s.Dir))
	if err == nil {
		_ = os.Remove(litestream.TXIDPath(s.copy()))
		_ = os.Remove(filepath.Join(s.work(), tenureFile))
		_ = os.Remove(filepath.Join(s.work(), followedFile))
		err = s.remember(ours)
	}
	return err
}

// clear sets aside the database of the data folder, which nobody may be serving.
func (s *Standby) clear() error {
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return err
	}
	held, err := appliance.Lock(s.Dir)
	if err != nil {
		return err
	}
	defer held.Close()
	if err := os.Remove(s.served()); err != nil && !errors.Is(err, fs.ErrNotExist) { // first: cut off after it, the next call goes on
		return err
	}
	aside, err := setAside(s.Dir, s.Now())
	if err == nil && aside != "" {
		s.say("The database that was here lies in %[1]s now; what only it holds is not in the replica.", "原来的数据库已移到 %[1]s；只有它才有的内容不在副本中。", aside)
	}
	return err
}

// compare holds the copy against the trail of the one before. Rows at the end that are not
// there are what an asynchronous replica loses; another row in the place of one is another house.
func (s *Standby) compare(l Lease) error {
	return reading(s.copy(), func(db *dbx.DB) error {
		end, err := appliance.TrailEnd(db)
		if err != nil {
			return err
		}
		if end.Seq < l.Seq {
			s.say("The last %[1]d entries of the primary are not in the replica.", "主机最后 %[1]d 条记录不在副本中。", l.Seq-end.Seq)
			return nil
		}
		hash, err := appliance.HashAt(db, l.Seq)
		if err == nil && l.Seq > 0 && !strings.HasPrefix(hash, l.Hash) {
			err = refuse("The replica in %[1]s is damaged: entry %[2]d of the trail is another one than the primary had. Bring a backup back instead.", "%[1]s 中的副本已损坏：操作日志第 %[2]d 条与主机不同。请改为恢复备份。", s.Place, l.Seq)
		}
		return err
	})
}
