package cases

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"slices"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/review"
	"onestop/hooks/rules/workday"
)

// Random lives of cases, for the properties.

var (
	regimes   = []string{"LICENCE", "LICENCE_JOINT", "REAL_ESTATE", "MARKET_ENTITY", "ID_CARD", "RESIDENCE_PERMIT", "FOI", "SOCIAL_INS", "CONSTRUCTION", "FOOD_BUSINESS", "DIBAO", "HOUSING_FUND", "FIRE_CHECK", "GENERAL"}
	materials = []string{"申请表", "布局图", "照片"}
	people    = []string{"clerk", "clerk2", "examiner", "examiner2", "approver", "supervisor", "both", applicant, system, stranger}
)

// anyService is a story without scenes: a service of any regime with a few materials and
// steps, and an office that can handle it.
func anyService(r *rand.Rand) *story {
	s := &story{list: blankList(), inspection: r.Intn(3) == 0}
	s.list.Regime, s.list.ResultValidYears, s.list.Commitment = regimes[r.Intn(len(regimes))], r.Intn(3), r.Intn(2) == 0
	s.list.Handling, s.list.PromisedDays = []string{catalogue.Instant, catalogue.Promised}[min(r.Intn(4), 1)], 1+r.Intn(12)
	if r.Intn(3) == 0 {
		s.list.StatutoryDays, s.list.StatutoryUnit = 1+r.Intn(40), []string{catalogue.WorkingDays, catalogue.CalendarDays}[r.Intn(2)]
	}
	for i, necessity := range []string{catalogue.Required, catalogue.Deferrable, catalogue.Optional} {
		s.list.Materials = append(s.list.Materials, catalogue.Material{ID: materials[i], Name: materials[i], Necessity: necessity})
	}
	for i := range r.Intn(4) {
		s.list.Steps = append(s.list.Steps, catalogue.Step{ID: fmt.Sprint("步骤", i), Name: fmt.Sprint("步骤", i), Seq: 1 + r.Intn(2), Department: lead,
			Kind: []string{catalogue.Examine, catalogue.SiteCheck}[r.Intn(2)], Days: r.Intn(4)})
	}
	for _, who := range people {
		s.knows(who)
	}
	s.officers = append(s.officers, review.Officer{ID: "both", Department: lead, Roles: []flow.Role{flow.Clerk, flow.Examiner, flow.Approver}, Active: true})
	return s
}

func pick[T any](r *rand.Rand, list []T) (one T) {
	if len(list) > 0 {
		one = list[r.Intn(len(list))]
	}
	return one
}

// anyDeed is something that somebody may try now: mostly an act that starts from where
// the case stands, by somebody who may hold its role.
func anyDeed(r *rand.Rand, f *file) *deed {
	if r.Intn(6) == 0 {
		act := pick(r, []flow.Act{"add", "add", "add", "commit", "absent", "back"})
		d := &deed{subject: "application", who: applicant, act: act, items: []string{pick(r, materials)}, to: "both"}
		if act == "absent" || act == "back" {
			d.who = pick(r, []string{"examiner", "examiner2"})
		}
		return d
	}
	table, state := flow.Application, f.state
	if f.result != "" && r.Intn(2) == 0 {
		table, state = flow.Result, f.result
	}
	dull := r.Intn(40) > 0 // most cases live on
	row := pick(r, slices.DeleteFunc(slices.Clone(table.Rows), func(x flow.Row) bool {
		ends := x.Act != "deliver" && x.Act != "terminate" && (slices.Contains(table.Final, x.To) || x.To == flow.Refused || x.To == flow.Revoked)
		return (ends && dull) || (!slices.Contains(x.From, state) && r.Intn(20) > 0)
	}))
	able := slices.DeleteFunc(slices.Clone(people), func(who string) bool {
		return r.Intn(20) > 0 && !slices.ContainsFunc(f.roles(who), func(x flow.Role) bool { return slices.Contains(row.Roles, x) })
	})
	d := &deed{subject: table.Subject, act: row.Act, who: pick(r, able), ground: pick(r, row.Grounds), reason: "理由", to: pick(r, people)}
	if d.act == "examine" || d.act == "verify_site" {
		d.ground = pick(r, []string{"pass", "pass", "pass", "fail"})
	}
	if d.act == "check" {
		d.ground = pick(r, []string{"accepted", "accepted", "rejected"})
	}
	if r.Intn(3) > 0 {
		d.items = []string{pick(r, materials)}
	}
	if r.Intn(2) == 0 || d.act == "pause" {
		d.until = f.today + workday.Day(r.Intn(15))
	}
	d.step = pick(r, f.s.list.Steps).ID
	return d
}

// live lives a random case and answers what was not refused.
func live(r *rand.Rand, cal *workday.Calendar, from workday.Day, seen func(before, after *file, d *deed)) (f *file, done []scene) {
	f = open(anyService(r), cal)
	day := from + workday.Day(r.Intn(700))
	for range 150 {
		if r.Intn(3) == 0 {
			day += workday.Day(r.Intn(4))
		}
		if r.Intn(60) == 0 {
			day += workday.Day(r.Intn(400))
		}
		f.today = day
		before, d := f.clone(), anyDeed(r, f)
		if f.do(day, d) != nil {
			continue
		}
		done = append(done, scene{day: day, deed: d})
		seen(before, f, d)
	}
	return f, done
}

// summary is everything that a case is on its day, in one text.
func (f *file) summary() string {
	text, err := json.Marshal(struct {
		State, Result   flow.State
		Ledger          clock.Ledger
		Rows            []review.Row
		Examiners       []string
		Due             []workday.Day
		Docs            any
		Hearing         review.Hearing
		Deferred        workday.Day
		Corrections     int
		Bars            []clock.Bar
		ValidTo         workday.Day
		Renewal, Commit bool
	}{f.state, f.result, f.ledger(), f.rows(), each(f.steps, func(x step) string { return x.examiner }), each(f.steps, func(x step) workday.Day { return x.due }),
		f.docs, f.hearing, f.deferred, f.corrections, f.bars, f.validTo, f.renewal, f.committed})
	if err != nil {
		panic(err)
	}
	return string(text)
}

func each[A, B any](list []A, of func(A) B) []B {
	out := make([]B, len(list))
	for i, x := range list {
		out[i] = of(x)
	}
	return out
}
