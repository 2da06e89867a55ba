package demo

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/workday"
)

// moves are what can happen to a case; each runs in a transaction of its own.
var moves map[string]func(*teller, *tale) error

func init() { // the moves refer to each other
	moves = map[string]func(*teller, *tale) error{
		"begin":        func(t *teller, x *tale) error { return t.begin(x, t.half) },
		"submit":       func(t *teller, x *tale) error { return t.handIn(x, everything) },
		"submit short": func(t *teller, x *tale) error { return t.handIn(x, t.undeferred) },
		"flawed":       func(t *teller, x *tale) error { return t.handIn(x, t.flawed) },
		"check":        (*teller).check,
		"ask":          (*teller).ask,
		"supply":       (*teller).supply,
		"accept":       (*teller).accept,
		"defer":        (*teller).deferPaper,
		"reject":       (*teller).reject,
		"withdraw": func(t *teller, x *tale) error {
			return t.act(x, t.callers[x.who.Login], "withdraw", fields{"reason": "计划有变，暂不办理"})
		},
		"examine": func(t *teller, x *tale) error { return t.examine(x, true) },
		"fail":    func(t *teller, x *tale) error { return t.examine(x, false) },
		"pause": func(t *teller, x *tale) error {
			return t.pause(x, workday.DayOf(t.options.Now)+workday.Day(4+t.dice.IntN(9)))
		},
		"pause shortly": func(t *teller, x *tale) error { return t.pause(x, t.today()+2) },
		"extend": func(t *teller, x *tale) error {
			return t.office(x, "approver", "extend", fields{"reason": "现场核查发现布局需要核实，情况复杂"})
		},
		"rest":    func(*teller, *tale) error { return nil },
		"grant":   func(t *teller, x *tale) error { return t.office(x, "approver", "grant", nil) },
		"refuse":  (*teller).refuse,
		"deliver": (*teller).deliver,
		"terminate": func(t *teller, x *tale) error {
			return t.office(x, "approver", "terminate", fields{"reason": "逾期未补交容缺材料"})
		},
	}
}

type fields = map[string]any

func (t *teller) today() workday.Day { return workday.DayOf(t.house.Now()) }

// act does one act on the case in somebody's name.
func (t *teller) act(x *tale, by *core.Record, act string, more fields) error {
	x.acts++
	body := fields{"id": recordID("actions", fmt.Sprintf("%d/%d", x.number, x.acts)), "subject": "application", "application": x.record.Id, "act": act}
	for key, value := range more {
		body[key] = value
	}
	if _, err := t.house.Act(t.tx, by, body); err != nil {
		return fmt.Errorf("%s: %w", act, err)
	}
	return nil
}

// office does an act in the name of who holds a post in the department of the service.
func (t *teller) office(x *tale, post, act string, more fields) error {
	return t.act(x, t.post(post, x.service.Department), act, more)
}

// author is who begins, fills and hands in: the applicant, or the clerk at the window.
func (t *teller) author(x *tale) *core.Record {
	if x.counter {
		return t.post("clerk", x.service.Department)
	}
	return t.callers[x.who.Login]
}

// list is the revision of a service that its cases live under.
func (t *teller) list(key string) (*catalogue.Snapshot, error) {
	if s, ok := t.lists[key]; ok {
		return s, nil
	}
	r, err := t.tx.FindFirstRecordByData("revisions", "service", recordID("services", key))
	if err != nil {
		return nil, err
	}
	s, err := catalogue.Read([]byte(r.GetString("content")))
	t.lists[key] = s
	return s, err
}

// choose tells the papers that are handed in, of those that are asked.
type choose func(x *tale, asked []checklist.Material) []checklist.Material

// everything that blocks, may follow or was asked for by an answer; the rest now and then.
func everything(_ *tale, asked []checklist.Material) []checklist.Material {
	return slices.DeleteFunc(slices.Clone(asked), func(m checklist.Material) bool { return m.Necessity == catalogue.Optional && m.Why == "" })
}

func (t *teller) undeferred(x *tale, asked []checklist.Material) []checklist.Material {
	return slices.DeleteFunc(everything(x, asked), func(m checklist.Material) bool { return m.Necessity == catalogue.Deferrable })
}

// half is how far a draft has come.
func (t *teller) half(x *tale, asked []checklist.Material) []checklist.Material {
	all := everything(x, asked)
	return all[:t.dice.IntN(len(all)+1)]
}

// flawed leaves a required paper out, or hands it in with a fault.
func (t *teller) flawed(x *tale, asked []checklist.Material) []checklist.Material {
	all := everything(x, asked)
	required := slices.DeleteFunc(slices.Clone(all), func(m checklist.Material) bool { return m.Necessity != catalogue.Required })
	wrong := required[t.dice.IntN(len(required))].ID
	if t.dice.IntN(2) == 0 {
		x.flaw = wrong
		return all
	}
	return slices.DeleteFunc(all, func(m checklist.Material) bool { return m.ID == wrong })
}

// begin drafts the application with its answers and uploads some of the papers.
func (t *teller) begin(x *tale, some choose) error {
	snapshot, err := t.list(x.service.Key)
	if err != nil {
		return err
	}
	list, chosen, err := t.answer(snapshot)
	if err != nil {
		return err
	}
	draft := fields{
		"id": recordID("applications", strconv.Itoa(x.number)), "service": recordID("services", x.service.Key),
		"applicant": t.callers[x.who.Login].Id, "channel": "online", "options": chosen, "form": t.form(x, list.Fields),
	}
	if x.counter {
		draft["channel"] = "counter"
	}
	if x.record, err = t.house.Draft(t.tx, t.author(x), draft); err != nil {
		return err
	}
	for _, m := range some(x, list.Materials) {
		if err := t.upload(x, m.ID, m.TypeCode, false); err != nil {
			return err
		}
	}
	return nil
}

// answer chooses an option of every question that is asked.
func (t *teller) answer(s *catalogue.Snapshot) (checklist.List, []string, error) {
	chosen := []string{}
	for {
		list, err := checklist.Of(s, chosen)
		if err != nil {
			return list, nil, err
		}
		open := slices.IndexFunc(list.Questions, func(q checklist.Question) bool { return q.Chosen == "" })
		if open < 0 {
			return list, chosen, nil
		}
		options := list.Questions[open].Options
		chosen = append(chosen, options[t.dice.IntN(len(options))].ID)
	}
}

func (t *teller) upload(x *tale, material, typeCode string, again bool) error {
	x.uploads++
	mark := fmt.Sprintf("%d-%d", x.number, x.uploads)
	p, err := t.stack.paper(t.typeOf(typeCode), x.who, x.service.Name, mark, again)
	if err != nil {
		return err
	}
	_, err = t.house.Upload(t.tx, t.author(x), fields{"id": recordID("documents", mark), "application": x.record.Id, "material": material}, p.name, p.content)
	if err != nil {
		return fmt.Errorf("upload %s: %w", p.name, err)
	}
	return nil
}

func (t *teller) handIn(x *tale, some choose) error {
	if err := t.begin(x, some); err != nil {
		return err
	}
	return t.act(x, t.author(x), "submit", nil)
}

// check marks every document in force as accepted.
func (t *teller) check(x *tale) error {
	documents, err := t.rows("documents", x, "page")
	if err != nil {
		return err
	}
	marks := []fields{}
	for _, d := range documents {
		if d.GetBool("superseded") {
			continue
		}
		marks = append(marks, fields{"document": d.Id, "verdict": "accepted"})
	}
	return t.office(x, "clerk", "check", fields{"items": marks})
}

func (t *teller) accept(x *tale) error {
	if err := t.check(x); err != nil {
		return err
	}
	return t.office(x, "clerk", "accept", nil)
}

// ask names once what is to be corrected: the paper that is wrong, or what is missing.
func (t *teller) ask(x *tale) error {
	if x.flaw == "" {
		return t.office(x, "clerk", "request_correction", nil)
	}
	reason := flaws[t.dice.IntN(len(flaws))]
	return t.office(x, "clerk", "request_correction", fields{"items": []fields{{"material": x.flaw, "reason": reason}}})
}

var flaws = []string{"照片模糊，看不清号码，请重新拍摄", "缺少签名和日期", "证件已过有效期，请提交有效的证件", "只有正面，请补交背面"}

// supply uploads what the notice names and hands it in.
func (t *teller) supply(x *tale) error {
	action, err := t.tx.FindFirstRecordByFilter("actions", "application={:id} && act='request_correction'", dbx.Params{"id": x.record.Id})
	if err != nil {
		return err
	}
	var named []struct {
		Material string `json:"material"`
	}
	if err := action.UnmarshalJSONField("items", &named); err != nil {
		return err
	}
	snapshot, err := t.list(x.service.Key)
	if err != nil {
		return err
	}
	for _, m := range named {
		if err := t.upload(x, m.Material, snapshot.Material(m.Material).TypeCode, true); err != nil {
			return err
		}
	}
	return t.act(x, t.author(x), "supply", nil)
}

// deferPaper accepts a case whose secondary paper may follow by the next working day.
func (t *teller) deferPaper(x *tale) error {
	until, err := t.cal.Add(t.today(), 1)
	if err != nil {
		return err
	}
	return t.office(x, "clerk", "accept", fields{"until": until.String()})
}

var rejections = []fields{
	{"ground": "other_authority", "reason": "该事项由绵阳市级部门办理，请向绵阳市政务服务中心申请"},
	{"ground": "no_licence_needed", "reason": "申请内容依法不需要许可，可以直接办理备案"},
	{"ground": "other_authority", "reason": "户籍不在本县，请向户籍所在地的县级部门申请"},
}

func (t *teller) reject(x *tale) error {
	return t.office(x, "clerk", "reject", rejections[t.dice.IntN(len(rejections))])
}

// examine settles the first open step; two officers go to a site (R-AL-10).
func (t *teller) examine(x *tale, pass bool) error {
	reviews, err := t.rows("reviews", x, "seq", "name")
	if err != nil {
		return err
	}
	open := slices.IndexFunc(reviews, func(r *core.Record) bool { return r.GetString("state") == "open" })
	if open < 0 {
		return fmt.Errorf("no step is open")
	}
	r := reviews[open]
	department := t.departmentKey(r.GetString("department"))
	opinion := fields{"review": r.Id, "ground": "pass", "reason": "材料真实、完整，符合条件"}
	if !pass {
		opinion["ground"], opinion["reason"] = "fail", "不符合规定条件："+shortcomings[t.dice.IntN(len(shortcomings))]
	}
	if t.kindOf(x, r) != "site_check" {
		return t.act(x, t.post("examiner", department), "examine", opinion)
	}
	if pass {
		opinion["reason"] = "现场与申请材料一致，布局和设施符合要求"
	}
	if err := t.act(x, t.post("examiner", department), "verify_site", opinion); err != nil || !pass {
		return err
	}
	return t.act(x, t.post("examiner2", department), "verify_site", opinion)
}

var shortcomings = []string{"经营场所布局不符合要求", "家庭人均收入高于标准", "提交的证明与核对结果不一致"}

func (t *teller) departmentKey(id string) string {
	for _, d := range t.county.Departments {
		if recordID("departments", d.Key) == id {
			return d.Key
		}
	}
	return ""
}

// kindOf is the kind of the step that a review is about.
func (t *teller) kindOf(x *tale, review *core.Record) string {
	for i, s := range x.service.Steps {
		if recordID("steps", x.service.Key+"."+strconv.Itoa(i+1)) == review.GetString("step") {
			return s.Kind
		}
	}
	return ""
}

// pauses are the causes of Art. 45 that fit a service (R-AL-20).
var pauses = map[string]string{"DPF-CARD": "appraisal", "SAMR-FOOD": "testing", "HUD-BUILD": "expert_review"}

func (t *teller) pause(x *tale, until workday.Day) error {
	return t.office(x, "examiner", "pause", fields{"ground": pauses[x.service.Key], "until": until.String(), "reason": "依法需要的时间不计入办理期限"})
}

func (t *teller) refuse(x *tale) error {
	return t.office(x, "approver", "refuse", fields{"reason": "经审查，" + shortcomings[t.dice.IntN(len(shortcomings))] + "，依法不予许可"})
}

func (t *teller) deliver(x *tale) error {
	method := []string{"counter", "post", "online"}[t.dice.IntN(3)]
	return t.office(x, "clerk", "deliver", fields{"method": method})
}

// rows are the records of a case.
func (t *teller) rows(collection string, x *tale, sort ...string) ([]*core.Record, error) {
	var list []*core.Record
	err := t.tx.RecordQuery(collection).AndWhere(dbx.HashExp{"application": x.record.Id}).OrderBy(sort...).All(&list)
	return list, err
}
