package backup

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/vault"
)

const (
	drilledFiles = 200              // restored and read back at least, where there are as many
	drillLimit   = 10 * time.Minute // after which no further record is opened
)

// Drill restores the newest backup into a folder of its own and throws that away: the
// database whole, at least 200 files drawn by chance, all others decrypted and compared as
// far as ten minutes go, and the house looks over what came out. The phrase is the one kept
// on this machine, or the one given.
func (b *Backups) Drill(ctx context.Context, identity *vault.Identity) (Drill, error) {
	s, err := b.aimed()
	if err != nil {
		return Drill{}, err
	}
	if identity == nil {
		if identity, err = b.identity(); err != nil {
			return Drill{}, err
		}
	}
	held, err := b.lock()
	if err != nil {
		return Drill{}, err
	}
	defer held.Close()
	drill := Drill{At: b.Now()}
	err = b.drill(ctx, s, identity, &drill)
	drill.Seconds = b.Now().Sub(drill.At).Seconds()
	if ctx.Err() != nil {
		return drill, ctx.Err() // the house closed
	}
	return drill, errors.Join(err, b.noteDrill(drill, err))
}

func (b *Backups) drill(ctx context.Context, s *settings, identity *vault.Identity, d *Drill) error {
	store, err := b.open(ctx, s)
	if err != nil {
		return err
	}
	entries, err := store.Entries()
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		return refusal.New("There is no backup to try yet.", "还没有可供演练的备份。")
	}
	m, err := store.Load(identity, entries[len(entries)-1])
	if err != nil {
		return err
	}
	d.Backup, d.Seq, d.Records = m.At, m.Seq, len(m.Records)
	if err := store.Whole(m); err != nil {
		return err
	}
	work := b.place(workName)
	if err := errors.Join(os.RemoveAll(work), os.MkdirAll(work, 0o700)); err != nil {
		return err
	}
	defer os.RemoveAll(work) // what stays is removed by the next backup
	if err := appliance.RoomFor(filepath.Join(work, "x"), m.Database.Size*2); err != nil {
		return err
	}
	return b.tryOut(ctx, &extraction{store: store, identity: identity, manifest: m, dir: filepath.Join(work, "data")}, d)
}

// tryOut restores and looks over.
func (b *Backups) tryOut(ctx context.Context, x *extraction, d *Drill) error {
	if err := x.open(ctx); err != nil {
		return err
	}
	if _, ok := x.manifest.Beside[appliance.KeyEnding]; !ok {
		return NewBadKey("There is no key in it.", "其中没有密钥。")
	}
	began := b.Now()
	for _, i := range rand.Perm(len(x.manifest.Records)) {
		r := x.manifest.Records[i]
		if d.Files < drilledFiles {
			n, err := x.record(ctx, r)
			if err != nil {
				return err
			}
			d.Files, d.Opened = d.Files+n, d.Opened+1
			continue
		}
		if b.Now().Sub(began) > drillLimit {
			break
		}
		if err := errors.Join(ctx.Err(), x.store.Get(x.identity, r.Object, io.Discard)); err != nil {
			return err
		}
		d.Opened++
	}
	if b.Inspect == nil {
		return nil
	}
	return Inside(x.dir, func(app core.App) error { return b.Inspect(app) })
}
