package cases

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// licensing are the numbers of the rules of the Licensing Law, all of which the table
// must speak about.
const licensing = "01 02 03 04 04a 04b 04c 04e 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 " +
	"30 31 32 33 34 35 36 37 38 39 40 41"

// rule is one line of testdata/rules.md.
type rule struct{ number, held, says, remark string }

// readRules reads the table; every line is whole and no rule stands twice.
func readRules(text string) ([]rule, error) {
	var list []rule
	for i, line := range strings.Split(text, "\n") {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if !strings.HasPrefix(line, "|") || len(cells) != 4 || strings.HasPrefix(cells[0], "---") || strings.TrimSpace(cells[0]) == "rule" {
			if strings.HasPrefix(line, "|") && len(cells) != 4 {
				return nil, fmt.Errorf("line %d has %d cells", i+1, len(cells))
			}
			continue
		}
		r := rule{strings.TrimSpace(cells[0]), strings.TrimSpace(cells[1]), strings.TrimSpace(cells[2]), strings.TrimSpace(cells[3])}
		twice := slices.ContainsFunc(list, func(x rule) bool { return x.number == r.number })
		switch {
		case r.number == "" || r.says == "" || (r.held != "yes" && r.held != "no"):
			return nil, fmt.Errorf("line %d is not whole", i+1)
		case r.held == "no" && r.remark == "":
			return nil, fmt.Errorf("line %d: %s is not held by software; say who holds it", i+1, r.number)
		case twice:
			return nil, fmt.Errorf("line %d: %s stands twice", i+1, r.number)
		}
		list = append(list, r)
	}
	return list, nil
}

// audit compares the table with the rules that cases speak about, and says what is wrong.
func audit(table []rule, cited map[string][]string) (wrong []string) {
	known := map[string]bool{}
	for _, r := range table {
		known[r.number] = true
		n := len(cited[r.number])
		switch {
		case r.held == "yes" && n == 0:
			wrong = append(wrong, r.number+" has no case")
		case r.held == "no" && n > 0:
			wrong = append(wrong, fmt.Sprintf("%s is said not to be held by software, yet %s tells of it", r.number, cited[r.number][0]))
		}
	}
	for number, files := range cited {
		if !known[number] {
			wrong = append(wrong, fmt.Sprintf("%s cites %s, which no rule is called", files[0], number))
		}
	}
	slices.Sort(wrong)
	return wrong
}

// heard are the rules that each case file of the law speaks about, here and beside the
// packages whose law it is.
func heard(t *testing.T) (cited map[string][]string, files int) {
	t.Helper()
	cited = map[string][]string{}
	for _, pattern := range []string{storyFiles, "../*/testdata/cases/*.txt"} {
		for name, text := range texts(t, pattern) {
			files++
			for _, line := range strings.Split(text, "\n") {
				rules, head := strings.CutPrefix(line, "rules:")
				if !head {
					continue
				}
				for _, r := range strings.Fields(rules) {
					cited[r] = append(cited[r], name)
				}
			}
		}
	}
	return cited, files
}

func table(t *testing.T) []rule {
	t.Helper()
	text, err := os.ReadFile("testdata/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	rules, err := readRules(string(text))
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

func TestEveryRuleThatSoftwareHoldsHasACase(t *testing.T) {
	rules := table(t)
	cited, files := heard(t)
	if files < 120 {
		t.Errorf("%d case files", files)
	}
	for _, w := range audit(rules, cited) {
		t.Error(w)
	}
	for _, r := range rules {
		t.Logf("%-9s %-3s %3d cases", r.number, r.held, len(cited[r.number]))
	}
	for _, n := range strings.Fields(licensing) {
		if !slices.ContainsFunc(rules, func(r rule) bool { return r.number == "R-AL-"+n }) {
			t.Errorf("the table is silent about R-AL-%s", n)
		}
	}
}

// What a refusal cites is a rule of the table or an article of a law.
func TestRefusalsCiteRulesOfTheTable(t *testing.T) {
	rules := table(t)
	for name, text := range texts(t, storyFiles) {
		for i, line := range strings.Split(text, "\n") {
			words := strings.Fields(line)
			if len(words) < 2 || words[0] != "refused" {
				continue
			}
			known := len(words) > 2 && slices.ContainsFunc(rules, func(r rule) bool { return r.number == words[2] })
			article := len(words) > 4 && slices.Contains(words, "Art.")
			if !known && !article {
				t.Errorf("%s:%d: %s cites no rule", name, i+1, line)
			}
		}
	}
}

func TestTheAuditNotices(t *testing.T) {
	rules := []rule{{"R-1", "yes", "a", ""}, {"R-2", "no", "b", "elsewhere"}}
	for _, c := range []struct {
		name  string
		cited map[string][]string
		want  []string
	}{
		{"as declared", map[string][]string{"R-1": {"x"}}, nil},
		{"no case", nil, []string{"R-1 has no case"}},
		{"a case too many", map[string][]string{"R-1": {"x"}, "R-2": {"y"}}, []string{"R-2 is said not to be held by software, yet y tells of it"}},
		{"an unknown rule", map[string][]string{"R-1": {"x"}, "R-3": {"y"}}, []string{"y cites R-3, which no rule is called"}},
	} {
		if got := audit(rules, c.cited); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q", c.name, got)
		}
	}
	for _, bad := range []string{"| R-1 | perhaps | a | |", "| R-1 | no | a | |", "| R-1 | yes | | |", "| R-1 | yes | a |", "| R-1 | yes | a | |\n| R-1 | yes | b | |"} {
		if _, err := readRules(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}
