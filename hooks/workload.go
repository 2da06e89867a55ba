package hooks

import (
	"net/http"
	"net/url"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/tally"
	"onestop/hooks/rules/workday"
)

// load is what lies with an officer now, and what was done this month. It stands in the
// order of names: it is there to share work out, not to rank people (R-PL-22).
type load struct {
	ID         string   `json:"id"` // "" is the work that none of the staff has
	Name       string   `json:"name"`
	Department string   `json:"department"`
	Roles      []string `json:"roles"`
	Absent     bool     `json:"absent"`
	Deputy     string   `json:"deputy"` // the name
	Active     bool     `json:"active"`
	Open       int      `json:"open"`
	Late       int      `json:"late"`
	Week       int      `json:"week"`   // due from today to Sunday
	Done       int      `json:"done"`   // steps examined and cases decided this month
	Median     *float64 `json:"median"` // working days of the cases decided this month
}

// openSteps is what lies open with somebody.
type openSteps struct {
	Examiner   string `db:"examiner"`
	Department string `db:"department"`
	Open       int    `db:"open"`
	Late       int    `db:"late"`
	Week       int    `db:"week"`
}

const openStepsSQL = `SELECT r.examiner, r.department, COUNT(*) AS open, SUM(r.due != '' AND r.due < {:today}) AS late, SUM(r.due >= {:today} AND r.due <= {:sunday}) AS week
	FROM reviews r WHERE r.state = 'open' AND ({:department} = '' OR r.department = {:department}) GROUP BY r.examiner, r.department`

// viewWorkload answers an approver for the own department, and whoever oversees for one or
// for all: {items, from, to}, supervisors also {locked}. Figures come from the sums of the month.
func (h *Hall) viewWorkload(e *core.RequestEvent) error {
	department, err := workloadOf(actorOf(e.Auth), e.Request.URL.Query())
	if err != nil {
		return err
	}
	staff, err := staffOf(e.App, department)
	if err != nil {
		return err
	}
	today := h.today()
	from, err := workday.ParseDay(today.String()[:len("2006-01-")] + "01")
	if err != nil {
		return err
	}
	if err := h.loadOpen(e.App, staff, department, today); err != nil {
		return err
	}
	if err := loadDone(e.App, staff, scope{from: from, to: today, department: department}); err != nil {
		return err
	}
	items := []*load{}
	for _, l := range staff.order {
		if l.Active || l.Open > 0 {
			items = append(items, l)
		}
	}
	answer := map[string]any{"items": items, "from": from.String(), "to": today.String()}
	if actorOf(e.Auth).has(flow.Supervisor) { // who may open them
		if answer["locked"], err = h.lockedOfficers(e.App, department); err != nil {
			return err
		}
	}
	return e.JSON(http.StatusOK, answer)
}

func workloadOf(who actor, q url.Values) (string, error) {
	switch {
	case who.has(flow.Supervisor), who.has(flow.Auditor):
		return q.Get("department"), nil
	case who.has(flow.Approver):
		return who.department(), nil
	}
	return "", refuse("department", fault.New(fault.RoleRequired, "R-PL-22", "The work of a department is for its head and for those who oversee.").With("roles", []flow.Role{flow.Approver, flow.Supervisor, flow.Auditor}))
}

// staff are the officers of the departments by id, in the order of their names; "" with a
// department is the work there that nobody has.
type staff struct {
	order []*load
	by    map[string]*load
}

func staffOf(app core.App, department string) (*staff, error) {
	everybody, err := findAll(app, "officers", "name", nil)
	if err != nil {
		return nil, err
	}
	s, names := &staff{by: map[string]*load{}}, map[string]string{}
	for _, r := range everybody {
		names[r.Id] = r.GetString("name")
	}
	for _, r := range everybody {
		post := postOf(r)
		if department != "" && post.Department != department {
			continue
		}
		if !post.Has(flow.Clerk) && !post.Has(flow.Examiner) && !post.Has(flow.Approver) && post.Active {
			continue
		}
		s.add(&load{ID: r.Id, Name: r.GetString("name"), Department: post.Department, Roles: r.GetStringSlice("roles"), Absent: post.Absent, Deputy: names[post.Deputy], Active: post.Active})
	}
	return s, nil
}

func (s *staff) add(l *load) *load {
	key := l.ID
	if key == "" {
		key = "in " + l.Department
	}
	s.order, s.by[key] = append(s.order, l), l
	return l
}

// loadOpen adds what lies open; what nobody of the staff has stands in a row of its own.
func (h *Hall) loadOpen(app core.App, s *staff, department string, today workday.Day) error {
	var rows []openSteps
	err := app.ConcurrentDB().NewQuery(openStepsSQL).Bind(dbx.Params{"today": today.String(), "sunday": sunday(today).String(), "department": department}).All(&rows)
	if err != nil {
		return err
	}
	for _, row := range rows {
		l := s.by[row.Examiner]
		if l == nil {
			if l = s.by["in "+row.Department]; l == nil {
				l = s.add(&load{Department: row.Department, Roles: []string{}, Active: true})
			}
		}
		l.Open, l.Late, l.Week = l.Open+row.Open, l.Late+row.Late, l.Week+row.Week
	}
	return nil
}

// loadDone adds what was done in the month, from the sums of the statistics.
func loadDone(app core.App, s *staff, of scope) error {
	work := map[string]*tally.Work{}
	where, bind := figuresWhere(of)
	err := eachFigure(app.ConcurrentDB(), where, bind, func(at tally.Place, cell tally.Cell) {
		if at.Officer == "" || s.by[at.Officer] == nil {
			return
		}
		if work[at.Officer] == nil {
			work[at.Officer] = &tally.Work{}
		}
		work[at.Officer].Put(at.Outcome, cell)
	})
	for id, w := range work {
		s.by[id].Done, s.by[id].Median = w.Examined+w.Decided.Cases, w.Decided.Days.Median()
	}
	return err
}
