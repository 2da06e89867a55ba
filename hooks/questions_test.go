package hooks

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"onestop/hooks/appliance/gate"
)

// manyTerms are n comparisons.
func manyTerms(n int, each string) string {
	return strings.TrimSuffix(strings.Repeat(each+"||", n), "||")
}

// What a question to a list may cost: everybody but administrators is told what to make
// shorter, before the database is asked.
func TestWhatAQuestionMayCost(t *testing.T) {
	x := newHouse(t).unlimited()
	for _, c := range []struct {
		what, collection, key, value string
		refused                      []string // of guest, zhang, clerk; admin never is
	}{
		{"nothing", "applications", "filter", "", nil},
		{"twelve comparisons", "services", "filter", manyTerms(12, "name='x'"), nil},
		{"thirteen", "services", "filter", manyTerms(13, "name='x'"), []string{"", "zhang"}},
		{"sixty", "services", "filter", manyTerms(60, "name='x'"), []string{"", "zhang"}},
		{"sixty-one", "services", "filter", manyTerms(61, "name='x'"), []string{"", "zhang", "clerk"}},
		{"three searches", "services", "filter", manyTerms(3, "name~'x'"), nil},
		{"four searches", "services", "filter", manyTerms(4, "name~'x'"), []string{"", "zhang"}},
		{"fifty searches", "services", "filter", manyTerms(50, "name~'x'"), []string{"", "zhang", "clerk"}},
		{"a book", "services", "filter", "name='" + strings.Repeat("长", 300) + "'", []string{"", "zhang"}},
		{"searches between quotation marks", "services", "filter", `name="a~b || c~d || e~f || g~h"`, nil},
		{"deep parentheses", "services", "filter", strings.Repeat("(", 12) + "name='x'" + strings.Repeat(")", 12), []string{"", "zhang", "clerk"}},
		{"many orders", "services", "sort", strings.Repeat("name,", 6) + "name", []string{"", "zhang", "clerk"}},
		{"many expansions", "services", "expand", strings.Repeat("department,", 12) + "department", []string{"", "zhang", "clerk"}},
		{"endless fields", "services", "fields", strings.Repeat("name,", 500), []string{"", "zhang", "clerk"}},
	} {
		for _, by := range []string{"", "zhang", "clerk", "admin"} {
			for _, one := range []string{"", "/" + x.find("services", "name ~ '食品'").Id} {
				answer := x.call("GET", "/api/collections/"+c.collection+"/records"+one+"?"+c.key+"="+url.QueryEscape(c.value), x.named(by), nil)
				refused := answer.status == 400 && answer.code(c.key) == "filter_costly"
				if refused != contains(c.refused, by) {
					t.Errorf("%s by %q (%q): %d %s", c.what, by, one, answer.status, answer.text)
				}
			}
		}
	}
}

// A question that takes too long is ended and told so.
func TestAListAnswersInTime(t *testing.T) {
	x := newHouse(t).unlimited()
	defer func(was time.Duration) { listTime = was }(listTime)
	listTime = time.Nanosecond
	x.call("GET", "/api/collections/services/records?filter=name~'x'", x.person("zhang"), nil).refused("filter", "filter_costly", "")
	x.call("GET", "/api/collections/services/records?filter=name~'x'", x.person("admin"), nil).ok()
	listTime = time.Minute
	x.call("GET", "/api/collections/services/records?filter=name~'x'", x.person("zhang"), nil).ok()
}

// Every filter that the pages write down keeps to the bounds of those who use the page.
func TestPagesAskWithinTheBounds(t *testing.T) {
	written, found := regexp.MustCompile("filter: *(?:`([^`]+)`|'([^']+)'|\"([^\"]+)\")"), 0
	err := filepath.WalkDir("../pb_public", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "_tests" || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".js") {
			return nil
		}
		text, err := os.ReadFile(path)
		for _, m := range written.FindAllStringSubmatch(string(text), -1) {
			found++
			if filter := m[1] + m[2] + m[3]; !gate.Weigh(filter).Within(gate.ForPeople) {
				t.Errorf("%s asks %s", path, filter)
			}
		}
		return err
	})
	if err != nil || found < 20 {
		t.Errorf("read %d filters: %v", found, err)
	}
	fifty := fmt.Sprintf("department=\"%s\" && (%s)", strings.Repeat("x", 15), strings.ReplaceAll(manyTerms(50, `basic_item="xxxxxxxxxxxxxxx"`), "||", " || "))
	if !gate.Weigh(fifty).Within(gate.ForOfficers) {
		t.Errorf("claim_open.js asks for fifty items at once: %+v", gate.Weigh(fifty))
	}
}
