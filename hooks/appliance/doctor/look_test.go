package doctor

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

// folder is a data folder with the rights that it should have.
func folder(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "pb_data")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	put(t, dir+".key", 0o600, "key")
	return dir
}

func put(t *testing.T, path string, mode os.FileMode, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func TestTheMachineIsLookedAt(t *testing.T) {
	dir := folder(t)
	f := Facts{Now: time.Now()}
	LookMachine(dir, &f)
	if len(f.Missed) > 0 || f.Folder.Refuse != nil || f.Folder.Fsync <= 0 || f.Room.Free == 0 || f.Room.Total < f.Room.Free || len(f.Folder.Open) > 0 {
		t.Fatalf("%+v %+v %+v", f.Missed, f.Folder, f.Room)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Error("something was left in the folder", entries, err)
	}
	gone := Facts{Now: time.Now()}
	LookMachine(filepath.Join(dir, "nothing"), &gone)
	if r := Examine(gone); r.Level == Green {
		t.Errorf("a folder that is not there: %+v", r.Findings)
	}
}

func TestOpenDoorsOfTheFolder(t *testing.T) {
	dir := folder(t)
	known, open, err := openModes(dir)
	if err != nil || len(open) > 0 {
		t.Fatal(open, err)
	}
	if !known {
		t.Skip("rights are not known on this system")
	}
	put(t, dir+".key", 0o640, "key")
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	want := []string{"pb_data", "pb_data.key"}
	if _, open, _ := openModes(dir); !slices.Equal(open, want) {
		t.Error(open)
	}
	for _, name := range []string{".ca", ".heads", ".upgrades", ".replaced-20260302T010203", ".key.replaced-20260302T010203", ".backup", ".doctor", ".setup"} {
		want = append(want, "pb_data"+name)
		put(t, dir+name, 0o604, "somebody's")
	}
	put(t, dir+"-of-others", 0o644, "no part of the house")
	put(t, dir+".upgrade", 0o600, "closed")
	slices.Sort(want)
	if _, open, _ := openModes(dir); !slices.Equal(open, want) {
		t.Error(open)
	}
}

func TestLeftovers(t *testing.T) {
	dir := folder(t)
	if err := os.MkdirAll(filepath.Join(dir, ".tmp"), 0o700); err != nil {
		t.Fatal(err)
	}
	for path, age := range map[string]time.Duration{
		filepath.Join(dir, ".tmp", "multipart-1"):                     25 * time.Hour,
		filepath.Join(dir, ".tmp", "multipart-2"):                     time.Hour,
		filepath.Join(dir, "auxiliary.db.damaged-1"):                  31 * aDay,
		filepath.Join(filepath.Dir(dir), "pb_data.replaced-1"):        29 * aDay,
		filepath.Join(filepath.Dir(dir), "pb_data.replaced-2"):        31 * aDay,
		filepath.Join(filepath.Dir(dir), "pb_data.key.replaced-2"):    31 * aDay,
		filepath.Join(filepath.Dir(dir), "somebody.elses.replaced-1"): 99 * aDay,
		filepath.Join(dir, "data.db"):                                 99 * aDay,
	} {
		put(t, path, 0o600, "12345")
		if err := os.Chtimes(path, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	f := Facts{Now: now}
	if err := f.lookLeftovers(dir); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, l := range f.Leftovers {
		names = append(names, l.Path)
	}
	slices.Sort(names)
	if !slices.Equal(names, []string{"auxiliary.db.damaged-1", "multipart-1", "pb_data.key.replaced-2", "pb_data.replaced-2"}) {
		t.Error(names)
	}
	if bytes, err := Weigh(dir); err != nil || bytes != 20 {
		t.Error(bytes, err)
	}
}

// Another server's clock is read from its answer, and the time on the way is halved.
func TestAskingAPeer(t *testing.T) {
	var theirs atomic.Pointer[string] // nil: it has no clock
	date := "Wed, 14 Oct 2026 03:00:07 GMT"
	theirs.Store(&date)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodHead || r.Header.Get("Cookie") != "" {
			t.Errorf("asked by %s", r.Method)
		}
		w.Header()["Date"] = nil
		if date := theirs.Load(); date != nil {
			w.Header().Set("Date", *date)
		}
	}))
	defer server.Close()
	ticks := []time.Time{now, now.Add(2 * time.Second)}
	clock := func() time.Time { at := ticks[0]; ticks = ticks[1:]; return at }
	at, asked, err := AskPeer(context.Background(), server.Client(), server.URL, clock)
	if err != nil || !at.Equal(now.Add(7*time.Second)) || !asked.Equal(now.Add(time.Second)) {
		t.Fatal(at, asked, err)
	}
	theirs.Store(nil)
	if _, _, err := AskPeer(context.Background(), server.Client(), server.URL, time.Now); err == nil {
		t.Error("a server without a clock was believed")
	}
	server.Close()
	if _, _, err := AskPeer(context.Background(), server.Client(), server.URL, time.Now); err == nil {
		t.Error("a server that is not there was believed")
	}
}
