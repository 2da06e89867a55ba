package hooks

import (
	"errors"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

// lifeEventActs are the effects of the acts on a life event (R-PKG-02).
var lifeEventActs = map[flow.Act]effect{"publish": publishLifeEvent}

// bindLifeEvents keeps the members of every life event in an order: a member that would
// wait for itself, directly or through others, is refused where it is entered (R-PKG-02).
func (h *Hall) bindLifeEvents() {
	inOrder := func(e *core.RecordEvent) error {
		if err := e.Next(); err != nil || e.Record.GetBool("retired") {
			return err
		}
		members, err := workingMembers(e.App, e.Record.GetString("life_event"))
		if err != nil {
			return err
		}
		if _, err = checklist.Order(members); err != nil {
			return refuse("after", err)
		}
		return nil
	}
	h.app.OnRecordCreate("life_event_members").BindFunc(inOrder)
	h.app.OnRecordUpdate("life_event_members").BindFunc(inOrder)
	h.app.OnRecordCreate("life_events").BindFunc(func(e *core.RecordEvent) error {
		if e.Record.GetString("state") == "" {
			e.Record.Set("state", string(flow.LifeEvent.Start))
		}
		return e.Next()
	})
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

// publishLifeEvent opens a life event whose members are open, stand in an order and keep
// its promise.
func publishLifeEvent(d *deed) error {
	rows, err := workingMembers(d.tx, d.subject.Id)
	if err != nil {
		return err
	}
	for i, m := range rows {
		_, s, err := d.h.inForce(d.tx, m.List.ID)
		if fault.Of(err) == fault.ServiceNotOpen {
			return fault.New(fault.ServiceNotOpen, "R-PKG-02", "The member %s takes no applications; publish it first, or take it out.", m.List.Name).With("member", m.ID)
		}
		if err != nil {
			return err
		}
		rows[i].List = s
	}
	questions, err := eventQuestions(d.tx, d.subject.Id)
	if err != nil {
		return err
	}
	return checklist.MayPublish(questions, rows, d.subject.GetInt("promised_days"))
}
