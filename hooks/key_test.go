package hooks

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/refusal"
)

// anotherKey is a key file of another house.
func anotherKey(t *testing.T) []byte {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "other")
	if _, err := openSeal(dir, true); err != nil {
		t.Fatal(err)
	}
	return mustReadFile(t, dir+".key")
}

func aboutTheKey(t *testing.T, err error, words string) {
	t.Helper()
	said, ok := refusal.Known(err)
	if !ok || !strings.Contains(said.EN, words) || !strings.Contains(said.ZH, "密钥") {
		t.Errorf("want a refusal with %q, got %v", words, err)
	}
}

// A house at work whose key is moved away, or becomes that of another, is not backed up, and the
// backup that holds the right key stays.
func TestAHouseIsBackedUpWithItsKeyAlone(t *testing.T) {
	x, _, _ := backedUp(t)
	key := appliance.KeyFile(x.app.DataDir())
	for words, harm := range map[string]func() error{
		"is missing":    func() error { return os.Remove(key) },
		"is damaged or": func() error { return os.WriteFile(key, []byte("abc"), 0o600) },
		"another house": func() error { return os.WriteFile(key, anotherKey(t), 0o600) },
	} {
		if err := harm(); err != nil {
			t.Fatal(err)
		}
		_, err := x.backups.Run(context.Background())
		aboutTheKey(t, err, words)
		if s, err := x.backups.Status(t.Context()); err != nil || len(s.Backups) != 1 || !s.Last.Key {
			t.Fatalf("%s: %+v, %v", words, s, err)
		}
	}
}

// The oldest sealed numbers tell whose key is right: one of them may be damaged, and what was
// sealed while another key lay there does not count. Nothing sealed is opened by every key.
func TestWhoseKeyOpensAHouse(t *testing.T) {
	x := newHouse(t)
	right, wrong := mustReadFile(t, appliance.KeyFile(x.app.DataDir())), anotherKey(t)
	opens := func(key []byte) bool {
		t.Helper()
		ok, err := sealOpens(key, x.app.DB())
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	tell := func(what string, withRight, withWrong bool) {
		t.Helper()
		if a, b := opens(right), opens(wrong); a != withRight || b != withWrong || opens([]byte("abc")) {
			t.Errorf("%s: %v, %v", what, a, b)
		}
	}
	tell("as it was", true, false)
	x.sql("UPDATE identities SET cipher = 'bm90IHRoZSBzYW1lIGFzIGl0IHdhcyBhdCBhbGwgbmV2ZXI=' WHERE rowid IN (SELECT rowid FROM identities ORDER BY rowid LIMIT 1)")
	tell("with a damaged number", true, false)
	x.sql("DELETE FROM identities")
	x.sql("DELETE FROM problems")
	x.sql("DELETE FROM second_steps")
	tell("with nothing sealed", true, true)
	other, err := readSeal(wrong)
	if err != nil {
		t.Fatal(err)
	}
	cipher, err := other.close("a secret")
	if err != nil {
		t.Fatal(err)
	}
	x.sql("INSERT INTO second_steps (id, holder, cipher) VALUES ('a', 'officers/a', '" + cipher + "')")
	tell("with the secret of a second step", false, true)
}

// A start with the key of another house is refused before anything is written, and succeeds with
// the right one.
func TestAHouseWithAnotherKeyStaysShut(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(dir, os.DirFS(template)); err != nil {
		t.Fatal(err)
	}
	for words, key := range map[string][]byte{"is that of another house": anotherKey(t), "is damaged": []byte("abc")} {
		if err := os.WriteFile(appliance.KeyFile(dir), key, 0o600); err != nil {
			t.Fatal(err)
		}
		err := starts(t, dir, nil)
		aboutTheKey(t, err, words)
		aboutTheKey(t, err, "onestop restore")
	}
	if err := os.WriteFile(appliance.KeyFile(dir), mustReadFile(t, appliance.KeyFile(template)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := starts(t, dir, nil); err != nil {
		t.Error(err)
	}
}

// A standby with a damaged key does not follow, and one with the key of another house does not
// take over: the primary keeps its lease. With the right one it takes over, and starts.
func TestAStandbyTakesOverWithTheKeyOfTheHouse(t *testing.T) {
	x := newHouse(t)
	address, dir := placeOfTest(t), filepath.Join(t.TempDir(), "pb_data")
	r := x.replicates(address, true)
	if err := r.Confirm(context.Background()); err != nil {
		t.Fatal(err)
	}
	s, err := (&Hall{app: core.NewBaseApp(core.BaseAppConfig{DataDir: dir})}).standby(&cobra.Command{}, address)
	if err != nil {
		t.Fatal(err)
	}
	put := func(key []byte) {
		t.Helper()
		if err := os.WriteFile(appliance.KeyFile(dir), key, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put([]byte("abc"))
	aboutTheKey(t, s.Prepare(context.Background()), "is damaged")
	put(anotherKey(t))
	if err := s.Prepare(context.Background()); err != nil {
		t.Fatal(err)
	}
	aboutTheKey(t, s.Promote(context.Background(), true), "is that of another house")
	if err := r.Admit(); err != nil {
		t.Errorf("the primary is fenced: %v", err)
	}
	put(mustReadFile(t, appliance.KeyFile(x.app.DataDir())))
	if err := s.Promote(context.Background(), true); err != nil {
		t.Fatal(err)
	}
	seal, err := openSeal(dir, false)
	if err == nil {
		err = seal.ofHouse(dir)
	}
	if err != nil {
		t.Error(err)
	}
}
