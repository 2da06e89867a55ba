package plan

import (
	"slices"
	"strings"

	"onestop/hooks/rules/fault"
)

// network is the tasks with their links, and an order in which each stands behind all that
// it waits for. Links lie in one slice, so that a hundred thousand tasks are walked in the
// time it takes to read them.
type network struct {
	tasks []Task
	index map[string]int
	from  []int32 // where the successors of a task begin in links
	links []int32
	order []int32
}

func newNetwork(tasks []Task) (*network, error) {
	n := &network{tasks: tasks, index: make(map[string]int, len(tasks)), from: make([]int32, len(tasks)+1)}
	for i, t := range tasks {
		if _, twice := n.index[t.ID]; twice {
			return nil, fault.New(fault.RecordForeign, "R-CLM-12", "The task %s stands in the plan twice.", t.ID)
		}
		if t.Days < 0 {
			return nil, fault.New(fault.ValueInvalid, "R-CLM-12", "The task %s takes a negative number of days.", t.Name)
		}
		n.index[t.ID] = i
	}
	if err := n.link(); err != nil {
		return nil, err
	}
	return n, n.sort()
}

// link lays the successors of each task side by side.
func (n *network) link() error {
	before := make([][]int32, len(n.tasks))
	for i, t := range n.tasks {
		for _, id := range t.After {
			at, known := n.index[id]
			if !known {
				return fault.New(fault.RecordForeign, "R-CLM-12", "The task %s follows %s, which is no task of this plan.", t.Name, id).With("task", t.ID)
			}
			before[i] = append(before[i], int32(at))
			n.from[at+1]++
		}
	}
	for i := range n.tasks {
		n.from[i+1] += n.from[i]
	}
	n.links = make([]int32, n.from[len(n.tasks)])
	filled := slices.Clone(n.from)
	for i := range n.tasks {
		for _, at := range before[i] {
			n.links[filled[at]] = int32(i)
			filled[at]++
		}
	}
	return nil
}

// next are the tasks that wait for task i.
func (n *network) next(i int) []int32 { return n.links[n.from[i]:n.from[i+1]] }

// sort orders the tasks; plan_cycle where that cannot be done.
func (n *network) sort() error {
	waits := make([]int, len(n.tasks))
	for _, to := range n.links {
		waits[to]++
	}
	n.order = make([]int32, 0, len(n.tasks))
	for i := range n.tasks {
		if waits[i] == 0 {
			n.order = append(n.order, int32(i))
		}
	}
	for at := 0; at < len(n.order); at++ {
		for _, to := range n.next(int(n.order[at])) {
			if waits[to]--; waits[to] == 0 {
				n.order = append(n.order, to)
			}
		}
	}
	if len(n.order) == len(n.tasks) {
		return nil
	}
	return n.circle(waits)
}

// circle names one circle among the tasks that still wait: going back from any of them
// through tasks that wait must come to one seen before.
func (n *network) circle(waits []int) error {
	at := slices.IndexFunc(waits, func(w int) bool { return w > 0 })
	seen, path := map[int]int{}, []int{}
	for {
		if first, again := seen[at]; again {
			path = append(path[first:], at)
			break
		}
		seen[at] = len(path)
		path = append(path, at)
		for _, id := range n.tasks[at].After {
			if before := n.index[id]; waits[before] > 0 {
				at = before
				break
			}
		}
	}
	slices.Reverse(path)
	names, ids := make([]string, len(path)), make([]string, len(path))
	for i, x := range path {
		names[i], ids[i] = n.tasks[x].Name, n.tasks[x].ID
	}
	return fault.New(fault.PlanCycle, "R-CLM-12", "The tasks wait for each other in a circle: %s. Take one of these links out.", strings.Join(names, " → ")).
		With("cycle", ids).With("names", names).With("subject", "campaign")
}

// forward is when each task can be done at the earliest: behind its predecessors, not
// before now unless it has begun, and when it really was done where it has been.
func (n *network) forward(a axis, now int) ([]span, error) {
	spans := make([]span, len(n.tasks))
	ready := make([]int, len(n.tasks)) // the position behind all predecessors
	for _, i := range n.order {
		t, s := n.tasks[i], &spans[i]
		s.start = max(ready[i], now)
		if t.Started != 0 {
			began, err := a.position(t.Started - 1)
			if err != nil {
				return nil, err
			}
			s.start = began
		}
		s.finish = s.start + t.Days
		if t.Started != 0 { // what is not finished by now ends today at the earliest
			s.finish = max(s.finish, min(now+1, now+t.Days))
		}
		if t.Finished != 0 {
			done, err := a.position(t.Finished)
			if err != nil {
				return nil, err
			}
			s.finish = done
			s.start = min(s.start, done)
		}
		for _, to := range n.next(int(i)) {
			ready[to] = max(ready[to], s.finish)
		}
	}
	return spans, nil
}

// backward is until when each task must be done so that it meets its own deadline and all
// behind it still meet theirs and that of the campaign.
func (n *network) backward(a axis, deadline int) ([]span, error) {
	spans := make([]span, len(n.tasks))
	for at := len(n.order) - 1; at >= 0; at-- {
		i := int(n.order[at])
		finish := deadline
		if own := n.tasks[i].Deadline; own != 0 {
			position, err := a.position(own)
			if err != nil {
				return nil, err
			}
			finish = min(finish, position)
		}
		for _, to := range n.next(i) {
			finish = min(finish, spans[to].start)
		}
		spans[i] = span{finish - n.tasks[i].Days, finish}
	}
	return spans, nil
}
