package hooks

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"onestop/hooks/appliance"
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
		return d.matter.done(d)
	}})
}

// deed is one act while it is being decided. subject is the record that changes state;
// beside it stands what the matter reads: the file of the case (also of the one in which a
// result was issued), that of a claim, or a campaign with its tasks.
type deed struct {
	h       *Hall
	tx      core.App
	who     actor
	act     flow.Act
	action  *core.Record
	matter  matter
	row     flow.Row
	roles   []flow.Role // those of who on this subject
	subject *core.Record
	file    *caseFile
	claim   *claimFile
	reform  *reform
	today   workday.Day
	notices []string // kinds to issue beside the row's own
}

// begin reads the subject inside the transaction and finds the row of the table. The order
// of checks is part of the contract: unknown act, role, state, then the guards.
func (h *Hall) begin(e *core.RecordEvent) (*deed, error) {
	r := e.Record
	d := &deed{h: h, tx: e.App, who: h.signer(e.App), act: flow.Act(r.GetString("act")), action: r, today: h.today()}
	if err := h.rightClock(); err != nil {
		return nil, err
	}
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
	d.matter = matters[table.Subject]
	if err := d.matter.open(d, id); err != nil {
		return nil, refuse(table.Subject, err)
	}
	var err error
	if d.roles, err = d.matter.roles(d); err != nil {
		return nil, err
	}
	d.row, err = table.Find(d.act, flow.State(d.subject.GetString("state")), d.roles)
	return d, err
}

// rightClock refuses every act while the clock of the machine is wrong: it would bear a wrong
// day, and limits would be counted from it or pass by it.
func (h *Hall) rightClock() error {
	if err := appliance.Clock(h.app); err != nil {
		return fault.New(fault.ClockWrong, "", "The clock of the server is wrong, so that no day can be put on this; nothing was done. The administrator must set it right.")
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
	if effect := d.matter.acts[d.act]; effect != nil {
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

// reviewNamed is the step that the act names; it must be one of the case.
func (d *deed) reviewNamed() (*core.Record, error) {
	for _, r := range d.file.reviews {
		if r.Id == d.action.GetString("review") {
			return r, nil
		}
	}
	return nil, refuse("review", fault.New(fault.RecordForeign, d.row.Cite, "Name a step of this case in review."))
}
