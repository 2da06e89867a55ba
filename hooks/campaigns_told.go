package hooks

import (
	"context"
	"slices"
	"strconv"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
	planning "onestop/hooks/rules/plan"
	"onestop/hooks/rules/workday"
)

// headsOf are the officers who answer for the tasks of a department: its approvers and
// cataloguers, else its supervisors; the deputies of who is absent (R-PL-22).
func headsOf(app core.App, department string) ([]string, error) {
	var ids []string
	for _, roles := range [][]flow.Role{{flow.Approver, flow.Cataloguer}, {flow.Supervisor}} {
		for _, role := range roles {
			list, err := officersWith(app, role, dbx.HashExp{"active": true, "department": department})
			if err != nil {
				return nil, err
			}
			ids = append(ids, list...)
		}
		if len(ids) > 0 {
			break
		}
	}
	return present(app, ids)
}

// tellHeads writes to those who answer for the tasks of a department, but not to whoever
// did it.
func (h *Hall) tellHeads(tx core.App, n news, says []sentence, department string) error {
	heads, err := headsOf(tx, department)
	if err != nil {
		return err
	}
	return h.tellOfficers(tx, n, says, without(heads, h.signer(tx).id()))
}

func (h *Hall) tellSupervisors(tx core.App, n news, says []sentence) error {
	supervisors, err := officersWith(tx, flow.Supervisor, dbx.HashExp{"active": true})
	if err != nil {
		return err
	}
	return h.tellOfficers(tx, n, says, without(supervisors, h.signer(tx).id()))
}

func without(ids []string, id string) []string {
	return slices.DeleteFunc(ids, func(x string) bool { return x == id })
}

// tellOfCampaign tells every department that leads a task: how many are its own, and until
// when the first of those that are left is to be finished.
func (d *deed) tellOfCampaign() error {
	says := actWords["campaign"][d.act].officers
	count, first := map[string]int{}, map[string]string{}
	for _, t := range d.reform.unfinished() {
		lead, by := t.GetString("lead"), t.GetString("finish_by")
		count[lead]++
		if by != "" && (first[lead] == "" || by < first[lead]) {
			first[lead] = by
		}
	}
	for lead, n := range count {
		told := news{kind: "campaign_" + string(d.act), about: d.subject, page: "/desk/tasks.html",
			facts: map[string]string{"name": d.subject.GetString("name"), "count": strconv.Itoa(n), "due": first[lead], "deadline": d.subject.GetString("deadline")}}
		if err := d.h.tellHeads(d.tx, told, says, lead); err != nil {
			return err
		}
	}
	return nil
}

// newsOfTask is something to tell of a task to those who answer for it.
func newsOfTask(kind string, f *reform, task *core.Record) news {
	return news{kind: "task_" + kind, about: task, page: "/desk/tasks.html#t-" + task.Id, facts: map[string]string{
		"name": task.GetString("name"), "campaign": f.campaign.GetString("name"), "due": task.GetString("finish_by"), "start": task.GetString("start_by")}}
}

// onBoard is the same on the board of the county, where supervisors go on with it.
func (n news) onBoard(f *reform, task *core.Record) news {
	n.page = "/board/campaign.html?id=" + f.campaign.Id + "#t-" + task.Id
	return n
}

// tellOfTask tells the supervisors who confirm it, or the department whose turn it is, and
// whoever may start now that what came first is done.
func (d *deed) tellOfTask() error {
	say, f := actWords["task"][d.act], d.reform
	n := newsOfTask(string(d.act), f, d.subject)
	if len(say.overseers) > 0 {
		if err := d.h.tellSupervisors(d.tx, n.onBoard(f, d.subject), say.overseers); err != nil {
			return err
		}
	}
	if len(say.officers) > 0 {
		if err := d.h.tellHeads(d.tx, n, say.officers, d.subject.GetString("lead")); err != nil {
			return err
		}
	}
	if d.act != "finish" {
		return nil
	}
	for _, t := range f.ready(d.subject.Id) {
		if err := d.h.tellHeads(d.tx, newsOfTask("ready", f, t), readyWords, t.GetString("lead")); err != nil {
			return err
		}
	}
	return nil
}

// ready are the tasks behind one that wait for nothing else any more.
func (f *reform) ready(behind string) []*core.Record {
	done := map[string]bool{}
	for _, t := range f.tasks {
		done[t.Id] = isDone(t) || t.Id == behind
	}
	var list []*core.Record
	for _, t := range f.tasks {
		after := t.GetStringSlice("after")
		waits := slices.ContainsFunc(after, func(id string) bool { return !done[id] })
		if t.GetString("state") == string(flow.Planned) && slices.Contains(after, behind) && !waits {
			list = append(list, t)
		}
	}
	return list
}

// reminder is a kind of reminder of tasks: which of those that run need it, and the field
// with the day that it is about, so that a task that was dated anew is reminded of again.
type reminder struct {
	kind, where, day string
	says             []sentence
	escalates        bool
}

var reminders = []reminder{
	{"unstarted", `t.state = 'planned' AND t.light = 'green' AND t.start_by != '' AND t.start_by < {:today}
		AND NOT EXISTS (SELECT 1 FROM json_each(t.after) p JOIN tasks b ON b.id = p.value WHERE b.state IN ('planned', 'started'))`, "start_by", unstartedWords, false},
	{"due", "t.light = 'yellow'", "finish_by", taskDueWords, false},
	{"late", "t.light = 'red'", "finish_by", taskLateWords, true},
}

// remindTasks reminds the departments of tasks that should have begun, are due within three
// working days or are late, once each; what is late goes to the supervisors too (R-CLM-12).
func (h *Hall) remindTasks(ctx context.Context, today workday.Day) error {
	for _, r := range reminders {
		prefix := "'task_" + r.kind + "/' || t.id || '/' || t." + r.day
		due := h.app.ConcurrentDB().NewQuery(`SELECT t.id FROM tasks t JOIN campaigns c ON c.id = t.campaign WHERE c.state = 'open' AND t.state IN ('planned', 'started') AND ` + r.where + `
			AND NOT EXISTS (SELECT 1 FROM notifications n WHERE n.key != '' AND n.key > ` + prefix + ` || '/' AND n.key < ` + prefix + ` || '0')`).Bind(dbx.Params{"today": today.String()})
		err := h.oneByOne(ctx, due, "nobody could be reminded of a task", func(id string) error {
			return h.as(h.app, system, func(tx core.App) error { return h.remindTask(tx, r, id) })
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (h *Hall) remindTask(tx core.App, r reminder, id string) error {
	task, err := tx.FindRecordById("tasks", id)
	if err != nil {
		return err
	}
	f, err := readReform(tx, task.GetString("campaign"))
	if err != nil {
		return err
	}
	n := newsOfTask(r.kind, f, task)
	n.key = "task_" + r.kind + "/" + id + "/" + task.GetString(r.day)
	if p, err := h.schedule(f); err == nil {
		if drags := len(planning.Dragged(p, f.planned())[id]); drags > 0 {
			n.facts["drags"] = strconv.Itoa(drags)
		}
	}
	if !r.escalates {
		return h.tellHeads(tx, n, r.says, task.GetString("lead"))
	}
	heads, err := headsOf(tx, task.GetString("lead"))
	if err != nil {
		return err
	}
	supervisors, err := officersWith(tx, flow.Supervisor, dbx.HashExp{"active": true})
	if err != nil {
		return err
	}
	if err := h.tellOfficers(tx, n, r.says, heads); err != nil {
		return err
	}
	supervisors = slices.DeleteFunc(supervisors, func(id string) bool { return slices.Contains(heads, id) })
	return h.tellOfficers(tx, n.onBoard(f, task), r.says, supervisors)
}
