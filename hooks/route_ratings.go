package hooks

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/rating"
	"onestop/hooks/rules/review"
)

// bindRatingRoutes lists the routes of ratings. What officers see of one goes through here
// and no other door: who was rated sees nothing, and the contact person learns who rated
// only where that one gave a name (R-EV-05).
func (h *Hall) bindRatingRoutes(r *router.RouterGroup[*core.RequestEvent]) {
	officers := apis.RequireAuth("officers")
	r.POST("/ratings", answering(h.rateByCode))
	r.POST("/ratings/invite", answering(h.inviteToRate)).Bind(officers)
	r.GET("/ratings/invitation", answering(h.viewInvitation))
	r.GET("/ratings/rates", answering(h.viewRates))
	r.GET("/ratings", answering(h.listRatings)).Bind(officers)
	r.GET("/ratings/{id}", answering(h.viewRating)).Bind(officers)
}

// ratingRow is one line of the list of bad ratings.
type ratingRow struct {
	ID          string `db:"id" json:"id"`
	Grade       int    `db:"grade" json:"grade"`
	State       string `db:"state" json:"state"`
	RatedOn     string `db:"rated_on" json:"rated_on"`
	Service     string `db:"service" json:"service"`
	ServiceEn   string `db:"service_en" json:"service_en"`
	Department  string `db:"department" json:"department"`
	Handler     string `db:"handler" json:"-"`
	HandlerName string `db:"handler_name" json:"handler"`
	Anonymous   bool   `db:"anonymous" json:"anonymous"`
	Contacted   bool   `db:"contacted" json:"contacted"`
	ContactDue  string `db:"contact_due" json:"contact_due"`
	RectifyDue  string `db:"rectify_due" json:"rectify_due"`
	Light       string `db:"-" json:"light"`
	Due         string `db:"-" json:"due"`
	DaysLeft    *int   `db:"-" json:"days_left"`
	Mine        bool   `db:"-" json:"mine"`
}

const ratingsPage = 50

// The order of the list is the order of work: what runs stands first, by the day by which
// something must happen next, then what a supervisor decides, then what is done.
const ratingsSQL = `SELECT r.id, r.grade, r.state, r.rated_on, s.name AS service, s.name_en AS service_en, d.name AS department, r.handler,
	COALESCE(o.name, '') AS handler_name, r.anonymous, r.contacted_at != '' AS contacted, r.contact_due, r.rectify_due
	FROM ratings r JOIN services s ON s.id = r.service JOIN departments d ON d.id = r.department JOIN applications a ON a.id = r.application
	LEFT JOIN officers o ON o.id = r.handler WHERE `

const ratingsOrder = ` ORDER BY CASE r.state WHEN 'rectified' THEN 2 WHEN 'disputed' THEN 1 ELSE 0 END,
	CASE WHEN r.state = 'open' AND r.contacted_at = '' THEN r.contact_due ELSE r.rectify_due END, r.rated_on DESC, r.id LIMIT {:limit} OFFSET {:offset}`

// listRatings are the bad ratings that the officer looks after, or oversees.
func (h *Hall) listRatings(e *core.RequestEvent) error {
	q := e.Request.URL.Query()
	page, err := pageOf(q)
	if err != nil {
		return err
	}
	where, bind, err := ratingsFor(e.App, actorOf(e.Auth))
	if err != nil {
		return err
	}
	if state := q.Get("state"); state != "" {
		if !slices.Contains(flow.Rating.States, flow.State(state)) {
			return refuse("state", fault.New(fault.ValueInvalid, "", "There is no state %q of a bad rating.", state))
		}
		where, bind["state"] = where+" AND r.state = {:state}", state
	}
	bind["limit"], bind["offset"] = ratingsPage+1, (page-1)*ratingsPage
	rows := []ratingRow{}
	if err := e.App.ConcurrentDB().NewQuery(ratingsSQL + where + ratingsOrder).Bind(bind).All(&rows); err != nil {
		return err
	}
	rows, more := onePage(rows, ratingsPage)
	for i := range rows {
		h.lightRating(&rows[i])
		rows[i].Mine = rows[i].Handler == e.Auth.Id
	}
	return e.JSON(http.StatusOK, map[string]any{"items": rows, "more": more, "page": page})
}

// ratingsFor says which bad ratings an officer may look at: the own ones and those of
// absent colleagues for whom the officer stands in, an overseer all; never one of a case on
// which the officer acted (R-EV-05), and of a locked case none but for an auditor (R-PI-06).
func ratingsFor(app core.App, who actor) (string, dbx.Params, error) {
	where := "r.state IN ('open', 'rectifying', 'rectified', 'disputed') AND NOT EXISTS (SELECT 1 FROM json_each(r.rated) WHERE value = {:me})"
	bind := dbx.Params{"me": who.id()}
	if !who.has(flow.Auditor) {
		where += " AND a.locked = 0"
	}
	if who.has(flow.Supervisor) || who.has(flow.Auditor) {
		return where, bind, nil
	}
	held, err := posts(app, who)
	mine := []string{}
	for i, post := range held {
		key := "post" + string(rune('a'+i%26))
		mine, bind[key] = append(mine, "{:"+key+"}"), post.ID
	}
	if len(mine) == 0 {
		return "1 = 0", bind, err
	}
	return where + " AND r.handler IN (" + strings.Join(mine, ", ") + ")", bind, err
}

// lightRating sets what must happen next, by when, and how near that is.
func (h *Hall) lightRating(row *ratingRow) {
	course := rating.Course{State: flow.State(row.State), Contacted: row.Contacted, ContactDue: row.ContactDue, RectifyDue: row.RectifyDue}
	due, unknown := course.Next()
	state := clock.DueOn(h.days(), due, h.today())
	row.Light, row.Due = string(state.Light), due.String()
	switch {
	case unknown:
		row.Light = string(clock.Grey)
	case due != 0 && state.Unknown == nil:
		row.DaysLeft = &state.Left
	}
}

// viewRating shows one bad rating to whoever looks after it or oversees it: what was said,
// who said it where a name was given, what was done, and what may be done next.
func (h *Hall) viewRating(e *core.RequestEvent) error {
	who := actorOf(e.Auth)
	where, bind, err := ratingsFor(e.App, who)
	if err != nil {
		return err
	}
	bind["id"] = e.Request.PathValue("id")
	var row ratingRow
	err = e.App.ConcurrentDB().NewQuery(ratingsSQL + where + " AND r.id = {:id}").Bind(bind).One(&row)
	if errors.Is(err, errNoRows) {
		return e.NotFoundError("There is no such rating, or it is not yours to look after.", nil)
	}
	if err != nil {
		return err
	}
	h.lightRating(&row)
	row.Mine = row.Handler == who.id()
	r, err := e.App.FindRecordById("ratings", row.ID)
	if err != nil {
		return err
	}
	answer := map[string]any{"rating": row, "tags": r.GetStringSlice("tags"), "comment": r.GetString("comment"), "answer": r.GetString("answer"),
		"dispute": r.GetString("dispute"), "withdrawn": r.GetBool("withdrawn"), "channel": r.GetString("channel")}
	knows, err := mayKnowRater(e.App, who, r)
	if err != nil {
		return err
	}
	if knows {
		if answer["case"], err = raterOf(e.App, r); err != nil {
			return err
		}
	}
	if answer["history"], err = historyOf(e.App, r.Id); err != nil {
		return err
	}
	answer["acts"], err = h.actsOpen(e.App, who, r)
	e.Response.Header().Set("Cache-Control", "no-store")
	return errors.Join(err, e.JSON(http.StatusOK, answer))
}

// mayKnowRater reports whether the officer is shown the case that was rated and its
// applicant: whoever gave a name is called back; who gave none stays unknown to the person
// who looks after the rating, a supervisor as well, and is shown to those who oversee that
// person (R-EV-05).
func mayKnowRater(app core.App, who actor, r *core.Record) (bool, error) {
	if !r.GetBool("anonymous") || who.has(flow.Auditor) {
		return true, nil
	}
	held, err := posts(app, who)
	looksAfter := slices.ContainsFunc(held, func(post review.Officer) bool { return post.ID == r.GetString("handler") })
	return who.has(flow.Supervisor) && !looksAfter, err
}

// raterOf is the case that was rated and how its applicant is reached: to call back is what
// the person is shown for (R-EV-03). The number of the identity is no part of it.
func raterOf(app core.App, r *core.Record) (map[string]any, error) {
	c, err := app.FindRecordById("applications", r.GetString("application"))
	if err != nil {
		return nil, err
	}
	a, err := app.FindRecordById("applicants", c.GetString("applicant"))
	if err != nil {
		return nil, err
	}
	return map[string]any{"id": c.Id, "number": c.GetString("number"), "state": c.GetString("state"), "finished_on": chinaDate(c, "delivered_at"),
		"name": a.GetString("name"), "phone": a.GetString("phone")}, nil
}

// historyOf is what was done about a rating, in order.
func historyOf(app core.App, id string) ([]map[string]any, error) {
	done, err := actionsOn(app, "rating", id)
	history := make([]map[string]any, 0, len(done))
	for _, a := range done {
		officer, err := findOne(app, "officers", "id", a.GetString("officer"))
		if err != nil {
			return nil, err
		}
		name := ""
		if officer != nil {
			name = officer.GetString("name")
		}
		history = append(history, map[string]any{"act": a.GetString("act"), "at": a.GetDateTime("at"), "officer": name, "reason": a.GetString("reason"),
			"ground": a.GetString("ground"), "items": a.Get("items")})
	}
	return history, err
}

// actsOpen are the acts that the officer may do now.
func (h *Hall) actsOpen(app core.App, who actor, r *core.Record) ([]flow.Act, error) {
	d := &deed{h: h, tx: app, who: who, subject: r}
	open := []flow.Act{}
	roles, err := rolesOnRating(d)
	if fault.Of(err) != "" { // of a locked case, which an auditor reads
		return open, nil
	}
	if err != nil {
		return nil, err
	}
	raised, err := lastActOn(app, r.Id, "raise_problem")
	if err != nil {
		return nil, err
	}
	for _, act := range flow.Rating.Acts() {
		if act == "raise_problem" && raised != nil {
			continue
		}
		if _, err := flow.Rating.Find(act, flow.State(r.GetString("state")), roles); err == nil {
			open = append(open, act)
		}
	}
	return open, nil
}
