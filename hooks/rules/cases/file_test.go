package cases

import (
	"fmt"
	"maps"
	"slices"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/review"
	"onestop/hooks/rules/workday"
)

// file is one case under way: what the acts so far have left. It keeps the books, the
// packages of the law decide.
type file struct {
	s     *story
	cal   *workday.Calendar
	terms clock.Terms
	today workday.Day

	state, result flow.State // of the application, and of what was granted ("" nothing yet)
	acts          []clock.Act
	examined      []finding
	docs          []checklist.Doc
	said          map[string]string // the officer's words about a rejected material
	asked         []checklist.Correction
	options       []string
	form          map[string]any
	committed     bool
	corrections   int
	deferred      workday.Day
	silent        []string // what was missing when silence accepted
	acceptedBy    string
	steps         []step
	hearing       review.Hearing
	officers      []review.Officer
	bars          []clock.Bar
	validTo       workday.Day
	renewal       bool     // a request for renewal waits
	issued        []string // the notices of the last deed
}

// step is a step of the review with who has it and until when.
type step struct {
	review.Row
	catalogue.Step
	examiner string
	opened   workday.Day
	due      workday.Day
	stood    int // working days by which standstills moved it
}

// finding is what an officer recorded on a step.
type finding struct {
	step, officer string
	act           flow.Act
}

func open(s *story, cal *workday.Calendar) *file {
	terms := clock.TermsOf(s.list)
	terms.Inspection = s.inspection
	return &file{s: s, cal: cal, terms: terms, state: flow.Application.Start, said: map[string]string{}, form: map[string]any{},
		officers: slices.Clone(s.officers), bars: slices.Clone(s.bars)}
}

// clone is a copy to try a deed on: a refused one leaves nothing behind.
func (f *file) clone() *file {
	c := *f
	c.acts, c.examined, c.docs, c.asked = slices.Clone(f.acts), slices.Clone(f.examined), slices.Clone(f.docs), slices.Clone(f.asked)
	c.options, c.steps, c.officers, c.bars = slices.Clone(f.options), slices.Clone(f.steps), slices.Clone(f.officers), slices.Clone(f.bars)
	c.said, c.form = maps.Clone(f.said), maps.Clone(f.form)
	c.issued = nil
	return &c
}

func (f *file) ledger() clock.Ledger { return clock.Run(f.cal, f.terms, clock.Events(f.acts), f.today) }

// list is what must be there under the answers and the commitment.
func (f *file) list() (checklist.List, error) {
	list, err := checklist.Of(f.s.list, f.options)
	return list.Under(f.committed), err
}

func (f *file) missing() ([]checklist.Gap, error) {
	list, err := f.list()
	return checklist.Missing(list, f.docs), err
}

// owed is what may still follow acceptance.
func (f *file) owed() checklist.Owed { return checklist.Owed{Until: f.deferred, Silent: f.silent} }

// roles are those that somebody holds on this case.
func (f *file) roles(who string) []flow.Role {
	switch who {
	case applicant:
		return []flow.Role{flow.Applicant}
	case system:
		return []flow.Role{flow.SystemActor}
	}
	departments := []string{lead}
	for _, step := range f.s.list.Steps {
		departments = append(departments, step.Department)
	}
	return review.RolesOn(review.Posts(f.officers, who), departments)
}

func (f *file) rows() []review.Row {
	rows := make([]review.Row, len(f.steps))
	for i, x := range f.steps {
		rows[i] = x.Row
	}
	return rows
}

// do does a deed on its day, or refuses it and leaves the case as it was. What the deed
// hands in is handed in even where the act itself is refused.
func (f *file) do(day workday.Day, d *deed) error {
	f.today, f.issued = day, nil
	if len(d.with) > 0 {
		if err := f.attempt(&deed{who: d.who, act: "add", items: d.with}); err != nil {
			return err
		}
	}
	return f.attempt(d)
}

func (f *file) attempt(d *deed) error {
	c := f.clone()
	work := c.act
	if own, other := doings[d.act]; other {
		work = func(d *deed) error { return own(c, d) }
	}
	if err := work(d); err != nil {
		return err
	}
	*f = *c
	return nil
}

// act decides an act of the process, in the order that is part of the contract: the
// table, what the row needs, then the act's own guards.
func (f *file) act(d *deed) error {
	table, state := flow.Application, &f.state
	if d.subject == "result" {
		table, state = flow.Result, &f.result
	}
	row, err := table.Find(d.act, *state, f.roles(d.who))
	if err != nil {
		return err
	}
	until := ""
	if d.until != 0 {
		until = d.until.String()
	}
	if err := row.Check(d.reason, d.ground, until); err != nil {
		return err
	}
	if err := flow.Owed(d.act, d.ground, d.reason); err != nil {
		return err
	}
	entry := clock.Act{Act: d.act, Day: f.today, Until: d.until, Ground: d.ground, Reason: d.reason, House: d.who == system}
	if effect := effects[d.subject][d.act]; effect != nil {
		if err := effect(f, d, &entry); err != nil {
			return err
		}
	}
	if row.To != "" {
		*state = row.To
	}
	if d.subject == "application" {
		f.acts = append(f.acts, entry)
	}
	if row.Notice != "" {
		f.issued = append([]string{row.Notice}, f.issued...)
	}
	return nil
}

// play goes through the story and reports everything that is not as expected.
func (s *story) play(cal *workday.Calendar, report func(line int, err error)) {
	f := open(s, cal)
	for _, x := range s.scenes {
		f.today = x.day
		var refusal error
		if x.deed != nil {
			refusal = f.do(x.day, x.deed)
		}
		rest := x.checks
		if len(rest) > 0 && rest[0].words[0] == "refused" {
			if err := refusedAs(refusal, rest[0].words[1:]); err != nil {
				report(rest[0].line, err)
			}
			refusal, rest = nil, rest[1:]
		}
		if refusal != nil {
			report(x.line, fmt.Errorf("refused: %s", describe(refusal)))
		}
		for _, k := range rest {
			if err := checks[k.words[0]](f, k.words[1:]); err != nil {
				report(k.line, err)
			}
		}
	}
}
