package review

import (
	"slices"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

// Officer is a post: whoever holds it acts in its roles for its department, and so does
// its deputy while the holder is absent (AB岗, R-PL-22).
type Officer struct {
	ID, Department string
	Roles          []flow.Role
	Deputy         string // the officer who stands in, "" nobody
	Active, Absent bool
}

// Has reports whether the post gives the role.
func (o Officer) Has(role flow.Role) bool { return o.Active && slices.Contains(o.Roles, role) }

// Posts are those for which an officer may act: the own one first, then the posts of
// absent colleagues who named the officer as deputy. Who is not active has none.
func Posts(officers []Officer, id string) []Officer {
	i := slices.IndexFunc(officers, func(o Officer) bool { return o.ID == id && o.Active })
	if i < 0 {
		return nil
	}
	posts := []Officer{officers[i]}
	for _, o := range officers {
		if o.Deputy == id && o.Absent && o.Active && o.ID != id {
			posts = append(posts, o)
		}
	}
	return posts
}

// RolesOn are the roles that the posts give on a case of these departments; supervisors
// oversee every case of the county.
func RolesOn(posts []Officer, departments []string) []flow.Role {
	var roles []flow.Role
	for _, post := range posts {
		for _, role := range flow.Roles() {
			if post.Has(role) && (slices.Contains(departments, post.Department) || post.Has(flow.Supervisor)) {
				roles = append(roles, role)
			}
		}
	}
	return roles
}

// MayTake says whether who holds the posts may record the act on a step that stands so:
// it is open (state_moved, R-AL-10), it is a step of one of their departments
// (role_required, R-AL-40), and a site check takes verify_site, every other step examine
// (act_not_allowed, R-AL-10).
func MayTake(posts []Officer, step catalogue.Step, state State, act flow.Act) error {
	if state != Opened {
		return fault.New(fault.StateMoved, "R-AL-10", "This step is %s; only an open step takes an opinion.", state).With("state", string(state))
	}
	ours := func(post Officer) bool { return post.Has(flow.Examiner) && post.Department == step.Department }
	if !slices.ContainsFunc(posts, ours) {
		return fault.New(fault.RoleRequired, "R-AL-40", "This step belongs to another department.").With("department", step.Department)
	}
	want := flow.Act("examine")
	if step.Kind == catalogue.SiteCheck {
		want = "verify_site"
	}
	if act != want {
		return fault.New(fault.ActNotAllowed, "R-AL-10", "This step is done by %s.", want)
	}
	return nil
}

// Assign gives a step to the present examiner of its department with the fewest open
// steps, by load; the first one among equals. An absent examiner is stood in for by the
// deputy, if that one is at work. leaveOut is never chosen. "" where nobody is there:
// any examiner who comes later may take the step (R-PL-22).
func Assign(officers []Officer, department, leaveOut string, load func(id string) int) string {
	examines := func(o Officer) bool { return o.Department == department && o.Has(flow.Examiner) }
	return Choose(officers, examines, []string{leaveOut}, load)
}

// Choose is who gets a piece of work among the posts that suit it: the one at work with
// the least of it, by load; the first one among equals, the deputy in place of an absent
// holder (R-PL-22). Who is left out is never chosen; "" where nobody is there.
func Choose(officers []Officer, suits func(Officer) bool, leaveOut []string, load func(id string) int) string {
	best, least := "", 0
	for _, o := range officers {
		if !suits(o) {
			continue
		}
		id := present(officers, o)
		if id == "" || slices.Contains(leaveOut, id) {
			continue
		}
		if n := load(id); best == "" || n < least {
			best, least = id, n
		}
	}
	return best
}

// present is who does the work of a post: its holder, or the deputy of an absent one.
func present(officers []Officer, o Officer) string {
	if !o.Absent {
		return o.ID
	}
	atWork := func(d Officer) bool { return d.ID == o.Deputy && d.Active && !d.Absent }
	if slices.ContainsFunc(officers, atWork) {
		return o.Deputy
	}
	return ""
}

// MayReceive refuses to hand steps of the departments to an officer who is not an active
// examiner (role_required) or to whose department none of them belongs (record_foreign).
func MayReceive(to Officer, departments []string) error {
	switch {
	case !to.Has(flow.Examiner):
		return fault.New(fault.RoleRequired, "R-PL-22", "The work is handed to an active examiner.")
	case !slices.Contains(departments, to.Department):
		return fault.New(fault.RecordForeign, "R-PL-22", "No open step of this case belongs to that officer's department.")
	}
	return nil
}
