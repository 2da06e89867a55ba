package hooks

import (
	"errors"
	"maps"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

// lifeEventActs are the effects of the acts on a life event (R-PKG-02).
var lifeEventActs = map[flow.Act]effect{"publish": publishLifeEvent}

// eventRows lead from each collection whose records make up a life event to its id, "" for
// a row of a list.
var eventRows = map[string]func(app core.App, r *core.Record) (string, error){
	"life_events":        func(_ core.App, r *core.Record) (string, error) { return r.Id, nil },
	"life_event_members": eventOfRow,
	"questions":          eventOfRow,
	"options":            eventOfOption,
}

func eventOfRow(_ core.App, r *core.Record) (string, error) { return r.GetString("life_event"), nil }

func eventOfOption(app core.App, r *core.Record) (string, error) {
	question, err := findOne(app, "questions", "id", r.GetString("question"))
	if err != nil || question == nil {
		return "", err
	}
	return question.GetString("life_event"), nil
}

// bindLifeEvents keeps the members of every life event in an order, and a published one
// as good as it was published, whoever edits it and by whatever road (R-PKG-02).
func (h *Hall) bindLifeEvents() {
	h.app.OnRecordCreate("life_event_members").BindFunc(membersInOrder)
	h.app.OnRecordUpdate("life_event_members").BindFunc(membersInOrder)
	h.app.OnRecordCreate("life_events").BindFunc(func(e *core.RecordEvent) error {
		if e.Record.GetString("state") == "" {
			e.Record.Set("state", string(flow.LifeEvent.Start))
		}
		return e.Next()
	})
	h.app.OnRecordCreate("revisions").BindFunc(h.tellEventsOf)
	for _, name := range slices.Sorted(maps.Keys(eventRows)) {
		h.app.OnRecordCreate(name).BindFunc(h.keepEvent)
		h.app.OnRecordUpdate(name).BindFunc(h.keepEvent)
		h.app.OnRecordDelete(name).BindFunc(h.keepEvent)
	}
}

// membersInOrder refuses a member that would wait for itself, directly or through others,
// where it is entered.
func membersInOrder(e *core.RecordEvent) error {
	if err := e.Next(); err != nil || e.Record.GetBool("retired") {
		return err
	}
	members, err := workingMembers(e.App, e.Record.GetString("life_event"))
	if err != nil {
		return err
	}
	_, err = checklist.Order(members)
	return refuse("after", err)
}

// keepEvent refuses an edit after which a published life event could not be published
// again, at the field edited and with the fault that the act would have. What was wrong
// before the edit does not stand in its way; the house's own pen passes.
func (h *Hall) keepEvent(e *core.RecordEvent) error {
	if hasPen(e.Context) {
		return e.Next()
	}
	current, err := storedRow(e.App, e.Record)
	if err != nil {
		return err
	}
	was := map[string]error{}
	for _, r := range []*core.Record{current, e.Record} {
		if r == nil {
			continue
		}
		id, err := eventRows[r.Collection().Name](e.App, r)
		if err != nil {
			return err
		}
		if was[id], err = h.faultOfPublished(e.App, id); err != nil {
			return err
		}
	}
	if err := e.Next(); err != nil {
		return err
	}
	for id, before := range was {
		after, err := h.faultOfPublished(e.App, id)
		if err != nil {
			return err
		}
		if after != nil && (before == nil || before.Error() != after.Error()) {
			return refuse(eventField(fault.Of(after), current, e.Record), after)
		}
	}
	return nil
}

// faultOfPublished is why a life event that is published could not be published now.
func (h *Hall) faultOfPublished(app core.App, id string) (why, err error) {
	event, err := findOne(app, "life_events", "id", id)
	if err != nil || event == nil || event.GetString("state") != string(flow.Published) {
		return nil, err
	}
	why = h.mayPublishEvent(app, event)
	var f *fault.Fault
	if why != nil && !errors.As(why, &f) {
		return nil, why
	}
	return why, nil
}

// faultyFields names for each fault the fields of a life event and of its rows that bring
// it about.
var faultyFields = map[fault.Code][]string{
	fault.ServiceNotOpen: {"service"},
	fault.PlanCycle:      {"after"},
	fault.PlanInfeasible: {"promised_days", "service", "after", "optional", "only_if"},
}

// eventField is the field at which a fault is shown: the edited one that brings it about,
// else the first one edited; "id" of a record that is deleted.
func eventField(code fault.Code, current, changed *core.Record) string {
	edited := editedFields(current, changed)
	for _, name := range faultyFields[code] {
		if contains(edited, name) {
			return name
		}
	}
	if len(edited) > 0 {
		return edited[0]
	}
	return core.FieldNameId
}

// workingMembers are the members of a life event with what the order needs of their
// working copies; state is "" for a service that takes applications.
func workingMembers(app core.App, event string) ([]checklist.Member, error) {
	rows, err := findAll(app, "life_event_members", "_rowid_", dbx.HashExp{"life_event": event, "retired": false})
	if err != nil {
		return nil, err
	}
	members := make([]checklist.Member, len(rows))
	for i, r := range rows {
		s, err := app.FindRecordById("services", r.GetString("service"))
		if err != nil {
			return nil, err
		}
		members[i] = checklist.Member{ID: r.Id, After: r.GetStringSlice("after"), Optional: r.GetBool("optional"), OnlyIf: r.GetStringSlice("only_if"),
			List: &catalogue.Snapshot{ID: s.Id, Name: s.GetString("name"), PromisedDays: s.GetInt("promised_days")}}
	}
	return members, nil
}

func openLifeEvent(d *deed, id string) error {
	var err error
	if d.subject, err = d.tx.FindRecordById("life_events", id); errors.Is(err, errNoRows) {
		return fault.New(fault.RecordForeign, "", "There is no such life event; name an existing one.")
	}
	return err
}

// publishLifeEvent opens a life event that may be published.
func publishLifeEvent(d *deed) error { return d.h.mayPublishEvent(d.tx, d.subject) }

// mayPublishEvent: the members of a life event are open, stand in an order and keep its
// promise.
func (h *Hall) mayPublishEvent(app core.App, event *core.Record) error {
	rows, err := workingMembers(app, event.Id)
	if err != nil {
		return err
	}
	for i, m := range rows {
		_, s, err := h.inForce(app, m.List.ID)
		if fault.Of(err) == fault.ServiceNotOpen {
			return fault.New(fault.ServiceNotOpen, "R-PKG-02", "The member %s takes no applications; publish it first, or take it out.", m.List.Name).With("member", m.ID)
		}
		if err != nil {
			return err
		}
		rows[i].List = s
	}
	questions, err := eventQuestions(app, event.Id)
	if err != nil {
		return err
	}
	return checklist.MayPublish(questions, rows, event.GetInt("promised_days"))
}
