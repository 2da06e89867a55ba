package hooks

import (
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/meter"
	"onestop/hooks/rules/workday"
)

// measuredBy are the fields that say what a task is measured by.
var measuredBy = []string{"meter", "cut", "target", "target_unit", "scope", "item_types"}

// keepTask lets supervisors plan tasks and the officers of their departments add evidence
// while a task runs, and dates all tasks of the campaign with what is saved. It refuses a
// circle with plan_cycle, naming it, and a task behind one of another campaign with
// record_foreign, both at after.
func (h *Hall) keepTask(e *core.RecordEvent) error {
	if hasPen(e.Context) {
		return e.Next()
	}
	r := e.Record
	current, err := storedRow(e.App, r)
	if err != nil {
		return err
	}
	f, err := readReform(e.App, r.GetString("campaign"))
	if err != nil || f == nil { // a campaign that does not exist is refused by its relation
		return orNext(err, e)
	}
	if current == nil {
		r.Set("state", string(flow.Planned))
		if r.Id == "" {
			r.Id = core.GenerateDefaultRandomId()
		}
	}
	if err := h.mayEditTask(e.App, f, current, r); err != nil {
		return err
	}
	if err := settleTask(r); err != nil {
		return err
	}
	f.put(r)
	if err := h.planOf(e.App, f, r); err != nil {
		return refuse(plannedField(err), err)
	}
	return e.Next()
}

// plannedField is the field of a task that a fault of the plan is about.
func plannedField(err error) string {
	if fault.Of(err) == fault.ValueInvalid {
		return "days"
	}
	return "after"
}

func orNext(err error, e *core.RecordEvent) error {
	if err != nil {
		return err
	}
	return e.Next()
}

// settleTask checks the day of its own and how the task is measured, and fills in what is
// left open.
func settleTask(r *core.Record) error {
	if own := r.GetString("deadline"); own != "" {
		if _, err := workday.ParseDay(own); err != nil {
			return refuse("deadline", err)
		}
	}
	kind := meter.Kind(r.GetString("meter"))
	if !slices.Contains(meter.Kinds(), kind) {
		return nil // the field refuses it
	}
	d, field, err := meter.Definition{Kind: kind, Cut: r.GetString("cut"), Target: meter.Target{Amount: r.GetInt("target"), Unit: r.GetString("target_unit")}}.Settled()
	if err != nil {
		return refuse(field, err)
	}
	if d.Target.Amount != r.GetInt("target") { // what was sent is left to the check of its field
		r.Set("target", d.Target.Amount)
	}
	r.Set("target_unit", d.Target.Unit)
	if d.Kind != meter.Manual && r.GetString("scope") == "" {
		r.Set("scope", "lead")
	}
	return nil
}

// mayEditTask says what may be changed of a task, and by whom: everything while the campaign
// is prepared; once it is open not what the task is measured by, so that nobody lowers the
// bar; of a task that has begun not what it follows, and nothing of one that is done. The
// officers of its departments add evidence while it runs.
func (h *Hall) mayEditTask(app core.App, f *reform, current, r *core.Record) error {
	if f.state() == flow.Closed {
		return refuse("campaign", fault.New(fault.StateMoved, "R-CLM-12", "The campaign is closed; its tasks stay as they ended.").With("state", string(flow.Closed)))
	}
	if current == nil {
		if len(r.GetUnsavedFiles("evidence")) > 0 {
			return refuse("evidence", notStarted(flow.Planned))
		}
		return nil
	}
	state, edited := flow.State(current.GetString("state")), editedFields(current, r)
	who := h.signer(app)
	for _, field := range edited {
		switch {
		case field == "campaign":
			return refuse(field, fault.New(fault.FieldReadonly, "R-CLM-12", "A task stays in its campaign; make another one."))
		case field == "evidence" && state != flow.Started:
			return refuse(field, notStarted(state))
		case field == "evidence":
		case who.kind == kindOfficer && !who.has(flow.Supervisor):
			return refuse(field, fault.New(fault.RoleRequired, "R-CLM-12", "The departments of a task add evidence to it; a supervisor changes the task itself.").With("roles", []flow.Role{flow.Supervisor}))
		case isDone(current):
			return refuse(field, fault.New(fault.StateMoved, "R-CLM-12", "The task is %s; send it back before it is changed.", state).With("state", string(state)))
		case f.state() == flow.Open && slices.Contains(measuredBy, field):
			return refuse(field, fault.New(fault.FieldReadonly, "R-CLM-12", "What a task is measured by is settled once its campaign is open."))
		case state == flow.Started && field == "after":
			return refuse(field, fault.New(fault.StateMoved, "R-CLM-12", "The task has begun; it follows what it followed.").With("state", string(state)))
		}
	}
	return nil
}

func notStarted(state flow.State) error {
	return fault.New(fault.StateMoved, "R-CLM-12", "Evidence is added to a task that runs; this one is %s.", state).With("state", string(state))
}

// dropTask takes a task out of the plan: while the campaign is prepared, and later as long
// as nothing was done on it. What followed it follows it no more.
func (h *Hall) dropTask(e *core.RecordEvent) error {
	r := e.Record
	if hasPen(e.Context) {
		return e.Next()
	}
	f, err := readReform(e.App, r.GetString("campaign"))
	if err != nil || f == nil {
		return orNext(err, e)
	}
	acted, err := e.App.CountRecords("actions", dbx.HashExp{"task": r.Id})
	if err != nil {
		return err
	}
	if f.state() == flow.Closed || (f.state() == flow.Open && (acted > 0 || r.GetString("state") != string(flow.Planned))) {
		return refuse("id", fault.New(fault.AppendOnly, "R-AR-01", "What was begun of a campaign stays; close the campaign with a reason instead."))
	}
	f.tasks = slices.DeleteFunc(f.tasks, func(t *core.Record) bool { return t.Id == r.Id })
	for _, t := range f.tasks { // by the house's own hand, so that each is dated once, at the end
		if slices.Contains(t.GetStringSlice("after"), r.Id) {
			t.Set("after-", r.Id)
			if err := write(e.App, t); err != nil {
				return err
			}
		}
	}
	if err := e.Next(); err != nil {
		return err
	}
	return h.planOf(e.App, f, nil)
}

func openTask(d *deed, id string) error {
	task, err := findOne(d.tx, "tasks", "id", id)
	if err != nil {
		return err
	}
	if task == nil {
		return fault.New(fault.RecordForeign, "", "There is no such task; name an existing one.")
	}
	if d.reform, err = readReform(d.tx, task.GetString("campaign")); err != nil {
		return err
	}
	d.reform.put(task)
	d.reform.task, d.subject = task, task
	return nil
}

// departmentsOn are those whose officers may do an act on a task: the lead answers for it,
// its partners report on it too.
func departmentsOn(task *core.Record, act flow.Act) []string {
	departments := []string{task.GetString("lead")}
	if act == "report" {
		departments = append(departments, task.GetStringSlice("partners")...)
	}
	return departments
}

func rolesOnTask(d *deed) ([]flow.Role, error) {
	return rolesOf(d.tx, d.who, departmentsOn(d.subject, d.act))
}
