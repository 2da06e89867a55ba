package hooks

import (
	"encoding/json"
	"errors"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// caseFile is everything about one application that an act looks at, read inside the
// write transaction, so that it is the truth until the transaction ends.
type caseFile struct {
	record    *core.Record
	snapshot  *catalogue.Snapshot
	documents []*core.Record
	reviews   []*core.Record
	actions   []*core.Record // in the order in which they were done
	held      []Held         // materials that a share source holds (R-OL-03)
}

// openCase reads the file of an application; record_foreign where there is none.
func (h *Hall) openCase(app core.App, id string) (*caseFile, error) {
	record, err := h.subject(app, "applications", id)
	if errors.Is(err, errNoRows) {
		return nil, fault.New(fault.RecordForeign, "", "There is no such application; name an existing one.")
	}
	if err != nil {
		return nil, err
	}
	return h.fileOf(app, record)
}

// fileOf reads what belongs to an application that was just read.
func (h *Hall) fileOf(app core.App, record *core.Record) (c *caseFile, err error) {
	c = &caseFile{record: record}
	if c.snapshot, err = h.content(app, record.GetString("revision")); err != nil {
		return nil, err
	}
	of := dbx.HashExp{"application": record.Id}
	if c.documents, err = findAll(app, "documents", "page", of); err != nil {
		return nil, err
	}
	if c.reviews, err = findAll(app, "reviews", "seq", of); err != nil {
		return nil, err
	}
	if c.actions, err = actionsOn(app, "application", record.Id); err != nil {
		return nil, err
	}
	c.held, err = h.heldFor(app, c)
	return c, err
}

func (c *caseFile) state() flow.State { return flow.State(c.record.GetString("state")) }

// deferredDue is the day until which deferred materials may follow, no date where
// nothing was deferred (R-PL-24).
func (c *caseFile) deferredDue() workday.Day {
	day, err := workday.ParseDay(c.record.GetString("deferred_due"))
	if err != nil {
		return 0
	}
	return day
}

// owed is what may still follow the acceptance of the case (R-PL-24, R-AL-06).
func (c *caseFile) owed() (checklist.Owed, error) {
	owed := checklist.Owed{Until: c.deferredDue()}
	silence := c.last("deem_accepted")
	if silence == nil {
		return owed, nil
	}
	unsaid, err := listOf[checklist.Correction](silence, "items")
	for _, x := range unsaid {
		owed.Silent = append(owed.Silent, x.Material)
	}
	return owed, err
}

// handledBy reports whether the officer's department handles the case; supervisors
// oversee every case of the county.
func (c *caseFile) handledBy(who actor) bool {
	return slices.Contains(c.record.GetStringSlice("departments"), who.department()) || who.has(flow.Supervisor)
}

// roles are the roles that a person holds on this very case.
func (c *caseFile) roles(app core.App, who actor) ([]flow.Role, error) {
	if who.kind == kindApplicant && who.id() == c.record.GetString("applicant") {
		return []flow.Role{flow.Applicant}, nil
	}
	return rolesOf(app, who, c.record.GetStringSlice("departments"))
}

// list is what this case must hand in, by the options it chose.
// What earlier cases of its life event supply by their results is not asked (R-OL-03).
func (c *caseFile) list() (checklist.List, error) {
	list, err := checklist.Of(c.snapshot, c.record.GetStringSlice("options"))
	if err != nil {
		return list, err
	}
	fed, err := c.supplied()
	list.Materials = slices.DeleteFunc(list.Materials, func(m checklist.Material) bool {
		return slices.ContainsFunc(fed, func(s provision) bool { return s.Material == m.ID && !s.Stopped })
	})
	return list.Represented(c.record.GetString("agent_name")), err
}

// due is the list of what must be there, under a commitment if the applicant made one.
func (c *caseFile) due() (checklist.List, error) {
	list, err := c.list()
	return list.Under(c.record.GetBool("commitment")), err
}

// papers are the documents as the checklist sees them. What a share source holds counts as
// handed in and found good.
func (c *caseFile) papers() []checklist.Doc {
	docs := make([]checklist.Doc, 0, len(c.documents)+len(c.held))
	for _, d := range c.documents {
		docs = append(docs, checklist.Doc{ID: d.Id, Material: d.GetString("material"), Verdict: checklist.Verdict(d.GetString("verdict")), Superseded: d.GetBool("superseded")})
	}
	for _, x := range c.held {
		docs = append(docs, checklist.Doc{Material: x.Material, Verdict: checklist.Accepted})
	}
	return docs
}

// stepOf is the step of a review in the revision that the case lives under.
func (c *caseFile) stepOf(r *core.Record) catalogue.Step {
	if s := c.snapshot.Step(r.GetString("step")); s != nil {
		return *s
	}
	return catalogue.Step{}
}

// last returns the latest action of the kind, nil where there was none.
func (c *caseFile) last(act flow.Act) *core.Record {
	for _, a := range slices.Backward(c.actions) {
		if a.GetString("act") == string(act) {
			return a
		}
	}
	return nil
}

// content reads the snapshot of a revision; revisions never change, so it is kept.
func (h *Hall) content(app core.App, revision string) (*catalogue.Snapshot, error) {
	if s, ok := h.contents.Load(revision); ok {
		return s.(*catalogue.Snapshot), nil
	}
	r, err := app.FindRecordById("revisions", revision)
	if err != nil {
		return nil, err
	}
	s, err := catalogue.Read([]byte(r.GetString("content")))
	if err != nil {
		return nil, err
	}
	h.contents.Store(revision, s)
	return s, nil
}

// inForce returns the revision in force of a service that takes applications.
func (h *Hall) inForce(app core.App, service string) (string, *catalogue.Snapshot, error) {
	closed := fault.New(fault.ServiceNotOpen, "R-CLM-09", "This service takes no applications now; look for it in the list of services.")
	s, err := h.known(app, "services", service)
	if errors.Is(err, errNoRows) {
		return "", nil, closed
	}
	if err != nil {
		return "", nil, err
	}
	if state := s.GetString("state"); state == "suspended" || state == "cancelled" {
		return "", nil, closed.With("state", state)
	}
	var newest struct {
		ID string `db:"id"`
	}
	err = app.DB().Select("id").From("revisions").
		Where(dbx.HashExp{"service": service}).AndWhere(dbx.NewExp("effective_on <= {:today}", dbx.Params{"today": h.today().String()})).
		OrderBy("version DESC").Limit(1).One(&newest)
	if errors.Is(err, errNoRows) {
		return "", nil, closed
	}
	if err != nil {
		return "", nil, err
	}
	snapshot, err := h.content(app, newest.ID)
	return newest.ID, snapshot, err
}

// listOf reads a JSON list field into typed items; an empty field is an empty list.
func listOf[T any](r *core.Record, field string) ([]T, error) {
	text := r.GetString(field)
	if text == "" || text == "null" {
		return nil, nil
	}
	var list []T
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, fault.New(fault.ItemsInvalid, "", "%s is a list of objects; see the description of the act.", field)
	}
	return list, nil
}
