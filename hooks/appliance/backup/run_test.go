package backup

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/store"
	"onestop/hooks/appliance/vault"
)

func TestWhatWasBackedUpComesBackOnAnotherMachine(t *testing.T) {
	x := newHouse(t)
	x.hand("A1", 0)
	x.hand("A2", 3)
	phrase := x.aim()
	result := x.run()
	if result.Seq != 1 || result.Records != 2 || result.Files != 5 || result.New != 2 {
		t.Fatalf("%+v", result)
	}
	x.hand("A3", 0)
	x.at = x.at.Add(time.Hour)
	if result = x.run(); result.Seq != 2 || result.Records != 3 || result.New != 1 {
		t.Fatalf("the second is not incremental: %+v", result)
	}
	elsewhere := filepath.Join(t.TempDir(), "data")
	out, err := x.restore(elsewhere, phrase)
	if err != nil || out.Old != "" || out.Records != 3 || out.Files != 6 || len(out.Missing) > 0 {
		t.Fatalf("%+v, %v", out, err)
	}
	if got := papersOf(t, elsewhere); !maps.Equal(got, map[string]int{"A1": 1, "A2": 4, "A3": 1}) {
		t.Fatal(got)
	}
	for _, ending := range besides {
		if content, err := os.ReadFile(elsewhere + ending); err != nil || string(content) != "this house's "+ending {
			t.Errorf("%s: %q, %v", ending, content, err)
		}
	}
	// The old machine may live and add to the folder: the new one adds nothing and removes nothing
	// there before somebody names it. Then it goes on with the same phrase.
	moved := &Backups{Dir: elsewhere, Version: "test", Now: x.Now}
	if _, err := moved.Run(context.Background()); !out.Unaimed || !errors.Is(err, ErrRestored) {
		t.Fatalf("%+v, %v", out, err)
	}
	if _, _, entries := x.kept(t); len(entries) != 2 {
		t.Fatal(entries)
	}
	_, err = moved.Aim(x.disk, true)
	refused(t, err, "Another copy of this house makes its backups in "+x.disk)
	if phrase, err := moved.TakeOver(x.disk, true); phrase != "" || err != nil {
		t.Fatal(phrase, err)
	}
	if result, err := moved.Run(context.Background()); err != nil || result.Seq != 3 {
		t.Fatalf("%+v, %v", result, err)
	}
	if again, err := moved.Phrase(); err != nil || again != phrase {
		t.Fatal("another phrase:", err)
	}
}

// Two installations of one house never make backups in one place: the one that takes it over,
// because the other has ended, leaves what that one made, and that one, where it lives, is refused
// before it writes or removes anything.
func TestTwoHousesOnOnePlace(t *testing.T) {
	x := newHouse(t)
	x.hand("A1", 0)
	phrase := x.aim()
	for range 3 { // within the hour: its own leave two behind
		x.run()
	}
	if _, _, entries := x.kept(t); len(entries) != 1 {
		t.Fatal(entries)
	}
	other := &Backups{Dir: filepath.Join(t.TempDir(), "data"), Version: "test", Now: x.Now}
	if _, err := x.restore(other.Dir, phrase); err != nil {
		t.Fatal(err)
	}
	_, err := other.Aim(x.disk, true)
	refused(t, err, "that of the folder "+x.Dir+" on the machine")
	refused(t, err, `run: onestop backup --dir "`+other.Dir+`" --to "`+x.disk+`" --take-over`)
	if _, err := other.Run(context.Background()); !errors.Is(err, ErrRestored) {
		t.Fatal("a place that was refused is named:", err)
	}
	if _, err := other.TakeOver(x.disk, true); err != nil {
		t.Fatal(err)
	}
	for want := 4; want < 7; want++ {
		if result, err := other.Run(context.Background()); err != nil || result.Seq != want || len(result.Warnings) > 1 {
			t.Fatalf("%+v, %v", result, err)
		}
	}
	seen := func() (list []int) {
		store, err := vault.Open(vault.Folders(x.disk)...)
		if err != nil {
			t.Fatal(err)
		}
		entries, err := store.Entries()
		for _, e := range entries {
			list = append(list, e.Seq)
		}
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	if got := seen(); !slices.Equal(got, []int{3, 6}) { // the first house's, and one of its own hour
		t.Fatal(got)
	}
	_, err = x.Run(context.Background())
	refused(t, err, "that of the folder "+other.Dir)
	if status, err := x.Status(t.Context()); err != nil || status.Last.Problem == nil || !status.Last.ShutOut || status.Overdue(time.Time{}, x.at) || !x.Failed() {
		t.Errorf("%+v, %v", status, err)
	}
	_, err = x.Aim(x.disk, true)
	refused(t, err, "Another copy")
	if got := seen(); !slices.Equal(got, []int{3, 6}) {
		t.Fatal(got)
	}
	old, err := x.restore(filepath.Join(t.TempDir(), "data"), phrase)
	if err != nil || old.Unaimed == false {
		t.Fatalf("%+v, %v", old, err)
	}
}

// A house that came without its settings, as a standby that was made with the key alone, is told
// that the backups may be its own under another phrase; the way that this names goes on under the
// old one, and loses nothing.
func TestTheSameHouseUnderAnotherPhrase(t *testing.T) {
	x := newHouse(t)
	x.hand("A1", 0)
	phrase := x.aim()
	x.run()
	other, stands := filepath.Join(t.TempDir(), "other"), filepath.Join(t.TempDir(), "data")
	if _, err := x.restore(other, phrase); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Rename(other, stands), os.Rename(other+".key", stands+".key")); err != nil {
		t.Fatal(err)
	}
	y := &Backups{Dir: stands, Version: "test", Now: x.Now}
	for _, aim := range []func(string, bool) (string, error){y.Aim, y.TakeOver} {
		_, err := aim(x.disk, true)
		refused(t, err, "another house, or of this one under another recovery phrase")
		refused(t, err, "put the folder OTHER.backup in place of")
	}
	if err := errors.Join(os.RemoveAll(stands+".backup"), os.Rename(other+".backup", stands+".backup")); err != nil {
		t.Fatal(err)
	}
	if again, err := y.TakeOver(x.disk, true); again != "" || err != nil {
		t.Fatal(again, err)
	}
	if result, err := y.Run(context.Background()); err != nil || result.Seq != 2 {
		t.Fatalf("%+v, %v", result, err)
	}
	if again, err := y.Phrase(); err != nil || again != phrase {
		t.Fatal("another phrase:", err)
	}
	if _, err := x.restore(filepath.Join(t.TempDir(), "data"), phrase); err != nil {
		t.Fatal("the card does not open the new backup:", err)
	}
}

// A place, and settings, of a version that noted nobody are the house's own.
func TestAPlaceWithoutAMaker(t *testing.T) {
	x := newHouse(t)
	x.aim()
	x.run()
	s, err := x.settings()
	if err != nil {
		t.Fatal(err)
	}
	s.Maker = ""
	if err := errors.Join(x.keep(settingsName, s), os.Remove(filepath.Join(x.disk, vault.FolderName, "makers.json"))); err != nil {
		t.Fatal(err)
	}
	if result := x.run(); result.Seq != 2 {
		t.Fatalf("%+v", result)
	}
	if _, _, entries := x.kept(t); len(entries) != 1 {
		t.Fatal("what it made itself is not thinned out:", entries)
	}
	if s, err := x.settings(); err != nil || s.Maker == "" || s.Target != x.disk {
		t.Fatalf("%+v, %v", s, err)
	}
}

// An hour without news costs the copy of the database, no file.
func TestFilesThatAreThereAreNotReadAgain(t *testing.T) {
	x := newHouse(t)
	record := x.hand("A1", 2)
	x.aim()
	x.run()
	name := filepath.Join(store.OnDisk(x.Dir).Path(record.BaseFilesPath()), record.GetString("file"))
	if err := os.Chmod(name, 0o000); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name+".attrs", []byte("touched"), 0o600); err != nil {
		t.Fatal(err)
	}
	if result := x.run(); result.New != 0 {
		t.Fatalf("%+v", result)
	}
	// What is damaged or missing on the disk is written again.
	objects, err := filepath.Glob(filepath.Join(x.disk, "onestop-backups", "objects", "*", "*.age"))
	if err != nil || len(objects) != 2 { // the files of a record, and the database, which did not change
		t.Fatal(objects, err)
	}
	for _, object := range objects {
		if err := os.Truncate(object, 10); err != nil {
			t.Fatal(err)
		}
	}
	if result := x.run(); result.New != 1 {
		t.Fatalf("%+v", result)
	}
	if _, err := x.Drill(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
}

func TestDeletedIsNotMissing(t *testing.T) {
	x := newHouse(t)
	x.hand("A1", 0)
	lost := x.hand("A2", 1)
	deleted := x.hand("A3", 0)
	phrase := x.aim()
	kept, err := vault.Open(vault.Folders(x.disk)...)
	if err != nil {
		t.Fatal(err)
	}
	// The copy of the database names a record that is deleted before its file is read.
	copied := filepath.Join(t.TempDir(), "data.db")
	if err := appliance.CopyDatabase(context.Background(), filepath.Join(x.Dir, "data.db"), copied); err != nil {
		t.Fatal(err)
	}
	if err := x.app.Delete(deleted); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(store.OnDisk(x.Dir).Path(lost.BaseFilesPath()), lost.GetString("file"))); err != nil {
		t.Fatal(err)
	}
	s, err := x.settings()
	if err != nil {
		t.Fatal(err)
	}
	w, err := kept.Begin(s.Keys)
	if err != nil {
		t.Fatal(err)
	}
	m, result := &vault.Manifest{At: x.at}, &Result{}
	if err := x.fill(context.Background(), w, m, copied, result); err != nil {
		t.Fatal(err)
	}
	if len(m.Gone) != 1 || !strings.HasPrefix(m.Gone[0], deleted.BaseFilesPath()) || len(m.Missing) != 1 || !strings.HasPrefix(m.Missing[0], lost.BaseFilesPath()) {
		t.Fatalf("gone %v, missing %v", m.Gone, m.Missing)
	}
	if len(m.Records) != 2 || result.Files != 2 {
		t.Fatalf("what is there was not taken: %+v", result)
	}
	// A lost file is told, and the rest comes back.
	told := x.run()
	if len(told.Warnings) == 0 || !strings.Contains(told.Warnings[len(told.Warnings)-1].EN, "1 file is missing") {
		t.Fatalf("%+v", told.Warnings)
	}
	out, err := x.restore(filepath.Join(t.TempDir(), "data"), phrase)
	if err != nil || len(out.Missing) != 1 {
		t.Fatalf("%+v, %v", out, err)
	}
}

func TestWhatIsRefused(t *testing.T) {
	x, ctx := newHouse(t), context.Background()
	x.hand("A1", 0)
	_, err := x.Run(ctx)
	refused(t, err, "No backup disk")
	_, err = x.Drill(ctx, nil)
	refused(t, err, "No backup disk")
	for _, inside := range []string{x.Dir, filepath.Join(x.Dir, "backups"), x.Dir + ".backup"} {
		_, err = x.Aim(inside, true)
		refused(t, err, "lies in the data folder")
	}
	_, err = x.Aim(filepath.Join(x.disk, "absent"), true)
	refused(t, err, "There is no folder")
	if status, err := x.Status(t.Context()); err != nil || status.Set || !status.Overdue(time.Time{}, x.at) {
		t.Fatalf("%+v, %v", status, err)
	}
	x.aim()
	_, err = x.Drill(ctx, nil)
	refused(t, err, "no backup to try")
	x.run()

	// The disk is pulled out: an empty folder stays where it was attached.
	away := x.disk + ".away"
	if err := os.Rename(x.disk, away); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		_, err = x.Run(ctx)
		refused(t, err, "plugged in")
		if err := os.MkdirAll(x.disk, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if status, err := x.Status(t.Context()); err != nil || status.Reachable || status.Last.Problem == nil || status.Last.ShutOut || status.Good == nil || status.Overdue(time.Time{}, x.at) || !status.Overdue(time.Time{}, x.at.Add(27*time.Hour)) {
		t.Fatalf("%+v, %v", status, err)
	}
	if entries, _ := os.ReadDir(x.disk); len(entries) > 0 {
		t.Fatal("it backs up into the empty folder")
	}
	// Another house's disk is plugged in instead.
	y := newHouse(t)
	y.disk = x.disk
	y.aim()
	_, err = x.Run(ctx)
	refused(t, err, "another house")
	_, err = x.Aim(x.disk, true)
	refused(t, err, "another house")
	// And the own one again.
	if err := os.RemoveAll(x.disk); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(away, x.disk); err != nil {
		t.Fatal(err)
	}
	if phrase, err := x.Aim(x.disk, true); err != nil || phrase != "" {
		t.Fatalf("a second phrase %q, %v", phrase, err)
	}
	if result := x.run(); result.Seq != 2 {
		t.Fatalf("%+v", result)
	}
}

func TestTwoAtATime(t *testing.T) {
	x := newHouse(t)
	x.aim()
	held, err := x.lock()
	if err != nil {
		t.Fatal(err)
	}
	_, err = x.Run(context.Background())
	refused(t, err, "is running")
	_, err = x.Drill(context.Background(), nil)
	refused(t, err, "is running")
	held.Close()
	x.run()
}

// A clock that was moved back is told, and the backup made then is still the newest.
func TestAClockMovedBack(t *testing.T) {
	x := newHouse(t)
	x.hand("A1", 0)
	phrase := x.aim()
	x.run()
	x.at = x.at.AddDate(-1, 0, 0)
	x.hand("A2", 0)
	result := x.run()
	if n := len(result.Warnings); n == 0 || !strings.Contains(result.Warnings[n-1].EN, "behind the backup before (2026-03-02 12:00)") {
		t.Fatalf("%+v", result.Warnings)
	}
	dir := filepath.Join(t.TempDir(), "data")
	if _, err := x.restore(dir, phrase); err != nil || len(papersOf(t, dir)) != 2 {
		t.Fatal(papersOf(t, dir), err)
	}
}

func TestTheSameDiskIsTold(t *testing.T) {
	x := newHouse(t)
	x.aim()
	if result := x.run(); len(result.Warnings) != 1 || !strings.Contains(result.Warnings[0].EN, "same disk") {
		t.Fatalf("%+v", result.Warnings)
	}
	if status, err := x.Status(t.Context()); err != nil || status.OtherDisk || !status.Reachable || status.Free == 0 || len(status.Backups) != 1 || !status.KeyKept {
		t.Fatalf("%+v, %v", status, err)
	}
}

// A damaged database pushes no good backup out.
func TestADamagedDatabaseIsNoBackup(t *testing.T) {
	x := newHouse(t)
	for n := range 200 {
		x.hand(strings.Repeat("N", n%7+1), 0)
	}
	x.aim()
	x.run()
	x.close()
	path := filepath.Join(x.Dir, "data.db")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := len(content) / 3; n < len(content); n++ {
		content[n] ^= 0x55
	}
	x.write(path, string(content))
	if _, err := x.Run(context.Background()); err == nil {
		t.Fatal("a damaged database was backed up")
	}
	if status, err := x.Status(t.Context()); err != nil || status.Last.Problem == nil || len(status.Backups) != 1 {
		t.Fatalf("%+v, %v", status, err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	_, err = x.Run(context.Background())
	refused(t, err, "no database")
}

// What the machine keeps for itself may be lost or damaged without harm.
func TestLostNotes(t *testing.T) {
	x := newHouse(t)
	x.hand("A1", 0)
	x.aim()
	x.run()
	for _, name := range []string{indexName, statusName} {
		x.write(x.place(name), "{")
	}
	if result := x.run(); result.New != 1 || result.Records != 1 {
		t.Fatalf("%+v", result)
	}
	if err := os.Remove(x.place(identityName)); err != nil {
		t.Fatal(err)
	}
	_, err := x.Drill(context.Background(), nil)
	refused(t, err, "not kept on this machine")
	_, err = x.Phrase()
	refused(t, err, "not kept on this machine")
	x.write(x.place(settingsName), "{")
	_, err = x.Run(context.Background())
	refused(t, err, "settings of the backups")
}

// What there is no room for is not begun.
func TestTooLittleRoom(t *testing.T) {
	refused(t, appliance.RoomFor(filepath.Join(t.TempDir(), "data.db"), 1<<60), "too little room")
	if err := appliance.RoomFor(filepath.Join(t.TempDir(), "data.db"), 1); err != nil {
		t.Fatal(err)
	}
}
