package migrations

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
)

// roles are the callers that every cell of the table of access is tried with. clerk,
// examiner and cataloguer work in the department that handles the case; the supervisor,
// the auditor, the officer of the police and its cataloguer work in another one.
var roles = []string{"guest", "owner", "other", "clerk", "examiner", "cataloguer", "police", "police.cataloguer", "supervisor", "auditor"}

// Groups of callers.
const (
	nobody    = ""
	officers  = "clerk examiner cataloguer police police.cataloguer supervisor auditor"
	signed    = "owner other " + officers
	everybody = "guest " + signed
	office    = "clerk examiner cataloguer" // officers of the department that handles the case
	// cataloguers of every department: deputies are for the hook to know (R-PL-22).
	cataloguers = "cataloguer police.cataloguer"
	theCase     = "owner " + office + " supervisor auditor"
)

// world is an app with people and one record of each kind, without any hooks: what is
// tried is what the schema itself grants.
type world struct {
	calls  int // requests sent
	t      testing.TB
	app    core.App
	mux    http.Handler
	people map[string]*core.Record
	things map[string]*core.Record
	lists  map[string]answer              // what a role was shown of a collection
	sights map[string]map[string][]string // what a role may see, by collection
	ways   []path                         // all relations of the schema
	links  map[path]map[string][]string   // where each of them leads
	hidden map[string][]string            // the fields that no caller is shown, by collection
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, app: freshApp(t), people: map[string]*core.Record{}, things: map[string]*core.Record{}, lists: map[string]answer{}, sights: map[string]map[string][]string{}, hidden: map[string][]string{}, links: map[path]map[string][]string{}}
	w.hashQuickly()
	router, err := apis.NewRouter(w.app)
	if err != nil {
		t.Fatal(err)
	}
	if w.mux, err = router.BuildMux(); err != nil {
		t.Fatal(err)
	}
	w.settle()
	w.compile()
	w.reform()
	w.meet()
	w.apply()
	w.report()
	return w
}

// hashQuickly lowers the cost of passwords: here they keep nobody out, and a guess is
// meant to be slow.
func (w *world) hashQuickly() {
	for _, name := range []string{"officers", "applicants"} {
		c, err := w.app.FindCollectionByNameOrId(name)
		if err != nil {
			w.t.Fatal(err)
		}
		c.Fields.GetByName(core.FieldNamePassword).(*core.PasswordField).Cost = 4
		if err := w.app.Save(c); err != nil {
			w.t.Fatal(err)
		}
	}
}

// put saves a record under a name.
func (w *world) put(name, collection string, fields map[string]any) string {
	w.t.Helper()
	c, err := w.app.FindCollectionByNameOrId(collection)
	if err != nil {
		w.t.Fatal(err)
	}
	r := core.NewRecord(c)
	r.Load(fields)
	if c.IsAuth() {
		r.SetEmail(name + "@demo.test")
		r.SetRaw("password", &core.PasswordFieldValue{Hash: "$2a$10$abcdefghijklmnopqrstuuJd8n1xqjZ0c1s0a7Zk1q0y8G1x3m5Xe"})
		w.people[name] = r
	}
	for _, f := range c.Fields {
		switch file, ok := f.(*core.FileField); {
		case ok && slices.Contains(file.MimeTypes, "application/pdf"):
			r.Set(f.GetName(), w.page(name))
		case ok:
			r.Set(f.GetName(), w.bytes("small.jpg", "\xff\xd8\xff\xe0"+name))
		}
	}
	if err := w.app.Save(r); err != nil {
		w.t.Fatalf("%s in %s: %v", name, collection, err)
	}
	w.things[name] = r
	return r.Id
}

func (w *world) page(name string) *filesystem.File {
	return w.bytes("page.pdf", "%PDF-1.4\n% "+name+"\n%%EOF\n")
}

func (w *world) bytes(name, content string) *filesystem.File {
	w.t.Helper()
	f, err := filesystem.NewFileFromBytes([]byte(content), name)
	if err != nil {
		w.t.Fatal(err)
	}
	return f
}

func (w *world) id(name string) string {
	w.t.Helper()
	r := w.things[name]
	if r == nil {
		w.t.Fatalf("there is no %q", name)
	}
	return r.Id
}

// settle makes the bodies and the people.
func (w *world) settle() {
	region := w.put("region", "regions", map[string]any{"code": "510799", "name": "示例县", "level": "county"})
	body := func(name, code string, active bool) string {
		return w.put(name, "departments", map[string]any{"code": code, "name": name, "region": region, "kind": "agency", "active": active})
	}
	market, police := body("market", "11510799DEM000030Q", true), body("station", "11510799DEM000022X", true)
	service := body("service", "11510799DEM0000143", true)
	body("closed", "11510799DEM000049M", false)
	for name, place := range map[string]string{"clerk": market, "examiner": market, "cataloguer": market, "police": police, "police.cataloguer": police, "supervisor": service, "auditor": service} {
		role := name[strings.LastIndex(name, ".")+1:]
		if role == "police" {
			role = "examiner"
		}
		w.put(name, "officers", map[string]any{"name": name, "department": place, "roles": []string{role}, "active": true})
	}
	for i, name := range []string{"owner", "other"} {
		w.put(name, "applicants", map[string]any{"name": name, "kind": "person", "id_type": "resident_id", "id_number": "510799********0137", "phone": fmt.Sprintf("1380000000%d", i)})
	}
	w.put("gone", "applicants", map[string]any{"name": "gone", "kind": "person", "id_type": "resident_id", "id_number": "510799********0000", "erasure_at": "2026-03-01 01:00:00.000Z"})
	w.put("identity", "identities", map[string]any{"applicant": w.id("owner"), "id_type": "resident_id", "digest": "d", "cipher": "c"})
	w.put("counter", "counters", map[string]any{"key": "case/510799/2026-03-02", "n": 1})
	w.put("receipt", "receipts", map[string]any{"key": "actions/x", "caller": "x", "digest": "d"})
	w.things["day"] = w.first("calendar")
	w.put("row", "audit", map[string]any{"seq": 1, "at": "2026-03-02 01:00:00.000Z", "actor_kind": "system", "collection": "claims", "record": "x", "event": "create", "hash": "h"})
}

func (w *world) first(collection string) *core.Record {
	r, err := w.app.FindFirstRecordByFilter(collection, "id != ''")
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// compile makes a published list and a draft, each with rows of every kind, and two life
// events.
func (w *world) compile() {
	kind := w.put("type", "material_types", map[string]any{"code": "M-ID", "name": "居民身份证", "source": "20"})
	for i, list := range []struct{ prefix, state, claim string }{{"published", "published", "published"}, {"draft", "draft", "compiling"}, {"revised", "published", "compiling"}} {
		item := w.item(list.prefix+" item", i+1)
		claim := w.put(list.prefix+" claim", "claims", map[string]any{"basic_item": item, "department": w.id("market"), "state": list.claim})
		service := w.put(list.prefix+" service", "services", map[string]any{"claim": claim, "department": w.id("market"), "name": list.prefix, "regime": "GENERAL", "handling": "promised", "state": list.state})
		w.rows(list.prefix+" ", service, kind, false)
		if list.prefix == "published" {
			w.rows("retired ", service, kind, true)
		}
	}
	w.put("other claim", "claims", map[string]any{"basic_item": w.id("published item"), "department": w.id("station"), "state": "to_claim"})
	w.put("revision", "revisions", map[string]any{"service": w.id("published service"), "version": 1, "content": map[string]any{"name": "x"}, "checksum": "c", "effective_on": "2026-01-01"})
	for _, state := range []string{"published", "draft"} {
		event := w.put(state+" event", "life_events", map[string]any{"name": state, "lead": w.id("market"), "state": state})
		w.put(state+" event question", "questions", map[string]any{"life_event": event, "text": "?"})
		w.put(state+" event option", "options", map[string]any{"question": w.id(state + " event question"), "text": "!"})
		w.put(state+" member", "life_event_members", map[string]any{"life_event": event, "service": w.id("published service")})
	}
	w.put("retired member", "life_event_members", map[string]any{"life_event": w.id("published event"), "service": w.id("published service"), "retired": true})
}

// item is the n-th item of the basic catalogue.
func (w *world) item(name string, n int) string {
	return w.put(name, "basic_items", map[string]any{"code": fmt.Sprintf("0001160130%02d", n), "name": "食品经营许可", "type": "01", "basis": "法", "levels": []string{"4"}, "status": "in_use"})
}

func (w *world) rows(prefix, service, kind string, retired bool) {
	for name, collection := range map[string]string{"material": "materials", "question": "questions", "fee": "fees", "form field": "form_fields", "step": "steps"} {
		w.put(prefix+name, collection, w.row(collection, service, retired, "a"))
	}
	w.put(prefix+"option", "options", map[string]any{"question": w.id(prefix + "question"), "text": "是", "retired": retired})
}

// row is a good row of a list; key tells two rows of one list apart.
func (w *world) row(collection, service string, retired bool, key string) map[string]any {
	row := map[string]map[string]any{
		"materials":   {"name": "材料", "type": w.id("type"), "necessity": "required", "source": "20"},
		"questions":   {"text": "？"},
		"fees":        {"name": "费", "standard": "10元", "basis": "法"},
		"form_fields": {"key": key, "label": "项", "kind": "text"},
		"steps":       {"seq": 1, "name": "审查", "kind": "examine", "department": w.id("market")},
	}[collection]
	row["service"], row["retired"] = service, retired
	return row
}

// campaign is a reform campaign with tasks of market supervision and the police.
func (w *world) campaign(state string) map[string]any {
	return map[string]any{"name": state, "starts": "2026-03-02", "deadline": "2026-06-30", "state": state}
}

func (w *world) task(campaign, state string) map[string]any {
	return map[string]any{"campaign": w.id(campaign), "name": state, "lead": w.id("market"), "partners": []string{w.id("station")}, "meter": "manual", "state": state}
}

// reform makes a campaign in preparation and one that runs, with its tasks and an act.
func (w *world) reform() {
	for _, state := range []string{"draft", "open"} {
		w.put(state+" campaign", "campaigns", w.campaign(state))
	}
	for _, state := range []string{"planned", "started"} {
		w.put(state+" task", "tasks", w.task("open campaign", state))
	}
	w.put("task act", "actions", map[string]any{"subject": "task", "task": w.id("started task"), "act": "start"})
}

// meeting is a training of all departments, and asked a question of the clerk about it.
func (w *world) meeting(title string) map[string]any {
	return map[string]any{"title": title, "at": "2026-03-10 01:30:00.000Z", "place": "三楼会议室"}
}

func (w *world) asked(answer string) map[string]any {
	return map[string]any{"training": w.id("meeting"), "officer": w.id("clerk"), "question": "？", "answer": answer}
}

// meet makes a meeting with who was there and what was asked.
func (w *world) meet() {
	w.put("meeting", "trainings", w.meeting("meeting"))
	w.put("attendance", "training_attendances", map[string]any{"training": w.id("meeting"), "officer": w.id("clerk"), "way": "code"})
	w.put("question asked", "training_questions", w.asked(""))
	w.put("question answered", "training_questions", w.asked("答"))
}

// journey is one submission of the owner.
func (w *world) journey(state string) map[string]any {
	return map[string]any{"life_event": w.id("published event"), "applicant": w.id("owner"), "state": state}
}

// apply makes a case that was handed in, a draft that the owner began online and a draft
// that a clerk began at the counter, and everything that hangs on a case.
func (w *world) apply() {
	w.put("journey", "journeys", w.journey("submitted"))
	w.put("draft journey", "journeys", w.journey("draft"))
	w.put("counter journey", "journeys", w.journey("draft"))
	shut := w.journey("completed")
	shut["locked"] = true
	w.put("locked journey", "journeys", shut)
	for name, c := range map[string]struct {
		state       string
		departments []string
	}{"handed": {"submitted", []string{w.id("closed"), w.id("market")}}, "draft": {"draft", nil}, "counter draft": {"draft", []string{w.id("market")}}} {
		w.put(name, "applications", w.application(w.id("owner"), c.state, c.departments))
		w.put(name+" document", "documents", map[string]any{"application": w.id(name), "material": w.id("published material"), "applicant": w.id("owner"), "verdict": "pending"})
	}
	locked := w.application(w.id("owner"), "closed", []string{w.id("market")})
	locked["locked"] = true
	locked["journey"] = w.id("locked journey")
	w.put("locked", "applications", locked)
	w.put("locked document", "documents", map[string]any{"application": w.id("locked"), "material": w.id("published material"), "applicant": w.id("owner"), "verdict": "accepted"})
	w.put("locked notice", "notices", map[string]any{"application": w.id("locked"), "kind": "receipt", "number": "9号", "content": map[string]any{"a": 1}})
	w.put("locked act", "actions", map[string]any{"subject": "application", "application": w.id("locked"), "act": "submit"})
	counter := w.application(w.id("owner"), "draft", []string{w.id("market")})
	counter["journey"] = w.id("counter journey")
	w.put("case of the counter journey", "applications", counter)
	handed := w.id("handed")
	w.put("review", "reviews", map[string]any{"application": handed, "step": "s", "name": "审查", "seq": 1, "department": w.id("market"), "state": "open"})
	w.put("notice", "notices", map[string]any{"application": handed, "kind": "receipt", "number": "1号", "content": map[string]any{"a": 1}})
	w.put("result", "results", map[string]any{"application": handed, "number": "1", "name": "证", "token": "t", "state": "valid"})
	w.put("message", "messages", map[string]any{"application": handed, "applicant": w.id("owner"), "text": "您好"})
	w.put("act", "actions", map[string]any{"subject": "application", "application": handed, "act": "submit"})
	w.put("claim act", "actions", map[string]any{"subject": "claim", "claim": w.id("published claim"), "act": "claim"})
	w.put("bar", "bars", map[string]any{"applicant": w.id("owner"), "service": w.id("published service"), "cite": "R-AL-37", "until": "2027-03-02"})
	w.put("look", "looks", map[string]any{"application": handed, "officer": w.id("clerk"), "field": "id_number", "reason": "核对"})
	w.put("figure", "figures", map[string]any{"period": "2026-03", "outcome": "granted", "department": w.id("market"), "service": w.id("published service"), "channel": "online", "cases": 1})
	w.put("try", "tries", map[string]any{"key": "a"})
	w.put("session", "sessions", map[string]any{"digest": "a"})
	w.put("second step", "second_steps", map[string]any{"holder": "officers/" + w.id("supervisor"), "cipher": "a"})
	w.rate()
	w.put("owner's post", "notifications", map[string]any{"applicant": w.id("owner"), "kind": "k", "channel": "inbox", "state": "sent"})
	w.put("clerk's post", "notifications", map[string]any{"officer": w.id("clerk"), "kind": "k", "channel": "inbox", "state": "sent"})
}

// problem is one that the owner reported, or that the clerk wrote down at the window.
func (w *world) problem(state, by, lead string) map[string]any {
	p := map[string]any{"title": "开店要交三遍同一张表", "text": "每个窗口都要再填一遍", "source": "citizen", "state": state, "service": w.id("published service"), "lead": lead}
	if by == "owner" {
		p["reporter"] = w.id(by)
	} else {
		p["source"], p["registrar"] = "hall", w.id(by)
	}
	return p
}

// report makes problems in the hands of everybody who may have one.
func (w *world) report() {
	w.put("problem", "problems", w.problem("assigned", "owner", w.id("market")))
	w.put("draft problem", "problems", w.problem("draft", "owner", ""))
	w.put("hall draft", "problems", w.problem("draft", "clerk", ""))
	w.put("hall problem", "problems", w.problem("reported", "clerk", ""))
	w.put("problem act", "actions", map[string]any{"subject": "problem", "problem": w.id("problem"), "act": "assign"})
}

// rate makes ratings by the owner of cases on which the clerk acted, on which the supervisor
// acted, and of the locked one, each with an act, and a limit that the place sets.
func (w *world) rate() {
	w.put("closed case", "applications", w.application(w.id("owner"), "closed", []string{w.id("market")}))
	for name, x := range map[string]struct{ of, rated string }{"rating": {"handed", "clerk"}, "supervisor's rating": {"closed case", "supervisor"}, "locked rating": {"locked", "clerk"}} {
		rating := w.rating(w.id(x.of))
		rating["rated"] = []string{w.id(x.rated)}
		w.put(name, "ratings", rating)
		w.put(name+" act", "actions", map[string]any{"subject": "rating", "rating": w.id(name), "act": "contact"})
	}
	w.things["limit"] = w.first("limits")
	w.put("common template", "templates", w.template(""))
	w.put("template", "templates", w.template("market"))
}

// template is what a department writes again and again, or everybody.
func (w *world) template(department string) map[string]any {
	of := ""
	if department != "" {
		of = w.id(department)
	}
	return map[string]any{"department": of, "act": "message", "title": "提醒", "text": "请补交材料。"}
}

func (w *world) rating(application string) map[string]any {
	return map[string]any{"application": application, "grade": 1, "state": "open", "channel": "online", "rated_on": "2026-03-02",
		"service": w.id("published service"), "department": w.id("market")}
}

func (w *world) application(applicant, state string, departments []string) map[string]any {
	return map[string]any{"service": w.id("published service"), "revision": w.id("revision"), "applicant": applicant,
		"channel": "online", "state": state, "light": "none", "departments": departments}
}
