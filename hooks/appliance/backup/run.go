package backup

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/pocketbase/dbx"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/store"
	"onestop/hooks/appliance/vault"
	"onestop/hooks/rules/workday"
)

// orphanGrace is how long an object may lie on the backup disk before a backup names it.
const orphanGrace = 24 * time.Hour

// besides are the small files beside the data folder that belong to it: the key of the
// identity numbers, the kept heads of the trail and the authority of the HTTPS certificates.
var besides = []string{appliance.KeyEnding, ".heads", ".ca"}

// Run makes a backup and keeps what became of it for Status. The house may be served
// meanwhile, by this process or another.
func (b *Backups) Run(ctx context.Context) (Result, error) {
	if _, err := b.aimed(); err != nil { // which the lock would say less well
		return Result{}, err
	}
	held, err := b.lock()
	if err != nil {
		return Result{}, err
	}
	defer held.Close()
	s, err := b.aimed() // somebody may have named another place meanwhile
	if err != nil {
		return Result{}, err
	}
	result := Result{At: b.Now()}
	err = b.run(ctx, s, &result)
	result.Seconds = b.Now().Sub(result.At).Seconds()
	if ctx.Err() != nil {
		return result, ctx.Err() // the house closed; the next start makes up for it
	}
	return result, errors.Join(err, b.noteBackup(result, err))
}

func (b *Backups) run(ctx context.Context, s *settings, result *Result) error {
	if b.Over != nil {
		if err := b.Over(ctx); err != nil {
			return err
		}
	}
	store, err := b.open(ctx, s)
	if err != nil {
		return err
	}
	if err := b.claimed(store, s.Target, s, false); err != nil {
		return err
	}
	writing, err := store.Begin(s.Keys)
	if err != nil {
		return err
	}
	work := b.place(workName)
	if err := errors.Join(os.RemoveAll(work), os.MkdirAll(work, 0o700)); err != nil {
		return err
	}
	defer os.RemoveAll(work) // what stays is removed by the next backup
	m := &vault.Manifest{At: result.At.UTC(), Version: b.Version, Beside: map[string][]byte{}}
	if err := b.readBeside(m); err != nil { // before the database: no kept head is ahead of its trail
		return err
	}
	if err := b.holdsKey(m); err != nil {
		return err
	}
	copied := filepath.Join(work, "data.db")
	if err := appliance.CopyDatabase(ctx, filepath.Join(b.Dir, "data.db"), copied); err != nil {
		return err
	}
	if err := b.fill(ctx, writing, m, copied, result); err != nil {
		return err
	}
	if err := writing.Commit(m); err != nil {
		return b.taken(err, s.Target)
	}
	result.Seq, result.Database, result.Written = m.Seq, m.Database.Size, writing.Bytes()
	b.warn(store, s, writing.Last, m, result)
	return nil
}

// readBeside takes the small files beside the folder along.
func (b *Backups) readBeside(m *vault.Manifest) error {
	for _, ending := range besides {
		content, err := os.ReadFile(filepath.Clean(b.Dir) + ending)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		m.Beside[ending] = content
	}
	return nil
}

// fill puts the copied database and the files that it names on the disk.
func (b *Backups) fill(ctx context.Context, w *vault.Writing, m *vault.Manifest, copied string, result *Result) error {
	var records []store.Named
	var files store.Files
	err := examined(ctx, copied, "quick_check", func(db *dbx.DB, tables []store.Table, counts map[string]int64) (err error) {
		m.Counts = counts
		if err := b.keyFits(m, db); err != nil {
			return err
		}
		if records, err = store.AllNamed(db, tables); err != nil {
			return err
		}
		if files, err = store.Of(b.Dir, db); err != nil {
			return err
		}
		if m.Migrations, err = migrationsOf(db); err != nil {
			return err
		}
		m.Trail, err = trailOf(db)
		return err
	})
	if err != nil {
		return err
	}
	if m.Database, err = putDatabase(ctx, w, copied); err != nil {
		return err
	}
	return b.putFiles(ctx, filing{files, w, m}, records, result)
}

// putDatabase stores the copied database, compressed.
func putDatabase(ctx context.Context, w *vault.Writing, path string) (vault.Database, error) {
	file, err := os.Open(path)
	if err != nil {
		return vault.Database{}, err
	}
	defer file.Close()
	d, sum := vault.Database{}, sha256.New()
	d.Object, err = w.Put(func(dst io.Writer) error {
		packed, err := gzip.NewWriterLevel(dst, gzip.BestSpeed)
		if err != nil {
			return err
		}
		d.Size, err = io.Copy(packed, io.TeeReader(patient{ctx, file}, sum))
		return errors.Join(err, packed.Close())
	})
	d.Sum = hex.EncodeToString(sum.Sum(nil))
	return d, err
}

// patient ends reading when the house closes.
type patient struct {
	ctx context.Context
	io.Reader
}

func (p patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.Reader.Read(b)
}

// warn notes what somebody should look after although the backup was made, and clears old
// backups away.
func (b *Backups) warn(store *vault.Store, s *settings, last vault.Entry, m *vault.Manifest, result *Result) {
	add := func(err error) { result.Warnings = append(result.Warnings, refusal.Of(err)) }
	if same, err := sameDisk(b.Dir, s.Target); err == nil && same {
		add(ErrSameDisk)
	}
	if m.At.Before(last.At.Add(-5 * time.Minute)) {
		add(refusal.New("The clock of this machine is behind the backup before (%[1]s). Set it right.", "本机时钟早于上一份备份的时间（%[1]s），请校准时钟。", workday.Minute(last.At)))
	}
	if n := len(m.Missing); n > 0 {
		add(refusal.New("%[1]s missing from the data folder, the first is %[2]s. Restore from an earlier backup.", "数据文件夹缺少 %[1]d 个文件，例如 %[2]s。请从较早的备份中恢复。", refusal.Many{N: n, One: "file is", More: "files are"}, m.Missing[0]))
	}
	if _, _, err := store.Prune(b.Now(), orphanGrace); err != nil {
		add(b.taken(err, s.Target))
	}
}
