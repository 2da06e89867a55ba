package hooks

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/idcode"
)

// bindCounterRoutes lists what clerks ask at the window. What may be a person's number comes
// in the body: addresses are kept in histories and by what stands between (R-PI-07).
func (h *Hall) bindCounterRoutes(r *router.RouterGroup[*core.RequestEvent]) {
	officers := apis.RequireAuth("officers")
	r.POST("/applicants/find", answering(atWork(h.findApplicant))).Bind(officers)
	r.POST("/counter/cases", answering(atWork(h.findCounterCases))).Bind(officers)
	r.GET("/counter/day", answering(atWork(h.viewCounterDay))).Bind(officers)
}

// findApplicant lets a clerk find a person by the full number, which is looked up by its
// keyed digest; what comes back is masked, or nobody. Without a type the number itself says which kind
// it is, as a card reader types it.
func (h *Hall) findApplicant(e *core.RequestEvent) error {
	var body struct {
		IDType   string `json:"id_type"`
		IDNumber string `json:"id_number"`
	}
	if err := e.BindBody(&body); err != nil {
		return refuse("id_number", fault.New(fault.ValueInvalid, "R-CODE-02", "Send {\"id_number\": \"…\"}, with an id_type where it is known."))
	}
	if !actorOf(e.Auth).has(flow.Clerk) {
		return refuse("id_number", fault.New(fault.RoleRequired, "R-PI-07", "Only a clerk looks people up by number."))
	}
	kind, number := body.IDType, body.IDNumber
	var err error
	if kind == "" {
		kind, number, err = idcode.Recognise(number, h.Now())
		err = refuse("id_number", err)
	} else {
		number, err = h.normalNumber(kind, number)
	}
	if err != nil {
		return err
	}
	r, err := h.holderOf(e.App, kind, number)
	if err != nil {
		return err
	}
	answer := map[string]any{"id_type": kind, "applicant": nil}
	if r != nil {
		answer["applicant"] = applicantShown(r)
	}
	return e.JSON(http.StatusOK, answer)
}

// holderOf is the applicant with a number of a kind, nil where nobody has it.
func (h *Hall) holderOf(app core.App, kind, number string) (*core.Record, error) {
	identity, err := findOne(app, "identities", "digest", h.identityDigest(kind, number))
	if err != nil || identity == nil {
		return nil, err
	}
	r, err := app.FindRecordById("applicants", identity.GetString("applicant"))
	if err != nil {
		return nil, errors.Join(errors.New("an identity without its applicant"), err)
	}
	return r, nil
}

// applicantShown is how a clerk sees a person who was found: enough to compare with the card.
func applicantShown(r *core.Record) map[string]any {
	return map[string]any{
		"id": r.Id, "kind": r.GetString("kind"), "name": r.GetString("name"), "id_type": r.GetString("id_type"),
		"id_number": r.GetString("id_number"), "phone": idcode.MaskPhone(r.GetString("phone")),
	}
}

// findCounterCases finds what a person at the window asks for, by what they show: a case
// number, the QR code of a receipt or result, the number of a result, or an identity card.
// A clerk finds the cases of the own department and those that its counter took in.
func (h *Hall) findCounterCases(e *core.RequestEvent) error {
	var body struct {
		Q string `json:"q"`
	}
	if err := e.BindBody(&body); err != nil || len(body.Q) > 500 {
		return refuse("q", fault.New(fault.ValueInvalid, "", "Send {\"q\": \"…\"}: a case number, a scanned code or an identity number."))
	}
	who := actorOf(e.Auth)
	if !who.has(flow.Clerk) {
		return refuse("q", fault.New(fault.RoleRequired, "R-PI-07", "Only a clerk looks cases up at the counter."))
	}
	where, bind, person, err := h.shownAtWindow(e.App, strings.TrimSpace(body.Q))
	if err != nil {
		return err
	}
	rows := []queueRow{}
	if where != "" {
		bind["department"] = who.department()
		if rows, err = h.counterRows(e.App, where, "a.state IN ('closed', 'withdrawn', 'not_accepted', 'terminated'), a._rowid_ DESC", bind); err != nil {
			return err
		}
	}
	answer := map[string]any{"cases": rows, "applicant": nil}
	if person != nil {
		answer["applicant"] = applicantShown(person)
	}
	return e.JSON(http.StatusOK, answer)
}

// shownAtWindow is the condition of what was typed or scanned, and the person where it was a
// person's number; no condition where nothing has it. number_invalid tells of a number that
// was mistyped (R-CODE-02).
func (h *Hall) shownAtWindow(app core.App, text string) (string, dbx.Params, *core.Record, error) {
	if address, err := url.Parse(text); err == nil && address.RawQuery != "" { // a scanner types the address in the code
		q := address.Query()
		text = strings.TrimSpace(q.Get("number") + q.Get("token"))
	}
	if wholeNumber.MatchString(text) {
		return "a.number = {:text}", dbx.Params{"text": text}, nil, nil
	}
	for _, field := range []string{"number", "token"} {
		result, err := findOne(app, "results", field, text)
		if err != nil {
			return "", nil, nil, err
		}
		if text != "" && result != nil {
			return "a.id = {:text}", dbx.Params{"text": result.GetString("application")}, nil, nil
		}
	}
	kind, number, err := idcode.Recognise(text, h.Now())
	if err != nil {
		return "", nil, nil, refuse("q", err)
	}
	person, err := h.holderOf(app, kind, number)
	if err != nil || person == nil {
		return "", nil, nil, err
	}
	return "a.applicant = {:text}", dbx.Params{"text": person.Id}, person, nil
}

const counterPage = 50

// ownDepartment holds of the cases that the department in the binding handles.
var ownDepartment = handledBy("({:department})")

// counterRows are the cases under the condition that the department in bind handles, as lines
// of a work list; locked ones lie in the archive (R-PI-06).
func (h *Hall) counterRows(app core.App, where, order string, bind dbx.Params) ([]queueRow, error) {
	rows := []queueRow{}
	bind["limit"] = counterPage
	err := app.ConcurrentDB().NewQuery(queueSQL + queueDue + " AS due, 0 AS mine" + queueFrom + " WHERE " + where + " AND " + ownDepartment + " AND a.locked = FALSE ORDER BY " + order + " LIMIT {:limit}").Bind(bind).All(&rows)
	if err != nil {
		return nil, err
	}
	return rows, h.withSteps(app, rows)
}
