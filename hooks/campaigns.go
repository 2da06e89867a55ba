package hooks

import (
	"errors"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// reform is a campaign with all its tasks, in the order in which they were made. task is
// the one that an act is about, one of tasks; nil where it is about the campaign.
type reform struct {
	campaign *core.Record
	tasks    []*core.Record
	task     *core.Record
}

// readReform reads a campaign with its tasks, nil where there is none.
func readReform(app core.App, id string) (*reform, error) {
	campaign, err := findOne(app, "campaigns", "id", id)
	if err != nil || campaign == nil {
		return nil, err
	}
	tasks, err := findAll(app, "tasks", "_rowid_", dbx.HashExp{"campaign": id})
	return &reform{campaign: campaign, tasks: tasks}, err
}

func (f *reform) state() flow.State { return flow.State(f.campaign.GetString("state")) }

// put places a record that is being saved among the tasks instead of what is stored of it.
func (f *reform) put(r *core.Record) {
	if at := slices.IndexFunc(f.tasks, func(t *core.Record) bool { return t.Id == r.Id }); at >= 0 {
		f.tasks[at] = r
		return
	}
	f.tasks = append(f.tasks, r)
}

// unfinished are the tasks that are neither finished nor confirmed.
func (f *reform) unfinished() []*core.Record {
	return slices.DeleteFunc(slices.Clone(f.tasks), isDone)
}

// taskDone are the states in which a task is done: what follows may start (R-CLM-12).
var taskDone = []flow.State{flow.Finished, flow.Confirmed}

func isDone(task *core.Record) bool {
	return slices.Contains(taskDone, flow.State(task.GetString("state")))
}

// bindCampaigns keeps campaigns scheduled: whoever changes one, or a task of it, dates all
// of its tasks anew, backwards from the deadline (R-CLM-12). What the acts on claims and
// problems change of the figures is measured soon after them.
func (h *Hall) bindCampaigns(o Options) {
	h.bindMeasuring(o)
	h.app.OnRecordCreate("campaigns").BindFunc(h.keepCampaign)
	h.app.OnRecordUpdate("campaigns").BindFunc(h.keepCampaign)
	h.app.OnRecordDelete("campaigns").BindFunc(dropCampaign)
	h.app.OnRecordCreate("tasks").BindFunc(h.keepTask)
	h.app.OnRecordUpdate("tasks").BindFunc(h.keepTask)
	h.app.OnRecordDelete("tasks").BindFunc(h.dropTask)
	h.app.OnRecordCreate("problems").BindFunc(h.keepBatch)
	h.app.OnRecordUpdate("problems").BindFunc(h.keepBatch)
}

// keepCampaign refuses days that are none with date_invalid, changes of a closed campaign
// with state_moved, and a deadline of an open one that is edited rather than moved by the
// act with field_readonly. A draft whose days move is scheduled anew.
func (h *Hall) keepCampaign(e *core.RecordEvent) error {
	if hasPen(e.Context) {
		return e.Next()
	}
	r := e.Record
	current, err := storedRow(e.App, r)
	if err != nil {
		return err
	}
	if current == nil {
		r.Set("state", string(flow.Draft))
	} else if err := mayEditCampaign(current, r); err != nil {
		return err
	}
	for _, field := range []string{"starts", "deadline"} {
		if _, err := workday.ParseDay(r.GetString(field)); err != nil {
			return refuse(field, err)
		}
	}
	f := &reform{campaign: r}
	if current != nil {
		if f, err = readReform(e.App, r.Id); err != nil {
			return err
		}
		f.campaign = r
	}
	if err := h.planOf(e.App, f, r); err != nil {
		return refuse("deadline", err)
	}
	return e.Next()
}

func mayEditCampaign(current, r *core.Record) error {
	switch flow.State(current.GetString("state")) {
	case flow.Closed:
		return refuse("state", fault.New(fault.StateMoved, "R-CLM-12", "The campaign is closed; it stays as it ended.").With("state", string(flow.Closed)))
	case flow.Open:
		for _, field := range []string{"starts", "deadline"} {
			if current.GetString(field) != r.GetString(field) {
				return refuse(field, fault.New(fault.FieldReadonly, "R-CLM-12", "The campaign runs; move its deadline by the act reschedule, with a reason."))
			}
		}
	}
	return nil
}

// dropCampaign: a campaign in preparation goes with its tasks; what was opened stays.
func dropCampaign(e *core.RecordEvent) error {
	if state := e.Record.GetString("state"); state != string(flow.Draft) {
		return refuse("id", fault.New(fault.AppendOnly, "R-AR-01", "A campaign that was opened stays; close it instead.").With("state", state))
	}
	tasks, err := findAll(e.App, "tasks", "_rowid_ DESC", dbx.HashExp{"campaign": e.Record.Id})
	for _, t := range tasks {
		if err := e.App.DeleteWithContext(penned, t); err != nil {
			return err
		}
	}
	return errors.Join(err, e.Next())
}

func openCampaign(d *deed, id string) error {
	f, err := readReform(d.tx, id)
	if err != nil {
		return err
	}
	if f == nil {
		return fault.New(fault.RecordForeign, "", "There is no such campaign; name an existing one.")
	}
	d.reform, d.subject = f, f.campaign
	return nil
}

// campaignActs are the effects of the acts on a campaign (R-CLM-12).
var campaignActs = map[flow.Act]effect{"open": startCampaign, "reschedule": reschedule, "close": closeCampaign}

// startCampaign opens a campaign that has tasks and whose plan holds: plan_infeasible says
// by how many working days it misses. A plan that needs a year without a notice is opened
// undated and dated when the notice is there (R-CAL-05).
func startCampaign(d *deed) error {
	if len(d.reform.tasks) == 0 {
		return fault.New(fault.FormIncomplete, "R-CLM-12", "The campaign has no tasks; add them first.")
	}
	p, err := d.h.schedule(d.reform)
	if fault.Of(err) == fault.CalendarUnpublished {
		return nil
	}
	if err != nil {
		return err
	}
	return p.Feasible()
}

// reschedule moves the deadline of a campaign that runs.
func reschedule(d *deed) error {
	to := until(d.action)
	if to < d.today || to < dayOf(d.subject.GetString("starts")) {
		return refuse("until", fault.New(fault.DateInvalid, "R-CLM-12", "The new deadline lies today or later, and not before the start."))
	}
	d.subject.Set("deadline", to.String())
	return nil
}

// closeCampaign ends a campaign; what was left undone is ended with a reason.
func closeCampaign(d *deed) error {
	if left := len(d.reform.unfinished()); left > 0 && d.action.GetString("reason") == "" {
		return fault.New(fault.ReasonRequired, "R-CLM-12", "%d tasks are not done; say why the campaign is closed all the same.", left).With("tasks", left)
	}
	return nil
}

// campaignDone dates the tasks as the campaign stands now and tells the departments.
func campaignDone(d *deed) error {
	if err := d.h.planOf(d.tx, d.reform, d.subject); err != nil {
		return err
	}
	if err := storeSubject(d); err != nil {
		return err
	}
	return d.tellOfCampaign()
}
