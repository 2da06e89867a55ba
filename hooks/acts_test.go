package hooks

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// draft begins a food licence application of zhang and fills its form.
func (x *house) draft(as *core.Record, more ...map[string]any) string {
	x.t.Helper()
	body := map[string]any{"service": x.find("services", "name ~ '食品'").Id, "form": map[string]any{"premises": "示例路8号"}}
	for _, m := range more {
		for k, v := range m {
			body[k] = v
		}
	}
	return x.call("POST", "/api/collections/applications/records", as, body).ok().id()
}

func (x *house) material(code string) string {
	x.t.Helper()
	return x.find("materials", "type.code = '%s'", code).Id
}

// handIn drafts, uploads the named materials and submits.
func (x *house) handIn(as *core.Record, materials ...string) string {
	x.t.Helper()
	id := x.draft(as)
	for i, m := range materials {
		x.upload(as, id, x.material(m), m+".png", picture(i+1)).ok()
	}
	x.act(as, id, "submit").ok()
	return id
}

func (x *house) state(id string) string {
	return x.find("applications", "id='%s'", id).GetString("state")
}

// The main job: one real case from the draft to the delivered result.
func TestMainJob(t *testing.T) {
	x := newHouse(t)
	zhang, clerk, approver := x.person("zhang"), x.person("clerk"), x.person("approver")
	examiner, examiner2 := x.person("examiner"), x.person("examiner2")
	id := x.handIn(zhang, "M-AP", "M-ID", "M-LAY")

	c := x.find("applications", "id='%s'", id)
	if got := c.GetString("number"); got != "510799-20260302-0001" {
		t.Fatalf("number %s", got)
	}
	if c.GetString("notice_due") != "2026-03-09" || c.GetString("light") != "green" {
		t.Fatalf("R-AL-05: notice due %s, light %s", c.GetString("notice_due"), c.GetString("light"))
	}
	receipt := x.find("notices", "application='%s' && kind='receipt'", id)
	if !strings.Contains(receipt.GetString("content"), c.GetString("track_code")) {
		t.Fatal("the receipt does not tell the track code")
	}

	x.on("2026-03-03").act(clerk, id, "accept").ok()
	c = x.find("applications", "id='%s'", id)
	if c.GetString("promised_due") != "2026-03-10" || c.GetString("statutory_due") != "2026-03-17" {
		t.Fatalf("promise %s, law %s", c.GetString("promised_due"), c.GetString("statutory_due"))
	}
	first := x.find("reviews", "application='%s' && seq=1", id)
	site := x.find("reviews", "application='%s' && seq=2", id)
	if first.GetString("state") != "open" || site.GetString("state") != "waiting" {
		t.Fatal("the first step opens, the second waits")
	}
	x.act(approver, id, "grant").refused("act", "reviews_open", "")
	x.act(examiner, id, "verify_site", map[string]any{"review": site.Id, "reason": "好"}).refused("act", "state_moved", "R-AL-10")
	x.act(examiner, id, "verify_site", map[string]any{"review": first.Id, "reason": "好"}).refused("act", "act_not_allowed", "R-AL-10")
	x.act(examiner, id, "examine", map[string]any{"review": first.Id, "ground": "pass", "reason": "齐全"}).ok()
	x.act(examiner, id, "verify_site", map[string]any{"review": site.Id, "reason": "现场符合"}).ok()
	x.act(examiner, id, "verify_site", map[string]any{"review": site.Id, "reason": "再看"}).refused("act", "same_officer", "R-AL-10")
	x.act(examiner2, id, "verify_site", map[string]any{"review": site.Id, "reason": "现场符合"}).ok()
	x.on("2026-03-05").act(approver, id, "grant").ok()
	if due := x.find("applications", "id='%s'", id).GetString("delivery_due"); due != "2026-03-19" {
		t.Fatalf("R-AL-19: delivery due %s", due)
	}
	done := x.act(clerk, id, "deliver", map[string]any{"method": "post"}).ok()
	if done.body["from"] != "granted" || done.body["to"] != "closed" || done.body["officer"] != clerk.Id {
		t.Fatalf("the action says %v", done.text)
	}
	result := x.call("GET", "/api/collections/results/records?filter=application='"+id+"'", zhang, nil).ok()
	token := result.body["items"].([]any)[0].(map[string]any)["token"].(string)
	seen := x.call("GET", "/api/onestop/verify/"+token, nil, nil).ok()
	if seen.body["status"] != "genuine" || seen.body["holder"] == "张示例" || seen.body["valid_to"] != "2031-03-04" {
		t.Fatalf("verify says %s", seen.text)
	}
	if _, _, err := VerifyTrail(x.app); err != nil {
		t.Fatal(err)
	}
}

func TestCorrectionIsAskedOnce_R_AL_08(t *testing.T) {
	x := newHouse(t)
	zhang, clerk, supervisor := x.person("zhang"), x.person("clerk"), x.person("supervisor")
	id := x.handIn(zhang, "M-ID")
	x.act(clerk, id, "accept").refused("act", "materials_missing", "")
	asked := x.act(clerk, id, "request_correction").ok()
	if items := fmt.Sprint(asked.body["items"]); !strings.Contains(items, x.material("M-AP")) || strings.Contains(items, x.material("M-POA")) {
		t.Fatalf("R-AL-05: by default the missing ones: %s", items)
	}
	x.act(zhang, id, "supply").refused("act", "materials_missing", "R-AL-05")
	x.upload(zhang, id, x.material("M-AP"), "申请表.png", picture(7)).ok()
	x.upload(zhang, id, x.material("M-LAY"), "布局.png", picture(8)).ok()
	x.on("2026-03-04").act(zhang, id, "supply").ok()
	if due := x.find("applications", "id='%s'", id).GetString("notice_due"); due != "2026-03-11" {
		t.Fatalf("a new notice limit of 5 working days runs from the supply: %s", due)
	}
	x.act(clerk, id, "request_correction", map[string]any{"items": []any{map[string]any{"material": x.material("M-ID"), "reason": "模糊"}}}).refused("act", "correction_used", "R-AL-08")
	x.act(supervisor, id, "request_correction", map[string]any{"items": []any{map[string]any{"material": x.material("M-ID"), "reason": "模糊"}}}).refused("act", "reason_required", "R-AL-08")
	x.act(supervisor, id, "request_correction", map[string]any{"reason": "更正件引出新问题", "items": []any{map[string]any{"material": x.material("M-ID"), "reason": "模糊"}}}).ok()
	if n := x.find("applications", "id='%s'", id).GetInt("corrections"); n != 2 {
		t.Fatalf("the exception is counted: %d", n)
	}
}

func TestSilenceAcceptsAsOfReceipt_R_AL_06(t *testing.T) {
	x := newHouse(t)
	id := x.on("2026-09-28").handIn(x.person("zhang"), "M-AP", "M-ID")
	x.on("2026-10-10")
	if err := x.RunDue(t.Context()); err != nil || x.state(id) != "submitted" {
		t.Fatalf("T-01: on the last day nothing is accepted yet: %s %v", x.state(id), err)
	}
	x.on("2026-10-11")
	if err := x.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	c := x.find("applications", "id='%s'", id)
	if c.GetString("state") != "accepted" || chinaDate(c, "accepted_at") != "2026-09-28" {
		t.Fatalf("T-01: %s since %s", c.GetString("state"), chinaDate(c, "accepted_at"))
	}
	last := x.find("actions", "application='%s' && act='deem_accepted'", id)
	if last.GetString("officer") != "" || last.GetString("applicant") != "" {
		t.Fatal("nobody but the house deems")
	}
}

func TestTwoOfficersAtOnce(t *testing.T) {
	x := newHouse(t)
	id := x.handIn(x.person("zhang"), "M-AP", "M-ID", "M-LAY")
	answers := make(chan reply, 2)
	for _, name := range []string{"clerk", "both"} {
		officer := x.person(name)
		go func() { answers <- x.act(officer, id, "accept") }()
	}
	a, b := <-answers, <-answers
	if a.status != 200 {
		a, b = b, a
	}
	a.ok()
	b.refused("act", "state_moved", "R-AL-04e")
	if n := len(x.all("actions", "application='%s' && act='accept'", id)); n != 1 {
		t.Fatalf("%d acceptances", n)
	}
	if n := len(x.all("reviews", "application='%s'", id)); n != 2 {
		t.Fatalf("%d steps", n)
	}
}

func TestAcceptingAndDecidingAreTwoPersons_R_PL_20(t *testing.T) {
	x := newHouse(t)
	both := x.person("both.police")
	zhang := x.person("zhang")
	service := x.find("services", "name ~ '户口'").Id
	id := x.call("POST", "/api/collections/applications/records", zhang, map[string]any{"service": service}).ok().id()
	x.upload(zhang, id, x.material("M-HK"), "户口簿.png", picture(3)).ok()
	x.act(zhang, id, "submit").ok()
	x.act(both, id, "accept").ok()
	x.act(both, id, "grant").ok() // decided on the spot: one officer may do both (R-AL-10)

	food := x.handIn(zhang, "M-AP", "M-ID", "M-LAY")
	x.act(x.person("both"), food, "accept").ok()
	x.act(x.person("both"), food, "refuse", map[string]any{"reason": "x"}).refused("act", "same_officer", "R-PL-20")
}

func (x *house) all(collection, filter string, args ...any) []*core.Record {
	x.t.Helper()
	list, err := x.app.FindRecordsByFilter(collection, fmt.Sprintf(filter, args...), "", 0, 0)
	if err != nil {
		x.t.Fatal(err)
	}
	return list
}
