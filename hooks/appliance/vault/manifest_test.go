package vault

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestManifestsThatLeadOutsideAreRefused(t *testing.T) {
	s, i := newStore(t)
	good := backup(t, s, i, noon, "one", "two")
	for name, spoil := range map[string]func(m *Manifest){
		"folder above":    func(m *Manifest) { m.Records[0].Folder = "../x" },
		"folder of three": func(m *Manifest) { m.Records[0].Folder = "a/b/c" },
		"folder twice":    func(m *Manifest) { m.Records[1].Folder = m.Records[0].Folder },
		"absolute folder": func(m *Manifest) { m.Records[0].Folder = "/etc" },
		"drive":           func(m *Manifest) { m.Records[0].Folder = "C:/x" },
		"file above":      func(m *Manifest) { m.Records[0].Names = []string{"../../data.db"} },
		"file with slash": func(m *Manifest) { m.Records[0].Names = []string{"a/b"} },
		"backslash":       func(m *Manifest) { m.Records[0].Names = []string{`a\b`} },
		"device":          func(m *Manifest) { m.Records[0].Names = []string{"NUL.txt"} },
		"stream":          func(m *Manifest) { m.Records[0].Names = []string{"a:b"} },
		"dot":             func(m *Manifest) { m.Records[0].Names = []string{"."} },
		"empty name":      func(m *Manifest) { m.Records[0].Names = []string{""} },
		"no files":        func(m *Manifest) { m.Records[0].Names = nil },
		"object":          func(m *Manifest) { m.Records[0].Object.Name = "../../x" },
		"beside":          func(m *Manifest) { m.Beside["/../x"] = nil },
		"no database":     func(m *Manifest) { m.Database = Database{} },
		"no number":       func(m *Manifest) { m.Seq = 0 },
		"nobody's":        func(m *Manifest) { m.House = "" },
	} {
		text, err := json.Marshal(good)
		if err != nil {
			t.Fatal(err)
		}
		bad := &Manifest{}
		if err := json.Unmarshal(text, bad); err != nil {
			t.Fatal(err)
		}
		spoil(bad)
		var written bytes.Buffer
		if err := writeManifest(&written, bad, i.Keys()); err != nil { // signed by the right key, for all that
			t.Fatal(err)
		}
		if _, err := readManifest(&written, i); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	w, err := s.Begin(i.Keys())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Commit(&Manifest{At: noon}); err == nil {
		t.Error("a backup of nothing was made")
	}
}

// The folder of another backup under the name of this one is told.
func TestAManifestUnderAnotherNameIsRefused(t *testing.T) {
	s, i := newStore(t)
	m := backup(t, s, i, noon, "one")
	content, err := os.ReadFile(s.path(Entry{m.Seq, m.At}, manifestExt))
	if err != nil {
		t.Fatal(err)
	}
	later := Entry{9, noon.AddDate(1, 0, 0)}
	if err := os.WriteFile(s.path(later, manifestExt), content, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Load(i, later); err == nil {
		t.Fatal("an old backup passes for a newer one")
	}
}

func FuzzReadManifest(f *testing.F) {
	s, i := newStore(f)
	m := backup(f, s, i, noon, "one")
	content, err := os.ReadFile(s.path(Entry{m.Seq, m.At}, manifestExt))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(content)
	f.Add(content[:len(content)/2])
	f.Add([]byte("age-encryption.org/v1\n"))
	f.Fuzz(func(t *testing.T, foreign []byte) {
		if got, err := readManifest(bytes.NewReader(foreign), i); err == nil && (got.Seq != m.Seq || !bytes.Equal(foreign, content)) {
			t.Fatal("foreign bytes were taken for a manifest")
		}
	})
}

// Whatever passes leads nowhere outside.
func FuzzParseManifest(f *testing.F) {
	s, i := newStore(f)
	text, err := json.Marshal(backup(f, s, i, noon, "one"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"records":[{"folder":"../..","names":["x"]}]}`))
	f.Fuzz(func(t *testing.T, foreign []byte) {
		m, err := parseManifest(foreign)
		if err != nil {
			return
		}
		for _, r := range m.Records {
			for _, name := range r.Names {
				path := filepath.Join("root", filepath.FromSlash(r.Folder), name)
				if strings.Count(filepath.ToSlash(path), "/") != 3 || !strings.HasPrefix(path, "root") {
					t.Fatalf("%s leads outside", path)
				}
			}
		}
	})
}
