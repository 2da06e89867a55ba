package hooks

import (
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// snapshotOf reads the working copy of an implementation list with all its rows that are
// not retired: what a publication would make of it.
func snapshotOf(app core.App, service *core.Record) (*catalogue.Snapshot, error) {
	s := &catalogue.Snapshot{
		ID: service.Id, Code: service.GetString("code"), Name: service.GetString("name"), NameEn: service.GetString("name_en"),
		Regime: service.GetString("regime"), Handling: service.GetString("handling"),
		StatutoryDays: service.GetInt("statutory_days"), StatutoryUnit: service.GetString("statutory_unit"),
		PromisedDays: service.GetInt("promised_days"), Joint: service.GetBool("joint"),
		Conditions: service.GetString("conditions"), Basis: service.GetString("basis"),
		ServiceObjects: service.GetStringSlice("service_objects"), Channels: service.GetStringSlice("channels"),
		Trips: service.GetInt("trips"), TripsReason: service.GetString("trips_reason"), OnlineDepth: service.GetString("online_depth"),
		Fee: service.GetBool("fee"), ResultKind: service.GetString("result_kind"), ResultName: service.GetString("result_name"),
		ResultNameEn: service.GetString("result_name_en"), Inspection: service.GetBool("inspection"), OneWindow: service.GetBool("one_window"),
		ResultSample: service.GetString("result_sample"), ResultValidYears: service.GetInt("result_valid_years"),
		Address: service.GetString("address"), Hours: service.GetString("hours"),
		ConsultPhone: service.GetString("consult_phone"), ComplaintPhone: service.GetString("complaint_phone"),
		QuantityLimit: service.GetString("quantity_limit"), Scope: service.GetString("scope"),
		Commitment: service.GetBool("commitment"), SiteCheck: service.GetBool("site_check"), KeepOriginal: service.GetBool("keep_original"),
		RetentionYears: service.GetInt("retention_years"),
		BaselineDays:   service.GetInt("baseline_days"), BaselineMaterials: service.GetInt("baseline_materials"),
		BaselineSteps: service.GetInt("baseline_steps"), BaselineTrips: service.GetInt("baseline_trips"),
	}
	for _, part := range []func(core.App, *core.Record, *catalogue.Snapshot) error{departmentOf, basicItemOf, materialsOf, questionsOf, feesOf, formFieldsOf, stepsOf} {
		if err := part(app, service, s); err != nil {
			return nil, fmt.Errorf("reading the list of %s: %w", s.Name, err)
		}
	}
	return s, nil
}

func departmentOf(app core.App, service *core.Record, s *catalogue.Snapshot) error {
	d, err := app.FindRecordById("departments", service.GetString("department"))
	if err != nil {
		return err
	}
	region, err := app.FindRecordById("regions", d.GetString("region"))
	if err != nil {
		return err
	}
	s.Department = catalogue.Body{ID: d.Id, Code: d.GetString("code"), Name: d.GetString("name"), NameEn: d.GetString("name_en"),
		Phone: d.GetString("phone"), Address: d.GetString("address"), Region: region.GetString("code")}
	return nil
}

func basicItemOf(app core.App, service *core.Record, s *catalogue.Snapshot) error {
	claim, err := app.FindRecordById("claims", service.GetString("claim"))
	if err != nil {
		return err
	}
	b, err := app.FindRecordById("basic_items", claim.GetString("basic_item"))
	if err != nil {
		return err
	}
	s.BasicItem = catalogue.BasicItem{ID: b.Id, Code: b.GetString("code"), Name: b.GetString("name"), NameEn: b.GetString("name_en"),
		Type: b.GetString("type"), Basis: b.GetString("basis"), Levels: b.GetStringSlice("levels")}
	return nil
}

// rowsOf are the children of a service that are not retired.
func rowsOf(app core.App, collection string, service *core.Record, sort string) ([]*core.Record, error) {
	return findAll(app, collection, sort, dbx.HashExp{"service": service.Id, "retired": false})
}

func materialsOf(app core.App, service *core.Record, s *catalogue.Snapshot) error {
	rows, err := rowsOf(app, "materials", service, "order")
	if err != nil {
		return err
	}
	for _, r := range rows {
		t, err := app.FindRecordById("material_types", r.GetString("type"))
		if err != nil {
			return err
		}
		s.Materials = append(s.Materials, catalogue.Material{
			ID: r.Id, Type: t.Id, TypeCode: t.GetString("code"), TypeName: t.GetString("name"), Name: r.GetString("name"), NameEn: r.GetString("name_en"),
			Necessity: r.GetString("necessity"), Source: r.GetString("source"), Original: r.GetInt("original"), Copies: r.GetInt("copies"),
			Form: r.GetString("form"), Basis: r.GetString("basis"), Standard: r.GetString("standard"),
			BlankForm: r.GetString("blank_form"), Sample: r.GetString("sample"), OnlyIf: r.GetStringSlice("only_if"), Order: r.GetInt("order"),
		})
	}
	return nil
}

func questionsOf(app core.App, service *core.Record, s *catalogue.Snapshot) error {
	rows, err := rowsOf(app, "questions", service, "order")
	if err != nil {
		return err
	}
	s.Questions, err = readQuestions(app, rows)
	return err
}

// readQuestions reads questions with their options, of a service or of a life event.
func readQuestions(app core.App, rows []*core.Record) ([]catalogue.Question, error) {
	list := make([]catalogue.Question, 0, len(rows))
	for _, r := range rows {
		q := catalogue.Question{ID: r.Id, Text: r.GetString("text"), TextEn: r.GetString("text_en"), Order: r.GetInt("order"), OnlyIf: r.GetStringSlice("only_if")}
		options, err := findAll(app, "options", "order", dbx.HashExp{"question": r.Id, "retired": false})
		if err != nil {
			return nil, err
		}
		for _, o := range options {
			q.Options = append(q.Options, catalogue.Option{ID: o.Id, Text: o.GetString("text"), TextEn: o.GetString("text_en"), Order: o.GetInt("order")})
		}
		list = append(list, q)
	}
	return list, nil
}

func feesOf(app core.App, service *core.Record, s *catalogue.Snapshot) error {
	rows, err := rowsOf(app, "fees", service, "")
	for _, r := range rows {
		s.Fees = append(s.Fees, catalogue.Fee{ID: r.Id, Name: r.GetString("name"), Standard: r.GetString("standard"), Basis: r.GetString("basis"),
			Reducible: r.GetBool("reducible"), PayOnline: r.GetBool("pay_online")})
	}
	return err
}

func formFieldsOf(app core.App, service *core.Record, s *catalogue.Snapshot) error {
	rows, err := rowsOf(app, "form_fields", service, "order")
	for _, r := range rows {
		f := catalogue.FormField{ID: r.Id, Key: r.GetString("key"), Label: r.GetString("label"), LabelEn: r.GetString("label_en"), Kind: r.GetString("kind"),
			Required: r.GetBool("required"), Prefill: r.GetString("prefill"), OnlyIf: r.GetStringSlice("only_if"), Order: r.GetInt("order")}
		if f.Choices, err = listOf[string](r, "choices"); err != nil {
			return err
		}
		s.FormFields = append(s.FormFields, f)
	}
	return err
}

func stepsOf(app core.App, service *core.Record, s *catalogue.Snapshot) error {
	rows, err := rowsOf(app, "steps", service, "seq")
	for _, r := range rows {
		s.Steps = append(s.Steps, catalogue.Step{ID: r.Id, Seq: r.GetInt("seq"), Name: r.GetString("name"), Kind: r.GetString("kind"),
			Department: r.GetString("department"), Days: r.GetInt("days")})
	}
	return err
}

// Publish freezes the working copy of a service into its next revision, in force from
// today, with the house's own hand: the example county and the tests begin with lists that
// three persons published long ago.
func (h *Hall) Publish(app core.App, serviceID string) error {
	return h.as(app, h.signer(app), func(tx core.App) error {
		service, err := tx.FindRecordById("services", serviceID)
		if err != nil {
			return err
		}
		if err := h.freeze(tx, service, h.today()); err != nil {
			return err
		}
		return write(tx, service)
	})
}

// freeze writes the next revision of a service, in force from a day on; cases that run keep
// the revision they were begun under (R-CLM-07, R-CLM-08). The caller stores the service.
func (h *Hall) freeze(tx core.App, service *core.Record, from workday.Day) error {
	s, err := snapshotOf(tx, service)
	if err != nil {
		return err
	}
	content, err := s.Canonical()
	if err != nil {
		return err
	}
	version := service.GetInt("version") + 1
	revision, err := newRecord(tx, "revisions", map[string]any{
		"service": service.Id, "version": version, "content": string(content), "checksum": catalogue.Sum(content), "effective_on": from.String(),
	})
	if err != nil {
		return err
	}
	service.Set("version", version)
	if flow.State(service.GetString("state")) != flow.Suspended { // what is closed stays so until its day (R-CLM-09)
		service.Set("state", string(flow.Published))
	}
	return write(tx, revision)
}

// newest is the content of the newest revision of a service.
func (h *Hall) newest(app core.App, service *core.Record) (*catalogue.Snapshot, error) {
	r, err := newestRevision(app, service.Id)
	if err == nil && r == nil {
		err = errNoRows
	}
	if err != nil {
		return nil, fmt.Errorf("the newest revision of %s: %w", service.Id, err)
	}
	return h.content(app, r.Id)
}

// newestRevision is the latest revision of a service, whether it is in force already or
// takes effect later; nil where none was published.
func newestRevision(app core.App, service string) (*core.Record, error) {
	var r core.Record
	err := app.RecordQuery("revisions").AndWhere(dbx.HashExp{"service": service}).OrderBy("version DESC").Limit(1).One(&r)
	if errors.Is(err, errNoRows) {
		return nil, nil
	}
	return &r, err
}
