package hooks

import (
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/meter"
	"onestop/hooks/rules/tally"
)

// What the meters count is read in a few statements written by hand: a board measures
// hundreds of tasks over a county's thousands of claims and lists each time it is opened.

// claimCount is the number of claims of a department, on items of a type, in a state; those
// whose list stays in force while it is revised are counted apart.
type claimCount struct {
	Department string `db:"department"`
	Type       string `db:"type"`
	State      string `db:"state"`
	InForce    bool   `db:"in_force"`
	N          int    `db:"n"`
}

const claimCountsByType = `SELECT c.department, b.type, c.state, (COALESCE(s.version, 0) > 0 AND c.state IN ('compiling', 'in_review', 'approved')) AS in_force, COUNT(*) AS n
	FROM claims c JOIN basic_items b ON b.id = c.basic_item LEFT JOIN services s ON s.claim = c.id GROUP BY 1, 2, 3, 4`

// listFigure is what the meters read of a list in force.
type listFigure struct {
	department, itemType string
	trips                int
	cuts                 []catalogue.Cut
}

// yardstick holds what the meters of some tasks count. What none of them needs is not read.
type yardstick struct {
	claims   []claimCount
	lists    []*listFigure
	problems map[string]meter.Reading
}

// yardstickFor reads what the tasks are measured by.
func (h *Hall) yardstickFor(app core.App, tasks []*core.Record) (y *yardstick, err error) {
	y = &yardstick{}
	needs := func(kinds ...meter.Kind) bool {
		return slices.ContainsFunc(tasks, func(t *core.Record) bool { return slices.Contains(kinds, meter.Kind(t.GetString("meter"))) })
	}
	if needs(meter.ClaimsClaimed, meter.ClaimsCompiled, meter.ClaimsApproved, meter.ClaimsPublished) {
		if err := app.DB().NewQuery(claimCountsByType).All(&y.claims); err != nil {
			return nil, err
		}
	}
	if needs(meter.Cuts, meter.OneTrip) {
		if y.lists, err = h.listFigures(app); err != nil {
			return nil, err
		}
	}
	if needs(meter.ProblemsSolved) {
		y.problems, err = problemCounts(app, tasks)
	}
	return y, err
}

// problemCounts are the problems of each batch: those that are verified over all that belong
// to it, without those that were rejected or merged into others (R-PL-09).
func problemCounts(app core.App, tasks []*core.Record) (map[string]meter.Reading, error) {
	ids := make([]any, len(tasks))
	for i, t := range tasks {
		ids[i] = t.Id
	}
	var rows []struct {
		Task   string `db:"task"`
		All    int    `db:"n"`
		Solved int    `db:"solved"`
	}
	err := app.DB().Select("task", "COUNT(*) AS n", "SUM(state = 'verified') AS solved").From("problems").
		Where(dbx.In("task", ids...)).AndWhere(dbx.NotIn("state", "draft", "rejected", "merged")).GroupBy("task").All(&rows)
	batches := make(map[string]meter.Reading, len(rows))
	for _, r := range rows {
		batches[r.Task] = meter.Reading{Numerator: r.Solved, Denominator: r.All, Level: "problem"}
	}
	return batches, err
}

// listFigures are those of all lists in force. A revision never changes, so each is read
// once in the life of the house.
func (h *Hall) listFigures(app core.App) ([]*listFigure, error) {
	var ids []string
	if err := app.DB().NewQuery("SELECT r.id" + inForceNow + " ORDER BY r.id").Bind(dbx.Params{"today": h.today().String()}).Column(&ids); err != nil {
		return nil, err
	}
	list := make([]*listFigure, len(ids))
	for i, id := range ids {
		if f, known := h.listed.Load(id); known {
			list[i] = f.(*listFigure)
			continue
		}
		var content []byte
		if err := app.DB().Select("content").From("revisions").Where(dbx.HashExp{"id": id}).Row(&content); err != nil {
			return nil, err
		}
		s, err := catalogue.Read(content)
		if err != nil {
			return nil, err
		}
		list[i] = &listFigure{department: s.Department.ID, itemType: s.BasicItem.Type, trips: s.Trips, cuts: catalogue.Cuts(s)}
		h.listed.Store(id, list[i])
	}
	return list, nil
}

// counts reports whether a task counts what belongs to a department and an item type.
func counts(task *core.Record) func(department, itemType string) bool {
	types, lead, scope := task.GetStringSlice("item_types"), task.GetString("lead"), task.GetString("scope")
	partners := task.GetStringSlice("partners")
	return func(department, itemType string) bool {
		if len(types) > 0 && !slices.Contains(types, itemType) {
			return false
		}
		return scope == "county" || department == lead || (scope == "partners" && slices.Contains(partners, department))
	}
}

// read measures a task, which is one that is measured. Trips are counted of the items that
// somebody applies for, as the statistics count them: a penalty makes nobody's way shorter
// (R-MET-01).
func (y *yardstick) read(task *core.Record) meter.Reading {
	counted, kind := counts(task), meter.Kind(task.GetString("meter"))
	switch kind {
	case meter.ProblemsSolved:
		return y.problems[task.Id]
	case meter.Cuts:
		return y.readCuts(task.GetString("cut"), counted)
	case meter.OneTrip:
		r := meter.Reading{Level: "item"}
		for _, l := range y.lists {
			if counted(l.department, l.itemType) && slices.Contains(tally.OnApplication, l.itemType) {
				r = r.Add(meter.AtMostOneTrip(l.trips))
			}
		}
		return r
	}
	states, inForce := map[flow.State]int{}, 0
	for _, c := range y.claims {
		switch {
		case !counted(c.Department, c.Type):
		case c.InForce:
			inForce += c.N
		default:
			states[flow.State(c.State)] += c.N
		}
	}
	return meter.Claims(kind, states, inForce)
}

// readCuts sums one of the four cuts over the lists of which the baseline is known.
func (y *yardstick) readCuts(which string, counted func(department, itemType string) bool) meter.Reading {
	r := meter.Reading{Level: which}
	for _, l := range y.lists {
		for _, c := range l.cuts {
			if c.Key == which && c.Known && counted(l.department, l.itemType) {
				r = r.Add(meter.Reading{Numerator: c.Before - c.Now, Denominator: c.Before})
			}
		}
	}
	return r
}

func targetOf(task *core.Record) meter.Target {
	return meter.Target{Amount: task.GetInt("target"), Unit: task.GetString("target_unit")}
}

func readingOf(task *core.Record) meter.Reading {
	return meter.Reading{Numerator: task.GetInt("numerator"), Denominator: task.GetInt("denominator")}
}

func isMeasured(task *core.Record) bool { return task.GetString("meter") != string(meter.Manual) }

// measureAll sets the figures on the tasks that are measured and not confirmed yet: what was
// confirmed stays as it was.
func (h *Hall) measureAll(app core.App, tasks []*core.Record) error {
	measured := slices.DeleteFunc(slices.Clone(tasks), func(t *core.Record) bool {
		return !isMeasured(t) || t.GetString("state") == string(flow.Confirmed)
	})
	if len(measured) == 0 {
		return nil
	}
	y, err := h.yardstickFor(app, measured)
	if err != nil {
		return err
	}
	for _, t := range measured {
		r := y.read(t)
		if r.Numerator != t.GetInt("numerator") || r.Denominator != t.GetInt("denominator") || t.GetString("measured_at") == "" {
			t.Set("measured_at", h.instant())
		}
		t.Set("numerator", r.Numerator)
		t.Set("denominator", r.Denominator)
		t.Set("progress", targetOf(t).Progress(r))
	}
	return nil
}

// measure sets the figures on one task.
func (h *Hall) measure(app core.App, task *core.Record) error {
	return h.measureAll(app, []*core.Record{task})
}
