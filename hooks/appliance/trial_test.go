package appliance

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// What a trial of the replica left that was cut off goes with the next start, whether there is a
// replica still or not, but not while another process holds the folder; a house of that name stays.
func TestWhatATrialLeftGoesWithTheNextStart(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pb_data")
	left := filepath.Join(TrialFolder(dir), "data", "data.db")
	leave := func() {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(left), 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, left, []byte("all cases"))
		write(t, filepath.Join(TrialFolder(dir), "data.key"), []byte("the key"))
	}
	leave()
	newApp(t, dir, Guard)
	if _, err := os.Stat(TrialFolder(dir)); err == nil {
		t.Error("it stays")
	}

	leave()
	second := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: Connect})
	Guard(second)
	if second.Bootstrap() == nil || ForgetTrialOf(dir) == nil {
		t.Error("two hold the folder")
	}
	if _, err := os.Stat(left); err != nil {
		t.Error("the trial of a running house is disturbed:", err)
	}

	other := filepath.Join(t.TempDir(), "pb_data")
	newApp(t, TrialFolder(other), Guard)
	newApp(t, other, Guard)
	if _, err := os.Stat(filepath.Join(TrialFolder(other), dataName)); err != nil {
		t.Error("a house is taken for a trial:", err)
	}
	third := filepath.Join(t.TempDir(), "pb_data")
	dir, left = third, filepath.Join(TrialFolder(third), "data", "data.db")
	leave()
	if err := os.MkdirAll(third, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left); ForgetTrialOf(third) != nil || err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(TrialFolder(third)); err == nil {
		t.Error("of a folder that nobody holds it stays")
	}
	leave()
	write(t, filepath.Join(TrialFolder(third), "letter.txt"), []byte("somebody's"))
	if err := ForgetTrialOf(third); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(left); err != nil {
		t.Error("what somebody put there is deleted:", err)
	}
}
