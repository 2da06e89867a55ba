package hooks

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/tally"
)

// What of the statistics is as of now: claims, open cases, those that are late, and the work
// of officers. The statements are written by hand, because each counts all that is open.

const claimStatesSQL = `SELECT c.department, COALESCE(s.id, '') AS service, c.state, COALESCE(s.version, 0) > 0 AS approved, COUNT(*) AS n
	FROM claims c LEFT JOIN services s ON s.claim = c.id`

// reckonClaims counts the claims (R-MET-10). A claim without a list belongs to its
// department alone.
func (h *Hall) reckonClaims(app core.App, r *reckoning) error {
	where, bind := narrowed(r.scope, "c.department", "s.id", "")
	var rows []struct {
		Department string `db:"department"`
		Service    string `db:"service"`
		State      string `db:"state"`
		Approved   bool   `db:"approved"`
		N          int    `db:"n"`
	}
	if err := app.ConcurrentDB().NewQuery(claimStatesSQL + where + " GROUP BY 1, 2, 3, 4").Bind(bind).All(&rows); err != nil {
		return err
	}
	for _, x := range rows {
		rates := tally.ClaimRates(flow.State(x.State), x.Approved)
		for range x.N {
			r.total.rates.Add(rates)
			put(r.departments, x.Department).rates.Add(rates)
		}
	}
	return nil
}

// narrowed is the WHERE of a scope on columns that hold a department and a service.
func narrowed(s scope, department, service, also string) (string, dbx.Params) {
	where, bind := also, dbx.Params{}
	add := func(condition string) {
		if where != "" {
			where += " AND "
		}
		where += condition
	}
	if s.department != "" {
		add(department + " = {:department}")
		bind["department"] = s.department
	}
	if s.service != "" {
		add(service + " = {:service}")
		bind["service"] = s.service
	}
	if where != "" {
		where = " WHERE " + where
	}
	return where, bind
}

const (
	openSQL = `SELECT a.service, s.department, a.light, a.n FROM (SELECT service, light, COUNT(*) AS n FROM applications a WHERE ` + isOpen + ` GROUP BY service, light) a
	JOIN services s ON s.id = a.service`
	isOpen = `a.state IN ('submitted', 'correcting', 'accepted', 'paused', 'granted', 'refused')`
)

// reckonOpen counts the cases that are under way, and those of them that are late.
func (h *Hall) reckonOpen(app core.App, r *reckoning) error {
	where, bind := narrowed(r.scope, "s.department", "a.service", "")
	var rows []struct {
		Service    string `db:"service"`
		Department string `db:"department"`
		Light      string `db:"light"`
		N          int    `db:"n"`
	}
	if err := app.ConcurrentDB().NewQuery(openSQL + where).Bind(bind).All(&rows); err != nil {
		return err
	}
	for _, x := range rows {
		for _, g := range r.of(x.Department, x.Service) {
			if g.open += x.N; x.Light == string(clock.Red) {
				g.overdue += x.N
			}
		}
	}
	return nil
}

// officerWork is the work of an officer: steps examined, decisions and the median of their
// days in the range, and what lies open now.
type officerWork struct {
	ID         string   `db:"id" json:"id"`
	Name       string   `db:"name" json:"name"`
	Department string   `db:"department" json:"department"`
	Open       int      `db:"open" json:"open"`
	Examined   int      `db:"-" json:"examined"`
	Decided    int      `db:"-" json:"decided"`
	Median     *float64 `db:"-" json:"median"`
}

const officersSQL = `SELECT o.id, o.name, o.department, (SELECT COUNT(*) FROM applications a WHERE a.examiner = o.id AND ` + isOpen + `) AS open
	FROM officers o JOIN departments d ON d.id = o.department`

// officerWorks is the work of each officer of the scope who has any.
func (h *Hall) officerWorks(app core.App, r *reckoning) ([]officerWork, error) {
	where, bind := narrowed(scope{department: r.department}, "o.department", "", "")
	var rows []officerWork
	if err := app.ConcurrentDB().NewQuery(officersSQL + where + " ORDER BY d.name, o.name, o.id").Bind(bind).All(&rows); err != nil {
		return nil, err
	}
	list := []officerWork{}
	for _, x := range rows {
		if w := r.work[x.ID]; w != nil {
			x.Examined, x.Decided, x.Median = w.Examined, w.Decided.Cases, w.Decided.Days.Median()
		}
		if x.Open+x.Examined+x.Decided > 0 {
			list = append(list, x)
		}
	}
	return list, nil
}
