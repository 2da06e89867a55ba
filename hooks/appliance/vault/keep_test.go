package vault

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// hourly are backups of so many hours, the oldest first.
func hourly(hours int) []Entry {
	list := make([]Entry, hours)
	for n := range list {
		list[n] = Entry{n + 1, noon.Add(time.Duration(n) * time.Hour)}
	}
	return list
}

func count(stays []bool) (n int) {
	for _, stay := range stays {
		if stay {
			n++
		}
	}
	return n
}

// nobody else made a backup.
func nobody(Entry) bool { return false }

func TestKept(t *testing.T) {
	for hours, want := range map[int]int{0: 0, 1: 1, 24: 24, 25: 24, 48: 25 /* the last of the first day */, 24 * 14: 24 + 12, 24 * 600: 24 + 12 + 11} {
		if got := count(kept(hourly(hours), nobody)); got != want {
			t.Errorf("%d hours: %d kept, want %d", hours, got, want)
		}
	}
}

// What another installation made is not thinned out, thins out nothing, and leaves with its month.
func TestKeptOfAnother(t *testing.T) {
	list := hourly(24 * 10)
	first := func(e Entry) bool { return e.Seq <= 100 }
	stays := kept(list, first)
	if count(stays[:100]) != 100 || !slices.Equal(stays[100:], kept(list[100:], nobody)) {
		t.Error(stays)
	}
	list = hourly(24 * 500)
	if stays = kept(list, first); count(stays[:100]) != 0 || !slices.Equal(stays, kept(list, nobody)) {
		t.Error("what another made stays for ever")
	}
}

// A store is taken over only by whoever says so, and whose it was is then refused, also in the
// midst of a backup. A list of the makers that cannot be read is nobody's whom we know.
func TestClaim(t *testing.T) {
	s, i := newStore(t)
	one, two := Maker{"one", "m1", "/srv/a"}, Maker{"two", "m2", "/srv/b"}
	again := func() *Store {
		s, err := Open(s.shelf)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	taken := func(err error, by string) {
		t.Helper()
		if got, ok := errors.AsType[Taken](err); !ok || got.ID != by {
			t.Errorf("want it taken by %s: %v", by, err)
		}
	}
	for range 2 {
		if err := s.Claim(one, false, noon); err != nil {
			t.Fatal(err)
		}
	}
	backup(t, s, i, noon, "first")
	w, err := s.Begin(i.Keys())
	if err != nil {
		t.Fatal(err)
	}
	o := again()
	taken(o.Claim(two, false, noon), "one")
	if err := o.Claim(two, true, noon); err != nil {
		t.Fatal(err)
	}
	m, err := s.Load(i, Entry{1, noon})
	if err != nil {
		t.Fatal(err)
	}
	taken(w.Commit(m), "two")
	_, _, err = s.Prune(noon, 0)
	taken(err, "two")
	taken(again().Claim(one, false, noon), "two")
	backup(t, o, i, noon.Add(time.Minute), "second")
	if n, _, err := o.Prune(noon, 0); n != 0 || err != nil {
		t.Error("the other's was removed:", n, err)
	}
	for _, text := range []string{"", "[]", "{", `[{"from": 1}]`} {
		if err := write(s.shelf, makersName, []byte(text)); err != nil {
			t.Fatal(err)
		}
		o = again()
		taken(o.Claim(two, false, noon), "?")
		if err := o.Claim(two, true, noon); err != nil {
			t.Error(text, err)
		}
		if n, _, err := o.Prune(noon, 0); n != 0 || err != nil {
			t.Error("what somebody unknown made was removed:", n, err)
		}
	}
}

// However the clock jumps, the newest 24 of different hours stay, never fewer than there
// are, and pruning again removes nothing more.
func TestKeptProperty(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		at, list := noon, []Entry(nil)
		for n := range 1 + r.IntN(400) {
			switch r.IntN(40) {
			case 0:
				at = at.AddDate(-1+r.IntN(3), 0, 0)
			default:
				at = at.Add(time.Duration(r.IntN(180)) * time.Minute)
			}
			list = append(list, Entry{n + 1, at})
		}
		stays := kept(list, nobody)
		var left []Entry
		for n, stay := range stays {
			if stay {
				left = append(left, list[n])
			}
		}
		if !stays[len(list)-1] {
			t.Fatal("the newest went")
		}
		if len(left) > keptHours+keptDays+keptMonths {
			t.Fatalf("%d stay", len(left))
		}
		if again := count(kept(left, nobody)); again != len(left) {
			t.Fatalf("pruning again leaves %d of %d", again, len(left))
		}
	}
}

func TestPruneRemovesWhatNobodyNames(t *testing.T) {
	s, i := newStore(t)
	for n := range 60 {
		backup(t, s, i, noon.Add(time.Duration(n)*time.Hour), "always", fmt.Sprint("only at ", n))
	}
	before, err := s.stored()
	if err != nil || len(before) != 62 {
		t.Fatal(len(before), err)
	}
	if _, objects, err := s.Prune(time.Now(), time.Hour); err != nil || objects != 0 {
		t.Fatalf("%d young objects went, %v", objects, err)
	}
	left := whole(t, s, i)
	if _, objects, err := s.Prune(time.Now(), 0); err != nil || objects != 60-left {
		t.Fatalf("%d objects of %d backups went, %v", objects, 60-left, err)
	}
	if left != whole(t, s, i) || left != 26 {
		t.Fatalf("%d are left", left)
	}
	lists, err := s.entriesWith(listExt)
	if err != nil || len(lists) != left {
		t.Fatal("lists without backups stay")
	}
}

// Where one list is missing or damaged, nothing is known, and nothing is removed.
func TestPruneStopsAtADamagedList(t *testing.T) {
	for name, harm := range map[string]func(path string) error{
		"missing": os.Remove,
		"cut":     func(p string) error { return os.Truncate(p, 100) },
		"empty":   func(p string) error { return os.WriteFile(p, nil, 0o600) },
	} {
		s, i := newStore(t)
		for n := range 40 {
			backup(t, s, i, noon.Add(time.Duration(n)*time.Hour), fmt.Sprint("only at ", n))
		}
		if err := harm(s.path(Entry{40, noon.Add(39 * time.Hour)}, listExt)); err != nil {
			t.Fatal(err)
		}
		if backups, objects, err := s.Prune(time.Now(), 0); err == nil || backups+objects > 0 || !strings.Contains(err.Error(), "nothing old is removed") {
			t.Errorf("%s: %d backups and %d objects went, %v", name, backups, objects, err)
		}
		if whole(t, s, i) != 40 {
			t.Errorf("%s: backups are gone", name)
		}
	}
}

func FuzzReadList(f *testing.F) {
	f.Add(writeList([]Object{{Name: strings.Repeat("a", 64), Stored: 3}}))
	f.Add([]byte(listHead + "end \n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		named, err := readList(text)
		if err != nil {
			return
		}
		objects := []Object{}
		for name, size := range named {
			objects = append(objects, Object{Name: name, Stored: size})
		}
		again, err := readList(writeList(objects))
		if err != nil || len(again) != len(named) {
			t.Fatal("a list is read otherwise the second time")
		}
	})
}
