package vault

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onestop/hooks/appliance/refusal"
)

var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

func newIdentity(t testing.TB) *Identity {
	t.Helper()
	i, err := NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func newStore(t testing.TB) (*Store, *Identity) {
	t.Helper()
	i := newIdentity(t)
	s, err := Create(t.TempDir(), "house-1", i.Keys())
	if err != nil {
		t.Fatal(err)
	}
	return s, i
}

// path is where a file of a backup lies.
func (s *Store) path(e Entry, ext string) string { return s.shelf.(folder).path(e.file(ext)) }

func text(content string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, content)
		return err
	}
}

// backup writes one with a database and records, each of the given content.
func backup(t testing.TB, s *Store, i *Identity, at time.Time, contents ...string) *Manifest {
	t.Helper()
	w, err := s.Begin(i.Keys())
	if err != nil {
		t.Fatal(err)
	}
	put := func(content string) Object {
		o, err := w.Put(text(content))
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	m := &Manifest{At: at, Version: "1", Database: Database{Object: put("database"), Sum: newMeter().sum(), Size: 8}, Beside: map[string][]byte{".key": []byte("k")}}
	for n, content := range contents {
		m.Records = append(m.Records, Record{Folder: "papers/record" + string(rune('a'+n)), Names: []string{"paper.txt"}, Object: put(content)})
	}
	if err := w.Commit(m); err != nil {
		t.Fatal(err)
	}
	return m
}

// whole reads every object of every backup.
func whole(t testing.TB, s *Store, i *Identity) (backups int) {
	t.Helper()
	entries, err := s.Entries()
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		m, err := s.Load(i, entry)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range m.objects() {
			if err := s.Get(i, o, io.Discard); err != nil {
				t.Fatalf("%s: %v", entry.name(), err)
			}
		}
		if err := s.Whole(m); err != nil {
			t.Fatal(err)
		}
	}
	return len(entries)
}

func TestABackupComesBack(t *testing.T) {
	s, i := newStore(t)
	first := backup(t, s, i, noon, "one", "two")
	second := backup(t, s, i, noon.Add(time.Hour), "one", "three")
	if first.Seq != 1 || second.Seq != 2 || whole(t, s, i) != 2 {
		t.Fatal("the backups are not there")
	}
	if first.Records[0].Object.Name != second.Records[0].Object.Name {
		t.Fatal("what did not change was kept twice")
	}
	var got bytes.Buffer
	if err := s.Get(i, second.Records[1].Object, &got); err != nil || got.String() != "three" {
		t.Fatalf("%q, %v", got.String(), err)
	}
	w, err := s.Begin(i.Keys())
	if err != nil || !w.Has(first.Records[1].Object) || w.Last.Seq != 2 || w.Seq != 3 {
		t.Fatalf("%+v, %v", w, err)
	}
}

// A thief of the disk reads neither what is in it nor what it is called.
func TestTheDiskAloneTellsNothing(t *testing.T) {
	s, i := newStore(t)
	backup(t, s, i, noon, "身份证 510799194203050111")
	_, names, err := sums("身份证 510799194203050111")
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(string(s.shelf.(folder)), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		for _, secret := range append(names, "510799194203050111", "papers", "record", "paper.txt", i.String(), i.Keys().Names) {
			if strings.Contains(path, secret) || bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s tells %q", path, secret)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	stranger := newIdentity(t)
	entries, _ := s.Entries()
	if _, err := s.Load(stranger, entries[0]); err == nil {
		t.Fatal("another phrase opens it")
	}
}

// sums are what an unkeyed name of a content would be.
func sums(content string) (size int, names []string, err error) {
	m := newMeter()
	n, err := io.WriteString(m, content)
	return n, []string{m.sum()}, err
}

// Everybody may encrypt to the public part, but only the phrase makes a name or a manifest
// that is taken.
func TestForgeriesAreRefused(t *testing.T) {
	s, i := newStore(t)
	m := backup(t, s, i, noon, "one")
	forger := Keys{Recipient: i.Keys().Recipient, Names: newIdentity(t).Keys().Names}
	forged, err := s.put(forger, text("forged"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Get(i, forged, io.Discard); err == nil {
		t.Fatal("a forged object was taken")
	}
	swapped := m.Records[0].Object
	swapped.Sum = m.Database.Object.Sum
	if err := s.Get(i, swapped, io.Discard); err == nil {
		t.Fatal("an object was taken for another")
	}
	fake := *m
	fake.Seq, fake.At = 2, noon.Add(time.Hour)
	if err := s.writeManifest(Entry{2, fake.At}, &fake, forger); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Load(i, Entry{2, fake.At}); err == nil {
		t.Fatal("a forged manifest was taken")
	}
}

func TestDamageIsTold(t *testing.T) {
	for name, harm := range map[string]func(path string, content []byte) error{
		"cut":      func(p string, c []byte) error { return os.WriteFile(p, c[:len(c)-1], 0o600) },
		"halved":   func(p string, c []byte) error { return os.WriteFile(p, c[:len(c)/2], 0o600) },
		"empty":    func(p string, _ []byte) error { return os.WriteFile(p, nil, 0o600) },
		"longer":   func(p string, c []byte) error { return os.WriteFile(p, append(c, 0), 0o600) },
		"one bit":  func(p string, c []byte) error { c[len(c)-20] ^= 1; return os.WriteFile(p, c, 0o600) },
		"garbage":  func(p string, _ []byte) error { return os.WriteFile(p, []byte("<html>"), 0o600) },
		"vanished": func(p string, _ []byte) error { return os.Remove(p) },
	} {
		t.Run(name, func(t *testing.T) {
			s, i := newStore(t)
			m := backup(t, s, i, noon, strings.Repeat("one", 50_000))
			entry := Entry{m.Seq, m.At}
			for _, path := range []string{s.shelf.(folder).path(fileOf(m.Records[0].Object.Name)), s.path(entry, manifestExt)} {
				content, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if err := harm(path, bytes.Clone(content)); err != nil {
					t.Fatal(err)
				}
			}
			if _, ok := errors.AsType[refusal.Refusal](s.Get(i, m.Records[0].Object, io.Discard)); !ok {
				t.Error("the object is taken")
			}
			if _, err := s.Load(i, entry); err == nil {
				t.Error("the manifest is taken")
			}
			whole := name == "one bit"
			if err := s.Whole(m); (err == nil) != whole {
				t.Errorf("by its size it is whole: %v", err)
			}
		})
	}
}

// A backup that was cut off is none, and the next one clears what it left.
func TestACutBackupIsNone(t *testing.T) {
	s, i := newStore(t)
	backup(t, s, i, noon, "one")
	w, err := s.Begin(i.Keys())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Put(text("two")); err != nil {
		t.Fatal(err)
	}
	temp, err := s.shelf.(folder).newIncoming()
	if err != nil {
		t.Fatal(err)
	}
	temp.Close()
	if err := os.WriteFile(s.path(Entry{2, noon}, listExt), []byte("half a li"), 0o600); err != nil {
		t.Fatal(err)
	}
	if whole(t, s, i) != 1 {
		t.Fatal("it counts")
	}
	m := backup(t, s, i, noon.Add(time.Hour), "three")
	if m.Seq != 3 {
		t.Errorf("its number was given again: %d", m.Seq)
	}
	if _, err := os.Stat(temp.Name()); err == nil {
		t.Error("what was half-written stays")
	}
	if _, objects, err := s.Prune(time.Now(), 0); err != nil || objects != 0+1 {
		t.Errorf("%d objects removed, %v", objects, err)
	}
	whole(t, s, i)
}

func TestWhatTheOwnerDoesWrongIsNotTheDisks(t *testing.T) {
	s, i := newStore(t)
	w, err := s.Begin(i.Keys())
	if err != nil {
		t.Fatal(err)
	}
	own := errors.New("the file cannot be read")
	if _, err := w.Put(func(io.Writer) error { return own }); !errors.Is(err, own) {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(s.shelf.(folder).path(objectsName + "/" + incoming + "*")); len(left) > 0 {
		t.Fatal("half of it stays")
	}
}

// locked is a shelf of another user, of which nothing may be read.
type locked struct{ folder }

func (l locked) deny(name string) error {
	return &fs.PathError{Op: "open", Path: l.path(name), Err: fs.ErrPermission}
}

func (l locked) Open(name string) (io.ReadCloser, error) { return nil, l.deny(name) }

func (l locked) List(name string) ([]Thing, error) { return nil, l.deny(name) }

// Whoever only reads is told that he may not read, and who may; damage and the right to write are
// not spoken of.
func TestADiskOfAnotherUser(t *testing.T) {
	id := newIdentity(t)
	s := &Store{shelf: locked{folder(filepath.Join(t.TempDir(), FolderName))}}
	sum := strings.Repeat("ab", 32)
	_, opened := Open(s.shelf)
	_, listed := s.Entries()
	_, loaded := s.Load(id, Entry{})
	for what, err := range map[string]error{"open": opened, "list": listed, "load": loaded, "get": s.Get(id, Object{Name: id.Keys().sign("object", []byte(sum)), Sum: sum}, io.Discard)} {
		said, both := refusal.Known(err)
		if !both || !strings.Contains(said.EN, "may") || !strings.Contains(said.EN, "read the backups") || !strings.Contains(said.ZH, "无权读取") {
			t.Errorf("%s: %v", what, err)
		}
	}
	for root, want := range map[bool][2]string{false: {"This user may not read the backups in /x. Run the command as the administrator (put sudo alone", "在命令前只加 sudo"}, true: {"Not even the administrator may read", "本机管理员也无权读取 /x"}} {
		said, both := refusal.Known(unreadable("/x", root))
		if !both || !strings.Contains(said.EN, want[0]) || !strings.Contains(said.ZH, want[1]) {
			t.Errorf("%v: %v", root, said)
		}
	}
}

func TestWhoseDiskItIs(t *testing.T) {
	target, mine, other := t.TempDir(), newIdentity(t).Keys(), newIdentity(t).Keys()
	if _, err := Open(Folders(target)...); err == nil || !strings.Contains(err.Error(), "plugged in") || !strings.Contains(err.Error(), "接好") {
		t.Fatal(err)
	}
	if _, err := Create(filepath.Join(target, "absent"), "mine", mine); err == nil {
		t.Fatal("a disk that is not there was furnished")
	}
	for range 2 { // the second time it is there already
		if _, err := Create(target, "mine", mine); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		house string
		keys  Keys
	}{{"other", other}, {"other", mine}, {"mine", other}} {
		if _, err := Create(target, c.house, c.keys); err == nil || !strings.Contains(err.Error(), "another house") {
			t.Fatal(err)
		}
	}
	if s, err := Open(Folders(filepath.Join(target, FolderName))...); err != nil || s.House() != "mine" || s.Recipient() != mine.Recipient {
		t.Fatal("the folder itself is not opened:", err)
	}
	path := filepath.Join(target, FolderName, markName)
	for content, want := range map[string]string{"{": "damaged", `{"format":2,"house":"mine","recipient":"age1"}`: "newer"} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(Folders(target)...); err == nil || !strings.Contains(err.Error(), want) {
			t.Fatal(err)
		}
	}
}

// silent is a shelf of which nothing can be read just now, from the first byte or from the last.
type silent struct {
	Shelf
	late bool
}

var errSilent = refusal.New("It does not answer.", "没有回应。")

func (s silent) Open(name string) (io.ReadCloser, error) {
	if !s.late {
		return nil, errSilent
	}
	in, err := s.Shelf.Open(name)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(in)
	return io.NopCloser(io.MultiReader(bytes.NewReader(text[:len(text)-1]), broken{})), errors.Join(err, in.Close())
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errSilent }

// A shelf that does not answer is not taken for a damaged backup.
func TestAShelfThatDoesNotAnswer(t *testing.T) {
	s, i := newStore(t)
	m := backup(t, s, i, noon, "a")
	for _, late := range []bool{false, true} {
		away := &Store{shelf: silent{s.shelf, late}, mark: s.mark}
		if _, err := away.Load(i, Entry{m.Seq, m.At}); !errors.Is(err, errSilent) {
			t.Errorf("late %v: the manifest: %v", late, err)
		}
		if err := away.Get(i, m.Records[0].Object, io.Discard); !errors.Is(err, errSilent) {
			t.Errorf("late %v: an object: %v", late, err)
		}
	}
	if _, err := Open(silent{s.shelf, false}); !errors.Is(err, errSilent) {
		t.Errorf("the mark: %v", err)
	}
}

// elsewhere is a shelf that says it is in a bucket.
type elsewhere struct{ Shelf }

func (elsewhere) String() string {
	return "s3://county/night?endpoint=https://s3.example.gov.cn&region=cn-1"
}

// Nobody is sent to plug a disk in for what lies in a bucket.
func TestWhatABucketLacks(t *testing.T) {
	s, i := newStore(t)
	m := backup(t, s, i, noon, "a")
	in := elsewhere{s.shelf}
	away := &Store{shelf: in, mark: s.mark}
	entry := Entry{m.Seq, m.At}
	for name, words := range map[string]string{entry.file(manifestExt): "lack a part", entry.file(listExt): "lack a part", markName: "Is this the bucket"} {
		if err := in.Remove(name); err != nil {
			t.Fatal(err)
		}
		var err error
		switch name {
		case markName:
			_, err = Open(in)
		case entry.file(listExt):
			if err = s.writeManifest(entry, m, i.Keys()); err == nil {
				_, _, err = away.Prune(noon, 0)
			}
		default:
			_, err = away.Load(i, entry)
		}
		said, ok := refusal.Known(err)
		if !ok || !strings.Contains(said.EN, words) || strings.Contains(said.Error(), "disk") || strings.Contains(said.Error(), "磁盘") || !strings.Contains(said.ZH, in.String()) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := explain(errors.New("odd"), in.String()); strings.Contains(err.Error(), "disk") || strings.Contains(err.Error(), "磁盘") {
		t.Error(err)
	}
}
