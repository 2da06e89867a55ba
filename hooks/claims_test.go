package hooks

import (
	"strings"
	"testing"

	"onestop/hooks/rules/flow"
)

// The main job of the catalogue: claimed, compiled, refused for all that is missing at
// once, mended, approved by another and published by a third person (R-CLM-01…07).
func TestFromTheCatalogueToThePublishedList(t *testing.T) {
	x := newHouse(t)
	id := x.opened(x.item(1))
	c := x.find("claims", "id='%s'", id)
	if c.GetString("state") != "to_claim" || c.GetString("due") != "2026-03-30" {
		t.Fatalf("a new claim is %s, due %s", c.GetString("state"), c.GetString("due"))
	}
	x.actOn("cataloguer", "claim", id, "claim", nil).ok()
	s := x.find("services", "claim='%s'", id)
	if s.GetString("code") != "11510799DEM000030Q4002000001000" || s.GetString("name") != "小餐饮备案之1" || s.GetString("basis") == "" || s.GetString("state") != "draft" {
		t.Fatalf("R-CLM-04: the locked elements are not there: %v", s.PublicExport())
	}
	refused := x.actOn("cataloguer", "claim", id, "submit", nil)
	refused.refused("act", "quality_failed", "R-CLM-07")
	for _, want := range []string{"conditions_empty", "materials_empty", "procedure_empty", "complaint_phone_code", "quantity_empty", "R-QA-08", "R-AL-01"} {
		if !strings.Contains(refused.text, want) {
			t.Errorf("the refusal does not name %s: %s", want, refused.text)
		}
	}
	x.compile(id)
	x.actOn("cataloguer", "claim", id, "submit", nil).ok()
	x.actOn("cataloguer", "claim", id, "recall", nil).ok()
	x.actOn("cataloguer", "claim", id, "submit", nil).ok()
	x.actOn("supervisor", "claim", id, "return", nil).refused("act", "reason_required", "R-CLM-01")
	x.actOn("supervisor", "claim", id, "return", map[string]any{"reason": "依据不全"}).ok()
	x.actOn("cataloguer", "claim", id, "submit", nil).ok()
	x.actOn("supervisor", "claim", id, "approve", nil).ok()
	x.actOn("supervisor", "claim", id, "publish", nil).refused("act", "same_officer", "R-CLM-06")
	if x.call("GET", "/api/onestop/services/"+s.Id, nil, nil).status != 404 {
		t.Fatal("a list that nobody published is open")
	}
	x.actOn("supervisor2", "claim", id, "publish", nil).ok()
	x.call("GET", "/api/onestop/services/"+s.Id, nil, nil).ok()
	if due := x.find("claims", "id='%s'", id).GetString("due"); due != "" {
		t.Errorf("a published claim is due on %s", due)
	}
	for officer, kind := range map[string]string{"supervisor": "claim_submit", "supervisor2": "claim_approve", "cataloguer": "claim_return"} {
		if len(x.all("notifications", "officer='%s' && kind='%s' && link~'%s'", x.person(officer).Id, kind, id)) == 0 {
			t.Errorf("%s was not told of %s", officer, kind)
		}
	}
}

// A compiler who is a supervisor as well does not approve the own list (R-CLM-06).
func TestTheCompilerDoesNotApprove_R_CLM_06(t *testing.T) {
	x := newHouse(t)
	c := x.person("cataloguer")
	c.Set("roles", []string{"cataloguer", "supervisor"})
	if err := x.app.Save(c); err != nil {
		t.Fatal(err)
	}
	id := x.claimIn(flow.InReview)
	x.actOn("cataloguer", "claim", id, "approve", nil).refused("act", "same_officer", "R-CLM-06")
}

// Who changes a list without an act compiles it all the same: by an edit of the list or of
// a row, by a template or by an import. Publishing ends the round (R-CLM-06).
func TestWhoEditsAListIsItsCompiler_R_CLM_06(t *testing.T) {
	for road, change := range map[string]func(x *house, claim string){
		"an edit": func(x *house, claim string) {
			x.call("PATCH", "/api/collections/services/records/"+x.find("services", "claim='%s'", claim).Id, x.person("clerk"), map[string]any{"hours": "每天"}).ok()
		},
		"a row": func(x *house, claim string) {
			step := x.find("steps", "service='%s'", x.find("services", "claim='%s'", claim).Id)
			x.call("PATCH", "/api/collections/steps/records/"+step.Id, x.person("clerk"), map[string]any{"name": "审核"}).ok()
		},
		"an import": func(x *house, claim string) {
			b := x.exported(marketCode)
			for n, r := range b.Rows("services") {
				if r.Text("code") == x.find("services", "claim='%s'", claim).GetString("code") {
					b = changedBook(x.t, b, "services", n, map[string]any{"hours": "每天"})
				}
			}
			if r := x.mustImport(x.person("clerk"), b); len(r.Updated) != 1 {
				x.t.Fatalf("%+v", r)
			}
		},
	} {
		t.Run(road, func(t *testing.T) {
			x := newHouse(t)
			id := x.claimIn(flow.Compiling)
			x.set(x.person("clerk"), map[string]any{"roles": []string{"cataloguer", "supervisor"}})
			change(x, id)
			x.actOn("cataloguer", "claim", id, "submit", nil).ok()
			x.actOn("clerk", "claim", id, "approve", nil).refused("act", "same_officer", "R-CLM-06")
			x.actOn("supervisor", "claim", id, "approve", nil).ok()
			x.actOn("clerk", "claim", id, "publish", nil).refused("act", "same_officer", "R-CLM-06")
			x.call("PATCH", "/api/collections/claims/records/"+id, x.person("supervisor"), map[string]any{"compilers": []string{}}).refused("compilers", "field_readonly", "")
			x.actOn("supervisor2", "claim", id, "publish", nil).ok()
			if c := x.find("claims", "id='%s'", id); len(c.GetStringSlice("compilers")) != 0 {
				t.Errorf("the next round begins with %v", c.GetStringSlice("compilers"))
			}
		})
	}
}

// An approval falls when the list is returned: who gave it may publish what a colleague
// approves afterwards, so that two supervisors suffice (R-CLM-06).
func TestAnApprovalFallsWithTheReturn_R_CLM_06(t *testing.T) {
	x := newHouse(t)
	id := x.claimIn(flow.Approved) // by supervisor2
	x.actOn("supervisor", "claim", id, "return", map[string]any{"reason": "依据不全"}).ok()
	x.actOn("cataloguer", "claim", id, "submit", nil).ok()
	x.actOn("supervisor", "claim", id, "approve", nil).ok()
	x.actOn("supervisor", "claim", id, "publish", nil).refused("act", "same_officer", "R-CLM-06")
	x.actOn("supervisor2", "claim", id, "publish", nil).ok()
}

// The deputy of an absent cataloguer compiles the lists of that one's department; nobody
// else from elsewhere does (R-CLM-04, R-PL-22).
func TestTheDeputyCompiles_R_PL_22(t *testing.T) {
	x := newHouse(t)
	service := x.find("services", "claim='%s'", x.claimIn(flow.Compiling))
	x.set(x.person("clerk.police"), map[string]any{"roles": []string{"cataloguer"}})
	step := map[string]any{"service": service.Id, "seq": 2, "name": "复核", "kind": "examine", "department": service.GetString("department"), "days": 1}
	edit := func() reply {
		return x.call("PATCH", "/api/collections/services/records/"+service.Id, x.person("clerk.police"), map[string]any{"hours": "每天"})
	}
	edit().refused("id", "role_required", "R-CLM-04")
	x.call("POST", "/api/collections/steps/records", x.person("clerk.police"), step).refused("id", "role_required", "R-CLM-04")
	x.set(x.person("cataloguer"), map[string]any{"absent": true, "deputy": x.person("clerk.police").Id})
	edit().ok()
	x.call("POST", "/api/collections/steps/records", x.person("clerk.police"), step).ok()
}

func TestWhoMayOpenAndClaim_R_CLM_03(t *testing.T) {
	x := newHouse(t)
	item, market, police := x.item(1), x.person("cataloguer").GetString("department"), x.person("both.police").GetString("department")
	records := "/api/collections/claims/records"
	x.call("POST", records, x.person("cataloguer"), map[string]any{"basic_item": item, "department": police}).refused("department", "role_required", "R-CLM-03")
	x.call("POST", records, x.person("cataloguer"), map[string]any{"basic_item": item, "department": market, "state": "published"}).refused("state", "field_readonly", "")
	x.call("POST", records, x.person("cataloguer"), map[string]any{"basic_item": item, "department": market, "follow": 3}).refused("follow", "field_readonly", "")
	own := x.call("POST", records, x.person("cataloguer"), map[string]any{"basic_item": item, "department": market}).ok().id()
	x.call("POST", records, x.person("admin"), map[string]any{"basic_item": item, "department": police}).ok()
	x.call("PATCH", records+"/"+own, x.person("supervisor"), map[string]any{"owner": x.person("examiner.police").Id}).refused("owner", "record_foreign", "R-CLM-11")
	x.call("PATCH", records+"/"+own, x.person("supervisor"), map[string]any{"owner": x.person("cataloguer").Id}).ok()
	x.call("PATCH", records+"/"+own, x.person("admin"), map[string]any{"department": police}).refused("department", "field_readonly", "R-CAT-03")

	city := x.find("basic_items", "id='%s'", item)
	city.Set("levels", []string{"3"})
	if err := x.app.Save(city); err != nil {
		t.Fatal(err)
	}
	x.actOn("cataloguer", "claim", own, "claim", nil).refused("act", "claim_not_level", "R-CLM-03")
	city.Set("levels", []string{"4"})
	city.Set("status", "suspended")
	if err := x.app.Save(city); err != nil {
		t.Fatal(err)
	}
	x.actOn("cataloguer", "claim", own, "claim", nil).refused("act", "service_not_open", "R-CLM-08")
}

// A decline names its reason and is decided by the reviewer (R-CLM-05).
func TestDeclining_R_CLM_05(t *testing.T) {
	x := newHouse(t)
	id := x.opened(x.item(1))
	x.actOn("cataloguer", "claim", id, "decline", nil).refused("act", "ground_required", "R-CLM-05")
	x.actOn("cataloguer", "claim", id, "decline", map[string]any{"ground": "taken_over"}).refused("act", "reason_required", "R-CLM-05")
	x.actOn("cataloguer", "claim", id, "decline", map[string]any{"ground": "other", "reason": "无此职能"}).ok()
	if got := x.find("claims", "id='%s'", id).GetString("decline_reason"); got != "other 无此职能" {
		t.Errorf("the claim keeps the reason %q", got)
	}
	x.actOn("supervisor", "claim", id, "reject_decline", map[string]any{"reason": "属本级职权"}).ok()
	x.actOn("cataloguer", "claim", id, "decline", map[string]any{"ground": "no_body"}).ok()
	x.actOn("supervisor", "claim", id, "confirm_decline", nil).ok()
	x.actOn("supervisor", "claim", id, "reopen", nil).ok()
	x.actOn("cataloguer", "claim", id, "claim", nil).ok()
}

// A revision leaves the published one in force, closes the working copy to the public,
// and cases that run keep what they were begun under (R-CLM-07, R-CLM-08).
func TestRevision_R_CLM_07(t *testing.T) {
	x := newHouse(t)
	id := x.claimIn(flow.Published)
	s := x.find("services", "claim='%s'", id).Id
	zhang, cataloguer := x.person("zhang"), x.person("cataloguer")
	old := x.call("POST", "/api/collections/applications/records", zhang, map[string]any{"service": s}).ok()
	x.call("PATCH", "/api/collections/services/records/"+s, cataloguer, map[string]any{"promised_days": 1}).status404(t)
	x.call("GET", "/api/collections/services/records/"+s, nil, nil).ok()
	x.actOn("cataloguer", "claim", id, "revise", nil).ok()
	x.call("GET", "/api/collections/services/records/"+s, nil, nil).status404(t)
	x.call("PATCH", "/api/collections/services/records/"+s, cataloguer, map[string]any{"promised_days": 1}).ok()
	days := func() any { return x.call("GET", "/api/onestop/services/"+s, nil, nil).ok().body["promised_days"] }
	if days() != 3.0 {
		t.Fatalf("the working copy is in force: %v", days())
	}
	x.actOn("cataloguer", "claim", id, "submit", nil).ok()
	x.call("PATCH", "/api/collections/services/records/"+s, cataloguer, map[string]any{"promised_days": 2}).status404(t)
	x.actOn("supervisor", "claim", id, "approve", nil).ok()
	x.actOn("supervisor2", "claim", id, "publish", map[string]any{"until": "2026-03-01"}).refused("until", "date_invalid", "R-CLM-07")
	x.actOn("supervisor2", "claim", id, "publish", map[string]any{"until": "2026-03-05"}).ok()
	if days() != 3.0 {
		t.Fatal("the new revision is in force before its day")
	}
	x.on("2026-03-05")
	if days() != 1.0 {
		t.Fatal("the new revision is not in force on its day")
	}
	running := x.find("applications", "id='%s'", old.id())
	if running.GetString("revision") == x.find("revisions", "service='%s' && version=2", s).Id {
		t.Fatal("a running case was moved to the new revision")
	}
}

// A suspended service takes nothing new until its day; what runs goes on (R-CLM-09).
func TestSuspension_R_CLM_09(t *testing.T) {
	x := newHouse(t)
	id := x.claimIn(flow.Published)
	s := x.find("services", "claim='%s'", id).Id
	zhang := x.person("zhang")
	begun := x.call("POST", "/api/collections/applications/records", zhang, map[string]any{"service": s}).ok().id()
	x.upload(zhang, begun, x.find("materials", "service='%s'", s).Id, "表.png", picture(9)).ok()
	x.act(zhang, begun, "submit").ok()
	x.actOn("supervisor", "claim", id, "suspend", map[string]any{"reason": "系统检修"}).refused("act", "date_invalid", "R-CLM-09")
	x.actOn("supervisor", "claim", id, "suspend", map[string]any{"reason": "系统检修", "until": "2026-03-01"}).refused("until", "date_invalid", "R-CLM-09")
	x.actOn("supervisor", "claim", id, "suspend", map[string]any{"reason": "系统检修", "until": "2026-03-06"}).ok()
	x.call("POST", "/api/collections/applications/records", zhang, map[string]any{"service": s}).refused("service", "service_not_open", "R-CLM-09")
	x.act(x.person("clerk"), begun, "accept").ok()
	due := func(day, want string) {
		t.Helper()
		if err := x.on(day).RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := x.find("claims", "id='%s'", id).GetString("state"); got != want {
			t.Fatalf("on %s the claim is %s", day, got)
		}
	}
	due("2026-03-06", "suspended")
	due("2026-03-07", "published")
	x.call("POST", "/api/collections/applications/records", zhang, map[string]any{"service": s}).ok()
	x.actOn("supervisor", "claim", id, "cancel", map[string]any{"reason": "目录取消"}).ok()
	x.call("POST", "/api/collections/applications/records", zhang, map[string]any{"service": s}).refused("service", "service_not_open", "")
	x.actOn("supervisor", "claim", id, "reopen", nil).refused("act", "state_moved", "")
}

// A service under revision is suspended as any other; the claim goes on its way, and what
// is published meanwhile does not open the service before its day (R-CLM-09).
func TestSuspensionUnderRevision_R_CLM_09(t *testing.T) {
	x := newHouse(t)
	id := x.claimIn(flow.Published)
	s := x.find("services", "claim='%s'", id).Id
	apply := func() reply {
		return x.call("POST", "/api/collections/applications/records", x.person("zhang"), map[string]any{"service": s})
	}
	x.actOn("cataloguer", "claim", id, "revise", nil).ok()
	x.actOn("supervisor", "claim", id, "suspend", map[string]any{"reason": "系统检修", "until": (x.today() + 3).String()}).ok()
	apply().refused("service", "service_not_open", "R-CLM-09")
	x.actOn("cataloguer", "claim", id, "submit", nil).ok()
	x.actOn("supervisor", "claim", id, "reopen", nil).ok()
	apply().ok()
	x.actOn("supervisor", "claim", id, "suspend", map[string]any{"reason": "系统检修", "until": (x.today() + 3).String()}).ok()
	x.actOn("supervisor", "claim", id, "approve", nil).ok()
	x.actOn("supervisor2", "claim", id, "publish", nil).ok()
	if state := x.find("claims", "id='%s'", id).GetString("state"); state != "published" {
		t.Fatalf("the claim is %s", state)
	}
	apply().refused("service", "service_not_open", "R-CLM-09")
	if err := x.on((x.today() + 4).String()).RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	apply().ok()
}

// Members that wait for each other are refused where they are entered; a life event is
// published when its members are open and its promise covers the longest chain (R-PKG-02).
func TestLifeEvents_R_PKG_02(t *testing.T) {
	x := newHouse(t)
	event := x.eventIn(flow.Draft)
	first := x.find("life_event_members", "life_event='%s'", event)
	second := x.member(event, x.find("services", "name ~ '户口'").Id, first.Id)
	path := "/api/collections/life_event_members/records/" + first.Id
	x.call("PATCH", path, x.person("admin"), map[string]any{"after": []string{second}}).refused("after", "plan_cycle", "R-PKG-02")
	x.call("PATCH", "/api/collections/life_events/records/"+event, x.person("admin"), map[string]any{"promised_days": 4}).ok()
	x.actOn("supervisor", "life_event", event, "publish", nil).refused("act", "plan_infeasible", "R-PKG-02")
	x.call("PATCH", "/api/collections/life_events/records/"+event, x.person("admin"), map[string]any{"promised_days": 5, "state": "published"}).refused("state", "field_readonly", "")
	x.call("PATCH", "/api/collections/life_events/records/"+event, x.person("admin"), map[string]any{"promised_days": 5}).ok()
	draft := x.member(event, x.find("services", "claim='%s'", x.claimIn(flow.Compiling)).Id)
	x.actOn("supervisor", "life_event", event, "publish", nil).refused("act", "service_not_open", "R-PKG-02")
	x.call("PATCH", "/api/collections/life_event_members/records/"+draft, x.person("admin"), map[string]any{"retired": true}).ok()
	x.actOn("supervisor", "life_event", event, "publish", nil).ok()
	x.call("POST", "/api/onestop/life_events/"+event+"/checklist", nil, map[string]any{"options": []string{}}).ok()
}

func (r reply) status404(t *testing.T) {
	t.Helper()
	if r.status != 404 {
		t.Fatalf("want 404, got %d %s", r.status, r.text)
	}
}
