package hooks

import (
	"errors"
	"io"
	"path"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	"github.com/pocketbase/pocketbase/tools/filesystem/blob"
	"github.com/pocketbase/pocketbase/tools/security"
)

// storedFile is a file of the storage that goes into the storage once more: it is read as
// it is written, because many pages are taken again in one transaction, and a whole one in
// memory would be up to 20 MB of each.
func storedFile(app core.App, key string) (*filesystem.File, error) {
	source := &storedReader{app, key}
	in, err := source.open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	name := path.Base(key)
	return &filesystem.File{Reader: source, OriginalName: name, Name: freshName(name), Size: in.Size()}, nil
}

// longestStem keeps a name that is copied again and again from growing, in bytes.
const longestStem = 80

// freshName is a name of the storage for another copy: names are never used twice.
func freshName(name string) string {
	ext := path.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	return stem[:min(len(stem), longestStem)] + "_" + security.RandomStringWithAlphabet(10, "abcdefghijklmnopqrstuvwxyz0123456789") + ext
}

// storedReader opens a file of the storage, wherever that is.
type storedReader struct {
	app core.App
	key string
}

func (r *storedReader) Open() (io.ReadSeekCloser, error) { return r.open() }

func (r *storedReader) open() (*openStored, error) {
	fsys, err := r.app.NewFilesystem()
	if err != nil {
		return nil, err
	}
	in, err := fsys.GetReader(r.key)
	if err != nil {
		return nil, errors.Join(err, fsys.Close())
	}
	return &openStored{in, fsys}, nil
}

// openStored closes its storage with the file.
type openStored struct {
	*blob.Reader
	fsys *filesystem.System
}

func (o *openStored) Close() error { return errors.Join(o.Reader.Close(), o.fsys.Close()) }
