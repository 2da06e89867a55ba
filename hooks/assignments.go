package hooks

import (
	"errors"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

// Who does the work (R-PL-22): a step goes to the present examiner of the department who
// has least open; an absent one is stood in for by the deputy; who leaves hands over.

// leastLoaded is the examiner of the department with the fewest open steps, never the
// one to leave out; where an examiner is absent the deputy counts instead. "" where the
// department has nobody: any examiner who comes later may take the step.
func leastLoaded(app core.App, department, leaveOut string) (string, error) {
	officers, err := findAll(app, "officers", "id", dbx.HashExp{"department": department, "active": true})
	if err != nil {
		return "", err
	}
	var candidates []string
	for _, o := range officers {
		if !slices.Contains(o.GetStringSlice("roles"), string(flow.Examiner)) {
			continue
		}
		id := o.Id
		if o.GetBool("absent") {
			id = o.GetString("deputy")
		}
		if id != "" && id != leaveOut && !slices.Contains(candidates, id) {
			candidates = append(candidates, id)
		}
	}
	best, least := "", int64(-1)
	for _, id := range candidates {
		n, err := app.CountRecords("reviews", dbx.HashExp{"examiner": id, "state": "open"})
		if err != nil {
			return "", err
		}
		if least < 0 || n < least {
			best, least = id, n
		}
	}
	return best, nil
}

// reassign hands the open steps of a case to a named officer, who must be able to do
// them; with a review named, that step alone.
func reassign(d *deed) error {
	assignee, err := d.tx.FindRecordById("officers", d.action.GetString("assignee"))
	if errors.Is(err, errNoRows) {
		return refuse("assignee", fault.New(fault.RecordForeign, "R-PL-22", "Name the officer to whom the work is handed."))
	}
	if err != nil {
		return err
	}
	to := actor{kindOfficer, assignee}
	if !to.has(flow.Examiner) {
		return refuse("assignee", fault.New(fault.RoleRequired, "R-PL-22", "The work is handed to an active examiner."))
	}
	only := d.action.GetString("review")
	moved := 0
	for _, r := range d.file.reviews {
		if r.GetString("state") != "open" || (only != "" && r.Id != only) || r.GetString("department") != to.department() {
			continue
		}
		r.Set("examiner", assignee.Id)
		if err := write(d.tx, r); err != nil {
			return err
		}
		moved++
	}
	if moved == 0 {
		return refuse("assignee", fault.New(fault.RecordForeign, "R-PL-22", "No open step of this case belongs to that officer's department."))
	}
	d.lead()
	return nil
}

// handOver gives everything open of an officer who leaves, moves or loses the role to
// colleagues, in the transaction of that change.
func (h *Hall) handOver(tx core.App, officer *core.Record) error {
	open, err := findAll(tx, "reviews", "id", dbx.HashExp{"examiner": officer.Id, "state": "open"})
	if err != nil {
		return err
	}
	for _, r := range open {
		to, err := leastLoaded(tx, r.GetString("department"), officer.Id)
		if err != nil {
			return err
		}
		r.Set("examiner", to)
		if err := write(tx, r); err != nil {
			return err
		}
		c, err := tx.FindRecordById("applications", r.GetString("application"))
		if err != nil {
			return err
		}
		c.Set("examiner", to)
		if err := write(tx, c); err != nil {
			return err
		}
	}
	return nil
}
