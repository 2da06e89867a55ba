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
	"slices"
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
	Shared  bool  // the new place is the old bucket by another address: nothing was removed from it
	Left    error // why what lay in an old place was not removed; nil where it was
}

// settled is where files can be moved to.
type settled interface {
	Files
	Settle(core.App) error
	empty(ctx context.Context) error
}

// Run moves.
func (m *Move) Run(ctx context.Context) (*Moved, error) {
	files, err := For(m.App)
	if err != nil {
		return nil, err
	}
	from := files.(settled)
	to, err := m.target(ctx)
	if err != nil {
		return nil, err
	}
	left, lost, why, err := m.leaving(ctx, from, to)
	if err != nil {
		return nil, err
	}
	old, again := left, same(from, to)
	switch onDisk := OnDisk(m.App.DataDir()); {
	case !again:
		old = append([]settled{from}, left...)
	case m.To != nil && onDisk.any(): // cut off while it emptied the disk
		old = append([]settled{onDisk}, left...)
	case len(left) == 0 && why != nil:
		return nil, why
	case len(left) == 0:
		return nil, errors.Join(m.note(nil), refusal.New("The files of this house are there already.", "文件已经在那里了。"))
	}
	keys, err := m.keys()
	if err != nil {
		return nil, err
	}
	out, err := m.carry(ctx, old, to, keys)
	if err != nil {
		return nil, Said(err)
	}
	if again {
		out.Missing = nil // from the old places they have gone already
	}
	if d, ok := to.(Disk); ok && len(keys) > 0 {
		if err := disk.SyncTree(d.root); err != nil {
			return nil, err
		}
	}
	out.Left = why
	noted := slices.Concat(lost, left)
	if !m.Keep {
		noted = slices.Concat(lost, old)
	}
	if err := m.note(noted); err != nil {
		return nil, err
	}
	if err := to.Settle(m.App); err != nil {
		return nil, err
	}
	if !m.Keep {
		m.leave(ctx, out, old, from, to, noted)
	}
	return out, nil
}

// leave empties the old places, unless they are one with what is kept, and takes each that is
// done out of the note. What stays is told in out.
func (m *Move) leave(ctx context.Context, out *Moved, old []settled, from, to settled, noted []settled) {
	for _, o := range old {
		kept := []Files{to}
		if !same(o, from) {
			kept = append(kept, from)
		}
		shared, err := vacate(ctx, o, kept)
		if err == nil {
			noted = slices.DeleteFunc(noted, func(n settled) bool { return same(n, o) })
			err = m.note(noted)
		} else if b, ok := o.(Bucket); ok {
			err = m.stays(b, err)
		}
		out.Shared = out.Shared || shared && same(o, from)
		out.Left = errors.Join(out.Left, err)
	}
}

// leavingName is, in the data folder, the note of the buckets that the house has left and that
// are to be emptied. It stands beside the database and not in it: a restored house leaves the
// bucket alone of the house that it was copied from.
const leavingName = ".leaving-bucket.json"

func (m *Move) notePath() string { return filepath.Join(m.App.DataDir(), leavingName) }

// leaving are the buckets that earlier moves were cut off from emptying: left can be emptied now,
// lost cannot be asked, and why says so. One that was emptied but for the note, that is not there
// or another's by now, or where the files are or go now, is none.
func (m *Move) leaving(ctx context.Context, from, to Files) (left, lost []settled, why, err error) {
	text, err := os.ReadFile(m.notePath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil, nil
	}
	if err != nil {
		return nil, nil, nil, err
	}
	var places []Place
	if err := json.Unmarshal(text, &places); err != nil {
		return nil, nil, nil, refusal.New("%[1]s, which names the buckets that are still to be emptied, cannot be read (%[2]v). Put it aside, empty by hand what it names, and try again.",
			"无法读取 %[1]s（%[2]v），其中记有尚待清空的存储桶。请把它移走，手工清空其中所列的存储桶，然后重试。", m.notePath(), err)
	}
	house, err := houseIn(m.App.DB())
	if err != nil {
		return nil, nil, nil, err
	}
	keys, keysErr := Credentials()
	for _, p := range places {
		b := InBucket(p, keys, house)
		if same(from, b) || same(to, b) {
			continue
		}
		said, err := "", keysErr
		if err == nil {
			said, err = b.Claimed(ctx)
		}
		if f, ok := FaultOf(err); ok && f.Kind == Gone {
			continue
		}
		switch {
		case err != nil:
			lost, why = append(lost, b), errors.Join(why, m.stays(b, err))
		case said == house && house != "":
			left = append(left, b)
		}
	}
	return left, lost, why, nil
}

// stays says that a bucket which was left could not be emptied, and what to do.
func (m *Move) stays(b Bucket, err error) error {
	said := refusal.Of(Said(err))
	return refusal.Refusal{
		EN: fmt.Sprintf("The bucket %s, which this house has left, may still hold papers. The next move tries to empty it; if it, or its key, is gone for good, take it out of %s. The reason: %s", b, m.notePath(), said.EN),
		ZH: fmt.Sprintf("已迁出的存储桶 %s 里可能还有材料。下次迁移时会再清空；如果该存储桶或其密钥已不复存在，请从 %s 中删去它。原因：%s", b, m.notePath(), said.ZH),
	}
}

// note writes down which buckets are to be emptied, before the house changes over and after each.
func (m *Move) note(list []settled) error {
	places := []Place{}
	for _, o := range list {
		if b, ok := o.(Bucket); ok {
			places = append(places, b.place)
		}
	}
	if len(places) == 0 {
		if err := os.Remove(m.notePath()); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	text, err := json.Marshal(places)
	if err != nil {
		return err
	}
	return disk.WriteFile(m.notePath(), text)
}

// vacate empties an old place, unless it is one of those that are kept by another address.
func vacate(ctx context.Context, old settled, kept []Files) (shared bool, err error) {
	for _, k := range kept {
		if shared, err := oneBucket(ctx, k, old); shared || err != nil {
			return shared, err
		}
	}
	return false, old.empty(ctx)
}

// oneBucket tells whether two places are one bucket, whatever their addresses say: another name
// of the endpoint, https for http, another region or style lead to the same objects. So it is
// tried: what is written into the one is looked for in the other.
func oneBucket(ctx context.Context, a, b Files) (yes bool, err error) {
	one, ok := a.(Bucket)
	two, too := b.(Bucket)
	if !ok || !too {
		return false, nil
	}
	fsys, err := one.System(ctx)
	if err != nil {
		return false, err
	}
	key := tryFolder + core.GenerateDefaultRandomId()
	if err := fsys.Upload([]byte(key), key); err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, one.Remove(ctx, key)) }()
	return two.Has(ctx, key)
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

// carry brings the files over by several hands and stops at the first failure. Each is taken from
// the first of the old places that has it.
func (m *Move) carry(ctx context.Context, old []settled, to Files, keys []string) (*Moved, error) {
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
				sent, bytes, err := carryOne(ctx, old, to, keys[i])
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
// fs.ErrNotExist for a file that is in none of the old places.
func carryOne(ctx context.Context, old []settled, to Files, key string) (sent int, bytes int64, err error) {
	var from Files
	var want [sha256.Size]byte
	for _, from = range old {
		if want, bytes, err = digest(ctx, from, key); !errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
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
