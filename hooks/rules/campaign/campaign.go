// Package campaign holds the templates of reform campaigns: the tasks that every county sets
// up in the same way, as data, and how a template becomes the tasks of one county.
package campaign

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/meter"
)

// Body is a department that takes part.
type Body struct{ ID, Name, NameEn string }

// Pattern is a task of a template. Days are working days. A pattern of Each stands once for
// every department with claims and is led by it: {department} in its name is that department,
// and it follows the tasks of its own department. Every other pattern is led by who runs the
// campaign and follows those of all departments. Scope is over what a meter counts: lead,
// partners (all departments of the task) or county.
type Pattern struct {
	Key          string
	Name, NameEn string
	Days         int
	After        []string // keys of patterns before it in the template
	Each         bool
	Measure      meter.Definition
	Scope        string
	ItemTypes    []string // of the basic catalogue, nil for all
}

// Template is a campaign to be made anew with a deadline.
type Template struct {
	Key          string
	Name, NameEn string
	Goal, GoalEn string
	Basis        string
	Patterns     []Pattern
}

// Task is a task of one county as a template makes it. Follows are the places of other
// tasks in the list, all before its own.
type Task struct {
	Pattern
	Lead    string
	Follows []int
}

// Find answers the template with the key, or refuses with value_invalid.
func Find(key string) (Template, error) {
	for _, t := range Templates {
		if t.Key == key {
			return t, nil
		}
	}
	return Template{}, fault.New(fault.ValueInvalid, "R-CLM-12", "There is no such template; choose one of the list.")
}

// PerDepartment reports whether the template has tasks for every department with claims.
func (t Template) PerDepartment() bool {
	for _, p := range t.Patterns {
		if p.Each {
			return true
		}
	}
	return false
}

// Tasks are the tasks of the template for a county whose campaign is run by lead and in
// which the departments have claims; form_incomplete where those are needed and none has.
func (t Template) Tasks(lead string, departments []Body) ([]Task, error) {
	if t.PerDepartment() && len(departments) == 0 {
		return nil, fault.New(fault.FormIncomplete, "R-CLM-11", "No department has claims yet, and this template makes the tasks of departments with claims; open claims first.")
	}
	var tasks []Task
	places := map[string]map[string]int{} // pattern, department -> place
	put := func(p Pattern, b Body) {
		x := Task{Pattern: p, Lead: b.ID}
		x.Name, x.NameEn = strings.ReplaceAll(p.Name, "{department}", b.Name), strings.ReplaceAll(p.NameEn, "{department}", cmp.Or(b.NameEn, b.Name))
		for _, key := range p.After {
			x.Follows = append(x.Follows, before(places[key], p, b.ID)...)
		}
		if places[p.Key] == nil {
			places[p.Key] = map[string]int{}
		}
		places[p.Key][b.ID] = len(tasks)
		tasks = append(tasks, x)
	}
	for _, p := range t.Patterns {
		if !p.Each {
			put(p, Body{ID: lead})
			continue
		}
		for _, b := range departments {
			put(p, b)
		}
	}
	return tasks, nil
}

// before are the tasks of a pattern that a task waits for: that of its own department where
// both patterns are of each, else all of them in their order.
func before(places map[string]int, p Pattern, department string) []int {
	if at, own := places[department]; own && p.Each {
		return []int{at}
	}
	return slices.Sorted(maps.Values(places))
}
