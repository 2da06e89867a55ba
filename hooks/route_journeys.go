package hooks

import (
	"errors"
	"net/http"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/journey"
)

// shownTo finds the record of the address for whoever may see it. Only what is not there,
// or not to be seen, answers 404: a fault of the database is not the caller's.
func shownTo(e *core.RequestEvent, collection string) (*core.Record, error) {
	r, err := e.App.FindRecordById(collection, e.Request.PathValue("id"))
	if errors.Is(err, errNoRows) {
		return nil, e.NotFoundError("", nil)
	}
	if err != nil {
		return nil, err
	}
	info, err := e.RequestInfo()
	if err != nil {
		return nil, err
	}
	seen, err := e.App.CanAccessRecord(r, info, r.Collection().ViewRule)
	if err == nil && !seen {
		err = e.NotFoundError("", nil)
	}
	return r, err
}

// viewJourney answers one journey: its cases in their order with how each stands, and
// while it is a draft the one form and the one set of materials. The members of the list
// bear the ids of the cases, so that whoever uploads knows where to.
func (h *Hall) viewJourney(e *core.RequestEvent) error {
	r, err := shownTo(e, "journeys")
	if err != nil {
		return err
	}
	out, err := h.shownJourney(e.App, r)
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, out)
}

func (h *Hall) shownJourney(app core.App, r *core.Record) (map[string]any, error) {
	event, err := app.FindRecordById("life_events", r.GetString("life_event"))
	if err != nil {
		return nil, err
	}
	cases, err := casesOf(app, r.Id)
	if err != nil {
		return nil, err
	}
	list, _, err := travellers(app, cases)
	if err != nil {
		return nil, err
	}
	out := map[string]any{"id": r.Id, "state": r.GetString("state"), "submitted_at": r.GetString("submitted_at"), "updated": r.GetString("updated"),
		"life_event": map[string]any{"id": event.Id, "name": event.GetString("name"), "name_en": event.GetString("name_en"), "description": event.GetString("description"), "promised_days": event.GetInt("promised_days")},
		"options":    r.GetStringSlice("options"), "left_out": r.GetStringSlice("left_out"), "form": r.Get("form")}
	merged, err := h.mergedCases(app, r, cases)
	if err != nil {
		return nil, err
	}
	out["questions"], out["materials"], out["fields"] = merged.Questions, merged.Materials, merged.Fields
	standings := journey.Standings(list)
	rows := []map[string]any{}
	for _, p := range merged.Members {
		c := cases[slices.IndexFunc(cases, func(c *core.Record) bool { return c.Id == p.ID })]
		rows = append(rows, map[string]any{"application": c.Id, "service": p.Service, "name": p.Name, "name_en": p.NameEn, "department": p.Department, "department_en": p.DepartmentEn,
			"handling": p.Handling, "promised_days": p.PromisedDays, "optional": p.Optional, "stage": p.Stage, "after": p.After,
			"standing": standings[c.Id], "state": c.GetString("state"), "number": c.GetString("number"), "light": c.GetString("light"),
			"notice_due": c.GetString("notice_due"), "promised_due": c.GetString("promised_due"), "delivery_due": c.GetString("delivery_due"), "fed": c.Get("fed")})
		if standings[c.Id] == journey.Ready {
			rows[len(rows)-1]["held_up"] = h.heldUpBy(c.Id)
		}
	}
	out["members"] = rows
	return out, nil
}

// mergedCases is the merged list of the cases as they are pinned, whatever became of the
// life event since.
func (h *Hall) mergedCases(app core.App, r *core.Record, cases []*core.Record) (checklist.Merged, error) {
	var members []checklist.Member
	var options []string
	for _, c := range cases {
		s, err := h.content(app, c.GetString("revision"))
		if err != nil {
			return checklist.Merged{}, err
		}
		members = append(members, checklist.Member{ID: c.Id, List: s, After: c.GetStringSlice("waits_for")})
		options = append(options, c.GetStringSlice("options")...)
	}
	var questions []catalogue.Question
	if r.GetString("state") == string(journey.Draft) {
		var err error
		if questions, err = eventQuestions(app, r.GetString("life_event")); err != nil {
			return checklist.Merged{}, err
		}
		own := r.GetStringSlice("options")
		options = distinct(append(options, checklist.Offered(questions, own)...))
	}
	return checklist.Merge(questions, members, options)
}

// submitJourney hands the whole in at once: every case that waits for nothing becomes an
// application with its receipt, the others are checked as they will be handed in. All of
// it or nothing: the refusal names for each member what is wrong. Sent again after a lost
// answer it answers what is stored.
func (h *Hall) submitJourney(e *core.RequestEvent) error {
	r, err := shownTo(e, "journeys")
	if err != nil {
		return err
	}
	var out map[string]any
	err = h.as(e.App, actorOf(e.Auth), func(tx core.App) error {
		if err := h.handInJourney(tx, r.Id); err != nil {
			return err
		}
		stored, err := tx.FindRecordById("journeys", r.Id)
		if err != nil {
			return err
		}
		out, err = h.shownJourney(tx, stored)
		return err
	})
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, out)
}

func (h *Hall) handInJourney(tx core.App, id string) error {
	r, err := tx.FindRecordById("journeys", id)
	if err != nil || r.GetString("state") != string(journey.Draft) {
		return err
	}
	who := h.signer(tx)
	if who.id() != r.GetString("applicant") && !who.has(flow.Clerk) {
		return refuse("act", fault.New(fault.RoleRequired, "R-AL-02", "A journey is handed in by its applicant, or by a clerk at the counter."))
	}
	p, err := h.planJourney(tx, r)
	if err != nil {
		return err
	}
	if err := h.arrangeCases(tx, r, p); err != nil { // a list may have been published anew since
		return err
	}
	r.Set("submitted_at", h.instant())
	r.Set("form", map[string]any{}) // every case has its share; nobody needs a second copy (R-PI-01)
	if err := write(tx, r); err != nil {
		return err
	}
	cases, err := casesOf(tx, id)
	if err != nil {
		return err
	}
	refused := map[string]*fault.Fault{}
	for _, part := range p.Members {
		if err := h.handInMember(tx, caseFor(cases, part.Service)); !memberRefused(err, part.ID, refused) {
			return err
		}
	}
	if len(refused) > 0 {
		return refuse("act", ofMembers(p.Members, refused))
	}
	return nil
}

// handInMember submits a case that waits for nothing, and tries the form of another.
func (h *Hall) handInMember(tx core.App, c *core.Record) error {
	if len(c.GetStringSlice("waits_for")) > 0 {
		file, err := h.openCase(tx, c.Id)
		if err != nil {
			return err
		}
		d := &deed{h: h, tx: tx, who: h.signer(tx), file: file, subject: file.record, today: h.today()}
		return errors.Join(d.notBarred(c.GetString("service")), d.completeForm())
	}
	r, err := newRecord(tx, "actions", map[string]any{"subject": "application", "application": c.Id, "act": "submit"})
	if err != nil {
		return err
	}
	return tx.Save(r)
}
