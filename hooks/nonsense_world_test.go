package hooks

import (
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// world is a house in which every collection holds a row, with the ids that the tests of
// bad input need.
type world struct {
	*house
	list                                 string // a list under way of market supervision
	own, foreign                         string // drafts of zhang and of li
	atCounter                            string // a draft that the clerk took down
	submitted, running, finished         string // cases of zhang
	document, foreignDocument            string
	journey, foreignJourney, foreignCase string

	seen             *witness
	people           map[string]*core.Record
	values, requests int
}

// newWorld furnishes a house: the list under way by the house's own pen, the cases by
// the acts of their people.
func newWorld(t testing.TB) *world {
	w := &world{house: newHouse(t).unlimited().quick(), people: map[string]*core.Record{}}
	if err := w.as(w.app, system, w.compile); err != nil {
		t.Fatal(err)
	}
	if err := w.renewCampaigns(t.Context(), w.today()); err != nil { // dates the plan, as the due job does
		t.Fatal(err)
	}
	zhang, li, clerk := w.person("zhang"), w.person("li"), w.person("clerk")
	w.own, w.foreign = w.draft(zhang), w.draft(li)
	w.atCounter = w.draft(clerk, map[string]any{"applicant": li.Id})
	w.document = w.upload(zhang, w.own, w.material("M-ID"), "身份证.png", picture(1)).ok().id()
	w.foreignDocument = w.upload(li, w.foreign, w.material("M-ID"), "身份证.png", picture(1)).ok().id()
	w.submitted = w.caseIn("submitted")
	w.running = w.caseIn("accepted")
	w.foreignCase = w.handIn(li, "M-AP", "M-ID", "M-LAY")
	w.act(clerk, w.foreignCase, "accept").ok()
	w.finished = w.caseIn("closed")
	w.rate(zhang, w.caseIn("withdrawn"), 2)
	w.call("POST", "/api/collections/messages/records", zhang, map[string]any{"application": w.running, "text": "何时现场核查？"}).ok()
	w.seen = w.witness()
	return w
}

// quick makes passwords cheap to hash: each attempt to write an account hashes one.
func (x *house) quick() *house {
	x.t.Helper()
	for _, name := range []string{"officers", "applicants"} {
		c, err := x.app.FindCollectionByNameOrId(name)
		if err != nil {
			x.t.Fatal(err)
		}
		c.Fields.GetByName("password").(*core.PasswordField).Cost = 4
		if err := x.app.Save(c); err != nil {
			x.t.Fatal(err)
		}
	}
	return x
}

// compile begins a list with a row of every kind, a life event, journeys and a
// notification.
func (w *world) compile(tx core.App) error {
	s := &seeder{h: w.Hall, tx: tx}
	market, err := tx.FindFirstRecordByData("departments", "code", "11510799DEM000030Q")
	if err != nil {
		return err
	}
	list := s.list(market, "000116014001", map[string]any{"name": "小餐饮备案", "name_en": "Small eatery filing", "type": "20", "regime": "GENERAL",
		"handling": "promised", "statutory_days": 5, "statutory_unit": "WD", "promised_days": 3, "basis": "条例第十条", "result_name": "备案证"})
	w.list = list.Id
	claim, err := tx.FindRecordById("claims", list.GetString("claim"))
	if err != nil {
		return err
	}
	claim.Set("state", "compiling")
	if err := write(tx, claim); err != nil {
		return err
	}
	material, err := tx.FindFirstRecordByData("material_types", "code", "M-ID")
	if err != nil {
		return err
	}
	q := s.row("questions", map[string]any{"service": list.Id, "text": "有堂食吗？", "order": 1})
	s.row("options", map[string]any{"question": q.Id, "text": "有", "order": 1})
	s.row("materials", map[string]any{"service": list.Id, "type": material.Id, "name": "身份证", "necessity": "required", "source": "10"})
	s.row("fees", map[string]any{"service": list.Id, "name": "工本费", "standard": "10元", "basis": "文件"})
	s.row("form_fields", map[string]any{"service": list.Id, "key": "premises", "label": "经营场所", "kind": "text"})
	s.row("steps", map[string]any{"service": list.Id, "seq": 1, "name": "审查", "kind": "examine", "department": market.Id})
	event := s.row("life_events", map[string]any{"name": "开餐馆", "lead": market.Id, "state": "published"})
	s.row("life_event_members", map[string]any{"life_event": event.Id, "service": list.Id})
	w.journey = s.row("journeys", map[string]any{"life_event": event.Id, "applicant": w.person("zhang").Id}).Id
	w.foreignJourney = s.row("journeys", map[string]any{"life_event": event.Id, "applicant": w.person("li").Id}).Id
	s.row("problems", map[string]any{"title": "同一张表填三遍", "text": "每个窗口都要再填一遍", "source": "citizen", "state": "draft", "service": list.Id, "reporter": w.person("zhang").Id})
	meeting := s.row("trainings", map[string]any{"title": "培训会", "at": "2026-03-10 01:30:00.000Z", "place": "三楼会议室"})
	s.row("training_attendances", map[string]any{"training": meeting.Id, "officer": w.person("clerk").Id, "way": "code"})
	s.row("training_questions", map[string]any{"training": meeting.Id, "officer": w.person("clerk").Id, "question": "多久复核一次？", "answer": "每年", "published": true})
	campaign := s.row("campaigns", map[string]any{"name": "最多跑一次", "starts": "2026-03-02", "deadline": "2026-06-30", "state": "draft"})
	s.row("tasks", map[string]any{"campaign": campaign.Id, "name": "认领", "lead": market.Id, "days": 5, "meter": "manual", "state": "planned"})
	s.row("notifications", map[string]any{"kind": "due", "officer": w.person("clerk").Id, "channel": "inbox", "state": "queued"})
	return s.err
}
