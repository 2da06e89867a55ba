package hooks

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
	"onestop/hooks/workbook"
)

// above changes the basic item of a claim as an administrator does in the dashboard.
func (x *house) above(claim string, fields map[string]any) *core.Record {
	x.t.Helper()
	item := x.find("claims", "id='%s'", claim).GetString("basic_item")
	x.call("PATCH", "/api/collections/basic_items/records/"+item, x.person("admin"), fields).ok()
	return x.find("basic_items", "id='%s'", item)
}

// task is "state follow due" of a claim.
func (x *house) task(claim string) string {
	c := x.find("claims", "id='%s'", claim)
	return strings.TrimSpace(fmt.Sprint(c.GetString("state"), " ", c.GetInt("follow"), " ", c.GetString("due")))
}

// A published list whose item changes above gets a task with a limit; its people are told;
// the revision that follows ends it (R-CLM-08).
func TestAPublishedListFollows_R_CLM_08(t *testing.T) {
	x := newHouse(t)
	id := x.claimIn(flow.Published)
	service := x.find("services", "claim='%s'", id)
	if item := x.above(id, map[string]any{"name_en": "Another filing"}); item.GetInt("version") != 2 || x.task(id) != "published 0" {
		t.Errorf("the English name binds nobody: %s", x.task(id))
	}
	item := x.above(id, map[string]any{"basis": "《食品安全法》第三十七条", "levels": []string{"3", "4"}})
	if got := x.task(id); got != "published 3 2026-03-23" || item.GetInt("version") != 3 {
		t.Fatalf("15 working days from 2 March: %s, version %d", got, item.GetInt("version"))
	}
	for _, officer := range []string{"cataloguer", "supervisor", "supervisor2"} {
		if told := x.all("notifications", "officer='%s' && kind='claim_follow' && link~'%s'", x.person(officer).Id, id); len(told) != 1 || !strings.Contains(told[0].GetString("text"), "2026-03-23") {
			t.Errorf("%s was told %d times", officer, len(told))
		}
	}
	if got := x.call("GET", ours+"/services/"+service.Id, nil, nil).ok().at("basis"); got != "《食品安全法》第三十六条" {
		t.Errorf("the revision in force changed: %v", got)
	}
	x.above(id, map[string]any{"name": "小餐饮备案之一百"})
	x.actOn("cataloguer", "claim", id, "revise", nil).ok()
	draft := x.find("services", "claim='%s'", id)
	if draft.GetString("basis") != "《食品安全法》第三十七条" || draft.GetString("name") != "小餐饮备案之一百" {
		t.Errorf("the draft does not take the locked elements: %s %s", draft.GetString("name"), draft.GetString("basis"))
	}
	if got := x.task(id); got != "compiling 4 2026-03-23" {
		t.Errorf("the task stays until it is published: %s", got)
	}
	x.actOn("cataloguer", "claim", id, "submit", nil).ok()
	x.actOn("supervisor", "claim", id, "approve", nil).ok()
	x.actOn("supervisor2", "claim", id, "publish", nil).ok()
	if got := x.task(id); got != "published 0" {
		t.Errorf("after the revision: %s", got)
	}
	x.above(id, map[string]any{"basis": "《食品安全法》第三十八条"})
	x.above(id, map[string]any{"basis": "《食品安全法》第三十七条"})
	if got := x.task(id); got != "published 0" {
		t.Errorf("a change taken back: %s", got)
	}
}

// A draft that is compiled takes the locked elements at once, also where the department
// added to the basis; a list in review cannot be published before it was returned.
func TestDraftsFollow_R_CLM_08(t *testing.T) {
	x := newHouse(t)
	draft := x.claimIn(flow.Compiling)
	service := x.find("services", "claim='%s'", draft)
	x.set(service, map[string]any{"basis": "《食品安全法》第三十六条；《示例省条例》第二条"})
	x.above(draft, map[string]any{"basis": "《食品安全法》第三十七条", "name": "小餐饮登记"})
	service = x.find("services", "claim='%s'", draft)
	if service.GetString("basis") != "《食品安全法》第三十七条；《示例省条例》第二条" || service.GetString("name") != "小餐饮登记" || !strings.HasPrefix(x.task(draft), "compiling 0") {
		t.Errorf("%s %s %s", service.GetString("name"), service.GetString("basis"), x.task(draft))
	}
	approved := x.claimIn(flow.Approved)
	x.above(approved, map[string]any{"name": "小餐饮登记之二"})
	if got := x.task(approved); got != "approved 2 2026-03-23" {
		t.Errorf("an approved list: %s", got)
	}
	refused := x.actOn("supervisor", "claim", approved, "publish", nil)
	refused.refused("act", "quality_failed", "R-CLM-07")
	if !strings.Contains(refused.text, "name_drift") {
		t.Errorf("the refusal does not say what lags behind: %s", refused.text)
	}
	x.actOn("supervisor", "claim", approved, "return", map[string]any{"reason": "目录已更新"}).ok()
	x.actOn("cataloguer", "claim", approved, "submit", nil).ok()
	x.actOn("supervisor2", "claim", approved, "approve", nil).ok()
	x.actOn("supervisor", "claim", approved, "publish", nil).ok()
	if got := x.call("GET", ours+"/services/"+x.find("services", "claim='%s'", approved).Id, nil, nil).ok().at("name"); got != "小餐饮登记之二" || x.task(approved) != "published 0" {
		t.Errorf("published as %v, %s", got, x.task(approved))
	}
	reviewed := x.claimIn(flow.InReview)
	x.above(reviewed, map[string]any{"name": "小餐饮登记之五"})
	x.actOn("cataloguer", "claim", reviewed, "recall", nil).ok()
	x.actOn("cataloguer", "claim", reviewed, "submit", nil).ok()
	open := x.claimIn(flow.ToClaim)
	before := x.task(open)
	x.above(open, map[string]any{"name": "小餐饮登记之三"})
	if got := x.task(open); got != before {
		t.Errorf("nothing is claimed yet: %s", got)
	}
}

// What is overdue stays overdue when the catalogue changes again.
func TestOverdueStaysOverdue_R_CLM_12(t *testing.T) {
	x := newHouse(t)
	id := x.claimIn(flow.Published)
	x.above(id, map[string]any{"basis": "《食品安全法》第三十七条"})
	x.on("2026-03-10").above(id, map[string]any{"basis": "《食品安全法》第三十八条"})
	if got := x.task(id); got != "published 3 2026-03-31" {
		t.Errorf("a newer change gives its own days: %s", got)
	}
	x.on("2026-04-01").above(id, map[string]any{"basis": "《食品安全法》第三十九条"})
	if got := x.task(id); got != "published 4 2026-03-31" {
		t.Errorf("overdue: %s", got)
	}
}

// What is cancelled above ends below: at once what was never published, on the day that
// the catalogue names what is in force; a running case is finished (R-CLM-08).
func TestCancelledAbove_R_CLM_08(t *testing.T) {
	x := newHouse(t).unlimited()
	food := x.find("services", "name ~ '食品'")
	published := food.GetString("claim")
	running := x.caseIn("accepted")
	for _, state := range []flow.State{flow.ToClaim, flow.Compiling, flow.Declining, flow.InReview, flow.Approved} {
		id := x.claimIn(state)
		x.above(id, map[string]any{"status": "cancelled", "cancelled_on": "2026-04-01"})
		if got := x.task(id); got != "cancelled 0" {
			t.Errorf("%s: %s", state, got)
		}
	}
	declined := x.claimIn(flow.Declined)
	x.above(declined, map[string]any{"status": "cancelled"})
	if got := x.task(declined); got != "declined 0" {
		t.Errorf("declined: %s", got)
	}
	x.above(published, map[string]any{"status": "cancelled", "cancelled_on": "2026-04-01"})
	if got := x.task(published); got != "published 2 2026-04-01" {
		t.Errorf("published, before its last day: %s", got)
	}
	if len(x.all("notifications", "kind='claim_ends' && link~'%s'", published)) == 0 {
		t.Error("nobody was told")
	}
	due := func(day string) {
		t.Helper()
		if err := x.on(day).RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	due("2026-03-31")
	x.draft(x.person("li"))
	due("2026-04-01")
	if got := x.task(published); got != "cancelled 0" || x.find("services", "id='%s'", food.Id).GetString("state") != "cancelled" {
		t.Errorf("on its last day: %s", got)
	}
	x.call("POST", "/api/collections/applications/records", x.person("li"), map[string]any{"service": food.Id}).refused("service", "service_not_open", "")
	if x.state(running) != "accepted" {
		t.Fatalf("the running case is %s", x.state(running))
	}
	x.reviewed(running)
	x.act(x.person("approver"), running, "grant").ok()
	act := x.find("actions", "claim='%s' && act='cancel'", published)
	if act.GetString("officer") != "" || act.GetString("reason") == "" {
		t.Errorf("the house itself ends it: %v", act.PublicExport())
	}
	x.above(published, map[string]any{"status": "in_use", "cancelled_on": ""})
	if got := x.task(published); got != "cancelled 0" {
		t.Errorf("an end is final (R-CLM-09): %s", got)
	}
}

// A cancellation that names no day, or one that has passed, ends at once; one that is
// taken back in time ends nothing.
func TestCancelledAboveAtOnceOrNotAtAll_R_CLM_08(t *testing.T) {
	x := newHouse(t)
	id := x.claimIn(flow.Published)
	x.above(id, map[string]any{"status": "cancelled", "cancelled_on": "2026-04-01"})
	x.above(id, map[string]any{"status": "in_use", "cancelled_on": ""})
	if got := x.task(id); got != "published 0" {
		t.Errorf("taken back: %s", got)
	}
	x.above(id, map[string]any{"status": "cancelled"})
	if got := x.task(id); got != "cancelled 0" {
		t.Errorf("without a day: %s", got)
	}
}

func TestDriftIsListed_R_CLM_08(t *testing.T) {
	x := newHouse(t).unlimited()
	id := x.claimIn(flow.Published)
	ends := x.claimIn(flow.Published)
	x.above(id, map[string]any{"basis": "《食品安全法》第三十七条", "levels": []string{"3", "4"}, "name_en": "Another filing"})
	x.above(ends, map[string]any{"status": "cancelled", "cancelled_on": "2026-03-04"})
	list := x.call("GET", ours+"/catalogue/drift", x.person("cataloguer"), nil).ok()
	items := list.at("items").([]any)
	if len(items) != 2 || list.at("total") != 2.0 || list.at("more") != false {
		t.Fatalf("%s", list.text)
	}
	first, second := items[0].(map[string]any), items[1].(map[string]any)
	if first["id"] != ends || first["light"] != "yellow" || first["cancelled_on"] != "2026-03-04" || first["days_left"] != 2.0 {
		t.Errorf("what hurries stands first: %v", first)
	}
	var fields []string
	for _, f := range second["fields"].([]any) {
		m := f.(map[string]any)
		fields = append(fields, fmt.Sprint(m["field"], " ", m["listed"], " ", m["present"], " ", m["must"]))
	}
	want := "name_en Filing Another filing false; basis 《食品安全法》第三十六条 《食品安全法》第三十七条 true; levels [4] [3 4] true"
	if second["light"] != "green" || second["due"] != "2026-03-23" || second["follow"] != 2.0 || strings.Join(fields, "; ") != want {
		t.Errorf("%v\n%s", second, strings.Join(fields, "; "))
	}
	if late := x.on("2026-03-24").call("GET", ours+"/catalogue/drift", x.person("supervisor"), nil).ok().at("items").([]any); late[1].(map[string]any)["light"] != "red" {
		t.Errorf("R-CLM-12: %v", late[1])
	}
	for by, want := range map[string]string{"supervisor2": "200 2", "admin": "200 2", "examiner": "200 2", "clerk.police": "200 0", "zhang": "403", "": "401"} {
		answer := x.call("GET", ours+"/catalogue/drift", x.named(by), nil)
		got := fmt.Sprint(answer.status)
		if answer.status == 200 {
			got += fmt.Sprint(" ", answer.at("total"))
		}
		if got != want {
			t.Errorf("%q: %s, want %s", by, got, want)
		}
	}
	x.call("GET", ours+"/catalogue/drift?page=x", x.person("supervisor"), nil).refused("page", "value_invalid", "")
}

// An import of a newer basic catalogue follows the same way as an edit in the dashboard:
// what is published gets a task, what is compiled takes the new elements, what is
// cancelled ends (R-CLM-08). The console says what drifts, element by element.
func TestAnImportIsFollowed_R_CLM_08(t *testing.T) {
	x := newHouse(t)
	x.mustImport(x.person("supervisor"), bookOf(t, 3))
	claim := func(n int) string {
		return x.find("services", "name='备案事项%d'", n).GetString("claim")
	}
	published, compiled, ended := claim(0), claim(1), claim(2)
	x.set(x.find("claims", "id='%s'", published), map[string]any{"state": "published"})
	if err := x.Publish(x.app, x.find("services", "claim='%s'", published).Id); err != nil {
		t.Fatal(err)
	}
	newer := bookOf(t, 3)
	for n, change := range []map[string]any{{"basis": "《食品安全法》第三十七条", "version": 2}, {"name": "备案登记", "basis": "《食品安全法》第三十七条", "version": 2}, {"status": "cancelled", "cancelled_on": "2026-03-02", "version": 2}} {
		newer = changedBook(t, newer, "basic_items", n, change)
	}
	only := workbook.New()
	for _, r := range newer.Rows("basic_items") {
		all := map[string]any{}
		for _, c := range r.Sheet.Columns {
			all[c.Key] = r.Value(c.Key)
		}
		addRow(t, only, "basic_items", all)
	}
	file := filepath.Join(t.TempDir(), "newer.xlsx")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(workbook.Write(f, only), f.Close()); err != nil {
		t.Fatal(err)
	}
	out, err := x.console("catalogue", "import", file)
	if err != nil || !strings.Contains(out, "备案事项0 (示例县市场监督管理局), due 2026-03-23") || !strings.Contains(out, "basis: 《食品安全法》第三十六条 -> 《食品安全法》第三十七条") {
		t.Errorf("%s %v", out, err)
	}
	if got := x.task(published); got != "published 2 2026-03-23" {
		t.Errorf("published: %s", got)
	}
	draft := x.find("services", "claim='%s'", compiled)
	if draft.GetString("name") != "备案登记" || draft.GetString("basis") != "《食品安全法》第三十七条" || !strings.HasPrefix(x.task(compiled), "compiling 0") {
		t.Errorf("compiled: %s %s %s", draft.GetString("name"), draft.GetString("basis"), x.task(compiled))
	}
	if got := x.task(ended); got != "cancelled 0" {
		t.Errorf("cancelled: %s", got)
	}
}

// A newer catalogue tells everybody once of all lists that must follow it.
func TestANewerCatalogueTellsOnce_R_CLM_08(t *testing.T) {
	x := newHouse(t)
	x.mustImport(x.person("supervisor"), bookOf(t, 3))
	newer := bookOf(t, 3)
	for n := range 3 {
		claim := x.find("claims", "id='%s'", x.find("services", "name='备案事项%d'", n).GetString("claim"))
		x.set(claim, map[string]any{"state": "published"})
		if err := x.Publish(x.app, x.find("services", "claim='%s'", claim.Id).Id); err != nil {
			t.Fatal(err)
		}
		newer = changedBook(t, newer, "basic_items", n, map[string]any{"basis": "《食品安全法》第三十七条", "version": 2})
	}
	x.mustImport(nil, x.stamped(newer))
	for _, officer := range []string{"supervisor", "supervisor2"} {
		told := x.all("notifications", "officer='%s' && kind='claim_follow'", x.person(officer).Id)
		if len(told) != 1 || !strings.Contains(told[0].GetString("text"), "3 lists must follow it, the first by 2026-03-23") || told[0].GetString("link") != "/desk/claims.html?follow=1" {
			t.Errorf("%s was told %d times: %v", officer, len(told), told)
		}
	}
}

// A newer item and its list in one book: the draft has both the locked elements of the
// item and what the book says of the list.
func TestAnImportOfItemAndList_R_CAT_03(t *testing.T) {
	x := newHouse(t)
	x.mustImport(x.person("supervisor"), bookOf(t, 1))
	newer := changedBook(t, bookOf(t, 1), "basic_items", 0, map[string]any{"name": "备案登记", "basis": "《食品安全法》第三十七条", "version": 2})
	newer = changedBook(t, newer, "services", 0, map[string]any{"promised_days": 2})
	x.mustImport(x.person("supervisor"), x.stamped(newer))
	draft := x.find("services", "code~'002010000000'")
	if draft.GetString("name") != "备案登记" || draft.GetString("basis") != "《食品安全法》第三十七条" || draft.GetInt("promised_days") != 2 {
		t.Errorf("%s %s %d", draft.GetString("name"), draft.GetString("basis"), draft.GetInt("promised_days"))
	}
}
