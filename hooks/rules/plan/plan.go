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
// tasks that must be finished before it starts. Started and Finished are the days on which
// that really happened, no date where it did not yet.
type Task struct {
	ID, Name          string
	Days              int
	After             []string
	Started, Finished workday.Day
}

// Dates are what the plan says of one task. StartBy and FinishBy are the last days that
// still meet the deadline; EarliestStart and EarliestFinish are the first ones that its
// predecessors, and what has really happened until today, allow. Slack is the number of
// working days between the two, negative where the task is bound to miss its day. Critical
// tasks have the least slack of all: a day lost on one of them is lost at the end.
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
type Plan struct {
	Available int     `json:"available"`
	Needed    int     `json:"needed"`
	Tasks     []Dates `json:"tasks"` // in the order given
}

// Missing is by how many working days the plan misses its deadline, 0 where it holds.
func (p Plan) Missing() int { return max(p.Needed-p.Available, 0) }

// Feasible refuses a plan that misses its deadline with plan_infeasible, saying by how
// many working days and which tasks decide it.
func (p Plan) Feasible() error {
	if p.Missing() == 0 {
		return nil
	}
	return fault.New(fault.PlanInfeasible, "R-CLM-12", "The tasks take %d working days and the campaign has %d: it misses its deadline by %d. Shorten a task of the critical chain, or move the deadline.", p.Needed, p.Available, p.Missing()).
		With("missing", p.Missing()).With("critical", p.critical())
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
	late := n.backward(available)
	p := Plan{Available: available, Tasks: make([]Dates, len(tasks))}
	least := available
	for i := range tasks {
		p.Needed = max(p.Needed, early[i].finish)
		if tasks[i].Finished == 0 {
			least = min(least, late[i].finish-early[i].finish)
		}
	}
	for i := range tasks {
		if p.Tasks[i], err = n.dates(axis, i, early[i], late[i], least); err != nil {
			return Plan{}, err
		}
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

// day is the n-th working day; the last one before the campaign is day 0.
func (a axis) day(n int) (workday.Day, error) {
	if n > 0 {
		return a.cal.Add(a.eve, n)
	}
	return a.cal.Back(a.eve+1, 1-n)
}

// dates turns the positions of a task into days.
func (n *network) dates(a axis, i int, early, late span, least int) (Dates, error) {
	t := n.tasks[i]
	d := Dates{ID: t.ID, Slack: late.finish - early.finish, Last: len(n.next(i)) == 0}
	d.Critical = t.Finished == 0 && d.Slack == least
	lateFirst, lateLast := t.days(late)
	earlyFirst, earlyLast := t.days(early)
	for _, x := range []struct {
		to *workday.Day
		at int
	}{{&d.StartBy, lateFirst}, {&d.FinishBy, lateLast}, {&d.EarliestStart, earlyFirst}, {&d.EarliestFinish, earlyLast}} {
		var err error
		if *x.to, err = a.day(x.at); err != nil {
			return Dates{}, err
		}
	}
	if t.Started != 0 {
		d.EarliestStart = t.Started
	}
	if t.Finished != 0 {
		d.EarliestFinish = t.Finished
	}
	return d, nil
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

// Dragged are the tasks that a task drags along: those behind it, directly or through
// others, that its delay pushes beyond their last day. Empty where the task is in time.
func Dragged(p Plan, tasks []Task, id string) []string {
	n, err := newNetwork(tasks)
	if err != nil {
		return nil
	}
	at, known := n.index[id]
	if !known || p.Tasks[at].Slack >= 0 {
		return nil
	}
	seen, queue := map[int]bool{at: true}, []int{at}
	var behind []string
	for len(queue) > 0 {
		i := queue[0]
		queue = queue[1:]
		for _, next := range n.next(i) {
			if !seen[int(next)] && p.Tasks[next].Slack < 0 {
				seen[int(next)] = true
				queue = append(queue, int(next))
				behind = append(behind, tasks[next].ID)
			}
		}
	}
	slices.Sort(behind)
	return behind
}
