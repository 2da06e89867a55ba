package replica

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"path"
	"time"

	"github.com/benbjohnson/litestream"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	"github.com/superfly/ltx"

	"onestop/hooks/appliance/store"
)

// objects are the pages of one tenure in a bucket, which Litestream reads and writes by the way
// that the files of a house go: its own would make the program nine megabytes larger.
type objects struct {
	bucket store.Bucket
	root   string
}

var _ litestream.ReplicaClient = (*objects)(nil)

// Type is what Litestream calls the place in its own words.
func (*objects) Type() string { return "s3" }

// Init has nothing to open.
func (*objects) Init(context.Context) error { return nil }

// SetLogger is there for Litestream; what fails is told by errors.
func (*objects) SetLogger(*slog.Logger) {}

// LTXFiles are the pages of a level from a transaction on, in order. Their times are those
// of the storage.
func (o *objects) LTXFiles(ctx context.Context, level int, seek ltx.TXID, _ bool) (ltx.FileIterator, error) {
	fsys, err := o.bucket.System(ctx)
	if err != nil {
		return nil, err
	}
	list, err := fsys.List(litestream.LTXLevelDir(o.root, level) + "/")
	if err != nil {
		return nil, err
	}
	infos := make([]*ltx.FileInfo, 0, len(list))
	for _, object := range list {
		first, last, err := ltx.ParseFilename(path.Base(object.Key))
		if err != nil || first < seek {
			continue // none of ours, or before
		}
		infos = append(infos, &ltx.FileInfo{Level: level, MinTXID: first, MaxTXID: last, Size: object.Size, CreatedAt: object.ModTime.UTC()})
	}
	return ltx.NewFileInfoSliceIterator(infos), nil
}

// OpenLTXFile reads pages from an offset on; size 0 is to the end. fs.ErrNotExist where there
// are none.
func (o *objects) OpenLTXFile(ctx context.Context, level int, first, last ltx.TXID, offset, size int64) (io.ReadCloser, error) {
	key := litestream.LTXFilePath(o.root, level, first, last)
	fsys, err := o.bucket.System(ctx)
	if err != nil {
		return nil, err
	}
	in, err := fsys.GetReader(key)
	if errors.Is(err, filesystem.ErrNotFound) {
		err = fs.ErrNotExist
	}
	if err != nil {
		return nil, litestream.NewLTXError("open", key, level, uint64(first), uint64(last), err)
	}
	if offset > 0 {
		if _, err := in.Seek(offset, io.SeekStart); err != nil {
			return nil, errors.Join(err, in.Close())
		}
	}
	if size <= 0 {
		return in, nil
	}
	return struct {
		io.Reader
		io.Closer
	}{io.LimitReader(in, size), in}, nil
}

// WriteLTXFile stores pages; what it answers is in the storage.
func (o *objects) WriteLTXFile(ctx context.Context, level int, first, last ltx.TXID, r io.Reader) (*ltx.FileInfo, error) {
	key := litestream.LTXFilePath(o.root, level, first, last)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	fsys, err := o.bucket.System(ctx)
	if err != nil {
		return nil, err
	}
	content, err := rewindable(r)
	if err != nil {
		return nil, err
	}
	content.broken = stop // else the platform stores what came so far, under the name of the whole
	head, _, err := ltx.PeekHeader(bytes.NewReader(content.head))
	if err != nil {
		return nil, fmt.Errorf("the pages begin with no header: %w", err)
	}
	if err := fsys.UploadFile(&filesystem.File{Reader: content, Name: path.Base(key), OriginalName: path.Base(key)}, key); err != nil {
		return nil, err
	}
	return &ltx.FileInfo{Level: level, MinTXID: first, MaxTXID: last, Size: content.read, CreatedAt: time.UnixMilli(head.Timestamp).UTC()}, nil
}

// DeleteLTXFiles deletes pages; they may be gone already.
func (o *objects) DeleteLTXFiles(ctx context.Context, list []*ltx.FileInfo) error {
	for _, info := range list {
		if err := o.bucket.Remove(ctx, litestream.LTXFilePath(o.root, info.Level, info.MinTXID, info.MaxTXID)); err != nil {
			return err
		}
	}
	return nil
}

// DeleteAll deletes the pages of the tenure.
func (o *objects) DeleteAll(ctx context.Context) error {
	fsys, err := o.bucket.System(ctx)
	if err != nil {
		return err
	}
	return errors.Join(fsys.DeletePrefix(o.root + "/")...)
}

// headMost is how much of what is sent is read ahead, in bytes: PocketBase looks at the
// beginning before it sends, and what is sent cannot be read twice.
const headMost = 64 << 10

// rewound is a stream that can go back to its beginning as long as nobody read beyond its head.
type rewound struct {
	head []byte
	rest io.Reader
	at   int
	read int64 // of all, when it was sent

	broken func() // is told when the rest breaks off
}

func rewindable(r io.Reader) (*rewound, error) {
	head, err := io.ReadAll(io.LimitReader(r, headMost))
	return &rewound{head: head, rest: r, broken: func() {}}, err
}

// Open answers the stream itself: it is read once.
func (w *rewound) Open() (io.ReadSeekCloser, error) { return w, nil }

// Read reads on.
func (w *rewound) Read(b []byte) (n int, err error) {
	if w.at < len(w.head) {
		n = copy(b, w.head[w.at:])
		w.at += n
	} else {
		n, err = w.rest.Read(b)
		if err != nil && !errors.Is(err, io.EOF) {
			w.broken()
		}
	}
	w.read += int64(n)
	return n, err
}

// Seek goes back to the beginning, and nowhere else.
func (w *rewound) Seek(offset int64, whence int) (int64, error) {
	if offset != 0 || whence != io.SeekStart || w.read > int64(len(w.head)) {
		return 0, errors.New("a stream that is sent goes back to its beginning only, and not from beyond its head")
	}
	w.at, w.read = 0, 0
	return 0, nil
}

// Close has nothing to close.
func (*rewound) Close() error { return nil }
