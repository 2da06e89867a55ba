package hooks

import (
	"errors"
	"net/http"
	"strings"
	"time"

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
