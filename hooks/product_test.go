package hooks

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

// somebody is a person of the product and the roles held on the cases of zhang, which
// market supervision handles. An online draft is nobody's but its owner's and a
// supervisor's.
type somebody struct {
	name   string
	record *core.Record // nil: the house itself
	roles  []flow.Role
}

func (x *house) everyone() []somebody {
	x.t.Helper()
	people := []somebody{{name: "the house", roles: []flow.Role{flow.SystemActor}}}
	for name, roles := range map[string][]flow.Role{
		"zhang": {flow.Applicant}, "clerk": {flow.Clerk}, "examiner": {flow.Examiner}, "approver": {flow.Approver},
		"supervisor": {flow.Supervisor}, "supervisor2": {flow.Supervisor}, "auditor": {flow.Auditor}, "cataloguer": {flow.Cataloguer},
		"li": nil, "restaurant": nil, "clerk.police": nil, "examiner.police": nil, "both.police": nil, "admin": nil, "left": nil,
	} {
		people = append(people, somebody{name, x.person(name), roles})
	}
	slices.SortFunc(people, func(a, b somebody) int { return strings.Compare(a.name, b.name) })
	return people
}

// leaver is an officer with every role whose account is closed.
func (x *house) leaver() {
	x.t.Helper()
	r, err := newRecord(x.app, "officers", map[string]any{"name": "离职", "department": x.person("clerk").GetString("department"),
		"roles": []string{"clerk", "examiner", "approver", "supervisor"}, "active": false})
	if err != nil {
		x.t.Fatal(err)
	}
	r.SetEmail("left@demo.test")
	r.SetPassword(password)
	if err := x.app.Save(r); err != nil {
		x.t.Fatal(err)
	}
}

// trial is one subject in one situation, with what each act needs in order to be right.
type trial struct {
	name    string
	subject string
	id      string
	state   flow.State
	full    bool     // everybody tries everything; else only who holds a role of the act
	online  bool     // a draft that no department handles yet
	holders []string // who holds roles on it where not everybody of the department does
	fields  func(flow.Act) map[string]any
	notices int64             // issued before
	apart   string            // who was rated: each act of theirs is refused before all else
	guards  map[string]string // "act" or "act person": "field code cite" of the guard that refuses it
}

// errUndo ends a trial that went through, so that the next one finds the same situation.
var errUndo = errors.New("undone")

// attempt does the act inside a transaction that is always undone and answers what was
// refused, or the action and the state that it led to.
func (x *house) attempt(p somebody, c trial, act flow.Act) (done *core.Record, state flow.State, notices int, err error) {
	body := map[string]any{"subject": c.subject, c.subject: c.id, "act": string(act)}
	maps.Copy(body, c.fields(act))
	err = x.app.RunInTransaction(func(tx core.App) error {
		if done, err = x.Act(tx, p.record, body); err != nil {
			return err
		}
		r, err := tx.FindRecordById(flow.Tables[c.subject].Subject+"s", c.id)
		if err != nil {
			return err
		}
		after, err := tx.CountRecords("notices")
		if err != nil {
			return err
		}
		state, notices = flow.State(r.GetString("state")), int(after-c.notices)
		return errUndo
	})
	if errors.Is(err, errUndo) {
		err = nil
	}
	return done, state, notices, err
}

// verdict is what must come of it: a row of the table, or the refusal that the order of
// checks names: unknown act, role, state, guard.
func (c trial) verdict(p somebody, act flow.Act) (row flow.Row, refusal string) {
	table, cite, mine := flow.Tables[c.subject], "", false
	for _, r := range table.Rows {
		if r.Act != act {
			continue
		}
		cite = r.Cite
		if !slices.ContainsFunc(r.Roles, func(role flow.Role) bool { return slices.Contains(c.roles(p), role) }) {
			continue
		}
		mine = true
		if slices.Contains(r.From, c.state) {
			row = r
		}
	}
	switch {
	case cite == "":
		return row, "act act_not_allowed R-BE-01"
	case c.apart == p.name:
		return row, "act same_officer R-EV-05"
	case !mine:
		return row, "act role_required " + cite
	case row.Act == "":
		return row, "act state_moved " + cite
	}
	for _, name := range []string{p.name, strings.TrimSuffix(p.name, "2")} { // what meets a supervisor meets the second one
		if refusal, special := c.guards[string(act)+" "+name]; special {
			return row, refusal
		}
	}
	return row, c.guards[string(act)]
}

func (c trial) roles(p somebody) []flow.Role {
	if c.online && !slices.Contains([]string{"the house", "zhang", "supervisor", "supervisor2"}, p.name) {
		return nil
	}
	if c.holders != nil && !slices.Contains(c.holders, p.name) {
		return nil
	}
	return p.roles
}

// refusalOf writes an error as "field code cite"; an act's own refusals stand at act.
func refusalOf(err error) string {
	if err == nil {
		return ""
	}
	field := "act"
	var named refusals
	if errors.As(err, &named) {
		for name := range named {
			field = name
		}
	}
	var f *fault.Fault
	if !errors.As(err, &f) {
		return "no fault: " + err.Error()
	}
	return strings.TrimSpace(field + " " + f.Code() + " " + f.Cite())
}

// judge compares what came with what must come.
func (x *house) judge(p somebody, c trial, act flow.Act) {
	x.t.Helper()
	row, want := c.verdict(p, act)
	done, state, notices, err := x.attempt(p, c, act)
	if got := refusalOf(err); got != want {
		x.t.Errorf("%s %s by %s: got %q, want %q", c.name, act, p.name, got, want)
		return
	}
	if want != "" {
		return
	}
	to := row.To
	if to == "" {
		to = c.state
	}
	signed := done.GetString("officer") + done.GetString("applicant")
	who := ""
	if p.record != nil {
		who = p.record.Id
	}
	if state != to || done.GetString("from") != string(c.state) || done.GetString("to") != string(to) || signed != who || !done.GetDateTime("at").Time().Equal(x.at) {
		x.t.Errorf("%s %s by %s: leads to %s, recorded %s→%s by %s", c.name, act, p.name, state, done.GetString("from"), done.GetString("to"), signed)
	}
	if (row.Notice != "") != (notices > 0) {
		x.t.Errorf("%s %s: %d notices, the table says %q", c.name, act, notices, row.Notice)
	}
}

// Every act of every process, in every state, by every role: the tabled transition or
// the refusal of the right code at the right field with its citation. Each is really
// done, and undone.
func TestEveryActInEveryStateByEveryRole(t *testing.T) {
	unwatched(t)
	x := newHouse(t).unlimited().quick()
	x.leaver()
	trials := slices.Concat(x.applicationTrials(), x.resultTrials(), x.claimTrials(), x.lifeEventTrials(), x.ratingTrials(), x.campaignTrials(), x.problemTrials())
	people, seen, tried := x.everyone(), map[flow.State]bool{}, 0
	watch := x.witness()
	for _, c := range trials {
		seen[c.state], c.notices = true, x.count("notices")
		for _, act := range append(flow.Tables[c.subject].Acts(), "teleport") {
			for _, p := range people {
				if _, refusal := c.verdict(p, act); !c.full && strings.Contains(refusal, "role_required") {
					continue
				}
				tried++
				x.judge(p, c, act)
			}
		}
	}
	if watch.moved() {
		t.Error("an attempt was not undone")
	}
	for _, table := range flow.Tables {
		for _, s := range table.States {
			if !seen[s] {
				t.Errorf("no trial in the state %s of %s", s, table.Subject)
			}
		}
	}
	t.Logf("%d attempts in %d situations", tried, len(trials))
}

// The same at the real door: for each act one refusal by role, one by state, and those
// of a guest, of a superuser and of another applicant; nothing is committed.
func TestEveryActAtTheDoor(t *testing.T) {
	x := newHouse(t).unlimited()
	closed, running := x.caseIn("closed"), x.caseIn("accepted")
	result := x.find("results", "application='%s'", closed).Id
	watch := x.witness()
	holder := map[flow.Role]string{flow.Applicant: "zhang", flow.Clerk: "clerk", flow.Examiner: "examiner", flow.Approver: "approver", flow.Supervisor: "supervisor"}
	for _, row := range append(slices.Clone(flow.Application.Rows), flow.Result.Rows...) {
		body := map[string]any{"subject": "application", "application": running, "act": string(row.Act), "reason": "x"}
		moved := "application"
		if slices.ContainsFunc(flow.Result.Rows, func(r flow.Row) bool { return r.Act == row.Act && r.Cite == row.Cite }) {
			body = map[string]any{"subject": "result", "result": result, "act": string(row.Act), "reason": "x"}
			moved = ""
		}
		for _, name := range []string{"li", "admin", "auditor", "clerk.police"} {
			x.call("POST", toActions, x.person(name), body).refused("act", "role_required", row.Cite)
		}
		if guest := x.call("POST", toActions, nil, body); guest.status/100 != 4 {
			t.Errorf("%s by a guest: %d %s", row.Act, guest.status, guest.text)
		}
		if name := holder[row.Roles[0]]; name != "" && moved != "" {
			body["application"] = closed
			x.call("POST", toActions, x.person(name), body).refused("act", "state_moved", row.Cite)
		}
	}
	if watch.moved() {
		t.Error("a refused act was committed")
	}
}
