package hooks

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

const zhangsNumber = "510799198706110137"

// A full number is shown to an officer of the case who says why; the look stands in the
// trail, and the chain holds (R-PI-07, R-SEC-05).
func TestShowingAFullNumber_R_PI_07(t *testing.T) {
	x := newHouse(t)
	id := x.handIn(x.person("zhang"), "M-AP", "M-ID", "M-LAY")
	path := "/api/onestop/applications/" + id + "/identity"
	why := map[string]any{"reason": "核对身份证"}
	x.call("POST", path, x.person("clerk"), map[string]any{"reason": " "}).refused("reason", "reason_required", "R-PI-07")
	for _, name := range []string{"clerk.police", "zhang", "li", "admin"} {
		x.call("POST", path, x.person(name), why).isNot(t, 200)
	}
	x.call("POST", path, nil, why).isNot(t, 200)
	before := x.count("audit")
	shown := x.call("POST", path, x.person("clerk"), why).ok()
	if shown.body["id_number"] != zhangsNumber || shown.body["id_type"] != "resident_id" || shown.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("shown %s, %s", shown.text, shown.header)
	}
	row, look := x.find("audit", "event='show'"), x.find("looks", "application='%s'", id)
	changes := row.GetString("changes")
	if x.count("audit") != before+2 || row.GetString("actor") != x.person("clerk").Id || row.GetString("record") != id || !strings.Contains(changes, look.Id) {
		t.Fatalf("the trail says %v", row.PublicExport())
	}
	for _, r := range x.all("audit", "id != ''") { // the words are personal: erasure reaches them in the book alone
		if text := r.GetString("changes"); strings.Contains(text, "核对身份证") || strings.Contains(text, zhangsNumber) {
			t.Errorf("the trail tells %s", text)
		}
	}
	if look.GetString("reason") != "核对身份证" || look.GetString("officer") != x.person("clerk").Id || look.GetString("field") != "id_number" {
		t.Errorf("the book says %v", look.PublicExport())
	}
	if digest := x.veil("核对身份证", look.Id); !strings.Contains(changes, digest.(string)) {
		t.Errorf("the trail does not prove the words of the book: %s", changes)
	}
	for name, want := range map[string]int{"auditor": 1, "clerk": 0, "supervisor": 0, "zhang": 0} {
		r := x.call("GET", "/api/collections/looks/records", x.person(name), nil)
		if items, _ := r.body["items"].([]any); len(items) != want {
			t.Errorf("%s reads %d looks: %s", name, len(items), r.text)
		}
	}
	if err := x.app.Delete(look); err == nil {
		t.Error("a look was deleted")
	}
	if _, _, err := VerifyTrail(x.app); err != nil {
		t.Fatal(err)
	}
}

// The numbers of agents and of third persons in forms open in the same way, each by itself;
// a name that keeps none is refused, and nothing is on record then (R-PI-07).
func TestShowingOtherNumbers_R_PI_07(t *testing.T) {
	x := newHouse(t)
	zhang := x.person("zhang")
	id := x.booklet(map[string]any{"partner_id": spouse}).ok().id()
	x.call("PATCH", "/api/collections/applications/records/"+id, zhang, map[string]any{"agent_name": "王代办", "agent_id": other}).ok()
	x.act(zhang, id, "submit").ok()
	ask := func(field string) reply {
		return x.call("POST", "/api/onestop/applications/"+id+"/identity", x.person("clerk.police"), map[string]any{"reason": "核对" + spouse, "field": field})
	}
	for field, want := range map[string]string{"": zhangsNumber, "id_number": zhangsNumber, "agent_id": other, "form.partner_id": spouse} {
		if got := ask(field).ok(); got.body["id_number"] != want {
			t.Errorf("%q shows %s", field, got.text)
		}
	}
	before := x.count("audit")
	for _, field := range []string{"form.own_id", "form.", "form", "partner_id", "form_cipher", "nothing"} {
		ask(field).refused("field", "record_foreign", "R-PI-07")
	}
	if x.count("audit") != before || x.count("looks") != 4 {
		t.Errorf("%d looks", x.count("looks"))
	}
	if where := x.openAnywhere(spouse); where != "" {
		t.Errorf("a number in the reason stands open in %s", where)
	}
}

// A supervisor sees a number only on a ground that the file of the case bears out; an
// auditor reads the trail and needs none (R-PI-02, R-PI-07).
func TestSupervisorsLookOnAGround_R_PI_02(t *testing.T) {
	x := newHouse(t)
	id := x.booklet(map[string]any{}).ok().id()
	x.act(x.person("zhang"), id, "submit").ok()
	ask := func(who, ground string) reply {
		return x.call("POST", "/api/onestop/applications/"+id+"/identity", x.person(who), map[string]any{"reason": "督办", "ground": ground})
	}
	ask("supervisor", "").refused("ground", "reason_required", "R-PI-02")
	ask("supervisor", "curiosity").refused("ground", "reason_required", "R-PI-02")
	ask("supervisor", "late").refused("ground", "role_required", "R-PI-02")
	ask("auditor", "complaint").isNot(t, 200)
	ask("clerk.police", "curiosity").ok()
	ask("supervisor", "complaint").ok()
	if x.find("looks", "officer='%s'", x.person("supervisor").Id).GetString("ground") != "complaint" {
		t.Error("the ground is not in the book")
	}
	c := x.find("applications", "id='%s'", id)
	c.Set("light", "red")
	if err := write(x.app, c); err != nil {
		t.Fatal(err)
	}
	ask("supervisor", "late").ok()
}

func (r reply) isNot(t *testing.T, status int) {
	t.Helper()
	if r.status == status || r.status >= 500 || strings.Contains(r.text, zhangsNumber) {
		t.Fatalf("got %d %s", r.status, r.text)
	}
}

// closed brings a food licence case of zhang to its end with a message and a finding.
func (x *house) closed() string {
	x.t.Helper()
	id := x.caseIn("closed")
	x.call("POST", "/api/collections/messages/records", x.person("zhang"), map[string]any{"application": id, "text": "我叫张示例"}).ok()
	return id
}

func TestCopyOfTheOwnData_R_PI_06(t *testing.T) {
	x := newHouse(t)
	id := x.closed()
	x.handIn(x.person("li"), "M-AP")
	x.booklet(map[string]any{"partner_id": spouse}).ok()
	got := x.call("GET", "/api/onestop/my/data.zip", x.person("zhang"), nil).ok()
	archive, err := zip.NewReader(bytes.NewReader([]byte(got.text)), int64(len(got.text)))
	if err != nil {
		t.Fatal(err)
	}
	var data struct {
		Account      map[string]any   `json:"account"`
		Applications []map[string]any `json:"applications"`
		Documents    []map[string]any `json:"documents"`
		Messages     []map[string]any `json:"messages"`
		Notices      []map[string]any `json:"notices"`
	}
	files := 0
	for _, f := range archive.File {
		if f.Modified.Sub(x.at).Abs() > time.Minute {
			t.Errorf("%s is dated %s", f.Name, f.Modified)
		}
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in)
		if err != nil || len(content) == 0 {
			t.Fatalf("%s: %v", f.Name, err)
		}
		if f.Name == "data.json" {
			if err := json.Unmarshal(content, &data); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(content), "李示例") || strings.Contains(string(content), spouse) || !strings.Contains(string(content), spouseMask) {
				t.Error("the copy tells of somebody else, or not what was filled in")
			}
			continue
		}
		files++
	}
	if data.Account["id_number"] != zhangsNumber || len(data.Applications) != 2 || data.Applications[0]["id"] != id || len(data.Documents) != 3 || files < 3 || len(data.Messages) != 1 || len(data.Notices) == 0 {
		t.Fatalf("%v, %d cases, %d documents, %d files", data.Account, len(data.Applications), len(data.Documents), files)
	}
	for _, name := range []string{"", "clerk", "admin"} {
		var as *core.Record
		if name != "" {
			as = x.person(name)
		}
		if r := x.call("GET", "/api/onestop/my/data.zip", as, nil); r.status/100 != 4 {
			t.Errorf("%q gets %d", name, r.status)
		}
	}
}

// Erasure waits for running cases, drops drafts, locks what the law keeps and closes the
// account; when the retention ends the rest goes, and the chain still holds.
func TestErasure_R_PI_06(t *testing.T) {
	x := newHouse(t)
	zhang := x.person("zhang")
	id := x.closed()
	x.call("POST", "/api/onestop/applications/"+id+"/identity", x.person("clerk"), map[string]any{"reason": "张示例本人到场"}).ok()
	running := x.booklet(map[string]any{"partner_id": spouse}).ok().id()
	x.act(zhang, running, "submit").ok()
	x.call("POST", "/api/onestop/my/erasure", zhang, nil).refused("account", "erasure_blocked", "R-PI-06")
	x.act(zhang, running, "withdraw").ok()
	draft := x.draft(zhang)
	x.upload(zhang, draft, x.material("M-ID"), "身份证.png", picture(44)).ok()
	answer := x.call("POST", "/api/onestop/my/erasure", zhang, nil).ok()
	if !strings.Contains(answer.text, "2026-05-31") || len(answer.body["kept"].([]any)) != 2 {
		t.Fatalf("what is kept: %s", answer.text)
	}
	if len(x.all("applications", "id='%s'", draft)) != 0 {
		t.Error("the draft is still there")
	}
	x.call("GET", "/api/collections/applications/records", zhang, nil).isNot(t, 204)
	if r := x.call("POST", "/api/collections/applicants/auth-with-password", nil, map[string]any{"identity": "zhang@demo.test", "password": password}); r.status != 400 {
		t.Errorf("the closed account signs in: %d", r.status)
	}
	x.call("GET", "/api/collections/applications/records/"+id, x.person("clerk"), nil).status404(t)
	x.call("GET", "/api/collections/applications/records/"+id, x.person("auditor"), nil).ok()
	x.call("POST", "/api/onestop/applications/"+id+"/identity", x.person("clerk"), map[string]any{"reason": "查"}).isNot(t, 200)

	held := len(x.stored())
	s := x.find("services", "name ~ '食品'")
	c := x.find("applications", "id='%s'", id)
	c.Set("keep_until", "2026-06-30") // the list of the test names no years
	if err := write(x.app, c); err != nil {
		t.Fatal(err)
	}
	licence := x.find("results", "application='%s'", id)
	licence.Set("valid_to", "2026-06-29") // a good one keeps its case
	if err := write(x.app, licence); err != nil {
		t.Fatal(err)
	}
	due := func(day string) {
		t.Helper()
		if err := x.on(day).RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	due("2026-06-30")
	if x.find("applications", "id='%s'", running).GetString("erased_at") == "" || x.find("applications", "id='%s'", id).GetString("erased_at") != "" {
		t.Fatal("the withdrawn case goes first")
	}
	if gone := x.find("applications", "id='%s'", running); gone.GetString("form") != "{}" || x.sealedIn("applications", running, "partner_id") != "" {
		t.Errorf("the form that asked for a number is %s", gone.GetString("form"))
	}
	if a := x.find("applicants", "id='%s'", zhang.Id); a.GetString("name") != "张示例" {
		t.Fatal("the name went before the last case")
	}
	due("2026-07-01")
	c = x.find("applications", "id='%s'", id)
	if c.GetString("erased_at") == "" || c.GetString("state") != "closed" || c.GetString("accepted_at") == "" || c.GetString("service") != s.Id || c.GetString("form") != "{}" {
		t.Fatalf("the case: %v", c.PublicExport())
	}
	if left := len(x.stored()); left >= held || len(x.all("identities", "applicant='%s'", zhang.Id)) != 0 {
		t.Errorf("%d of %d files are left", left, held)
	}
	if text := x.everything(); strings.Contains(text, "张示例") || strings.Contains(text, zhangsNumber) || strings.Contains(text, "示例路8号") {
		t.Error("something personal is left in the database")
	}
	if _, _, err := VerifyTrail(x.app); err != nil {
		t.Fatal(err)
	}
}

// everything is what the tables hold of zhang, the trail too, as text.
func (x *house) everything() string {
	x.t.Helper()
	var b strings.Builder
	for _, name := range []string{"applicants", "applications", "documents", "actions", "notices", "results", "messages", "reviews", "notifications", "identities", "looks", "audit"} {
		for _, r := range x.all(name, "id != ''") {
			if strings.Contains(r.GetString("name"), "李示例") {
				continue
			}
			raw, err := json.Marshal(r.FieldsData())
			if err != nil {
				x.t.Fatal(err)
			}
			b.Write(raw)
		}
	}
	return b.String()
}

// Old drafts go with their files; a draft that is worked on stays (R-PI-01).
func TestOldDraftsGo_R_PI_01(t *testing.T) {
	x := newHouse(t)
	zhang := x.person("zhang")
	old, fresh := x.draft(zhang), x.draft(x.person("li"))
	x.upload(zhang, old, x.material("M-ID"), "身份证.png", picture(45)).ok()
	for id, age := range map[string]time.Duration{old: 91, fresh: 89} {
		at := dateTime(x.at.Add(-age * 24 * time.Hour)).String() // rows bear the date of the house
		if _, err := x.app.DB().Update("applications", dbx.Params{"updated": at}, dbx.HashExp{"id": id}).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(x.all("applications", "id='%s'", old)) != 0 || len(x.all("applications", "id='%s'", fresh)) != 1 {
		t.Error("the wrong draft went")
	}
	for _, path := range x.stored() {
		x.gone(path)
	}
}

// Whatever stands veiled in the trail because it is personal is emptied by erasure.
func TestErasureEmptiesWhatIsPersonal(t *testing.T) {
	x := newHouse(t)
	for name, fields := range blanks {
		for _, field := range personal[name] {
			c, err := x.app.FindCollectionByNameOrId(name)
			if err != nil {
				t.Fatal(err)
			}
			_, emptied := fields[field]
			if !emptied && c.Fields.GetByName(field).Type() != core.FieldTypeFile && !slices.Contains([]string{"token"}, field) {
				t.Errorf("%s.%s is personal and stays", name, field)
			}
		}
	}
	c, err := x.app.FindCollectionByNameOrId("applications")
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range c.Fields {
		if _, emptied := blankCase[field.GetName()]; !emptied && (field.GetHidden() || slices.Contains(personal["applications"], field.GetName())) {
			t.Errorf("applications.%s is personal and stays", field.GetName())
		}
	}
	for _, field := range personal["problems"] {
		if _, emptied := blankProblem[field]; !emptied && field != "files" {
			t.Errorf("problems.%s is personal and stays", field)
		}
	}
	for name := range personal {
		if _, known := blanks[name]; !known && !slices.Contains([]string{"applicants", "applications", "journeys", "officers", "problems"}, name) {
			t.Errorf("erasure does not know %s", name)
		}
	}
}
