package hooks

import (
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/tally"
	"onestop/hooks/rules/workday"
)

// The rates of R-MET-11. Overseers read them over any days. Everybody else reads what is
// published (R-EV-05): whole months that have ended, so that nobody sees a figure move on
// the day on which somebody was served, and no part of one that is too small.

// votes is a line of equal ratings.
type votes struct {
	Period     string `db:"period"`
	Department string `db:"department"`
	Service    string `db:"service"`
	Grade      int    `db:"grade"`
	Anonymous  bool   `db:"anonymous"`
	Contacted  bool   `db:"contacted"`
	Rectified  bool   `db:"rectified"`
	Praised    bool   `db:"praised"` // of sums: no bad rating
	Count      int    `db:"count"`
}

// viewRates answers the rates of a range of days, of a department or of a service, and of
// the parts one step below.
func (h *Hall) viewRates(e *core.RequestEvent) error {
	q := e.Request.URL.Query()
	who := actorOf(e.Auth)
	exact := who.has(flow.Supervisor) || who.has(flow.Auditor) || who.kind == kindSuperuser
	from, to, err := tally.Range(q.Get("from"), q.Get("to"), h.today())
	if err != nil {
		return refuse("from", err)
	}
	periods := tally.Cover(from, to)
	if !exact {
		from, to, periods = tally.Ended(from, to, h.today())
	}
	department, service, err := ratedPlace(e.App, q.Get("department"), q.Get("service"))
	if err != nil {
		return err
	}
	ballots, err := ballotsOf(e.App, from, to, periods)
	if err != nil {
		return err
	}
	sum, parts, hidden := ballots.Published(department, service, !exact)
	lines, err := namedParts(e.App, parts, department)
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, map[string]any{"from": from.String(), "to": to.String(), "exact": exact, "few": tally.Few, "hidden": hidden,
		"rates": toldRates(sum), "parts": lines})
}

// ratedPlace reads the department and the service asked for; a service brings its
// department.
func ratedPlace(app core.App, department, service string) (string, string, error) {
	if service != "" {
		s, err := findOne(app, "services", "id", service)
		if err != nil {
			return "", "", err
		}
		if s == nil || (department != "" && s.GetString("department") != department) {
			return "", "", refuse("service", fault.New(fault.RecordForeign, "R-MET-11", "There is no such service of this department."))
		}
		return s.GetString("department"), service, nil
	}
	if department == "" {
		return "", "", nil
	}
	d, err := findOne(app, "departments", "id", department)
	if err == nil && d == nil {
		err = refuse("department", fault.New(fault.RecordForeign, "R-MET-11", "There is no such department."))
	}
	return department, "", err
}

// ballotsOf counts the ratings of a range of days by month, department and service, and the
// cases that were finished in its periods.
func ballotsOf(app core.App, from, to workday.Day, periods []string) (tally.Ballots, error) {
	ballots := tally.Ballots{}
	if from == 0 {
		return ballots, nil
	}
	if err := countBad(app, ballots, from, to); err != nil {
		return nil, err
	}
	return ballots, countSums(app, ballots, periods)
}

// countBad adds the bad ratings of a range of days, which are few and change by acts.
func countBad(app core.App, ballots tally.Ballots, from, to workday.Day) error {
	var rated []votes
	err := app.ConcurrentDB().NewQuery(`SELECT substr(rated_on, 1, 7) AS period, department, service, grade, anonymous, contacted_at != '' AS contacted,
		state = 'rectified' AS rectified, COUNT(*) AS count FROM ratings WHERE grade IN (1, 2) AND withdrawn = 0 AND rated_on BETWEEN {:from} AND {:to} GROUP BY 1, 2, 3, 4, 5, 6, 7`).
		Bind(dbx.Params{"from": from.String(), "to": to.String()}).All(&rated)
	for _, v := range rated {
		at := tally.Ballot{Period: v.Period, Department: v.Department, Service: v.Service}
		ballots.Add(at, tally.Votes(tally.Vote{Grade: v.Grade, Anonymous: v.Anonymous, Contacted: v.Contacted, Rectified: v.Rectified}), v.Count)
		ballots.Add(at, tally.Rates{tally.Rated: {Numerator: 1}}, v.Count)
	}
	return err
}

// countSums adds, out of the sums, the ratings that are no bad ones, and the cases that were
// finished, which are the denominator of 主动评价率: delivered, withdrawn, not accepted or
// terminated (R-EV-02).
func countSums(app core.App, ballots tally.Ballots, periods []string) error {
	var sums []votes
	err := app.ConcurrentDB().Select("substr(period, 1, 7) AS period", "department", "service", "(outcome = 'praised') AS praised", "SUM(cases) AS count").From("figures").
		Where(dbx.In("period", texts(periods)...)).AndWhere(dbx.In("outcome", "praised", "delivered", "withdrawn", "not_accepted", "terminated")).
		AndWhere(dbx.NewExp("service != ''")).GroupBy("substr(period, 1, 7)", "department", "service", "(outcome = 'praised')").All(&sums)
	for _, v := range sums {
		rates := tally.Rates{tally.Rated: {Denominator: 1}}
		if v.Praised {
			rates = tally.PraiseRates(1)
		}
		ballots.Add(tally.Ballot{Period: v.Period, Department: v.Department, Service: v.Service}, rates, v.Count)
	}
	return err
}

var ratingMetrics = []string{tally.Satisfied, tally.Rectified, tally.CalledBack, tally.Rated}

// toldRates are the shares with what they count and by which rule.
func toldRates(rates tally.Rates) []map[string]any {
	told := make([]map[string]any, 0, len(ratingMetrics))
	for _, key := range ratingMetrics {
		m, _ := tally.MetricOf(key)
		r := rates[key]
		told = append(told, map[string]any{"key": key, "numerator": r.Numerator, "denominator": r.Denominator, "percent": r.Percent(), "level": m.Level, "cite": m.Cite})
	}
	return told
}

// namedParts are the lines of departments, or of services of a department.
func namedParts(app core.App, parts []tally.Part, department string) ([]map[string]any, error) {
	collection := "departments"
	if department != "" {
		collection = "services"
	}
	lines := make([]map[string]any, 0, len(parts))
	for _, p := range parts {
		r, err := app.FindRecordById(collection, p.ID)
		if err != nil {
			return nil, err
		}
		lines = append(lines, map[string]any{"id": p.ID, "name": r.GetString("name"), "name_en": r.GetString("name_en"), "rates": toldRates(p.Rates)})
	}
	return lines, nil
}
