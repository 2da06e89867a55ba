package hooks

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"
	"github.com/pocketbase/pocketbase/tools/types"

	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/tally"
	"onestop/hooks/rules/workday"
)

// problemsPage is how many problems a page holds.
const problemsPage = 20

// strangersBody is how many bytes a report without an account may hold, its files included.
const strangersBody = 24 << 20

// bindProblemRoutes adds what people ask about problems and how strangers report them.
func (h *Hall) bindProblemRoutes(r *router.RouterGroup[*core.RequestEvent], officers *hook.Handler[*core.RequestEvent]) {
	known := apis.RequireAuth("applicants", "officers")
	r.GET("/problems", answering(h.listAnswers))
	r.POST("/problems", answering(h.reportByStranger)).Bind(apis.BodyLimit(strangersBody))
	r.POST("/problems/similar", answering(h.findSimilar))
	r.GET("/problems/rates", answering(h.problemRates))
	r.GET("/problems/track", answering(h.trackProblem))
	r.POST("/problems/track", answering(h.actOnTracked))
	r.GET("/problems/queue", answering(atWork(h.problemQueue))).Bind(officers)
	r.GET("/problems/{id}", answering(h.viewProblem)).Bind(known)
	r.POST("/problems/{id}/contact", answering(h.showContact)).Bind(officers)
}

// publicAnswer is what everybody may read of a problem: the title and answer in the words of
// the house, no person, and the report itself only where a supervisor opened its words.
type publicAnswer struct {
	ID           string        `db:"id" json:"id"`
	Title        string        `db:"title" json:"title"`
	Text         string        `db:"text" json:"text"`
	Measure      string        `db:"measure" json:"measure"`
	Answer       string        `db:"answer" json:"answer"`
	Category     string        `db:"category" json:"category"`
	State        string        `db:"state" json:"state"`
	Service      string        `db:"service" json:"service"`
	ServiceName  string        `db:"service_name" json:"service_name"`
	ServiceEn    string        `db:"service_name_en" json:"service_name_en"`
	Department   string        `db:"department" json:"department"`
	DepartmentEn string        `db:"department_en" json:"department_en"`
	Effect       types.JSONRaw `db:"effect" json:"effect"`
	Solved       string        `db:"solved_at" json:"solved"` // China date
}

const answersSQL = ` FROM problems p LEFT JOIN services s ON s.id = p.service LEFT JOIN departments d ON d.id = p.lead
	WHERE p.public = 1 AND p.state IN ('solved', 'verified')`

// listAnswers answers the public problems with their answers, the newest first, of one
// service or by words.
func (h *Hall) listAnswers(e *core.RequestEvent) error {
	q := e.Request.URL.Query()
	page, err := pageOf(q)
	if err != nil {
		return err
	}
	items, total, err := publicAnswers(e.App, q, page)
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, map[string]any{"items": items, "total": total, "page": page})
}

// publicAnswers is one page of the public problems that a query asks for, and how many
// there are.
func publicAnswers(app core.App, q url.Values, page int) (items []publicAnswer, total int, err error) {
	where, bind := publicFilter(q)
	if err := app.ConcurrentDB().NewQuery("SELECT COUNT(*)" + answersSQL + where).Bind(bind).Row(&total); err != nil {
		return nil, 0, err
	}
	bind["limit"], bind["offset"] = problemsPage, (page-1)*problemsPage
	items = []publicAnswer{}
	err = app.ConcurrentDB().NewQuery(`SELECT p.id, p.public_title AS title, CASE WHEN p.words_public = 1 THEN p.text ELSE '' END AS text, p.measure, p.answer, p.category, p.state,
		p.service, COALESCE(s.name, '') AS service_name, COALESCE(s.name_en, '') AS service_name_en, COALESCE(d.name, '') AS department, COALESCE(d.name_en, '') AS department_en,
		p.effect, p.solved_at` + answersSQL + where + " ORDER BY p.solved_at DESC, p.id LIMIT {:limit} OFFSET {:offset}").Bind(bind).All(&items)
	for i := range items {
		items[i].Solved = dayOfStamp(items[i].Solved).String()
	}
	return items, total, err
}

// publicFilter narrows the answers to a service and to those that hold every word.
func publicFilter(q url.Values) (string, dbx.Params) {
	where, bind := "", dbx.Params{}
	if service := q.Get("service"); service != "" {
		where, bind["service"] = " AND p.service = {:service}", service
	}
	for i, word := range wordsOf(q.Get("q")) {
		key := "w" + string(rune('0'+i))
		where += " AND instr(lower(p.public_title || ' ' || p.answer || ' ' || COALESCE(s.name, '')), {:" + key + "}) > 0"
		bind[key] = word
	}
	return where, bind
}

// wordsOf are the words of a query, few and short enough to look for each of them.
func wordsOf(q string) []string {
	signs := []rune(strings.ToLower(q))
	words := strings.Fields(string(signs[:min(len(signs), 100)]))
	return words[:min(len(words), 8)]
}

// problemRates answers the solution rate of the county and of each department, with
// numerator and denominator (R-CLM-13, R-PL-09).
func (h *Hall) problemRates(e *core.RequestEvent) error {
	items, err := h.ratesOfProblems(e.App)
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, map[string]any{"county": items[0], "items": items[1:], "today": h.today().String()})
}

// ratesOfProblems are the solution rates: of the county first, then of each department.
func (h *Hall) ratesOfProblems(app core.App) ([]map[string]any, error) {
	counts, err := h.countProblems(app)
	if err != nil {
		return nil, err
	}
	departments, err := departmentsByID(app)
	if err != nil {
		return nil, err
	}
	items := []map[string]any{}
	for _, rate := range tally.ProblemRates(counts) {
		lead := departments[rate.Department]
		item := map[string]any{"department": rate.Department, "name": lead.Name, "name_en": lead.NameEn, "numerator": rate.Numerator, "denominator": rate.Denominator,
			"waiting": rate.Waiting, "late": rate.Late, "confirmed": rate.Confirmed, "denied": rate.Denied}
		items = append(items, item)
	}
	return items, nil
}

// countProblems counts the problems of each lead department by state.
func (h *Hall) countProblems(app core.App) ([]tally.ProblemCount, error) {
	var counts []tally.ProblemCount
	err := app.ConcurrentDB().NewQuery(`SELECT lead AS department, state, COUNT(*) AS count,
		SUM(state IN ('assigned', 'returned') AND due != '' AND due < {:today}) AS late, SUM(confirmed = 'yes') AS confirmed, SUM(confirmed = 'no') AS denied
		FROM problems WHERE state != 'draft' GROUP BY lead, state ORDER BY lead, state`).Bind(dbx.Params{"today": h.today().String()}).All(&counts)
	return counts, err
}

// problemRow is one line of the ledger of problems.
type problemRow struct {
	ID         string `db:"id" json:"id"`
	Number     string `db:"number" json:"number"`
	Title      string `db:"title" json:"title"`
	State      string `db:"state" json:"state"`
	Source     string `db:"source" json:"source"`
	Category   string `db:"category" json:"category"`
	Service    string `db:"service_name" json:"service"`
	ServiceEn  string `db:"service_name_en" json:"service_en"`
	Lead       string `db:"department" json:"lead"`
	LeadEn     string `db:"department_en" json:"lead_en"`
	Due        string `db:"due" json:"due"`
	Light      string `db:"light" json:"light"`
	DaysLeft   *int   `db:"-" json:"days_left"`
	Public     bool   `db:"public" json:"public"`
	Confirmed  string `db:"confirmed" json:"confirmed"`
	Reopened   int    `db:"reopened" json:"reopened"`
	ReportedAt string `db:"reported_at" json:"reported_at"`
}

const ledgerSQL = `SELECT p.id, p.number, p.title, p.state, p.source, p.category, COALESCE(s.name, '') AS service_name, COALESCE(s.name_en, '') AS service_name_en,
	COALESCE(d.name, '') AS department, COALESCE(d.name_en, '') AS department_en, p.due, p.light, p.public, p.confirmed, p.reopened, p.reported_at
	FROM problems p LEFT JOIN services s ON s.id = p.service LEFT JOIN departments d ON d.id = p.lead`

// problemQueue is the ledger of problems: of the county for those who oversee it, else of
// the own department and what one wrote down. What is due first stands first.
func (h *Hall) problemQueue(e *core.RequestEvent) error {
	who, q := actorOf(e.Auth), e.Request.URL.Query()
	page, err := pageOf(q)
	if err != nil {
		return err
	}
	where, bind, err := ledgerFilter(who, q)
	if err != nil {
		return err
	}
	bind["limit"], bind["offset"] = problemsPage+1, (page-1)*problemsPage
	rows := []problemRow{}
	err = e.App.ConcurrentDB().NewQuery(ledgerSQL + " WHERE " + where + ` ORDER BY CASE p.state WHEN 'reported' THEN 0 WHEN 'assigned' THEN 1 WHEN 'returned' THEN 1 WHEN 'solved' THEN 1 WHEN 'draft' THEN 2 ELSE 3 END,
		p.due = '', p.due, p.reported_at DESC, p.id LIMIT {:limit} OFFSET {:offset}`).Bind(bind).All(&rows)
	if err != nil {
		return err
	}
	rows, more := onePage(rows, problemsPage)
	for i := range rows {
		h.daysLeftOf(&rows[i])
	}
	return e.JSON(http.StatusOK, map[string]any{"items": rows, "more": more, "page": page})
}

// daysLeftOf paints the light that the night has not painted yet.
func (h *Hall) daysLeftOf(row *problemRow) {
	due, err := workday.ParseDay(row.Due)
	if err != nil || row.Light == string(clock.None) {
		return
	}
	state := clock.DueOn(h.days(), due, h.today())
	row.Light = string(state.Light)
	if state.Unknown == nil {
		row.DaysLeft = &state.Left
	}
}

// ledgerFilters are the fields by which the ledger is narrowed, with their closed lists.
var ledgerFilters = []struct{ key, column string }{
	{"state", "p.state"}, {"light", "p.light"}, {"source", "p.source"}, {"category", "p.category"}, {"service", "p.service"}, {"department", "p.lead"}, {"confirmed", "p.confirmed"},
}

func ledgerFilter(who actor, q url.Values) (string, dbx.Params, error) {
	bind := dbx.Params{"me": who.id()}
	where := []string{"(p.state != 'draft' OR p.registrar = {:me})"}
	if !who.has(flow.Supervisor) && !who.has(flow.Auditor) {
		where = append(where, `(p.registrar = {:me} OR p.lead = {:mine} OR EXISTS (SELECT 1 FROM json_each(p.partners) WHERE value = {:mine}))`)
		bind["mine"] = who.department()
	}
	for _, f := range ledgerFilters {
		if value := q.Get(f.key); value != "" {
			where, bind[f.key] = append(where, f.column+" = {:"+f.key+"}"), value
		}
	}
	if state := q.Get("state"); state != "" && !contains(problemStates(), state) {
		return "", nil, refuse("state", fault.New(fault.ValueInvalid, "", "There is no state %q of a problem.", state))
	}
	for i, word := range wordsOf(q.Get("q")) {
		key := "w" + string(rune('0'+i))
		where, bind[key] = append(where, "instr(lower(p.number || ' ' || p.title || ' ' || p.text || ' ' || COALESCE(s.name, '')), {:"+key+"}) > 0"), word
	}
	return strings.Join(where, " AND "), bind, nil
}

func problemStates() []string {
	names := make([]string, len(flow.Problem.States))
	for i, s := range flow.Problem.States {
		names[i] = string(s)
	}
	return names
}
