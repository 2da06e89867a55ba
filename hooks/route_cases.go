package hooks

import (
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/review"
	"onestop/hooks/rules/workday"
)

func chinaTime(t time.Time) string { return t.In(workday.China).Format(time.RFC3339) }

// viewClock explains every date of a case to its applicant and to the officers of it.
func (h *Hall) viewClock(e *core.RequestEvent) error {
	c, err := h.shownCase(e)
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, h.clockOf(c))
}

// shownCase reads the file of the case that a route names, for whoever may see it.
func (h *Hall) shownCase(e *core.RequestEvent) (*caseFile, error) {
	record, err := shownTo(e, "applications")
	if err != nil {
		return nil, err
	}
	return h.fileOf(e.App, record)
}

// clockOf is the clock of a case: its last days, the lines that explain them, its open steps.
func (h *Hall) clockOf(c *caseFile) map[string]any {
	l := h.ledger(c, h.today())
	return map[string]any{
		"law": dueOf(l.Law), "promise": dueOf(l.Promise), "notice": dueOf(l.Notice), "delivery": dueOf(l.Delivery), "inspection": dueOf(l.Inspection),
		"light": l.Light, "lines": l.Lines, "steps": h.stepDues(c),
	}
}

// stepDues are the open steps by id with their own last day, light and working days left
// (R-PL-22).
func (h *Hall) stepDues(c *caseFile) map[string]any {
	steps := map[string]any{}
	for _, r := range c.reviews {
		if light, left := h.dueLight(r.GetString("due")); r.GetString("state") == string(review.Opened) && light != "" {
			steps[r.Id] = map[string]any{"due": r.GetString("due"), "light": light, "left": left}
		}
	}
	return steps
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
	found, err := h.caseByCode(e.App, q.Get("number"), q.Get("code"))
	if err != nil {
		return err
	}
	if found == nil {
		return e.NotFoundError("No case has this number and code; compare them with your receipt.", nil)
	}
	return e.JSON(http.StatusOK, found)
}

// trackedCase is what number and code tell of a case.
type trackedCase struct {
	Number       string        `json:"number"`
	Service      string        `json:"service"`
	ServiceEn    string        `json:"service_en"`
	Department   string        `json:"department"`
	DepartmentEn string        `json:"department_en"`
	State        flow.State    `json:"state"`
	Light        clock.Light   `json:"light"`
	Due          string        `json:"due"`
	Steps        []trackedStep `json:"steps"`
}

// Lit reports whether a limit runs that the light is about.
func (c trackedCase) Lit() bool { return c.Light != "" && c.Light != clock.None }

type trackedStep struct {
	Act   string `json:"act"`
	State string `json:"state"`
	Date  string `json:"date"` // China date
}

// caseByCode is the case of a number and its code, nil where the pair is wrong.
func (h *Hall) caseByCode(app core.App, number, code string) (*trackedCase, error) {
	r, err := byTrackCode(app, number, code)
	if err != nil || r == nil {
		return nil, err
	}
	c, err := h.openCase(app, r.Id)
	if err != nil {
		return nil, err
	}
	l := h.ledger(c, h.today())
	found := &trackedCase{Number: r.GetString("number"), Service: c.snapshot.Name, ServiceEn: c.snapshot.NameEn,
		Department: c.snapshot.Department.Name, DepartmentEn: c.snapshot.Department.NameEn, State: c.state(), Light: l.Light, Due: nextDue(l), Steps: []trackedStep{}}
	for _, a := range c.actions {
		if to := a.GetString("to"); to != a.GetString("from") {
			found.Steps = append(found.Steps, trackedStep{a.GetString("act"), to, chinaDate(a, "at")})
		}
	}
	return found, nil
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
