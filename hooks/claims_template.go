package hooks

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

// templating is one published list being copied into the draft of another department. The
// draft stays under compilation: its own compiler confirms it by submitting it (R-CLM-04).
type templating struct {
	h       *Hall
	tx      core.App
	from    *catalogue.Snapshot
	draft   *core.Record
	options map[string]string // of the template -> of the draft
	files   *filesystem.System
}

// compileFrom copies a published list of the same basic item, with all its rows and their
// files, into the empty draft of a claim; an item that is still to be claimed is claimed
// first. role_required, state_moved, record_foreign (R-CLM-04).
func (h *Hall) compileFrom(tx core.App, by actor, id, template string) error {
	claim, err := claimNamed(tx, id)
	if err != nil {
		return err
	}
	if err := mayCopy(tx, by, claim); err != nil {
		return err
	}
	if flow.State(claim.GetString("state")) == flow.ToClaim {
		if err := h.actOn(tx, by, map[string]any{"subject": "claim", "claim": id, "act": "claim"}); err != nil {
			return err
		}
	} else if flow.State(claim.GetString("state")) != flow.Compiling {
		return fault.New(fault.StateMoved, "R-CLM-04", "The claim is %s; a template is copied while its list is compiled.", claim.GetString("state")).With("state", claim.GetString("state"))
	}
	draft, err := findOne(tx, "services", "claim", id)
	if err != nil || draft == nil {
		return errors.Join(err, fault.New(fault.RecordForeign, "R-CLM-04", "The claim has no list."))
	}
	if err := mustBeEmpty(tx, claim, draft); err != nil {
		return err
	}
	from, err := h.templateFor(tx, claim, draft.Id, template)
	if err != nil {
		return err
	}
	t := &templating{h: h, tx: tx, from: from, draft: draft, options: map[string]string{}}
	if t.files, err = tx.NewFilesystem(); err != nil {
		return err
	}
	defer t.files.Close()
	if err := t.copy(); err != nil {
		return err
	}
	return h.noteCompiler(tx, id)
}

// mayCopy: whoever compiles the lists of the department; the console for all of them.
func mayCopy(app core.App, by actor, claim *core.Record) error {
	if by.kind == kindSystem {
		return nil
	}
	roles, err := rolesOf(app, by, []string{claim.GetString("department")})
	if err == nil && !slices.Contains(roles, flow.Cataloguer) {
		err = fault.New(fault.RoleRequired, "R-CLM-04", "Lists are compiled by the cataloguers of their department.").With("roles", []flow.Role{flow.Cataloguer})
	}
	return err
}

// mustBeEmpty: a template never writes over what somebody compiled, a row or an element
// that is no longer as the claim made it.
func mustBeEmpty(tx core.App, claim, draft *core.Record) error {
	for _, kind := range listKinds {
		if kind.sheet == "options" {
			continue
		}
		rows, err := rowsOf(tx, kind.sheet, draft, "")
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			return fault.New(fault.StateMoved, "R-CLM-04", "The list has rows already; a template is copied into an empty list only.").With("state", "compiling")
		}
	}
	item, err := tx.FindRecordById("basic_items", claim.GetString("basic_item"))
	if err != nil {
		return err
	}
	begun := core.NewRecord(draft.Collection())
	begun.Load(beginning(item))
	for _, field := range append(slices.Sorted(maps.Keys(templated(&catalogue.Snapshot{}))), "result_sample") {
		if !sameValue(draft.Get(field), begun.Get(field)) {
			return fault.New(fault.StateMoved, "R-CLM-04", "%s of the list is filled in already; a template is copied into an empty list only.", field).With("state", "compiling")
		}
	}
	return nil
}

// templateFor is the newest revision of the service named, or of the first published list
// of the same item.
func (h *Hall) templateFor(tx core.App, claim *core.Record, draft, named string) (*catalogue.Snapshot, error) {
	var ids []string
	err := tx.DB().Select("s.id").From("services s").InnerJoin("claims c", dbx.NewExp("c.id = s.claim")).
		Where(dbx.HashExp{"c.basic_item": claim.GetString("basic_item"), "s.state": string(flow.Published)}).
		AndWhere(dbx.NewExp("s.id != {:draft}", dbx.Params{"draft": draft})).OrderBy("s.code").Column(&ids)
	if err != nil {
		return nil, err
	}
	if named != "" && !slices.Contains(ids, named) {
		return nil, fault.New(fault.RecordForeign, "R-CLM-04", "A template is a published list of the same basic item.")
	}
	if named == "" && len(ids) == 0 {
		return nil, fault.New(fault.RecordForeign, "R-CLM-04", "No department has published a list of this item yet.")
	}
	if named == "" {
		named = ids[0]
	}
	r, err := tx.FindRecordById("services", named)
	if err != nil {
		return nil, err
	}
	return h.newest(tx, r)
}

func (t *templating) copy() error {
	if err := t.list(); err != nil {
		return err
	}
	for _, part := range []func() error{t.questions, t.materials, t.fees, t.formFields, t.steps} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// list copies the elements that are not the department's own: the catalogue, the claim
// and its own counter say those (R-CAT-03, R-CLM-04).
func (t *templating) list() error {
	s := t.from
	t.draft.Load(templated(s))
	if err := t.file(t.draft, "result_sample", "services", s.ID, s.ResultSample); err != nil {
		return err
	}
	return write(t.tx, t.draft)
}

// templated are the elements that a draft takes over from a published list.
func templated(s *catalogue.Snapshot) map[string]any {
	return map[string]any{
		"regime": s.Regime, "handling": s.Handling, "statutory_days": s.StatutoryDays, "statutory_unit": s.StatutoryUnit, "promised_days": s.PromisedDays,
		"joint": s.Joint, "conditions": s.Conditions, "service_objects": s.ServiceObjects, "channels": s.Channels, "trips": s.Trips, "trips_reason": s.TripsReason,
		"online_depth": s.OnlineDepth, "fee": s.Fee, "result_kind": s.ResultKind, "result_name": s.ResultName, "result_name_en": s.ResultNameEn, "result_valid_years": s.ResultValidYears,
		"quantity_limit": s.QuantityLimit, "scope": s.Scope, "commitment": s.Commitment, "site_check": s.SiteCheck, "inspection": s.Inspection, "keep_original": s.KeepOriginal, "one_window": s.OneWindow,
		"retention_years": s.RetentionYears,
	}
}

// file copies a file of a record of the template. One that is no longer there is left out;
// the quality check will ask for it.
func (t *templating) file(r *core.Record, field, collection, record, name string) error {
	if name == "" {
		return nil
	}
	c, err := t.tx.FindCachedCollectionByNameOrId(collection)
	if err != nil {
		return err
	}
	f, err := t.files.GetReuploadableFile(c.BaseFilesPath()+"/"+record+"/"+name, false)
	if errors.Is(err, filesystem.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("the file %s of the template: %w", name, err)
	}
	r.Set(field, f)
	return nil
}

// row writes one row of the draft.
func (t *templating) row(collection string, fields map[string]any, files ...func(*core.Record) error) (*core.Record, error) {
	if collection != "options" {
		fields["service"] = t.draft.Id
	}
	if _, conditional := fields["only_if"]; conditional {
		fields["only_if"] = t.mapped(fields["only_if"].([]string))
	}
	r, err := newRecord(t.tx, collection, fields)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if err := f(r); err != nil {
			return nil, err
		}
	}
	return r, write(t.tx, r)
}

func (t *templating) mapped(options []string) []string {
	var ids []string
	for _, o := range options {
		if id := t.options[o]; id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// questions come first; a question may depend on options of a later one, so conditions
// follow when all options have their records.
func (t *templating) questions() error {
	copies := make([]*core.Record, len(t.from.Questions))
	for i, q := range t.from.Questions {
		var err error
		if copies[i], err = t.row("questions", map[string]any{"text": q.Text, "text_en": q.TextEn, "order": q.Order}); err != nil {
			return err
		}
		for _, o := range q.Options {
			r, err := t.row("options", map[string]any{"question": copies[i].Id, "text": o.Text, "text_en": o.TextEn, "order": o.Order})
			if err != nil {
				return err
			}
			t.options[o.ID] = r.Id
		}
	}
	for i, q := range t.from.Questions {
		if len(q.OnlyIf) > 0 {
			copies[i].Set("only_if", t.mapped(q.OnlyIf))
			if err := write(t.tx, copies[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *templating) materials() error {
	for _, m := range t.from.Materials {
		_, err := t.row("materials", map[string]any{"type": m.Type, "name": m.Name, "name_en": m.NameEn, "necessity": m.Necessity, "source": m.Source,
			"original": m.Original, "copies": m.Copies, "form": m.Form, "basis": m.Basis, "standard": m.Standard, "only_if": m.OnlyIf, "order": m.Order},
			func(r *core.Record) error { return t.file(r, "blank_form", "materials", m.ID, m.BlankForm) },
			func(r *core.Record) error { return t.file(r, "sample", "materials", m.ID, m.Sample) })
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *templating) fees() error {
	for _, f := range t.from.Fees {
		if _, err := t.row("fees", map[string]any{"name": f.Name, "standard": f.Standard, "basis": f.Basis, "reducible": f.Reducible, "pay_online": f.PayOnline}); err != nil {
			return err
		}
	}
	return nil
}

func (t *templating) formFields() error {
	for _, f := range t.from.FormFields {
		_, err := t.row("form_fields", map[string]any{"key": f.Key, "label": f.Label, "label_en": f.LabelEn, "kind": f.Kind, "choices": f.Choices,
			"required": f.Required, "prefill": f.Prefill, "only_if": f.OnlyIf, "order": f.Order})
		if err != nil {
			return err
		}
	}
	return nil
}

// steps of the template's department become the own department's.
func (t *templating) steps() error {
	for _, s := range t.from.Steps {
		department := s.Department
		if department == t.from.Department.ID {
			department = t.draft.GetString("department")
		}
		if _, err := t.row("steps", map[string]any{"seq": s.Seq, "name": s.Name, "kind": s.Kind, "department": department, "days": s.Days}); err != nil {
			return err
		}
	}
	return nil
}
