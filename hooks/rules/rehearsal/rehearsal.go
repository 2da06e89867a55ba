// Package rehearsal replays past cases on the draft of an implementation list, before it
// is published: which due dates move, who would be late, which materials would be asked,
// and what work the steps would bring. It reads what happened and changes nothing, and
// its report holds no person and no case.
package rehearsal

import (
	"errors"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// Case is one past case: the list that it ran under, what happened, what was answered,
// and the steps of that list that were opened.
type Case struct {
	List    *catalogue.Snapshot
	Events  []clock.Event
	Options []string
	Opened  []string
}

// Rehearsal replays cases one by one; it keeps sums, never the cases.
type Rehearsal struct {
	cal      *workday.Calendar
	draft    *catalogue.Snapshot
	today    workday.Day
	partners map[*catalogue.Snapshot]catalogue.Partners
	report   Report
	demands  tally[Demand]
	steps    tally[Load]
	offices  tally[Load]
}

// New begins a rehearsal of the draft as of today.
func New(cal *workday.Calendar, draft *catalogue.Snapshot, today workday.Day) *Rehearsal {
	r := &Rehearsal{cal: cal, draft: draft, today: today, partners: map[*catalogue.Snapshot]catalogue.Partners{}}
	for _, m := range draft.Materials {
		r.demands.of(m.ID, Demand{Name: m.Name, NameEn: m.NameEn})
	}
	for _, s := range draft.Steps {
		r.steps.of(s.ID, Load{Step: s.Name, Department: s.Department})
	}
	return r
}

// Add replays one case: the same events under the terms of the draft, and the same
// answers on its questions.
func (r *Rehearsal) Add(c Case) {
	known, met := r.partners[c.List]
	if !met {
		known = catalogue.PartnersOf(c.List, r.draft)
		r.partners[c.List] = known
	}
	r.report.Cases++
	before := clock.Run(r.cal, clock.TermsOf(c.List), c.Events, r.today)
	after := clock.Run(r.cal, clock.TermsOf(r.draft), c.Events, r.today)
	r.report.Promise.add(r.cal, before.Promise, after.Promise)
	r.report.Law.add(r.cal, before.Law, after.Law)
	r.ask(c, known)
	r.work(c, known)
}

// ask compares what was asked of a case with what the draft would ask.
func (r *Rehearsal) ask(c Case, known catalogue.Partners) {
	was, _ := settle(c.List, c.Options)
	now, all := settle(r.draft, renamed(c.Options, known.Options))
	papers := Count{}
	for _, m := range was.Materials {
		id := m.ID
		if known.Materials[id] != "" {
			id = known.Materials[id]
		}
		r.demands.of(id, Demand{Name: m.Name, NameEn: m.NameEn}).Cases.Before++
		papers.Before += needed(m.Material)
	}
	for _, m := range now.Materials {
		r.demands.of(m.ID, Demand{}).Cases.After++
		papers.After += needed(m.Material)
	}
	r.report.Papers.Before += papers.Before
	r.report.Papers.After += papers.After
	switch {
	case papers.After > papers.Before:
		r.report.AskedMore++
	case papers.After < papers.Before:
		r.report.AskedLess++
	}
	if !all || open(now) > open(was) {
		r.report.Unanswered++
	}
}

// needed counts a material that an applicant may not leave out.
func needed(m catalogue.Material) int {
	if m.Necessity == catalogue.Optional {
		return 0
	}
	return 1
}

// settle is the checklist under the answers that the list still takes; false where it
// takes not all of them.
func settle(s *catalogue.Snapshot, options []string) (list checklist.List, all bool) {
	all = true
	for {
		list, err := checklist.Of(s, options)
		var f *fault.Fault
		if err == nil || !errors.As(err, &f) {
			return list, all
		}
		left := without(options, f.Params()["option"])
		if len(left) == len(options) {
			return list, false
		}
		options, all = left, false
	}
}

// open counts the questions without an answer.
func open(list checklist.List) int {
	n := 0
	for _, q := range list.Questions {
		if q.Chosen == "" {
			n++
		}
	}
	return n
}

func renamed(ids []string, to map[string]string) []string {
	list := make([]string, len(ids))
	for i, id := range ids {
		if list[i] = id; to[id] != "" {
			list[i] = to[id]
		}
	}
	return list
}

func without(ids []string, id any) []string {
	left := make([]string, 0, len(ids))
	for _, x := range ids {
		if x != id {
			left = append(left, x)
		}
	}
	return left
}

// work compares the steps that a case opened with those that it would open. A case that
// came to its last step would open all of the draft's; one that ended before would open
// those up to where it came.
func (r *Rehearsal) work(c Case, known catalogue.Partners) {
	reached, last := 0, 0
	for _, s := range c.List.Steps {
		last = max(last, s.Seq)
	}
	for _, id := range c.Opened {
		s := c.List.Step(id)
		if s == nil {
			continue
		}
		reached = max(reached, s.Seq)
		key := s.ID
		if known.Steps[key] != "" {
			key = known.Steps[key]
		}
		load(r.steps.of(key, Load{Step: s.Name, Department: s.Department}), &r.offices, s, func(l *Load) *Work { return &l.Before })
	}
	if len(c.Opened) == 0 {
		return
	}
	for i := range r.draft.Steps {
		if s := &r.draft.Steps[i]; s.Seq <= reached || reached == last {
			load(r.steps.of(s.ID, Load{}), &r.offices, s, func(l *Load) *Work { return &l.After })
		}
	}
}

// load adds a step to the work of the step and of its department.
func load(step *Load, offices *tally[Load], s *catalogue.Step, side func(*Load) *Work) {
	for _, l := range []*Load{step, offices.of(s.Department, Load{Department: s.Department})} {
		side(l).Steps++
		side(l).Days += s.Days
	}
}
