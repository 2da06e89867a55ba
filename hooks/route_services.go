package hooks

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/fault"
)

// viewService answers the revision in force of a service, as anyone may read it (R-AL-01).
func (h *Hall) viewService(e *core.RequestEvent) error {
	r, s, err := h.guide(e.App, e.Request.PathValue("id"))
	if fault.Of(err) == fault.ServiceNotOpen {
		return e.NotFoundError("There is no open service here; search the list of services.", nil)
	}
	if err != nil {
		return err
	}
	out, err := shown(s)
	if err != nil {
		return err
	}
	out["revision"], out["version"], out["effective_on"] = r.Id, r.GetInt("version"), r.GetString("effective_on")
	return e.JSON(http.StatusOK, out)
}

// guide is the revision in force of a service with its content; service_not_open where the
// service takes no applications.
func (h *Hall) guide(app core.App, service string) (*core.Record, *catalogue.Snapshot, error) {
	id, s, err := h.inForce(app, service)
	if err != nil {
		return nil, nil, err
	}
	r, err := app.FindRecordById("revisions", id)
	return r, s, err
}

// shown is a list as its readers see it: its content, what limits follow from it, and the
// four cuts (R-PL-26).
func shown(s *catalogue.Snapshot) (map[string]any, error) {
	content, err := s.Canonical()
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	if err := json.Unmarshal(content, &out); err != nil {
		return nil, err
	}
	regime, _ := clock.Lookup(s.Regime)
	out["regime_name"], out["regime_name_en"] = regime.Name, regime.NameEn
	out["limit"], out["cuts"] = limitOf(terms(s)), catalogue.Cuts(s)
	return out, nil
}

// limitOf says what the law and the promise allow for a decision.
func limitOf(t clock.Terms) map[string]any {
	law := t.LawLimit()
	return map[string]any{
		"law":     map[string]any{"days": law.N, "unit": law.Unit},
		"promise": map[string]any{"days": t.PromiseLimit().N, "unit": t.PromiseLimit().Unit, "instant": t.Instant},
	}
}

// chosen reads {options:[id…]} from the body of a checklist request.
func chosen(e *core.RequestEvent) ([]string, error) {
	options, _, err := chosenOf(e)
	return options, err
}

// chosenOf reads beside the options the optional members that are left out.
func chosenOf(e *core.RequestEvent) (options, leftOut []string, err error) {
	var body struct {
		Options []string `json:"options"`
		LeftOut []string `json:"left_out"`
	}
	if err := e.BindBody(&body); err != nil {
		return nil, nil, refuse("options", fault.New(fault.ValueInvalid, "", "Send {\"options\": [ids of the chosen options]}."))
	}
	if len(body.Options)+len(body.LeftOut) > 200 {
		return nil, nil, refuse("options", fault.New(fault.OptionInvalid, "", "That many options cannot be chosen."))
	}
	return body.Options, body.LeftOut, nil
}

// serviceChecklist answers exactly what a case with these answers must hand in, each
// material with the answer that caused it and its legal basis.
func (h *Hall) serviceChecklist(e *core.RequestEvent) error {
	_, s, err := h.inForce(e.App, e.Request.PathValue("id"))
	if fault.Of(err) == fault.ServiceNotOpen {
		return e.NotFoundError("There is no open service here; search the list of services.", nil)
	}
	if err != nil {
		return err
	}
	return answerChecklist(e, s)
}

// answerChecklist answers what the list asks under the options of the request.
func answerChecklist(e *core.RequestEvent, s *catalogue.Snapshot) error {
	options, err := chosen(e)
	if err != nil {
		return err
	}
	list, err := checklist.Of(s, options)
	if err != nil {
		return refuse("options", err)
	}
	return e.JSON(http.StatusOK, map[string]any{
		"questions": list.Questions, "materials": list.Materials, "fields": list.Fields, "limit": limitOf(terms(s)),
	})
}

// lifeEventChecklist answers the merged list of a life event: a shared material once,
// what one member issues never asked by the next (R-PKG-01).
func (h *Hall) lifeEventChecklist(e *core.RequestEvent) error {
	event, err := h.openEvent(e.App, e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	if event == nil {
		return e.NotFoundError("There is no such life event.", nil)
	}
	options, leftOut, err := chosenOf(e)
	if err != nil {
		return err
	}
	questions, members, err := h.askedBy(e.App, event)
	if err != nil {
		return err
	}
	merged, err := checklist.Merge(questions, members, options, leftOut...)
	if err != nil {
		return refuse(fieldOfOption(err), err)
	}
	return e.JSON(http.StatusOK, map[string]any{
		"name": event.GetString("name"), "name_en": event.GetString("name_en"),
		"questions": merged.Questions, "materials": merged.Materials, "fields": merged.Fields, "members": merged.Members, "left_out": merged.LeftOut, "fed": merged.Fed,
		"unavailable": merged.Unavailable, "open": merged.MayBegin() == nil,
		"limit": limitOfEvent(event, members, merged.LongestPath),
	})
}

// openEvent is a published life event, nil where there is none.
func (h *Hall) openEvent(app core.App, id string) (*core.Record, error) {
	event, err := app.FindRecordById("life_events", id)
	if errors.Is(err, errNoRows) || err == nil && event.GetString("state") != "published" {
		return nil, nil
	}
	return event, err
}

// askedBy are the questions of a life event itself and its members with theirs.
func (h *Hall) askedBy(app core.App, event *core.Record) ([]catalogue.Question, []checklist.Member, error) {
	members, err := h.members(app, event)
	if err != nil {
		return nil, nil, err
	}
	questions, err := eventQuestions(app, event.Id)
	return questions, members, err
}

// members are the services of a life event with what must come before each.
func (h *Hall) members(app core.App, event *core.Record) ([]checklist.Member, error) {
	rows, err := findAll(app, "life_event_members", "", dbx.HashExp{"life_event": event.Id, "retired": false})
	if err != nil {
		return nil, err
	}
	list := make([]checklist.Member, 0, len(rows))
	for _, r := range rows {
		m := checklist.Member{ID: r.Id, After: r.GetStringSlice("after"), Optional: r.GetBool("optional"), OnlyIf: r.GetStringSlice("only_if")}
		if _, m.List, err = h.inForce(app, r.GetString("service")); fault.Of(err) == fault.ServiceNotOpen {
			m.Closed = whyClosed(err)
			m.List, err = h.closedList(app, r.GetString("service"))
		}
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, nil
}

// whyClosed is the state for which a service takes no applications.
func whyClosed(err error) string {
	var f *fault.Fault
	if errors.As(err, &f) {
		if state, known := f.Params()["state"].(string); known {
			return state
		}
	}
	return checklist.Unpublished
}

// closedList is what a life event still tells of a service that takes no applications: its
// newest revision, whose questions are passed over in the answers. One that was never
// published has its name and its department alone: what is being compiled is nobody's to
// read yet (R-CLM-06).
func (h *Hall) closedList(app core.App, service string) (*catalogue.Snapshot, error) {
	r, err := app.FindRecordById("services", service)
	if err != nil {
		return nil, err
	}
	s, err := h.newest(app, r)
	if !errors.Is(err, errNoRows) {
		return s, err
	}
	s = &catalogue.Snapshot{ID: r.Id, Name: r.GetString("name"), NameEn: r.GetString("name_en")}
	return s, departmentOf(app, r, s)
}

// limitOfEvent says what a life event promises, what its longest chain takes under these
// answers, and the bound of joint handling where there is one (R-PKG-05).
func limitOfEvent(event *core.Record, members []checklist.Member, longest int) map[string]any {
	limit := map[string]any{"promise": map[string]any{"days": event.GetInt("promised_days"), "unit": clock.WD}, "longest_path": longest}
	if checklist.Joint(members) {
		days, extension := checklist.JointLimit()
		limit["law"] = map[string]any{"days": days, "unit": clock.WD, "extension": extension, "cite": "R-AL-17"}
	}
	return limit
}
