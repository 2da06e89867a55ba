package hooks

import (
	"fmt"
	"slices"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
)

// An administrator edits the catalogue in the dashboard, but holds no role in any process
// and changes no state (R-SEC-04).
func TestDashboardPassesTheSameEngine(t *testing.T) {
	x := newHouse(t).unlimited()
	admin, id := x.person("admin"), x.caseIn("accepted")
	path := toApplications + "/" + id
	watch := x.witness()
	x.act(admin, id, "grant").refused("act", "role_required", "R-AL-13")
	x.call("PATCH", path, admin, map[string]any{"state": "granted"}).refused("state", "field_readonly", "R-AR-01")
	x.call("PATCH", path, admin, map[string]any{"number": "510799-20260302-9999", "light": "green"}).refused("number", "field_readonly", "R-AR-01")
	x.call("PATCH", path, admin, map[string]any{"form": map[string]any{"premises": "别处"}}).refused("form", "state_moved", "R-AL-05")
	x.call("DELETE", path, admin, nil).refused("id", "append_only", "R-AR-01")
	action := x.find("actions", "application='%s'", id).Id
	x.call("PATCH", toActions+"/"+action, admin, map[string]any{"reason": "别的理由"}).refused("id", "append_only", "R-AR-01")
	x.call("DELETE", toActions+"/"+action, admin, nil).refused("id", "append_only", "R-AR-01")
	if watch.moved() {
		t.Error("something was committed")
	}
}

// The dashboard sends whole records back; what is the same as before passes, whichever
// fields it holds.
func TestUnchangedRecordsPassTheDoor(t *testing.T) {
	w := newWorld(t)
	admin, sent := w.person("admin"), 0
	collections, err := w.app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range collections {
		if c.System || slices.Contains(houseOnly, c.Name) || slices.Contains(unchanged, c.Name) {
			continue
		}
		path := "/api/collections/" + c.Name + "/records/"
		records, err := w.app.FindAllRecords(c)
		if err != nil || len(records) == 0 {
			t.Fatalf("%s: %d records, %v", c.Name, len(records), err)
		}
		rows := w.count("audit")
		for _, r := range records[:min(3, len(records))] {
			sent++
			body := w.call("GET", path+r.Id, admin, nil).ok().body
			if answer := w.call("PATCH", path+r.Id, admin, body); answer.status != 200 {
				t.Errorf("%s sent back: %d %s", c.Name, answer.status, answer.text)
			}
		}
		if now := w.count("audit"); now != rows {
			t.Errorf("%s: %d rows in the trail about nothing", c.Name, now-rows)
		}
	}
	if sent < 40 {
		t.Errorf("only %d records", sent)
	}
}

// Nobody moves a case by editing it: not through the API, not in code.
func TestStateIsNobodysToWrite(t *testing.T) {
	x := newHouse(t).unlimited()
	id := x.caseIn("submitted")
	counter := x.draft(x.person("clerk"), map[string]any{"applicant": x.person("zhang").Id})
	watch := x.witness()
	for by, record := range map[string]string{"zhang": id, "admin": id, "clerk": counter} {
		x.call("PATCH", toApplications+"/"+record, x.person(by), map[string]any{"state": "granted"}).refused("state", "field_readonly", "R-AR-01")
	}
	for _, by := range []string{"li", "examiner", "approver", "supervisor", "auditor", "clerk.police"} {
		if answer := x.call("PATCH", toApplications+"/"+id, x.person(by), map[string]any{"state": "granted"}); answer.status/100 != 4 {
			t.Errorf("%s: %d %s", by, answer.status, answer.text)
		}
	}
	edit := func() *core.Record {
		r := x.find("applications", "id='%s'", id)
		r.Set("state", "granted")
		return r
	}
	for name, err := range map[string]error{
		"Save":           x.app.Save(edit()),
		"SaveNoValidate": x.app.SaveNoValidate(edit()),
		"Save by the house": x.as(x.app, system, func(tx core.App) error {
			return tx.Save(edit())
		}),
		"Save in a transaction": x.app.RunInTransaction(func(tx core.App) error { return tx.Save(edit()) }),
	} {
		if fault.Of(err) != fault.FieldReadonly {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := x.app.Delete(x.find("applications", "id='%s'", id)); fault.Of(err) != fault.AppendOnly {
		t.Errorf("Delete: %v", err)
	}
	if watch.moved() || x.state(id) != "submitted" {
		t.Error("something was committed")
	}
}

// A stale copy, saved after an act, does not undo what the act did.
func TestStaleCopyUndoesNothing(t *testing.T) {
	x := newHouse(t)
	id := x.draft(x.person("zhang"))
	stale := x.find("applications", "id='%s'", id)
	x.act(x.person("zhang"), id, "submit").ok()
	stale.Set("agent_name", "代办")
	if err := x.app.Save(stale); fault.Of(err) != fault.StateMoved {
		t.Errorf("a stale draft edits a submitted case: %v", err)
	}
	x.act(x.person("clerk"), id, "request_correction").ok()
	stale = x.find("applications", "id='%s'", id)
	stale.Set("agent_name", "代办")
	x.on("2026-03-03")
	if err := x.app.Save(stale); err != nil {
		t.Fatal(err)
	}
	if c := x.find("applications", "id='%s'", id); c.GetString("state") != "correcting" || c.GetString("number") == "" || c.GetInt("corrections") != 1 {
		t.Errorf("state %s, number %q", c.GetString("state"), c.GetString("number"))
	}
}

// Two acts in one batch are one change: both are done, or neither.
func TestActsInABatch(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang, clerk := x.person("zhang"), x.person("clerk")
	batch := func(as *core.Record, acts ...map[string]any) reply {
		requests := []any{}
		for _, a := range acts {
			requests = append(requests, map[string]any{"method": "POST", "url": toActions, "body": a})
		}
		return x.call("POST", "/api/batch", as, map[string]any{"requests": requests})
	}
	act := func(id, name string, more ...any) map[string]any {
		body := map[string]any{"subject": "application", "application": id, "act": name}
		for i := 0; i < len(more); i += 2 {
			body[more[i].(string)] = more[i+1]
		}
		return body
	}
	one, two := x.caseIn("draft"), x.caseIn("draft")
	watch := x.witness()
	refused := batch(zhang, act(one, "submit"), act(two, "submit"), act(one, "grant"))
	third := refused.body["data"].(map[string]any)["requests"].(map[string]any)["2"].(map[string]any)["response"].(map[string]any)
	if code := (reply{body: third}).code("act"); refused.status != 400 || code != "role_required" || watch.moved() {
		t.Fatalf("the third fails, so all fail: %d %s", refused.status, refused.text)
	}
	done := batch(zhang, act(one, "submit"), act(two, "submit")).ok()
	if x.state(one) != "submitted" || x.state(two) != "submitted" {
		t.Fatalf("both are done: %s", done.text)
	}
	for i, id := range []string{one, two} {
		if got, want := x.find("applications", "id='%s'", id).GetString("number"), fmt.Sprintf("510799-20260302-%04d", i+1); got != want {
			t.Errorf("the failed batch gave its numbers back: %s, want %s", got, want)
		}
	}
	for _, a := range x.all("actions", "act='submit'") {
		if a.GetString("applicant") != zhang.Id || a.GetString("officer") != "" {
			t.Error("each act of a batch is signed by its caller")
		}
	}
	whole := x.caseIn("submitted")
	batch(clerk, act(whole, "check", "items", []any{map[string]any{"document": x.paper(whole), "verdict": "accepted"}}), act(whole, "accept")).ok()
	if x.state(whole) != "accepted" {
		t.Error("one act follows on the other in a batch")
	}
	batch(clerk, act(whole, "accept"), act(two, "reject", "ground", "incomplete")).bad(t)
	if x.state(two) != "submitted" {
		t.Error("the first one failed, so the second is not done")
	}
	if _, _, err := VerifyTrail(x.app); err != nil {
		t.Error(err)
	}
}

func (r reply) bad(t *testing.T) {
	t.Helper()
	if r.status != 400 {
		t.Errorf("want a refusal, got %d %s", r.status, r.text)
	}
}

// What falls due is done by the house itself through the same engine, once.
func TestDueActsAreTheHouses(t *testing.T) {
	x := newHouse(t)
	silent, paused := x.caseIn("submitted"), x.caseIn("accepted")
	x.act(x.person("examiner"), paused, "pause", map[string]any{"ground": "testing", "until": "2026-03-09"}).ok()
	x.on("2026-03-12")
	for range 2 {
		if err := x.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for id, act := range map[string]string{silent: "deem_accepted", paused: "resume"} {
		done := x.all("actions", "application='%s' && act='%s'", id, act)
		if len(done) != 1 || x.state(id) != "accepted" {
			t.Fatalf("%s: %d times, state %s", act, len(done), x.state(id))
		}
		if done[0].GetString("officer")+done[0].GetString("applicant") != "" {
			t.Errorf("%s is signed by a person", act)
		}
		row := x.find("audit", "collection='actions' && record='%s'", done[0].Id)
		if row.GetString("actor_kind") != kindSystem || row.GetString("actor") != "" {
			t.Errorf("the trail says %s did %s", row.GetString("actor_kind"), act)
		}
	}
}

// The console and code act in somebody's name, or as the house, which holds no office.
func TestConsolePassesTheSameEngine(t *testing.T) {
	x := newHouse(t)
	id := x.caseIn("submitted")
	accept := map[string]any{"subject": "application", "application": id, "act": "accept"}
	plain, err := newRecord(x.app, "actions", accept)
	if err != nil {
		t.Fatal(err)
	}
	watch := x.witness()
	for name, err := range map[string]error{
		"app.Save":              x.app.Save(plain),
		"app.Save with the pen": write(x.app, plain.Fresh()),
		"the house":             second(x.Act(x.app, nil, accept)),
		"the owner":             second(x.Act(x.app, x.person("zhang"), accept)),
		"an administrator":      second(x.Act(x.app, x.person("admin"), accept)),
	} {
		if refusalOf(err) != "act role_required R-AL-04e" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if watch.moved() {
		t.Error("something was committed")
	}
	done, err := x.Act(x.app, x.person("clerk"), accept)
	if err != nil || done.GetString("officer") != x.person("clerk").Id || x.state(id) != "accepted" {
		t.Errorf("a clerk on the console: %v", err)
	}
}

func second(_ *core.Record, err error) error { return err }
