package hooks

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
)

// The implementation list: the working copy in services with its rows. What may be edited
// follows from the state of its claim: a draft under compilation is never validated on
// save; what is in review or approved is what will be published, so nobody edits it; and
// a list in force may not get worse, whoever edits it and by whatever road. The house's
// own pen (what acts and imports write) passes.

// listRows lead from each collection whose records make up a list to the id of its
// service; "" is a row of a life event.
var listRows = map[string]func(app core.App, r *core.Record) (string, error){
	"services":    func(_ core.App, r *core.Record) (string, error) { return r.Id, nil },
	"materials":   serviceOfRow,
	"questions":   serviceOfRow,
	"fees":        serviceOfRow,
	"form_fields": serviceOfRow,
	"steps":       serviceOfRow,
	"options":     serviceOfOption,
}

func serviceOfRow(_ core.App, r *core.Record) (string, error) { return r.GetString("service"), nil }

func serviceOfOption(app core.App, r *core.Record) (string, error) {
	question, err := findOne(app, "questions", "id", r.GetString("question"))
	if err != nil || question == nil {
		return "", err
	}
	return question.GetString("service"), nil
}

// lockedElements are those that a list has from the basic catalogue and its claim: the
// same item has the same name, code and body everywhere (R-CAT-03). The code stands among
// the fields that only the house writes.
var lockedElements = []string{"name", "name_en", "claim", "department"}

// The states of a claim in which its list is judged when it is saved.
var (
	claimsClosed  = []string{"in_review", "approved"}  // nobody edits
	claimsInForce = []string{"published", "suspended"} // no new defect
)

// bindServices keeps the lists below the API, inside the change's own transaction.
func (h *Hall) bindServices() {
	for _, name := range slices.Sorted(maps.Keys(listRows)) {
		h.app.OnRecordCreate(name).BindFunc(h.keepList)
		h.app.OnRecordUpdate(name).BindFunc(h.keepList)
		h.app.OnRecordDelete(name).BindFunc(h.keepList)
	}
	h.app.OnRecordCreate("services").BindFunc(keepClaimed)
	h.app.OnRecordUpdate("services").BindFunc(keepLocked)
}

// list is a working copy that an edit touches; one in force comes with the defects that
// it had before.
type list struct {
	service, claim string
	inForce        bool
	had            map[string]bool
}

// keepList refuses an edit of a closed list with state_moved (R-CLM-06), one by an officer
// who does not compile it with role_required (R-CLM-04), and one that brings a new defect
// into a list in force with quality_failed, at the field edited (R-CLM-07). What was wrong
// before the edit does not stand in its way. Who edits a draft is one of its compilers.
func (h *Hall) keepList(e *core.RecordEvent) error {
	if hasPen(e.Context) {
		return e.Next()
	}
	current, err := storedRow(e.App, e.Record)
	if err != nil {
		return err
	}
	lists, err := h.listsOf(e.App, current, e.Record)
	if err != nil {
		return err
	}
	if err := e.Next(); err != nil {
		return err
	}
	named := refusals{}
	for _, l := range lists {
		if !l.inForce {
			if err := h.noteCompiler(e.App, l.claim); err != nil {
				return err
			}
			continue
		}
		defects, err := defectsOf(e.App, l.service)
		if err != nil {
			return err
		}
		for _, d := range defects {
			if !l.had[d.Field+" "+d.Code] {
				field := shownAt(d, current, e.Record)
				named[field] = addDefect(named[field], d)
			}
		}
	}
	if len(named) > 0 {
		return named
	}
	return nil
}

// storedRow is the row as it stands in the transaction, nil where it is new.
func storedRow(app core.App, r *core.Record) (*core.Record, error) {
	if r.IsNew() {
		return nil, nil
	}
	return app.FindRecordById(r.Collection(), r.Id)
}

// listsOf are the lists that a change of a row touches: the one it stood in and the one it
// moves to. A closed list refuses.
func (h *Hall) listsOf(app core.App, current, changed *core.Record) ([]list, error) {
	var lists []list
	seen := map[string]bool{"": true}
	for _, r := range []*core.Record{current, changed} {
		if r == nil {
			continue
		}
		id, err := listRows[r.Collection().Name](app, r)
		if err != nil {
			return nil, err
		}
		if seen[id] {
			continue
		}
		seen[id] = true
		l, err := h.touched(app, id)
		if err != nil {
			return nil, err
		}
		if l != nil {
			lists = append(lists, *l)
		}
	}
	return lists, nil
}

func keysOf(defects []catalogue.Defect) map[string]bool {
	keys := map[string]bool{}
	for _, d := range defects {
		keys[d.Field+" "+d.Code] = true
	}
	return keys
}

// touched is the list of a service that is about to be changed, nil where no claim made
// it. A service that does not exist is refused by the relation itself.
func (h *Hall) touched(app core.App, service string) (*list, error) {
	s, err := findOne(app, "services", "id", service)
	if err != nil || s == nil {
		return nil, err
	}
	claim, err := findOne(app, "claims", "id", s.GetString("claim"))
	if err != nil || claim == nil {
		return nil, err
	}
	if err := h.mayEdit(app, s.GetString("department")); err != nil {
		return nil, err
	}
	state := claim.GetString("state")
	if contains(claimsClosed, state) {
		return nil, refuse("id", fault.New(fault.StateMoved, "R-CLM-06",
			"The list is %s: what was reviewed is what is published. Recall or return it first, then edit it.", strings.ReplaceAll(state, "_", " ")).
			With("state", state).With("subject", "list"))
	}
	l := &list{service: service, claim: claim.Id, inForce: contains(claimsInForce, state)}
	if l.inForce {
		had, err := defectsOf(app, service)
		if err != nil {
			return nil, err
		}
		l.had = keysOf(had)
	}
	return l, nil
}

func defectsOf(app core.App, service string) ([]catalogue.Defect, error) {
	s, err := app.FindRecordById("services", service)
	if err != nil {
		return nil, fmt.Errorf("the list %s: %w", service, err)
	}
	snapshot, err := snapshotOf(app, s)
	if err != nil {
		return nil, err
	}
	return catalogue.Check(snapshot), nil
}

// causes names the field of the list that brings about a defect of its rows.
var causes = map[string]string{"fees_empty": "fee", "steps_examine": "handling", "steps_site_check": "site_check", "inspection_step": "inspection"}

// shownAt is the field at which a defect is shown to whoever made the edit: the defect's
// own field if it was edited, else what caused it, else the only field edited, else the
// defect's own field; "id" where the record has none of them.
func shownAt(d catalogue.Defect, current, changed *core.Record) string {
	name := changed.Collection().Name
	own := d.Field
	if name != "services" {
		own = strings.TrimPrefix(own, name+"."+changed.Id+".")
	}
	edited := editedFields(current, changed)
	cause := causes[d.Code]
	switch {
	case contains(edited, own):
		return own
	case contains(edited, cause):
		return cause
	case current != nil && len(edited) == 1:
		return edited[0]
	case changed.Collection().Fields.GetByName(own) != nil:
		return own
	case current != nil && len(edited) > 0:
		return edited[0]
	}
	return core.FieldNameId
}

func editedFields(current, changed *core.Record) []string {
	var names []string
	for _, f := range changed.Collection().Fields {
		name := f.GetName()
		if !contains(unrecorded, name) && !sameValue(value(current, name), changed.Get(name)) {
			names = append(names, name)
		}
	}
	return names
}

// addDefect says one more defect at a field; the first rule is the one cited.
func addDefect(f *fault.Fault, d catalogue.Defect) *fault.Fault {
	sentence := d.Message + " " + d.Cure
	if f == nil {
		return fault.New(fault.QualityFailed, d.Rule, "%s", sentence).With("cure", d.Cure).With("defects", []catalogue.Defect{d})
	}
	said := append(slices.Clone(f.Params()["defects"].([]catalogue.Defect)), d)
	return fault.New(fault.QualityFailed, f.Cite(), "%s %s", f.Error(), sentence).With("cure", f.Params()["cure"]).With("defects", said)
}

// keepClaimed refuses a list made by hand: a claim makes its list, with the elements that
// the catalogue locks (R-CLM-04).
func keepClaimed(e *core.RecordEvent) error {
	if hasPen(e.Context) {
		return e.Next()
	}
	return refuse("claim", fault.New(fault.ActNotAllowed, "R-CLM-04", "A list comes from its claim; let the department claim the item, and compile what that makes."))
}

// keepLocked refuses a foreign hand on the locked elements of a list with field_readonly;
// its basis may say more than the basis of the item, never less (R-CAT-03).
func keepLocked(e *core.RecordEvent) error {
	if hasPen(e.Context) {
		return e.Next()
	}
	current, err := storedRow(e.App, e.Record)
	if err != nil {
		return err
	}
	named := keepFields(e.Record, current, lockedElements, locked)
	if err := keepBasis(e.App, e.Record, current, named); err != nil {
		return err
	}
	if len(named) > 0 {
		return named
	}
	return e.Next()
}

func locked(field string) *fault.Fault {
	return fault.New(fault.FieldReadonly, "R-CAT-03", "%s comes from the basic catalogue and its claim and is locked; it changes there only.", field)
}

// keepBasis compares without the white space, which people set as they read best.
func keepBasis(app core.App, r, current *core.Record, named refusals) error {
	claim, err := findOne(app, "claims", "id", current.GetString("claim"))
	if err != nil || claim == nil {
		return err
	}
	item, err := findOne(app, "basic_items", "id", claim.GetString("basic_item"))
	if err != nil || item == nil {
		return err
	}
	basis := unspaced(item.GetString("basis"))
	if strings.Contains(unspaced(current.GetString("basis")), basis) && !strings.Contains(unspaced(r.GetString("basis")), basis) {
		named["basis"] = fault.New(fault.FieldReadonly, "R-CAT-03", "The basis of the item in the basic catalogue is locked; keep it whole and add to it: %s", item.GetString("basis"))
	}
	return nil
}

func unspaced(s string) string { return strings.Join(strings.Fields(s), "") }
