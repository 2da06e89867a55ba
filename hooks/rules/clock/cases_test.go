package clock

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"onestop/hooks/rules/workday"
)

// marks are the notices for 2024 to 2026, narrowed to the given years.
func marks(t testing.TB, years ...int) []workday.Mark {
	t.Helper()
	text, err := os.ReadFile("../workday/testdata/calendar.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []workday.Mark
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(m workday.Mark) bool { return !slices.Contains(years, m.Day.Year()) })
}

func calendar(t testing.TB, years ...int) *workday.Calendar {
	t.Helper()
	cal, err := workday.NewCalendar(marks(t, years...))
	if err != nil {
		t.Fatal(err)
	}
	return cal
}

// readCases reads every case file, by name.
func readCases(t testing.TB) map[string]string {
	t.Helper()
	names, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil || len(names) < 40 {
		t.Fatalf("%d case files, %v", len(names), err)
	}
	cases := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		cases[strings.TrimSuffix(filepath.Base(name), ".txt")] = string(text)
	}
	return cases
}

func TestCases(t *testing.T) {
	for name, text := range readCases(t) {
		t.Run(name, func(t *testing.T) {
			c, err := readCase(text)
			if err != nil {
				t.Fatal(err)
			}
			asked := 0
			for _, s := range c.steps {
				asked += len(s.checks)
			}
			if asked == 0 {
				t.Error("the case asks nothing")
			}
			c.play(calendar(t, c.years...), func(line int, err error) { t.Errorf("line %d: %v", line, err) })
		})
	}
}
