package hooks

import (
	"strconv"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
)

func (x *house) bulk(as *core.Record, body map[string]any) reply {
	x.t.Helper()
	return x.call("POST", ours+"/claims/bulk", as, body)
}

// fate is what the answer says of one claim.
func (r reply) fate(id string) map[string]any {
	r.t.Helper()
	for _, c := range r.body["claims"].([]any) {
		if one := c.(map[string]any); one["id"] == id {
			return one
		}
	}
	r.t.Fatalf("nothing is said of %s: %s", id, r.text)
	return nil
}

// Each claim has its own act and its own answer; what is refused changes nothing.
func TestBulkAnswersEveryClaim(t *testing.T) {
	x := newHouse(t)
	one, two := x.opened(x.item(91)), x.opened(x.item(92))
	claimed := x.claimIn(flow.Compiling)
	acts := x.count("actions")
	out := x.bulk(x.person("cataloguer"), map[string]any{"act": "claim", "claims": []string{one, claimed, "nosuchclaim0000", two, one}}).ok()
	if out.body["done"] != 2.0 || out.body["failed"] != 2.0 || out.fate(claimed)["code"] != "state_moved" || out.fate("nosuchclaim0000")["code"] != "record_foreign" {
		t.Errorf("%s", out.text)
	}
	for _, id := range []string{one, two} {
		if out.fate(id)["ok"] != true || x.find("claims", "id='%s'", id).GetString("state") != "compiling" {
			t.Errorf("%s was not claimed: %s", id, out.text)
		}
	}
	if got := x.count("actions"); got != acts+2 {
		t.Errorf("%d acts were stored", got-acts)
	}
	refused := x.bulk(x.person("cataloguer"), map[string]any{"act": "submit", "filter": map[string]any{"state": "compiling", "department": x.person("cataloguer").GetString("department")}}).ok()
	if refused.fate(one)["code"] != "quality_failed" || refused.fate(claimed)["ok"] != true {
		t.Errorf("%s", refused.text)
	}
	if out := x.bulk(x.person("clerk"), map[string]any{"act": "recall", "claims": []string{claimed}}).ok(); out.fate(claimed)["code"] != "role_required" {
		t.Errorf("a clerk recalls: %s", out.text)
	}
	if _, _, err := VerifyTrail(x.app); err != nil {
		t.Error(err)
	}
}

// Whoever has to go on is told of many claims in one line that leads to their list, also
// where some were refused; a single act tells of its claim.
func TestManyActsTellOnce(t *testing.T) {
	x := newHouse(t)
	var ids []string
	for n := range 3 {
		id := x.opened(x.item(91 + n))
		x.actOn("cataloguer", "claim", id, "claim", nil).ok()
		x.compile(id)
		ids = append(ids, id)
	}
	told := func() []*core.Record {
		return x.all("notifications", "officer='%s' && kind='claim_submit'", x.person("supervisor").Id)
	}
	open := x.opened(x.item(95))
	if out := x.bulk(x.person("cataloguer"), map[string]any{"act": "submit", "claims": append(ids[:2:2], open)}).ok(); out.body["done"] != 2.0 {
		t.Fatal(out.text)
	}
	if got := told(); len(got) != 1 || !strings.Contains(got[0].GetString("text"), "2 lists wait for review.") || got[0].GetString("link") != "/desk/claims.html?state=in_review" {
		t.Errorf("%d lines, the first: %v", len(got), got)
	}
	x.bulk(x.person("cataloguer"), map[string]any{"act": "submit", "claims": ids[2:]}).ok()
	if got := told(); len(got) != 2 || !strings.Contains(got[0].GetString("link")+got[1].GetString("link"), "/desk/claim.html?id="+ids[2]) {
		t.Errorf("a single act: %d lines", len(got))
	}
}

func TestBulkThatIsNoBulk(t *testing.T) {
	x := newHouse(t)
	c := x.person("cataloguer")
	x.bulk(c, map[string]any{"act": "teleport", "claims": []string{"a"}}).refused("act", "act_not_allowed", "R-BE-01")
	x.bulk(c, map[string]any{"act": "claim"}).refused("claims", "form_incomplete", "")
	x.bulk(c, map[string]any{"act": "claim", "claims": []string{"a"}, "filter": map[string]any{}}).refused("claims", "form_incomplete", "")
	x.bulk(c, map[string]any{"act": "assign", "claims": []string{"a"}}).refused("owner", "form_incomplete", "R-CLM-11")
	x.bulk(c, map[string]any{"act": "assign", "claims": []string{"a"}, "due": "2026-02-30"}).refused("due", "date_invalid", "R-CLM-12")
	if got := x.bulk(x.person("zhang"), map[string]any{"act": "claim", "claims": []string{"a"}}).status; got != 403 {
		t.Errorf("an applicant is answered %d", got)
	}
	many := make([]string, bulkLimit+1)
	for i := range many {
		many[i] = strconv.Itoa(i)
	}
	x.bulk(c, map[string]any{"act": "claim", "claims": many}).refused("claims", "quota_exceeded", "")
}

// A filter finds what the list of claims shows, some at a time, and never the whole county.
func TestBulkByFilter(t *testing.T) {
	x := newHouse(t)
	c := x.person("cataloguer")
	var ids []string
	for n := range 3 {
		ids = append(ids, x.opened(x.item(91+n)))
	}
	filter := map[string]any{"state": "to_claim", "q": "小餐饮备案之"}
	for _, empty := range []map[string]any{{}, {"q": "小餐饮"}, {"department": c.GetString("department")}} {
		x.bulk(c, map[string]any{"act": "claim", "filter": empty}).refused("state", "form_incomplete", "")
	}
	x.bulk(c, map[string]any{"act": "claim", "filter": map[string]any{"state": "asleep"}}).refused("state", "value_invalid", "")
	if out := x.bulk(x.person("clerk.police"), map[string]any{"act": "claim", "filter": filter}).ok(); len(out.body["claims"].([]any)) != 0 {
		t.Errorf("another department: %s", out.text)
	}
	refused := x.bulk(x.person("clerk"), map[string]any{"act": "claim", "filter": filter}).ok()
	if about := refused.fate(ids[0])["about"].(map[string]any); about["state"] != "to_claim" || about["name"] != "小餐饮备案之91" {
		t.Errorf("%s", refused.text)
	}
	body := map[string]any{"act": "claim", "filter": filter, "limit": 2}
	first := x.bulk(c, body).ok()
	body["after"] = first.body["next"]
	last := x.bulk(c, body).ok()
	if first.body["done"] != 2.0 || last.body["done"] != 1.0 || last.body["next"] != "" {
		t.Errorf("%s %s", first.text, last.text)
	}
}

// Items of the basic catalogue are opened for a department by name or by a filter; what
// it has, and what is not of its level, is refused by itself.
func TestOpeningMany_R_CLM_03(t *testing.T) {
	x := newHouse(t)
	supervisor, c := x.person("supervisor"), x.person("cataloguer")
	market := c.GetString("department")
	one, two, three := x.item(91), x.item(92), x.item(93)
	above := x.find("basic_items", "id='%s'", x.item(94))
	x.set(above, map[string]any{"levels": []string{"2"}})
	x.opened(one)
	out := x.bulk(supervisor, map[string]any{"act": "open", "items": []string{one, two, above.Id, "nosuchitem00000"}, "department": market, "owner": c.Id}).ok()
	if out.body["done"] != 1.0 || out.fate(one)["code"] != "state_moved" || out.fate(above.Id)["code"] != "claim_not_level" || out.fate("nosuchitem00000")["code"] != "record_foreign" {
		t.Errorf("%s", out.text)
	}
	if claim := x.find("claims", "basic_item='%s'", two); claim.GetString("owner") != c.Id || claim.GetString("state") != "to_claim" || claim.GetString("due") == "" {
		t.Errorf("%v", claim.PublicExport())
	}
	police := x.person("clerk.police").GetString("department")
	if out := x.bulk(c, map[string]any{"act": "open", "items": []string{three}, "department": police}).ok(); out.fate(three)["code"] != "role_required" {
		t.Errorf("a cataloguer opens for another department: %s", out.text)
	}
	x.bulk(c, map[string]any{"act": "open", "items": []string{three}}).refused("department", "form_incomplete", "R-CLM-03")
	x.bulk(c, map[string]any{"act": "open", "items": []string{three}, "department": "nosuchdepartmen"}).refused("department", "record_foreign", "R-CLM-03")
	x.bulk(c, map[string]any{"act": "open", "items": []string{three}, "department": market, "owner": "nosuchofficer00"}).refused("owner", "record_foreign", "R-CLM-11")
	x.bulk(c, map[string]any{"act": "open", "unclaimed": map[string]any{}, "department": market}).refused("unclaimed", "form_incomplete", "")
	found := x.bulk(c, map[string]any{"act": "open", "department": market, "unclaimed": map[string]any{"type": "20", "code": "00200009", "q": "小餐饮 备案"}}).ok()
	if found.body["done"] != 1.0 || found.fate(three)["ok"] != true || found.fate(above.Id)["code"] != "claim_not_level" || len(found.body["claims"].([]any)) != 2 {
		t.Errorf("%s", found.text)
	}
}

func TestAssigning_R_CLM_11(t *testing.T) {
	x := newHouse(t)
	id := x.opened(x.item(91))
	owner := x.person("cataloguer").Id
	if out := x.bulk(x.person("cataloguer"), map[string]any{"act": "assign", "claims": []string{id}, "owner": owner}).ok(); out.fate(id)["code"] != "role_required" {
		t.Errorf("a cataloguer assigns: %s", out.text)
	}
	if out := x.bulk(x.person("supervisor"), map[string]any{"act": "assign", "claims": []string{id}, "owner": x.person("examiner.police").Id}).ok(); out.fate(id)["code"] != "record_foreign" {
		t.Errorf("an owner from elsewhere: %s", out.text)
	}
	x.bulk(x.person("supervisor"), map[string]any{"act": "assign", "claims": []string{id}, "owner": owner, "due": "2026-04-30"}).ok()
	c := x.find("claims", "id='%s'", id)
	if c.GetString("owner") != owner || c.GetString("due") != "2026-04-30" {
		t.Errorf("the claim is %v", c.PublicExport())
	}
}

// A published list of the same item is copied with its rows and files; the locked elements
// are the department's own, and its compiler confirms by submitting (R-CLM-04).
func TestCompilingFromATemplate_R_CLM_04(t *testing.T) {
	x := newHouse(t)
	published := x.claimIn(flow.Published)
	item := x.find("claims", "id='%s'", published).GetString("basic_item")
	police := x.find("departments", "code='%s'", policeCode)
	compiler := x.person("clerk.police")
	compiler.Set("roles", []string{"cataloguer"})
	if err := x.app.Save(compiler); err != nil {
		t.Fatal(err)
	}
	compiler = x.person("clerk.police")
	id := x.call("POST", "/api/collections/claims/records", x.person("supervisor"), map[string]any{"basic_item": item, "department": police.Id}).ok().id()
	if out := x.bulk(x.person("cataloguer"), map[string]any{"act": "compile", "claims": []string{id}}).ok(); out.fate(id)["code"] != "role_required" {
		t.Errorf("another department compiles: %s", out.text)
	}
	if out := x.bulk(compiler, map[string]any{"act": "compile", "claims": []string{id}, "template": x.find("services", "code='%s'", marketCode+"4000116013001").Id}).ok(); out.fate(id)["code"] != "record_foreign" {
		t.Errorf("a template of another item: %s", out.text)
	}
	if state := x.find("claims", "id='%s'", id).GetString("state"); state != "to_claim" {
		t.Fatalf("a refused copy left the claim %s", state)
	}
	if out := x.bulk(compiler, map[string]any{"act": "compile", "claims": []string{id}}).ok(); out.body["done"] != 1.0 {
		t.Fatal(out.text)
	}
	s, from := x.find("services", "claim='%s'", id), x.find("services", "claim='%s'", published)
	if s.GetString("code") != policeCode+"4"+x.find("basic_items", "id='%s'", item).GetString("code") || s.GetString("consult_phone") != police.GetString("phone") || s.GetString("conditions") != from.GetString("conditions") || s.GetInt("version") != 0 {
		t.Errorf("the draft is %v", s.PublicExport())
	}
	if step := x.find("steps", "service='%s'", s.Id); step.GetString("department") != police.Id {
		t.Error("the step stays with the department of the template")
	}
	m := x.find("materials", "service='%s'", s.Id)
	files, err := x.app.NewFilesystem()
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	if there, err := files.Exists(m.BaseFilesPath() + "/" + m.GetString("sample")); err != nil || !there || m.GetString("sample") == "" {
		t.Errorf("the sample was not copied: %v", err)
	}
	if state := x.find("claims", "id='%s'", id).GetString("state"); state != "compiling" {
		t.Errorf("the copied list is %s without its own confirmation", state)
	}
	if out := x.bulk(compiler, map[string]any{"act": "compile", "claims": []string{id}}).ok(); out.fate(id)["code"] != "state_moved" {
		t.Errorf("a template writes over a list: %s", out.text)
	}
}

// A template is for an empty list: an element that somebody filled in counts as a row does.
func TestATemplateLeavesAFilledInListAlone_R_CLM_04(t *testing.T) {
	x := newHouse(t)
	published := x.find("claims", "id='%s'", x.claimIn(flow.Published))
	police, compiler := x.find("departments", "code='%s'", policeCode), x.person("clerk.police")
	x.set(compiler, map[string]any{"roles": []string{"cataloguer"}})
	compiler = x.person("clerk.police")
	id := x.call("POST", "/api/collections/claims/records", x.person("supervisor"), map[string]any{"basic_item": published.GetString("basic_item"), "department": police.Id}).ok().id()
	x.call("POST", toActions, compiler, map[string]any{"subject": "claim", "claim": id, "act": "claim"}).ok()
	path := "/api/collections/services/records/" + x.find("services", "claim='%s'", id).Id
	x.call("PATCH", path, compiler, map[string]any{"conditions": "有固定场所"}).ok()
	if out := x.bulk(compiler, map[string]any{"act": "compile", "claims": []string{id}}).ok(); out.fate(id)["code"] != "state_moved" || !strings.Contains(out.text, "conditions of the list") {
		t.Errorf("a template writes over what was filled in: %s", out.text)
	}
	x.call("PATCH", path, compiler, map[string]any{"conditions": ""}).ok()
	x.set(x.person("examiner.police"), map[string]any{"roles": []string{"cataloguer"}})
	if out := x.bulk(x.person("examiner.police"), map[string]any{"act": "compile", "claims": []string{id}}).ok(); out.fate(id)["ok"] != true {
		t.Errorf("an empty list does not take the template: %s", out.text)
	}
	if got := x.find("claims", "id='%s'", id).GetStringSlice("compilers"); !contains(got, x.person("examiner.police").Id) {
		t.Errorf("R-CLM-06: who copied the template compiled the list: %v", got)
	}
}

// A value that the platform refuses is the answer of that claim; the others are done.
func TestBulkGoesOnAfterAValueThatDoesNotFit(t *testing.T) {
	x := newHouse(t)
	one, two := x.opened(x.item(91)), x.opened(x.item(92))
	out := x.bulk(x.person("cataloguer"), map[string]any{"act": "decline", "claims": []string{one, two}, "ground": "other", "reason": strings.Repeat("长", 2001)}).ok()
	for _, id := range []string{one, two} {
		if out.fate(id)["code"] != "value_invalid" || !strings.Contains(out.fate(id)["message"].(string), "reason") {
			t.Errorf("%.400s", out.text)
		}
	}
}

// The console compiles for every department; it neither approves nor publishes (R-CLM-06).
func TestConsoleActsOnManyClaims(t *testing.T) {
	x := newHouse(t)
	one := x.opened(x.item(91))
	if out, err := x.console("catalogue", "bulk", "claim", "--state", "to_claim", "--department", marketCode); err != nil || !strings.Contains(out, "1 claims done") {
		t.Errorf("%q %v", out, err)
	}
	x.compile(one)
	if out, err := x.console("catalogue", "bulk", "submit", "--state", "compiling"); err != nil {
		t.Errorf("%q %v", out, err)
	}
	three, four := x.item(93), x.item(94)
	if out, err := x.console("catalogue", "bulk", "open", "--department", marketCode, "--type", "20", "--code", "0020000930", "--q", "小餐饮"); err != nil || !strings.Contains(out, "1 claims done") {
		t.Errorf("%q %v", out, err)
	}
	if n := x.all("claims", "basic_item='%s' || basic_item='%s'", three, four); len(n) != 1 {
		t.Errorf("%d claims were opened", len(n))
	}
	if out, err := x.console("catalogue", "bulk", "decline", "--state", "to_claim", "--q", "之93", "--ground", "other", "--reason", "由市级办理"); err != nil {
		t.Errorf("%q %v", out, err)
	}
	if got := x.find("claims", "basic_item='%s'", three).GetString("decline_reason"); got != "other 由市级办理" {
		t.Errorf("declined because %q", got)
	}
	for _, args := range [][]string{{"open", "--department", marketCode}, {"open", "--type", "20"}, {"open", "--department", marketCode, "--type", "20", "--state", "nowhere"}, {"submit", "--state", "nowhere"}, {"claim"}, {"approve", "--state", "in_review"}, {"submit", "--department", "none"}, {"dance"}} {
		if out, err := x.console(append([]string{"catalogue", "bulk"}, args...)...); err == nil {
			t.Errorf("%v ends well: %q", args, out)
		}
	}
	if state := x.find("claims", "id='%s'", one).GetString("state"); state != "in_review" {
		t.Errorf("the claim is %s", state)
	}
}
