package hooks

import (
	"maps"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
)

const (
	toCampaigns = "/api/collections/campaigns/records"
	toTasks     = "/api/collections/tasks/records"
)

// campaign is a new campaign in preparation, made by a supervisor.
func (x *house) campaign(starts, deadline string) string {
	x.t.Helper()
	return x.call("POST", toCampaigns, x.person("supervisor"), map[string]any{"name": "最多跑一次", "starts": starts, "deadline": deadline}).ok().id()
}

// task is a new task of a campaign, led by market supervision and reported by hand.
func (x *house) planTask(campaign, name string, more map[string]any) string {
	x.t.Helper()
	fields := map[string]any{"campaign": campaign, "name": name, "lead": x.person("cataloguer").GetString("department"), "days": 3, "meter": "manual"}
	maps.Copy(fields, more)
	return x.call("POST", toTasks, x.person("supervisor"), fields).ok().id()
}

// proves adds evidence to a task that runs.
func (x *house) proves(name, task string, seed int) reply {
	x.t.Helper()
	r := multipartAs(x.t, toTasks+"/"+task, map[string]string{}, "evidence+", "照片.png", picture(seed))
	r.Method = "PATCH"
	return x.send(r, x.person(name))
}

// taskIn brings a task of an open campaign into a state by the acts of its people.
func (x *house) taskIn(campaign string, state flow.State) string {
	x.t.Helper()
	id := x.planTask(campaign, "任务"+string(state), nil)
	for _, step := range []struct {
		leads     flow.State
		name, act string
	}{{flow.Started, "approver", "start"}, {flow.Finished, "cataloguer", "finish"}, {flow.Confirmed, "supervisor2", "confirm"}} {
		if state == flow.Planned {
			break
		}
		if step.act == "finish" {
			x.proves("cataloguer", id, 3).ok()
		}
		x.actOn(step.name, "task", id, step.act, nil).ok()
		if step.leads == state {
			break
		}
	}
	return id
}

// campaignTrials are campaigns and tasks in every state, and what their guards look at.
func (x *house) campaignTrials() []trial {
	starts, deadline := x.today().String(), (x.today() + 60).String()
	fields := func(flow.Act) map[string]any {
		return map[string]any{"reason": "统一安排", "until": (x.today() + 90).String(), "items": []any{map[string]any{"progress": 40}}}
	}
	draft, empty, tight, open := x.campaign(starts, deadline), x.campaign(starts, deadline), x.campaign(starts, deadline), x.campaign(starts, deadline)
	first := x.planTask(draft, "任务", nil)
	x.planTask(tight, "太长", map[string]any{"days": 900})
	x.planTask(open, "任务", nil)
	x.actOn("supervisor", "campaign", open, "open", nil).ok()
	closed := x.campaign(starts, deadline)
	x.planTask(closed, "任务", nil)
	x.actOn("supervisor", "campaign", closed, "open", nil).ok()
	x.actOn("supervisor", "campaign", closed, "close", map[string]any{"reason": "并入全市行动"}).ok()
	trials := []trial{
		{name: "a campaign in preparation", subject: "campaign", id: draft, state: flow.Draft, full: true, fields: fields},
		{name: "a campaign without tasks", subject: "campaign", id: empty, state: flow.Draft, fields: fields, guards: map[string]string{"open": "act form_incomplete R-CLM-12"}},
		{name: "a campaign that cannot be done", subject: "campaign", id: tight, state: flow.Draft, fields: fields, guards: map[string]string{"open": "act plan_infeasible R-CLM-12"}},
		{name: "a campaign that runs", subject: "campaign", id: open, state: flow.Open, full: true, fields: fields},
		{name: "a closed campaign", subject: "campaign", id: closed, state: flow.Closed, full: true, fields: fields},
		{name: "a task of a campaign in preparation", subject: "task", id: first, state: flow.Planned, fields: fields, guards: map[string]string{"start": "act state_moved R-CLM-12"}},
	}
	for _, state := range flow.Task.States {
		t := trial{name: "a task " + string(state), subject: "task", id: x.taskIn(open, state), state: state, full: true, fields: fields, guards: map[string]string{}}
		if state == flow.Started {
			t.guards["finish"] = "act evidence_missing R-CLM-12"
		}
		trials = append(trials, t)
	}
	proved := x.taskIn(open, flow.Started)
	x.proves("cataloguer", proved, 4).ok()
	waits := x.planTask(open, "后续", map[string]any{"after": []string{proved}})
	own := x.taskIn(open, flow.Started)
	x.proves("cataloguer", own, 5).ok()
	x.actOn("supervisor2", "task", own, "finish", nil).ok()
	return append(trials,
		trial{name: "a task with evidence", subject: "task", id: proved, state: flow.Started, fields: fields},
		trial{name: "a task before its turn", subject: "task", id: waits, state: flow.Planned, fields: fields, guards: map[string]string{"start": "act tasks_open R-CLM-12"}},
		trial{name: "a task finished by a supervisor", subject: "task", id: own, state: flow.Finished, fields: fields, guards: map[string]string{"confirm supervisor2": "act same_officer R-CLM-12", "confirm supervisor": ""}})
}

// row is the task on the board of its campaign.
func (x *house) row(campaign, task string) map[string]any {
	x.t.Helper()
	for _, t := range x.call("GET", ours+"/campaigns/"+campaign, x.person("supervisor"), nil).ok().at("tasks").([]any) {
		if t.(map[string]any)["id"] == task {
			return t.(map[string]any)
		}
	}
	x.t.Fatalf("the board has no task %s", task)
	return nil
}

// toldOf are the texts of what an officer was told with a kind.
func (x *house) toldOf(officer *core.Record, kind string) []string {
	x.t.Helper()
	var texts []string
	for _, n := range x.all("notifications", "officer='%s' && kind='%s'", officer.Id, kind) {
		texts = append(texts, n.GetString("text"))
	}
	slices.Sort(texts)
	return texts
}
