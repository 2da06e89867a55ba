package appliance

import (
	"errors"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// waits is how long the writing connection waits: 0 OFF, 1 NORMAL, 2 FULL.
func waits(t *testing.T, app core.App) int {
	t.Helper()
	var level int
	if err := app.NonconcurrentDB().NewQuery("PRAGMA synchronous").Row(&level); err != nil {
		t.Fatal(err)
	}
	return level
}

func TestHurryWaitsForNothingUntilItEnds(t *testing.T) {
	r, collection := recorded(t)
	failure := errors.New("cut off")
	for _, want := range []error{nil, failure} {
		err := Hurry(r.app, func() error {
			if level := waits(t, r.app); level != 0 {
				t.Errorf("the database waits at level %d", level)
			}
			if err := r.app.Save(mustPaper(t, collection, core.GenerateDefaultRandomId(), "quick")); err != nil {
				t.Error(err)
			}
			return want
		})
		if !errors.Is(err, want) || want == nil && err != nil {
			t.Errorf("got %v, want %v", err, want)
		}
		if level := waits(t, r.app); level != 2 {
			t.Errorf("afterwards the database waits at level %d", level)
		}
	}
	if len(r.files) != 0 {
		t.Errorf("synced %v while in a hurry", r.files)
	}
	if err := r.app.Save(mustPaper(t, collection, "after", "careful")); err != nil || len(r.files) != 2 {
		t.Errorf("afterwards %d files were synced (%v)", len(r.files), err)
	}
}

// A signal in the middle of the filling closes the database; what was in a hurry says so.
func TestHurryIsCutOff(t *testing.T) {
	app := newApp(t, t.TempDir())
	err := Hurry(app, app.ResetBootstrapState)
	if !errors.Is(err, errClosed) {
		t.Errorf("got %v", err)
	}
	if err := Hurry(app, func() error { t.Error("a closed database is filled"); return nil }); !errors.Is(err, errClosed) {
		t.Errorf("got %v", err)
	}
}
