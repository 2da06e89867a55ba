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

// covered are the rules that the case files must speak about.
var covered = []string{
	"T-01", "T-02", "T-04", "T-05", "T-06", "T-07", "T-09", "T-10", "T-14", "T-17",
	"R-AL-04", "R-AL-05", "R-AL-06", "R-AL-10", "R-AL-16", "R-AL-17", "R-AL-18", "R-AL-19", "R-AL-20", "R-AL-21", "R-AL-22", "R-AL-23",
	"R-CAL-02", "R-CAL-05", "R-CLM-12", "R-BE-02",
}

func TestCasesSpeakAboutEveryRuleRegimeAndGround(t *testing.T) {
	rules, regimes, kinds := map[string]bool{}, map[string]bool{}, map[Kind]bool{}
	for name, text := range readCases(t) {
		c, err := readCase(text)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, r := range c.rules {
			rules[r] = true
		}
		regimes[c.terms.Regime.Key] = true
		for _, s := range c.steps {
			kinds[s.event.Kind] = true
		}
	}
	for _, r := range covered {
		if !rules[r] {
			t.Errorf("no case speaks about %s", r)
		}
	}
	for key := range Regimes {
		if !regimes[key] {
			t.Errorf("no case is handled as %s", key)
		}
	}
	for _, kind := range Kinds() {
		if !kinds[kind] {
			t.Errorf("no case has the event %s", kind)
		}
	}
}

func TestCaseFilesThatCannotBeReadNameTheLine(t *testing.T) {
	head := "rules: R-AL-05\nstory: s\nregime: LICENCE\n"
	for text, want := range map[string]string{
		"":                                "the head needs",
		"rules: R\nstory: s":              "the head needs",
		"regime: NONE":                    "line 1",
		"rules R-AL-05":                   "line 1",
		"colour: red":                     "line 1",
		"law: 20":                         "line 1",
		"law: 0 WD":                       "line 1",
		"promise: ten WD":                 "line 1",
		"calendar: MMXXVI":                "line 1",
		head + "2026-02-30 received":      "line 4",
		head + "2026-03-02":               "line 4",
		head + "2026-03-02 forgotten":     "line 4",
		head + "2026-03-02 received late": "line 4",
		head + "2026-03-02 paused testing until tomorrow": "line 4",
		head + "law 2026-03-02 green":                     "line 4",
		head + "on 2026-03-02\nsky 2026-03-02 blue":       "line 5",
		head + "on today":                                 "line 4",
	} {
		if _, err := readCase(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestCasesCanFail plays cases whose expectations are wrong: every check must object.
func TestCasesCanFail(t *testing.T) {
	text := "rules: R\nstory: s\nregime: LICENCE\npromise: 3 WD\n2026-03-02 received\n2026-03-02 accepted\non 2026-03-02\n"
	wrong := []string{
		"notice 2026-03-09 green", "inspection 2026-03-09 green", "law 2026-03-31 green", "law 2026-03-30 red", "law 2026-03-30 green 19",
		"law none", "law unknown 2026", "promise 2026-03-06 yellow", "delivery 2026-03-16 green", "case green", "accepted none", "deemed 2026-03-02",
		"extension 15 WD", "extension refused limit_passed", "ground testing refused", "ground site_check allowed", "ground testing",
		"approver supervisor", "add 2026-03-02 20 WD = 2026-03-31", "add 2026-03-02 20 WD", "add x 20 WD = y", "add 2026-03-02 x WD = y",
		"add 2026-12-30 20 WD = 2027-01-28", "counts law 19", "counts law", "skips law 2026-03-07 2026-03-09 weekend", "skips law weekend",
	}
	c, err := readCase(text + strings.Join(wrong, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	failed := 0
	c.play(calendar(t, 2026), func(line int, err error) { failed++ })
	if failed != len(wrong) {
		t.Errorf("%d of %d wrong expectations were noticed", failed, len(wrong))
	}
}

func FuzzReadCase(f *testing.F) {
	for _, text := range readCases(f) {
		f.Add(text)
	}
	cals := map[int]*workday.Calendar{0: calendar(f, 2024, 2025, 2026), 1: calendar(f, 2024, 2026), 2: calendar(f)}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := readCase(text)
		if err != nil {
			return
		}
		cal := cals[len(c.years)%3]
		c.play(cal, func(int, error) {})
		w := &world{cal: cal, terms: c.terms}
		for _, s := range c.steps {
			if s.on == 0 {
				w.events = append(w.events, s.event)
				continue
			}
			w.today = s.on
			for i, d := range dues(w.ledger()) {
				if d.Unknown == nil && !agree(d, w.today) {
					t.Fatalf("%s: %+v on %s of %+v", tracks[i], d, w.today, w.events)
				}
			}
		}
	})
}
