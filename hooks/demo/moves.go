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
		"rate":    (*teller).rate,
		"call":    (*teller).call,
		"mend":    (*teller).mend,
		"protest": (*teller).protest,
		"decide":  (*teller).decide,
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

// everything leaves out only what is optional and that no answer asked for.
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

// rows are the records of a case.
func (t *teller) rows(collection string, x *tale, sort ...string) ([]*core.Record, error) {
	var list []*core.Record
	err := t.tx.RecordQuery(collection).AndWhere(dbx.HashExp{"application": x.record.Id}).OrderBy(sort...).All(&list)
	return list, err
}
