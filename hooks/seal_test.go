package hooks

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/quick"
)

func sealed(t testing.TB) *seal {
	t.Helper()
	s, err := openSeal(filepath.Join(t.TempDir(), "data"), true)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A fresh folder gets a key beside it, readable by its owner alone; the same key opens it
// the next time.
func TestKeyLiesBesideTheFolder_R_PI_07(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	first, err := openSeal(dir, true)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(dir + ".key")
	if err != nil || info.Mode().Perm() != 0o600 || info.Size() != 65 {
		t.Fatalf("the key file: %v %v", info, err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Error("nothing of the key lies in the folder")
	}
	cipher, err := first.close("510799198706110137")
	if err != nil {
		t.Fatal(err)
	}
	again, err := openSeal(dir+"/", false)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := again.open(cipher); err != nil || text != "510799198706110137" || again.digest("a") != first.digest("a") {
		t.Errorf("opened as %q: %v", text, err)
	}
	other := sealed(t)
	if text, err := other.open(cipher); err == nil || other.digest("a") == first.digest("a") {
		t.Errorf("another house opens it as %q", text)
	}
}

// A folder with data and without its key, or with a damaged one, is not opened: a new key
// would make every number unreadable for ever.
func TestLostKeyIsAskedFor(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	if _, err := openSeal(dir, false); err == nil || !strings.Contains(err.Error(), dir+".key") || !strings.Contains(err.Error(), "copy OTHER.key to "+dir+".key.") || !strings.Contains(err.Error(), "复制为 "+dir+".key。") {
		t.Errorf("a lost key: %v", err)
	}
	if _, err := os.Stat(dir + ".key"); !os.IsNotExist(err) {
		t.Fatal("a new key was made for old data")
	}
	for name, text := range map[string]string{"empty": "", "no hex": strings.Repeat("zz", 32), "too short": strings.Repeat("ab", 31), "too long": strings.Repeat("ab", 33), "cut": "abc"} {
		if err := os.WriteFile(dir+".key", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := openSeal(dir, true); err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever is sealed opens as it was, never twice the same, and not when a sign is off.
func TestSealProperty(t *testing.T) {
	s := sealed(t)
	holds := func(text string, at uint, bit uint8) bool {
		one, err := s.close(text)
		if err != nil {
			return false
		}
		two, err := s.close(text)
		if err != nil || one == two {
			return false
		}
		if back, err := s.open(one); err != nil || back != text {
			return false
		}
		damaged := []byte(one)
		damaged[at%uint(len(damaged))] ^= 1 << (bit % 6)
		back, err := s.open(string(damaged))
		return err != nil || back == text // the last sign of the writing has bits that say nothing
	}
	if err := quick.Check(holds, nil); err != nil {
		t.Error(err)
	}
	for _, junk := range []string{"", "x", "====", strings.Repeat("A", 15), "中文"} {
		if text, err := s.open(junk); err == nil {
			t.Errorf("%q opens as %q", junk, text)
		}
	}
}

// A digest is the same for the same parts alone: they cannot run into one another.
func TestDigestProperty(t *testing.T) {
	s := sealed(t)
	holds := func(a, b, c, d string) bool {
		same := a == c && b == d
		return (s.digest(a, b) == s.digest(c, d)) == same && len(s.digest(a)) == 64 && s.digest(a, b) != s.digest(a+b)
	}
	if err := quick.Check(holds, nil); err != nil {
		t.Error(err)
	}
	if s.digest("ab", "c") == s.digest("a", "bc") || s.digest("1:a") == s.digest("a") || s.digest() == s.digest("") {
		t.Error("parts run into one another")
	}
}

// A folder whose key is gone does not start; the sentence says what to do.
func TestHouseWithoutItsKeyStaysShut(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(dir, os.DirFS(template)); err != nil {
		t.Fatal(err)
	}
	app := bareApp(dir)
	err := app.Bootstrap()
	if err == nil || !strings.Contains(err.Error(), dir+".key") {
		t.Errorf("started without its key: %v", err)
	}
}

// Where the key of a house lies and its data does not, as when a disk was not mounted, no other
// house begins; one does where the key is moved away, and a first start that was cut off goes on.
func TestAKeyWithoutItsDataBeginsNoHouse(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	key := dir + ".key"
	start := func() error { return starts(t, dir, nil) }
	if err := os.WriteFile(key, mustReadFile(t, template+".key"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, made := range []string{"the first", "the second"} { // start, in the folder that the first one left
		if err := start(); err == nil || !strings.Contains(err.Error(), key) || !strings.Contains(err.Error(), "mount it") || !strings.Contains(err.Error(), "确要新建一套的") {
			t.Fatalf("%s: %v", made, err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "data.db")); !os.IsNotExist(err) {
		t.Error("a database was begun")
	}
	if string(mustReadFile(t, key)) != string(mustReadFile(t, template+".key")) {
		t.Error("the key is another")
	}
	if err := os.Rename(key, key+".old"); err != nil {
		t.Fatal(err)
	}
	if fresh, err := beginDatabase(dir); !fresh || err != nil { // cut off before the key
		t.Fatal(fresh, err)
	}
	if _, err := openSeal(dir, true); err != nil { // and after it
		t.Fatal(err)
	}
	if err := start(); err != nil {
		t.Error(err)
	}
}
