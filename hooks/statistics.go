package hooks

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/tally"
	"onestop/hooks/rules/workday"
)

// scope is what figures are asked for: days from the first to the last, both counted, and
// what they are narrowed to. "" is all.
type scope struct {
	from, to            workday.Day
	department, service string
	services            bool // of a county, service by service as well
	exact               bool // for whoever oversees the county: ratings to the day
}

// byService tells whether the figures are added up out of those of services; those of a
// county are out of its departments, which are few.
func (s scope) byService() bool { return s.services || s.department != "" || s.service != "" }

// figures are the answer of the statistics. Shares of items, claims and what is open are as
// of Today, everything else of the range.
type figures struct {
	From        string         `json:"from"`
	To          string         `json:"to"`
	Today       string         `json:"today"`
	Department  string         `json:"department"`
	Service     string         `json:"service"`
	Metrics     []metricFigure `json:"metrics"`
	Total       groupFigures   `json:"total"`
	Departments []groupFigures `json:"departments"`
	Services    []groupFigures `json:"services"`
	Causes      []causeFigure  `json:"causes"`
	Late        []dueCase      `json:"late"`
	Officers    []officerWork  `json:"officers,omitempty"`
}

// metricFigure is one metric of R-MET with its share; a share without a denominator has no
// percent.
type metricFigure struct {
	tally.Metric
	Numerator   int      `json:"numerator"`
	Denominator int      `json:"denominator"`
	Percent     *float64 `json:"percent"`
}

func figureOf(m tally.Metric, r tally.Rate) metricFigure {
	return metricFigure{m, r.Numerator, r.Denominator, r.Percent()}
}

// groupFigures are the figures of the county, of a department or of a service.
type groupFigures struct {
	ID         string                `json:"id,omitempty"`
	Name       string                `json:"name,omitempty"`
	NameEn     string                `json:"name_en,omitempty"`
	Department string                `json:"department,omitempty"` // of a service
	Cases      map[tally.Outcome]int `json:"cases"`
	Rates      tally.Rates           `json:"rates"`
	Median     *float64              `json:"median"` // working days from the acceptance to the decision
	P90        *int                  `json:"p90"`
	Late       int                   `json:"late"` // of the decided ones
	Extended   int                   `json:"extended"`
	Paused     int                   `json:"paused"`
	Open       int                   `json:"open"`
	Overdue    int                   `json:"overdue"` // of the open ones
}

// causeFigure is how many late cases were waiting for something on the last day of their
// limit.
type causeFigure struct {
	tally.CauseRow
	Cases int `json:"cases"`
}

// group is a set of figures while it is added up.
type group struct {
	*tally.Sum
	rates         tally.Rates // of items, claims and what others bring
	open, overdue int
	service       string // the department of a service
}

func newGroup() *group { return &group{Sum: tally.NewSum(), rates: tally.Rates{}} }

// reckoning adds figures up.
type reckoning struct {
	scope
	total                 *group
	departments, services map[string]*group
	work                  map[string]*tally.Work
}

// of answers the groups that something of a service and its department is put to.
func (r *reckoning) of(department, service string) []*group {
	groups := []*group{r.total}
	if department != "" {
		groups = append(groups, put(r.departments, department))
	}
	if service != "" && r.byService() {
		g := put(r.services, service)
		g.service = department
		groups = append(groups, g)
	}
	return groups
}

func put(groups map[string]*group, id string) *group {
	if groups[id] == nil {
		groups[id] = newGroup()
	}
	return groups[id]
}

// addUp adds up what the scope asks for. officers says whether the work of officers is
// wanted.
func (h *Hall) addUp(app core.App, s scope) (*reckoning, error) {
	r := &reckoning{scope: s, total: newGroup(), departments: map[string]*group{}, services: map[string]*group{}, work: map[string]*tally.Work{}}
	where, bind := figuresWhere(s)
	err := eachFigure(app.ConcurrentDB(), where, bind, func(at tally.Place, cell tally.Cell) {
		if at.Officer != "" {
			if r.work[at.Officer] == nil {
				r.work[at.Officer] = &tally.Work{}
			}
			r.work[at.Officer].Put(at.Outcome, cell)
			return
		}
		if s.byService() == (at.Service == "") {
			return // the same cases once more
		}
		for _, g := range r.of(at.Department, at.Service) {
			switch {
			case at.Outcome != tally.Praised:
				g.Put(at.Outcome, at.Channel, cell)
			case s.exact:
				g.rates.Add(tally.PraiseRates(cell.Cases))
			}
		}
	})
	if err != nil {
		return nil, err
	}
	for _, part := range []func(core.App, *reckoning) error{h.reckonItems, h.reckonClaims, h.reckonOpen, h.reckonOthers} {
		if err := part(app, r); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// figuresWhere are the sums of a scope, by the index on their period and service.
func figuresWhere(s scope) (string, dbx.Params) {
	bind := dbx.Params{"periods": jsonOf(tally.Cover(s.from, s.to)), "department": s.department, "service": s.service}
	where := " WHERE period IN (SELECT value FROM json_each({:periods}))"
	switch {
	case s.service != "" && s.department != "":
		where += " AND service = {:service} AND department = {:department}"
	case s.service != "":
		where += " AND service = {:service}"
	case s.department != "":
		where += " AND service IN (SELECT id FROM services WHERE department = {:department} UNION ALL SELECT '') AND department = {:department}"
	case !s.services:
		where += " AND service = ''"
	}
	return where, bind
}

// reckonItems counts the lists in force (R-MET-01…07).
func (h *Hall) reckonItems(_ core.App, r *reckoning) error {
	index, err := h.index()
	if err != nil {
		return err
	}
	for _, x := range index {
		if (r.department != "" && x.departmentID != r.department) || (r.service != "" && x.ID != r.service) {
			continue
		}
		rates := tally.ItemRates([]tally.Item{x.item})
		for _, g := range r.of(x.departmentID, x.ID) {
			g.rates.Add(rates)
		}
	}
	return nil
}

// metrics are all declared metrics of a group, also those of which nothing was counted.
func (g *group) metrics() []metricFigure {
	rates := g.all()
	list := make([]metricFigure, len(tally.Metrics))
	for i, m := range tally.Metrics {
		list[i] = figureOf(m, rates[m.Key])
	}
	return list
}

func (g *group) all() tally.Rates {
	rates := g.Rates()
	rates.Add(g.rates)
	return rates
}

// figures are those of a group, whoever it is.
func (g *group) figures() groupFigures {
	return groupFigures{Cases: g.Outcomes, Rates: g.all(), Median: g.Decided.Days.Median(), P90: g.Decided.Days.Percentile(90), Late: g.Late(),
		Extended: g.Decided.Extended, Paused: g.Decided.Paused, Open: g.open, Overdue: g.overdue, Department: g.service}
}

// causes are all declared causes with how many late cases of the group waited for them.
func (g *group) causes() []causeFigure {
	list := make([]causeFigure, len(tally.Causes))
	for i, c := range tally.Causes {
		list[i] = causeFigure{c, g.Decided.Causes[c.Key]}
	}
	return list
}

// answer writes what was added up down, with the names of departments and services.
func (h *Hall) answer(app core.App, r *reckoning) (*figures, error) {
	f := &figures{From: r.from.String(), To: r.to.String(), Today: h.today().String(), Department: r.department, Service: r.service,
		Metrics: r.total.metrics(), Total: r.total.figures(), Causes: r.total.causes()}
	var err error
	if f.Departments, err = withNames(app, "departments", r.departments); err != nil {
		return nil, err
	}
	if f.Services, err = withNames(app, "services", r.services); err != nil {
		return nil, err
	}
	f.Late, err = h.dueCases(app, r.scope, clock.Red, lateShown)
	return f, err
}

// withNames gives groups their names, in the order of those.
func withNames(app core.App, collection string, groups map[string]*group) ([]groupFigures, error) {
	ids := make([]string, 0, len(groups))
	for id := range groups {
		ids = append(ids, id)
	}
	var rows []struct {
		ID     string `db:"id"`
		Name   string `db:"name"`
		NameEn string `db:"name_en"`
	}
	err := app.ConcurrentDB().Select("id", "name", "name_en").From(collection).
		Where(dbx.NewExp("id IN (SELECT value FROM json_each({:ids}))", dbx.Params{"ids": jsonOf(ids)})).All(&rows)
	if err != nil {
		return nil, err
	}
	list := make([]groupFigures, len(rows))
	for i, row := range rows {
		list[i] = groups[row.ID].figures()
		list[i].ID, list[i].Name, list[i].NameEn = row.ID, row.Name, row.NameEn
	}
	slices.SortFunc(list, func(a, b groupFigures) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID))
	})
	return list, nil
}
