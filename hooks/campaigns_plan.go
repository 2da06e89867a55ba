package hooks

import (
	"context"
	"errors"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	planning "onestop/hooks/rules/plan"
	"onestop/hooks/rules/workday"
)

// taskFields are what the house reckons of a task: its days by the plan, its light, and what
// it is measured at.
var taskFields = []string{"start_by", "finish_by", "earliest_start", "earliest_finish", "slack", "critical", "light",
	"progress", "numerator", "denominator", "measured_at"}

func taskValues(r *core.Record) []any {
	return []any{r.GetString("start_by"), r.GetString("finish_by"), r.GetString("earliest_start"), r.GetString("earliest_finish"),
		r.GetInt("slack"), r.GetBool("critical"), r.GetString("light"), r.GetInt("progress"), r.GetInt("numerator"), r.GetInt("denominator"), r.GetString("measured_at")}
}

// schedule plans the tasks as they stand today (R-CLM-12).
func (h *Hall) schedule(f *reform) (planning.Plan, error) {
	return planning.Schedule(h.days(), dayOf(f.campaign.GetString("starts")), dayOf(f.campaign.GetString("deadline")), h.today(), f.planned())
}

// planned are the tasks as the plan sees them.
func (f *reform) planned() []planning.Task {
	tasks := make([]planning.Task, len(f.tasks))
	for i, r := range f.tasks {
		tasks[i] = planning.Task{ID: r.Id, Name: r.GetString("name"), Days: r.GetInt("days"), After: r.GetStringSlice("after"),
			Deadline: dayOf(r.GetString("deadline")), Started: dayOf(r.GetString("started_on")), Finished: dayOf(r.GetString("finished_on"))}
	}
	return tasks
}

// dateReform sets the days of the plan and the lights on the records. What needs a year
// without a notice has no days, and the campaign keeps which year that is (R-CAL-05).
func (h *Hall) dateReform(f *reform) error {
	p, err := h.schedule(f)
	undated := 0
	var unpublished *fault.Fault
	switch {
	case errors.As(err, &unpublished) && fault.Of(err) == fault.CalendarUnpublished:
		undated, _ = unpublished.Params()["year"].(int)
		p = planning.Plan{Tasks: make([]planning.Dates, len(f.tasks))}
	case err != nil:
		return err
	}
	f.campaign.Set("undated", undated)
	f.campaign.Set("available", p.Available)
	f.campaign.Set("needed", p.Needed)
	for i, r := range f.tasks {
		d := p.Tasks[i]
		r.Set("start_by", d.StartBy.String())
		r.Set("finish_by", d.FinishBy.String())
		r.Set("earliest_start", d.EarliestStart.String())
		r.Set("earliest_finish", d.EarliestFinish.String())
		r.Set("slack", d.Slack)
		r.Set("critical", d.Critical)
		r.Set("light", string(h.lightOf(f, r, d.FinishBy)))
	}
	return nil
}

// lightOf is the light of a task by its last day (R-CLM-12): none where it is done or the
// campaign does not run, grey where no calendar dates it yet.
func (h *Hall) lightOf(f *reform, task *core.Record, finishBy workday.Day) clock.Light {
	switch {
	case f.state() == flow.Closed, isDone(task):
		return clock.None
	case finishBy == 0:
		return clock.Grey
	case f.state() == flow.Draft:
		return clock.None
	}
	return clock.DueOn(h.days(), finishBy, h.today()).Light
}

// planOf dates a campaign and stores what changed of the others beside the record that is
// being saved, which is left to its saver.
func (h *Hall) planOf(tx core.App, f *reform, saving *core.Record) error {
	if err := h.dateReform(f); err != nil {
		return err
	}
	return h.storeReform(tx, f, saving)
}

// storeReform writes what changed of a campaign and its tasks, without those that somebody
// else changed since they were read.
func (h *Hall) storeReform(tx core.App, f *reform, saving *core.Record) error {
	var list []redated
	for _, r := range f.tasks {
		row := redated{table: "tasks", id: r.Id, updated: r.GetString("updated"), was: taskValues(r.Original()), is: taskValues(r)}
		if r != saving && row.changes() {
			list = append(list, row)
		}
	}
	if len(list) > 0 {
		if err := h.storeRedated(tx, list); err != nil {
			return err
		}
	}
	if f.campaign == saving || sameRecord(f.campaign, f.campaign.Original()) {
		return nil
	}
	return write(tx, f.campaign)
}

// renewCampaigns dates and measures every campaign that runs or is prepared as of today:
// days move on, calendars come, and what the meters count changes. They are read and
// reckoned before the transaction, so that other writers wait for the statements alone.
func (h *Hall) renewCampaigns(ctx context.Context, _ workday.Day) error {
	var ids []string
	err := h.app.ConcurrentDB().Select("id").From("campaigns").Where(dbx.In("state", string(flow.Draft), string(flow.Open))).OrderBy("id").WithContext(ctx).Column(&ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := h.renewCampaign(id); err != nil {
			h.app.Logger().Error("a campaign was not dated", "campaign", id, "error", err)
		}
	}
	return nil
}

func (h *Hall) renewCampaign(id string) error {
	f, err := readReform(h.app, id)
	if err != nil || f == nil {
		return err
	}
	if f.state() == flow.Open {
		if err := h.measureAll(h.app, f.tasks); err != nil {
			return err
		}
	}
	if err := h.dateReform(f); err != nil {
		return err
	}
	return h.as(h.app, system, func(tx core.App) error {
		current, err := findOne(tx, "campaigns", "id", id)
		if err != nil || current == nil || current.GetString("updated") != f.campaign.GetString("updated") {
			return err // somebody changed it meanwhile and dated it with that
		}
		return h.storeReform(tx, f, nil)
	})
}
