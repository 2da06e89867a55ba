package appliance

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The table of what was done to the server names tests that exist, and has all its rows.
func TestTheChecklistNamesTestsThatExist(t *testing.T) {
	text, err := os.ReadFile("CHECKLIST.md")
	if err != nil {
		t.Fatal(err)
	}
	known, rows := testsOf(t, "../.."), 0
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.TrimSpace(line), " | ")
		if len(cells) != 4 || !regexp.MustCompile(`^\| [A-Z]?\d+$`).MatchString(cells[0]) {
			continue
		}
		if cells[0][2] <= '9' {
			rows++
		}
		if said := strings.Trim(cells[3], " |–-"); said == "" || strings.Contains(said, "PENDING") {
			t.Errorf("row %s says neither a figure nor why not", cells[0])
		}
		for _, name := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[2], -1) {
			if !known[name[1]] {
				t.Errorf("row %s names %s, which does not exist", cells[0], name[1])
			}
		}
	}
	if rows != 60 {
		t.Errorf("the table has %d rows of 60", rows)
	}
}

// testsOf are the names of the Go tests below root, of the browser tests and of the scripts.
func testsOf(t *testing.T, root string) map[string]bool {
	known, named := map[string]bool{}, regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == ".git" || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if strings.HasSuffix(path, ".test.mjs") {
			known[d.Name()] = true
		}
		if strings.Contains(path, ".ci/") {
			known[".ci/"+d.Name()] = true
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		for _, name := range named.FindAllStringSubmatch(string(text), -1) {
			known[name[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return known
}
