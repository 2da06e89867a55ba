package hooks

import (
	"bytes"
	"net/http"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/review"
	"onestop/hooks/rules/tally"
)

// viewStatistics answers the figures of a range of days: to supervisors and auditors those
// of the county, to an approver those of the own department. The work of officers is for
// supervisors alone.
func (h *Hall) viewStatistics(e *core.RequestEvent) error {
	f, err := h.statistics(e, e.Request.URL.Query().Get("services") == "1")
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, f)
}

func (h *Hall) statistics(e *core.RequestEvent, services bool) (*figures, error) {
	who := actorOf(e.Auth)
	s, err := h.scopeOf(e.App, who, e.Request.URL.Query().Get)
	if err != nil {
		return nil, err
	}
	s.services = services
	r, err := h.addUp(e.App, s)
	if err != nil {
		return nil, err
	}
	f, err := h.answer(e.App, r)
	if err == nil && who.has(flow.Supervisor) && s.service == "" {
		f.Officers, err = h.officerWorks(e.App, r)
	}
	return f, err
}

// scopeOf reads what is asked for and holds it against who asks.
func (h *Hall) scopeOf(app core.App, who actor, asked func(string) string) (scope, error) {
	s := scope{department: asked("department"), service: asked("service")}
	var err error
	if s.from, s.to, err = tally.Range(asked("from"), asked("to"), h.today()); err != nil {
		return s, refuse("from", err)
	}
	for field, collection := range map[string]string{"department": "departments", "service": "services"} {
		id := map[string]string{"department": s.department, "service": s.service}[field]
		if id == "" {
			continue
		}
		r, err := findOne(app, collection, core.FieldNameId, id)
		if err != nil {
			return s, err
		}
		if r == nil {
			return s, refuse(field, fault.New(fault.RecordForeign, "", "There is no such %s; name an existing one.", field))
		}
	}
	if who.has(flow.Supervisor) || who.has(flow.Auditor) {
		s.exact = true
		return s, nil
	}
	return h.ownScope(app, who, s)
}

// ownScope narrows an approver to a department whose approver that officer is or stands in
// for; role_required for everybody else.
func (h *Hall) ownScope(app core.App, who actor, s scope) (scope, error) {
	held, err := posts(app, who)
	if err != nil {
		return s, err
	}
	for _, post := range held {
		approves := slices.Contains(review.RolesOn([]review.Officer{post}, []string{post.Department}), flow.Approver)
		if approves && (s.department == "" || s.department == post.Department) {
			s.department = post.Department
			return s, nil
		}
	}
	return s, refuse("department", fault.New(fault.RoleRequired, "R-PI-07", "The figures of a department are for its approvers, those of the county for supervisors and auditors.").
		With("roles", []flow.Role{flow.Approver, flow.Supervisor, flow.Auditor}))
}

// sendStatistics answers the same figures as an Excel workbook.
func (h *Hall) sendStatistics(e *core.RequestEvent) error {
	f, err := h.statistics(e, true)
	if err != nil {
		return err
	}
	words, err := readWords(h.pages, "board", "figures")
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := f.workbook(&out, words); err != nil {
		return err
	}
	return download(e, "statistics-"+f.From+"-"+f.To+".xlsx", excelType, out.Bytes())
}
