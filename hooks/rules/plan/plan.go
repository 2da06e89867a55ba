// Package plan schedules the tasks of a campaign backwards from its deadline (倒排工期)
// through their order (顺排工序), in working days: until when each may start and finish,
// how early it can, what slack it has and which chain of tasks decides the end (R-CLM-12).
package plan

import (
	"slices"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// Task is one piece of work. Days are working days; 0 is a milestone. After names the
// tasks that must be finished before it starts. Deadline is a last day of its own, where an
// authority above set one before the end of the campaign; no date else. Started and Finished
// are the days on which that really happened, no date where it did not yet.
type Task struct {
	ID, Name          string
	Days              int
	After             []string
	Deadline          workday.Day
	Started, Finished workday.Day
}

// Dates are what the plan says of one task. StartBy and FinishBy are the last days that
// still meet the deadline; EarliestStart and EarliestFinish are the first ones that its
// predecessors, and what has really happened until today, allow. Slack is the number of
// working days between the two, negative where the task is bound to miss its day. Critical
// tasks have the least slack of all: a day lost on one of them is lost at the end. A day that
// lies beyond the published years, as the finish of a late task may, is no date; what is
// counted in working days stands all the same (R-CAL-05).
type Dates struct {
	ID             string      `json:"id"`
	StartBy        workday.Day `json:"start_by"`
	FinishBy       workday.Day `json:"finish_by"`
	EarliestStart  workday.Day `json:"earliest_start"`
	EarliestFinish workday.Day `json:"earliest_finish"`
	Slack          int         `json:"slack"`
	Critical       bool        `json:"critical"`
	Last           bool        `json:"last"` // no task follows: it is scheduled at the deadline
}

// Plan is a whole schedule. Available are the working days from start to deadline, both
// included; Needed is what the longest chain takes, what has already happened included.
// Missing is by how many working days the plan misses its deadline, or one of its tasks a
// deadline of its own; 0 where it holds.
type Plan struct {
	Available int     `json:"available"`
	Needed    int     `json:"needed"`
	Missing   int     `json:"missing"`
	Tasks     []Dates `json:"tasks"` // in the order given
}

// Feasible refuses a plan that misses its deadline with plan_infeasible, saying by how
// many working days and which tasks decide it.
func (p Plan) Feasible() error {
	if p.Missing == 0 {
		return nil
	}
	return fault.New(fault.PlanInfeasible, "R-CLM-12", "The tasks take %d working days and the campaign has %d: a deadline is missed by %d. Shorten a task of the critical chain, or move the deadline.", p.Needed, p.Available, p.Missing).
		With("missing", p.Missing).With("needed", p.Needed).With("available", p.Available).With("critical", p.critical()).With("subject", "campaign")
}

func (p Plan) critical() []string {
	var ids []string
	for _, t := range p.Tasks {
		if t.Critical {
			ids = append(ids, t.ID)
		}
	}
	return ids
}

// Schedule plans the tasks between two days as of today; before the start, today is the
// start. It takes time in proportion to the tasks and their links. It refuses tasks that
// wait for each other with plan_cycle, naming the circle, a task that follows an unknown one
// or stands there twice with record_foreign, a deadline before the start with date_invalid,
// and a span that no calendar covers with calendar_unpublished (R-CAL-05).
func Schedule(cal *workday.Calendar, starts, deadline, today workday.Day, tasks []Task) (Plan, error) {
	if deadline < starts {
		return Plan{}, fault.New(fault.DateInvalid, "R-CLM-12", "The deadline lies before the start of the campaign.")
	}
	n, err := newNetwork(tasks)
	if err != nil {
		return Plan{}, err
	}
	axis := axis{cal, starts - 1}
	available, err := axis.position(deadline)
	if err != nil {
		return Plan{}, err
	}
	now, err := axis.position(max(today, starts) - 1)
	if err != nil {
		return Plan{}, err
	}
	early, err := n.forward(axis, now)
	if err != nil {
		return Plan{}, err
	}
	late, err := n.backward(axis, available)
	if err != nil {
		return Plan{}, err
	}
	p := Plan{Available: available, Tasks: make([]Dates, len(tasks))}
	least := available
	for i := range tasks {
		slack := late[i].finish - early[i].finish
		p.Needed, p.Missing = max(p.Needed, early[i].finish), max(p.Missing, -slack)
		if tasks[i].Finished == 0 {
			least = min(least, slack)
		}
	}
	for i := range tasks {
		p.Tasks[i] = n.dates(axis, i, early[i], late[i], least)
	}
	return p, nil
}

// span is a stretch of working days: those behind the position start up to the position
// finish. Position 0 is the eve of the campaign, position n the end of its n-th working day.
type span struct{ start, finish int }

// axis counts working days from the eve of the campaign.
type axis struct {
	cal *workday.Calendar
	eve workday.Day
}

// position is the number of working days up to the end of a day.
func (a axis) position(d workday.Day) (int, error) { return a.cal.Between(a.eve, d) }

// day is the n-th working day, the last one before the campaign is day 0; no date where no
// calendar reaches so far.
func (a axis) day(n int) workday.Day {
	var day workday.Day
	var err error
	if n > 0 {
		day, err = a.cal.Add(a.eve, n)
	} else {
		day, err = a.cal.Back(a.eve+1, 1-n)
	}
	if err != nil {
		return 0
	}
	return day
}

// dates turns the positions of a task into days.
func (n *network) dates(a axis, i int, early, late span, least int) Dates {
	t := n.tasks[i]
	d := Dates{ID: t.ID, Slack: late.finish - early.finish, Last: len(n.next(i)) == 0}
	d.Critical = t.Finished == 0 && d.Slack == least
	lateFirst, lateLast := t.days(late)
	earlyFirst, earlyLast := t.days(early)
	d.StartBy, d.FinishBy, d.EarliestStart, d.EarliestFinish = a.day(lateFirst), a.day(lateLast), a.day(earlyFirst), a.day(earlyLast)
	if t.Started != 0 {
		d.EarliestStart = t.Started
	}
	if t.Finished != 0 {
		d.EarliestFinish = t.Finished
	}
	return d
}

// days are the first and the last working day of a stretch. A milestone takes no day of its
// own: it stands on the day at whose end it is reached, at the beginning on the first.
func (t Task) days(s span) (first, last int) {
	switch {
	case t.Days > 0:
		return s.start + 1, s.finish
	case s.finish == 0:
		return 1, 1
	}
	return s.finish, s.finish
}

// Dragged are, for each task that is bound to miss its day, those that it drags along: the
// tasks behind it, directly or through others, that cannot meet their last day either, in
// their order. A
// task that drags nothing along has no entry.
func Dragged(p Plan, tasks []Task) map[string][]string {
	n, err := newNetwork(tasks)
	if err != nil {
		return nil
	}
	place := make([]int, len(tasks))
	for at, i := range n.order {
		place[i] = at
	}
	drags := map[string][]string{}
	for i, t := range tasks {
		if t.Finished != 0 || p.Tasks[i].Slack >= 0 {
			continue
		}
		behind := n.behind(i, func(next int) bool { return p.Tasks[next].Slack < 0 })
		slices.SortFunc(behind, func(a, b int) int { return place[a] - place[b] })
		for _, at := range behind {
			drags[t.ID] = append(drags[t.ID], tasks[at].ID)
		}
	}
	return drags
}

// behind are the tasks that are reached from task i through tasks of the kind.
func (n *network) behind(i int, of func(int) bool) []int {
	seen, queue := map[int]bool{i: true}, []int{i}
	for at := 0; at < len(queue); at++ {
		for _, next := range n.next(queue[at]) {
			if !seen[int(next)] && of(int(next)) {
				seen[int(next)] = true
				queue = append(queue, int(next))
			}
		}
	}
	return queue[1:]
}
