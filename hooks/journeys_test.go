package hooks

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

const toJourneys = "/api/collections/journeys/records"

// street is a house with the life event of opening a shop: the business licence of market
// supervision comes first; the food licence, the sign (where one is put up) and the seal
// of the police (which may be left out) need it.
type street struct {
	*house
	event         string
	sign, none    string // options of the event's question
	members       map[string]string
	licence, food string // services
}

func newStreet(t testing.TB) *street {
	x := &street{house: newHouse(t).unlimited(), members: map[string]string{}}
	err := x.as(x.app, system, func(tx core.App) error {
		s := &seeder{h: x.Hall, tx: tx}
		market, err := tx.FindFirstRecordByData("departments", "code", "11510799DEM000030Q")
		if err != nil {
			return err
		}
		police, err := tx.FindFirstRecordByData("departments", "code", "11510799DEM000022X")
		if err != nil {
			return err
		}
		food, err := tx.FindFirstRecordByData("services", "name", "食品经营许可(新办)")
		if err != nil {
			return err
		}
		small := func(department *core.Record, code, name, result string, materials ...string) *core.Record {
			r := s.list(department, code, map[string]any{"name": name, "name_en": name, "type": "07", "regime": "GENERAL", "handling": "instant", "promised_days": 0, "basis": "条例", "result_name": result})
			for i, m := range materials {
				t, err := tx.FindFirstRecordByData("material_types", "code", m)
				if err != nil {
					t = s.row("material_types", map[string]any{"code": m, "name": "营业执照", "name_en": m, "source": "20"})
				}
				s.row("materials", map[string]any{"service": r.Id, "type": t.Id, "name": t.GetString("name"), "name_en": m, "necessity": "required", "source": "10", "form": "4", "basis": "条例", "order": i + 1})
			}
			return r
		}
		licence := small(market, "000731001000", "个体工商户设立登记", "营业执照", "M-AP", "M-ID")
		s.row("form_fields", map[string]any{"service": licence.Id, "key": "premises", "label": "经营场所", "label_en": "Premises", "kind": "text", "required": true, "order": 1})
		sign := small(market, "511054001000", "户外招牌设置", "备案意见", "M-AP", "M-BL")
		s.row("form_fields", map[string]any{"service": sign.Id, "key": "size", "label": "尺寸", "label_en": "Size", "kind": "number", "required": true, "order": 1})
		seal := small(police, "000809001000", "公章刻制备案", "备案回执", "M-BL", "M-ID")
		licenceType, err := tx.FindFirstRecordByData("material_types", "code", "M-BL")
		if err != nil {
			return err
		}
		s.row("materials", map[string]any{"service": food.Id, "type": licenceType.Id, "name": "营业执照(副本)", "name_en": "M-BL", "necessity": "required", "source": "20", "form": "4", "basis": "办法", "order": 3})
		for _, r := range []*core.Record{licence, sign, seal, food} {
			s.publish(r)
		}
		event := s.row("life_events", map[string]any{"name": "开店", "name_en": "Open a shop", "lead": market.Id, "promised_days": 8, "state": "published"})
		q := s.row("questions", map[string]any{"life_event": event.Id, "text": "设招牌吗？", "text_en": "A sign?", "order": 1})
		x.sign = s.row("options", map[string]any{"question": q.Id, "text": "设", "order": 1}).Id
		x.none = s.row("options", map[string]any{"question": q.Id, "text": "不设", "order": 2}).Id
		member := func(name string, r *core.Record, more map[string]any) {
			fields := map[string]any{"life_event": event.Id, "service": r.Id}
			for k, v := range more {
				fields[k] = v
			}
			x.members[name] = s.row("life_event_members", fields).Id
		}
		member("licence", licence, nil)
		after := []string{x.members["licence"]}
		member("food", food, map[string]any{"after": after})
		member("sign", sign, map[string]any{"after": after, "only_if": []string{x.sign}})
		member("seal", seal, map[string]any{"after": after, "optional": true})
		x.event, x.licence, x.food = event.Id, licence.Id, food.Id
		return s.err
	})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// issued makes the identity card a paper that an authority issues.
func (x *street) issued() {
	r := x.find("material_types", "code='M-ID'")
	r.Set("source", "20")
	if err := x.Seed(x.app, r); err != nil {
		x.t.Fatal(err)
	}
}

// begin begins a journey of zhang with everything that is asked.
func (x *street) begin(more map[string]any) string {
	x.t.Helper()
	body := map[string]any{"life_event": x.event, "options": []string{x.sign, x.gas("否")}, "form": map[string]any{"premises": "示例路9号", "size": 3}}
	for k, v := range more {
		body[k] = v
	}
	return x.call("POST", toJourneys, x.person("zhang"), body).ok().id()
}

func (x *street) gas(text string) string {
	return x.find("options", "text='%s' && question.service='%s'", text, x.food).Id
}

// view is the journey as its applicant sees it.
func (x *street) view(id string) reply {
	return x.call("GET", ours+"/journeys/"+id, x.person("zhang"), nil).ok()
}

func (x *street) member(id, name string) map[string]any {
	x.t.Helper()
	service := x.find("life_event_members", "id='%s'", x.members[name]).GetString("service")
	for _, m := range x.view(id).body["members"].([]any) {
		if row := m.(map[string]any); row["service"] == service {
			return row
		}
	}
	return nil
}

func (x *street) caseOf(id, name string) string { return x.member(id, name)["application"].(string) }

// give uploads the one set of papers where the list says.
func (x *street) give(id string) {
	x.t.Helper()
	for i, m := range x.view(id).body["materials"].([]any) {
		row := m.(map[string]any)
		if row["necessity"] == "optional" {
			continue
		}
		x.upload(x.person("zhang"), row["serves"].([]any)[0].(map[string]any)["member"].(string), row["id"].(string), "页.png", picture(200+i)).ok()
	}
}

func (x *street) submit(id string) reply {
	return x.call("POST", ours+"/journeys/"+id+"/submit", x.person("zhang"), nil)
}

// decide takes a case from its hand-in to the delivery.
func (x *street) decide(id string) {
	x.t.Helper()
	clerk, approver := x.person("clerk"), x.person("approver")
	if x.find("applications", "id='%s'", id).GetString("service") == x.food {
		x.act(clerk, id, "accept").ok()
		x.reviewed(id)
	} else {
		police := x.find("applications", "id='%s'", id).GetStringSlice("departments")
		if slices.Contains(police, x.person("clerk.police").GetString("department")) {
			clerk, approver = x.person("clerk.police"), x.person("both.police")
		}
		x.act(clerk, id, "accept").ok()
	}
	x.act(approver, id, "grant").ok()
	x.act(clerk, id, "deliver").ok()
}

// TestJourneyFromOneSubmissionToTheLastDelivery tells a whole life event through the door:
// one form, one set of papers, each member its own legal act (R-PKG-01, R-PKG-03, R-PKG-04).
func TestJourneyFromOneSubmissionToTheLastDelivery_R_PKG_01(t *testing.T) {
	x := newStreet(t)
	id := x.begin(nil)
	list := x.view(id)
	names := []string{}
	for _, m := range list.body["materials"].([]any) {
		names = append(names, m.(map[string]any)["name"].(string))
	}
	if want := "[申请表 居民身份证 经营布局 授权委托书]"; fmt.Sprint(names) != want {
		t.Errorf("asked once and no licence: %v", names)
	}
	for name, want := range map[string]string{"licence": "ready", "food": "waiting", "sign": "waiting", "seal": "waiting"} {
		if got := x.member(id, name)["standing"]; got != want {
			t.Errorf("%s is %v before, want %s", name, got, want)
		}
	}
	x.act(x.person("zhang"), x.caseOf(id, "licence"), "submit").refused("act", "journey_order", "R-PKG-01")
	x.give(id)
	x.submit(id).ok()
	x.submit(id).ok() // sent again
	licence, food, sign, seal := x.caseOf(id, "licence"), x.caseOf(id, "food"), x.caseOf(id, "sign"), x.caseOf(id, "seal")
	if s := x.find("applications", "id='%s'", licence); s.GetString("state") != "submitted" || s.GetString("number") == "" {
		t.Errorf("the first one is %s", s.GetString("state"))
	}
	x.act(x.person("zhang"), food, "submit").refused("act", "journey_order", "R-PKG-03")
	x.on("2026-03-04")
	x.decide(licence)
	for name, want := range map[string]string{"licence": "delivered", "food": "open", "sign": "open", "seal": "open"} {
		if got := x.member(id, name)["standing"]; got != want {
			t.Errorf("%s is %v after the delivery, want %s", name, got, want)
		}
	}
	handed := x.find("applications", "id='%s'", food)
	if got := handed.GetString("notice_due"); got != "2026-03-11" || handed.GetString("number") == "" {
		t.Errorf("the clock of the food licence starts with the delivery: %s", got)
	}
	if a := x.find("actions", "application='%s' && act='submit'", food); a.GetString("applicant") != x.person("zhang").Id || a.GetString("reason") == "" {
		t.Error("it is the applicant's own submission, with the reason why it came now")
	}
	given := x.find("documents", "application='%s' && material.type.code='M-AP'", licence)
	taken := x.find("documents", "application='%s' && material.type.code='M-AP'", food)
	if taken.GetString("reuse_of") == "" || taken.GetString("sha256") != given.GetString("sha256") {
		t.Errorf("the application form serves both: %v", taken)
	}
	x.act(x.person("clerk"), food, "request_correction").refused("items", "items_invalid", "") // complete: the licence is not missing
	x.decide(food)
	x.decide(sign)
	if state := x.find("journeys", "id='%s'", id).GetString("state"); state != "submitted" {
		t.Errorf("the journey is %s while the seal is open", state)
	}
	x.decide(seal)
	if state := x.find("journeys", "id='%s'", id).GetString("state"); state != "completed" {
		t.Errorf("the journey ends as %s", state)
	}
}

// What stands in the way of a journey is refused at its field, and nothing is stored.
func TestJourneyIsRefused_R_PKG_04(t *testing.T) {
	x := newStreet(t)
	for _, c := range []struct {
		name              string
		body              map[string]any
		field, code, cite string
	}{
		{"an unknown option", map[string]any{"options": []string{x.find("options", "text='是'").Id, x.none, x.sign}}, "options", "option_invalid", "R-PKG-04"},
		{"a field that nobody asks for", map[string]any{"form": map[string]any{"salary": 1}}, "form", "form_incomplete", "R-AL-02"},
		{"a form that is none", map[string]any{"form": "x"}, "form", "value_invalid", ""},
		{"a needed member left out", map[string]any{"left_out": []string{x.members["food"]}}, "left_out", "option_invalid", "R-PKG-04"},
		{"another applicant", map[string]any{"applicant": x.person("li").Id}, "applicant", "record_foreign", "R-AL-02"},
		{"a state", map[string]any{"state": "completed"}, "state", "field_readonly", ""},
	} {
		body := map[string]any{"life_event": x.event}
		for k, v := range c.body {
			body[k] = v
		}
		t.Run(c.name, func(t *testing.T) {
			answer := x.call("POST", toJourneys, x.person("zhang"), body)
			answer.t = t
			answer.refused(c.field, c.code, c.cite)
		})
	}
	x.call("POST", toJourneys, x.person("supervisor"), map[string]any{"life_event": x.event, "applicant": x.person("zhang").Id}).failed(t)
	event := x.find("life_events", "id='%s'", x.event)
	event.Set("state", "suspended")
	if err := x.Seed(x.app, event); err != nil {
		t.Fatal(err)
	}
	x.call("POST", toJourneys, x.person("zhang"), map[string]any{"life_event": x.event}).refused("life_event", "service_not_open", "R-PKG-03")
	if n := x.count("journeys") + x.count("applications"); n != 0 {
		t.Errorf("%d records are left of what was refused", n)
	}
}

func (r reply) failed(t *testing.T) {
	t.Helper()
	if r.status/100 != 4 {
		t.Errorf("status %d: %s", r.status, r.text)
	}
}

// Kinds of applicants that a member does not serve are told for each member.
func TestJourneyOfTheWrongKind_R_CAT_14(t *testing.T) {
	x := newStreet(t)
	licence := x.find("services", "id='%s'", x.licence)
	licence.Set("service_objects", []string{"person"})
	if err := x.Seed(x.app, licence); err != nil {
		t.Fatal(err)
	}
	if err := x.Publish(x.app, x.licence); err != nil {
		t.Fatal(err)
	}
	answer := x.call("POST", toJourneys, x.person("restaurant"), map[string]any{"life_event": x.event})
	answer.refused("life_event", "service_not_open", "R-CAT-14")
	if members, _ := answer.at("data", "life_event", "params", "members").([]any); len(members) != 1 {
		t.Errorf("one member is named: %s", answer.text)
	}
}

// The cases follow the draft: a member that the answers call for comes, one that is left
// out goes with its documents, and each gets its share of the answers.
func TestCasesFollowTheDraft_R_PKG_04(t *testing.T) {
	x := newStreet(t)
	zhang := x.person("zhang")
	id := x.begin(map[string]any{"options": []string{x.none}, "form": map[string]any{"premises": "示例路9号"}})
	path := toJourneys + "/" + id
	if x.member(id, "sign") != nil || x.member(id, "seal") == nil {
		t.Fatal("without a sign there is no case for it")
	}
	seal := x.caseOf(id, "seal")
	x.call("DELETE", "/api/collections/applications/records/"+seal, zhang, nil).refused("id", "journey_order", "R-PKG-04")
	x.call("PATCH", path, zhang, map[string]any{"options": []string{x.sign, x.gas("是")}, "left_out": []string{x.members["seal"]}, "form": map[string]any{"premises": "新街1号", "size": 4}}).ok()
	if x.member(id, "seal") != nil {
		t.Error("what is left out has a case")
	}
	sign := x.find("applications", "id='%s'", x.caseOf(id, "sign"))
	food := x.find("applications", "id='%s'", x.caseOf(id, "food"))
	if sign.GetString("form") != `{"size":4}` || food.GetString("form") != `{"premises":"新街1号"}` || fmt.Sprint(food.GetStringSlice("options")) != "["+x.gas("是")+"]" {
		t.Errorf("the shares are %s and %s with %v", sign.GetString("form"), food.GetString("form"), food.GetStringSlice("options"))
	}
	if want := []string{x.caseOf(id, "licence")}; !slices.Equal(food.GetStringSlice("waits_for"), want) {
		t.Errorf("food waits for %v", food.GetStringSlice("waits_for"))
	}
	x.call("PATCH", path, zhang, map[string]any{"life_event": x.event, "submitted_at": "2026-03-02 01:00:00.000Z"}).refused("submitted_at", "field_readonly", "")
	x.call("PATCH", path, x.person("admin"), map[string]any{"form": map[string]any{}}).refused("form", "role_required", "R-SEC-04")
	x.call("PATCH", path, x.person("li"), map[string]any{"form": map[string]any{}}).failed(t)
	x.call("GET", ours+"/journeys/"+id, x.person("li"), nil).failed(t)
	x.call("POST", ours+"/journeys/"+id+"/submit", x.person("li"), nil).failed(t)
	x.call("POST", ours+"/journeys/"+id+"/submit", x.person("supervisor"), nil).refused("act", "role_required", "R-AL-02")
	x.call("PATCH", "/api/collections/applications/records/"+food.Id, zhang, map[string]any{"waits_for": []string{}}).refused("waits_for", "field_readonly", "")
	x.call("DELETE", path, zhang, nil).ok()
	if n := x.count("applications"); n != 0 {
		t.Errorf("%d cases are left", n)
	}
}

// All of it or nothing: what is wrong is told for each member, and no case is handed in.
func TestJourneyIsHandedInWholly_R_PKG_01(t *testing.T) {
	x := newStreet(t)
	id := x.begin(map[string]any{"form": map[string]any{"size": "很大"}})
	answer := x.submit(id)
	answer.refused("act", "form_incomplete", "R-AL-02")
	told := []string{}
	for _, m := range answer.at("data", "act", "params", "members").([]any) {
		row := m.(map[string]any)
		for field := range row["params"].(map[string]any)["fields"].(map[string]any) {
			told = append(told, row["name"].(string)+" "+field)
		}
	}
	slices.Sort(told)
	if want := "[个体工商户设立登记 premises 户外招牌设置 size 食品经营许可(新办) premises]"; fmt.Sprint(told) != want {
		t.Errorf("told are %v", told)
	}
	if x.find("journeys", "id='%s'", id).GetString("state") != "draft" || x.count("notices") != 0 {
		t.Error("something was handed in")
	}
	x.call("PATCH", toJourneys+"/"+id, x.person("zhang"), map[string]any{"form": map[string]any{"premises": "示例路9号", "size": 3}}).ok()
	x.submit(id).ok()
	r := x.find("journeys", "id='%s'", id)
	if r.GetString("form") != "{}" || x.find("applications", "id='%s'", x.caseOf(id, "sign")).GetString("form") != `{"size":3}` {
		t.Errorf("a second copy of the form is kept: %s", r.GetString("form"))
	}
	x.call("PATCH", toJourneys+"/"+id, x.person("zhang"), map[string]any{"form": map[string]any{}}).failed(t)
	x.call("DELETE", toJourneys+"/"+id, x.person("zhang"), nil).failed(t)
}

// A refusal stops only its successors; they stay the applicant's drafts, ask again for
// what will not be supplied, and may be handed in alone (R-PKG-03).
func TestRefusalStopsOnlyItsSuccessors_R_PKG_03(t *testing.T) {
	x := newStreet(t)
	id := x.begin(nil)
	x.give(id)
	x.submit(id).ok()
	licence, food := x.caseOf(id, "licence"), x.caseOf(id, "food")
	x.act(x.person("clerk"), licence, "accept").ok()
	x.act(x.person("approver"), licence, "refuse", map[string]any{"reason": "经营场所不符合要求"}).ok()
	if got := x.member(id, "food")["standing"]; got != "stopped" {
		t.Errorf("the food licence is %v", got)
	}
	if state := x.find("journeys", "id='%s'", id).GetString("state"); state != "ended" {
		t.Errorf("the journey is %s", state)
	}
	x.act(x.person("clerk"), licence, "deliver").ok()
	if state := x.find("applications", "id='%s'", food).GetString("state"); state != "draft" {
		t.Fatalf("the delivery of a refusal hands nothing in: %s", state)
	}
	x.act(x.person("zhang"), food, "submit").ok()
	asked := x.act(x.person("clerk"), food, "request_correction").ok()
	items := asked.body["items"].([]any)
	if len(items) != 1 || items[0].(map[string]any)["material"] != x.find("materials", "service='%s' && name='营业执照(副本)'", x.food).Id {
		t.Errorf("the licence is asked again, the rest is shared: %v", items)
	}
	if state := x.find("journeys", "id='%s'", id).GetString("state"); state != "correcting" {
		t.Errorf("the journey is %s", state)
	}
}

// The verdict of a clerk on what an authority issued holds for the same bytes elsewhere, on
// what was written for one case it does not; what was rejected is not taken over, its
// better copy is.
func TestVerdictTravelsWithTheBytes_R_PKG_01(t *testing.T) {
	x := newStreet(t)
	x.issued()
	id := x.begin(nil)
	x.give(id)
	x.submit(id).ok()
	licence := x.caseOf(id, "licence")
	form := x.find("documents", "application='%s' && material.type.code='M-AP'", licence)
	card := x.find("documents", "application='%s' && material.type.code='M-ID'", licence)
	clerk, zhang := x.person("clerk"), x.person("zhang")
	x.act(clerk, licence, "check", map[string]any{"items": []any{map[string]any{"document": form.Id, "verdict": "accepted"}, map[string]any{"document": card.Id, "verdict": "rejected", "reason": "模糊"}}}).ok()
	better := x.upload(zhang, licence, card.GetString("material"), "新.png", picture(333)).ok().id()
	x.act(clerk, licence, "check", map[string]any{"items": []any{map[string]any{"document": better, "verdict": "accepted"}}}).ok()
	x.decide(licence)
	food := x.caseOf(id, "food")
	for code, want := range map[string][2]string{"M-AP": {form.Id, "pending"}, "M-ID": {better, "accepted"}} {
		got := x.find("documents", "application='%s' && material.type.code='%s'", food, code)
		if got.GetString("reuse_of") != want[0] || got.GetString("verdict") != want[1] {
			t.Errorf("%s is a copy of %s, %s", code, got.GetString("reuse_of"), got.GetString("verdict"))
		}
	}
	copied := x.find("documents", "application='%s' && material.type.code='M-ID'", food)
	if copied.GetString("sha256") != x.find("documents", "id='%s'", better).GetString("sha256") || copied.GetString("file") == "" {
		t.Errorf("the copy holds other bytes")
	}
}

// What could not be handed in when it was ready is tried again by the due jobs.
func TestForwardIsTriedAgain_R_PKG_03(t *testing.T) {
	x := newStreet(t)
	id := x.begin(nil)
	x.give(id)
	x.submit(id).ok()
	state := func(to string) {
		food := x.find("services", "id='%s'", x.food)
		food.Set("state", to)
		if err := x.Seed(x.app, food); err != nil {
			t.Fatal(err)
		}
	}
	state("suspended")
	x.decide(x.caseOf(id, "licence"))
	food := x.caseOf(id, "food")
	if got := x.find("applications", "id='%s'", food).GetString("state"); got != "draft" || x.find("applications", "id='%s'", x.caseOf(id, "sign")).GetString("state") != "submitted" {
		t.Fatalf("a service that is closed holds up only itself: %s", got)
	}
	for range 2 { // told once, however often it is tried
		if err := x.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	held, _ := x.member(id, "food")["held_up"].(map[string]any)
	if held["code"] != "service_not_open" || x.member(id, "seal")["held_up"] != nil {
		t.Errorf("the page says %v", held)
	}
	told := x.all("notifications", "kind='held_up' && channel='inbox'")
	if len(told) != 1 || told[0].GetString("applicant") != x.person("zhang").Id || told[0].GetString("link") != "/journey.html?id="+id {
		t.Fatalf("told %d times: %v", len(told), told)
	}
	if text := told[0].GetString("text"); !strings.Contains(text, "“食品经营许可(新办)”") {
		t.Errorf("told %s", text)
	}
	state("published")
	if err := x.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if x.member(id, "food")["held_up"] != nil {
		t.Error("it is still said to be held up")
	}
	if got := x.find("applications", "id='%s'", food).GetString("state"); got != "submitted" {
		t.Errorf("the case is %s after the service opened again", got)
	}
}

// A clerk takes a journey at the counter for an applicant; the department may look at it.
func TestJourneyAtTheCounter_R_PL_20(t *testing.T) {
	x := newStreet(t)
	clerk := x.person("clerk")
	id := x.call("POST", toJourneys, clerk, map[string]any{"life_event": x.event, "applicant": x.person("zhang").Id, "options": []string{x.none}}).ok().id()
	x.call("PATCH", toJourneys+"/"+id, clerk, map[string]any{"form": map[string]any{"premises": "示例路9号"}}).ok()
	if got := x.find("applications", "id='%s'", x.caseOf(id, "licence")).GetString("channel"); got != "counter" {
		t.Errorf("the channel is %s", got)
	}
	x.call("GET", ours+"/journeys/"+id, clerk, nil).ok()
	x.call("GET", ours+"/journeys/"+id, x.person("clerk.police"), nil).failed(t)
	x.call("POST", ours+"/journeys/"+id+"/submit", clerk, nil).ok()
}

// Officers see every life event with its promise against the worst chain, and what a
// supervisor may do with it.
func TestLifeEventsForOfficers_R_PKG_02(t *testing.T) {
	x := newStreet(t)
	x.call("GET", ours+"/life_events", x.person("zhang"), nil).failed(t)
	items := x.call("GET", ours+"/life_events", x.person("supervisor"), nil).ok().body["items"].([]any)
	item := items[0].(map[string]any)
	limit := item["limit"].(map[string]any)
	if item["name"] != "开店" || len(item["members"].([]any)) != 4 || limit["longest_path"] != 5.0 || fmt.Sprint(item["acts"]) != "[suspend cancel]" || limit["law"] != nil {
		t.Errorf("shown is %v", item)
	}
	first := item["members"].([]any)[0].(map[string]any)
	if first["service"] != x.licence {
		t.Errorf("%v stands first", first["name"])
	}
}

// A journey whose applicant asked for erasure is hidden from officers as its cases are;
// the auditors see both (R-PI-06).
func TestJourneyIsLockedWithItsCases_R_PI_06(t *testing.T) {
	x := newStreet(t)
	zhang := x.person("zhang")
	id := x.begin(nil)
	x.give(id)
	x.submit(id).ok()
	read := func(name string) [2]int {
		t.Helper()
		return [2]int{x.call("GET", toJourneys+"/"+id, x.person(name), nil).status, x.call("GET", ours+"/journeys/"+id, x.person(name), nil).status}
	}
	for _, name := range []string{"clerk", "supervisor", "auditor"} {
		if got := read(name); got != [2]int{200, 200} {
			t.Fatalf("%s reads the open journey: %v", name, got)
		}
	}
	x.act(zhang, x.caseOf(id, "licence"), "withdraw").ok()
	for _, c := range x.all("applications", "journey='%s' && state!='draft'", id) {
		if c.GetString("state") != "withdrawn" {
			t.Fatalf("a case is %s", c.GetString("state"))
		}
	}
	x.call("POST", "/api/onestop/my/erasure", zhang, nil).ok()
	for name, want := range map[string][2]int{"clerk": {404, 404}, "clerk.police": {404, 404}, "supervisor": {404, 404}, "auditor": {200, 200}} {
		if got := read(name); got != want {
			t.Errorf("%s reads the locked journey: %v", name, got)
		}
		list := x.call("GET", toJourneys, x.person(name), nil).ok()
		if strings.Contains(list.text, id) != (name == "auditor") {
			t.Errorf("%s lists %s", name, list.text)
		}
	}
}

// Only what is not there answers 404; a fault of the database is not the caller's.
func TestJourneyThatCannotBeReadIsNoMissingOne(t *testing.T) {
	x := newStreet(t)
	id := x.begin(nil)
	if got := x.call("GET", ours+"/journeys/nothing00000000", x.person("zhang"), nil).status; got != 404 {
		t.Errorf("what is not there answers %d", got)
	}
	if _, err := x.app.DB().NewQuery("ALTER TABLE journeys RENAME TO journeys_away").Execute(); err != nil {
		t.Fatal(err)
	}
	if got := x.call("GET", ours+"/journeys/"+id, x.person("zhang"), nil).status; got < 400 || got == 404 {
		t.Errorf("a table that is gone answers %d", got)
	}
}

// What the applicant handed in before is offered to the one set of papers of a journey, each
// paper to the case that it goes to (R-OL-03, R-PKG-01).
func TestJourneyTakesPapersAgain_R_OL_03(t *testing.T) {
	x := newStreet(t)
	x.issued()
	zhang := x.person("zhang")
	first := x.handIn(zhang, "M-AP", "M-ID", "M-LAY")
	card := x.find("documents", "application='%s' && type.code='M-ID'", first)
	id := x.begin(nil)
	shelf := x.call("GET", ours+"/journeys/"+id+"/shelf", zhang, nil).ok()
	licence := x.caseOf(id, "licence")
	paper := x.find("materials", "service='%s' && type.code='M-ID'", x.find("applications", "id='%s'", licence).GetString("service"))
	if !strings.Contains(shelf.text, card.Id) || !strings.Contains(shelf.text, `"material":"`+paper.Id+`"`) {
		t.Fatalf("the shelf offers %s", shelf.text)
	}
	x.call("POST", "/api/collections/documents/records", zhang, map[string]any{"application": licence, "material": paper.Id, "reuse_of": card.Id}).ok()
	if other := x.call("GET", ours+"/journeys/"+id+"/shelf", x.person("li"), nil); other.status != 404 {
		t.Errorf("li looks at the shelf of zhang: %d", other.status)
	}
}
