package hooks

import (
	"errors"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/rating"
	"onestop/hooks/rules/workday"
)

// A rating is made once for each finished case, by its applicant with the account, by
// whoever holds the number and the track code, or by a link that the counter opens
// (R-EV-02). It says by itself which officers were rated, because everything that shows it
// must leave those out (R-EV-05).

// Ways in which a rating is made.
const (
	ratedOnline    = "online"
	ratedByTrack   = "track"
	ratedAtCounter = "counter"
)

// bindRatings completes a new rating and gives a bad one to the person who looks after it.
func (h *Hall) bindRatings() {
	h.app.OnRecordCreate("ratings").BindFunc(func(e *core.RecordEvent) error {
		c, err := h.ratedCase(e)
		if err != nil {
			return err
		}
		if err := h.completeRating(e.App, e.Record, c); err != nil {
			return err
		}
		if err := e.Next(); err != nil {
			return err
		}
		if err := h.countPraise(e.App, e.Record); err != nil {
			return err
		}
		return h.tellOfRating(e.App, e.Record)
	})
}

// ratedCase is the finished case that the rating is about, of which the caller knows. It
// refuses with role_required whoever does not rate, record_foreign the cases of others,
// not_delivered what is not finished and rating_exists a second rating (R-EV-02).
func (h *Hall) ratedCase(e *core.RecordEvent) (*caseFile, error) {
	who := h.signer(e.App)
	if who.kind == kindOfficer || who.kind == kindSuperuser {
		return nil, refuse("application", fault.New(fault.RoleRequired, "R-EV-02", "Ratings are made by those who were served; open the link of the counter for them.").With("roles", []flow.Role{flow.Applicant}))
	}
	c, err := h.openCase(e.App, e.Record.GetString("application"))
	if err != nil {
		return nil, refuse("application", err)
	}
	mine := who.kind == kindSystem || c.record.GetString("applicant") == who.id() || (who.kind == kindGuest && hasPen(e.Context))
	if !mine || c.record.GetBool("locked") {
		return nil, refuse("application", fault.New(fault.RecordForeign, "R-EV-02", "This application is not yours; rate your own."))
	}
	if err := rating.MayRate(c.state()); err != nil {
		return nil, refuse("application", err)
	}
	before, err := findOne(e.App, "ratings", "application", c.record.Id)
	if err == nil && before != nil {
		err = refuse("application", fault.New(fault.RatingExists, "R-EV-02", "This case was rated already; each case is rated once."))
	}
	return c, err
}

// completeRating sets what the house knows of a rating: how it came, what it is about, who
// was rated, and for a bad one who looks after it until when.
func (h *Hall) completeRating(tx core.App, r *core.Record, c *caseFile) error {
	grade := r.GetFloat("grade")
	if err := rating.Gradable(grade); err != nil {
		return refuse("grade", err)
	}
	rated, err := ratedOfficers(tx, c)
	if err != nil {
		return err
	}
	if r.GetString("channel") == "" {
		r.Set("channel", ratedOnline)
	}
	r.Set("service", c.record.GetString("service"))
	r.Set("department", c.snapshot.Department.ID)
	r.Set("rated_on", h.today().String())
	r.Set("rated", rated)
	r.Set("state", string(rating.Begin(int(grade))))
	if !rating.Bad(int(grade)) {
		return nil
	}
	handler, err := handlerFor(tx, c.snapshot.Department.ID, rated)
	if err != nil {
		return err
	}
	r.Set("handler", handler)
	return h.dateRating(tx, r, h.today(), "contact_due", "rectify_due")
}

// dateRating sets limits of a rating that count from a day; they stay empty where no
// published calendar covers them (R-CAL-05).
func (h *Hall) dateRating(app core.App, r *core.Record, from workday.Day, fields ...string) error {
	for _, field := range fields {
		limit := rating.Contact
		if field == "rectify_due" {
			limit = rating.Rectify
		}
		days, err := limitDays(app, limit)
		if err != nil {
			return err
		}
		due, err := h.days().Add(from, days)
		if err != nil && fault.Of(err) != fault.CalendarUnpublished {
			return err
		}
		r.Set(field, due.String())
	}
	return nil
}

// limitDays are the working days that the place sets for a limit, else the house's own.
func limitDays(app core.App, limit rating.Limit) (int, error) {
	r, err := findOne(app, "limits", "key", limit.Key)
	if err != nil || r == nil {
		return limit.Days, err
	}
	return r.GetInt("days"), nil
}

// ratedOfficers are those who acted on a case in any way: by an act on it or on its result,
// as the examiner of a step, or by a message (R-EV-05). Who only urged them is not rated.
func ratedOfficers(app core.App, c *caseFile) ([]string, error) {
	ids := []string{c.record.GetString("examiner")}
	for _, r := range c.reviews {
		ids = append(ids, r.GetString("examiner"))
	}
	onResults, err := resultActsOf(app, c.record.Id)
	if err != nil {
		return nil, err
	}
	messages, err := findAll(app, "messages", "", dbx.HashExp{"application": c.record.Id})
	for _, r := range slices.Concat(c.actions, onResults, messages) {
		if r.GetString("act") != "urge" {
			ids = append(ids, r.GetString("officer"))
		}
	}
	return distinct(ids), err
}

// handlerFor is the named contact person of a bad rating (R-EV-03).
func handlerFor(app core.App, department string, rated []string) (string, error) {
	staff, err := postsWhere(app, dbx.HashExp{"active": true})
	if err != nil {
		return "", err
	}
	var failed error
	id := rating.Handler(staff, department, rated, func(id string) int {
		n, err := app.CountRecords("ratings", dbx.HashExp{"handler": id}, dbx.In("state", "open", "rectifying", "disputed"))
		failed = errors.Join(failed, err)
		return int(n)
	})
	return id, failed
}

// handOverRatings gives the ratings of a contact person who can no longer look after them
// to somebody else.
func (h *Hall) handOverRatings(tx core.App, officer *core.Record) error {
	list, err := findAll(tx, "ratings", "id", dbx.HashExp{"handler": officer.Id})
	if err != nil {
		return err
	}
	for _, r := range list {
		state, rated := flow.State(r.GetString("state")), r.GetStringSlice("rated")
		if !slices.Contains(flow.Rating.States, state) || slices.Contains(flow.Rating.Final, state) || mayHandle(officer, r) == nil {
			continue
		}
		if locked, err := ofLockedCase(tx, r); err != nil {
			return err
		} else if locked { // nobody looks after it any more (R-PI-06)
			continue
		}
		to, err := handlerFor(tx, r.GetString("department"), append(rated, officer.Id))
		if err != nil {
			return err
		}
		r.Set("handler", to)
		if err := write(tx, r); err != nil {
			return err
		}
		if err := h.tellOfRating(tx, r); err != nil {
			return err
		}
	}
	return nil
}

// mayHandle refuses who cannot look after the rating.
func mayHandle(officer, r *core.Record) error {
	post := postOf(officer)
	if !post.Active {
		post.Roles = nil
	}
	return rating.MayHandle(post, r.GetString("department"), r.GetStringSlice("rated"))
}

// mayRateNow tells the applicant in the inbox, once, that the finished case may be rated;
// no letter presses anybody, and who withdrew is not asked (R-EV-02).
func (d *deed) mayRateNow() error {
	c := d.file.record
	if !rating.Finished(d.file.state()) || d.act == "withdraw" {
		return nil
	}
	n := news{kind: "rate", about: c, own: ratePage(c.Id), key: "rate/" + c.Id}
	return d.h.tellInbox(d.tx, n, rateWords, c.GetString("applicant"))
}

// supervisorsApart are the supervisors who were not rated.
func supervisorsApart(app core.App, rated []string) ([]string, error) {
	ids, err := officersWith(app, flow.Supervisor, dbx.HashExp{"active": true})
	return slices.DeleteFunc(ids, func(id string) bool { return rating.Apart(id, rated) != nil }), err
}
