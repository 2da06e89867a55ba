package hooks

import (
	"errors"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// bindActions is the act engine. Nothing changes state by editing: whoever wants a
// change creates a record in actions, and this hook decides it by the transition table,
// applies its effects and stores it, all in the transaction of that create. It sits
// below the API, so the dashboard, the batch, cron and the console pass it as well.
func (h *Hall) bindActions() {
	h.app.OnRecordCreate("actions").Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopAct", Func: func(e *core.RecordEvent) error {
		d, err := h.begin(e)
		if err != nil {
			return refuse("act", err)
		}
		if err := d.decide(); err != nil {
			return refuse("act", err)
		}
		if err := e.Next(); err != nil {
			return err
		}
		return d.finish()
	}})
}

// deed is one act while it is being decided. subject is the record that changes state:
// the case itself, or the result that was issued in it; file is the case either way.
type deed struct {
	h       *Hall
	tx      core.App
	who     actor
	act     flow.Act
	action  *core.Record
	row     flow.Row
	roles   []flow.Role // those of who on this case
	subject *core.Record
	file    *caseFile
	today   workday.Day
	notices []string // kinds to issue beside the row's own
}

// effects are what the acts of each subject do beyond the change of state.
var effects = map[string]map[flow.Act]effect{"application": applicationActs, "result": resultActs}

// effect is what an act does beyond the change of state. It refuses by returning a
// fault; what it sets on the case is saved by the engine once.
type effect func(*deed) error

// begin reads the case inside the transaction and finds the row of the table. The order
// of checks is part of the contract: unknown act, role, state, then the guards.
func (h *Hall) begin(e *core.RecordEvent) (*deed, error) {
	r := e.Record
	d := &deed{h: h, tx: e.App, who: h.signer(e.App), act: flow.Act(r.GetString("act")), action: r, today: h.today()}
	table, known := flow.Tables[r.GetString("subject")]
	if !known {
		return nil, fault.New(fault.ActNotAllowed, "R-BE-01", "There are no acts on the subject %q.", r.GetString("subject"))
	}
	if _, err := table.Find(d.act, table.Start, flow.Roles()); fault.Of(err) == fault.ActNotAllowed {
		return nil, err
	}
	id := r.GetString(table.Subject)
	if id == "" {
		return nil, refuse(table.Subject, fault.New(fault.RecordForeign, "", "Name the %s that the act is about.", table.Subject))
	}
	if err := onlySubject(r, table.Subject); err != nil {
		return nil, err
	}
	if err := d.open(table.Subject, id); err != nil {
		return nil, refuse(table.Subject, err)
	}
	var err error
	if d.roles, err = d.file.roles(d.tx, d.who); err != nil {
		return nil, err
	}
	d.row, err = table.Find(d.act, flow.State(d.subject.GetString("state")), d.roles)
	return d, err
}

// open reads the record that the act is about and the case it belongs to.
func (d *deed) open(subject, id string) error {
	var err error
	application := id
	if subject == "result" {
		if d.subject, err = d.tx.FindRecordById("results", id); errors.Is(err, errNoRows) {
			return fault.New(fault.RecordForeign, "", "There is no such result; name an existing one.")
		}
		if err != nil {
			return err
		}
		application = d.subject.GetString("application")
	}
	if d.file, err = d.h.openCase(d.tx, application); err != nil {
		return err
	}
	if subject == "application" {
		d.subject = d.file.record
	}
	return nil
}

// onlySubject refuses an act that names a second subject.
func onlySubject(r *core.Record, subject string) error {
	for name := range flow.Subjects {
		if name != subject && r.Collection().Fields.GetByName(name) != nil && r.GetString(name) != "" {
			return refuse(name, fault.New(fault.RecordForeign, "", "An act has one subject; leave %s out.", name))
		}
	}
	return nil
}

// decide checks what the row needs, runs the act's own guard and effect and signs the
// action.
func (d *deed) decide() error {
	if err := d.row.Check(d.action.GetString("reason"), d.action.GetString("ground"), d.action.GetString("until")); err != nil {
		return err
	}
	if err := flow.Owed(d.act, d.action.GetString("ground"), d.action.GetString("reason")); err != nil {
		return err
	}
	if err := d.shapes(); err != nil {
		return err
	}
	if effect := effects[d.action.GetString("subject")][d.act]; effect != nil {
		if err := effect(d); err != nil {
			return err
		}
	}
	from, to := flow.State(d.subject.GetString("state")), d.row.To
	if to == "" {
		to = from
	}
	d.action.Set("from", string(from))
	d.action.Set("to", string(to))
	d.action.Set("at", d.h.instant())
	switch d.who.kind {
	case kindOfficer:
		d.action.Set("officer", d.who.id())
	case kindApplicant:
		d.action.Set("applicant", d.who.id())
	}
	d.subject.Set("state", string(to))
	return nil
}

// shapes refuses a day that is not a day and items that are no list, whether the act
// reads them or not: what is stored once stays.
func (d *deed) shapes() error {
	if _, err := listOf[map[string]any](d.action, "items"); err != nil {
		return refuse("items", err)
	}
	if until := d.action.GetString("until"); until != "" {
		if _, err := workday.ParseDay(until); err != nil {
			return refuse("until", err)
		}
	}
	return nil
}

// finish stores the subject, dates the case anew from its actions and issues the notices.
func (d *deed) finish() error {
	if d.subject == d.file.record {
		d.file.actions = append(d.file.actions, d.action)
		if err := d.h.date(d.file, d.today); err != nil {
			return err
		}
	}
	if err := write(d.tx, d.subject); err != nil {
		return err
	}
	for _, kind := range append([]string{d.row.Notice}, d.notices...) {
		if kind == "" {
			continue
		}
		if err := d.h.issue(d.tx, d.file, kind, d.action); err != nil {
			return err
		}
	}
	return d.tell()
}

// reviewNamed is the step that the act names; it must be one of the case.
func (d *deed) reviewNamed() (*core.Record, error) {
	for _, r := range d.file.reviews {
		if r.Id == d.action.GetString("review") {
			return r, nil
		}
	}
	return nil, refuse("review", fault.New(fault.RecordForeign, d.row.Cite, "Name a step of this case in review."))
}
