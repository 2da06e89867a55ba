package hooks

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// batch sends requests as one batch, with files by request number.
func (x *house) batch(as *core.Record, requests []any, files map[int][]byte) reply {
	x.t.Helper()
	text, err := json.Marshal(map[string]any{"requests": requests})
	if err != nil {
		x.t.Fatal(err)
	}
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	form.WriteField("@jsonPayload", string(text))
	for n, content := range files {
		part, err := form.CreateFormFile(fmt.Sprintf("requests.%d.file", n), "身份证.png")
		if err != nil {
			x.t.Fatal(err)
		}
		part.Write(content)
	}
	form.Close()
	r := httptest.NewRequest("POST", "/api/batch", &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return x.send(r, as)
}

// A stranger's batch cannot hold the only writer while hundreds of passwords are hashed.
func TestBatchesOfStrangersAreShort(t *testing.T) {
	x := newHouse(t)
	food := x.find("services", "name ~ '食品'").Id
	many := func(n int, url string, body map[string]any) []any {
		list := make([]any, n)
		for i := range list {
			list[i] = map[string]any{"method": "POST", "url": url, "body": body}
		}
		return list
	}
	signUp := map[string]any{"kind": "person", "name": "甲", "id_type": "resident_id", "id_number": "x", "password": "long enough", "passwordConfirm": "long enough"}
	x.batch(nil, many(batchOfGuest+1, "/api/collections/applicants/records", signUp), nil).refused("requests", "quota_exceeded", "")
	draft := map[string]any{"service": food}
	zhang := x.person("zhang")
	x.batch(zhang, many(batchOfApplicant+1, "/api/collections/applications/records", draft), nil).refused("requests", "quota_exceeded", "")
	x.batch(zhang, many(3, "/api/collections/applications/records", draft), nil).ok()
}

// The files of a batch are examined before its transaction holds the only writer, keep
// the names that people gave them, and are refused in the place of their own request.
func TestFilesOfABatch(t *testing.T) {
	x := newHouse(t)
	zhang := x.person("zhang")
	id := x.draft(zhang)
	page := func(material string) any {
		return map[string]any{"method": "POST", "url": "/api/collections/documents/records", "body": map[string]any{"application": id, "material": x.material(material)}}
	}
	broken := x.batch(zhang, []any{page("M-AP"), page("M-ID")}, map[int][]byte{0: picture(1), 1: []byte("no picture")})
	if broken.status != 400 || !strings.Contains(broken.text, `"1":`) || !strings.Contains(broken.text, `"code":"file_type"`) || len(x.stored()) != 0 {
		t.Fatalf("%d %s, %d files", broken.status, broken.text, len(x.stored()))
	}
	x.batch(zhang, []any{page("M-AP"), page("M-ID")}, map[int][]byte{0: picture(1), 1: picture(2)}).ok()
	for _, d := range x.all("documents", "application='%s'", id) {
		if d.GetString("original_name") != "身份证.png" || d.GetString("sha256") == "" {
			t.Fatalf("%s %s", d.GetString("original_name"), d.GetString("sha256"))
		}
	}
}

// What people type to be found by stands in no log, also when nobody is found (R-PI-07).
func TestLogsHoldNoNumbers_R_PI_07(t *testing.T) {
	x := newHouse(t)
	secret := "510799200001010013"
	asked := map[string]any{"id_number": secret}
	if a := x.call("POST", "/api/onestop/applicants/find", x.person("clerk"), asked).ok(); a.body["applicant"] != nil {
		t.Fatalf("%d %s", a.status, a.text)
	}
	x.call("POST", "/api/onestop/applicants/find", x.person("examiner"), asked).refused("id_number", "role_required", "R-PI-07")
	if a := x.call("GET", "/api/onestop/track?number=510799-20260302-0001&code=SECRET23", nil, nil); a.status != 404 {
		t.Fatalf("%d %s", a.status, a.text)
	}
	lines := func() (n int, text string) {
		var rows []struct {
			Message string `db:"message"`
			Data    string `db:"data"`
		}
		if err := x.app.AuxDB().NewQuery("SELECT message, data FROM _logs").All(&rows); err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if strings.Contains(r.Data, "/api/onestop/") {
				n, text = n+1, text+r.Message+r.Data+"\n"
			}
		}
		return n, text
	}
	var n int
	var text string
	for wait := time.Now().Add(10 * time.Second); n < 2 && time.Now().Before(wait); time.Sleep(100 * time.Millisecond) {
		n, text = lines()
	}
	if n < 2 {
		t.Fatalf("the refusals were not logged: %s", text)
	}
	if strings.Contains(text, secret) || strings.Contains(text, "SECRET23") {
		t.Fatalf("the log tells: %s", text)
	}
}

// An officer who takes on another role keeps the own work; who loses the role hands it
// over, and a case goes on being led by its first open step (R-PL-22).
func TestHandingOverWhatCannotBeDone_R_PL_22(t *testing.T) {
	x := newHouse(t)
	id := x.accepted()
	r := x.find("reviews", "application='%s' && seq=1", id)
	examiner, err := x.app.FindRecordById("officers", r.GetString("examiner"))
	if err != nil {
		t.Fatal(err)
	}
	lead := func() (step, whole string) {
		return x.find("reviews", "id='%s'", r.Id).GetString("examiner"), x.find("applications", "id='%s'", id).GetString("examiner")
	}
	roles := func(list ...string) {
		x.call("PATCH", "/api/collections/officers/records/"+examiner.Id, x.person("admin"), map[string]any{"roles": list}).ok()
	}
	roles("examiner", "clerk")
	if step, whole := lead(); step != examiner.Id || whole != examiner.Id {
		t.Fatal("the work left an officer who can do it")
	}
	site := x.find("reviews", "application='%s' && seq=2", id)
	other := x.person("examiner2")
	if other.Id == examiner.Id {
		other = x.person("examiner")
	}
	site.Set("state", "open") // a second step side by side, in other hands
	site.Set("examiner", other.Id)
	if err := write(x.app, site); err != nil {
		t.Fatal(err)
	}
	roles("clerk")
	step, whole := lead()
	if step == examiner.Id || whole != step {
		t.Fatalf("step %s, case %s", step, whole)
	}
}

// The clock of the training mode moves ten years at most, however it is asked for.
func TestTrainingClockStaysNear(t *testing.T) {
	x := newHouse(t)
	for _, body := range []map[string]any{{"now": "2180-01-01"}, {"now": "9999-12-31T09:00"}, {"days": 3661}, {"days": -1}, {"now": "2026-03-01"}} {
		x.call("POST", "/api/onestop/demo/clock", nil, body).refused("now", "date_invalid", "")
	}
	if x.today().String() != "2026-03-02" {
		t.Fatalf("moved to %s", x.today())
	}
}

// A case that a new calendar dates is accepted by silence in the same run (R-AL-06, R-CAL-05).
func TestSilenceOnTheDayTheYearIsPublished_R_AL_06(t *testing.T) {
	x := newHouse(t).on("2026-12-28")
	id := x.handIn(x.person("zhang"), "M-AP", "M-ID", "M-LAY")
	x.on("2027-01-20")
	if err := x.RunDue(t.Context()); err != nil || x.state(id) != "submitted" {
		t.Fatalf("%s %v: 2027 must not be guessed", x.state(id), err)
	}
	if err := x.as(x.app, system, func(tx core.App) error {
		return importDays(tx, "2027", "off", "a notice", map[string]string{"2027-01-01": "元旦"})
	}); err != nil {
		t.Fatal(err)
	}
	if err := x.RunDue(t.Context()); err != nil || x.state(id) != "accepted" {
		t.Fatalf("%s %v", x.state(id), err)
	}
}

// Dating anew writes what it tells the trail, and all of it: the day of acceptance too.
func TestDatingAnewStoresWhatItRecords(t *testing.T) {
	x := newHouse(t)
	id := x.accepted()
	wrong := dateTime(morning.AddDate(0, 0, 9)).String()
	if _, err := x.app.DB().NewQuery("UPDATE applications SET accepted_at='" + wrong + "', light='red' WHERE id='" + id + "'").Execute(); err != nil {
		t.Fatal(err)
	}
	x.redate.Store(true)
	if err := x.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	c := x.find("applications", "id='%s'", id)
	if got := chinaDate(c, "accepted_at"); got != "2026-03-03" || c.GetString("light") == "red" {
		t.Fatalf("accepted %s, light %s", got, c.GetString("light"))
	}
}

// A document is used again by its own applicant only (R-OL-06).
func TestReuseOfForeignDocument_R_OL_06(t *testing.T) {
	x := newHouse(t)
	zhang, li := x.person("zhang"), x.person("li")
	theirs := x.upload(li, x.draft(li), x.material("M-AP"), "申请表.png", picture(1)).ok().id()
	mine := x.draft(zhang)
	x.upload(zhang, mine, x.material("M-AP"), "申请表.png", picture(2), map[string]string{"reuse_of": theirs}).refused("reuse_of", "record_foreign", "R-OL-06")
	own := x.upload(zhang, mine, x.material("M-AP"), "申请表.png", picture(3)).ok().id()
	x.upload(zhang, mine, x.material("M-ID"), "身份证.png", picture(4), map[string]string{"reuse_of": own}).ok()
}

// A commitment made in a correction is held to the same as one made at the start: a
// service that takes none gets the papers (R-PL-23).
func TestCommitmentInACorrection_R_PL_23(t *testing.T) {
	x := newHouse(t)
	zhang, clerk := x.person("zhang"), x.person("clerk")
	id := x.handIn(zhang, "M-AP")
	x.act(clerk, id, "request_correction", map[string]any{"items": []any{map[string]any{"material": x.material("M-ID"), "reason": "缺"}}}).ok()
	x.upload(zhang, id, x.material("M-ID"), "身份证.png", picture(4)).ok()
	commit := func(yes bool) {
		x.call("PATCH", "/api/collections/applications/records/"+id, zhang, map[string]any{"commitment": yes}).ok()
	}
	commit(true)
	x.act(zhang, id, "supply").refused("act", "option_invalid", "R-PL-23")
	commit(false)
	x.act(zhang, id, "supply").ok()
}

// What an applicant states is nobody else's to change; an applicant's own name, to which
// results are made out, is changed by its proof only (R-SEC-04).
func TestWhoChangesWhatAnApplicantStates_R_SEC_04(t *testing.T) {
	x := newHouse(t)
	zhang, admin := x.person("zhang"), x.person("admin")
	id := x.draft(zhang)
	draft := "/api/collections/applications/records/" + id
	x.call("PATCH", draft, admin, map[string]any{"form": map[string]any{"premises": "别处1号"}}).refused("form", "role_required", "R-SEC-04")
	x.call("PATCH", draft, admin, map[string]any{"form": map[string]any{"premises": "示例路8号"}}).ok() // the dashboard sends back what it showed
	x.call("PATCH", draft, zhang, map[string]any{"form": map[string]any{"premises": "别处1号"}}).ok()
	account := "/api/collections/applicants/records/" + zhang.Id
	x.call("PATCH", account, zhang, map[string]any{"name": "李示例"}).refused("name", "field_readonly", "")
	x.call("PATCH", account, zhang, map[string]any{"phone": "13800000009"}).ok()
	x.call("PATCH", account, admin, map[string]any{"name": "张改名"}).ok()
}

// An archive that somebody uploads is no way round the hooks and the trail (R-SEC-05).
func TestNoArchiveReplacesTheTrail_R_SEC_05(t *testing.T) {
	x := newHouse(t)
	admin := x.person("admin")
	for _, path := range []string{"/api/backups/upload", "/api/backups/mine.zip/restore"} {
		x.call("POST", path, admin, nil).refused("name", "schema_locked", "R-SEC-05")
	}
}

// The items of an act are a list of objects whether the act reads them or not: an action
// is never changed again.
func TestItemsAreAList(t *testing.T) {
	x := newHouse(t)
	zhang := x.person("zhang")
	id := x.draft(zhang)
	for _, items := range []any{"text", 7, true, map[string]any{"a": 1}, []any{"text"}, []any{[]any{}}} {
		x.act(zhang, id, "submit", map[string]any{"items": items}).refused("items", "items_invalid", "")
	}
	x.act(zhang, id, "submit", map[string]any{"items": []any{}}).ok()
}

// Who may see a case sees the acts on the result that was issued in it, nobody else:
// silence renews only what the agency was able to see (R-AL-32).
func TestActsOnAResultAreSeen_R_AL_32(t *testing.T) {
	x := newHouse(t)
	zhang, approver := x.person("zhang"), x.person("approver")
	id := x.accepted()
	x.reviewed(id)
	x.act(approver, id, "grant").ok()
	result := x.find("results", "application='%s'", id)
	x.on("2031-01-15")
	asked := x.call("POST", "/api/collections/actions/records", zhang, map[string]any{"subject": "result", "result": result.Id, "act": "request_renewal"}).ok().id()
	list := "/api/collections/actions/records?filter=result='" + result.Id + "'"
	for name, sees := range map[string]bool{"zhang": true, "approver": true, "examiner": true, "supervisor": true, "auditor": true, "li": false, "restaurant": false, "clerk.police": false, "": false} {
		var who *core.Record
		if name != "" {
			who = x.person(name)
		}
		items, _ := x.call("GET", list, who, nil).ok().body["items"].([]any)
		view := x.call("GET", "/api/collections/actions/records/"+asked, who, nil).status
		if (len(items) == 1) != sees || (view == 200) != sees {
			t.Errorf("%q sees %d in the list and gets %d", name, len(items), view)
		}
	}
}

// Silence renews what waits for an answer, once; what was answered is left alone, also
// when it has ended since (R-AL-32).
func TestSilenceRenewsOnlyWhatWaits_R_AL_32(t *testing.T) {
	x := newHouse(t)
	zhang, approver := x.person("zhang"), x.person("approver")
	granted := func() string {
		id := x.on("2026-03-02").accepted()
		x.reviewed(id)
		x.act(approver, id, "grant").ok()
		return x.find("results", "application='%s'", id).Id
	}
	act := func(as *core.Record, id, act string, more map[string]any) {
		body := map[string]any{"subject": "result", "result": id, "act": act}
		for k, v := range more {
			body[k] = v
		}
		x.call("POST", "/api/collections/actions/records", as, body).ok()
	}
	waits, refused, silent := granted(), granted(), granted()
	x.on("2031-01-15")
	act(zhang, waits, "request_renewal", nil)
	act(zhang, refused, "request_renewal", nil)
	act(approver, refused, "refuse_renewal", map[string]any{"reason": "已停业"})
	x.on("2031-03-20")
	for range 2 {
		if err := x.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for id, want := range map[string]string{waits: "2036", refused: "2031", silent: "2031"} {
		if to := x.find("results", "id='%s'", id).GetString("valid_to"); to[:4] != want {
			t.Errorf("valid to %s, want %s", to, want)
		}
	}
	if n := len(x.all("actions", "act='renew'")); n != 1 {
		t.Errorf("%d renewals", n)
	}
}
