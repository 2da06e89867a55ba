package replica

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/benbjohnson/litestream"
	"github.com/pocketbase/dbx"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/probe"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/witness"
)

const (
	following = time.Second            // how often a standby looks for new pages
	catchUp   = 50 * time.Millisecond  // and when it takes over
	longest   = 10 * time.Minute       // of taking over
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

// fit refuses a data folder that cannot become the database of the replica, or whose own nobody
// may set aside for it. It changes nothing of it.
func (s *Standby) fit(ctx context.Context) error {
	key := filepath.Clean(s.Dir) + ".key"
	if _, err := os.Stat(key); err != nil {
		return refuse("The key %[1]s is missing, without which the numbers of people in the replica cannot be read: copy it from the primary, or bring a backup back first (onestop restore).",
			"缺少密钥文件 %[1]s，没有它副本中的证件号码无法读取：请从主机复制，或先恢复一份备份（onestop restore）。", key)
	}
	if s.Opens != nil {
		if err := s.Opens(nil); err != nil {
			return err
		}
	}
	m, err := readMarker(s.Dir)
	if err != nil {
		return err
	}
	there, mark, alive, err := s.holder(ctx)
	if err != nil {
		return err
	}
	if err := s.certain(m, there, mark); err != nil {
		return err
	}
	if err := s.gone(ctx, m, there); err != nil {
		return err
	}
	if m.Folder != "" && m.Folder == there.Folder && s.whole() {
		if alive {
			return refuse("The folder %s is that of the primary itself.", "文件夹 %s 就是主机正在使用的文件夹。", s.Dir)
		}
		return refuse("The folder %[1]s is that of the primary: start it with onestop serve --replica %[2]s.", "文件夹 %[1]s 属于主机，请用 onestop serve --replica %[2]s 启动。", s.Dir, s.Place)
	}
	if err := s.related(there); err != nil {
		return err
	}
	if mark == "" && s.whole() {
		return refuse("There is no replica in %[1]s, for which the database in %[2]s would be set aside. Nothing was changed.", "%[1]s 中没有副本，不能为它把 %[2]s 中的数据库移到一旁。未作任何改动。", s.Place, s.Dir)
	}
	if err := s.movable(); err != nil {
		return err
	}
	held, err := appliance.Lock(s.Dir)
	if err != nil {
		return err
	}
	return held.Close()
}

// Serves tells whether the lease names the data folder: it took over before, and goes on as the
// primary when it is started again. One of which the taking over was cut off follows anew.
func (s *Standby) Serves(ctx context.Context) (bool, error) {
	m, err := readMarker(s.Dir)
	if err != nil || m.Folder == "" || !s.whole() {
		return false, err
	}
	there, mark, err := s.Place.read(ctx)
	if err == nil {
		err = s.certain(m, there, mark)
	}
	if err != nil || m.Folder != there.Folder {
		return false, err
	}
	if err := s.remember(m); err != nil { // no reason to keep the house shut
		s.Log.Warn("That this machine serves could not be written down.", "error", err)
	}
	return true, nil
}

// servedFile says beside the data folder which tenure was served from it, for the start at which
// the disk of that folder is not there yet.
const servedFile = "served"

func (s *Standby) served() string { return filepath.Join(s.work(), servedFile) }

// remember notes that the data folder has the database of a tenure.
func (s *Standby) remember(m marker) error {
	if err := os.MkdirAll(s.work(), 0o700); err != nil {
		return err
	}
	return m.write(s.served())
}

// gone refuses a folder that lost its database: one from which this machine served, and one
// whose tenure has pages. Where a taking over was cut off there is neither.
func (s *Standby) gone(ctx context.Context, m marker, there Lease) error {
	if s.whole() {
		return nil
	}
	var said []string
	if _, err := os.Stat(s.served()); err == nil {
		said = append(said, s.served())
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if m.Folder != "" && m.Folder == there.Folder {
		last, err := newest(ctx, s.Place.pages(there.Tenure))
		if err != nil {
			return s.Place.away(err)
		}
		if last > 0 || said != nil {
			said = append(said, markerOf(s.Dir))
		}
	}
	if said == nil {
		return nil
	}
	list := strings.Join(said, ", ")
	return refuse("The database of %[1]s is missing, although this machine served the house from it: is its disk mounted? Nothing was changed. If it is lost, and the replica in %[2]s is to be gone on from, delete %[3]s and start again.",
		"%[1]s 中的数据库不见了，而本机曾用它提供服务：磁盘是否已挂载？未作任何改动。如确已丢失，要以 %[2]s 中的副本为准，请删除 %[3]s 后重新启动。", s.Dir, s.Place, list)
}

// movable refuses a data folder into which the copy cannot be moved, which would come out when
// the house is taken over: one that is a disk of its own.
func (s *Standby) movable() error {
	if err := errors.Join(os.MkdirAll(s.work(), 0o700), os.MkdirAll(s.Dir, 0o700)); err != nil {
		return err
	}
	from, to := filepath.Join(s.work(), "movable"), filepath.Join(s.Dir, ".movable")
	if err := disk.WriteFile(from, nil); err != nil {
		return err
	}
	if err := os.Rename(from, to); err != nil {
		_ = os.Remove(from) // empty, and overwritten by the next
		return refuse("The copy in %[1]s cannot be moved into %[2]s (%[3]v), so that this machine could not take over. Where %[2]s is a disk of its own, name a folder in it instead (--dir), with its key beside.",
			"%[1]s 中的副本无法移动到 %[2]s（%[3]v），本机将无法接替。如 %[2]s 本身是单独的磁盘，请用 --dir 改用其中的一个文件夹，密钥放在该文件夹旁。", s.work(), s.Dir, err)
	}
	return os.Remove(to)
}

// whole tells whether the data folder has a database.
func (s *Standby) whole() bool {
	_, err := os.Stat(filepath.Join(s.Dir, dataName))
	return err == nil
}

// certain refuses a place that cannot be the one of which the folder had its tenure: nobody may
// decide by it whose the house is.
func (s *Standby) certain(m marker, there Lease, mark string) error {
	if err := s.lost(m, mark); err != nil || mark == "" {
		return err
	}
	return m.setBack(s.Place, s.Dir, there)
}

// related refuses to set the database of another house aside. A trail that parted from that of
// the lease is one of which the end was not replicated; one that began otherwise is another.
func (s *Standby) related(there Lease) error {
	if there.House == "" || !s.whole() {
		return nil
	}
	var ours string
	err := reading(filepath.Join(s.Dir, dataName), func(db *dbx.DB) error {
		end, err := appliance.TrailEnd(db)
		if err == nil && end.Seq > 0 {
			ours, err = appliance.HashAt(db, 1)
		}
		return err
	})
	if err != nil {
		return refuse("The database in %[1]s cannot be read (%[2]v), so that nobody can tell whether it is of the house in %[3]s. Nothing was changed. To follow that one, move %[4]s away first.",
			"%[1]s 中的数据库无法读取（%[2]v），不能确定它与 %[3]s 是否属于同一系统，未作任何改动。如要跟随该位置，请先把 %[4]s 移走。", s.Dir, err, s.Place, filepath.Join(s.Dir, dataName))
	}
	if ours == "" || ours == there.House {
		return nil
	}
	return refuse("In %[1]s lies the replica of another house (%[2]s) than the one in %[3]s, which would be set aside. Nothing was changed. Name the place of this house, or follow that one in another folder (--dir).",
		"%[1]s 中是另一套系统（%[2]s）的副本，与 %[3]s 中的不同；跟随它就会把这里的数据库移到一旁，因此未作任何改动。请改用本系统的副本位置，或用 --dir 另设文件夹来跟随。", s.Place, there.Owner, s.Dir)
}

// lost refuses a place without a lease for a folder that had one, or a copy from there: whose the
// house is, it does not say, and a database that is set aside meanwhile may be the only one. It may
// be a share that is not mounted yet, which the next start of the service tries again.
func (s *Standby) lost(m marker, mark string) error {
	switch {
	case mark != "":
		return nil
	case m.Folder != "":
		return refuse("%[1]s is empty, although the database of %[2]s is replicated: is the disk plugged in, or another place meant? Nothing was changed. To go on from this database in another, empty place: onestop serve --replica PLACE, where it is a service onestop service install --replica PLACE, without --standby.",
			"%[1]s 是空的，而 %[2]s 的数据库设有副本：磁盘是否已接好，位置是否写对？未作任何改动。要以本数据库为准另设一个空位置，请用 onestop serve --replica 新位置，安装为服务的用 onestop service install --replica 新位置（不带 --standby）。", s.Place, s.Dir)
	case s.tenure() > 0:
		return refuse("%[1]s is empty, although this standby has a copy from there: is the disk or share mounted, or another place meant? Nothing was changed. To wait there for a primary nevertheless, delete %[2]s and start again.",
			"%[1]s 是空的，而本备机已有来自那里的副本：磁盘或共享是否已挂载，位置是否写对？未作任何改动。如仍要在那里等待主机，请删除 %[2]s 后重新启动。", s.Place, filepath.Join(s.work(), tenureFile))
	}
	return nil
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

// holder reads the lease, waiting once for a change of it.
func (s *Standby) holder(ctx context.Context) (l Lease, mark string, alive bool, err error) {
	l, mark, err = s.Place.read(ctx)
	if err != nil || mark == "" || l.Released {
		return l, mark, false, err
	}
	select {
	case <-ctx.Done():
		return l, mark, false, ctx.Err()
	case <-time.After(2 * renew):
	}
	_, next, err := s.Place.read(ctx)
	return l, mark, next != mark, err
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
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		by, now := s.request()
		l, mark, still, err := w.look(ctx)
		if said := wordsOf(err); said != told {
			if told = said; err != nil {
				s.Say(refusal.Of(err))
			}
			note.next = time.Time{}
		}
		note.look(l, errors.Join(err, f.problem()))
		if err != nil {
			w.any = false // what is not seen may have changed: its time begins anew
			if by {
				s.reply(err) // who asks is there now; later nobody may expect it any more
			}
			continue
		}
		if mark == "" {
			err := s.lost(marker{}, mark)
			if by {
				s.reply(cmp.Or(err, s.bare()))
			}
			if err != nil {
				return err // and let the next start of the service mount what is missing
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
			}
			w.any = false
		}
	}
}

// due tells whether a standby takes over by itself: from a primary that stops by itself where
// it cannot be reached, and from one that was stopped on purpose a good while later.
func (s *Standby) due(l Lease, still time.Duration) bool {
	switch {
	case !s.Auto:
		return false
	case l.Released:
		return still >= stopped
	}
	return l.Yields && still >= ttl
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
	case alive:
		return refuse("The primary (%[1]s) is at work. Stop it first, or take over from it with --now: it stops then.", "主机（%[1]s）正在工作。请先停止它，或用 --now 强制接替，原主机会停止办理。", l.Owner)
	}
	var wait time.Duration
	if now && !l.Released {
		wait = trust // it may acknowledge for so long before it knows
	}
	return s.takeOver(ctx, l, mark, wait)
}

// takeOver begins the next tenure and, after a while in which the one before may still send what
// it acknowledges, makes the copy the database of the folder.
func (s *Standby) takeOver(ctx context.Context, l Lease, mark string, wait time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	if err := os.MkdirAll(s.work(), 0o700); err != nil {
		return err
	}
	lock, err := disk.Lock(filepath.Join(s.work(), "taking"))
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
	if l, mark, err = s.openable(ctx, l, mark, from, wait > 0); err != nil {
		return err
	}
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
		err = s.install(ctx, l, from, next)
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

// openable brings the copy up to what a tenure holds now and refuses one that the key does not
// open, while the primary still has the lease: it would be fenced for a house that cannot start.
// A primary at work renews its lease meanwhile, so that it is read anew.
func (s *Standby) openable(ctx context.Context, l Lease, mark string, from int64, atWork bool) (Lease, string, error) {
	if s.Opens == nil {
		return l, mark, nil
	}
	if err := s.catchUp(ctx, from); err != nil {
		return l, mark, err
	}
	if err := reading(s.copy(), s.Opens); err != nil || !atWork {
		return l, mark, err
	}
	now, next, err := s.Place.read(ctx)
	if err == nil && now.Tenure != l.Tenure {
		err = overtaken()
	}
	return now, next, err
}

// install brings the copy up to the end of a tenure and puts it into the data folder.
func (s *Standby) install(ctx context.Context, l Lease, from int64, next Lease) error {
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
	ours := marker{next.Folder, next.Tenure, s.Place.String()}
	if err := ours.write(markerOf(s.Dir)); err != nil {
		return err
	}
	for _, part := range []string{"-wal", "-shm"} {
		_ = os.Remove(s.copy() + part)
	}
	err := errors.Join(os.Chmod(s.copy(), 0o600), disk.SyncFile(s.copy()), disk.Rename(s.copy(), filepath.Join(s.Dir, dataName)), disk.SyncDir(s.Dir))
	if err == nil {
		_ = os.Remove(litestream.TXIDPath(s.copy()))
		_ = os.Remove(filepath.Join(s.work(), tenureFile))
		_ = os.Remove(filepath.Join(s.work(), followedFile))
		err = s.remember(ours)
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

// reading asks a database that nobody serves, without changing it.
func reading(path string, ask func(*dbx.DB) error) error {
	db, err := probe.OpenReadOnly(path)
	if err != nil {
		return err
	}
	return errors.Join(ask(db), db.Close())
}
