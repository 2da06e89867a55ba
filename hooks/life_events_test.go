package hooks

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
)

// What was published may not get worse, whoever edits it: promise, order and openness of
// the members hold after every edit as after the act, and the refusal stands at the field.
func TestPublishedLifeEventStaysGood_R_PKG_02(t *testing.T) {
	x := newStreet(t)
	admin := x.person("admin")
	const events, members = "/api/collections/life_events/records", "/api/collections/life_event_members/records"
	x.call("PATCH", events+"/"+x.event, admin, map[string]any{"promised_days": 4}).refused("promised_days", "plan_infeasible", "R-PKG-02")
	x.call("PATCH", events+"/"+x.event, admin, map[string]any{"promised_days": 5}).ok()
	x.call("PATCH", members+"/"+x.members["food"], admin, map[string]any{"optional": true}).ok()
	x.call("PATCH", events+"/"+x.event, admin, map[string]any{"promised_days": 0}).ok()
	x.call("PATCH", members+"/"+x.members["food"], admin, map[string]any{"optional": false}).refused("optional", "plan_infeasible", "R-PKG-02")
	x.call("PATCH", events+"/"+x.event, admin, map[string]any{"promised_days": 8}).ok()
	x.call("PATCH", members+"/"+x.members["food"], admin, map[string]any{"optional": false}).ok()

	licence := x.find("services", "id='%s'", x.licence)
	licence.Set("state", "suspended")
	if err := x.Seed(x.app, licence); err != nil {
		t.Fatal(err)
	}
	x.call("PATCH", events+"/"+x.event, admin, map[string]any{"description": "一次办好"}).ok() // it was closed before
	x.call("DELETE", members+"/"+x.members["licence"], admin, nil).ok()
	x.call("POST", members, admin, map[string]any{"life_event": x.event, "service": x.licence}).refused("service", "service_not_open", "R-PKG-02")
	for _, name := range []string{"sign", "seal"} {
		x.call("DELETE", members+"/"+x.members[name], admin, nil).ok()
	}
	x.call("DELETE", members+"/"+x.members["food"], admin, nil).refused("id", "form_incomplete", "R-PKG-02")
	x.call("PATCH", members+"/"+x.members["food"], admin, map[string]any{"retired": true}).refused("retired", "form_incomplete", "R-PKG-02")
}

// A list may be published with more days than a life event allows for; those who keep the
// event are told, and its page for officers says so.
func TestListThatBreaksAPromiseIsTold_R_PKG_02(t *testing.T) {
	x := newStreet(t)
	told := func() []string {
		var names []string
		for _, n := range x.all("notifications", "kind='promise_broken'") {
			names = append(names, n.GetString("officer"))
		}
		return names
	}
	publish := func(days int) {
		food := x.find("services", "id='%s'", x.food)
		food.Set("promised_days", days)
		if err := x.Seed(x.app, food); err != nil {
			t.Fatal(err)
		}
		if err := x.Publish(x.app, x.food); err != nil {
			t.Fatal(err)
		}
	}
	publish(8)
	if got := told(); len(got) != 0 {
		t.Fatalf("told of a promise that holds: %v", got)
	}
	publish(10)
	got := fmt.Sprint(told())
	if !strings.Contains(got, x.person("cataloguer").Id) || !strings.Contains(got, x.person("supervisor").Id) {
		t.Errorf("told are %s", got)
	}
	n := x.find("notifications", "kind='promise_broken' && officer='%s'", x.person("supervisor").Id)
	if text := n.GetString("text"); !strings.Contains(text, "“开店”承诺8个工作日") || !strings.Contains(text, "10") || n.GetString("link") != "/desk/life_events.html#e-"+x.event {
		t.Errorf("%s says %s", n.GetString("link"), text)
	}
	refusal := x.events()[0].(map[string]any)["refusal"].(map[string]any)
	if refusal["code"] != "plan_infeasible" || refusal["params"].(map[string]any)["needed"] != 10.0 {
		t.Errorf("the page is told %v", refusal)
	}
}

func (x *street) events() []any {
	x.t.Helper()
	return x.call("GET", ours+"/life_events", x.person("supervisor"), nil).ok().body["items"].([]any)
}

// A life event with a circle, which no edit makes but an old copy may hold, is refused in
// its own row and hides no other.
func TestCircleHidesNoOtherLifeEvent_R_PKG_02(t *testing.T) {
	x := newStreet(t)
	_, err := x.app.DB().NewQuery("UPDATE life_event_members SET after = {:after} WHERE id = {:id}").
		Bind(dbx.Params{"after": `["` + x.members["food"] + `"]`, "id": x.members["licence"]}).Execute()
	if err != nil {
		t.Fatal(err)
	}
	item := x.events()[0].(map[string]any)
	if refusal := item["refusal"].(map[string]any); refusal["code"] != "plan_cycle" || len(item["members"].([]any)) != 4 {
		t.Errorf("shown is %v", item)
	}
}

// What nobody has published is nobody's to read: a closed member shows its newest
// revision, and one without a revision only its name and department.
func TestClosedMemberShowsNoDraft_R_CLM_06(t *testing.T) {
	x := newStreet(t)
	food := x.find("services", "id='%s'", x.food)
	food.Set("promised_days", 9)
	food.Set("name_en", "A draft name")
	food.Set("state", "suspended")
	if err := x.Seed(x.app, food); err != nil {
		t.Fatal(err)
	}
	unavailable := func() map[string]any {
		list := x.call("POST", ours+"/life_events/"+x.event+"/checklist", nil, map[string]any{"options": []string{}}).ok()
		return list.body["unavailable"].([]any)[0].(map[string]any)
	}
	if got := unavailable(); got["promised_days"] != 5.0 || got["name_en"] == "A draft name" {
		t.Errorf("a suspended member shows its working copy: %v", got)
	}
	if _, err := x.app.DB().NewQuery("DELETE FROM revisions WHERE service = {:id}").Bind(dbx.Params{"id": x.food}).Execute(); err != nil {
		t.Fatal(err)
	}
	if got := unavailable(); got["promised_days"] != 0.0 || got["name"] != "食品经营许可(新办)" || got["department"] == "" {
		t.Errorf("an unpublished member shows %v", got)
	}
}
