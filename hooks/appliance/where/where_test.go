package where

import (
	"os"
	"path/filepath"
	"testing"
)

func TestFlag(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]string{
		filepath.Join(filepath.Dir(self), "pb_data"): "",
		"a":            ` --dir "` + filepath.Join(here, "a") + `"`,
		"pb_data":      ` --dir "` + filepath.Join(here, "pb_data") + `"`, // beside the program is meant without a word, not here
		"/srv/the one": ` --dir "` + Whole("/srv/the one") + `"`,
	} {
		if got := Flag(dir); got != want {
			t.Errorf("%s: %q, want %q", dir, got, want)
		}
	}
}
