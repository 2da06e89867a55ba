package hooks

import (
	"context"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

const toRecovery = "/api/onestop/recovery"

// renewalOf is what li sends with a code.
func renewalOf(code string, change map[string]any) map[string]any {
	body := map[string]any{"id_type": "resident_id", "id_number": "510799198909230243", "code": code, "phone": "13800000002", "password": "a new password"}
	for key, value := range change {
		body[key] = value
	}
	return body
}

func (x *house) signsIn(identity, word string) bool {
	x.t.Helper()
	return x.call("POST", "/api/collections/applicants/auth-with-password", nil, map[string]any{"identity": identity, "password": word}).status == 200
}

// A clerk who checked the identity document opens a code that is good for a day and once; it
// gives a new password, ends every session and is told and recorded (R-SEC-02).
func TestACodeOfTheCounter_R_SEC_02(t *testing.T) {
	x := newHouse(t).unlimited().quick()
	li, clerk := x.person("li"), x.person("clerk")
	path := "/api/onestop/applicants/" + li.Id + "/code"
	for _, by := range []string{"examiner", "approver", "supervisor", "auditor"} {
		x.call("POST", path, x.person(by), map[string]any{"checked": true}).refused("id", "role_required", "R-PL-20")
	}
	x.call("POST", path, clerk, map[string]any{}).refused("checked", "reason_required", "R-SEC-02")
	x.call("POST", "/api/onestop/applicants/nothing00000000/code", clerk, map[string]any{"checked": true}).isNot(t, 200)
	first := x.call("POST", path, clerk, map[string]any{"checked": true}).ok()
	slip := x.call("POST", path, clerk, map[string]any{"checked": true}).ok()
	code, _ := slip.body["code"].(string)
	if len(code) != 11 || slip.body["expires"] != "2026-03-03T09:00:00+08:00" || slip.header.Get("Cache-Control") != "no-store" || strings.Contains(slip.text, "510799198909230243") {
		t.Fatalf("the slip says %s", slip.text)
	}
	row := x.find("audit", "event='code' && record='%s'", li.Id)
	if row.GetString("actor") != clerk.Id || !strings.Contains(row.GetString("changes"), "counter") {
		t.Errorf("the trail says %v", row.PublicExport())
	}
	if stored := x.everything(); strings.Contains(stored, strings.ReplaceAll(code, "-", "")) || strings.Contains(stored, code) {
		t.Error("the code stands somewhere in the house")
	}
	session := x.call("GET", "/api/onestop/notifications/unread", li, nil)
	for name, body := range map[string]map[string]any{
		"an earlier code":           renewalOf(first.body["code"].(string), nil),
		"a code of nothing":         renewalOf("", nil),
		"a wrong code":              renewalOf("AAAAA-AAAAA", nil),
		"the code of somebody else": renewalOf(code, map[string]any{"id_number": zhangsNumber}),
		"somebody who is not here":  renewalOf(code, map[string]any{"id_number": "510799198304040172"}),
	} {
		answer := x.call("POST", toRecovery, nil, body)
		answer.refused("code", "recovery_wrong", "R-SEC-02")
		if wrong := x.call("POST", toRecovery, nil, renewalOf("BBBBB-BBBBB", nil)); wrong.text != answer.text {
			t.Errorf("%s is told by %s", name, answer.text)
		}
	}
	x.call("POST", toRecovery, nil, renewalOf(code, map[string]any{"phone": "1"})).refused("phone", "number_invalid", "")
	if short := x.call("POST", toRecovery, nil, renewalOf(code, map[string]any{"password": "short"})); short.status != 400 || short.code("password") == "" {
		t.Errorf("a short password: %d %s", short.status, short.text)
	}
	x.call("POST", toRecovery, nil, renewalOf(strings.ToLower(strings.ReplaceAll(code, "-", " ")), nil)).ok()
	if !x.signsIn("13800000002", "a new password") || x.signsIn("13800000002", password) {
		t.Error("the password is the old one")
	}
	if session.status == 200 && x.call("GET", "/api/onestop/notifications/unread", li, nil).status == 200 {
		t.Error("an old session goes on")
	}
	x.call("POST", toRecovery, nil, renewalOf(code, nil)).refused("code", "recovery_wrong", "R-SEC-02")
	for _, kind := range []string{"account_code", "account_recovered"} {
		if n := x.find("notifications", "kind='%s' && applicant='%s'", kind, li.Id); !strings.Contains(n.GetString("text"), "12345") || strings.Contains(n.GetString("text"), code) {
			t.Errorf("%s says %s", kind, n.GetString("text"))
		}
	}
	if by := x.find("audit", "event='recover' && record='%s'", li.Id); by.GetString("actor") != li.Id || !strings.Contains(by.GetString("changes"), `"code"`) {
		t.Errorf("the trail says %v", by.PublicExport())
	}
}

// A slip is good for 24 hours and not a minute longer (R-SEC-02).
func TestACodeExpires_R_SEC_02(t *testing.T) {
	x := newHouse(t).unlimited().quick()
	slip := x.call("POST", "/api/onestop/applicants/"+x.person("li").Id+"/code", x.person("clerk"), map[string]any{"checked": true}).ok()
	x.at = morning.Add(24 * time.Hour)
	x.call("POST", toRecovery, nil, renewalOf(slip.body["code"].(string), nil)).refused("code", "recovery_wrong", "R-SEC-02")
}

// Whoever was registered at the counter takes the account over by the code of a receipt,
// until somebody has signed in (R-PL-20).
func TestTakingOverByAReceipt_R_PL_20(t *testing.T) {
	x := newHouse(t).unlimited().quick()
	clerk := x.person("clerk")
	made := x.call("POST", toApplicants, clerk, newcomer(map[string]any{"password": nil, "passwordConfirm": nil, "email": nil, "consent_version": nil})).ok()
	draft := x.call("POST", "/api/collections/applications/records", clerk, map[string]any{"service": x.find("services", "name ~ '食品'").Id, "form": map[string]any{"premises": "示例路8号"}, "applicant": made.id(), "channel": "counter"}).ok()
	x.act(clerk, draft.id(), "submit").ok()
	code := x.find("applications", "id='%s'", draft.id()).GetString("track_code")
	body := renewalOf(code, map[string]any{"id_number": "510799198304040172", "phone": "139 1234 5678"})
	x.call("POST", toRecovery, nil, renewalOf(code, nil)).refused("code", "recovery_wrong", "R-SEC-02")
	x.call("POST", toRecovery, nil, body).ok()
	if !x.signsIn("13912345678", "a new password") {
		t.Fatal("nobody signs in")
	}
	body["password"] = "the password of a finder"
	x.call("POST", toRecovery, nil, body).refused("code", "recovery_wrong", "R-SEC-02") // the receipt was lost
}

// Where the house has a mail server, a code is sent to a verified address, one at a time, and
// the answer is the same for everybody (R-SEC-02).
func TestACodeIsSent_R_SEC_02(t *testing.T) {
	x := newHouse(t).unlimited().quick()
	type mail struct{ to, text string }
	sent := make(chan mail, 8)
	open := true
	x.post.channels = []*channel{{name: "email", open: func() bool { return open }, address: verifiedEmail, limit: time.Second, wake: make(chan struct{}, 1),
		send: func(_ context.Context, l *letter, to string) error { sent <- mail{to, l.Text}; return nil }}}
	if got := x.call("GET", toRecovery, nil, nil).ok().text; !strings.Contains(got, `"email"`) {
		t.Fatalf("the channels are %s", got)
	}
	ask := func(number, channel string) string {
		return x.call("POST", toRecovery+"/code", nil, map[string]any{"id_type": "resident_id", "id_number": number, "channel": channel}).ok().text
	}
	li := x.person("li")
	li.SetVerified(true)
	if err := x.Seed(x.app, li); err != nil {
		t.Fatal(err)
	}
	same := ask("510799198909230243", "email")
	letter := <-sent
	if letter.to != li.Email() {
		t.Errorf("sent to %s", letter.to)
	}
	for name, other := range map[string]string{"nobody": ask("510799198304040172", "email"), "again": ask("510799198909230243", "email"), "no such channel": ask("510799198909230243", "pigeon")} {
		if other != same || len(sent) != 0 {
			t.Errorf("%s is answered %s, %d sent", name, other, len(sent))
		}
	}
	code := letter.text[strings.Index(letter.text, "-")-5:][:11]
	x.call("POST", toRecovery, nil, renewalOf(code, nil)).ok()
	open = false
	if got := x.call("GET", toRecovery, nil, nil).ok().text; strings.Contains(got, "email") {
		t.Errorf("the channels are %s", got)
	}
}

// Whoever changes the own password is told, so that it is noticed when it was another.
func TestANewPasswordIsTold_R_SEC_02(t *testing.T) {
	x := newHouse(t).unlimited().quick()
	li := x.person("li")
	x.call("PATCH", toApplicants+"/"+li.Id, li, map[string]any{"phone": "13800000092"}).ok()
	if n := len(x.all("notifications", "kind='account_password'")); n != 0 {
		t.Fatalf("%d letters of a password that nobody changed", n)
	}
	x.call("PATCH", toApplicants+"/"+li.Id, li, map[string]any{"oldPassword": "wrong", "password": "another one", "passwordConfirm": "another one"}).isNot(t, 200)
	x.call("PATCH", toApplicants+"/"+li.Id, x.person("li"), map[string]any{"oldPassword": password, "password": "another one", "passwordConfirm": "another one"}).ok()
	if n := len(x.all("notifications", "kind='account_password'")); n != 1 || !x.signsIn("13800000092", "another one") {
		t.Errorf("%d letters", n)
	}
}

// Nobody writes or reads a code by the built-in API.
func TestCodesAreTheHousesOwn(t *testing.T) {
	x := newHouse(t).unlimited().quick()
	zhang := x.person("zhang")
	x.call("POST", "/api/onestop/applicants/"+zhang.Id+"/code", x.person("clerk"), map[string]any{"checked": true}).ok()
	for _, by := range []*core.Record{zhang, x.person("clerk"), x.person("auditor")} {
		if got := x.call("GET", toApplicants+"/"+zhang.Id, by, nil); strings.Contains(got.text, "code_digest") || strings.Contains(got.text, "code_until") {
			t.Errorf("%s reads %s", by.GetString("name"), got.text)
		}
	}
	for _, field := range []string{"code_digest", "code_until"} {
		if got := x.call("PATCH", toApplicants+"/"+zhang.Id, zhang, map[string]any{field: "2026-03-03 00:00:00.000Z"}); got.code(field) != "field_readonly" {
			t.Errorf("%s: %d %s", field, got.status, got.text)
		}
	}
}

// A code that waits while somebody else writes to the account takes nothing of that back.
func TestACodeUndoesNoOtherChange_R_SEC_02(t *testing.T) {
	x := newHouse(t).unlimited().quick()
	li, clerk := x.person("li"), x.person("clerk")
	pool := x.app.NonconcurrentDB().(*dbx.DB).DB()
	answered := make(chan reply, 1)
	err := x.app.RunInTransaction(func(tx core.App) error {
		waiting := pool.Stats().WaitCount
		go func() {
			answered <- x.call("POST", "/api/onestop/applicants/"+li.Id+"/code", clerk, map[string]any{"checked": true})
		}()
		for pool.Stats().WaitCount == waiting {
			time.Sleep(time.Millisecond)
		}
		_, err := tx.DB().Update("applicants", dbx.Params{"phone": "13800000077"}, dbx.HashExp{"id": li.Id}).Execute()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	(<-answered).ok()
	if phone := x.person("li").GetString("phone"); phone != "13800000077" {
		t.Errorf("the code put %s back", phone)
	}
}

// The receipt that an agent took along opens nobody's account (R-SEC-02, R-PL-25).
func TestAnAgentsReceiptOpensNoAccount_R_SEC_02(t *testing.T) {
	x := newHouse(t).unlimited().quick()
	clerk := x.person("clerk")
	made := x.call("POST", toApplicants, clerk, newcomer(map[string]any{"password": nil, "passwordConfirm": nil, "email": nil, "consent_version": nil})).ok()
	handIn := func(more map[string]any) (code string, takeover bool) {
		body := map[string]any{"service": x.foodService(), "form": map[string]any{"premises": "示例路8号"}, "applicant": made.id(), "channel": "counter"}
		maps.Copy(body, more)
		draft := x.call("POST", toApplications, clerk, body).ok()
		x.act(clerk, draft.id(), "submit").ok()
		receipt := x.find("notices", "application='%s' && kind='receipt'", draft.id())
		return x.find("applications", "id='%s'", draft.id()).GetString("track_code"), strings.Contains(receipt.GetString("content"), "takeover")
	}
	brought, says := handIn(map[string]any{"agent_name": "王代办", "agent_id": zhangsNumber})
	body := renewalOf(brought, map[string]any{"id_number": "510799198304040172", "phone": "13912345678"})
	if x.call("POST", toRecovery, nil, body).refused("code", "recovery_wrong", "R-SEC-02"); says {
		t.Error("the receipt of an agent says that it opens the account")
	}
	own, says := handIn(nil)
	body["code"] = own
	if x.call("POST", toRecovery, nil, body).ok(); !says {
		t.Error("the own receipt does not say that it opens the account")
	}
}
