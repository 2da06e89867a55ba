package upgrade

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/witness"
	"onestop/hooks/rules/workday"
)

// Back takes a data folder back to what it was before an upgrade. What was written since
// is gone from it then, so whoever goes back says how much that is.
type Back struct {
	Dir     string
	Version string // of this binary
	Lose    int64  // entries of the trail that may be lost, as they were told
	Now     func() time.Time
}

// Gone is what going back did.
type Gone struct {
	Kept  *Kept // the copy that is in place now; nil: the earlier version takes the data as it is
	Lost  int64 // entries of the trail that came after it
	Aside *Kept // what was there, should it be wanted after all
}

// Run puts the newest copy in place that the earlier binary knows, by its migrations. Where
// the upgrade changed no schema nothing is to be done, and nothing is lost. Nobody may serve
// the folder meanwhile.
func (b *Back) Run(ctx context.Context, knows []string) (*Gone, error) {
	held, err := appliance.Lock(b.Dir)
	if err != nil {
		return nil, err
	}
	defer held.Close()
	has, err := migrationsIn(filepath.Join(b.Dir, dataName))
	if err != nil {
		return nil, err
	}
	if way := apart(has, knows); len(way.pending)+len(way.unknown) == 0 {
		return &Gone{}, nil
	}
	kept, err := b.choose(knows)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(b.Dir, dataName)
	present, err := stateOf(path)
	if err != nil {
		return nil, err
	}
	if lost := present.Seq - kept.Seq; lost != b.Lose {
		return nil, refusal.New("%[1]s and %[2]s that came after %[3]s would be lost, and what was deleted since would be back. If that is meant, say --lose %[1]d.",
			"退回后将丢失 %[3]s 之后的 %[1]d 项变更、%[2]d 件申请，此后删除的内容也会恢复。确认退回请加 --lose %[1]d。",
			refusal.Many{N: int(lost), One: "change", More: "changes"}, refusal.Many{N: int(present.Counts["applications"] - kept.Counts["applications"]), One: "case", More: "cases"}, workday.Minute(kept.At))
	}
	aside, err := keep(ctx, b.Dir, b.Version, b.Now())
	if err != nil {
		return nil, err
	}
	return &Gone{Kept: kept, Lost: b.Lose, Aside: aside}, b.put(kept)
}

// choose finds the newest copy whose schema is exactly that of the earlier version.
func (b *Back) choose(knows []string) (*Kept, error) {
	list, err := List(b.Dir)
	if err != nil {
		return nil, err
	}
	for _, k := range list {
		if way := apart(k.Migrations, knows); len(way.pending)+len(way.unknown) == 0 {
			return k, nil
		}
	}
	return nil, refusal.New("No copy from before an upgrade is kept that the earlier version could serve (there are %d). Restore a backup instead.",
		"没有保留可供原版本使用的升级前数据（现有 %d 份），请改为恢复备份。", len(list))
}

// put brings the database and the kept heads of the trail back. What was acknowledged since
// is put aside first: it would stop the next start.
func (b *Back) put(kept *Kept) error {
	if _, err := witness.PutAside(b.Dir, b.Now()); err != nil {
		return err
	}
	heads := filepath.Clean(b.Dir) + ".heads"
	if err := putBack(filepath.Join(b.Dir, dataName), kept); err != nil {
		return err // the database is what it was, and so are its heads
	}
	return errors.Join(
		copyFile(heads, heads+".replaced-"+b.Now().UTC().Format(stampForm)),
		copyFile(filepath.Join(kept.dir, headsName), heads),
		disk.WriteFile(filepath.Join(b.Dir, versionName), []byte(kept.From)))
}

// putBack writes the pages of a kept copy into the database in one transaction of SQLite:
// whenever the machine stops, there is the one database or the other.
func putBack(path string, kept *Kept) error {
	if _, err := os.Stat(kept.database()); err != nil {
		return err
	}
	db, err := appliance.ConnectPlain(path)
	if err != nil {
		return err
	}
	defer db.Close()
	conn, err := db.DB().Conn(context.Background())
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.Raw(func(driver any) error { return copyPages(driver, kept.database()) }); err != nil {
		return fmt.Errorf("put the copy of %s back: %w", kept.Name(), err)
	}
	_, err = conn.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

func copyPages(driver any, from string) error {
	into, ok := driver.(interface {
		NewRestore(source string) (*sqlite.Backup, error)
	})
	if !ok {
		return errors.New("the SQLite driver copies no pages")
	}
	copying, err := into.NewRestore(from)
	if err != nil {
		return err
	}
	_, err = copying.Step(-1)
	return errors.Join(err, copying.Finish())
}
