package gate

import (
	"strings"
	"testing"
)

func TestCostOfAFilter(t *testing.T) {
	for _, c := range []struct {
		filter string
		want   Cost
	}{
		{"", Cost{}},
		{`state="draft"`, Cost{Terms: 1}},
		{`a=1&&b!=2||c>=3 && d<4`, Cost{Terms: 4}},
		{`name ~ "食" && name !~ '品' || code ?~ "1" || x ?!~ "2"`, Cost{Terms: 4, Searches: 4}},
		{`name = "a ~ b && c ~ d ((("`, Cost{Terms: 1}},
		{`name = 'it\'s ~ here' && b ~ "\"~"`, Cost{Terms: 2, Searches: 1}},
		{"a=1 // b~2 && ((\n&& c~3", Cost{Terms: 2, Searches: 1}},
		{`((a=1)&&((b=2)))`, Cost{Terms: 2, Depth: 3}},
		{`name = "no end ~ ~ ~`, Cost{Terms: 1}},
		{strings.Repeat("a~'1'||", 50), Cost{Terms: 50, Searches: 50}},
		{"`a ~ b`", Cost{Terms: 1, Searches: 1}},
	} {
		got := Weigh(c.filter)
		c.want.Bytes = len(c.filter)
		if got != c.want {
			t.Errorf("%.60q: %+v, want %+v", c.filter, got, c.want)
		}
	}
}

func TestBoundsOfAFilter(t *testing.T) {
	terms := func(n int, operator string) string {
		return strings.Repeat("a"+operator+"'x' && ", n-1) + "a" + operator + "'x'"
	}
	for _, c := range []struct {
		filter           string
		people, officers bool
	}{
		{terms(12, "="), true, true},
		{terms(13, "="), false, true},
		{terms(60, "="), false, true},
		{terms(61, "="), false, false},
		{terms(3, "~"), true, true},
		{terms(4, "~"), false, true},
		{terms(13, "~"), false, false},
		{`a="` + strings.Repeat("x", 594) + `"`, true, true},
		{`a="` + strings.Repeat("x", 600) + `"`, false, true},
		{`a="` + strings.Repeat("x", 3600) + `"`, false, false},
		{strings.Repeat("(", 7) + "a=1" + strings.Repeat(")", 7), false, true},
		{strings.Repeat("(", 11) + "a=1" + strings.Repeat(")", 11), false, false},
	} {
		cost := Weigh(c.filter)
		if cost.Within(ForPeople) != c.people || cost.Within(ForOfficers) != c.officers {
			t.Errorf("%.40q… %+v", c.filter, cost)
		}
	}
}

// Whatever comes, the count ends and is never less than what stands outside of texts.
func FuzzWeigh(f *testing.F) {
	for _, seed := range []string{`a="b" && c~'d'`, `'`, `\`, `//`, "a//\n~", `"\"`, "((((", "?!~<>="} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, filter string) {
		cost := Weigh(filter)
		if cost.Terms < 0 || cost.Searches > cost.Terms || cost.Terms > len(filter) || cost.Depth > len(filter) {
			t.Errorf("%q: %+v", filter, cost)
		}
		if !strings.ContainsAny(filter, `'"/`) && cost.Searches == 0 && strings.Contains(filter, "~") {
			t.Errorf("%q has a search: %+v", filter, cost)
		}
	})
}
