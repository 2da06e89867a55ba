package hooks

import (
	"errors"
	"maps"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/journey"
)

// bindJourneys makes one submission for a life event out of one case per member: the
// answers, the form and what is left out are the journey's, and its draft cases follow
// them until it is handed in (R-PKG-01, R-PKG-04).
func (h *Hall) bindJourneys() {
	h.app.OnRecordCreateRequest("journeys").Bind(&hook.Handler[*core.RecordRequestEvent]{Id: "onestopJourneyOwner", Func: func(e *core.RecordRequestEvent) error {
		if err := nameTraveller(actorOf(e.Auth), e.Record); err != nil {
			return err
		}
		return e.Next()
	}})
	h.app.OnRecordCreate("journeys").Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopJourney", Func: h.beginJourney})
	h.app.OnRecordUpdate("journeys").Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopJourneyEdit", Func: h.editJourney})
	h.bindForms("journeys")
	h.bindOpenForms()
	h.app.OnRecordDelete("journeys").Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopJourneyDrop", Func: h.dropJourney})
	h.app.OnRecordDelete("applications").Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopJourneyCase", Func: keepWithJourney})
	h.app.OnRecordAfterCreateSuccess("actions").Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopForward", Func: h.forwardAfter})
}

// nameTraveller: an applicant begins a journey of the own, a clerk names the applicant.
func nameTraveller(who actor, r *core.Record) error {
	switch {
	case who.kind == kindApplicant && r.GetString("applicant") != "" && r.GetString("applicant") != who.id():
		return refuse("applicant", fault.New(fault.RecordForeign, "R-AL-02", "You apply in your own name; leave the applicant out."))
	case who.kind == kindApplicant:
		r.Set("applicant", who.id())
	case !who.has(flow.Clerk):
		return refuse("applicant", fault.New(fault.RoleRequired, "R-PL-20", "Applications are made by applicants, or by a clerk at the counter."))
	}
	return nil
}

func (h *Hall) beginJourney(e *core.RecordEvent) error {
	if hasPen(e.Context) {
		return e.Next()
	}
	e.Record.Set("state", string(journey.Draft))
	p, err := h.planJourney(e.App, e.Record)
	if err != nil {
		return err
	}
	if err := e.Next(); err != nil {
		return err
	}
	return h.arrangeCases(e.App, e.Record, p)
}

// editJourney lets the owner change answers, form and what is left out of a draft; its
// cases follow.
func (h *Hall) editJourney(e *core.RecordEvent) error {
	if hasPen(e.Context) {
		return e.Next()
	}
	current, err := e.App.FindRecordById("journeys", e.Record.Id)
	if err != nil {
		return err
	}
	if sameRecord(e.Record, current) { // the dashboard sends whole records back
		return e.Next()
	}
	if named := h.keepJourney(e, current); len(named) > 0 {
		return named
	}
	p, err := h.planJourney(e.App, e.Record)
	if err != nil {
		return err
	}
	if err := e.Next(); err != nil {
		return err
	}
	return h.arrangeCases(e.App, e.Record, p)
}

// keepJourney refuses, at each field that was changed, what is nobody's to change: what the
// journey is about, anything once it was handed in, and what an applicant states by the hand
// of an administrator.
func (h *Hall) keepJourney(e *core.RecordEvent, current *core.Record) refusals {
	state := flow.State(current.GetString("state"))
	refusal := func(string) *fault.Fault {
		return fault.New(fault.StateMoved, "R-PKG-03", "The journey is %s; each of its cases goes its own way now.", state).With("state", string(state))
	}
	fields := []string{"options", "form", "left_out"}
	switch {
	case h.signer(e.App).kind == kindSuperuser:
		refusal = func(string) *fault.Fault {
			return fault.New(fault.RoleRequired, "R-SEC-04", "What an applicant states is changed by the applicant, or by a clerk at the counter.")
		}
	case state == journey.Draft:
		fields = nil
	}
	named := keepFields(e.Record, current, []string{"life_event", "applicant"}, readonly)
	maps.Copy(named, keepFields(e.Record, current, fields, refusal))
	return named
}

// dropJourney removes a draft with its cases: nothing was handed in yet.
func (h *Hall) dropJourney(e *core.RecordEvent) error {
	if !hasPen(e.Context) && e.Record.GetString("state") != string(journey.Draft) {
		return refuse("id", fault.New(fault.AppendOnly, "R-AR-01", "A journey that was handed in is never deleted; withdraw its cases."))
	}
	cases, err := casesOf(e.App, e.Record.Id)
	if err != nil {
		return err
	}
	for _, c := range slices.Backward(cases) { // what waits goes before what it waits for
		if err := e.App.DeleteWithContext(penned, c); err != nil {
			return err
		}
	}
	return e.Next()
}

// keepWithJourney keeps the draft cases of a journey together.
func keepWithJourney(e *core.RecordEvent) error {
	if !hasPen(e.Context) && e.Record.GetString("journey") != "" {
		return refuse("id", fault.New(fault.JourneyOrder, "R-PKG-04", "This application belongs to a life event; leave an optional member out there, or delete the whole of it."))
	}
	return e.Next()
}

// casesOf are the cases of a journey in the order in which they were made.
func casesOf(app core.App, id string) ([]*core.Record, error) {
	return findAll(app, "applications", "_rowid_", dbx.HashExp{"journey": id})
}

// plan is what a journey under its answers asks and of whom.
type plan struct {
	checklist.Merged
	members []checklist.Member
	form    map[string]any
	options []string
}

// planJourney reads the life event as it is published now and what it asks under the
// answers of the journey; it refuses at the field that is wrong.
func (h *Hall) planJourney(app core.App, r *core.Record) (plan, error) {
	event, err := app.FindRecordById("life_events", r.GetString("life_event"))
	if errors.Is(err, errNoRows) || err == nil && event.GetString("state") != string(flow.Published) {
		return plan{}, refuse("life_event", fault.New(fault.ServiceNotOpen, "R-PKG-03", "This life event takes no applications now; look for it in the list of life events."))
	}
	if err != nil {
		return plan{}, err
	}
	p := plan{options: r.GetStringSlice("options")}
	if p.form, err = h.wholeForm(r); err != nil { // each case gets the numbers and seals them anew
		return p, err
	}
	if p.members, err = h.members(app, event); err != nil {
		return p, err
	}
	questions, err := eventQuestions(app, event.Id)
	if err != nil {
		return p, err
	}
	if p.Merged, err = checklist.Merge(questions, p.members, p.options, r.GetStringSlice("left_out")...); err != nil {
		return p, refuse(fieldOfOption(err), err)
	}
	if err := p.MayBegin(); err != nil {
		return p, refuse("life_event", err)
	}
	for key := range p.form {
		if !p.Asks(p.members, key) {
			return p, refuse("form", fault.New(fault.FormIncomplete, "R-AL-02", "The form has no field %q; leave it out.", key))
		}
	}
	return p, nil
}

func eventQuestions(app core.App, event string) ([]catalogue.Question, error) {
	rows, err := findAll(app, "questions", "order", dbx.HashExp{"life_event": event, "retired": false})
	if err != nil {
		return nil, err
	}
	return readQuestions(app, rows)
}

// fieldOfOption tells a member that cannot be left out from an option that is not offered.
func fieldOfOption(err error) string {
	var f *fault.Fault
	if errors.As(err, &f) && f.Params()["member"] != nil {
		return "left_out"
	}
	return "options"
}

// arrangeCases makes the draft cases of the journey those of the plan: one for each member
// that takes part, with its revision, its share of the answers, what it waits for and what
// is supplied to it. Drafts of members that take part no more go.
func (h *Hall) arrangeCases(tx core.App, r *core.Record, p plan) error {
	old, err := casesOf(tx, r.Id)
	if err != nil {
		return err
	}
	made := map[string]string{} // case by member
	refused := map[string]*fault.Fault{}
	for _, part := range p.Members {
		c := caseFor(old, part.Service)
		if c == nil {
			if c, err = h.newCase(tx, r, part.Service); err != nil {
				return err
			}
		}
		made[part.ID] = c.Id
		c.Set("waits_for", mapped(part.After, made))
		err := h.fillCase(tx, c, part.ID, p, made)
		if err == nil && len(refused) == 0 { // else nothing is stored anyway
			err = write(tx, c)
		}
		if !memberRefused(err, part.ID, refused) {
			return err
		}
	}
	if len(refused) > 0 {
		return refuse("life_event", ofMembers(p.Members, refused))
	}
	for _, c := range slices.Backward(old) {
		if slices.Contains(slices.Collect(maps.Values(made)), c.Id) {
			continue
		}
		if err := tx.DeleteWithContext(penned, c); err != nil {
			return err
		}
	}
	return nil
}

// memberRefused keeps the refusal of a member beside those of the others; any other error is not
// a member's and ends the work.
func memberRefused(err error, member string, refused map[string]*fault.Fault) bool {
	var f *fault.Fault
	if errors.As(err, &f) {
		refused[member] = f
		return true
	}
	return err == nil
}

// caseFor is the case of a journey for a service, nil where there is none.
func caseFor(cases []*core.Record, service string) *core.Record {
	i := slices.IndexFunc(cases, func(c *core.Record) bool { return c.GetString("service") == service })
	if i < 0 {
		return nil
	}
	return cases[i]
}

func mapped(ids []string, to map[string]string) []string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = to[id]
	}
	return list
}

// newCase begins the draft of one member in the applicant's name.
func (h *Hall) newCase(tx core.App, r *core.Record, service string) (*core.Record, error) {
	fields := map[string]any{"id": core.GenerateDefaultRandomId(), "journey": r.Id, "service": service, "applicant": r.GetString("applicant"), "channel": "online"}
	if who := h.signer(tx); who.kind == kindOfficer {
		fields["channel"], fields["departments"] = "counter", []string{who.department()}
	}
	return newRecord(tx, "applications", fields)
}

// fillCase pins the revision in force and gives the case its share of the journey.
func (h *Hall) fillCase(tx core.App, c *core.Record, member string, p plan, made map[string]string) error {
	m := p.members[slices.IndexFunc(p.members, func(m checklist.Member) bool { return m.ID == member })]
	revision, snapshot, err := h.inForce(tx, m.List.ID)
	if err != nil {
		return err
	}
	if err := h.openTo(tx, c, snapshot); err != nil {
		return err
	}
	options, answers := p.Share(m, p.options, p.form)
	fed := []provision{}
	for _, f := range p.Supplies(p.members) {
		if f.To == m.ID {
			fed = append(fed, provision{Material: f.Material, Name: f.Name, NameEn: f.NameEn, From: made[f.From]})
		}
	}
	c.Set("revision", revision)
	c.Set("state", string(flow.Draft))
	c.Set("light", "none")
	c.Set("options", options)
	c.Set("form", answers)
	c.Set("fed", fed)
	return nil
}

// ofMembers is one refusal of several members: the code of the first, and in members each
// with its own code and sentence.
func ofMembers(parts []checklist.Part, refused map[string]*fault.Fault) *fault.Fault {
	var first *fault.Fault
	list := []map[string]any{}
	for _, p := range parts {
		f, named := refused[p.ID]
		if !named {
			continue
		}
		if first == nil {
			first = f
		}
		list = append(list, map[string]any{"member": p.ID, "service": p.Service, "name": p.Name, "name_en": p.NameEn,
			"code": f.Code(), "message": f.Error(), "cite": f.Cite(), "params": f.Params()})
	}
	return fault.New(fault.Of(first), first.Cite(), "%s: %s", list[0]["name"], first.Error()).With("members", list)
}
