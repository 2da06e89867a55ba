package backup

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/tools/filesystem"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/store"
	"onestop/hooks/appliance/vault"
)

// farewell is for how long the end of the house waits for a storage at most.
const farewell = time.Second

// bucket is a shelf of backups in an object storage. What it fails with is in words.
type bucket struct {
	store.Bucket
	ctx  context.Context // with which whatever is under way there ends
	root string          // before all names
	work string          // a folder on this machine for what is on its way
}

var _ vault.Shelf = bucket{}

// inBucket is the shelf of a name at a target, "" for the target itself.
func inBucket(ctx context.Context, target, name, work string) (bucket, error) {
	p, keys, err := placeOf(target)
	if err != nil {
		return bucket{}, err
	}
	return bucket{store.InBucket(p, keys, ""), ctx, path.Join(p.Prefix, name), work}, nil
}

func (b bucket) key(name string) string { return path.Join(b.root, name) }

// usable refuses a bucket that holds the files of a house, or in which nothing can be stored,
// read and removed.
func (b bucket) usable() error {
	if said, err := b.Claimed(b.ctx); err != nil {
		return store.Said(err)
	} else if said != "" {
		return errOfFiles
	}
	const name = "try"
	err := b.Put(func(dst io.Writer) error {
		_, err := io.WriteString(dst, name)
		return err
	}, func() string { return name })
	if err != nil {
		return err
	}
	return b.Remove(name)
}

// Open reads a thing.
func (b bucket) Open(name string) (io.ReadCloser, error) {
	in, _, err := b.Bucket.Open(b.ctx, b.key(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fs.ErrNotExist
	}
	if err != nil {
		return nil, store.Said(err)
	}
	return inWords{in}, nil
}

// inWords says in words what reading fails with.
type inWords struct{ io.ReadCloser }

func (w inWords) Read(p []byte) (int, error) {
	n, err := w.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = store.Said(err)
	}
	return n, err
}

// Put writes a thing into a file on this machine first, because its name is that of the whole,
// and what is sent can be sent again.
func (b bucket) Put(fill func(io.Writer) error, name func() string) error {
	if err := os.MkdirAll(b.work, 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(b.work, "sent-")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) // what stays goes with the folder
	err = fill(temp)
	size, seekErr := temp.Seek(0, io.SeekEnd)
	if err = errors.Join(err, seekErr, temp.Close()); disk.Full(err) {
		return refusal.New("There is no room on this machine for what is on its way to the backups. Free some room.", "本机磁盘已满，无法准备要上传的备份。请腾出空间。")
	}
	if err != nil {
		return err
	}
	key := b.key(name())
	return store.Said(b.soon(func() error { return b.send(temp.Name(), key, size) }))
}

// soon does something that ends with the context, within the farewell: of what is sent in parts the
// storage is still told to drop those that it has, and it may keep silent.
func (b bucket) soon(do func() error) error {
	done := make(chan error, 1)
	go func() { done <- do() }()
	select {
	case err := <-done:
		return err
	case <-b.ctx.Done():
	}
	select {
	case err := <-done:
		return err
	case <-time.After(farewell):
		return b.ctx.Err()
	}
}

// send stores a file and asks whether it is there whole.
func (b bucket) send(from, key string, size int64) error {
	fsys, err := b.System(b.ctx)
	if err != nil {
		return err
	}
	file, err := filesystem.NewFileFromPath(from)
	if err != nil {
		return err
	}
	file.OriginalName = path.Base(key)
	if err := fsys.UploadFile(file, key); err != nil {
		return err
	}
	there, err := fsys.Attributes(key)
	if err == nil && there.Size != size {
		err = &store.Fault{Kind: store.Away, Said: "it has not kept what it took"}
	}
	return err
}

// List are the things below a folder.
func (b bucket) List(folder string) ([]vault.Thing, error) {
	fsys, err := b.System(b.ctx)
	if err != nil {
		return nil, err
	}
	root := b.key(folder) + "/"
	objects, err := fsys.List(root)
	if err != nil {
		return nil, store.Said(err)
	}
	list := make([]vault.Thing, 0, len(objects))
	for _, o := range objects {
		list = append(list, vault.Thing{Name: strings.TrimPrefix(o.Key, root), Size: o.Size, At: o.ModTime})
	}
	return list, nil
}

// Remove takes a thing away; it may be gone already.
func (b bucket) Remove(name string) error {
	return store.Said(b.Bucket.Remove(b.ctx, b.key(name)))
}

// Settle has nothing to wait for: what a storage says that it keeps, it keeps.
func (bucket) Settle(...string) error { return nil }

// Sweep finds nothing: what was not stored whole is not there.
func (bucket) Sweep() error { return nil }
