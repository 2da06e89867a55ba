package hooks

import (
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/meter"
)

// taskActs are the effects of the acts on a task (R-CLM-12). All need a campaign that runs.
var taskActs = map[flow.Act]effect{
	"start":   whileOpen(startTask),
	"report":  whileOpen(reportTask),
	"finish":  whileOpen(finishTask),
	"confirm": whileOpen(confirmTask),
	"reopen":  whileOpen(reopenTask),
}

func whileOpen(act effect) effect {
	return func(d *deed) error {
		if state := d.reform.state(); state != flow.Open {
			return fault.New(fault.StateMoved, "R-CLM-12", "The campaign is %s; its tasks are worked on while it is open.", state).With("state", string(state))
		}
		return act(d)
	}
}

// startTask: a task starts when all that it follows is done (顺排工序).
func startTask(d *deed) error {
	var names, ids []string
	for _, t := range d.reform.waitsFor(d.subject) {
		names, ids = append(names, t.GetString("name")), append(ids, t.Id)
	}
	if len(ids) > 0 {
		return fault.New(fault.TasksOpen, "R-CLM-12", "Other tasks come first and are not finished: %s.", strings.Join(names, ", ")).With("tasks", ids).With("names", names)
	}
	d.subject.Set("started_on", d.today.String())
	return d.h.measure(d.tx, d.subject)
}

// waitsFor are the tasks that come before a task and are not done.
func (f *reform) waitsFor(task *core.Record) []*core.Record {
	var open []*core.Record
	for _, t := range f.tasks {
		if slices.Contains(task.GetStringSlice("after"), t.Id) && !isDone(t) {
			open = append(open, t)
		}
	}
	return open
}

// progressItem is what an officer reports of a task that is not measured.
type progressItem struct {
	Progress *int `json:"progress"`
}

// reportTask takes a progress in percent where nothing is measured, and a word on the state
// of things everywhere.
func reportTask(d *deed) error {
	items, err := listOf[progressItem](d.action, "items")
	if err != nil || len(items) > 1 || (len(items) == 1 && items[0].Progress == nil) {
		return refuse("items", fault.New(fault.ItemsInvalid, "R-CLM-12", "Report the progress as [{\"progress\": 0…100}]."))
	}
	measured := d.subject.GetString("meter") != string(meter.Manual)
	switch {
	case len(items) == 0 && d.action.GetString("reason") == "":
		return fault.New(fault.ReasonRequired, "R-CLM-12", "Say how things stand, or how far the task has come.")
	case len(items) == 0:
	case measured:
		return refuse("items", fault.New(fault.FieldReadonly, "R-CLM-12", "The progress of this task is measured; nobody types it in."))
	case *items[0].Progress < 0 || *items[0].Progress > 100:
		return refuse("items", fault.New(fault.ItemsInvalid, "R-CLM-12", "Progress lies between 0 and 100."))
	default:
		d.subject.Set("progress", *items[0].Progress)
	}
	return d.h.measure(d.tx, d.subject)
}

// finishTask: what is measured has reached its target, everything else has evidence.
func finishTask(d *deed) error {
	if err := d.h.reached(d.tx, d.subject); err != nil {
		return err
	}
	d.subject.Set("finished_on", d.today.String())
	d.subject.Set("progress", 100)
	return nil
}

// reached refuses with target_missed what is measured short of its target, and with
// evidence_missing what is not measured and shows nothing.
func (h *Hall) reached(tx core.App, task *core.Record) error {
	if task.GetString("meter") == string(meter.Manual) {
		if len(task.GetStringSlice("evidence")) == 0 {
			return fault.New(fault.EvidenceMissing, "R-CLM-12", "Add evidence to the task before it is finished.")
		}
		return nil
	}
	if err := h.measure(tx, task); err != nil {
		return err
	}
	return targetOf(task).Missed(readingOf(task))
}

// confirmTask is done by another person than who finished the task, while its target holds.
func confirmTask(d *deed) error {
	actions, err := actionsOn(d.tx, "task", d.subject.Id)
	if err != nil {
		return err
	}
	for _, a := range slices.Backward(actions) {
		if a.GetString("act") == "finish" {
			if a.GetString("officer") == d.who.id() {
				return fault.New(fault.SameOfficer, "R-CLM-12", "Who finished a task does not confirm it; ask a colleague.")
			}
			break
		}
	}
	if err := d.h.reached(d.tx, d.subject); err != nil {
		return err
	}
	d.subject.Set("confirmed_on", d.today.String())
	return nil
}

// reopenTask sends a task back to be gone on with; a progress that is not measured is what
// was reported last.
func reopenTask(d *deed) error {
	d.subject.Set("finished_on", "")
	d.subject.Set("confirmed_on", "")
	if d.subject.GetString("meter") != string(meter.Manual) {
		return d.h.measure(d.tx, d.subject)
	}
	actions, err := actionsOn(d.tx, "task", d.subject.Id)
	progress := 0
	for _, a := range actions {
		if items, err := listOf[progressItem](a, "items"); err == nil && len(items) == 1 && items[0].Progress != nil {
			progress = *items[0].Progress
		}
	}
	d.subject.Set("progress", progress)
	return err
}

// taskActed dates the whole campaign by what has happened, stores the task and tells whose
// turn it is.
func taskActed(d *deed) error {
	if err := d.h.planOf(d.tx, d.reform, d.subject); err != nil {
		return err
	}
	if err := storeSubject(d); err != nil {
		return err
	}
	return d.tellOfTask()
}
