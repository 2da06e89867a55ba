package hooks

import (
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// step is one deed of a story, who does it and what kind of actor that is.
type storyStep struct {
	name, actor, kind string
	do                func()
}

// story is a case from the sign-up of its applicant to the revoked licence, beside it
// the work of the catalogue, with personal words wherever people write.
func (w *world) story() []storyStep {
	var id, extra string
	as := func(name string) *core.Record { return w.named(name) }
	item := func() []any {
		return []any{map[string]any{"material": w.material("M-ID"), "reason": "笔迹不清"}}
	}
	material := w.find("materials", "service='%s'", w.list).Id
	applicant := func() *core.Record {
		r, err := w.app.FindAuthRecordByEmail("applicants", "secret@demo.test")
		if err != nil {
			w.t.Fatal(err)
		}
		return r
	}
	act := func(by, act string, more map[string]any) func() {
		return func() { w.act(as(by), id, act, more).ok() }
	}
	officer, owner := func(name, by string, do func()) storyStep { return storyStep{name, by, kindOfficer, do} },
		func(name string, do func()) storyStep { return storyStep{name, "", kindApplicant, do} }
	return []storyStep{
		{"sign-up", "", kindGuest, func() {
			w.call("POST", "/api/collections/applicants/records", nil, map[string]any{"kind": "person", "name": "欧阳新示例", "id_type": "resident_id",
				"id_number": "510799198304040172", "phone": "13912345678", "email": "secret@demo.test", "password": password, "passwordConfirm": password, "consent_version": "1"}).ok()
		}},
		owner("another phone", func() {
			w.call("PATCH", "/api/collections/applicants/records/"+applicant().Id, applicant(), map[string]any{"phone": "13987654321"}).ok()
		}),
		owner("another password", func() {
			w.call("PATCH", "/api/collections/applicants/records/"+applicant().Id, applicant(), map[string]any{"oldPassword": password, "password": "another-one-2026", "passwordConfirm": "another-one-2026"}).ok()
		}),
		owner("draft", func() {
			id = w.draft(applicant(), map[string]any{"form": map[string]any{"premises": "梧桐巷七号"}, "agent_name": "王代办", "agent_id": "510799194203050111"})
		}),
		owner("edited draft", func() {
			w.call("PATCH", toApplications+"/"+id, applicant(), map[string]any{"form": map[string]any{"premises": "梧桐巷七号二楼"}}).ok()
		}),
		owner("upload", func() {
			extra = w.upload(applicant(), id, w.material("M-ID"), "身份证扫描件.png", picture(40)).ok().id()
		}),
		owner("better page", func() {
			w.upload(applicant(), id, w.material("M-ID"), "身份证扫描件.png", picture(41), map[string]string{"page": "1"}).ok()
		}),
		owner("page removed", func() { w.call("DELETE", toDocuments+"/"+extra, applicant(), nil).ok() }),
		owner("other pages", func() {
			w.upload(applicant(), id, w.material("M-AP"), "身份证扫描件.png", picture(42)).ok()
		}),
		owner("hand-in", func() { w.act(applicant(), id, "submit").ok() }),
		officer("check", "clerk", func() {
			w.act(as("clerk"), id, "check", map[string]any{"items": []any{map[string]any{"document": w.find("documents", "application='%s' && superseded=false", id).Id, "verdict": "rejected", "reason": "笔迹不清"}}}).ok()
		}),
		officer("correction", "clerk", func() { w.act(as("clerk"), id, "request_correction", map[string]any{"items": item()}).ok() }),
		owner("message", func() {
			w.call("POST", toMessages, applicant(), map[string]any{"application": id, "text": "申请人说的话"}).ok()
		}),
		owner("corrected", func() {
			w.upload(applicant(), id, w.material("M-ID"), "身份证扫描件.png", picture(43)).ok()
			for _, m := range []string{"M-AP", "M-LAY", "M-POA"} { // an agent proves the authority
				w.upload(applicant(), id, w.material(m), "身份证扫描件.png", picture(44)).ok()
			}
		}),
		owner("supply", func() { w.act(applicant(), id, "supply").ok() }),
		officer("accept", "clerk", act("clerk", "accept", nil)),
		officer("examine", "examiner", func() {
			w.act(as("examiner"), id, "examine", map[string]any{"review": w.step(id, 1), "ground": "pass", "reason": "办事员写的理由"}).ok()
		}),
		officer("first finding", "examiner", func() {
			w.act(as("examiner"), id, "verify_site", map[string]any{"review": w.step(id, 2), "reason": "办事员写的理由"}).ok()
		}),
		officer("second finding", "examiner2", func() {
			w.act(as("examiner2"), id, "verify_site", map[string]any{"review": w.step(id, 2), "reason": "办事员写的理由"}).ok()
		}),
		officer("grant", "approver", act("approver", "grant", nil)),
		officer("deliver", "clerk", act("clerk", "deliver", nil)),
		officer("revoke", "approver", func() {
			w.call("POST", toActions, as("approver"), map[string]any{"subject": "result", "result": w.find("results", "application='%s'", id).Id, "act": "revoke", "ground": "fraud", "reason": "办事员写的理由"}).ok()
		}),
		officer("absence", "examiner", func() {
			w.call("PATCH", "/api/collections/officers/records/"+as("examiner").Id, as("examiner"), map[string]any{"absent": true}).ok()
		}),
		officer("a row of the list", "cataloguer", func() {
			w.call("PATCH", "/api/collections/materials/records/"+material, as("cataloguer"), map[string]any{"basis": "《条例》第三条"}).ok()
		}),
		{"a department", "admin", kindSuperuser, func() {
			w.call("PATCH", "/api/collections/departments/records/"+as("clerk").GetString("department"), as("admin"), map[string]any{"phone": "0816-1000033"}).ok()
		}},
		{"a day off", "admin", kindSuperuser, func() {
			w.call("POST", "/api/collections/calendar/records", as("admin"), map[string]any{"date": "2026-03-09", "kind": "off", "name": "演习"}).ok()
		}},
		{"and on again", "admin", kindSuperuser, func() {
			w.call("DELETE", "/api/collections/calendar/records/"+w.find("calendar", "date='2026-03-09'").Id, as("admin"), nil).ok()
		}},
		{"an officer leaves", "admin", kindSuperuser, func() {
			w.call("PATCH", "/api/collections/officers/records/"+as("examiner2").Id, as("admin"), map[string]any{"active": false}).ok()
		}},
		{"a new password for an officer", "admin", kindSuperuser, func() {
			w.call("PATCH", "/api/collections/officers/records/"+as("approver").Id, as("admin"), map[string]any{"password": "a-new-one-2026", "passwordConfirm": "a-new-one-2026"}).ok()
		}},
		{"a publication", "", kindSystem, func() {
			if err := w.Publish(w.app, w.list); err != nil {
				w.t.Fatal(err)
			}
		}},
		{"silence", "", kindSystem, func() {
			w.on("2026-03-20")
			if err := w.RunDue(w.t.(*testing.T).Context()); err != nil {
				w.t.Fatal(err)
			}
		}},
	}
}
