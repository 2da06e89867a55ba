package witness

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

func open(t *testing.T, dir string, now func() time.Time, head Head) *Witness {
	t.Helper()
	w, err := Open(dir, now, head)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func note(t *testing.T, w *Witness, seq int64, cases ...string) {
	t.Helper()
	if err := w.Note(Head{seq, hashOf(seq)}, cases); err != nil {
		t.Fatal(err)
	}
}

func hashOf(seq int64) string { return fmt.Sprintf("%064x", seq*7919) }

// kept answers the hashes of a database whose trail ends at end.
func kept(end int64) func(int64) (string, error) {
	return func(seq int64) (string, error) {
		if seq > end || seq < 1 {
			return "", nil
		}
		return hashOf(seq), nil
	}
}

func missing(t *testing.T, dir string, end int64) *Loss {
	t.Helper()
	said, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	loss, err := said.Missing(Head{end, hashOf(end)}, kept(end))
	if err != nil {
		t.Fatal(err)
	}
	return loss
}

func TestWhatIsMissing(t *testing.T) {
	dir, at := t.TempDir(), noon
	w := open(t, dir, func() time.Time { return at }, Head{3, hashOf(3)})
	for _, step := range []struct {
		seq   int64
		cases []string
	}{{5, []string{"a"}}, {6, nil}, {9, []string{"a", "b"}}, {8, []string{"c"}}} { // two that end at once may write out of order
		at = at.Add(time.Minute)
		note(t, w, step.seq, step.cases...)
	}
	// not closed: a killed process closes nothing
	for end, want := range map[int64]*Loss{
		9: nil, 12: nil, // acknowledged after the last line was written, by a process that was killed between
		8: {1, 2, noon.Add(3 * time.Minute)},
		5: {4, 3, noon.Add(2 * time.Minute)},
		0: {9, 3, noon},
	} {
		got := missing(t, dir, end)
		if (got == nil) != (want == nil) || got != nil && (got.Entries != want.Entries || got.Cases != want.Cases || !got.From.Equal(want.From)) {
			t.Errorf("a trail that ends at %d misses %v, want %v", end, got, want)
		}
	}
	if said, err := Read(dir); err != nil || !said.Last().Equal(at) {
		t.Errorf("last %v, %v", said.Last(), err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := w.Note(Head{10, ""}, nil); err != nil {
		t.Errorf("a closed witness complains: %v", err)
	}
	if missing(t, dir, 9) != nil {
		t.Error("a closed witness took a line")
	}
}

func TestAnotherTrailIsToldFromTheOwn(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, time.Now, Head{})
	defer w.Close()
	note(t, w, 5)
	said, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	other := func(int64) (string, error) { return strings.Repeat("ab", 32), nil }
	if loss, err := said.Missing(Head{9, "x"}, other); err != nil || loss == nil || loss.Entries != 0 {
		t.Fatalf("%v, %v", loss, err)
	}
	none := func(int64) (string, error) { return "", nil }
	if loss, err := said.Missing(Head{9, "x"}, none); err != nil || loss == nil {
		t.Fatalf("a trail with a hole: %v, %v", loss, err)
	}
}

func TestFreshFolderMissesNothing(t *testing.T) {
	if missing(t, t.TempDir(), 0) != nil {
		t.Fatal("something")
	}
	if said, err := Read(filepath.Join(t.TempDir(), "absent")); err != nil || !said.Last().IsZero() {
		t.Fatal(said, err)
	}
}

// What a power cut or a full disk leaves of a file never accuses a sound database.
func TestSpoiledLinesAreSkipped(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, time.Now, Head{})
	note(t, w, 7, "a")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, fileName)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for cut := range whole {
		if err := os.WriteFile(path, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		if loss := missing(t, dir, 7); loss != nil {
			t.Fatalf("cut at %d: %v", cut, loss)
		}
		for _, flip := range []byte{0x01, 0xff} {
			bad := []byte(string(whole))
			bad[cut] ^= flip
			if err := os.WriteFile(path, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			if loss := missing(t, dir, 7); loss != nil {
				t.Fatalf("byte %d changed: %v", cut, loss)
			}
		}
	}
	if err := os.WriteFile(path, append(make([]byte, 300), whole[:len(whole)-5]...), 0o600); err != nil {
		t.Fatal(err)
	}
	again := open(t, dir, time.Now, Head{7, hashOf(7)}) // goes on behind the torn line
	defer again.Close()
	note(t, again, 8, "b")
	if loss := missing(t, dir, 7); loss == nil || loss.Entries != 1 || loss.Cases != 1 {
		t.Fatalf("a line behind a torn one is lost: %v", loss)
	}
}

func TestLongFilesTurn(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, time.Now, Head{})
	defer w.Close()
	many := make([]string, mostCases+5)
	for i := range many {
		many[i] = fmt.Sprintf("case%011d", i)
	}
	for seq := int64(1); seq <= 1000; seq++ {
		note(t, w, seq, many...)
	}
	for _, name := range []string{fileName, fileName + ".1"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() > mostBytes+2000 {
			t.Fatalf("%s: %v, %v", name, info, err)
		}
	}
	if loss := missing(t, dir, 999); loss == nil || loss.Entries != 1 || loss.Cases != len(many) {
		t.Fatalf("%v", loss)
	}
	if loss := missing(t, dir, 0); loss == nil || loss.Entries != 1000 {
		t.Fatalf("%v", loss)
	}
	if missing(t, dir, 1000) != nil {
		t.Fatal("something is missing")
	}
}

func TestTheTimeIsKnownWhenNobodyWorks(t *testing.T) {
	dir := t.TempDir()
	var mu sync.Mutex
	at := noon
	w := open(t, dir, func() time.Time { mu.Lock(); defer mu.Unlock(); return at }, Head{4, hashOf(4)})
	defer w.Close()
	mu.Lock()
	at = noon.Add(heartbeat)
	mu.Unlock()
	if w.beat() == nil {
		t.Fatal("nothing to flush")
	}
	if said, err := Read(dir); err != nil || !said.Last().Equal(noon.Add(heartbeat)) {
		t.Fatal(said.Last(), err)
	}
	if w.beat() != nil {
		t.Error("there is something to flush without a line")
	}
}

func TestPutAside(t *testing.T) {
	dir := t.TempDir()
	if aside, err := PutAside(dir, noon); aside != "" || err != nil {
		t.Fatal(aside, err)
	}
	w := open(t, dir, time.Now, Head{})
	note(t, w, 5, "a")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	aside, err := PutAside(dir, noon)
	if err != nil || !strings.HasSuffix(aside, ".lost-20260302T040000") {
		t.Fatal(aside, err)
	}
	if _, err := os.Stat(aside); err != nil || missing(t, dir, 0) != nil {
		t.Fatal(err)
	}
}

// BenchmarkNote is what an act waits for the witness.
func BenchmarkNote(b *testing.B) {
	w, err := Open(b.TempDir(), time.Now, Head{})
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	for seq := int64(1); b.Loop(); seq++ {
		if err := w.Note(Head{seq, hashOf(seq)}, []string{"abcdefghijklmno"}); err != nil {
			b.Fatal(err)
		}
	}
}
