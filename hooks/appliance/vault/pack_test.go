package vault

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// inFolder opens the files of a folder.
func inFolder(dir string) Opener {
	return func(name string) (io.ReadCloser, int64, time.Time, error) {
		file, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			return nil, 0, time.Time{}, err
		}
		info, err := file.Stat()
		if err != nil {
			return nil, 0, time.Time{}, errors.Join(err, file.Close())
		}
		return file, info.Size(), info.ModTime(), nil
	}
}

func TestPackAndUnpack(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	for name, content := range map[string]string{"a.jpg": "picture", "a.jpg.attrs": "{}", "b.pdf": "no attributes", "left.tmp": "not named"} {
		if err := os.WriteFile(filepath.Join(from, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var packed bytes.Buffer
	names := []string{"a.jpg", "b.pdf"}
	if err := Pack(&packed, names, inFolder(from)); err != nil {
		t.Fatal(err)
	}
	again := bytes.Buffer{}
	if err := Pack(&again, names, inFolder(from)); err != nil || !bytes.Equal(packed.Bytes(), again.Bytes()) {
		t.Fatal("the same files make another pack:", err)
	}
	if n, err := Unpack(&packed, to, names); err != nil || n != 2 {
		t.Fatal(n, err)
	}
	entries, err := os.ReadDir(to)
	if err != nil || len(entries) != 3 {
		t.Fatal(entries, err)
	}
	if got, _ := os.ReadFile(filepath.Join(to, "a.jpg")); string(got) != "picture" {
		t.Fatal(string(got))
	}
	if err := Pack(&again, []string{"absent"}, inFolder(from)); err == nil {
		t.Fatal("a file that is not there was packed")
	}
}

func TestUnpackTakesNothingElse(t *testing.T) {
	for name, header := range map[string]tar.Header{
		"above":      {Name: "../evil", Typeflag: tar.TypeReg},
		"absolute":   {Name: "/tmp/evil", Typeflag: tar.TypeReg},
		"not named":  {Name: "evil", Typeflag: tar.TypeReg},
		"link":       {Name: "a", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"},
		"hard link":  {Name: "a", Typeflag: tar.TypeLink, Linkname: "/etc/passwd"},
		"device":     {Name: "a", Typeflag: tar.TypeChar},
		"folder":     {Name: "a", Typeflag: tar.TypeDir},
		"twice":      {Name: "b", Typeflag: tar.TypeReg},
		"attributes": {Name: "../a.attrs", Typeflag: tar.TypeReg},
	} {
		var evil bytes.Buffer
		w := tar.NewWriter(&evil)
		for _, h := range []tar.Header{{Name: "b", Typeflag: tar.TypeReg}, header} {
			if err := w.WriteHeader(&h); err != nil {
				t.Fatal(err)
			}
		}
		w.Close()
		root := t.TempDir()
		folder := filepath.Join(root, "x", "y")
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		if _, err := Unpack(&evil, folder, []string{"a", "b", "../a"}); err == nil {
			t.Errorf("%s: unpacked", name)
		}
		if entries, _ := os.ReadDir(root); len(entries) != 1 {
			t.Errorf("%s: something lies outside", name)
		}
	}
}
