package hooks

import (
	"encoding/base32"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/totp"
)

// step sends what is asked for next.
func (d *door) step(ticket string, sent map[string]any) reply {
	d.t.Helper()
	body := map[string]any{"mfaId": ticket}
	for key, value := range sent {
		body[key] = value
	}
	return d.from(atHome, "POST", "/api/onestop/signin", "", body)
}

// asks checks that an answer asks for a step, and returns the ticket and what is said with it.
func (r reply) asks(step string) (ticket string, params map[string]any) {
	r.t.Helper()
	data, _ := r.body["data"].(map[string]any)
	mfa, _ := data["mfa"].(map[string]any)
	params, _ = mfa["params"].(map[string]any)
	ticket, _ = r.body["mfaId"].(string)
	if r.status != 401 || r.body["step"] != step || mfa["code"] != "step_required" || params["step"] != step || params["id"] != ticket || len(ticket) < 20 || r.body["token"] != nil || r.header.Get("Cache-Control") != "no-store" {
		r.t.Fatalf("want 401 %s, got %d %s", step, r.status, r.text)
	}
	return ticket, params
}

// enrolled signs somebody in for the first time and returns the telephone, the codes on
// paper and the token.
func (d *door) enrolled(collection, name string) (phone, []string, string) {
	d.t.Helper()
	ticket, params := d.tryAt(atHome, collection, name+"@demo.test", password).asks("enrol")
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(params["secret"].(string))
	if err != nil {
		d.t.Fatal(err)
	}
	p := phone{d, secret}
	in := d.step(ticket, map[string]any{"code": p.shows(0)}).ok()
	meta, _ := in.body["meta"].(map[string]any)
	list, _ := meta["recovery_codes"].([]any)
	var codes []string
	for _, code := range list {
		codes = append(codes, code.(string))
	}
	return p, codes, in.token()
}

// Who decides, supervises or administers signs in by two steps; the first time the telephone
// is enrolled, and there is no token before (R-SEC-02 d).
func TestSignInByTwoSteps_R_SEC_02(t *testing.T) {
	d := newDoor(t, true)
	for name, collection := range map[string]string{"approver": "officers", "supervisor": "officers", "both": "officers", "admin": core.CollectionNameSuperusers} {
		ticket, params := d.tryAt(atHome, collection, name+"@demo.test", password).asks("enrol")
		if text, _ := params["qr"].(string); !strings.HasPrefix(text, "<svg ") || !strings.HasPrefix(params["address"].(string), "otpauth://totp/") {
			t.Errorf("%s is shown %v", name, params)
		}
		if answer := d.from(atHome, "GET", "/api/onestop/notifications/unread", ticket, nil); answer.status != 401 {
			t.Errorf("the ticket of %s opens something: %d", name, answer.status)
		}
		wrong := d.step(ticket, map[string]any{"code": "000000"})
		wrong.refused("code", "step_wrong", "R-SEC-02")
		p, codes, token := d.enrolled(collection, name)
		if len(codes) != 10 || token == "" {
			t.Fatalf("%s got %d codes", name, len(codes))
		}
		d.step(ticket, map[string]any{"code": p.shows(1)}).isNot(t, 200) // another window offered another secret
		who := d.person(name)
		row := d.find("second_steps", "holder='%s'", holderKey(who))
		if stored := row.GetString("cipher") + row.GetString("codes"); strings.Contains(stored, string(p.secret)) || strings.Contains(stored, totp.Spell(p.secret)) || strings.Contains(stored, codes[0]) {
			t.Error("the secret or a code stands there open")
		}

		ticket, _ = d.tryAt(atHome, collection, name+"@demo.test", password).asks("code")
		d.step(ticket, map[string]any{"code": p.shows(0)}).refused("code", "step_wrong", "R-SEC-02") // it was used to enrol
		d.step(ticket, map[string]any{"code": p.shows(2)}).refused("code", "step_wrong", "R-SEC-02")
		d.step(ticket, map[string]any{"code": p.shows(1)}).ok()
		d.step(ticket, map[string]any{"code": p.shows(1)}).isNot(t, 200) // a ticket is good once
		ticket, _ = d.tryAt(atHome, collection, name+"@demo.test", password).asks("code")
		d.step(ticket, map[string]any{"code": p.shows(1)}).refused("code", "step_wrong", "R-SEC-02") // so is a code
		d.step(ticket, map[string]any{"code": strings.ToLower(codes[3])}).ok()
		ticket, _ = d.tryAt(atHome, collection, name+"@demo.test", password).asks("code")
		d.step(ticket, map[string]any{"code": codes[3]}).refused("code", "step_wrong", "R-SEC-02")
		d.wait(time.Hour)
	}
	for _, name := range []string{"clerk", "examiner", "cataloguer", "auditor"} {
		d.tryAt(atHome, "officers", name+"@demo.test", password).ok()
	}
	d.tryAt(atHome, "applicants", "zhang@demo.test", password).ok()
	if n, known, err := countWithoutSecondStep(d.app.DB()); err != nil || !known || n != 2 { // supervisor2 and both.police have not come yet
		t.Errorf("without a second step are %d: %v", n, err)
	}
}

// In the training county nobody is asked for more than the password.
func TestNoSecondStepInTraining(t *testing.T) {
	d := newDoor(t, false)
	d.tryAt(atHome, "officers", "approver@demo.test", password).ok()
	d.tryAt(atHome, core.CollectionNameSuperusers, "admin@demo.test", password).ok()
	if n, known, err := countWithoutSecondStep(d.app.DB()); err != nil || !known || n != 6 {
		t.Errorf("without a second step are %d: %v", n, err)
	}
}

// What fails at the second step counts as a wrong password does, over all tickets (R-SEC-02 b).
func TestWrongCodesLock_R_SEC_02(t *testing.T) {
	d := newDoor(t, true)
	p, codes, _ := d.enrolled("officers", "approver")
	d.wait(time.Hour)
	refused := 0
	for range 4 {
		ticket, _ := d.tryAt("127.0.6.1:1", "officers", "approver@demo.test", password).asks("code")
		d.step(ticket, map[string]any{"code": "123456"})
		refused++
	}
	ticket, _ := d.tryAt("127.0.6.1:1", "officers", "approver@demo.test", password).asks("code")
	d.step(ticket, map[string]any{"code": "123456"}).refused("code", "account_locked", "R-SEC-02")
	d.step(ticket, map[string]any{"code": p.shows(0)}).isNot(t, 200)
	if d.tryAt("127.0.6.1:1", "officers", "approver@demo.test", password).faultCode() != "account_locked" {
		t.Error("the right password goes on after five wrong codes")
	}
	if answer := d.tryAt(atHome, "officers", "approver@demo.test", password); answer.status != 401 {
		t.Errorf("the holder is locked out at home: %d", answer.status)
	}
	d.wait(16 * time.Minute)
	ticket, _ = d.tryAt("127.0.6.1:1", "officers", "approver@demo.test", password).asks("code")
	d.step(ticket, map[string]any{"code": codes[0]}).ok()
}

// A ticket ends with its time, with a restart, and with any change of the account.
func TestTicketsEnd(t *testing.T) {
	d := newDoor(t, true)
	p, _, _ := d.enrolled("officers", "approver")
	ask := func() string {
		d.wait(time.Minute)
		ticket, _ := d.tryAt(atHome, "officers", "approver@demo.test", password).asks("code")
		return ticket
	}
	ended := func(ticket, why string) {
		t.Helper()
		if answer := d.step(ticket, map[string]any{"code": p.shows(0)}); answer.status != 401 || answer.token() != "" {
			t.Errorf("%s: %d %s", why, answer.status, answer.text)
		}
	}
	ticket := ask()
	d.wait(ticketLife)
	ended(ticket, "a ticket of ten minutes ago")
	ticket = ask()
	clock := d.clock
	d.again()
	d.clock = clock
	ended(ticket, "after a restart")
	ticket = ask()
	approver := d.person("approver")
	approver.Set("roles", []string{"approver", "clerk"})
	if err := d.app.Save(approver); err != nil {
		t.Fatal(err)
	}
	ended(ticket, "after another role")
	ticket = ask()
	approver = d.person("approver")
	approver.Set("active", false)
	if err := d.app.Save(approver); err != nil {
		t.Fatal(err)
	}
	ended(ticket, "after the account was closed")
	ended("", "no ticket")
	if answer := d.from(atHome, "POST", "/api/onestop/signin", "", "nonsense"); answer.status/100 != 4 {
		t.Errorf("nonsense: %d", answer.status)
	}
}

// A telephone that is taken away sends its holder through the enrolment again and ends what
// was open; nobody else can take it away.
func TestTakingATelephoneAway(t *testing.T) {
	d := newDoor(t, true)
	_, _, token := d.enrolled("officers", "approver")
	_, _, admin := d.enrolled(core.CollectionNameSuperusers, "admin")
	row := d.find("second_steps", "holder~'officers'")
	for _, name := range []string{"approver", "supervisor", "auditor", "zhang", ""} {
		var as *core.Record
		if name != "" {
			as = d.person(name)
		}
		for _, method := range []string{"GET", "PATCH", "DELETE"} {
			if answer := d.call(method, "/api/collections/second_steps/records/"+row.Id, as, map[string]any{}); answer.status/100 == 2 {
				t.Errorf("%q may %s it", name, method)
			}
		}
	}
	path := "/api/collections/second_steps/records/" + row.Id
	if answer := d.from(atHome, "PATCH", path, admin, map[string]any{"last": 0}); answer.status != 400 || answer.faultCode() != "append_only" {
		t.Errorf("an administrator changes it: %d %s", answer.status, answer.text)
	}
	d.from(atHome, "DELETE", path, admin, nil).ok()
	if answer := d.from(atHome, "GET", "/api/onestop/notifications/unread", token, nil); answer.status != 401 {
		t.Errorf("the session goes on: %d", answer.status)
	}
	d.tryAt(atHome, "officers", "approver@demo.test", password).asks("enrol")
	if _, err := d.app.FindFirstRecordByFilter("audit", "event='unenrol'"); err != nil {
		t.Error("the trail does not say so")
	}
}

// There is no way around the second step: no other method, no refresh, no impersonation, no
// reset of the password, no token of something else.
func TestNoWayAroundTheSecondStep_R_SEC_02(t *testing.T) {
	d := newDoor(t, true)
	_, _, admin := d.enrolled(core.CollectionNameSuperusers, "admin")
	approver := d.person("approver")
	superusers, err := d.app.FindCollectionByNameOrId(core.CollectionNameSuperusers)
	if err != nil {
		t.Fatal(err)
	}
	superusers.OTP.Enabled = true // somebody switched it on
	if err := d.app.UnsafeWithoutHooks().Save(superusers); err != nil {
		t.Fatal(err)
	}
	otp := core.NewOTP(d.app)
	otp.SetCollectionRef(superusers.Id)
	otp.SetRecordRef(d.person("admin").Id)
	otp.SetPassword("12345678")
	if err := d.app.Save(otp); err != nil {
		t.Fatal(err)
	}
	base := "/api/collections/"
	for _, c := range []struct {
		path, token string
		body        map[string]any
	}{
		{base + "_superusers/auth-with-otp", "", map[string]any{"otpId": otp.Id, "password": "12345678"}},
		{base + "officers/auth-with-otp", "", map[string]any{"otpId": otp.Id, "password": "12345678"}},
		{base + "officers/request-otp", "", map[string]any{"email": "approver@demo.test"}},
		{base + "officers/auth-with-oauth2", "", map[string]any{"provider": "google", "code": "1", "redirectURL": "http://x"}},
		{base + "officers/auth-refresh", "", nil},
		{base + "officers/impersonate/" + approver.Id, admin, map[string]any{"duration": 60}},
		{base + "_superusers/impersonate/" + d.person("admin").Id, admin, map[string]any{"duration": 60}},
	} {
		if answer := d.from(atHome, "POST", c.path, c.token, c.body); answer.status/100 == 2 && answer.token() != "" || answer.status >= 500 {
			t.Errorf("%s: %d %s", c.path, answer.status, answer.text)
		}
	}
	reset, err := approver.NewPasswordResetToken()
	if err != nil {
		t.Fatal(err)
	}
	d.from(atHome, "POST", base+"officers/confirm-password-reset", "", map[string]any{"token": reset, "password": "another-one-2026", "passwordConfirm": "another-one-2026"}).ok()
	d.from(atHome, "POST", base+"officers/auth-with-password", "", map[string]any{"identity": "approver@demo.test", "password": "another-one-2026"}).asks("enrol")
}

// An officer whose password an administrator gave chooses another one at the first sign-in,
// by the rules, and comes in with it from then on (R-SEC-02 c).
func TestFirstSignInChangesThePassword_R_SEC_02(t *testing.T) {
	d := newDoor(t, true)
	_, _, admin := d.enrolled(core.CollectionNameSuperusers, "admin")
	made := d.from(atHome, "POST", "/api/collections/officers/records", admin, map[string]any{
		"email": "new.one@demo.test", "password": "given-by-admin-1", "passwordConfirm": "given-by-admin-1", "name": "新来的", "department": d.person("clerk").GetString("department"), "roles": []string{"approver"}, "active": true}).ok()
	signIn := func(word string) reply {
		return d.from(atHome, "POST", "/api/collections/officers/auth-with-password", "", map[string]any{"identity": "new.one@demo.test", "password": word})
	}
	ticket, params := signIn("given-by-admin-1").asks("enrol")
	secret, _ := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(params["secret"].(string))
	p := phone{d, secret}
	ticket, params = d.step(ticket, map[string]any{"code": p.shows(0)}).asks("password")
	if params["min"] != 10.0 {
		t.Errorf("it says %v", params)
	}
	for word, why := range map[string]string{"given-by-admin-1": "given", "short": "short", "xx-new.one-xx": "personal", "qwertyuiop": "common", "新来的密码七八九十一": "personal", "": "short"} {
		answer := d.step(ticket, map[string]any{"password": word})
		answer.refused("password", "password_weak", "R-SEC-03")
		if !strings.Contains(answer.text, `"`+why+`"`) {
			t.Errorf("%q: %s", word, answer.text)
		}
	}
	in := d.step(ticket, map[string]any{"password": "mine-alone-2026"}).ok()
	if meta, _ := in.body["meta"].(map[string]any); len(meta["recovery_codes"].([]any)) != 10 {
		t.Error("the codes on paper are lost on the way")
	}
	d.from(atHome, "GET", "/api/onestop/notifications/unread", in.token(), nil).ok()
	signIn("given-by-admin-1").isNot(t, 401)
	d.wait(time.Minute)
	ticket, _ = signIn("mine-alone-2026").asks("code")
	d.step(ticket, map[string]any{"code": p.shows(0)}).ok()
	if d.find("officers", "id='%s'", made.id()).GetBool("password_due") {
		t.Error("it is asked for again")
	}
	d.call("PATCH", "/api/collections/officers/records/"+d.person("clerk").Id, d.person("clerk"), map[string]any{"password_due": true}).isNot(t, 200)
	var due int
	if err := d.app.DB().Select("COUNT(*)").From("officers").Where(dbx.HashExp{"password_due": true}).Row(&due); err != nil || due != 0 {
		t.Errorf("%d are to change it", due)
	}
}

// A code that came before the account was locked and has its turn after it opens nothing
// (R-SEC-02 b).
func TestACodeIsTriedWhereItIsCounted_R_SEC_02(t *testing.T) {
	d := newDoor(t, true)
	p, _, _ := d.enrolled("officers", "approver")
	d.wait(time.Hour)
	const from = "127.0.6.3:1"
	ticket, _ := d.tryAt(from, "officers", "approver@demo.test", password).asks("code")
	a, answered := d.tickets.byID[ticket].attempt, make(chan reply, 1)
	right := p.shows(0)
	err := d.app.RunInTransaction(func(tx core.App) error {
		go func() {
			answered <- d.from(from, "POST", "/api/onestop/signin", "", map[string]any{"mfaId": ticket, "code": right})
		}()
		time.Sleep(500 * time.Millisecond) // it waits for the writer
		for range wrongCodes {
			if _, err := d.countFailure(tx, a); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	answer := <-answered
	answer.t = t
	answer.refused("code", "account_locked", "R-SEC-02")
}

// Many wrong codes at once lock as those one after the other do.
func TestWrongCodesAtOnceLock_R_SEC_02(t *testing.T) {
	d := newDoor(t, true)
	p, _, _ := d.enrolled("officers", "approver")
	d.wait(time.Hour)
	const from, many = "127.0.6.2:1", 40
	tickets := make([]string, many+1)
	for i := range tickets {
		tickets[i], _ = d.tryAt(from, "officers", "approver@demo.test", password).asks("code")
	}
	start, answers := make(chan struct{}), make([]reply, many)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() {
			<-start
			answers[i] = d.from(from, "POST", "/api/onestop/signin", "", map[string]any{"mfaId": tickets[i], "code": "123456"})
		})
	}
	close(start)
	all.Wait()
	tried := 1 // the last one that counts is answered account_locked
	for _, answer := range answers {
		switch answer.faultCode() {
		case "step_wrong":
			tried++
		case "account_locked":
		default:
			t.Fatalf("%d %s", answer.status, answer.text)
		}
	}
	if tried > wrongCodes {
		t.Errorf("%d of %d wrong codes were counted", tried, many)
	}
	d.from(from, "POST", "/api/onestop/signin", "", map[string]any{"mfaId": tickets[many], "code": p.shows(0)}).refused("code", "account_locked", "R-SEC-02")
}
