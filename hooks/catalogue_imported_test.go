package hooks

import (
	"strings"
	"testing"
)

// The report of an import names what was created, changed and reopened, the reopened first,
// and counts the defects of all of them, on the console with the way to each (R-CLM-07).
func TestReportOfAnImportNamesItsLists_R_CLM_07(t *testing.T) {
	x := newHouse(t)
	r := x.mustImport(nil, bookOf(t, 2))
	if len(r.Lists) != 2 || r.Lists[0].Did != "claim" || r.Lists[0].Code != marketCode+"4002010000000" || r.Lists[0].Name != "备案事项0" {
		t.Fatalf("%+v", r.Imported)
	}
	if r.Faulty != 2 || r.Defects != r.Lists[0].Defects+r.Lists[1].Defects || r.Lists[0].Defects == 0 { // the samples are missing
		t.Errorf("%+v", r.Imported)
	}
	second := x.find("services", "name='备案事项1'")
	x.set(x.find("claims", "id='%s'", second.GetString("claim")), map[string]any{"state": "published"})
	if err := x.Publish(x.app, second.Id); err != nil {
		t.Fatal(err)
	}
	b := x.stamped(bookOf(t, 3))
	for n := range 2 {
		b = changedBook(t, b, "services", n, map[string]any{"promised_days": 2})
	}
	r = x.mustImport(nil, b)
	did := []string{}
	for _, l := range r.Lists {
		did = append(did, l.Name+" "+didWords[l.Did])
	}
	if got := strings.Join(did, ", "); got != "备案事项1 reopened, 备案事项0 changed, 备案事项2 created" {
		t.Error(got)
	}
	var out strings.Builder
	r.print(&out)
	for _, line := range []string{"reopened " + second.GetString("code") + " 备案事项1: ", "see /desk/claim.html?id=" + second.GetString("claim"), "defects: 3 lists, "} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("%q is not in %s", line, out.String())
		}
	}
}

// Past its fifty lists a report says how many more there are; defects are counted in all.
func TestReportOfManyListsIsShort(t *testing.T) {
	x := newHouse(t)
	r := x.mustImport(nil, bookOf(t, 53))
	var out strings.Builder
	r.print(&out)
	if len(r.Lists) != 50 || r.Faulty != 53 || !strings.Contains(out.String(), "and 3 more\n") || !strings.Contains(out.String(), "defects: 53 lists, ") {
		t.Errorf("%d lists, %d faulty: %s", len(r.Lists), r.Faulty, out.String())
	}
}
