package hooks

import (
	"reflect"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// accepted brings a food licence case of zhang to acceptance on 3 March 2026.
func (x *house) accepted() string {
	x.t.Helper()
	id := x.handIn(x.person("zhang"), "M-AP", "M-ID", "M-LAY")
	x.on("2026-03-03").act(x.person("clerk"), id, "accept").ok()
	return id
}

// reviewed passes every step of an accepted case.
func (x *house) reviewed(id string) {
	x.t.Helper()
	first, site := x.find("reviews", "application='%s' && seq=1", id), x.find("reviews", "application='%s' && seq=2", id)
	x.act(x.person("examiner"), id, "examine", map[string]any{"review": first.Id, "ground": "pass"}).ok()
	for _, name := range []string{"examiner", "examiner2"} {
		x.act(x.person(name), id, "verify_site", map[string]any{"review": site.Id, "reason": "符合"}).ok()
	}
}

func (x *house) due(id, track string) string {
	x.t.Helper()
	return x.find("applications", "id='%s'", id).GetString(track + "_due")
}

func TestPauseStopsTheClock_R_AL_20(t *testing.T) {
	x := newHouse(t)
	id := x.accepted()
	examiner := x.person("examiner")
	x.act(examiner, id, "pause", map[string]any{"ground": "third_party", "until": "2026-03-20"}).refused("act", "pause_ground", "R-AL-20")
	x.act(examiner, id, "pause", map[string]any{"ground": "testing", "until": "2026-03-03"}).refused("until", "date_invalid", "R-AL-20")
	x.on("2026-03-04").act(examiner, id, "pause", map[string]any{"ground": "testing", "until": "2026-03-18"}).ok()
	if x.state(id) != "paused" {
		t.Fatal("not paused")
	}
	x.act(x.person("approver"), id, "grant").refused("act", "state_moved", "R-AL-13")
	x.on("2026-03-11").act(examiner, id, "resume").ok()
	if law, promise := x.due(id, "statutory"), x.due(id, "promised"); law != "2026-03-24" || promise != "2026-03-17" {
		t.Fatalf("five working days stood still: law %s, promise %s", law, promise)
	}
	if step := x.find("reviews", "application='%s' && seq=1", id); step.GetString("due") != "2026-03-13" || step.GetInt("stood_days") != 5 {
		t.Fatalf("the step stood still as well: due %s, moved by %d", step.GetString("due"), step.GetInt("stood_days"))
	}
}

// A pause that nobody ends runs out on the day that the applicant was told, also when the
// machine was off on that day.
func TestForgottenPauseEndsAsTold_R_AL_20(t *testing.T) {
	x := newHouse(t)
	id := x.accepted()
	x.on("2026-03-04").act(x.person("examiner"), id, "pause", map[string]any{"ground": "testing", "until": "2026-03-11"}).ok()
	x.on("2026-03-16")
	if err := x.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if x.state(id) != "accepted" || x.due(id, "promised") != "2026-03-17" {
		t.Fatalf("state %s, promise %s", x.state(id), x.due(id, "promised"))
	}
}

func TestExtendOnceBeforeTheLimit_R_AL_18(t *testing.T) {
	x := newHouse(t)
	id := x.accepted()
	approver := x.person("approver")
	x.act(x.person("supervisor"), id, "extend", map[string]any{"reason": "复杂"}).refused("act", "role_required", "R-AL-17")
	x.act(approver, id, "extend").refused("act", "reason_required", "R-AL-16")
	x.act(approver, id, "extend", map[string]any{"reason": "复杂"}).ok()
	if law := x.due(id, "statutory"); law != "2026-03-24" {
		t.Fatalf("ten and five working days: %s", law)
	}
	x.act(approver, id, "extend", map[string]any{"reason": "复杂"}).refused("act", "extension_used", "R-AL-18")
	late := x.on("2026-03-02").accepted()
	x.on("2026-03-18").act(approver, late, "extend", map[string]any{"reason": "复杂"}).refused("act", "limit_passed", "R-AL-18")
}

func TestDeferredMaterial_R_PL_24(t *testing.T) {
	x := newHouse(t)
	zhang, clerk, approver := x.person("zhang"), x.person("clerk"), x.person("approver")
	id := x.handIn(zhang, "M-AP", "M-ID")
	x.act(clerk, id, "accept", map[string]any{"until": "2026-03-20"}).refused("act", "deferral_too_long", "R-PL-24")
	x.act(clerk, id, "accept", map[string]any{"until": "2026-02-01"}).refused("until", "date_invalid", "R-PL-24")
	x.act(clerk, id, "accept", map[string]any{"until": "2026-03-05"}).ok()
	x.find("notices", "application='%s' && kind='deferral'", id)
	x.reviewed(id)
	x.act(approver, id, "grant").refused("act", "materials_missing", "R-PL-24")
	x.act(approver, id, "terminate", map[string]any{"reason": "逾期"}).refused("act", "state_moved", "R-PL-24")
	x.act(zhang, id, "supplement").refused("act", "materials_missing", "R-PL-24")
	x.upload(zhang, id, x.material("M-LAY"), "布局.png", picture(9)).ok()
	x.act(zhang, id, "supplement").ok()
	x.act(approver, id, "grant").ok()

	missed := x.handIn(zhang, "M-AP", "M-ID")
	x.act(clerk, missed, "accept", map[string]any{"until": "2026-03-05"}).ok()
	x.on("2026-03-06").act(approver, missed, "terminate", map[string]any{"reason": "逾期未补交"}).ok()
}

func TestHearing_R_AL_25_26(t *testing.T) {
	x := newHouse(t)
	zhang, approver, examiner := x.person("zhang"), x.person("approver"), x.person("examiner")
	id := x.accepted()
	x.reviewed(id)
	x.act(zhang, id, "request_hearing").refused("act", "state_moved", "R-AL-25")
	x.act(examiner, id, "offer_hearing", map[string]any{"reason": "涉及他人重大利益"}).ok()
	x.act(approver, id, "grant").refused("act", "hearing_due", "R-AL-25")
	x.on("2026-03-05").act(zhang, id, "request_hearing").ok()
	x.act(approver, id, "hold_hearing", map[string]any{"reason": "笔录"}).refused("act", "hearing_due", "R-AL-26")
	x.act(approver, id, "pause", map[string]any{"ground": "hearing", "until": "2026-03-20"}).ok()
	x.on("2026-03-10").act(approver, id, "hold_hearing", map[string]any{"reason": "笔录"}).refused("act", "hearing_due", "R-AL-26")
	x.on("2026-03-16").act(approver, id, "hold_hearing", map[string]any{"reason": "笔录"}).ok()
	x.act(approver, id, "resume").ok()
	x.act(approver, id, "grant").ok()

	silent := x.on("2026-03-02").accepted()
	x.reviewed(silent)
	x.act(examiner, silent, "offer_hearing", map[string]any{"reason": "涉及他人重大利益"}).ok()
	x.on("2026-03-11").act(zhang, silent, "request_hearing").refused("act", "limit_passed", "R-AL-25")
	x.act(approver, silent, "grant").ok()
}

func TestFalseMaterialsBar_R_AL_37(t *testing.T) {
	x := newHouse(t)
	zhang := x.person("zhang")
	id := x.accepted()
	x.act(x.person("approver"), id, "refuse", map[string]any{"reason": "材料虚假", "ground": "false_materials"}).ok()
	again := x.draft(zhang)
	x.act(zhang, again, "submit").refused("act", "bar_in_force", "R-AL-37")
	x.handIn(x.person("li"), "M-AP", "M-ID", "M-LAY") // another person is not barred
	x.on("2027-03-04").act(zhang, again, "submit").ok()
}

func TestRenewalAndRevocation_R_AL_31_35(t *testing.T) {
	x := newHouse(t)
	zhang, approver := x.person("zhang"), x.person("approver")
	id := x.accepted()
	x.reviewed(id)
	x.act(approver, id, "grant").ok()
	result := x.find("results", "application='%s'", id)
	act := func(as *core.Record, act string, more map[string]any) reply {
		body := map[string]any{"subject": "result", "result": result.Id, "act": act}
		for k, v := range more {
			body[k] = v
		}
		return x.call("POST", "/api/collections/actions/records", as, body)
	}
	act(zhang, "renew", nil).refused("act", "role_required", "R-AL-32")
	act(approver, "renew", nil).refused("act", "state_moved", "R-AL-32")
	act(x.person("li"), "request_renewal", nil).refused("act", "role_required", "R-AL-31")
	x.on("2031-02-15")
	act(zhang, "request_renewal", nil).refused("act", "limit_passed", "R-AL-31")
	x.on("2031-01-15")
	renewal := func() any { return x.call("GET", ours+"/applications/"+id+"/case", zhang, nil).ok().body["renewals"] }
	if got, want := renewal(), []any{map[string]any{"result": result.Id, "asked": false, "last": "2031-01-31"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("before it is asked for: %v, want %v", got, want)
	}
	act(zhang, "request_renewal", nil).ok()
	if got, want := renewal(), []any{map[string]any{"result": result.Id, "asked": true, "last": "2031-01-31"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("after it was asked for: %v, want %v", got, want)
	}
	x.on("2031-03-03")
	if err := x.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if to := x.find("results", "id='%s'", result.Id).GetString("valid_to"); to != "2036-03-02" {
		t.Fatalf("R-AL-32: silence renews: %s", to)
	}
	act(approver, "revoke", map[string]any{"ground": "whim", "reason": "x"}).refused("act", "ground_required", "R-AL-34")
	act(approver, "revoke", map[string]any{"ground": "fraud", "reason": "骗取许可"}).ok()
	if seen := x.call("GET", "/api/onestop/verify/"+result.GetString("token"), nil, nil).ok(); seen.body["status"] != "revoked" {
		t.Fatalf("verify says %s", seen.text)
	}
	x.act(zhang, x.draft(zhang), "submit").refused("act", "bar_in_force", "R-AL-37")
	act(approver, "cancel", map[string]any{"ground": "revoked"}).ok()
	act(approver, "cancel", map[string]any{"ground": "revoked"}).refused("act", "state_moved", "R-AL-36")
}

// The holder is reminded 60, 45 and 30 calendar days before the end, once each, and after
// days without power of the latest one alone.
func TestHolderIsReminded_R_AL_33(t *testing.T) {
	x := newHouse(t)
	id := x.accepted()
	x.reviewed(id)
	x.act(x.person("approver"), id, "grant").ok() // valid until 2031-03-02
	for _, c := range []struct {
		day  string
		told int
	}{{"2030-12-31", 0}, {"2031-01-01", 1}, {"2031-01-01", 1}, {"2031-01-10", 1}, {"2031-02-05", 2}, {"2031-02-06", 2}, {"2031-03-03", 2}} {
		x.on(c.day)
		if err := x.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		told := x.all("notifications", "kind='renewal_due' && channel='inbox'")
		if len(told) != c.told {
			t.Fatalf("on %s the holder was reminded %d times, want %d", c.day, len(told), c.told)
		}
		if len(told) > 0 && !strings.Contains(told[0].GetString("text"), "2031-03-02") {
			t.Fatalf("the reminder says %q", told[0].GetString("text"))
		}
	}
}

func TestDeputyAndHandover_R_PL_22(t *testing.T) {
	x := newHouse(t)
	examiner, examiner2, clerk := x.person("examiner"), x.person("examiner2"), x.person("clerk")
	id := x.accepted()
	step := x.find("reviews", "application='%s' && seq=1", id)
	first := step.GetString("examiner")
	if first == "" || x.find("applications", "id='%s'", id).GetString("examiner") != first {
		t.Fatal("the open step is somebody's")
	}
	second := x.accepted()
	if given := x.find("reviews", "application='%s' && seq=1", second).GetString("examiner"); given == first {
		t.Fatal("the next case goes to the colleague with less work")
	}
	x.act(clerk, id, "examine", map[string]any{"review": step.Id, "ground": "pass"}).refused("act", "role_required", "R-AL-10")
	for _, absent := range []*core.Record{examiner, examiner2} {
		x.call("PATCH", "/api/collections/officers/records/"+absent.Id, absent, map[string]any{"absent": true, "deputy": clerk.Id}).ok()
	}
	x.act(clerk, id, "examine", map[string]any{"review": step.Id, "ground": "pass"}).ok()
	x.act(x.person("supervisor"), second, "reassign", map[string]any{"assignee": clerk.Id}).refused("assignee", "role_required", "R-PL-22")

	holder := x.find("officers", "id='%s'", x.find("reviews", "application='%s' && seq=1", second).GetString("examiner"))
	x.call("PATCH", "/api/collections/officers/records/"+holder.Id, x.person("admin"), map[string]any{"active": false}).ok()
	if now := x.find("reviews", "application='%s' && seq=1", second).GetString("examiner"); now == holder.Id || now == "" {
		t.Fatalf("the open step stays with someone who left: %q", now)
	}
	if r := x.call("GET", "/api/onestop/queue", holder, nil); r.status != 401 {
		t.Fatalf("a closed account still works: %d", r.status)
	}
}

// The dates of a case follow from its actions alone: computed again from the log, they
// are what is stored.
func TestReplayGivesTheStoredDates(t *testing.T) {
	x := newHouse(t)
	id := x.accepted()
	x.on("2026-03-04").act(x.person("examiner"), id, "pause", map[string]any{"ground": "testing", "until": "2026-03-11"}).ok()
	x.on("2026-03-09").act(x.person("examiner"), id, "resume").ok()
	x.act(x.person("approver"), id, "extend", map[string]any{"reason": "复杂"}).ok()
	c, err := x.openCase(x.app, id)
	if err != nil {
		t.Fatal(err)
	}
	before := c.record.FieldsData()
	for _, f := range []string{"notice_due", "statutory_due", "promised_due", "delivery_due", "light"} {
		c.record.Set(f, "")
	}
	if err := x.date(c, x.today()); err != nil {
		t.Fatal(err)
	}
	for _, f := range []string{"notice_due", "statutory_due", "promised_due", "delivery_due", "light"} {
		if c.record.GetString(f) != before[f] {
			t.Errorf("%s: stored %v, replayed %v", f, before[f], c.record.GetString(f))
		}
	}
	state := "draft"
	for _, a := range c.actions {
		if a.GetString("from") != state {
			t.Errorf("%s starts from %s, the log says %s", a.GetString("act"), a.GetString("from"), state)
		}
		state = a.GetString("to")
	}
	if state != x.state(id) {
		t.Errorf("the log ends in %s", state)
	}
	if n, err := x.app.CountRecords("actions", dbx.HashExp{"application": id}); err != nil || int(n) != len(c.actions) {
		t.Errorf("%d actions, %v", n, err)
	}
}
