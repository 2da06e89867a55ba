package hooks

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// enlarge makes the stored file of a page as large as one may be, with a beginning by which
// its kind is still known.
func (x *house) enlarge(document string, bytes int) (path string) {
	x.t.Helper()
	d := x.find("documents", "id='%s'", document)
	path = filepath.Join(x.app.DataDir(), "storage", d.BaseFilesPath(), d.GetString("file"))
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		x.t.Fatal(err)
	}
	defer file.Close()
	chunk := make([]byte, 1<<20)
	for range bytes >> 20 {
		if _, err := file.Write(chunk); err != nil {
			x.t.Fatal(err)
		}
	}
	return path
}

// A page that is taken again is copied as it is read: a page of 19 MB costs the memory of a
// small one, and what is stored is the same to the last byte.
func TestReuseCopiesWithoutMemory_R_OL_03(t *testing.T) {
	x := newHouse(t)
	zhang := x.person("zhang")
	x.issuedType("M-ID", nil)
	first := x.handIn(zhang, "M-AP", "M-ID", "M-LAY")
	card := x.find("documents", "application='%s' && material='%s'", first, x.material("M-ID"))
	cost := func() (taken string, allocated uint64) {
		t.Helper()
		draft := x.draft(zhang)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		taken = x.again(zhang, draft, "M-ID", card.Id).ok().id()
		runtime.ReadMemStats(&after)
		return taken, after.TotalAlloc - before.TotalAlloc
	}
	_, small := cost()
	path := x.enlarge(card.Id, 19<<20)
	taken, large := cost()
	if large > small+4<<20 {
		t.Errorf("a page of 19 MB takes %d kB more than a small one", (large-small)>>10)
	}
	t.Logf("allocated for a small page %d kB, for one of 19 MB %d kB", small>>10, large>>10)
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	d := x.find("documents", "id='%s'", taken)
	got, err := os.ReadFile(filepath.Join(x.app.DataDir(), "storage", d.BaseFilesPath(), d.GetString("file")))
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d of %d bytes arrived: %v", len(got), len(want), err)
	}
}

// Many pages in one transaction hold the only writer, so a batch takes few of them again.
func TestReusesOfABatchAreFew_R_OL_03(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang := x.person("zhang")
	first := x.handIn(zhang, "M-AP", "M-ID")
	card := x.find("documents", "application='%s' && material='%s'", first, x.material("M-ID"))
	batch := func(n int) reply {
		var requests []any
		for range n {
			requests = append(requests, map[string]any{"method": "POST", "url": "/api/collections/documents/records",
				"body": map[string]any{"application": x.draft(zhang), "material": x.material("M-ID"), "reuse_of": card.Id}})
		}
		return x.call("POST", "/api/batch", zhang, map[string]any{"requests": requests})
	}
	if r := batch(reusesOfBatch + 1); r.status != 400 || !strings.Contains(r.text, "quota_exceeded") {
		t.Errorf("one too many: %d %s", r.status, r.text)
	}
}

// What a case takes over from the others of its journey has a bound, too.
func TestGatheringHasABound_R_PKG_01(t *testing.T) {
	x := newStreet(t)
	id := x.begin(nil)
	x.give(id)
	x.submit(id).ok()
	for _, d := range x.all("documents", "application.journey='%s'", id) {
		d.Set("size", gatherLimit+1)
		if err := write(x.app, d); err != nil {
			t.Fatal(err)
		}
	}
	x.decide(x.caseOf(id, "licence"))
	if held, _ := x.member(id, "seal")["held_up"].(map[string]any); held["code"] != "quota_exceeded" {
		t.Errorf("a case that takes over too much: %v", x.member(id, "seal"))
	}
}

func TestFreshNames(t *testing.T) {
	name := strings.Repeat("a", 200) + ".png"
	for range 20 {
		next := freshName(name)
		if next == name || len(next) > longestStem+15 || filepath.Ext(next) != ".png" {
			t.Fatalf("%q follows %q", next, name)
		}
		name = next
	}
}
