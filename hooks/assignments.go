package hooks

import (
	"errors"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/review"
)

// Who does the work (R-PL-22): the rules are review's, the officers are read here.

// postOf is the post that an officer's record describes.
func postOf(r *core.Record) review.Officer {
	o := review.Officer{ID: r.Id, Department: r.GetString("department"), Deputy: r.GetString("deputy"),
		Active: r.GetBool("active"), Absent: r.GetBool("absent")}
	for _, role := range r.GetStringSlice("roles") {
		o.Roles = append(o.Roles, flow.Role(role))
	}
	return o
}

func postsWhere(app core.App, where dbx.Expression) ([]review.Officer, error) {
	var list []*core.Record
	err := app.RecordQuery("officers").AndWhere(where).OrderBy("id").All(&list)
	posts := make([]review.Officer, len(list))
	for i, r := range list {
		posts[i] = postOf(r)
	}
	return posts, err
}

// posts are those for which the officer may act: the own one, and those of absent
// colleagues who named the officer as deputy.
func posts(app core.App, who actor) ([]review.Officer, error) {
	list, err := postsWhere(app, dbx.Or(dbx.HashExp{"id": who.id()}, dbx.HashExp{"deputy": who.id(), "absent": true}))
	return review.Posts(list, who.id()), err
}

// leastLoaded is the examiner of the department who gets the next step, "" where the
// department has nobody at work.
func leastLoaded(app core.App, department, leaveOut string) (string, error) {
	staff, err := postsWhere(app, dbx.HashExp{"department": department, "active": true})
	if err != nil {
		return "", err
	}
	deputies := []any{}
	for _, o := range staff {
		if o.Deputy != "" && o.Department == department {
			deputies = append(deputies, o.Deputy)
		}
	}
	others, err := postsWhere(app, dbx.And(dbx.In("id", deputies...), dbx.NewExp("department != {:d}", dbx.Params{"d": department})))
	if err != nil {
		return "", err
	}
	var failed error
	to := review.Assign(append(staff, others...), department, leaveOut, func(id string) int {
		n, err := app.CountRecords("reviews", dbx.HashExp{"examiner": id, "state": "open"})
		failed = errors.Join(failed, err)
		return int(n)
	})
	return to, failed
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
	var open []*core.Record
	var departments []string
	only := d.action.GetString("review")
	for _, r := range d.file.reviews {
		if r.GetString("state") == string(review.Opened) && (only == "" || r.Id == only) {
			open, departments = append(open, r), append(departments, r.GetString("department"))
		}
	}
	to := postOf(assignee)
	if err := review.MayReceive(to, departments); err != nil {
		return refuse("assignee", err)
	}
	for _, r := range open {
		if r.GetString("department") != to.Department {
			continue
		}
		r.Set("examiner", assignee.Id)
		if err := write(d.tx, r); err != nil {
			return err
		}
	}
	d.lead()
	return nil
}

// handOver gives everything open that an officer who leaves, moves or loses the role can
// no longer do to colleagues, in the transaction of that change.
func (h *Hall) handOver(tx core.App, officer *core.Record) error {
	open, err := findAll(tx, "reviews", "id", dbx.HashExp{"examiner": officer.Id, "state": "open"})
	if err != nil {
		return err
	}
	post := postOf(officer)
	for _, r := range open {
		if review.MayReceive(post, []string{r.GetString("department")}) == nil {
			continue
		}
		to, err := leastLoaded(tx, r.GetString("department"), officer.Id)
		if err != nil {
			return err
		}
		r.Set("examiner", to)
		if err := write(tx, r); err != nil {
			return err
		}
		if err := h.leadAnew(tx, r.GetString("application")); err != nil {
			return err
		}
	}
	return nil
}

// leadAnew names the officer whose turn it is in a case after its work changed hands.
func (h *Hall) leadAnew(tx core.App, application string) error {
	c, err := h.openCase(tx, application)
	if err != nil {
		return err
	}
	(&deed{file: c}).lead()
	return write(tx, c.record)
}
