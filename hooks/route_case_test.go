package hooks

import (
	"net/url"
	"reflect"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// The page of a case shows everybody what the lists of the built-in API show the same person,
// row by row and field by field, and nothing of a case that they may not see.
func TestACaseIsWhatItsListsAre(t *testing.T) {
	unwatched(t)
	w := newWorld(t)
	locked := w.handIn(w.person("zhang"), "M-AP", "M-ID", "M-LAY")
	if _, err := w.app.DB().NewQuery("UPDATE applications SET locked = TRUE WHERE id = '" + locked + "'").Execute(); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for what, id := range map[string]string{"draft": w.own, "draft of the counter": w.atCounter, "submitted": w.submitted, "running": w.running, "closed": w.finished,
		"correcting": w.caseIn("correcting"), "locked": locked, "of somebody else": w.foreignCase} {
		for _, name := range everybodyThere[1 : len(everybodyThere)-1] {
			as := w.person(name)
			whole := w.call("GET", ours+"/applications/"+id+"/case?expand=applicant,actions_via_application&fields=id", as, nil)
			record := w.call("GET", "/api/collections/applications/records/"+id+"?expand=revision,applicant", as, nil)
			if whole.status != record.status {
				t.Errorf("%s reads the case %s: %d, its record: %d", name, what, whole.status, record.status)
			}
			if whole.status == 200 && record.status == 200 {
				seen++
				w.sameCase(name+" of the case "+what, id, as, whole.body, record.body)
			}
		}
	}
	if seen < 20 {
		t.Errorf("%d readers of cases compare nothing", seen)
	}
}

// sameCase compares the parts of the answer with what the API says of each.
func (w *world) sameCase(who, id string, as *core.Record, whole, record map[string]any) {
	w.t.Helper()
	related := record["expand"].(map[string]any)
	delete(record, "expand")
	w.same(who+": the record", whole["application"], record)
	w.same(who+": the list of the service", whole["snapshot"], related["revision"].(map[string]any)["content"])
	w.same(who+": the clock", whole["clock"], any(w.call("GET", ours+"/applications/"+id+"/clock", as, nil).ok().body))
	for _, part := range []string{"documents", "actions", "reviews", "results", "messages"} {
		w.same(who+": "+part, byID(whole[part]), byID(w.listOf(as, part, id, "")))
	}
	notices := byID(w.listOf(as, "notices", id, "id,kind,number,issued_at,content"))
	for _, n := range notices {
		content := n["content"].(map[string]any)
		n["title"], n["title_en"] = content["title"], content["title_en"]
		delete(n, "content")
	}
	w.same(who+": notices", byID(whole["notices"]), notices)
	shelf := w.call("GET", ours+"/applications/"+id+"/shelf", as, nil).ok().body
	if as.Collection().Name == "applicants" {
		if state := record["state"]; state == "draft" || state == "correcting" {
			w.same(who+": the shelf", whole["shelf"], any(shelf))
		}
		for _, part := range []string{"applicant", "officers", "templates", "table", "result_table"} {
			if _, there := whole[part]; there {
				w.t.Errorf("%s: the %s of the desk", who, part)
			}
		}
		return
	}
	w.same(who+": what is held", whole["shelf"].(map[string]any)["held"], shelf["held"])
	w.same(who+": the applicant", whole["applicant"], related["applicant"])
	all := byID(w.call("GET", "/api/collections/officers/records?perPage=500&fields=id,name,department,roles,active,absent,deputy", as, nil).ok().body["items"])
	for officer, row := range byID(whole["officers"]) {
		w.same(who+": the officer "+officer, row, all[officer])
	}
}

func (w *world) same(what string, got, want any) {
	w.t.Helper()
	if !reflect.DeepEqual(got, want) {
		w.t.Errorf("%s is\n%v\nwant\n%v", what, got, want)
	}
}

// listOf is what the API lists of a case; "" are all fields.
func (w *world) listOf(as *core.Record, collection, id, fields string) any {
	w.t.Helper()
	q := url.Values{"filter": {`application="` + id + `"`}, "perPage": {"500"}, "skipTotal": {"1"}, "fields": {fields}}
	return w.call("GET", "/api/collections/"+collection+"/records?"+q.Encode(), as, nil).ok().body["items"]
}

// byID are rows of an answer by their ids.
func byID(rows any) map[string]map[string]any {
	out := map[string]map[string]any{}
	for _, row := range rows.([]any) {
		out[row.(map[string]any)["id"].(string)] = row.(map[string]any)
	}
	return out
}
