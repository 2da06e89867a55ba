package hooks

import (
	"fmt"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

func (x *house) bulkCases(as *core.Record, body map[string]any) reply {
	x.t.Helper()
	return x.call("POST", ours+"/applications/bulk", as, body)
}

// caseFate is what the answer says of one case.
func (r reply) caseFate(id string) map[string]any {
	r.t.Helper()
	for _, c := range r.body["applications"].([]any) {
		if one := c.(map[string]any); one["id"] == id {
			return one
		}
	}
	r.t.Fatalf("nothing is said of %s: %s", id, r.text)
	return nil
}

// Each case has its own act and its own answer; what is refused changes nothing and stands
// in the way of no other; the same request again does nothing twice.
func TestManyCasesAtOnce(t *testing.T) {
	x := newHouse(t).unlimited()
	one, two := x.caseIn("submitted"), x.caseIn("submitted")
	bare := x.handIn(x.person("zhang"), "M-AP")
	granted := x.caseIn("granted")
	clerk := x.person("clerk")
	request := map[string]any{"act": "accept", "key": "k1", "applications": []string{one, bare, granted, two, "nothing00000000", one}}
	acts := x.count("actions")
	for range 2 { // pressed twice
		out := x.bulkCases(clerk, request).ok()
		if out.body["done"] != 2.0 || out.body["failed"] != 3.0 || out.caseFate(bare)["code"] != "materials_missing" || out.caseFate(granted)["code"] != "state_moved" || out.caseFate("nothing00000000")["code"] != "record_foreign" {
			t.Fatalf("%s", out.text)
		}
	}
	if got := x.count("actions"); got != acts+2 {
		t.Errorf("%d acts were stored", got-acts)
	}
	if out := x.bulkCases(clerk, map[string]any{"act": "accept", "key": "k2", "applications": []string{one}}).ok(); out.caseFate(one)["code"] != "state_moved" {
		t.Errorf("another request meets the new state: %s", out.text)
	}
	if out := x.bulkCases(x.person("clerk.police"), request).ok(); out.body["done"] != 0.0 || out.caseFate(one)["code"] != "role_required" {
		t.Errorf("another department: %s", out.text)
	}
	if _, _, err := VerifyTrail(x.app); err != nil {
		t.Error(err)
	}
}

// The steps that are the officer's pass, each by itself; a site check is no such step (R-AL-10).
func TestManyStepsPass_R_AL_10(t *testing.T) {
	x := newHouse(t).unlimited()
	id, early := x.caseIn("accepted"), x.caseIn("submitted")
	out := x.bulkCases(x.person("examiner"), map[string]any{"act": "examine", "reason": "材料齐全", "applications": []string{id, early}}).ok()
	if out.caseFate(id)["ok"] != true || out.caseFate(early)["code"] != "state_moved" {
		t.Fatalf("%s", out.text)
	}
	if r := x.find("reviews", "application='%s' && state='passed'", id); r.GetString("opinion") != "材料齐全" || r.GetString("examiner") != x.person("examiner").Id {
		t.Errorf("the step is %v", r.FieldsData())
	}
	if out := x.bulkCases(x.person("clerk.police"), map[string]any{"act": "examine", "applications": []string{id}}).ok(); out.body["done"] != 0.0 {
		t.Errorf("another department examines: %s", out.text)
	}
}

// A decision is one of its own, but for what is decided on the spot (R-PL-20).
func TestManyDecisions_R_PL_20(t *testing.T) {
	x := newHouse(t).unlimited()
	id := x.caseIn("examined")
	if out := x.bulkCases(x.person("approver"), map[string]any{"act": "grant", "applications": []string{id}}).ok(); out.caseFate(id)["code"] != "act_not_allowed" || out.caseFate(id)["params"].(map[string]any)["cite"] != "R-PL-20" {
		t.Errorf("a licence is granted among many: %s", out.text)
	}
	for _, act := range []string{"refuse", "reject", "request_correction", "terminate", "pause", "nothing", ""} {
		x.bulkCases(x.person("approver"), map[string]any{"act": act, "applications": []string{id}}).refused("act", "act_not_allowed", "R-BE-01")
	}
}

// A message to many applicants is one to each; without words it is refused for each.
func TestManyMessagesAndLimits(t *testing.T) {
	x := newHouse(t).unlimited()
	one, two := x.caseIn("submitted"), x.caseIn("accepted")
	clerk := x.person("clerk")
	for range 2 {
		if out := x.bulkCases(clerk, map[string]any{"act": "message", "key": "m", "text": "请带身份证原件。", "applications": []string{one, two}}).ok(); out.body["done"] != 2.0 {
			t.Fatalf("%s", out.text)
		}
	}
	if n := len(x.all("messages", "text='请带身份证原件。'")); n != 2 {
		t.Errorf("%d messages", n)
	}
	x.bulkCases(clerk, map[string]any{"act": "message", "text": "{申请人}您好，{编号}请等候。", "applications": []string{one}}).ok()
	if n := len(x.all("messages", "text='张示例您好，510799-20260302-0001请等候。'")); n != 1 {
		t.Errorf("the places are not filled: %v", x.all("messages", "id != ''"))
	}
	if out := x.bulkCases(clerk, map[string]any{"act": "message", "text": "还缺{缺少材料}。", "applications": []string{one}}).ok(); out.caseFate(one)["code"] != "form_incomplete" {
		t.Errorf("nothing is missing, and it is written all the same: %s", out.text)
	}
	if out := x.bulkCases(clerk, map[string]any{"act": "message", "applications": []string{one}}).ok(); out.body["done"] != 0.0 || out.caseFate(one)["code"] == "" {
		t.Errorf("an empty message: %s", out.text)
	}
	many := make([]string, casesLimit+1)
	for i := range many {
		many[i] = fmt.Sprintf("nothing%08d", i)
	}
	x.bulkCases(clerk, map[string]any{"act": "accept", "applications": many}).refused("applications", "quota_exceeded", "")
	x.bulkCases(clerk, map[string]any{"act": "accept"}).refused("applications", "form_incomplete", "")
}

// Others write between the many: a transaction, which holds the only writer, takes a few.
func TestManyCasesLeaveRoomForOthers(t *testing.T) {
	x := newHouse(t).unlimited()
	var ids []string
	for range casesChunk + 1 {
		ids = append(ids, x.handIn(x.person("zhang"), "M-AP"))
	}
	stored := int64(0) // when the first of the messages was there for everybody
	x.app.OnRecordAfterCreateSuccess("messages").BindFunc(func(e *core.RecordEvent) error {
		if stored == 0 {
			stored = x.count("messages")
		}
		return e.Next()
	})
	out := x.bulkCases(x.person("clerk"), map[string]any{"act": "message", "text": "请带身份证原件。", "applications": ids}).ok()
	if len(out.body["applications"].([]any)) != len(ids) || out.body["done"] != float64(len(ids)) || stored != casesChunk {
		t.Errorf("%d were stored at once: %s", stored, out.text)
	}
}

// A preview shows the notices as they would be issued, and nothing happens (R-AL-07).
func TestPreviewOfAnAct_R_AL_07(t *testing.T) {
	x := newHouse(t).unlimited()
	id := x.caseIn("submitted")
	clerk := x.person("clerk")
	preview := func(as *core.Record, body map[string]any) reply {
		body["application"] = id
		return x.call("POST", ours+"/actions/preview", as, body)
	}
	before := x.count("notices") + x.count("actions") + x.count("audit") + x.count("notifications")
	shown := preview(clerk, map[string]any{"act": "request_correction", "items": []any{map[string]any{"material": x.material("M-ID"), "reason": "看不清"}}}).ok()
	notice := shown.at("notices").([]any)[0].(map[string]any)
	content := notice["content"].(map[string]any)
	if shown.at("to") != "correcting" || notice["kind"] != "correction" || content["number"] != "" || content["items"].([]any)[0].(map[string]any)["reason"] != "看不清" {
		t.Errorf("shown is %s", shown.text)
	}
	if after := x.count("notices") + x.count("actions") + x.count("audit") + x.count("notifications"); after != before {
		t.Error("a preview left something behind")
	}
	if state := x.find("applications", "id='%s'", id).GetString("state"); state != "submitted" {
		t.Errorf("the case is %s", state)
	}
	preview(clerk, map[string]any{"act": "grant"}).refused("act", "role_required", "")
	preview(clerk, map[string]any{"act": "reject"}).refused("act", "ground_required", "R-AL-04")
	preview(x.person("clerk.police"), map[string]any{"act": "accept"}).refused("act", "role_required", "")
	x.act(clerk, id, "request_correction", map[string]any{"items": []any{map[string]any{"material": x.material("M-ID"), "reason": "看不清"}}}).ok()
	if issued := x.find("notices", "application='%s' && kind='correction'", id); issued.GetString("number") == "" {
		t.Error("an issued notice has its number")
	}
}
