package hooks

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/idcode"
	"onestop/hooks/rules/workday"
)

func chinaTime(t time.Time) string { return t.In(workday.China).Format(time.RFC3339) }

// viewClock explains every date of a case to its applicant and to the officers of it.
func (h *Hall) viewClock(e *core.RequestEvent) error {
	record, err := shownTo(e, "applications")
	if err != nil {
		return err
	}
	c, err := h.openCase(e.App, record.Id)
	if err != nil {
		return err
	}
	l := h.ledger(c, h.today())
	return e.JSON(http.StatusOK, map[string]any{
		"law": dueOf(l.Law), "promise": dueOf(l.Promise), "notice": dueOf(l.Notice), "delivery": dueOf(l.Delivery), "inspection": dueOf(l.Inspection),
		"light": l.Light, "lines": l.Lines,
	})
}

func dueOf(d clock.Due) map[string]any {
	out := map[string]any{"due": d.Date.String(), "light": d.Light}
	if d.Date != 0 {
		out["left"], out["provisional"] = d.Left, d.Provisional
	}
	if d.Met != 0 {
		out["met"] = d.Met.String()
	}
	if d.Unknown != nil {
		out["unknown"] = map[string]any{"code": d.Unknown.Code(), "message": d.Unknown.Error(), "params": d.Unknown.Params()}
	}
	return out
}

// track tells the state of a case to whoever knows its number and code, and nothing to
// anyone else: a wrong number and a wrong code look the same.
func (h *Hall) track(e *core.RequestEvent) error {
	q := e.Request.URL.Query()
	missing := e.NotFoundError("No case has this number and code; compare them with your receipt.", nil)
	number, code := strings.TrimSpace(q.Get("number")), strings.ToUpper(strings.TrimSpace(q.Get("code")))
	r, err := byTrackCode(e.App, number, code)
	if err != nil {
		return err
	}
	if r == nil {
		return missing
	}
	c, err := h.openCase(e.App, r.Id)
	if err != nil {
		return err
	}
	l := h.ledger(c, h.today())
	steps := []map[string]any{}
	for _, a := range c.actions {
		if to := a.GetString("to"); to != a.GetString("from") {
			steps = append(steps, map[string]any{"act": a.GetString("act"), "state": to, "date": chinaDate(a, "at")})
		}
	}
	return e.JSON(http.StatusOK, map[string]any{
		"number": number, "service": c.snapshot.Name, "service_en": c.snapshot.NameEn, "department": c.snapshot.Department.Name,
		"state": c.state(), "light": l.Light, "due": nextDue(l), "steps": steps,
	})
}

// nextDue is the day that the applicant waits for now: the notice, the promise, the law
// or the delivery.
func nextDue(l clock.Ledger) string {
	for _, d := range []clock.Due{l.Delivery, l.Promise, l.Law, l.Notice} {
		if d.Date != 0 && d.Light != clock.None {
			return d.Date.String()
		}
	}
	return ""
}

// queueRow is one line of an officer's work list.
type queueRow struct {
	ID          string `db:"id" json:"id"`
	Number      string `db:"number" json:"number"`
	Revision    string `db:"revision" json:"-"`
	Service     string `db:"service" json:"service"`
	ServiceEn   string `db:"service_en" json:"service_en"`
	Applicant   string `db:"applicant" json:"applicant"`
	State       string `db:"state" json:"state"`
	Light       string `db:"light" json:"light"`
	Due         string `db:"due" json:"due"`
	DaysLeft    *int   `db:"-" json:"days_left"`
	Examiner    string `db:"examiner" json:"examiner"`
	Received    string `db:"received_at" json:"received_at"`
	Corrections int    `db:"corrections" json:"corrections"`
}

const queuePage = 50

// The order of the queue is the order of work: what is due first stands first, and what
// has no date stands last. Only the statement below is written by hand: it is the page
// that every officer opens all day.
const queueSQL = `SELECT a.id, a.number, a.revision, s.name AS service, s.name_en AS service_en, p.name AS applicant, a.state, a.light,
	a.examiner, a.received_at, a.corrections,
	CASE a.state WHEN 'submitted' THEN a.notice_due WHEN 'granted' THEN a.delivery_due WHEN 'refused' THEN a.delivery_due
		ELSE COALESCE(NULLIF(MIN(COALESCE(NULLIF(a.promised_due, ''), '~'), COALESCE(NULLIF(a.statutory_due, ''), '~'), COALESCE(NULLIF(a.inspection_due, ''), '~')), '~'), '') END AS due
	FROM applications a JOIN services s ON s.id = a.service JOIN applicants p ON p.id = a.applicant`

// queue is the work list of the officer's department, overdue first (R-PL-22).
func (h *Hall) queue(e *core.RequestEvent) error {
	who, q := actorOf(e.Auth), e.Request.URL.Query()
	page, err := pageOf(q)
	if err != nil {
		return err
	}
	where, bind, err := queueFilter(who, q.Get("state"), q.Get("light"), q.Get("examiner"))
	if err != nil {
		return err
	}
	bind["limit"], bind["offset"] = queuePage+1, (page-1)*queuePage
	var rows []queueRow
	err = e.App.ConcurrentDB().NewQuery(queueSQL + " WHERE " + where + " ORDER BY due = '', due, a.number LIMIT {:limit} OFFSET {:offset}").Bind(bind).All(&rows)
	if err != nil {
		return err
	}
	rows, more := onePage(rows, queuePage)
	for i := range rows {
		h.daysLeft(&rows[i])
	}
	if rows == nil {
		rows = []queueRow{}
	}
	return e.JSON(http.StatusOK, map[string]any{"items": rows, "more": more, "page": page})
}

// daysLeft is the number of working days from today to the due day, negative when late;
// a light that the night has not painted yet is painted here.
func (h *Hall) daysLeft(row *queueRow) {
	due, err := workday.ParseDay(row.Due)
	if err != nil {
		return
	}
	state := clock.DueOn(h.days(), due, h.today())
	row.Light = string(state.Light)
	if state.Unknown == nil {
		row.DaysLeft = &state.Left
	}
}

var openStates = []string{"submitted", "correcting", "accepted", "paused", "granted", "refused"}

func queueFilter(who actor, state, light, examiner string) (string, dbx.Params, error) {
	where, bind := []string{}, dbx.Params{}
	states := openStates
	if state != "" {
		if !contains(stateNames(), state) || state == string(flow.Draft) {
			return "", nil, refuse("state", fault.New(fault.ValueInvalid, "", "There is no state %q in a queue.", state))
		}
		states = []string{state}
	}
	quoted := make([]string, len(states))
	for i, s := range states {
		key := "s" + strconv.Itoa(i)
		quoted[i], bind[key] = "{:"+key+"}", s
	}
	where = append(where, "a.state IN ("+strings.Join(quoted, ",")+")")
	if !who.has(flow.Supervisor) && !who.has(flow.Auditor) {
		where = append(where, "EXISTS (SELECT 1 FROM json_each(a.departments) WHERE value = {:department})")
		bind["department"] = who.department()
	}
	if light != "" {
		if !contains([]string{"none", "grey", "green", "yellow", "red"}, light) {
			return "", nil, refuse("light", fault.New(fault.ValueInvalid, "", "There is no light %q.", light))
		}
		where, bind["light"] = append(where, "a.light = {:light}"), light
	}
	if examiner == "me" {
		examiner = who.id()
	}
	if examiner != "" {
		where, bind["examiner"] = append(where, "a.examiner = {:examiner}"), examiner
	}
	return strings.Join(where, " AND "), bind, nil
}

func stateNames() []string {
	names := make([]string, len(flow.Application.States))
	for i, s := range flow.Application.States {
		names[i] = string(s)
	}
	return names
}

// findApplicant lets a clerk find a person by the full number, which is looked up by its
// keyed digest; what comes back is masked.
func (h *Hall) findApplicant(e *core.RequestEvent) error {
	who, q := actorOf(e.Auth), e.Request.URL.Query()
	if !who.has(flow.Clerk) {
		return refuse("id_number", fault.New(fault.RoleRequired, "R-PI-07", "Only a clerk looks people up by number."))
	}
	number, err := h.normalNumber(q.Get("id_type"), q.Get("id_number"))
	if err != nil {
		return err
	}
	identity, err := findOne(e.App, "identities", "digest", h.identityDigest(q.Get("id_type"), number))
	if err != nil {
		return err
	}
	if identity == nil {
		return e.NotFoundError("Nobody is registered with this number.", nil)
	}
	r, err := e.App.FindRecordById("applicants", identity.GetString("applicant"))
	if err != nil {
		return errors.Join(errors.New("an identity without its applicant"), err)
	}
	return e.JSON(http.StatusOK, map[string]any{
		"id": r.Id, "kind": r.GetString("kind"), "name": r.GetString("name"),
		"id_number": r.GetString("id_number"), "phone": idcode.MaskPhone(r.GetString("phone")),
	})
}
