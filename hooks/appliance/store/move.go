package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/refusal"
)

// movers is how many files are moved at once: most of the time is spent waiting.
const movers = 8

// Move takes the files of a house, which nobody serves, to another place. Each is read back
// and compared with the one that it was read from, byte by byte through a digest, before the
// house changes over; only then do those go that lay in the place before. A move that was cut
// off goes on where it stopped.
type Move struct {
	App  core.App
	To   *Place // the bucket, nil: the disk
	Keep bool   // leave the files where they were, too
	Tell func(done, all int)
}

// Moved is what became of a move.
type Moved struct {
	Files   int   // that are in the new place
	Sent    int   // of them, those that were not there already
	Bytes   int64 // of all of them
	Missing []string
	Left    error // why what lay in the old place was not removed; nil where it was
}

// settled is where files can be moved to.
type settled interface {
	Files
	Settle(core.App) error
	empty(ctx context.Context) error
}

// Run moves.
func (m *Move) Run(ctx context.Context) (*Moved, error) {
	from, err := For(m.App)
	if err != nil {
		return nil, err
	}
	to, err := m.target(ctx)
	if err != nil {
		return nil, err
	}
	left, err := m.leaving(ctx, from, to)
	if err != nil {
		return nil, err
	}
	again := same(from, to)
	switch disk := OnDisk(m.App.DataDir()); {
	case again && left != nil: // cut off while it emptied a bucket
		from, left = left, nil
	case again && m.To != nil && disk.any(): // while it emptied the disk
		from = disk
	case again:
		return nil, refusal.New("The files of this house are there already.", "文件已经在那里了。")
	}
	keys, err := m.keys()
	if err != nil {
		return nil, err
	}
	out, err := m.carry(ctx, from, to, keys)
	if err != nil {
		return nil, Said(err)
	}
	if again {
		out.Missing = nil // from the old place they have gone already
	}
	if d, ok := to.(Disk); ok && len(keys) > 0 {
		if err := disk.SyncTree(d.root); err != nil {
			return nil, err
		}
	}
	if !m.Keep {
		if err := m.remember(from); err != nil {
			return nil, err
		}
	}
	if err := to.Settle(m.App); err != nil {
		return nil, err
	}
	if left != nil {
		out.Left = Said(left.empty(ctx))
	}
	if !m.Keep {
		out.Left = errors.Join(out.Left, m.vacate(ctx, from.(settled)))
	}
	return out, nil
}

// leavingName is, in the data folder, the note of the bucket that the house has left and that is
// to be emptied. It stands beside the database and not in it: a restored house leaves the bucket
// alone of the house that it was copied from.
const leavingName = ".leaving-bucket.json"

func (m *Move) note() string { return filepath.Join(m.App.DataDir(), leavingName) }

// leaving is the bucket that an earlier move was cut off from emptying, nil where there is none.
// One that was emptied but for the note, or where the files are or go now, is none.
func (m *Move) leaving(ctx context.Context, from, to Files) (settled, error) {
	text, err := os.ReadFile(m.note())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // the usual case
	}
	if err != nil {
		return nil, err
	}
	var p Place
	if err := json.Unmarshal(text, &p); err != nil {
		return nil, fmt.Errorf("%s: %w", m.note(), err)
	}
	keys, err := Credentials()
	if err != nil {
		return nil, err
	}
	house, err := houseIn(m.App.DB())
	if err != nil {
		return nil, err
	}
	b := InBucket(p, keys, house)
	said, err := b.Claimed(ctx)
	if f, ok := FaultOf(err); ok && f.Kind == Gone {
		err = nil
	}
	if err != nil {
		return nil, Said(err)
	}
	if said == "" || same(from, b) || same(to, b) {
		return nil, os.Remove(m.note())
	}
	return b, nil
}

// remember notes that a bucket is about to be left, before the house changes over.
func (m *Move) remember(from Files) error {
	b, ok := from.(Bucket)
	if !ok {
		return nil
	}
	text, err := json.Marshal(b.place)
	if err != nil {
		return err
	}
	return disk.WriteFile(m.note(), text)
}

// vacate empties the old place and then forgets that it was one.
func (m *Move) vacate(ctx context.Context, old settled) error {
	err := old.empty(ctx)
	if _, ok := old.(Bucket); ok && err == nil {
		err = os.Remove(m.note())
	}
	return Said(err)
}

// target is the place to move to, which takes files from this house.
func (m *Move) target(ctx context.Context) (settled, error) {
	if m.To == nil {
		return OnDisk(m.App.DataDir()), nil
	}
	if m.To.Prefix != "" {
		return nil, noPrefix(m.To.Prefix)
	}
	b, err := Claim(ctx, m.App, *m.To)
	return b, err
}

func noPrefix(prefix string) error {
	return refusal.New("The files of a house want a bucket for themselves: name it without %[1]q.", "文件需要单独的存储桶：请去掉路径 %[1]q。", prefix)
}

func same(a, b Files) bool {
	one, ok := a.(Bucket)
	two, too := b.(Bucket)
	return ok == too && (!ok || one.place == two.place)
}

// keys are those of all files that records name.
func (m *Move) keys() ([]string, error) {
	tables, err := Tables(m.App.DB())
	if err != nil {
		return nil, err
	}
	records, err := AllNamed(m.App.DB(), tables)
	var keys []string
	for _, r := range records {
		for _, name := range r.Names {
			keys = append(keys, r.Folder()+"/"+name)
		}
	}
	return keys, err
}

// carry brings the files over by several hands and stops at the first failure.
func (m *Move) carry(ctx context.Context, from, to Files, keys []string) (*Moved, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var (
		next, done atomic.Int64
		mu         sync.Mutex
		running    sync.WaitGroup
	)
	out := &Moved{}
	for range movers {
		running.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(keys)) && ctx.Err() == nil; i = next.Add(1) - 1 {
				sent, bytes, err := carryOne(ctx, from, to, keys[i])
				mu.Lock()
				switch {
				case errors.Is(err, fs.ErrNotExist):
					out.Missing = append(out.Missing, keys[i])
				case err != nil:
					stop(fmt.Errorf("%s: %w", keys[i], err))
				default:
					out.Files, out.Sent, out.Bytes = out.Files+1, out.Sent+sent, out.Bytes+bytes
				}
				mu.Unlock()
				if m.Tell != nil {
					m.Tell(int(done.Add(1)), len(keys))
				}
			}
		})
	}
	running.Wait()
	return out, context.Cause(ctx)
}

// carryOne brings one file over, unless the same one is there, and reads it back. It fails with
// fs.ErrNotExist for a file that is in neither place.
func carryOne(ctx context.Context, from, to Files, key string) (sent int, bytes int64, err error) {
	want, bytes, err := digest(ctx, from, key)
	if err != nil {
		return 0, 0, err
	}
	there, _, err := digest(ctx, to, key)
	if err == nil && there == want {
		return 0, bytes, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, 0, err
	}
	if err := send(ctx, from, to, key); err != nil {
		return 0, 0, err
	}
	there, _, err = digest(ctx, to, key)
	if err == nil && there != want {
		err = errors.New("the storage gives back another file than it took")
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = errors.New("the storage has not kept the file")
	}
	return 1, bytes, err
}

// send takes a file along with its attributes, as PocketBase does.
func send(ctx context.Context, from, to Files, key string) error {
	source, err := from.System(ctx)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := to.System(ctx)
	if err != nil {
		return err
	}
	defer target.Close()
	file, err := source.GetReuploadableFile(key, true)
	if err != nil {
		return err
	}
	return target.UploadFile(file, key)
}

// digest reads a whole file.
func digest(ctx context.Context, files Files, key string) (sum [sha256.Size]byte, bytes int64, err error) {
	in, _, err := files.Open(ctx, key)
	if err != nil {
		return sum, 0, err
	}
	defer in.Close()
	h := sha256.New()
	bytes, err = io.Copy(h, in)
	h.Sum(sum[:0])
	return sum, bytes, err
}

// any tells whether something lies on the disk.
func (d Disk) any() bool {
	entries, err := os.ReadDir(d.root)
	return err == nil && len(entries) > 0
}

// empty takes all files off the disk.
func (d Disk) empty(context.Context) error {
	return errors.Join(os.RemoveAll(d.root), os.MkdirAll(d.root, 0o700))
}

// empty takes all objects out of the bucket, its claim last.
func (b Bucket) empty(ctx context.Context) error {
	if err := b.Ours(ctx); err != nil {
		return err
	}
	fsys, err := b.System(ctx)
	if err != nil {
		return err
	}
	objects, err := fsys.List("")
	if err != nil {
		return err
	}
	for _, o := range objects {
		if o.Key == claimName {
			continue
		}
		if err := b.Remove(ctx, o.Key); err != nil {
			return err
		}
	}
	return b.Remove(ctx, claimName)
}
