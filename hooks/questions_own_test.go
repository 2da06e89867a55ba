package hooks

import (
	"context"
	"database/sql"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/picker"
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

// Whatever fields are asked for, and whether they are hidden exactly or not, the answer is what
// the platform picks out of the whole one.
func TestWhatIsHiddenExactlyIsWhatThePlatformPicks(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang := x.person("zhang")
	x.caseIn("submitted")
	x.draft(zhang)
	applications, _ := x.app.FindCachedCollectionByNameOrId("applications")
	forged := url.QueryEscape(shownKey + applications.Id)
	for _, q := range []struct {
		fields, expand string
		exact          bool
	}{
		{"id", "", true}, {"id,number,state,form", "", true}, {"id, number , nothing", "", true}, {"collectionName,id", "", true}, {"track_code,departments", "", true},
		{"id,expand.service.name,expand.journey.state", "service,journey", true}, {"id,service,expand.service.name,expand.service.id", "service", true}, {"id,expand.service.name", "", true},
		{"id,expand.applicant.name,expand.applicant.email", "applicant", true}, {"expand.service.name", "service", true},
		{"id", "service", false}, {"id,expand.service.name", "service,journey", false}, {"id,expand", "service", false}, {"*", "", false}, {"id,expand.service.*", "service", false},
		{"id,form.premises", "", false}, {"commitment:excerpt(3),id", "", false}, {"id,expand.service.department.name", "service", false}, {"id,expand.service.name", "service.department", false},
		{"id,expand.number.name", "", false}, {"id,expand.service", "service", false}, {"id, expand.service , state", "service,journey", false}, {"expand:excerpt(2),id", "service", false},
		{"id,expand.service.expand.department", "service.department", false}, {"id,expand.service.expand.department.name", "service.department", false}, {"id,", "", false},
	} {
		if _, ok := pickedBy(applications, q.fields, q.expand); ok != q.exact {
			t.Errorf("%q with %q is hidden exactly: %t", q.fields, q.expand, ok)
		}
		ask := func(fields string) any {
			return x.call("GET", "/api/collections/applications/records?"+forged+"=id&sort=id&expand="+q.expand+fields, zhang, nil).ok().at("items")
		}
		want, err := picker.Pick(ask(""), q.fields)
		if got := ask("&fields=" + url.QueryEscape(q.fields)); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q with %q answers\n%v\nand the platform picks\n%v, %v", q.fields, q.expand, got, want, err)
		}
	}
	for _, path := range []string{"applications/records/" + x.draft(zhang), "services/records"} { // nobody says by name whose fields are shown
		if answer := x.call("GET", "/api/collections/"+path+"?"+forged+"=name&fields=id", zhang, nil).ok(); !strings.Contains(answer.text, `"id":`) {
			t.Errorf("%s: %s", path, answer.text)
		}
	}
}

// Relations that are empty in all rows are not asked for, and the answer is the one that the
// platform gives.
func TestEmptyRelationsAreNotAskedFor(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang := x.person("zhang")
	x.draft(zhang)
	x.draft(zhang)
	expands := []string{"journey", "service,journey", "journey.applicant,service", "service.department,journey", "documents_via_application,journey", "nothing,journey", " journey", "journey,service,", "service", ""}
	var ofJourneys atomic.Int32 // a list and its total are asked for side by side
	x.app.ConcurrentDB().(*dbx.DB).QueryLogFunc = func(_ context.Context, _ time.Duration, text string, _ *sql.Rows, _ error) {
		if strings.Contains(text, "FROM `journeys`") {
			ofJourneys.Add(1)
		}
	}
	answers := func() (list []any, asked int32) {
		ofJourneys.Store(0)
		for _, expand := range expands {
			list = append(list, x.call("GET", "/api/collections/applications/records?sort=id&expand="+url.QueryEscape(expand), zhang, nil).ok().at("items"))
		}
		return list, ofJourneys.Load()
	}
	got, asked := answers()
	x.app.OnRecordsListRequest().Unbind("onestopEmptyRelations")
	want, before := answers()
	for i, expand := range expands {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("%q answers\n%v\nand the platform\n%v", expand, got[i], want[i])
		}
	}
	if asked != 0 || before == 0 {
		t.Errorf("the database is asked for journeys %d times, %d before", asked, before)
	}
}
