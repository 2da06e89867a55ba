package checklist

import (
	"slices"
	"strings"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
)

// Member is one service of a life event. After names the members whose results it waits
// for. An optional one may be left out; OnlyIf lists options of the life event's own
// questions that make it apply (R-PKG-04). Closed says why the service takes no
// applications now, "" where it does (R-CLM-09); List then names it and its questions.
type Member struct {
	ID       string
	List     *catalogue.Snapshot
	After    []string
	Optional bool
	OnlyIf   []string
	Closed   string
}

// Why a service takes no applications, beside the states of its list.
const Unpublished = "unpublished" // no revision of it is in force yet

// Order answers the members so that each stands behind those it waits for, otherwise in
// the given order. A circle is refused with plan_cycle, which names it (R-PKG-02). A
// predecessor that is no member any more is passed over.
func Order(members []Member) ([]Member, error) {
	known := map[string]bool{}
	for _, m := range members {
		known[m.ID] = true
	}
	placed := map[string]bool{}
	waits := func(m Member) bool {
		return slices.ContainsFunc(m.After, func(id string) bool { return known[id] && !placed[id] })
	}
	rest := slices.Clone(members)
	order := make([]Member, 0, len(members))
	for len(rest) > 0 {
		i := slices.IndexFunc(rest, func(m Member) bool { return !waits(m) })
		if i < 0 {
			return nil, circle(rest)
		}
		placed[rest[i].ID] = true
		order = append(order, rest[i])
		rest = slices.Delete(rest, i, i+1)
	}
	return order, nil
}

// circle names a circle among members of which each waits for another one: going back
// from any of them must come to one seen before.
func circle(rest []Member) *fault.Fault {
	find := func(id string) int { return slices.IndexFunc(rest, func(m Member) bool { return m.ID == id }) }
	var path []Member
	at := rest[0]
	for !slices.ContainsFunc(path, func(m Member) bool { return m.ID == at.ID }) {
		path = append(path, at)
		before := slices.IndexFunc(at.After, func(id string) bool { return find(id) >= 0 })
		at = rest[find(at.After[before])]
	}
	path = append(path[slices.IndexFunc(path, func(m Member) bool { return m.ID == at.ID }):], at)
	slices.Reverse(path)
	names, ids := make([]string, len(path)), make([]string, len(path))
	for i, m := range path {
		names[i], ids[i] = m.List.Name, m.ID
	}
	return fault.New(fault.PlanCycle, "R-PKG-02", "The members wait for each other in a circle: %s. Take one of these out of \"after\".", strings.Join(names, " → ")).With("cycle", ids)
}

// LongestPath is the sum of promised working days along the longest chain of members,
// and the chain: what the promise of the life event must at least be (R-PKG-02). An
// optional member adds no days but still holds its place. plan_cycle as in Order.
func LongestPath(members []Member) (days int, path []string, err error) {
	order, err := Order(members)
	if err != nil {
		return 0, nil, err
	}
	type chain struct {
		days int
		path []string
	}
	best, ends := chain{days: -1}, map[string]chain{}
	for _, m := range order {
		var longest chain
		for _, id := range m.After {
			if before, ok := ends[id]; ok && (before.days > longest.days || longest.path == nil) {
				longest = before
			}
		}
		own := 0
		if !m.Optional {
			own = m.List.PromisedDays
		}
		end := chain{longest.days + own, append(slices.Clone(longest.path), m.ID)}
		ends[m.ID] = end
		if end.days > best.days {
			best = end
		}
	}
	return max(best.days, 0), best.path, nil
}

// among keeps the members of an order that take part. One that waited for a member left
// out waits for what that one waited for.
func among(order []Member, takesPart func(Member) bool) (in, out []Member) {
	before := map[string][]string{} // what waiting for the member means now
	for _, m := range order {
		var after []string
		for _, id := range m.After {
			after = append(after, before[id]...)
		}
		slices.Sort(after)
		m.After = slices.Compact(after)
		if takesPart(m) {
			before[m.ID] = []string{m.ID}
			in = append(in, m)
		} else {
			before[m.ID] = m.After
			out = append(out, m)
		}
	}
	return in, out
}
