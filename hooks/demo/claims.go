package demo

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// episode is one move of a claim, so many working days before the county is left.
type episode struct {
	ago  int
	move string
}

// undertakings are items of the basic catalogue on their way to a published list, one in
// each state that a trainee may want to try: opened by a supervisor, claimed and compiled
// by the cataloguer, approved and published by two others (R-CLM-06).
var undertakings = []struct {
	service  string
	episodes []episode
}{
	{"SAMR-EQUIP", []episode{{2, "open"}}},
	{"SAMR-SMALL", []episode{{18, "open"}}},
	{"SAMR-DRUG", []episode{{22, "open"}, {20, "claim"}, {9, "half"}}},
	{"SAMR-HOTFOOD", []episode{{15, "open"}, {14, "claim"}, {6, "compile"}, {2, "submit"}}},
	{"SAMR-METER", []episode{{17, "open"}, {16, "claim"}, {11, "compile"}, {8, "submit"}, {7, "return"}, {5, "submit"}, {3, "approve"}}},
	{"SAMR-FOODMAKE", []episode{{12, "open"}, {4, "decline"}}},
	{"SAMR-WORKSHOP", []episode{{21, "open"}, {20, "claim"}, {18, "compile"}, {17, "submit"}, {15, "approve"}, {14, "publish"}, {3, "suspend"}}},
	{"SAMR-INDALTER", []episode{{23, "open"}, {22, "claim"}, {20, "compile"}, {19, "submit"}, {18, "approve"}, {17, "publish_ahead"}, {5, "revise"}}},
}

// undertaking is one of them as it is told.
type undertaking struct {
	service service
	claim   *core.Record
	acts    int // done so far
}

// claimMoves are what can happen to a claim.
var claimMoves = map[string]func(*teller, *undertaking) error{
	"open":    (*teller).openClaim,
	"claim":   func(t *teller, u *undertaking) error { return t.cataloguer(u, "claim", nil) },
	"half":    (*teller).compileHalf,
	"compile": (*teller).compile,
	"submit":  func(t *teller, u *undertaking) error { return t.cataloguer(u, "submit", nil) },
	"decline": func(t *teller, u *undertaking) error {
		return t.cataloguer(u, "decline", fields{"ground": "not_delegated", "reason": "食品生产许可由市级市场监管部门办理"})
	},
	"return": func(t *teller, u *undertaking) error {
		return t.oversee(u, "supervisor", "return", fields{"reason": "请写清现场考核的内容"})
	},
	"approve": func(t *teller, u *undertaking) error { return t.oversee(u, "supervisor", "approve", nil) },
	"publish": func(t *teller, u *undertaking) error { return t.oversee(u, "supervisor2", "publish", nil) },
	// in force only when the season is over, so that citizens find the register of the county and nothing else
	"publish_ahead": func(t *teller, u *undertaking) error {
		from := t.today() + 60
		return t.oversee(u, "supervisor2", "publish", fields{"until": from.String()})
	},
	"suspend": func(t *teller, u *undertaking) error {
		until := t.today() + 30
		return t.oversee(u, "supervisor", "suspend", fields{"reason": "登记系统升级", "until": until.String()})
	},
	"revise": (*teller).revise,
}

// undertake lays the episodes of every undertaking on the working days of the season. In a
// season too short for one, what would lie before it happens on its first day.
func (t *teller) undertake() []beat {
	var beats []beat
	for i, plan := range undertakings {
		at := slices.IndexFunc(t.undertaken, func(s service) bool { return s.Key == plan.service })
		u := &undertaking{service: t.undertaken[at]}
		for j, e := range plan.episodes {
			day := t.days[max(0, len(t.days)-e.ago)]
			minute := time.Duration(9*60+5+10*i+j) * time.Minute
			beats = append(beats, beat{at: day.Start().Add(minute), claim: u, move: e.move})
		}
	}
	return beats
}

// listID is the record of an implementation list; that of a list which a claim made has an
// id of chance.
func (l *loader) listID(key string) string {
	if id := l.drafts[key]; id != "" {
		return id
	}
	return recordID("services", key)
}

// openClaim puts the item into the basic catalogue and assigns it to its department.
func (t *teller) openClaim(u *undertaking) error {
	s := u.service
	if err := t.basicItem(s); err != nil {
		return err
	}
	var err error
	u.claim, err = t.put("claims", s.Key, map[string]any{"basic_item": recordID("basic_items", s.Key), "department": recordID("departments", s.Department),
		"owner": t.post("cataloguer", s.Department).Id})
	return err
}

func (t *teller) cataloguer(u *undertaking, act string, more fields) error {
	return t.claimAct(u, t.post("cataloguer", u.service.Department), act, more)
}

func (t *teller) oversee(u *undertaking, login, act string, more fields) error {
	return t.claimAct(u, t.officers[login], act, more)
}

// claimAct does one act on the claim in somebody's name.
func (t *teller) claimAct(u *undertaking, by *core.Record, act string, more fields) error {
	u.acts++
	body := fields{"id": recordID("actions", fmt.Sprintf("%s/%d", u.service.Key, u.acts)), "subject": "claim", "claim": u.claim.Id, "act": act}
	for key, value := range more {
		body[key] = value
	}
	_, err := t.house.Act(t.tx, by, body)
	return err
}

// draft is the list that the claim made.
func (t *teller) draft(u *undertaking) (*core.Record, error) {
	r, err := t.tx.FindFirstRecordByFilter("services", "claim = {:claim}", dbx.Params{"claim": u.claim.Id})
	if err == nil {
		t.drafts[u.service.Key] = r.Id
	}
	return r, err
}

// compile fills the draft with everything that the list of the catalogue says.
func (t *teller) compile(u *undertaking) error {
	err := t.fill(u, nil)
	for _, rows := range []func(service) error{t.serviceQuestions, t.materials, t.formFields, t.fees, t.steps} {
		if err == nil {
			err = rows(u.service)
		}
	}
	return err
}

// unfilled is what a list that is compiled half lacks yet.
var unfilled = []string{"conditions", "complaint_phone", "quantity_limit", "result_sample", "trips_reason"}

// compileHalf leaves a draft as somebody does who went home: some fields, some materials,
// no steps.
func (t *teller) compileHalf(u *undertaking) error {
	some := u.service
	some.Materials = some.Materials[:3]
	return errors.Join(t.fill(u, unfilled), t.serviceQuestions(some), t.materials(some))
}

// fill writes the elements of the list itself but those left out.
func (t *teller) fill(u *undertaking, leave []string) error {
	r, err := t.draft(u)
	if err != nil {
		return err
	}
	list, err := t.loader.list(u.service)
	if err != nil {
		return err
	}
	for key, value := range list {
		if !slices.Contains(leave, key) {
			r.Set(key, value)
		}
	}
	return t.house.Seed(t.tx, r)
}

// revise opens the published list again and makes it easier: a day less, a paper less.
func (t *teller) revise(u *undertaking) error {
	if err := t.cataloguer(u, "revise", nil); err != nil {
		return err
	}
	r, err := t.draft(u)
	if err != nil {
		return err
	}
	r.Set("promised_days", r.GetInt("promised_days")-1)
	if err := t.house.Seed(t.tx, r); err != nil {
		return err
	}
	last := u.service.Materials[len(u.service.Materials)-1]
	paper, err := t.tx.FindRecordById("materials", recordID("materials", strings.Join([]string{u.service.Key, last.Type}, ".")))
	if err != nil {
		return err
	}
	paper.Set("retired", true)
	return t.house.Seed(t.tx, paper)
}
