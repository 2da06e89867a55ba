package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	"github.com/pocketbase/pocketbase/tools/filesystem/blob"
	"github.com/pocketbase/pocketbase/tools/security"
)

// claimName is the object in which a bucket says whose it is.
const claimName = "onestop-house"

// tryFolder is where a bucket is tried.
const tryFolder = "onestop-try/"

// bucketLag is how far the clock of a storage may be off: further apart than a quarter of an
// hour it takes no request.
const bucketLag = time.Hour

// Bucket are the files in an object storage.
type Bucket struct {
	place Place
	keys  Keys
	house string // whose files they are
}

// InBucket are the files of a house in a bucket.
func InBucket(p Place, k Keys, house string) Bucket {
	lineTo(p)
	return Bucket{p, k, house}
}

// System is PocketBase's own way to the files.
func (b Bucket) System(ctx context.Context) (*filesystem.System, error) {
	fsys, err := filesystem.NewS3(b.place.Bucket, b.place.Region, b.place.Endpoint, b.keys.Key, b.keys.Secret, !b.place.Host)
	if err == nil {
		fsys.SetContext(ctx)
	}
	return fsys, err
}

// absent is an error as those of a disk are.
func absent(err error) error {
	if errors.Is(err, filesystem.ErrNotFound) {
		return errors.Join(err, fs.ErrNotExist)
	}
	return err
}

// Open reads a file. The attributes are given in the form in which they would lie on a disk.
func (b Bucket) Open(ctx context.Context, key string) (io.ReadCloser, Info, error) {
	fsys, err := b.System(ctx)
	if err != nil {
		return nil, Info{}, err
	}
	if of, ok := strings.CutSuffix(key, attrsExt); ok {
		a, err := fsys.Attributes(of)
		if err != nil {
			return nil, Info{}, absent(err)
		}
		text, err := attrsOf(a)
		return io.NopCloser(bytes.NewReader(text)), Info{int64(len(text)), a.ModTime}, err
	}
	in, err := fsys.GetReader(key)
	if err != nil {
		return nil, Info{}, absent(err)
	}
	return in, Info{in.Size(), in.ModTime()}, nil
}

// attrsOf are attributes as PocketBase keeps them beside a file on a disk.
func attrsOf(a *blob.Attributes) ([]byte, error) {
	return json.Marshal(struct {
		ContentType string            `json:"user.content_type"`
		Metadata    map[string]string `json:"user.metadata"`
		MD5         []byte            `json:"md5"`
	}{a.ContentType, a.Metadata, a.MD5})
}

// Has tells whether there is a file. That there is none is believed only in words.
func (b Bucket) Has(ctx context.Context, key string) (bool, error) {
	fsys, err := b.System(ctx)
	if err != nil {
		return false, err
	}
	if there, err := fsys.Exists(key); err == nil && there {
		return true, nil
	}
	in, _, err := b.Open(ctx, key)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, in.Close()
}

// Folders are the records of a collection of which something is stored.
func (b Bucket) Folders(ctx context.Context, collection string) ([]Folder, error) {
	fsys, err := b.System(ctx)
	if err != nil {
		return nil, err
	}
	objects, err := fsys.List(strings.TrimRight(collection, "/") + "/")
	if err != nil {
		return nil, err
	}
	var list []Folder
	inside := map[string][]Entry{}
	for _, o := range objects {
		id, rest, ok := strings.Cut(strings.TrimPrefix(o.Key, strings.TrimRight(collection, "/")+"/"), "/")
		if !ok || rest == "" {
			continue // none of PocketBase's
		}
		if _, seen := inside[id]; !seen {
			list = append(list, Folder{id, func() ([]Entry, error) { return inside[id], nil }})
		}
		name, _, _ := strings.Cut(rest, "/")
		inside[id] = append(inside[id], Entry{o.Key, name, o.ModTime})
	}
	return list, nil
}

// Remove takes an object away.
func (b Bucket) Remove(ctx context.Context, key string) error {
	fsys, err := b.System(ctx)
	if err != nil {
		return err
	}
	if err := fsys.Delete(key); err != nil && !errors.Is(err, filesystem.ErrNotFound) {
		return err
	}
	return nil
}

// Prune finds nothing: a bucket has no folders.
func (Bucket) Prune(string, time.Time, bool) (bool, error) { return false, nil }

// Lag is how far the clock of the storage may be off.
func (Bucket) Lag() time.Duration { return bucketLag }

// Ours fails where the bucket is another's.
func (b Bucket) Ours(ctx context.Context) error {
	said, err := b.Claimed(ctx)
	if err == nil && (said == "" || said != b.house) {
		return errForeign
	}
	return err
}

// Claimed is whose the bucket says that it is, "" where it says nothing.
func (b Bucket) Claimed(ctx context.Context) (string, error) {
	in, _, err := b.Open(ctx, claimName)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	defer in.Close()
	text, err := io.ReadAll(io.LimitReader(in, 100))
	return strings.TrimSpace(string(text)), err
}

// claim makes an empty bucket that of the house; it may be so already. A bucket that cannot be
// read is not written to.
func (b Bucket) claim(ctx context.Context) error {
	said, err := b.Claimed(ctx)
	if err != nil || said == b.house {
		return err
	}
	fsys, err := b.System(ctx)
	if err != nil {
		return err
	}
	if _, err := fsys.List(tryFolder); err != nil { // the next question cannot tell a failure from something there
		return err
	}
	if said != "" || !fsys.IsEmptyDir("") {
		return errForeign
	}
	return b.sign(ctx)
}

// sign writes into a bucket whose it is.
func (b Bucket) sign(ctx context.Context) error {
	fsys, err := b.System(ctx)
	if err != nil {
		return err
	}
	return fsys.Upload([]byte(b.house+"\n"), claimName)
}

// Try does everything once that a house does in a bucket, and leaves nothing there.
func (b Bucket) Try(ctx context.Context) (err error) {
	fsys, err := b.System(ctx)
	if err != nil {
		return err
	}
	key := tryFolder + core.GenerateDefaultRandomId()
	content := security.RandomString(32)
	if err := fsys.Upload([]byte(content), key); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, fsys.Delete(key)) }()
	in, _, err := b.Open(ctx, key)
	if err != nil {
		return err
	}
	read, err := io.ReadAll(in)
	if err = errors.Join(err, in.Close()); err != nil {
		return err
	}
	if string(read) != content {
		return &Fault{Kind: Away, Said: "it gives back other bytes than it took"}
	}
	_, err = fsys.List(key)
	return err
}

// String is the place of the bucket.
func (b Bucket) String() string { return b.place.String() }

// Trouble is what the storage of a place failed with last, nil since it does not any more.
func Trouble(p Place) *Fault { return lineTo(p).last.Load() }
