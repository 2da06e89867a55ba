package migrations

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pocketbase/pocketbase/core"
)

// labels are the names of a field that the dashboard cuts from its help text
// (pb_public/dashboard/say.js): up to the first comma, colon or bracket.
func labels(text string) (zh, en string) {
	cut := strings.LastIndex(text, "。")
	if cut < 0 {
		return "", ""
	}
	first := func(s, ends string) string {
		if i := strings.IndexAny(s, ends); i >= 0 {
			return s[:i]
		}
		return s
	}
	return first(text[:cut], "（，：；、 "), strings.TrimSpace(first(text[cut+len("。"):], ",;:("))
}

// TestEveryHelpTextBeginsWithAName: the names are short and differ within a collection,
// so that an officer knows each field by it.
func TestEveryHelpTextBeginsWithAName(t *testing.T) {
	for _, c := range collections(t, freshApp(t)) {
		seen := map[string]string{}
		for _, f := range c.Fields {
			text, explains := help(f)
			if !explains {
				continue
			}
			zh, en := labels(text)
			if n := utf8.RuneCountInString(zh); n < 1 || n > 16 {
				t.Errorf("%s.%s: the Chinese name %q has %d signs", c.Name, f.GetName(), zh, n)
			}
			if len(en) < 1 || len(en) > 40 {
				t.Errorf("%s.%s: the English name %q has %d letters", c.Name, f.GetName(), en, len(en))
			}
			for _, name := range []string{zh, en} {
				if other, taken := seen[name]; taken {
					t.Errorf("%s: %s and %s are both called %q", c.Name, other, f.GetName(), name)
				}
				seen[name] = f.GetName()
			}
		}
	}
}

// TestStampsComeLast: what people fill in stands before what the system stamps.
func TestStampsComeLast(t *testing.T) {
	for _, c := range collections(t, freshApp(t)) {
		names := c.Fields.FieldNames()
		if got := strings.Join(names[len(names)-2:], " "); got != "created updated" {
			t.Errorf("%s ends with %s", c.Name, got)
		}
	}
}

// TestRecordsArePickedByName: every collection that a relation leads to shows something
// to pick by, and where that alone is ambiguous, what it belongs to.
func TestRecordsArePickedByName(t *testing.T) {
	app := freshApp(t)
	picked := map[string][]string{}
	for _, c := range collections(t, app) {
		for _, line := range strings.Split(describe(t, app), "\n"+c.Name+" (")[1:2] {
			for _, field := range strings.Split(strings.SplitN(line, "\n\n", 2)[0], "\n") {
				if strings.HasSuffix(field, " pick") {
					picked[c.Id] = append(picked[c.Id], strings.Fields(field)[0])
				}
			}
		}
	}
	for _, c := range collections(t, app) {
		for _, f := range c.Fields {
			if r, ok := f.(*core.RelationField); ok && len(picked[r.CollectionId]) == 0 {
				t.Errorf("%s.%s leads to records that show nothing but an id", c.Name, r.Name)
			}
		}
	}
	for name, want := range map[string]string{"claims": "basic_item department", "options": "text question", "materials": "name service", "officers": "name department", "revisions": "service version"} {
		c, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(picked[c.Id], " "); got != want {
			t.Errorf("%s are picked by %s, want %s", name, got, want)
		}
	}
}

// TestArrangementsNameTheSameFields: what goes up comes down again with its words.
func TestArrangementsNameTheSameFields(t *testing.T) {
	app := freshApp(t)
	texts := func() map[string]string {
		all := map[string]string{}
		for _, c := range collections(t, app) {
			for _, f := range c.Fields {
				all[c.Name+"."+f.GetName()], _ = help(f)
			}
		}
		return all
	}
	up := texts()
	if err := arrange(arrangements, true)(app); err != nil {
		t.Fatal(err)
	}
	down := texts()
	for _, a := range arrangements {
		for _, w := range a.help {
			if key := a.collection + "." + w.field; down[key] != w.was || up[key] != w.now {
				t.Errorf("%s: %q after the way down, %q after the way up", key, down[key], up[key])
			}
		}
	}
	if err := arrange(arrangements, false)(app); err != nil {
		t.Fatal(err)
	}
}

// TestHelpNamesEveryStateOfAJourney: the state of a journey is a text without choices, so
// its help is where an administrator reads what it may be (R-PKG-03).
func TestHelpNamesEveryStateOfAJourney(t *testing.T) {
	c, err := freshApp(t).FindCollectionByNameOrId("journeys")
	if err != nil {
		t.Fatal(err)
	}
	text, _ := help(c.Fields.GetByName("state"))
	for _, state := range []string{"draft", "submitted", "correcting", "completed", "partly_completed", "ended"} {
		if !strings.Contains(text, state) {
			t.Errorf("the help %q does not name %s", text, state)
		}
	}
}
