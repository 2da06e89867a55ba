package hooks

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// testLine finds each test with its body, which ends at the first brace that begins a line.
var testLine = regexp.MustCompile(`(?ms)^func (Test\w+)\(\w+ \*testing\.T\) \{\n(.*?)^\}`)

// What the race detector does not look at is named in .ci/unwatched, which .ci/test runs
// without it; what is named there exists.
func TestWhatIsUnwatchedRunsInCI(t *testing.T) {
	text, err := os.ReadFile("../.ci/unwatched")
	if err != nil {
		t.Fatal(err)
	}
	named := strings.Fields(string(text))
	var unwatched []string
	for _, folder := range []string{".", "intake", "demo", "../migrations"} {
		files, err := filepath.Glob(folder + "/*_test.go")
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", folder, len(files), err)
		}
		for _, file := range files {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			apart := strings.HasPrefix(string(source), "//go:build !race")
			for _, m := range testLine.FindAllStringSubmatch(string(source), -1) {
				if apart || strings.Contains(m[2], "\tunwatched(t)\n") {
					unwatched = append(unwatched, m[1])
				}
			}
		}
	}
	slices.Sort(named)
	slices.Sort(unwatched)
	if !slices.Equal(named, unwatched) {
		t.Errorf(".ci/unwatched names\n%v\nbut without the race detector run\n%v", named, unwatched)
	}
}
