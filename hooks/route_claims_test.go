package hooks

import (
	"fmt"
	"strings"
	"testing"

	"onestop/hooks/rules/flow"
)

// shownClaims are the names that an answer lists, in its order.
func shownClaims(r reply) string {
	var names []string
	for _, item := range r.at("items").([]any) {
		names = append(names, item.(map[string]any)["name"].(string))
	}
	return strings.Join(names, " ")
}

// A department sees its own claims, the overseers those of all; citizens see none.
func TestWhoSeesClaims_R_CLM_01(t *testing.T) {
	x := newHouse(t).unlimited()
	item, police := x.item(1), x.person("both.police").GetString("department")
	x.opened(item)
	x.call("POST", "/api/collections/claims/records", x.person("supervisor"), map[string]any{"basic_item": x.item(2), "department": police}).ok()
	path := ours + "/claims?state=to_claim"
	for by, want := range map[string]string{"cataloguer": "小餐饮备案之1", "clerk": "小餐饮备案之1", "both.police": "小餐饮备案之2",
		"supervisor": "小餐饮备案之1 小餐饮备案之2", "auditor": "小餐饮备案之1 小餐饮备案之2"} {
		if got := shownClaims(x.call("GET", path, x.named(by), nil).ok()); got != want {
			t.Errorf("%s sees %q", by, got)
		}
	}
	if got := shownClaims(x.call("GET", path+"&department="+police, x.person("cataloguer"), nil).ok()); got != "" {
		t.Errorf("a foreign department is open by asking for it: %s", got)
	}
	if got := shownClaims(x.call("GET", path+"&department="+police, x.person("supervisor"), nil).ok()); got != "小餐饮备案之2" {
		t.Errorf("filtered by department: %s", got)
	}
	for by, want := range map[string]int{"zhang": 403, "": 401, "admin": 403} {
		if answer := x.call("GET", path, x.named(by), nil); answer.status != want {
			t.Errorf("%q: %d", by, answer.status)
		}
	}
	absent := x.person("both.police")
	absent.Load(map[string]any{"absent": true, "deputy": x.person("examiner").Id})
	if err := x.app.Save(absent); err != nil {
		t.Fatal(err)
	}
	if got := shownClaims(x.call("GET", path, x.person("examiner"), nil).ok()); got != "小餐饮备案之1 小餐饮备案之2" {
		t.Errorf("the deputy sees %s (R-PL-22)", got)
	}
}

// The list counts every state, finds by name and code, and lights what hurries.
func TestListOfClaims_R_CLM_12(t *testing.T) {
	x := newHouse(t).unlimited()
	first := x.opened(x.item(1))
	x.actOn("cataloguer", "claim", x.opened(x.item(2)), "claim", nil).ok()
	all := x.call("GET", ours+"/claims", x.person("cataloguer"), nil).ok()
	if all.at("counts", string(flow.ToClaim)) != 1.0 || all.at("counts", string(flow.Compiling)) != 1.0 || all.at("counts", string(flow.InReview)) != 0.0 {
		t.Errorf("counts: %v", all.at("counts"))
	}
	rows := all.at("items").([]any)
	second := rows[1].(map[string]any)
	if row := rows[0].(map[string]any); row["light"] != "green" || row["days_left"] != 20.0 || row["due"] != "2026-03-30" || row["service"] != "" {
		t.Errorf("%v", row)
	}
	if second["service"] == "" || second["owner_name"] != x.person("cataloguer").GetString("name") {
		t.Errorf("%v", second)
	}
	for q, want := range map[string]string{"备案之2": "小餐饮备案之2", "小餐饮 1": "小餐饮备案之1", "%25": "", "_": "", second["code"].(string): "小餐饮备案之2"} {
		if got := shownClaims(x.call("GET", ours+"/claims?q="+strings.ReplaceAll(q, " ", "%20"), x.person("cataloguer"), nil).ok()); got != want {
			t.Errorf("%q finds %q", q, got)
		}
	}
	if got := shownClaims(x.call("GET", ours+"/claims?owner=me&state=compiling", x.person("cataloguer"), nil).ok()); got != "小餐饮备案之2" {
		t.Errorf("mine: %s", got)
	}
	for day, want := range map[string]string{"2026-03-24": "green", "2026-03-25": "yellow", "2026-03-30": "yellow", "2026-03-31": "red"} {
		row := x.on(day).call("GET", ours+"/claims?state=to_claim", x.person("cataloguer"), nil).ok().at("items").([]any)[0].(map[string]any)
		if row["light"] != want {
			t.Errorf("on %s the light of %s is %v", day, first, row["light"])
		}
	}
	x.call("GET", ours+"/claims?state=draft", x.person("cataloguer"), nil).refused("state", "value_invalid", "")
	x.call("GET", ours+"/claims?page=x", x.person("cataloguer"), nil).refused("page", "value_invalid", "")
}

// The pages of a long list hold every claim once.
func TestPagesOfClaims(t *testing.T) {
	x := newHouse(t).unlimited()
	for i := range claimsPage + 1 {
		x.opened(x.item(100 + i))
	}
	seen := map[string]bool{}
	for page, more := 1, true; more; page++ {
		answer := x.call("GET", fmt.Sprintf("%s/claims?state=to_claim&page=%d", ours, page), x.person("cataloguer"), nil).ok()
		for _, item := range answer.at("items").([]any) {
			seen[item.(map[string]any)["id"].(string)] = true
		}
		more = answer.at("more").(bool)
	}
	if len(seen) != claimsPage+1 {
		t.Errorf("%d of %d claims", len(seen), claimsPage+1)
	}
}
