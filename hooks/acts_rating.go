package hooks

import (
	"errors"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/rating"
)

// ratingActs are the effects of the acts on a bad rating (R-EV-03).
var ratingActs = map[flow.Act]effect{
	"contact":  contactRater,
	"rectify":  rectifyRating,
	"dispute":  disputeRating,
	"settle":   settleDispute,
	"dismiss":  dismissDispute,
	"reassign": reassignRating,

	"raise_problem": raiseProblem,
}

func openRating(d *deed, id string) error {
	var err error
	if d.subject, err = d.tx.FindRecordById("ratings", id); errors.Is(err, errNoRows) {
		return fault.New(fault.RecordForeign, "", "There is no such rating; name an existing one.")
	}
	return err
}

// rolesOnRating: the contact person, or the deputy while that one is absent, and the
// supervisors. Who was rated is refused before anything else, so that no answer tells how
// far a rating has come (same_officer, R-EV-05). In a case that is locked nobody is called
// back any more (record_foreign, R-PI-06).
func rolesOnRating(d *deed) ([]flow.Role, error) {
	if d.who.kind == kindSystem {
		return []flow.Role{flow.SystemActor}, nil
	}
	if d.who.kind != kindOfficer {
		return nil, nil
	}
	if err := rating.Apart(d.who.id(), d.subject.GetStringSlice("rated")); err != nil {
		return nil, err
	}
	locked, err := ofLockedCase(d.tx, d.subject)
	if err == nil && locked {
		err = fault.New(fault.RecordForeign, "R-PI-06", "The case is locked; leave the rating as it is.")
	}
	if err != nil {
		return nil, err
	}
	held, err := posts(d.tx, d.who)
	var roles []flow.Role
	for _, post := range held {
		if post.ID == d.subject.GetString("handler") {
			roles = append(roles, flow.Approver)
		}
		if post.Has(flow.Supervisor) {
			roles = append(roles, flow.Supervisor)
		}
	}
	return roles, err
}

// ofLockedCase reports whether the case of a rating is kept for the archive alone (R-PI-06).
func ofLockedCase(app core.App, r *core.Record) (bool, error) {
	n, err := app.CountRecords("applications", dbx.HashExp{"id": r.GetString("application"), "locked": true})
	return n > 0, err
}

// contactRater records who called back, when, and what was said.
func contactRater(d *deed) error {
	if d.subject.GetDateTime("contacted_at").IsZero() {
		d.subject.Set("contacted_at", d.h.instant())
	}
	return nil
}

// rectifyRating ends the rating with the answer to the rater; items may say what was done
// and what shows it, for those who oversee.
func rectifyRating(d *deed) error {
	d.subject.Set("answer", d.action.GetString("reason"))
	d.subject.Set("rectified_at", d.h.instant())
	return nil
}

func disputeRating(d *deed) error {
	d.subject.Set("dispute", d.action.GetString("ground"))
	return nil
}

// settleDispute ends a rating whose dispute was right: it is explained to the rater, and
// leaves the rates or not, as the ground says.
func settleDispute(d *deed) error {
	if err := d.apartFromDispute(); err != nil {
		return err
	}
	d.subject.Set("withdrawn", d.action.GetString("ground") == "withdrawn")
	return rectifyRating(d)
}

// dismissDispute gives the department its days for the rectification anew, and for the first
// contact where nobody called yet: neither limit ran while the dispute was decided.
func dismissDispute(d *deed) error {
	if err := d.apartFromDispute(); err != nil {
		return err
	}
	d.subject.Set("dispute", "")
	fields := []string{"rectify_due"}
	if d.subject.GetDateTime("contacted_at").IsZero() {
		fields = append(fields, "contact_due")
	}
	return d.h.dateRating(d.tx, d.subject, d.today, fields...)
}

// apartFromDispute refuses who disputed.
func (d *deed) apartFromDispute() error {
	disputed, err := lastActOn(d.tx, d.subject.Id, "dispute")
	if err != nil || disputed == nil {
		return err
	}
	return rating.MayDecide(d.who.id(), disputed.GetString("officer"))
}

// raiseProblem puts what the rating complains of into the ledger of problems, once, in the
// officer's own words: the title stands in items, the text is the reason. Neither the rating
// nor who rated is named there (R-EV-05).
func raiseProblem(d *deed) error {
	raised, err := lastActOn(d.tx, d.subject.Id, "raise_problem")
	if err != nil {
		return err
	}
	if raised != nil {
		return fault.New(fault.StateMoved, "R-CLM-13", "A problem was opened for this rating already; look for it in the ledger of problems.")
	}
	items, err := listOf[struct {
		Title string `json:"title"`
	}](d.action, "items")
	if err == nil && (len(items) != 1 || items[0].Title == "") {
		err = fault.New(fault.ItemsInvalid, "R-CLM-13", "Give the title of the problem as [{\"title\": \"…\"}].")
	}
	if err != nil {
		return refuse("items", err)
	}
	_, err = d.h.problemOfRating(d.tx, RatedProblem{Title: items[0].Title, Text: d.action.GetString("reason"), Service: d.subject.GetString("service")})
	return err
}

// reassignRating hands the rating to another contact person.
func reassignRating(d *deed) error {
	assignee, err := d.tx.FindRecordById("officers", d.action.GetString("assignee"))
	if errors.Is(err, errNoRows) {
		return refuse("assignee", fault.New(fault.RecordForeign, "R-PL-22", "Name the officer to whom the work is handed."))
	}
	if err != nil {
		return err
	}
	d.subject.Set("handler", assignee.Id)
	return refuse("assignee", mayHandle(assignee, d.subject))
}

// ratingDone stores the rating and tells whose turn it is.
func ratingDone(d *deed) error {
	if err := storeSubject(d); err != nil {
		return err
	}
	return d.tellOnRating()
}

// tellOnRating tells the rater of the answer, the supervisors of a dispute, and the contact
// person of what others did; nobody is told of the own deed.
func (d *deed) tellOnRating() error {
	say := actWords["rating"][d.act]
	n := newsOfRating("rating_"+string(d.act), d.subject)
	if len(say.applicant) > 0 {
		c, err := d.tx.FindRecordById("applications", d.subject.GetString("application"))
		if err != nil {
			return err
		}
		if err := d.h.tellApplicant(d.tx, news{kind: n.kind, about: c, own: ratePage(c.Id)}, say.applicant); err != nil {
			return err
		}
	}
	others := func(ids []string) []string {
		return slices.DeleteFunc(ids, func(id string) bool { return id == d.who.id() })
	}
	if len(say.overseers) > 0 {
		ids, err := supervisorsApart(d.tx, d.subject.GetStringSlice("rated"))
		if err != nil {
			return err
		}
		return d.h.tellOfficers(d.tx, n, say.overseers, others(ids))
	}
	if len(say.officers) == 0 {
		return nil
	}
	ids, err := present(d.tx, []string{d.subject.GetString("handler")})
	if err != nil {
		return err
	}
	return d.h.tellOfficers(d.tx, n, say.officers, others(ids))
}

// newsOfRating is something to tell about a rating: of which case is for its page to say.
func newsOfRating(kind string, r *core.Record) news {
	return news{kind: kind, about: r, page: "/desk/ratings.html#r-" + r.Id,
		facts: map[string]string{"contact_due": r.GetString("contact_due"), "rectify_due": r.GetString("rectify_due")}}
}

// ratePage is where a case is rated, and where its rater reads the answer.
func ratePage(application string) string { return "/rate.html?id=" + application }

// tellOfRating tells the contact person of a bad rating that is new to that one. A deputy
// who was rated is not told in the place of an absent contact person (R-EV-05).
func (h *Hall) tellOfRating(tx core.App, r *core.Record) error {
	if r.GetString("handler") == "" {
		return nil
	}
	ids, err := present(tx, []string{r.GetString("handler")})
	if err != nil {
		return err
	}
	rated := r.GetStringSlice("rated")
	ids = slices.DeleteFunc(ids, func(id string) bool { return rating.Apart(id, rated) != nil })
	return h.tellOfficers(tx, newsOfRating("rating_open", r), badRatingWords, ids)
}
