package swap

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onestop/hooks/appliance/refusal"
)

var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

// names are what a restore brings; heads is what the old house does not have.
var names = []string{"data", "data.key", "data.heads"}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// place is an old house with a new one prepared beside it.
func place(t *testing.T) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "data")
	put(t, filepath.Join(dir, "data.db"), "old")
	put(t, dir+".key", "old")
	return dir
}

func prepare(t *testing.T, s *Swap) {
	t.Helper()
	put(t, filepath.Join(s.Work(), "data", "data.db"), "new")
	put(t, filepath.Join(s.Work(), "data.key"), "new")
	put(t, filepath.Join(s.Work(), "data.heads"), "new")
}

func text(path string) string {
	content, err := os.ReadFile(path)
	if err != nil {
		return "none"
	}
	return string(content)
}

// state is what the house is now: "old", "new", or what is wrong with it.
func state(dir string) string {
	switch s := strings.Join([]string{text(filepath.Join(dir, "data.db")), text(dir + ".key"), text(dir + ".heads")}, " "); s {
	case "old old none":
		return "old"
	case "new new new":
		return "new"
	default:
		return s
	}
}

func mustOpen(t *testing.T, dir string) *Swap {
	t.Helper()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestExchange(t *testing.T) {
	dir := place(t)
	s := mustOpen(t, dir)
	prepare(t, s)
	old, err := s.Exchange(names, noon)
	if err != nil || state(dir) != "new" {
		t.Fatalf("%s, %v", state(dir), err)
	}
	if old != dir+".replaced-20260302T040000" || text(filepath.Join(old, "data.db")) != "old" || text(dir+".key.replaced-20260302T040000") != "old" {
		t.Fatalf("the old house is not kept: %s", old)
	}
	if Pending(dir) {
		t.Fatal("the restore is not ended")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestExchangeWhereNothingWas(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s := mustOpen(t, dir)
	defer s.Close()
	prepare(t, s)
	if old, err := s.Exchange(names, noon); err != nil || old != "" || state(dir) != "new" {
		t.Fatalf("%q, %s, %v", old, state(dir), err)
	}
}

// Whatever step a crash cuts off, the next start has the old house or the new one, whole;
// cut off once more while it mends, too.
func TestACutExchangeIsOldOrNew(t *testing.T) {
	cut := errors.New("cut")
	crash := func(t *testing.T, at int, work func(step func(string)) error) (steps int) {
		defer func() {
			if r := recover(); r != nil && r != cut { //nolint:errorlint // the very value
				panic(r)
			}
		}()
		if err := work(func(string) {
			if steps == at {
				panic(cut)
			}
			steps++
		}); err != nil {
			t.Fatal(err)
		}
		return steps
	}
	total, outcomes := 0, map[string]int{}
	for at := 0; at <= total+1; at++ { // the last one is not cut
		for again := 0; again < 8; again++ {
			dir := place(t)
			s := mustOpen(t, dir)
			prepare(t, s)
			n := crash(t, at, func(step func(string)) error {
				s.Watch(step)
				_, err := s.Exchange(names, noon)
				return err
			})
			total = max(total, n)
			if s.Close(); state(dir) == "old" && n > 2 {
				t.Fatalf("cut at %d: nothing moved", at)
			}
			crash(t, again, func(step func(string)) error { // the start after it, cut off as well
				held := mustOpenWatched(t, dir, step)
				return held.Close()
			})
			end := mustOpen(t, dir)
			if got := state(dir); got != "old" && got != "new" || Pending(dir) {
				t.Fatalf("cut at %d and %d: %s", at, again, got)
			}
			outcomes[state(dir)]++
			end.Close()
		}
	}
	if total < 6 || outcomes["old"] == 0 || outcomes["new"] == 0 {
		t.Fatalf("%d steps, %v: the cuts did not hit the exchange", total, outcomes)
	}
}

// mustOpenWatched opens with the steps of the recovery told.
func mustOpenWatched(t *testing.T, dir string, step func(string)) *Swap {
	t.Helper()
	s := mustOpenRaw(t, dir)
	s.Watch(step)
	defer func() {
		if r := recover(); r != nil {
			s.Close() // as the end of a process does
			panic(r)
		}
	}()
	if err := s.recover(); err != nil {
		t.Fatal(err)
	}
	return s
}

func mustOpenRaw(t *testing.T, dir string) *Swap {
	t.Helper()
	held, err := lockOf(dir)
	if err != nil {
		t.Fatal(err)
	}
	return &Swap{dir: dir, held: held, step: func(string) {}}
}

// Where the name for an old thing is taken, nothing is touched.
func TestANameInTheWayIsRefused(t *testing.T) {
	for _, name := range []string{"data", "data.key"} {
		dir := place(t)
		s := mustOpen(t, dir)
		prepare(t, s)
		put(t, filepath.Join(filepath.Dir(dir), name+".replaced-20260302T040000", "x"), "in the way")
		_, err := s.Exchange(names, noon)
		if _, ok := errors.AsType[refusal.Refusal](err); !ok || state(dir) != "old" {
			t.Fatalf("%s: %s, %v", name, state(dir), err)
		}
		s.Close()
	}
}

func TestBackTakesBackWhatWasDone(t *testing.T) {
	dir := place(t)
	s := mustOpen(t, dir)
	defer s.Close()
	prepare(t, s)
	moves := []move{
		{dir, dir + ".old", true},
		{dir + ".key", dir + ".key.old", true},
		{From: filepath.Join(s.Work(), "data"), To: dir},
		{From: filepath.Join(s.Work(), "data.key"), To: filepath.Join(dir+".absent", "key")}, // cannot be done
	}
	if err := s.forward(moves); err == nil {
		t.Fatal("a rename into nowhere was done")
	}
	if err := back(moves); err != nil || state(dir) != "old" {
		t.Fatalf("%s, %v", state(dir), err)
	}
}

func TestOneRestoreAtATime(t *testing.T) {
	dir := place(t)
	s := mustOpen(t, dir)
	_, err := Open(dir)
	if err == nil || !strings.Contains(err.Error(), "is running") || !strings.Contains(err.Error(), "正在恢复") {
		t.Fatal(err)
	}
	s.Close()
	mustOpen(t, dir).Close()
}

func TestADamagedJournalIsToldAndKept(t *testing.T) {
	dir := place(t)
	put(t, filepath.Join(dir+".restore", journalName), "{")
	if _, err := Open(dir); err == nil {
		t.Fatal("a damaged journal was taken")
	}
	if state(dir) != "old" || !Pending(dir) {
		t.Fatal("something was done")
	}
}
