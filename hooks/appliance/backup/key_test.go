package backup

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"onestop/hooks/appliance/vault"
)

// theKey opens the house of a test.
const theKey = "this house's .key"

func opensTheHouse(key []byte, db dbx.Builder) (bool, error) {
	var n int
	err := db.Select("COUNT(*)").From("papers").Row(&n)
	return string(key) == theKey, err
}

// With the key gone or another there is no backup, and the last one that holds it stays, also
// where it would be thinned out as of the same hour.
func TestNoBackupWithoutTheKey(t *testing.T) {
	x := newHouse(t)
	x.Opens = opensTheHouse
	x.hand("A1", 0)
	phrase := x.aim()
	x.run()
	key := x.Dir + ".key"
	for words, harm := range map[string]func(){
		"key file " + key + " is missing": func() { _ = os.Remove(key) },
		"damaged or that of another":      func() { x.write(key, "that of another house") },
	} {
		harm()
		x.at = x.at.Add(time.Minute)
		_, err := x.Run(context.Background())
		refused(t, err, words)
		s, err := x.Status(t.Context())
		if err != nil || len(s.Backups) != 1 || s.Last.Problem == nil || !s.Last.Key || s.Good == nil || !s.Good.At.Equal(s.Backups[0]) {
			t.Fatalf("%s: %+v, %v", words, s, err)
		}
	}
	dir := filepath.Join(t.TempDir(), "data") // as the sentence says
	if _, err := x.restore(dir, phrase); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(dir + ".key")
	if err != nil || string(content) != theKey {
		t.Fatalf("%q, %v", content, err)
	}
	x.write(key, string(content))
	x.at = x.at.Add(time.Minute)
	x.run()
	if s, err := x.Status(t.Context()); err != nil || s.Last.Problem != nil || s.Last.Key {
		t.Fatalf("%+v, %v", s, err)
	}
}

// keyless adds a backup whose key is the given one, none for "", as an earlier version made them.
func (x *house) keyless(key string) {
	x.t.Helper()
	s, err := x.aimed()
	if err != nil {
		x.t.Fatal(err)
	}
	store, err := x.Backups.open(x.t.Context(), s)
	if err != nil {
		x.t.Fatal(err)
	}
	if err := x.claimed(store, s.Target, s, false); err != nil {
		x.t.Fatal(err)
	}
	identity, err := x.identity()
	if err != nil {
		x.t.Fatal(err)
	}
	entries, err := store.Entries()
	if err != nil {
		x.t.Fatal(err)
	}
	m, err := store.Load(identity, entries[len(entries)-1])
	if err != nil {
		x.t.Fatal(err)
	}
	w, err := store.Begin(s.Keys)
	if err != nil {
		x.t.Fatal(err)
	}
	x.at = x.at.Add(time.Hour)
	m.At, m.Beside[".key"] = x.at.UTC(), []byte(key)
	if key == "" {
		delete(m.Beside, ".key")
	}
	if err := w.Commit(m); err != nil {
		x.t.Fatal(err)
	}
}

// A backup without its key is refused in the drill, and comes back only beside the right one.
func TestABackupWithoutItsKeyComesBackOnlyBesideIt(t *testing.T) {
	x := newHouse(t)
	x.hand("A1", 0)
	phrase := x.aim()
	x.run()
	x.keyless("")
	_, err := x.Drill(context.Background(), nil)
	refused(t, err, "no key in it")
	if s, err := x.Status(t.Context()); err != nil || s.Drill.Problem == nil || !s.Drill.Key {
		t.Fatalf("%+v, %v", s, err)
	}
	dir := filepath.Join(t.TempDir(), "data")
	restore := func() error {
		r := &Restore{Dir: dir, From: x.disk, Now: x.Now, Opens: opensTheHouse, Identity: func(recipient string) (*vault.Identity, error) { return vault.ParsePhrase(phrase, recipient) }}
		_, err := r.Run(context.Background())
		return err
	}
	refused(t, restore(), "holds no key, and "+dir+".key is missing")
	x.write(dir+".key", "another")
	refused(t, restore(), "does not open the numbers")
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Fatal("a folder was made", err)
	}
	x.write(dir+".key", theKey)
	if err := restore(); err != nil {
		t.Fatal(err)
	}
	if content, _ := os.ReadFile(dir + ".key"); string(content) != theKey || len(papersOf(t, dir)) != 1 {
		t.Fatalf("%q, %v", content, papersOf(t, dir))
	}
	x.keyless("of another house")
	refused(t, restore(), "key in the backup of")
}
