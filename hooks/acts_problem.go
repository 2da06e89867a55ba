package hooks

import (
	"errors"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/problem"
	"onestop/hooks/rules/workday"
)

// problemActs are the effects of the acts on a problem (R-CLM-13).
var problemActs = map[flow.Act]effect{
	"report":  reportProblem,
	"assign":  assignProblem,
	"answer":  answerProblem,
	"solve":   solveProblem,
	"verify":  verifyProblem,
	"confirm": confirmProblem,
	"reopen":  reopenProblem,
	"return":  returnProblem,
	"reject":  endProblem,
	"merge":   mergeProblem,
}

// reportedAtOnce is how many open problems one account may have.
const reportedAtOnce = 20

func openProblem(d *deed, id string) error {
	var err error
	if d.subject, err = d.tx.FindRecordById("problems", id); errors.Is(err, errNoRows) {
		return fault.New(fault.RecordForeign, "", "There is no such problem; name an existing one.")
	}
	return err
}

// followerKey marks an act of a reporter who came with number and code.
const followerKey = "@follower"

func rolesOnProblem(d *deed) ([]flow.Role, error) {
	if follows, _ := d.action.GetRaw(followerKey).(string); follows == d.subject.Id {
		return []flow.Role{flow.Applicant}, nil
	}
	return d.h.rolesOnProblem(d.tx, d.who, d.subject)
}

// reportProblem numbers the problem.
func reportProblem(d *deed) error {
	p := d.subject
	if reporter := p.GetString("reporter"); reporter != "" {
		open, err := d.tx.CountRecords("problems", dbx.HashExp{"reporter": reporter}, dbx.In("state", "reported", "assigned", "returned", "solved"))
		if err != nil {
			return err
		}
		if open >= reportedAtOnce {
			return fault.New(fault.QuotaExceeded, "R-CLM-13", "%d of your problems are being worked on; wait for answers before you report more.", open)
		}
	}
	region, err := homeRegion(d.tx)
	if err != nil {
		return err
	}
	day := d.today.String()
	n, err := next(d.tx, "problem/"+region+"/"+day)
	if err != nil {
		return err
	}
	p.Set("number", fmt.Sprintf("DD%s-%s%s%s-%04d", region, day[0:4], day[5:7], day[8:10], n))
	p.Set("reported_at", d.h.instant())
	return nil
}

// homeRegion is the division whose house this is, with which numbers begin that no service
// gives one: that of the service centre, else the first.
func homeRegion(app core.App) (string, error) {
	var code string
	err := app.DB().NewQuery(`SELECT r.code FROM regions r LEFT JOIN departments d ON d.region = r.id AND d.kind = 'service_centre'
		ORDER BY d.id IS NULL, r.code LIMIT 1`).Row(&code)
	if errors.Is(err, errNoRows) {
		err = nil
	}
	return regionOf(code), err
}

// dispatch is to whom a problem is handed; Days are working days.
type dispatch struct {
	Lead     string   `json:"lead"`
	Partners []string `json:"partners"`
	Days     *int     `json:"days"`
}

// assignProblem hands the problem to its lead department, with a limit in working days or a
// day, and pins the revision in force as the one before (R-CLM-13). Whom it is for stands
// in the items of the act, else in the problem.
func assignProblem(d *deed) error {
	p := d.subject
	to := dispatch{Lead: p.GetString("lead"), Partners: p.GetStringSlice("partners")}
	items, err := listOf[dispatch](d.action, "items")
	if err != nil || len(items) > 1 {
		return refuse("items", fault.New(fault.ItemsInvalid, "R-CLM-13", "Send one item: {lead, partners, days}."))
	}
	if len(items) == 1 {
		to = items[0]
	}
	if err := mayLead(d.tx, to); err != nil {
		return err
	}
	if err := d.limitProblem(to.Days); err != nil {
		return err
	}
	p.Set("lead", to.Lead)
	p.Set("solver", "")
	p.Set("partners", slices.DeleteFunc(distinct(to.Partners), func(id string) bool { return id == to.Lead }))
	p.Set("assigned_at", d.h.instant())
	if p.GetString("before") == "" {
		return d.pinRevision("before")
	}
	return nil
}

// mayLead refuses departments that are not there or closed.
func mayLead(app core.App, to dispatch) error {
	for _, id := range append([]string{to.Lead}, to.Partners...) {
		department, err := findOne(app, "departments", "id", id)
		if err != nil {
			return err
		}
		if department == nil || !department.GetBool("active") {
			return refuse("items", fault.New(fault.RecordForeign, "R-CLM-13", "Name the lead department and its partners; they must be at work."))
		}
	}
	return nil
}

// limitProblem sets the day by which it is solved: the one that the act names, else so many
// working days from today. Where no calendar covers them there is no day yet (R-CAL-05).
func (d *deed) limitProblem(days *int) error {
	p := d.subject
	if named := until(d.action); named != 0 {
		if named < d.today {
			return refuse("until", fault.New(fault.DateInvalid, "R-CLM-13", "The limit lies today or later."))
		}
		p.Set("days", 0)
		p.Set("due", named.String())
		return nil
	}
	n := problem.Days
	if days != nil {
		n = *days
	}
	if n < 1 || n > problem.MaxDays {
		return refuse("items", fault.New(fault.ItemsInvalid, "R-CLM-13", "The limit is 1 to %d working days.", problem.MaxDays))
	}
	p.Set("days", n)
	p.Set("due", d.h.workingDaysOn(n))
	return nil
}

// pinRevision keeps which revision of the service is in force now.
func (d *deed) pinRevision(field string) error {
	r, err := d.h.latest(d.tx, d.subject.GetString("service"))
	if err == nil && r != nil {
		d.subject.Set(field, r.Id)
	}
	return err
}

// answerProblem tells the reporter how it stands before it is solved.
func answerProblem(d *deed) error {
	d.subject.Set("answer", d.action.GetString("reason"))
	return nil
}

// solveProblem hands the solution in: what was done, the answer, and its proof (R-CLM-13).
func solveProblem(d *deed) error {
	p := d.subject
	if err := d.measureEffect(); err != nil {
		return err
	}
	changed := p.GetString("before") != "" && p.GetString("before") != p.GetString("after")
	if field, err := problem.MaySolve(problem.Solution{Measure: p.GetString("measure"), Answer: p.GetString("answer"),
		Evidence: len(p.GetStringSlice("evidence")), Changed: changed}); err != nil {
		return refuse(field, err)
	}
	p.Set("solver", d.who.id())
	p.Set("solved_at", d.h.instant())
	if reachable(p) {
		p.Set("check_due", problem.CheckOn(d.today).String())
	}
	return nil
}

// reachable says whether somebody can be asked whether it is really fixed: of a bad rating
// nobody knows who gave it, and a survey asks many (R-EV-05).
func reachable(p *core.Record) bool {
	source := p.GetString("source")
	return source != "rating" && source != "survey" && p.GetString("confirmed") != "no"
}

// measureEffect compares the list in force with the one that was when the problem was
// assigned.
func (d *deed) measureEffect() error {
	if err := d.pinRevision("after"); err != nil {
		return err
	}
	before, err := d.h.versionOf(d.tx, d.subject.GetString("before"))
	if err != nil {
		return err
	}
	after, err := d.h.versionOf(d.tx, d.subject.GetString("after"))
	if err != nil {
		return err
	}
	d.subject.Set("effect", problem.EffectOf(before, after, d.subject.GetString("material")))
	return nil
}

// versionOf is a revision as its effect is measured, none for "".
func (h *Hall) versionOf(app core.App, revision string) (problem.Version, error) {
	if revision == "" {
		return problem.Version{}, nil
	}
	r, err := app.FindRecordById("revisions", revision)
	if err != nil {
		return problem.Version{}, err
	}
	list, err := h.content(app, revision)
	return problem.Version{Number: r.GetInt("version"), List: list}, err
}

// verifyProblem is done by somebody else than who solved it: a supervisor, or the reporter,
// whose word needs no later question (R-CLM-13).
func verifyProblem(d *deed) error {
	p := d.subject
	if err := problem.AnotherPerson(d.who.id(), p.GetString("solver")); err != nil {
		return err
	}
	if err := d.measureEffect(); err != nil {
		return err
	}
	p.Set("verified_at", d.h.instant())
	if d.speaksForReporter() {
		return confirmProblem(d)
	}
	if reachable(p) {
		p.Set("confirmed", "open")
	}
	d.keepProblem()
	return nil
}

// speaksForReporter says whether the act is the reporter's own word and not a supervisor's.
func (d *deed) speaksForReporter() bool {
	return slices.Contains(d.roles, flow.Applicant) && !slices.Contains(d.roles, flow.Supervisor)
}

// confirmProblem keeps that the reporter says it is really fixed.
func confirmProblem(d *deed) error {
	d.subject.Set("confirmed", "yes")
	d.subject.Set("check_due", "")
	d.keepProblem()
	return nil
}

// reopenProblem takes a problem up again that is not fixed, with a limit like the first one.
// What the reporter says is counted, once (R-CLM-13); the answer is not public meanwhile.
func reopenProblem(d *deed) error {
	p := d.subject
	if d.speaksForReporter() {
		if err := problem.MayReopen(p.GetInt("reopened")); err != nil {
			return err
		}
		p.Set("reopened", p.GetInt("reopened")+1)
		p.Set("confirmed", "no")
	}
	days := max(p.GetInt("days"), 1)
	if p.GetInt("days") == 0 {
		days = problem.Days
	}
	p.Set("verified_at", "")
	if problemDay(p, "keep_until") >= d.today { // what its reporter asked to have erased goes when it ends again
		p.Set("keep_until", "")
	}
	d.unsolve()
	return d.limitProblem(&days)
}

// unsolve takes back the solution; what comes next is made public anew, once it was read.
func (d *deed) unsolve() {
	d.subject.Set("public", false)
	d.subject.Set("solved_at", "")
	d.subject.Set("check_due", "")
	d.subject.Set("after", "")
	d.subject.Set("effect", nil)
}

// returnProblem sends a solution back to the department, whose limit goes on, or gives a
// problem back to the supervisor, who hands it to another one (R-PL-22).
func returnProblem(d *deed) error {
	d.unsolve()
	if d.row.To != flow.Reported {
		return nil
	}
	for _, field := range []string{"lead", "partners", "solver", "assigned_at", "due"} {
		d.subject.Set(field, nil)
	}
	d.subject.Set("days", 0)
	return nil
}

// endProblem closes a problem that is not worked on any more.
func endProblem(d *deed) error {
	d.subject.Set("due", "")
	d.keepProblem()
	return nil
}

// keepProblem says until when what is personal in an ended problem is kept (R-PI-01), unless
// its reporter asked for erasure before.
func (d *deed) keepProblem() {
	if d.subject.GetString("keep_until") == "" {
		d.subject.Set("keep_until", problem.KeptUntil(d.today).String())
	}
}

// mergeProblem lets a report go on as a part of another one about the same thing, whose
// answer its reporter gets.
func mergeProblem(d *deed) error {
	items, err := listOf[struct {
		Problem string `json:"problem"`
	}](d.action, "items")
	if err != nil || len(items) != 1 {
		return refuse("items", fault.New(fault.ItemsInvalid, "R-CLM-13", "Send one item: {problem}, the one that it is merged into."))
	}
	into, err := findOne(d.tx, "problems", "id", items[0].Problem)
	if err != nil {
		return err
	}
	state := flow.Draft
	if into != nil {
		state = flow.State(into.GetString("state"))
	}
	if into == nil || into.Id == d.subject.Id || !problem.Open(state) && state != flow.Verified {
		return refuse("items", fault.New(fault.RecordForeign, "R-CLM-13", "Name another problem that is worked on or solved."))
	}
	d.subject.Set("merged_into", into.Id)
	if err := mergeFollowers(d.tx, d.subject.Id, into.Id); err != nil {
		return err
	}
	return endProblem(d)
}

// mergeFollowers leads what was merged into a problem on to the one that it becomes part of.
func mergeFollowers(tx core.App, from, into string) error {
	merged, err := findAll(tx, "problems", "id", dbx.HashExp{"merged_into": from})
	if err != nil {
		return err
	}
	for _, p := range merged {
		p.Set("merged_into", into)
		if err := write(tx, p); err != nil {
			return err
		}
	}
	return nil
}

// problemDone paints the light, stores the problem and tells whose turn it is.
func problemDone(d *deed) error {
	d.h.paintProblem(d.subject, d.today)
	if err := storeSubject(d); err != nil {
		return err
	}
	return d.tellOfProblem()
}

// problemDay is a stored day of a problem, no day of none.
func problemDay(p *core.Record, field string) workday.Day {
	day, err := workday.ParseDay(p.GetString(field))
	if err != nil {
		return 0
	}
	return day
}
