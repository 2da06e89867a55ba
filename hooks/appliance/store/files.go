package store

import (
	"context"
	"io"
	"time"

	"github.com/pocketbase/pocketbase/tools/filesystem"

	"onestop/hooks/appliance/refusal"
)

// Files are the files of a house, wherever they are. Keys are collection/record/name.
type Files interface {
	// System is PocketBase's own way to them.
	System(ctx context.Context) (*filesystem.System, error)

	// Open reads a file, or the attributes beside it under its name and .attrs;
	// fs.ErrNotExist where there is none.
	Open(ctx context.Context, key string) (io.ReadCloser, Info, error)

	// Has tells whether there is a file.
	Has(ctx context.Context, key string) (bool, error)

	// Folders are the records of a collection of which something is stored.
	Folders(ctx context.Context, collection string) ([]Folder, error)

	// Remove takes away whatever lies under a key.
	Remove(ctx context.Context, key string) error

	// Prune takes the folder of a record away, from which everything was removed, or that has
	// been empty since before. It tells whether there was one.
	Prune(key string, before time.Time, emptied bool) (bool, error)

	// Lag is how far the times of files may be off the clock of this machine.
	Lag() time.Duration

	// Ours fails where the files are not those of this house, so that nothing may be removed.
	Ours(ctx context.Context) error
}

// Info is what is known of a file before it is read.
type Info struct {
	Size int64
	At   time.Time // of its last change
}

// Folder is what is stored of one record.
type Folder struct {
	ID      string
	Entries func() ([]Entry, error)
}

// Entry is something in the folder of a record.
type Entry struct {
	Key, Name string
	At        time.Time
}

// attrsExt is what PocketBase appends, on a disk, to the name of a file for its attributes.
const attrsExt = ".attrs"

// errForeign says that a bucket belongs to another house.
var errForeign = refusal.New("This bucket holds the files of another house, or something else. Name an empty bucket that nobody else uses.",
	"这个存储桶里有其他系统的文件。请使用一个没有其他用途的空存储桶。")
