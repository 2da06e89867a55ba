package appliance

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pocketbase/dbx"

	"onestop/hooks/appliance/probe"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/witness"
	"onestop/hooks/rules/workday"
)

// recall compares the database with what was acknowledged from it and refuses one that has
// lost some of it: the write-ahead log is gone, cut or damaged, or the file is another. It
// answers the end of the trail. Nothing of the database is changed by looking.
func recall(dir string, now time.Time) (witness.Head, error) {
	path := filepath.Join(dir, dataName)
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		return witness.Head{}, nil // a fresh folder: Check has seen to it
	}
	db, err := probe.OpenReadOnly(path)
	if err != nil {
		return witness.Head{}, err
	}
	defer db.Close()
	end, err := TrailEnd(db)
	if err != nil {
		return end, advised(probe.Damaged(path, err), dir)
	}
	said, err := witness.Read(dir)
	if err != nil {
		return end, err
	}
	loss, err := said.Missing(end, func(seq int64) (string, error) { return HashAt(db, seq) })
	if err != nil || loss == nil {
		return end, err
	}
	if anyway(anywayLoss) {
		_, err := witness.PutAside(dir, now)
		return end, err
	}
	return end, advised(lossRefusal(path, *loss), dir)
}

func lossRefusal(path string, l witness.Loss) error {
	since := workday.Minute(l.From)
	if l.Entries == 0 {
		return refuse("The database %[1]s is not the one that was served here last, on %[2]s: its trail is another one. Put the right one back or restore a backup. "+
			"To go on with this one nevertheless, start once with "+anywayName+"="+anywayLoss+".",
			"数据库 %[1]s 不是上次（%[2]s）在此运行的那一个，其操作日志不同。请放回原来的数据库，或恢复备份。"+
				"如确认要使用这个数据库，请用环境变量 "+anywayName+"="+anywayLoss+" 启动一次。", path, since)
	}
	return refuse("The database %[1]s has lost the last %[2]s, of %[3]s, from %[4]s on: the file %[1]s-wal beside it was deleted, cut or damaged. Do not delete anything; put that file back or restore a backup. "+
		"To go on without what is lost, start once with "+anywayName+"="+anywayLoss+".",
		"数据库 %[1]s 丢失了最后 %[2]d 条已确认的记录，涉及 %[3]d 件办件（%[4]s 起）：旁边的 %[1]s-wal 文件被删除、截断或损坏。请不要删除任何文件，请放回该文件或恢复备份。"+
			"如确认放弃丢失的记录，请用环境变量 "+anywayName+"="+anywayLoss+" 启动一次。", path,
		refusal.Many{N: int(l.Entries), One: "entry that was acknowledged", More: "entries that were acknowledged"}, refusal.Many{N: l.Cases, One: "case", More: "cases"}, since)
}

// Head is the last row of a trail: its number, from 1, and its hash.
type Head = witness.Head

// TrailEnd is the last row of the trail; none where the house keeps none yet.
func TrailEnd(db *dbx.DB) (end witness.Head, err error) {
	err = db.NewQuery("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").Row(&end.Seq, &end.Hash)
	if errors.Is(err, sql.ErrNoRows) || err != nil && strings.Contains(err.Error(), "no such table") {
		return witness.Head{}, nil
	}
	return end, err
}

// HashAt is the hash of one row of the trail, "" where there is none.
func HashAt(db *dbx.DB, seq int64) (hash string, err error) {
	err = db.NewQuery("SELECT hash FROM audit WHERE seq = {:seq}").Bind(dbx.Params{"seq": seq}).Row(&hash)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return hash, err
}

// Missing holds a database that is open, perhaps because its folder is served, against what
// was acknowledged there; nil where nothing is missing. It answers when the witness last
// wrote, too. The witness is read first: it is never ahead of the database.
func Missing(dir string, db *dbx.DB) (last time.Time, loss *witness.Loss, err error) {
	said, err := witness.Read(dir)
	if err != nil {
		return last, nil, err
	}
	end, err := TrailEnd(db)
	if err != nil {
		return last, nil, err
	}
	loss, err = said.Missing(end, func(seq int64) (string, error) { return HashAt(db, seq) })
	return said.Last(), loss, err
}
