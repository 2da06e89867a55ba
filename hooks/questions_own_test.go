package hooks

import (
	"net/url"
	"slices"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// What an applicant asks of a list is narrowed to the own things, which changes no answer:
// the rule says the same, whatever the filter tries to close.
func TestListsOfAnApplicantAreNarrowed(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang, li := x.person("zhang"), x.person("li")
	mine, theirs := x.draft(zhang), x.draft(li)
	for filter, want := range map[string]bool{"": true, `state="draft"`: true, `state="closed"`: false, `state="closed" || state="draft"`: true,
		`state="closed") || (id!=""`: true, `applicant="` + li.Id + `"`: false} {
		answer := x.call("GET", "/api/collections/applications/records?perPage=200&filter="+url.QueryEscape(filter), zhang, nil).ok()
		rows := byID(answer.body["items"])
		if _, found := rows[mine]; found != want {
			t.Errorf("%q finds the own draft: %t", filter, found)
		}
		if _, found := rows[theirs]; found {
			t.Errorf("%q finds somebody else's draft", filter)
		}
	}
	if answer := x.call("GET", "/api/collections/applications/records?filter="+url.QueryEscape("nothing="), zhang, nil); answer.status != 400 {
		t.Errorf("nonsense: %d", answer.status)
	}
}

// What is not asked for is left out before an answer is written down, and the answer is the
// one that the platform picks out of the whole.
func TestListsLeaveOutWhatNobodyAskedFor(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang := x.person("zhang")
	x.caseIn("submitted")
	var shown []int
	x.app.OnRecordEnrich("applications", "services").BindFunc(func(e *core.RecordEnrichEvent) error {
		shown = append(shown, len(e.Record.PublicExport()))
		return e.Next()
	})
	ask := func(query string) (map[string]any, int) {
		shown = nil
		answer := x.call("GET", "/api/collections/applications/records?expand=service"+query, zhang, nil).ok()
		return answer.at("items").([]any)[0].(map[string]any), slices.Max(shown)
	}
	whole, all := ask("")
	if rows, n := ask("&fields=*"); len(rows) != len(whole) || n != all {
		t.Errorf("of everything are %d of %d fields shown", n, all)
	}
	service := whole["expand"].(map[string]any)["service"].(map[string]any)
	got, n := ask("&fields=id,form.premises,number,expand.service.name,commitment:excerpt(3)")
	if got["id"] != whole["id"] || got["number"] != whole["number"] || got["form"].(map[string]any)["premises"] != whole["form"].(map[string]any)["premises"] ||
		got["expand"].(map[string]any)["service"].(map[string]any)["name"] != service["name"] || got["state"] != nil || got["form"] == nil {
		t.Errorf("picked is %v of %v", got, whole)
	}
	if n > 10 {
		t.Errorf("%d fields of a record are written down where five were asked for, %d where all were", n, all)
	}
}
