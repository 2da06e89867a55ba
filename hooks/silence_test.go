package hooks

import (
	"strings"
	"testing"

	"onestop/hooks/rules/checklist"
)

// silent hands in a food licence case without its identity card, which nobody answers.
func (x *house) silent() string {
	x.t.Helper()
	id := x.handIn(x.person("zhang"), "M-AP", "M-LAY")
	x.on("2026-03-11").runDue()
	if state := x.state(id); state != "accepted" {
		x.t.Fatalf("silence left the case %s", state)
	}
	return id
}

// What was missing when silence accepted the case may follow, by the applicant or the
// window, and nothing is granted before it is there.
func TestWhatSilenceAcceptedUnsaidMayFollow_R_AL_06(t *testing.T) {
	x := newHouse(t)
	id := x.silent()
	deemed := x.find("actions", "application='%s' && act='deem_accepted'", id)
	owed, err := listOf[checklist.Correction](deemed, "items")
	if err != nil || len(owed) != 1 || owed[0].Material != x.material("M-ID") {
		t.Fatalf("the log says that %v was missing, %v", owed, err)
	}
	notice := map[string]any{}
	if err := x.find("notices", "application='%s' && kind='acceptance'", id).UnmarshalJSONField("content", &notice); err != nil {
		t.Fatal(err)
	}
	if items, _ := notice["items"].([]any); len(items) != 1 || items[0].(map[string]any)["name"] != "居民身份证" {
		t.Fatalf("the notice of acceptance names %v", notice["items"])
	}
	law := x.due(id, "statutory")
	zhang, approver := x.person("zhang"), x.person("approver")
	x.act(x.person("clerk"), id, "request_correction").refused("act", "state_moved", "R-AL-05")
	x.reviewed(id)
	x.act(approver, id, "grant").refused("act", "materials_missing", "R-AL-06")
	x.act(zhang, id, "supplement").refused("act", "materials_missing", "R-AL-06")
	x.upload(zhang, id, x.material("M-POA"), "委托书.png", picture(40)).refused("application", "state_moved", "R-AL-05")
	x.upload(zhang, id, x.material("M-ID"), "身份证.png", picture(41)).ok()
	x.upload(x.person("clerk"), id, x.material("M-ID"), "身份证背面.png", picture(42)).ok()
	x.act(zhang, id, "supplement").ok()
	if now := x.due(id, "statutory"); now != law {
		t.Errorf("the limit moved from %s to %s; no paper stops the clock", law, now)
	}
	x.act(approver, id, "grant").ok()
}

// Both sides are told what is still missing, and the officer asks for it in a message.
func TestSilenceTellsThatPapersAreMissing_R_AL_06(t *testing.T) {
	x := newHouse(t)
	id := x.silent()
	step := x.find("reviews", "application='%s' && state='open'", id)
	for _, whose := range []string{"applicant='" + x.person("zhang").Id, "officer='" + step.GetString("examiner")} {
		told := x.all("notifications", "kind='deem_accepted' && %s' && channel='inbox'", whose)
		if len(told) != 1 || !strings.Contains(told[0].GetString("text"), "1项材料") {
			t.Errorf("%s' was told %d times", whose, len(told))
		}
	}
	x.write(x.person("examiner"), id, "请补交居民身份证。")
	if n := len(x.all("notifications", "kind='message' && applicant='%s'", x.person("zhang").Id)); n != 1 {
		t.Errorf("the applicant was told of the message %d times", n)
	}
	if n := x.find("applications", "id='%s'", id).GetInt("corrections"); n != 0 {
		t.Errorf("a message counted as correction %d", n)
	}
}

// A case that never becomes complete is refused with reasons, not ended as a missed deferral.
func TestWhatNeverCameIsRefused_R_AL_13(t *testing.T) {
	x := newHouse(t)
	id := x.silent()
	approver := x.person("approver")
	x.act(approver, id, "terminate", map[string]any{"reason": "未补交"}).refused("act", "state_moved", "R-PL-24")
	x.act(approver, id, "refuse").refused("act", "reason_required", "R-AL-13")
	x.act(approver, id, "refuse", map[string]any{"reason": "未提交居民身份证"}).ok()
	x.upload(x.person("zhang"), id, x.material("M-ID"), "身份证.png", picture(41)).refused("application", "state_moved", "R-AL-05")
}
