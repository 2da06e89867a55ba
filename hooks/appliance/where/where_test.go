package where

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Whoever copies a told command has the shell read the word that was meant.
func TestQuoted(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil || filepath.Separator != '/' {
		t.Skip("no sh here")
	}
	for _, word := range []string{"s3://county/a?endpoint=https://s3.example.gov.cn&region=cn-1&style=host", "file:///mnt/the one", `a"b`, `a\b\`, "$HOME", "`id`", "a'b; c | d > e", ""} {
		out, err := exec.Command(sh, "-c", "printf %s "+Quoted(word)).Output()
		if err != nil || string(out) != word {
			t.Errorf("%q is read as %q, %v", word, out, err)
		}
	}
}

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
