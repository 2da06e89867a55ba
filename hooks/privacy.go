package hooks

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
)

// Personal data (R-PI): lists and logs show masks; the full number is one look at a time,
// by an officer of the case who says why, and every look stands in the trail.

// shownIdentity is the event of the trail that says that a full number was shown.
const shownIdentity = "show"

// showIdentity answers the full number of the applicant of a case to an officer who
// handles it and gives the reason (R-PI-07; reason_required).
func (h *Hall) showIdentity(e *core.RequestEvent) error {
	var body struct {
		Reason string `json:"reason"`
	}
	if err := e.BindBody(&body); err != nil {
		return refuse("reason", fault.New(fault.ValueInvalid, "R-PI-07", "Send {\"reason\": \"why the full number is needed\"}."))
	}
	reason := strings.TrimSpace(body.Reason)
	if reason == "" || len([]rune(reason)) > 500 {
		return refuse("reason", fault.New(fault.ReasonRequired, "R-PI-07", "Say in at most 500 characters why the full number is needed; the look is recorded."))
	}
	who := actorOf(e.Auth)
	c, err := h.openCase(e.App, e.Request.PathValue("id"))
	if fault.Of(err) == fault.RecordForeign {
		return e.NotFoundError("", nil)
	}
	if err != nil {
		return err
	}
	roles, err := c.roles(e.App, who)
	if err != nil {
		return err
	}
	if len(roles) == 0 || c.record.GetBool("locked") || isDraft(c.record) {
		return e.NotFoundError("", nil)
	}
	identity, err := findOne(e.App, "identities", "applicant", c.record.GetString("applicant"))
	if err != nil {
		return err
	}
	if identity == nil {
		return e.NotFoundError("", nil)
	}
	number, err := h.seal.open(identity.GetString("cipher"))
	if err != nil {
		return err
	}
	err = h.as(e.App, who, func(tx core.App) error {
		return h.witness(tx, shownIdentity, c.record, map[string]string{"reason": reason})
	})
	if err != nil {
		return err
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, map[string]any{"id_type": identity.GetString("id_type"), "id_number": number})
}

// witness appends to the trail what happened to a record without changing it.
func (h *Hall) witness(tx core.App, event string, r *core.Record, facts map[string]string) error {
	changes, err := json.Marshal(facts)
	if err != nil {
		return err
	}
	return h.link(tx, r.Collection().Name, r.Id, event, changes)
}

// personalRows are what the house holds of one applicant, by collection: what a copy of
// the own data contains and what erasure looks through.
func personalRows(app core.App, applicant string) (map[string][]*core.Record, error) {
	rows := map[string][]*core.Record{}
	var err error
	for _, name := range []string{"applications", "journeys", "documents", "notifications"} {
		if rows[name], err = findAll(app, name, "created", dbx.HashExp{"applicant": applicant}); err != nil {
			return nil, err
		}
	}
	cases := []any{}
	for _, c := range rows["applications"] {
		cases = append(cases, c.Id)
	}
	for _, name := range []string{"actions", "notices", "results", "reviews", "messages", "looks", "ratings"} {
		var list []*core.Record
		if err := app.RecordQuery(name).AndWhere(dbx.In("application", cases...)).OrderBy("created").All(&list); err != nil {
			return nil, err
		}
		rows[name] = list
	}
	for _, c := range cases {
		acts, err := actsBesideOf(app, c.(string))
		if err != nil {
			return nil, err
		}
		rows["actions"] = append(rows["actions"], acts...)
	}
	rows["bars"], err = findAll(app, "bars", "created", dbx.HashExp{"applicant": applicant})
	return rows, err
}

// actsBesideOf are the acts on the results and on the rating of a case, which name those alone.
func actsBesideOf(app core.App, application string) ([]*core.Record, error) {
	acts, err := resultActsOf(app, application)
	if err != nil {
		return nil, err
	}
	var onRating []*core.Record
	err = app.RecordQuery("actions").AndWhere(dbx.NewExp("rating IN (SELECT id FROM ratings WHERE application = {:id})", dbx.Params{"id": application})).OrderBy("created").All(&onRating)
	return append(acts, onRating...), err
}

// resultActsOf are the acts on the results of a case, which name the result alone.
func resultActsOf(app core.App, application string) ([]*core.Record, error) {
	var acts []*core.Record
	err := app.RecordQuery("actions").AndWhere(dbx.NewExp("result IN (SELECT id FROM results WHERE application = {:id})", dbx.Params{"id": application})).OrderBy("created").All(&acts)
	return acts, err
}
