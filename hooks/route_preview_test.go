package hooks

import (
	"strings"
	"testing"

	"onestop/hooks/rules/flow"
)

// codesOf are the codes of the defects of an answer.
func codesOf(defects any) string {
	var list []string
	for _, d := range defects.([]any) {
		list = append(list, d.(map[string]any)["code"].(string))
	}
	return strings.Join(list, " ")
}

// A draft is seen as a citizen would see it: not what is in force, with what keeps it
// from being published and what it would change.
func TestPreviewOfADraft_R_CLM_07(t *testing.T) {
	x := newHouse(t)
	service := x.find("services", "name ~ '食品'")
	before := x.call("GET", ours+"/services/"+service.Id+"/preview", x.person("cataloguer"), nil).ok()
	if told(before.at("changes")) != "" || before.at("in_force", "version") != 1.0 || before.at("regime_name_en") == nil || before.at("cuts") == nil {
		t.Errorf("an untouched draft: %s", before.text)
	}
	x.set(service, map[string]any{"promised_days": 12, "conditions": ""})
	draft := x.call("GET", ours+"/services/"+service.Id+"/preview", x.person("cataloguer"), nil).ok()
	if draft.at("limit", "promise", "days") != 12.0 || told(draft.at("changes")) != "days changed promised_days <nil> 5 12 worse; conditions changed conditions <nil> 符合条件  neutral" {
		t.Errorf("%v %v", draft.at("limit"), told(draft.at("changes")))
	}
	if had, has := codesOf(before.at("defects")), codesOf(draft.at("defects")); !strings.Contains(has, "conditions_empty") || !strings.Contains(has, "promise_too_long") || strings.Contains(had, "promise_too_long") {
		t.Errorf("defects: %s, before %s", has, had)
	}
	if shown := x.call("GET", ours+"/services/"+service.Id, nil, nil).ok(); shown.at("limit", "promise", "days") != 5.0 {
		t.Error("the draft is what citizens see")
	}
}

func TestPreviewOfWhatWasNeverPublished(t *testing.T) {
	x := newHouse(t)
	service := x.find("services", "name ~ '食品'")
	if _, err := x.app.DB().Delete("revisions", nil).Execute(); err != nil {
		t.Fatal(err)
	}
	draft := x.call("GET", ours+"/services/"+service.Id+"/preview", x.person("cataloguer"), nil).ok()
	if draft.at("in_force") != nil || len(draft.at("changes").([]any)) != 0 || draft.at("name") != "食品经营许可(新办)" {
		t.Errorf("%s", draft.text)
	}
}

// While a revision waits for its day, the next draft is compared with that one: what it
// changes is what the publication before it does not say yet.
func TestPreviewBesideARevisionThatWaits_R_CLM_07(t *testing.T) {
	x := newHouse(t)
	id := x.claimIn(flow.Published)
	service := x.find("services", "claim='%s'", id).Id
	path := "/api/collections/services/records/" + service
	x.actOn("cataloguer", "claim", id, "revise", nil).ok()
	x.call("PATCH", path, x.person("cataloguer"), map[string]any{"promised_days": 2}).ok()
	x.actOn("cataloguer", "claim", id, "submit", nil).ok()
	x.actOn("supervisor", "claim", id, "approve", nil).ok()
	x.actOn("supervisor2", "claim", id, "publish", map[string]any{"until": (x.today() + 30).String()}).ok()
	x.actOn("cataloguer", "claim", id, "revise", nil).ok()
	x.call("PATCH", path, x.person("cataloguer"), map[string]any{"hours": "每天"}).ok()
	draft := x.call("GET", ours+"/services/"+service+"/preview", x.person("cataloguer"), nil).ok()
	if draft.at("newest", "version") != 2.0 || draft.at("in_force", "version") != 1.0 {
		t.Errorf("newest %v, in force %v", draft.at("newest"), draft.at("in_force"))
	}
	if got := told(draft.at("changes")); !strings.Contains(got, "每天") || strings.Contains(got, "promised_days") {
		t.Errorf("the draft changes %s", got)
	}
}

func TestChecklistOfADraft_R_PKG_04(t *testing.T) {
	x := newHouse(t)
	service, yes := x.find("services", "name ~ '食品'"), x.find("options", "text='是'").Id
	x.set(x.find("materials", "service='%s' && name='燃气合同'", service.Id), map[string]any{"name": "燃气供用合同"})
	path := ours + "/services/" + service.Id + "/preview/checklist"
	asked := x.call("POST", path, x.person("cataloguer"), map[string]any{"options": []string{yes}}).ok()
	if len(asked.at("materials").([]any)) != 5 || !strings.Contains(asked.text, "燃气供用合同") {
		t.Errorf("%s", asked.text)
	}
	x.call("POST", path, x.person("cataloguer"), map[string]any{"options": []string{"nothing00000000"}}).refused("options", "option_invalid", "R-PKG-04")
	x.call("POST", path, x.person("clerk.police"), map[string]any{"options": []string{yes}}).refused("id", "record_foreign", "R-CLM-06")
}

// Officers of the department, their deputies, supervisors and administrators see a
// draft; nobody else does.
func TestWhoSeesADraft_R_CLM_06(t *testing.T) {
	x := newHouse(t).unlimited()
	path := ours + "/services/" + x.find("services", "name ~ '食品'").Id + "/preview"
	for by, want := range map[string]int{"cataloguer": 200, "clerk": 200, "auditor": 200, "supervisor": 200, "admin": 200,
		"clerk.police": 400, "both.police": 400, "zhang": 403, "restaurant": 403, "": 401} {
		if answer := x.call("GET", path, x.named(by), nil); answer.status != want {
			t.Errorf("%q: %d %s", by, answer.status, answer.text)
		}
	}
	police := x.find("services", "name ~ '户口'").Id
	x.call("GET", ours+"/services/"+police+"/preview", x.person("cataloguer"), nil).refused("id", "record_foreign", "R-CLM-06")
	x.call("GET", ours+"/services/"+police+"/preview", x.person("supervisor"), nil).ok()
	if answer := x.call("GET", ours+"/services/nothing00000000/preview", x.person("supervisor"), nil); answer.status != 404 {
		t.Errorf("no list: %d", answer.status)
	}
	absent := x.person("clerk.police")
	absent.Load(map[string]any{"absent": true, "deputy": x.person("examiner").Id})
	if err := x.app.Save(absent); err != nil {
		t.Fatal(err)
	}
	x.call("GET", ours+"/services/"+police+"/preview", x.person("examiner"), nil).ok()
	gone := x.person("clerk")
	gone.Set("active", false)
	if err := x.app.Save(gone); err != nil {
		t.Fatal(err)
	}
	if answer := x.call("GET", path, x.person("clerk"), nil); answer.status/100 != 4 {
		t.Errorf("a closed account sees it: %d", answer.status)
	}
}
