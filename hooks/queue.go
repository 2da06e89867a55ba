package hooks

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/review"
	"onestop/hooks/rules/workday"
)

// queueRow is one line of an officer's work list. Mine says that the next act is one that
// the officer may do now; Steps are the open ones with their own limits.
type queueRow struct {
	ID          string      `db:"id" json:"id"`
	Number      string      `db:"number" json:"number"`
	Service     string      `db:"service" json:"service"`
	ServiceEn   string      `db:"service_en" json:"service_en"`
	Applicant   string      `db:"applicant" json:"applicant"`
	Channel     string      `db:"channel" json:"channel"`
	State       string      `db:"state" json:"state"`
	Light       string      `db:"light" json:"light"`
	Due         string      `db:"due" json:"due"`
	DaysLeft    *int        `db:"-" json:"days_left"`
	Examiner    string      `db:"examiner" json:"examiner"`
	Received    string      `db:"received_at" json:"received_at"`
	Corrections int         `db:"corrections" json:"corrections"`
	Instant     bool        `db:"instant" json:"instant"`
	Mine        bool        `db:"mine" json:"mine"`
	Steps       []queueStep `db:"-" json:"steps"`
}

// queueStep is an open step of a case with its own last day (R-PL-22).
type queueStep struct {
	ID          string `db:"id" json:"id"`
	Application string `db:"application" json:"-"`
	Name        string `db:"name" json:"name"`
	Department  string `db:"department" json:"department"`
	Examiner    string `db:"examiner" json:"examiner"`
	Due         string `db:"due" json:"due"`
	Light       string `db:"-" json:"light"`
	DaysLeft    *int   `db:"-" json:"days_left"`
}

const queuePage = 50

// The order of the queue is the order of work: what is due first stands first, and what
// has no date stands last. The statements of this file and of queue_counts.go are written
// by hand: they are the page that every officer opens all day. It walks along the places that
// the database keeps of the open cases of each department (the table queue, made by a
// migration), so that a page of the whole list costs what it shows, whatever else lies open.
const (
	queueDue = `CASE a.state WHEN 'submitted' THEN a.notice_due WHEN 'granted' THEN a.delivery_due WHEN 'refused' THEN a.delivery_due
		ELSE COALESCE(NULLIF(MIN(COALESCE(NULLIF(a.promised_due, ''), '~'), COALESCE(NULLIF(a.statutory_due, ''), '~'), COALESCE(NULLIF(a.inspection_due, ''), '~')), '~'), '') END`
	queueFrom = ` FROM applications a JOIN services s ON s.id = a.service JOIN applicants p ON p.id = a.applicant`
	queueSQL  = `SELECT a.id, a.number, s.name AS service, s.name_en AS service_en, p.name AS applicant, a.channel, a.state, a.light,
	a.examiner, a.received_at, a.corrections, s.handling = 'instant' AS instant, `
	noDay      = "'~'" // behind every day: the due of a place in the queue that has none
	wholeList  = "*"   // the list of all cases, beside those of the departments
	queueSteps = `SELECT r.id, r.application, r.name, r.department, r.examiner, r.due
	FROM reviews r WHERE r.state = 'open' AND r.application IN (SELECT value FROM json_each({:ids})) ORDER BY r.seq, r._rowid_`
)

// queue is the work list of the officer's department, overdue first (R-PL-22).
func (h *Hall) queue(e *core.RequestEvent) error {
	q := e.Request.URL.Query()
	page, err := pageOf(q)
	if err != nil {
		return err
	}
	s, err := h.sift(e.App, actorOf(e.Auth), q)
	if err != nil {
		return err
	}
	for _, f := range queueFacets {
		value, err := f.asked(q)
		if err != nil {
			return err
		}
		if value != "" {
			s.and(f.where(s, value))
		}
	}
	if q.Get("examiner") != "" || q.Get("service") != "" {
		s.byIndex()
	}
	var rows []queueRow
	if err := e.App.ConcurrentDB().NewQuery(queueSQL + "CASE d.due WHEN " + noDay + " THEN '' ELSE d.due END AS due, " + s.mine + " AS mine FROM (" + s.page(page) + ") d" +
		" CROSS JOIN applications a ON a.id = d.application JOIN services s ON s.id = a.service JOIN applicants p ON p.id = a.applicant ORDER BY d.due, d.number" + s.newest()).
		Bind(s.bind).All(&rows); err != nil {
		return err
	}
	rows, more := onePage(rows, queuePage)
	if err := h.withSteps(e.App, rows); err != nil {
		return err
	}
	if rows == nil {
		rows = []queueRow{}
	}
	return e.JSON(http.StatusOK, map[string]any{"items": rows, "more": more, "page": page})
}

// withSteps adds the open steps of each case, and paints the lights that the night has not
// painted yet.
func (h *Hall) withSteps(app core.App, rows []queueRow) error {
	at, ids := map[string]int{}, make([]string, len(rows))
	for i := range rows {
		ids[i], at[rows[i].ID] = rows[i].ID, i
		rows[i].Steps = []queueStep{}
		if light, left := h.dueLight(rows[i].Due); light != "" {
			rows[i].Light, rows[i].DaysLeft = light, left
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var steps []queueStep
	if err := app.ConcurrentDB().NewQuery(queueSteps).Bind(dbx.Params{"ids": jsonOf(ids)}).All(&steps); err != nil {
		return err
	}
	for _, step := range steps {
		step.Light, step.DaysLeft = h.dueLight(step.Due)
		row := &rows[at[step.Application]]
		row.Steps = append(row.Steps, step)
	}
	return nil
}

// dueLight is the light of a due day and the number of working days that are left, negative
// when late; "" and nil without a day, grey and nil where no calendar covers it.
func (h *Hall) dueLight(due string) (string, *int) {
	day, err := workday.ParseDay(due)
	if err != nil {
		return "", nil
	}
	d := clock.DueOn(h.days(), day, h.today())
	if d.Unknown != nil {
		return string(d.Light), nil
	}
	return string(d.Light), &d.Left
}

var openStates = []string{"submitted", "correcting", "accepted", "paused", "granted", "refused"}

// sieve is what a work list is sifted by: conditions with what they are bound to. mine is
// the expression that says whether the next act on a case is the officer's.
type sieve struct {
	lists   []string // whose places in the queue are sifted; none: all cases, also those that are done
	done    bool     // asked for is a state in which nothing is due any more
	where   []string
	bind    dbx.Params
	mine    string
	me      string
	deputed []string // absent colleagues for whom the officer stands in
	today   workday.Day
}

func (s *sieve) and(condition string) { s.where = append(s.where, condition) }

// sifted selects what is left of each list, with more of each case than its place. A case that
// several departments handle stands in the lists of all of them.
func (s *sieve) sifted(more, order string) []string {
	if len(s.lists) == 0 {
		return []string{"SELECT a.id AS application, CASE WHEN " + isOpen + " THEN COALESCE(NULLIF(" + queueDue + ", ''), " + noDay + ") ELSE " + noDay + " END AS due, a.number" + more + " FROM applications a WHERE " + strings.Join(s.where, " AND ") + order}
	}
	parts := make([]string, len(s.lists))
	for i, list := range s.lists {
		where := append([]string{"d.department = " + s.of(list)}, s.where...)
		parts[i] = "SELECT d.application, d.due, d.number" + more + " FROM queue d CROSS JOIN applications a ON a.id = d.application WHERE " + strings.Join(where, " AND ") + order
	}
	return parts
}

// byIndex gives up the places where an index of the cases leads to few of them, so that nobody
// walks along those of all others.
func (s *sieve) byIndex() {
	if len(s.lists) == 0 {
		return
	}
	s.and(isOpen)
	if s.lists[0] != wholeList {
		s.and(handledBy(s.among(s.lists)))
	}
	s.lists = nil
}

// handledBy holds of the cases that a department among the places of values in brackets handles.
func handledBy(among string) string {
	return "EXISTS (SELECT 1 FROM json_each(a.departments) WHERE value IN " + among + ")"
}

// page selects the places of a page, and of one more where there is.
func (s *sieve) page(page int) string {
	s.bind["limit"], s.bind["offset"], s.bind["most"] = queuePage+1, (page-1)*queuePage, page*queuePage+1
	parts := s.sifted("", " ORDER BY 2, 3"+s.newest()+" LIMIT {:most}")
	for i, part := range parts {
		parts[i] = "SELECT * FROM (" + part + ")"
	}
	return strings.Join(parts, " UNION ") + " ORDER BY 2, 3" + s.newest() + " LIMIT {:limit} OFFSET {:offset}"
}

// newest has the newest number stand first among cases that are done, of which nothing is due.
func (s *sieve) newest() string {
	if s.done {
		return " DESC"
	}
	return ""
}

// of binds a value under a name of its own and answers its place in a statement.
func (s *sieve) of(value any) string {
	key := "v" + strconv.Itoa(len(s.bind))
	s.bind[key] = value
	return "{:" + key + "}"
}

// among are the places of the values in brackets.
func (s *sieve) among(values []string) string {
	places := make([]string, len(values))
	for i, v := range values {
		places[i] = s.of(v)
	}
	return "(" + strings.Join(places, ",") + ")"
}

// Whoever is known by the whole number of a case finds it in whatever state it is.
var wholeNumber = regexp.MustCompile(`^[0-9]{6,12}-[0-9]{8}-[0-9]{4,}$`)

// sift is the sieve of what an officer sees at all: the cases of the departments of the own
// post and of those of absent colleagues (AB岗), of the whole county for whoever oversees;
// q is a part of the number or of the applicant's name.
func (h *Hall) sift(app core.App, who actor, q url.Values) (*sieve, error) {
	held, err := posts(app, who)
	if err != nil {
		return nil, err
	}
	s := &sieve{bind: dbx.Params{}, me: who.id(), today: h.today()}
	departments := []string{}
	for _, post := range held {
		departments = append(departments, post.Department)
		if post.ID != s.me {
			s.deputed = append(s.deputed, post.ID)
		}
	}
	overseer := who.has(flow.Supervisor) || who.has(flow.Auditor)
	text := strings.TrimSpace(q.Get("q"))
	state, err := doneState(q.Get("state"))
	switch {
	case len([]rune(text)) > 50:
		return nil, refuse("q", fault.New(fault.ValueInvalid, "", "Search for at most 50 characters."))
	case wholeNumber.MatchString(text):
		s.and("a.number = " + s.of(text) + " AND a.state != 'draft'")
	case err != nil:
		return nil, err
	case state != "":
		s.and("a.state = " + s.of(state))
		s.done = true
	case overseer:
		s.lists = []string{wholeList}
	case len(departments) == 0:
		s.and("FALSE")
	default:
		s.lists = distinct(departments)
	}
	if !overseer && len(s.lists) == 0 {
		s.and(handledBy(s.among(distinct(departments))))
	}
	if !who.has(flow.Auditor) { // what is locked lies in the archive (R-PI-06)
		s.and("a.locked = FALSE")
	}
	if text != "" && !wholeNumber.MatchString(text) {
		place := s.of(text)
		s.and("(instr(a.number, " + place + ") > 0 OR EXISTS (SELECT 1 FROM applicants p WHERE p.id = a.applicant AND instr(p.name, " + place + ") > 0))")
	}
	s.mine, err = s.myTurn(app, held)
	return s, err
}

// doneState is a state that is asked for beyond the open ones; the facet of states narrows to
// those.
func doneState(state string) (string, error) {
	if state == "" || contains(openStates, state) {
		return "", nil
	}
	if !contains(stateNames(), state) || state == string(flow.Draft) {
		return "", refuse("state", fault.New(fault.ValueInvalid, "", "There is no state %q in a queue.", state))
	}
	return state, nil
}

// myTurn is the expression that the next act on a case is one for the posts: a clerk takes
// in and delivers, an examiner takes in where the department has no clerk and does the open
// steps that are the own ones or nobody's, an approver decides when no step is open.
func (s *sieve) myTurn(app core.App, held []review.Officer) (string, error) {
	turns := []string{}
	for _, post := range held {
		department := s.of(post.Department)
		within := func(condition string) {
			turns = append(turns, "("+condition+" AND "+handledBy("("+department+")")+")")
		}
		if post.Has(flow.Clerk) {
			within("a.state IN ('submitted', 'granted', 'refused')")
		}
		if post.Has(flow.Examiner) {
			turns = append(turns, "(a.state = 'accepted' AND EXISTS (SELECT 1 FROM reviews r WHERE r.application = a.id AND r.state = 'open' AND (r.examiner = "+
				s.of(post.ID)+" OR (r.examiner = '' AND r.department = "+department+"))))")
			if clerks, err := postsWhere(app, dbx.HashExp{"department": post.Department, "active": true}); err != nil {
				return "", err
			} else if !slices.ContainsFunc(clerks, func(o review.Officer) bool { return o.Has(flow.Clerk) }) {
				within("a.state = 'submitted'")
			}
		}
		if post.Has(flow.Approver) {
			within("a.state = 'accepted' AND NOT EXISTS (SELECT 1 FROM reviews r WHERE r.application = a.id AND r.state = 'open')")
		}
	}
	if len(turns) == 0 {
		return "0", nil
	}
	return "(" + strings.Join(turns, " OR ") + ")", nil
}

func stateNames() []string {
	names := make([]string, len(flow.Application.States))
	for i, s := range flow.Application.States {
		names[i] = string(s)
	}
	return names
}
