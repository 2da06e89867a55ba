package vault

import (
	"archive/tar"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"onestop/hooks/appliance/refusal"
)

// attrsExt is what PocketBase appends to a file's name for its attributes.
const attrsExt = ".attrs"

// forbidden are the signs that no name may have on Windows.
var forbidden = regexp.MustCompile(`[\x00-\x1f/\\:*?"<>|]`)

// reserved are names that Windows takes for devices.
var reserved = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)`)

// plainName tells whether a name is that of a file in its folder and nothing else, on
// Windows, too.
func plainName(name string) bool {
	return name != "" && len(name) <= 255 && filepath.IsLocal(name) && !forbidden.MatchString(name) &&
		!reserved.MatchString(name) && !strings.HasSuffix(name, ".")
}

// Opener opens a file by its name and tells its size in bytes and the time of its last change;
// fs.ErrNotExist where there is none.
type Opener func(name string) (file io.ReadCloser, size int64, at time.Time, err error)

// Pack writes files, each with its attributes, as a tar.
func Pack(dst io.Writer, names []string, open Opener) error {
	w := tar.NewWriter(dst)
	for _, name := range names {
		for _, part := range []string{name, name + attrsExt} {
			err := packFile(w, part, open)
			if part != name && errors.Is(err, fs.ErrNotExist) {
				continue // a file without attributes is served all the same
			}
			if err != nil {
				return err
			}
		}
	}
	return w.Close()
}

func packFile(w *tar.Writer, name string, open Opener) error {
	file, size, at, err := open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := w.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o600, ModTime: at, Format: tar.FormatPAX}); err != nil {
		return err
	}
	_, err = io.Copy(w, file)
	return err
}

// Unpack writes the files of a tar that Pack made into a folder and answers their number
// without attributes. It takes plain files of the given names only.
func Unpack(src io.Reader, folder string, names []string) (files int, err error) {
	for r := tar.NewReader(src); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return files, Unreadable(err)
		}
		own := slices.Contains(names, header.Name)
		if header.Typeflag != tar.TypeReg || !plainName(header.Name) || !own && !slices.ContainsFunc(names, func(n string) bool { return n+attrsExt == header.Name }) {
			return files, refusal.New("This backup holds %[1]q, which does not belong there. Nothing was restored.", "这份备份里有不该有的内容（%[1]q），没有恢复任何数据。", header.Name)
		}
		if err := unpackFile(r, header, folder); err != nil {
			return files, err
		}
		if own {
			files++
		}
	}
}

// Unreadable says in words that something in a backup is not what it should be, unless the
// error says already what is wrong.
func Unreadable(err error) error {
	if _, known := errors.AsType[refusal.Refusal](err); known || errors.Is(err, context.Canceled) {
		return err
	}
	return refusal.New("This backup cannot be read (%[1]v). Take another backup.", "这份备份无法读取（%[1]v），请换另一份备份。", err)
}

func unpackFile(r io.Reader, header *tar.Header, folder string) error {
	path := filepath.Join(folder, header.Name)
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, r)
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	return os.Chtimes(path, header.ModTime, header.ModTime)
}
