package replica

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pocketbase/dbx"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/where"
)

// fit refuses a data folder that cannot become the database of the replica, or whose own nobody
// may set aside for it. It changes nothing of it.
func (s *Standby) fit(ctx context.Context) error {
	key := appliance.KeyFile(s.Dir)
	if _, err := os.Stat(key); err != nil {
		return refuse("The key %[1]s is missing, without which the numbers of people in the replica cannot be read: copy it from the primary, or bring a backup back first (onestop restore). A standby that follows in another folder is named by --dir.",
			"缺少密钥文件 %[1]s，没有它副本中的证件号码无法读取：请从主机复制，或先恢复一份备份（onestop restore）。备机在其他文件夹中的，请用 --dir 指明。", key)
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
		return refuse("The folder %[1]s is that of the primary: start it with onestop serve%[2]s --replica %[3]s.", "文件夹 %[1]s 属于主机，请用 onestop serve%[2]s --replica %[3]s 启动。", s.Dir, where.Flag(s.Dir), where.Quoted(s.Place.String()))
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

// whole tells whether the data folder has a database.
func (s *Standby) whole() bool {
	_, err := os.Stat(filepath.Join(s.Dir, dataName))
	return err == nil
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
	case m.Tenure > 0:
		return refuse("%[1]s is empty, although the database of %[2]s is replicated: is the disk plugged in, or another place meant? Nothing was changed. To go on from this database in another, empty place: onestop serve%[3]s --replica PLACE, where it is a service onestop service install%[3]s --replica PLACE, without --standby.",
			"%[1]s 是空的，而 %[2]s 的数据库设有副本：磁盘是否已接好，位置是否写对？未作任何改动。要以本数据库为准另设一个空位置，请用 onestop serve%[3]s --replica 新位置，安装为服务的用 onestop service install%[3]s --replica 新位置（不带 --standby）。", s.Place, s.Dir, where.Flag(s.Dir))
	case s.tenure() > 0:
		return refuse("%[1]s is empty, although this standby has a copy from there: is the disk or share mounted, or another place meant? Nothing was changed. To wait there for a primary nevertheless, delete %[2]s and start again.",
			"%[1]s 是空的，而本备机已有来自那里的副本：磁盘或共享是否已挂载，位置是否写对？未作任何改动。如仍要在那里等待主机，请删除 %[2]s 后重新启动。", s.Place, filepath.Join(s.work(), tenureFile))
	}
	return nil
}
