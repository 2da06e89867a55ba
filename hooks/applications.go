package hooks

import (
	"encoding/json"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

// bindApplications lets applicants and clerks begin drafts and edit what is theirs to
// edit while the case is a draft or being corrected. Everything else is an act.
func (h *Hall) bindApplications() {
	h.app.OnRecordCreateRequest("applications").Bind(&hook.Handler[*core.RecordRequestEvent]{Id: "onestopDraftOwner", Func: func(e *core.RecordRequestEvent) error {
		if err := nameOwner(actorOf(e.Auth), e.Record); err != nil {
			return err
		}
		return e.Next()
	}})
	h.app.OnRecordCreate("applications").Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopDraft", Func: h.beginDraft})
	h.app.OnRecordUpdate("applications").Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopDraftEdit", Func: h.editDraft})
	h.bindAgents()
	h.bindForms("applications")
	h.app.OnRecordDelete("applications").Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopDraftDrop", Func: h.dropDraft})
}

func isDraft(r *core.Record) bool {
	return r.Collection().Name == "applications" && r.GetString("state") == string(flow.Draft)
}

// nameOwner: an applicant applies in the own name; a clerk names the applicant.
func nameOwner(who actor, r *core.Record) error {
	switch who.kind {
	case kindApplicant:
		if named := r.GetString("applicant"); named != "" && named != who.id() {
			return refuse("applicant", fault.New(fault.RecordForeign, "R-AL-02", "You apply in your own name; an agent gives agent_name and agent_id."))
		}
		if r.GetString("channel") == "counter" {
			return refuse("channel", fault.New(fault.RoleRequired, "R-PL-20", "Only a clerk takes an application at the counter; leave the channel out."))
		}
		r.Set("applicant", who.id())
	case kindOfficer:
		if !who.has(flow.Clerk) {
			return refuse("applicant", fault.New(fault.RoleRequired, "R-PL-20", "Only a clerk takes an application at the counter."))
		}
		if r.GetString("channel") == "" {
			r.Set("channel", "counter")
		}
		r.SetRaw(counterKey, who.department())
	case kindSuperuser, kindGuest:
		return refuse("applicant", fault.New(fault.RoleRequired, "R-SEC-04", "Applications are made by applicants, or by a clerk at the counter."))
	}
	return nil
}

// counterKey is where a draft under way carries the department of the counter.
const counterKey = "@counter"

// beginDraft pins the revision in force: the case lives under it to its end (R-CLM-08).
func (h *Hall) beginDraft(e *core.RecordEvent) error {
	r := e.Record
	if hasPen(e.Context) {
		return e.Next()
	}
	revision, snapshot, err := h.inForce(e.App, r.GetString("service"))
	if err != nil {
		return refuse("service", err)
	}
	if r.GetString("channel") == "" {
		r.Set("channel", "online")
	}
	if err := h.openTo(e.App, r, snapshot); err != nil {
		return err
	}
	r.Set("revision", revision)
	r.Set("state", string(flow.Draft))
	r.Set("light", "none")
	if department, _ := r.GetRaw(counterKey).(string); department != "" {
		r.Set("departments", []string{department})
	}
	if err := checkForm(r, snapshot); err != nil {
		return err
	}
	return e.Next()
}

// openTo refuses an applicant of a kind that the service does not serve.
func (h *Hall) openTo(app core.App, r *core.Record, s *catalogue.Snapshot) error {
	if len(s.ServiceObjects) == 0 {
		return nil
	}
	applicant, err := app.FindRecordById("applicants", r.GetString("applicant"))
	if err != nil {
		return nil // the relation itself is refused by its field
	}
	person := contains(s.ServiceObjects, "person")
	only := len(s.ServiceObjects) == 1
	if kind := applicant.GetString("kind"); (kind == "person" && !person) || (kind == "organization" && person && only) {
		return refuse("service", fault.New(fault.ServiceNotOpen, "R-CAT-14", "This service is not open to applicants of your kind.").With("objects", s.ServiceObjects))
	}
	return nil
}

// editDraft lets the owner (or the clerk of the counter) change options, form, agent and
// commitment while the case is a draft or being corrected, and nothing else ever.
func (h *Hall) editDraft(e *core.RecordEvent) error {
	if hasPen(e.Context) {
		return e.Next()
	}
	current, err := e.App.FindRecordById("applications", e.Record.Id)
	if err != nil {
		return err
	}
	closed := checklist.MayEdit(flow.State(current.GetString("state")))
	named := refusals{}
	for _, field := range e.Record.Collection().Fields {
		name := field.GetName()
		if contains(unrecorded, name) || sameValue(e.Record.Get(name), current.Get(name)) {
			continue
		}
		switch {
		case !contains([]string{"options", "form", "agent_name", "agent_id", "commitment"}, name):
			named[name] = readonly(name)
		case closed != nil:
			return refuse(name, closed)
		case h.signer(e.App).kind == kindSuperuser:
			named[name] = fault.New(fault.RoleRequired, "R-SEC-04", "What an applicant states is changed by the applicant, or by a clerk at the counter.")
		}
	}
	if len(named) > 0 {
		return named
	}
	snapshot, err := h.content(e.App, current.GetString("revision"))
	if err != nil {
		return err
	}
	if err := checkForm(e.Record, snapshot); err != nil {
		return err
	}
	return e.Next()
}

// checkForm keeps a draft's options and form in shape without asking for completeness:
// a draft is never validated, but it may not hold what the service never asks.
func checkForm(r *core.Record, s *catalogue.Snapshot) error {
	form, err := formOf(r)
	if err != nil {
		return err
	}
	named := refusals{}
	if _, err := checklist.Of(s, r.GetStringSlice("options")); err != nil {
		return refuse("options", err)
	}
	for key, value := range form {
		if !s.Asks(key) {
			named["form"] = fault.New(fault.FormIncomplete, "R-AL-02", "The form has no field %q; leave it out.", key)
			continue
		}
		if text, ok := value.(string); ok && len([]rune(text)) > 5000 {
			named["form"] = fault.New(fault.TextInvalid, "", "The answer to %s is longer than 5000 characters.", key)
		}
	}
	if len(named) > 0 {
		return named
	}
	return nil
}

// formOf reads the form as an object of answers by key.
func formOf(r *core.Record) (map[string]any, error) {
	form := map[string]any{}
	text := r.GetString("form")
	if text == "" || text == "null" {
		return form, nil
	}
	if err := json.Unmarshal([]byte(text), &form); err != nil {
		return nil, refuse("form", fault.New(fault.ValueInvalid, "", "The form is an object of answers by field key."))
	}
	return form, nil
}

// dropDraft removes a draft together with its documents: nothing was handed in yet.
func (h *Hall) dropDraft(e *core.RecordEvent) error {
	current, err := e.App.FindRecordById("applications", e.Record.Id)
	if err != nil {
		return err
	}
	if !isDraft(current) {
		return refuse("id", fault.New(fault.AppendOnly, "R-AR-01", "An application that was handed in is never deleted; withdraw it."))
	}
	documents, err := findAll(e.App, "documents", "", dbx.HashExp{"application": current.Id})
	if err != nil {
		return err
	}
	for _, d := range documents {
		if err := e.App.DeleteWithContext(penned, d); err != nil {
			return err
		}
	}
	return e.Next()
}
