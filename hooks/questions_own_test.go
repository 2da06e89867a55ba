package hooks

import (
	"net/url"
	"testing"
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
