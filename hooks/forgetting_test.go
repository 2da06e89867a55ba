package hooks

import (
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// walkIn is somebody whom the clerk registers at the counter.
func (x *house) walkIn() string {
	x.t.Helper()
	return x.call("POST", "/api/collections/applicants/records", x.person("clerk"), map[string]any{"kind": "person", "name": "何老伯", "id_type": "resident_id", "id_number": other, "phone": "13912345678"}).ok().id()
}

// age makes a record older than it is, in days.
func (x *house) age(collection, id string, days int) {
	x.t.Helper()
	at := dateTime(x.at.Add(-time.Duration(days) * 24 * time.Hour)).String()
	if _, err := x.app.DB().Update(collection, dbx.Params{"created": at}, dbx.HashExp{"id": id}).Execute(); err != nil {
		x.t.Fatal(err)
	}
}

// due runs what falls due and says whether the person is forgotten.
func (x *house) forgotten(id string) bool {
	x.t.Helper()
	if err := x.RunDue(x.t.Context()); err != nil {
		x.t.Fatal(err)
	}
	r := x.find("applicants", "id='%s'", id)
	gone := r.GetString("erased_at") != ""
	if known := len(x.all("identities", "applicant='%s'", id)) > 0; known == gone {
		x.t.Fatalf("forgotten %t, yet the number is there: %t", gone, known)
	}
	if gone && (strings.Contains(x.everything(), "何老伯") || r.GetString("phone") != "" || !strings.Contains(r.GetString("id_number"), "***")) {
		x.t.Errorf("something is left of who was forgotten: %v", r.PublicExport())
	}
	return gone
}

// Who was registered at the counter goes when the last case is erased, unasked; the case
// stays as a figure (R-PI-01, R-PI-06).
func TestPeopleOfTheCounterAreForgotten_R_PI_06(t *testing.T) {
	x := newHouse(t)
	clerk, id := x.person("clerk"), x.walkIn()
	x.age("applicants", id, 400)
	c := x.draft(clerk, map[string]any{"applicant": id})
	if x.forgotten(id) {
		t.Fatal("forgotten while a draft is there")
	}
	x.act(clerk, c, "submit").ok()
	x.act(clerk, c, "reject", map[string]any{"ground": "no_licence_needed", "reason": "不需要许可"}).ok()
	r := x.find("applications", "id='%s'", c)
	r.Set("keep_until", "2026-03-10")
	if err := write(x.app, r); err != nil {
		t.Fatal(err)
	}
	if x.on("2026-03-10").forgotten(id) {
		t.Fatal("forgotten while a case is kept")
	}
	if !x.on("2026-03-11").forgotten(id) {
		t.Fatal("somebody of the counter is never forgotten")
	}
	if r := x.find("applications", "id='%s'", c); r.GetString("state") != "not_accepted" || r.GetString("number") == "" {
		t.Errorf("the case as a figure: %v", r.PublicExport())
	}
	if x.call("GET", "/api/collections/applicants/records/"+id, clerk, nil).status != 404 {
		t.Error("a clerk still sees who was forgotten")
	}
	if again := x.walkIn(); again == id {
		t.Error("who comes back is not somebody new")
	}
	if _, _, err := VerifyTrail(x.app); err != nil {
		t.Error(err)
	}
}

// Nobody is forgotten who was registered a moment ago, has signed in within three years, or
// is barred (R-AL-37); an account that nobody uses is.
func TestWhoIsNotForgotten_R_PI_01(t *testing.T) {
	x := newHouse(t)
	id := x.walkIn()
	seen := func(day string) {
		t.Helper()
		if _, err := x.app.DB().Update("applicants", dbx.Params{"seen_on": day}, dbx.HashExp{"id": id}).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	x.age("applicants", id, 89)
	if x.forgotten(id) {
		t.Error("registered 89 days ago")
	}
	x.age("applicants", id, 2000)
	seen("2023-03-03")
	if x.forgotten(id) {
		t.Error("signed in within three years")
	}
	seen("2023-03-02")
	bar, err := newRecord(x.app, "bars", map[string]any{"applicant": id, "service": x.find("services", "name ~ '食品'").Id, "cite": "R-AL-37", "until": "2026-03-02"})
	if err != nil {
		t.Fatal(err)
	}
	if err := write(x.app, bar); err != nil {
		t.Fatal(err)
	}
	if x.forgotten(id) {
		t.Error("a bar stands against the number")
	}
	if !x.on("2026-03-03").forgotten(id) {
		t.Error("an account that nobody used for three years stays")
	}
}

// A report that has ended keeps nobody, and does not say any more who made it and how to
// reach them (R-PI-01). Whoever comes back while the night works stays.
func TestReportersAreForgotten_R_PI_01(t *testing.T) {
	x := newHouse(t).unlimited()
	id := x.walkIn()
	who := x.find("applicants", "id='%s'", id)
	ended := x.report(who, map[string]any{"contact": "13912345678"})
	x.age("applicants", id, 400)
	if x.forgotten(id) {
		t.Fatal("forgotten while a report is worked on")
	}
	x.onProblemAct("supervisor", ended, "reject", map[string]any{"ground": "no_basis", "reason": "法律要求"}).ok()
	err := x.as(x.app, system, func(tx core.App) error {
		return x.forgetUnneeded(tx, id, dbx.HashExp{"seen_on": "2020-01-01"}, x.today()) // due when the night began, and no more
	})
	if err != nil || x.find("applicants", "id='%s'", id).GetString("erased_at") != "" {
		t.Fatalf("forgotten although not due any more: %v", err)
	}
	if !x.forgotten(id) {
		t.Fatal("a report that has ended keeps its reporter")
	}
	p := x.find("problems", "id='%s'", ended)
	if p.GetString("reporter")+p.GetString("contact")+p.GetString("contact_cipher") != "" || p.GetString("text") != erased {
		t.Errorf("left of the reporter: %v", p.PublicExport())
	}
}

// The day of the last log-in is noted, without a word in the trail.
func TestLastDaySeen_R_PI_01(t *testing.T) {
	x := newHouse(t)
	before := x.count("audit")
	signIn := map[string]any{"identity": "zhang@demo.test", "password": password}
	for range 2 {
		x.call("POST", "/api/collections/applicants/auth-with-password", nil, signIn).ok()
	}
	if got := x.person("zhang").GetString("seen_on"); got != "2026-03-02" || x.count("audit") != before {
		t.Errorf("seen on %q, %d rows in the trail", got, x.count("audit")-before)
	}
	x.call("PATCH", "/api/collections/applicants/records/"+x.person("zhang").Id, x.person("zhang"), map[string]any{"seen_on": "2030-01-01"}).refused("seen_on", "field_readonly", "R-AR-01")
}
