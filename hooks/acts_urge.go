package hooks

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
)

// urge (督办): whoever oversees the county reminds those whose turn it is of a case that is
// late or soon will be (R-AL-41). It stands in the history of the case with its reason, and
// changes nothing else: no limit, no officer.
func urge(d *deed) error {
	ids, err := whoseTurn(d.tx, d.file)
	if err != nil {
		return err
	}
	n := news{kind: "urge", about: d.file.record, facts: map[string]string{"due": pressingDue(d.file.record)}}
	return d.h.tellOfficers(d.tx, n, urgedWords, without(ids, d.who.id()))
}

// whoseTurn are the officers who can bring the case on: the window before the acceptance
// and after the decision, the examiners of the open steps, and then who decides.
func whoseTurn(tx core.App, c *caseFile) ([]string, error) {
	role := flow.Clerk
	switch c.state() {
	case flow.Submitted:
		return onCase(tx, c)
	case flow.Accepted:
		var examiners []string
		for _, r := range c.reviews {
			if r.GetString("state") == "open" {
				examiners = append(examiners, r.GetString("examiner"))
			}
		}
		if there, err := present(tx, examiners); err != nil || len(there) > 0 {
			return there, err
		}
		role = flow.Approver
	}
	ids, err := officersWith(tx, role, dbx.HashExp{"active": true, "department": c.snapshot.Department.ID})
	if err != nil || len(ids) == 0 {
		return ids, err
	}
	return present(tx, ids)
}

// pressingDue is the day by which the next step of an open case is due, "" where none is
// known: as in the lists (dueSQL).
func pressingDue(r *core.Record) string {
	switch flow.State(r.GetString("state")) {
	case flow.Submitted:
		return r.GetString("notice_due")
	case flow.Granted, flow.Refused:
		return r.GetString("delivery_due")
	}
	due := ""
	for _, field := range []string{"promised_due", "statutory_due", "inspection_due"} {
		if day := r.GetString(field); day != "" && (due == "" || day < due) {
			due = day
		}
	}
	return due
}
