package backup

import (
	"archive/tar"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// listing is everything below a folder with its content, without lock files and the disk.
func listing(t *testing.T, root string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == "disk":
			return fs.SkipDir
		case strings.HasSuffix(d.Name(), ".restore.lock") || d.Name() == ".lock":
			return nil
		case d.IsDir():
			fmt.Fprintln(&b, path)
			return nil
		}
		content, err := os.ReadFile(path)
		fmt.Fprintf(&b, "%s %x\n", path, sha256.Sum256(content))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// tarOf is a pack with one file of a name.
func tarOf(dst io.Writer, name string) error {
	w := tar.NewWriter(dst)
	if err := w.WriteHeader(&tar.Header{Name: name, Typeflag: tar.TypeReg, Size: 1}); err != nil {
		return err
	}
	if _, err := w.Write([]byte("x")); err != nil {
		return err
	}
	return w.Close()
}
