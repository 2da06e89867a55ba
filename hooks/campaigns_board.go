package hooks

import (
	"errors"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/meter"
	planning "onestop/hooks/rules/plan"
	"onestop/hooks/rules/review"
)

// titled is a department, or a task, as the board names it.
type titled struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	NameEn string `json:"name_en"`
}

// taskShown is a task as the board shows it (挂图作战): what is wanted and measured, its days
// and what it drags along. Reading is nil where nothing is measured; Waits are the tasks
// before it that are not done; Last says that no task follows, so that it is scheduled at
// the deadline.
type taskShown struct {
	ID             string         `json:"id"`
	Campaign       string         `json:"campaign"`
	Name           string         `json:"name"`
	NameEn         string         `json:"name_en"`
	Lead           titled         `json:"lead"`
	Partners       []titled       `json:"partners"`
	Days           int            `json:"days"`
	After          []string       `json:"after"`
	Waits          []string       `json:"waits"`
	Meter          string         `json:"meter"`
	Cut            string         `json:"cut"`
	Scope          string         `json:"scope"`
	ItemTypes      []string       `json:"item_types"`
	Target         *meter.Target  `json:"target"`
	Reading        *meter.Reading `json:"reading"`
	MeasuredAt     string         `json:"measured_at"`
	Progress       int            `json:"progress"`
	State          string         `json:"state"`
	Light          string         `json:"light"`
	DaysLeft       *int           `json:"days_left"`
	Deadline       string         `json:"deadline"`
	StartBy        string         `json:"start_by"`
	FinishBy       string         `json:"finish_by"`
	EarliestStart  string         `json:"earliest_start"`
	EarliestFinish string         `json:"earliest_finish"`
	StartedOn      string         `json:"started_on"`
	FinishedOn     string         `json:"finished_on"`
	Slack          int            `json:"slack"`
	Critical       bool           `json:"critical"`
	Last           bool           `json:"last"`
	Drags          []string       `json:"drags"`
	Evidence       []string       `json:"evidence"`
	Acts           []flow.Act     `json:"acts"` // that start from its state for whoever asks
}

// campaignShown is a campaign with the state of its plan.
type campaignShown struct {
	ID        string         `json:"id"`
	Name      string         `json:"name"`
	NameEn    string         `json:"name_en"`
	Goal      string         `json:"goal"`
	GoalEn    string         `json:"goal_en"`
	Basis     string         `json:"basis"`
	Starts    string         `json:"starts"`
	Deadline  string         `json:"deadline"`
	State     string         `json:"state"`
	Available int            `json:"available"`
	Needed    int            `json:"needed"`
	Missing   int            `json:"missing"`
	Undated   int            `json:"undated"` // the year without a calendar, 0 where all is dated
	Tasks     int            `json:"tasks"`
	Done      int            `json:"done"`
	Lights    map[string]int `json:"lights"`
	Acts      []flow.Act     `json:"acts"`
}

// wallchart is a campaign that was read, dated and measured for somebody who looks at it.
type wallchart struct {
	*reform
	plan        planning.Plan
	drags       map[string][]string
	departments map[string]titled
	h           *Hall
	who         actor
	held        []review.Officer // posts for which who may act
}

// readBoard dates and measures a campaign as of now, without storing any of it.
func (h *Hall) readBoard(app core.App, who actor, id string) (*wallchart, error) {
	f, err := readReform(app, id)
	if err != nil || f == nil {
		return nil, err
	}
	b := &wallchart{reform: f, h: h, who: who}
	if f.state() != flow.Closed {
		if err := errors.Join(h.measureAll(app, f.tasks), h.dateReform(f)); err != nil {
			return nil, err
		}
	}
	if b.plan, err = h.schedule(f); err == nil {
		b.drags = planning.Dragged(b.plan, f.planned())
	} else if fault.Of(err) == "" {
		return nil, err
	}
	if b.departments, err = departmentsByID(app); err != nil {
		return nil, err
	}
	b.held, err = postsOf(app, who)
	return b, err
}

// departmentsByID are all departments by id.
func departmentsByID(app core.App) (map[string]titled, error) {
	list, err := findAll(app, "departments", "", nil)
	all := make(map[string]titled, len(list))
	for _, r := range list {
		all[r.Id] = titled{r.Id, r.GetString("name"), r.GetString("name_en")}
	}
	return all, err
}

// postsOf are those of an officer and of the absent colleagues whose deputy the officer is
// (R-PL-22); nobody else has any.
func postsOf(app core.App, who actor) ([]review.Officer, error) {
	if who.kind != kindOfficer {
		return nil, nil
	}
	return posts(app, who)
}

// overview is the campaign with the number of its tasks by light.
func (b *wallchart) overview() campaignShown {
	r := b.campaign
	c := campaignShown{ID: r.Id, Name: r.GetString("name"), NameEn: r.GetString("name_en"), Goal: r.GetString("goal"), GoalEn: r.GetString("goal_en"), Basis: r.GetString("basis"),
		Starts: r.GetString("starts"), Deadline: r.GetString("deadline"), State: r.GetString("state"), Available: r.GetInt("available"), Needed: r.GetInt("needed"),
		Missing: b.plan.Missing, Undated: r.GetInt("undated"), Tasks: len(b.tasks), Lights: map[string]int{}, Acts: []flow.Act{}}
	for _, l := range []clock.Light{clock.Green, clock.Yellow, clock.Red, clock.Grey} {
		c.Lights[string(l)] = 0
	}
	for _, t := range b.tasks {
		if isDone(t) {
			c.Done++
		} else if light := t.GetString("light"); light != string(clock.None) {
			c.Lights[light]++
		}
	}
	if b.who.has(flow.Supervisor) {
		c.Acts = actsFrom(flow.Campaign, b.state())
	}
	return c
}

// rows are the tasks in the order of the plan: what is to be finished first stands first.
func (b *wallchart) rows() []taskShown {
	last := map[string]bool{}
	for _, t := range b.tasks {
		last[t.Id] = true
	}
	for _, t := range b.tasks {
		for _, id := range t.GetStringSlice("after") {
			last[id] = false
		}
	}
	rows := make([]taskShown, len(b.tasks))
	for i, t := range b.tasks {
		rows[i] = b.row(t)
		rows[i].Last = last[t.Id]
		for _, before := range b.waitsFor(t) {
			rows[i].Waits = append(rows[i].Waits, before.Id)
		}
	}
	return rows
}

func (b *wallchart) row(t *core.Record) taskShown {
	x := taskShown{ID: t.Id, Campaign: b.campaign.Id, Name: t.GetString("name"), NameEn: t.GetString("name_en"), Lead: b.departments[t.GetString("lead")], Partners: []titled{},
		Days: t.GetInt("days"), After: texted(t, "after"), Waits: []string{}, Meter: t.GetString("meter"), Cut: t.GetString("cut"), Scope: t.GetString("scope"), ItemTypes: texted(t, "item_types"),
		Progress: t.GetInt("progress"), State: t.GetString("state"), Light: t.GetString("light"), Deadline: t.GetString("deadline"),
		StartBy: t.GetString("start_by"), FinishBy: t.GetString("finish_by"), EarliestStart: t.GetString("earliest_start"), EarliestFinish: t.GetString("earliest_finish"),
		StartedOn: t.GetString("started_on"), FinishedOn: t.GetString("finished_on"), Slack: t.GetInt("slack"), Critical: t.GetBool("critical"),
		Drags: b.drags[t.Id], Evidence: texted(t, "evidence"), Acts: b.acts(t)}
	for _, id := range t.GetStringSlice("partners") {
		x.Partners = append(x.Partners, b.departments[id])
	}
	if x.Drags == nil {
		x.Drags = []string{}
	}
	if isMeasured(t) {
		target, reading := targetOf(t), readingOf(t)
		reading.Level = levelOf(t)
		x.Target, x.Reading, x.MeasuredAt = &target, &reading, t.GetString("measured_at")
	}
	if due := dayOf(x.FinishBy); due != 0 && !isDone(t) && b.state() == flow.Open {
		if state := clock.DueOn(b.h.days(), due, b.h.today()); state.Unknown == nil {
			x.DaysLeft = &state.Left
		}
	}
	return x
}

// texted is a list of a record, empty where it has none.
func texted(r *core.Record, field string) []string {
	if list := r.GetStringSlice(field); list != nil {
		return list
	}
	return []string{}
}

// levelOf is what the meter of a task counts.
func levelOf(t *core.Record) string {
	switch kind := meter.Kind(t.GetString("meter")); kind {
	case meter.Cuts:
		return t.GetString("cut")
	case meter.OneTrip:
		return "item"
	case meter.ProblemsSolved:
		return "problem"
	}
	return "claim"
}

// acts are those that start from the state of a task and that who asks may do.
func (b *wallchart) acts(t *core.Record) []flow.Act {
	acts := []flow.Act{}
	if b.state() != flow.Open {
		return acts
	}
	for _, row := range flow.Task.Rows {
		roles := review.RolesOn(b.held, departmentsOn(t, row.Act))
		mine := slices.ContainsFunc(row.Roles, func(r flow.Role) bool { return slices.Contains(roles, r) })
		if row.Act == "start" && len(b.waitsFor(t)) > 0 {
			continue // not in its turn (顺排工序)
		}
		if mine && slices.Contains(row.From, flow.State(t.GetString("state"))) {
			acts = append(acts, row.Act)
		}
	}
	return acts
}
