package hooks

import (
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
)

// newsOfProblem is one thing to tell about a problem. Its sentences name the number and
// days, never what it says.
func newsOfProblem(kind string, p *core.Record) news {
	return news{kind: kind, about: p, facts: map[string]string{"due": p.GetString("due")}}
}

// tellOfProblem tells those whose turn it is, and the reporters: of the problem itself and
// of what was merged into it. Nobody is told of the own deed.
func (d *deed) tellOfProblem() error {
	say := actWords["problem"][d.act]
	n := newsOfProblem("problem_"+string(d.act), d.subject)
	if d.act == "return" && d.row.To == flow.Reported {
		say = problemGivenBackWords
	}
	if len(say.overseers) > 0 {
		supervisors, err := officersWith(d.tx, flow.Supervisor, dbx.HashExp{"active": true})
		if err != nil {
			return err
		}
		if err := d.h.tellOfficers(d.tx, n, say.overseers, d.others(supervisors)); err != nil {
			return err
		}
	}
	if len(say.officers) > 0 {
		ids, err := onProblem(d.tx, d.subject)
		if err != nil {
			return err
		}
		if err := d.h.tellOfficers(d.tx, n, say.officers, d.others(ids)); err != nil {
			return err
		}
	}
	return d.tellReporters(n, say.applicant)
}

func (d *deed) others(ids []string) []string {
	return slices.DeleteFunc(ids, func(id string) bool { return id == d.who.id() })
}

// tellReporters tells whoever reported the problem, or one that was merged into it.
func (d *deed) tellReporters(n news, says []sentence) error {
	if len(says) == 0 {
		return nil
	}
	merged, err := findAll(d.tx, "problems", "id", dbx.HashExp{"merged_into": d.subject.Id})
	if err != nil {
		return err
	}
	for _, p := range append([]*core.Record{d.subject}, merged...) {
		if reporter := p.GetString("reporter"); reporter == "" || reporter == d.who.id() {
			continue
		}
		n.about = p
		if err := d.h.tellApplicant(d.tx, n, says); err != nil {
			return err
		}
	}
	return nil
}

// onProblem are the officers of the lead department whose turn it is: whoever handed a
// solution in before, else its approvers, else its clerks.
func onProblem(app core.App, p *core.Record) ([]string, error) {
	lead := p.GetString("lead")
	if lead == "" {
		return nil, nil
	}
	if there, err := present(app, []string{p.GetString("solver")}); err != nil || len(there) > 0 {
		return there, err
	}
	for _, role := range []flow.Role{flow.Approver, flow.Clerk, flow.Examiner, flow.Cataloguer} {
		ids, err := officersWith(app, role, dbx.HashExp{"active": true, "department": lead})
		if err != nil || len(ids) > 0 {
			return ids, err
		}
	}
	return nil, nil
}
