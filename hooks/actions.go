package hooks

import (
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

// deed is one act on a case while it is being decided.
type deed struct {
	h      *Hall
	tx     core.App
	who    actor
	act    flow.Act
	action *core.Record
	row    flow.Row
	file   *caseFile
	today  workday.Day
}

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
	var err error
	if d.file, err = h.openCase(e.App, id); err != nil {
		return nil, refuse(table.Subject, err)
	}
	d.row, err = table.Find(d.act, d.file.state(), d.file.roles(d.who))
	return d, err
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
	if err := d.dates(); err != nil {
		return err
	}
	if effect := applicationActs[d.act]; effect != nil {
		if err := effect(d); err != nil {
			return err
		}
	}
	from, to := d.file.state(), d.row.To
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
	d.file.record.Set("state", string(to))
	return nil
}

// dates refuses a day that is not a day.
func (d *deed) dates() error {
	if until := d.action.GetString("until"); until != "" {
		if _, err := workday.ParseDay(until); err != nil {
			return refuse("until", err)
		}
	}
	return nil
}

// finish dates the case anew from its actions, stores it and issues the act's notice.
func (d *deed) finish() error {
	d.file.actions = append(d.file.actions, d.action)
	if err := d.h.date(d.file, d.today); err != nil {
		return err
	}
	if err := write(d.tx, d.file.record); err != nil {
		return err
	}
	if d.row.Notice == "" {
		return nil
	}
	return d.h.issue(d.tx, d.file, d.row.Notice, d.action)
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
