package cases

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"onestop/hooks/rules/workday"
)

// calendar holds the State Council's notices of the given years.
func calendar(t testing.TB, years ...int) *workday.Calendar {
	t.Helper()
	text, err := os.ReadFile("../workday/testdata/calendar.json")
	if err != nil {
		t.Fatal(err)
	}
	var marks []workday.Mark
	if err := json.Unmarshal(text, &marks); err != nil {
		t.Fatal(err)
	}
	cal, err := workday.NewCalendar(slices.DeleteFunc(marks, func(m workday.Mark) bool { return !slices.Contains(years, m.Day.Year()) }))
	if err != nil {
		t.Fatal(err)
	}
	return cal
}

// texts are the case files of a pattern, by name.
func texts(t testing.TB, pattern string) map[string]string {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		found[name] = string(text)
	}
	return found
}

const storyFiles = "testdata/*.txt"

func TestStories(t *testing.T) {
	for name, text := range texts(t, storyFiles) {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			s, err := readStory(text)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(s.scenes, func(x scene) bool { return len(x.checks) > 0 }) {
				t.Error("the case expects nothing")
			}
			s.play(calendar(t, s.years...), func(line int, err error) { t.Errorf("%s:%d: %v", name, line, err) })
		})
	}
}
