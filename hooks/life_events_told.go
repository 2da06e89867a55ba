package hooks

import (
	"errors"
	"slices"
	"strconv"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

// A list has its own law: it may promise more days than a life event that it belongs to
// allows for. Nobody holds it up for that, but those who keep the life event are told.

var brokenPromiseWords = []sentence{{"一件事“{event}”承诺{promise}个工作日，“{service}”新发布的实施清单使最长环节链达到{needed}个工作日，请改承诺或调整事项。",
	"Life event {event} promises {promise} working days; the newly published list of {service} makes its longest chain {needed}. Change the promise or the members."}}

// tellEventsOf tells, with the revision that a list is published as, of every published
// life event whose promise no longer holds with it (R-PKG-02).
func (h *Hall) tellEventsOf(e *core.RecordEvent) error {
	if err := e.Next(); err != nil {
		return err
	}
	rows, err := findAll(e.App, "life_event_members", "_rowid_", dbx.HashExp{"service": e.Record.GetString("service"), "retired": false})
	if err != nil {
		return err
	}
	for _, r := range rows {
		event, err := findOne(e.App, "life_events", "id", r.GetString("life_event"))
		if err != nil {
			return err
		}
		if event == nil || event.GetString("state") != string(flow.Published) {
			continue
		}
		if err := h.tellBrokenPromise(e.App, event, e.Record); err != nil {
			return err
		}
	}
	return nil
}

// tellBrokenPromise judges a life event with the revision as if it were in force already,
// so that there is time until it is.
func (h *Hall) tellBrokenPromise(tx core.App, event, revision *core.Record) error {
	members, err := h.members(tx, event)
	if err != nil {
		return err
	}
	content, err := h.content(tx, revision.Id)
	if err != nil {
		return err
	}
	for i := range members {
		if members[i].List.ID == content.ID {
			members[i].List = content
		}
	}
	questions, err := eventQuestions(tx, event.Id)
	if err != nil {
		return err
	}
	var f *fault.Fault
	err = checklist.MayPublish(questions, members, event.GetInt("promised_days"))
	if !errors.As(err, &f) {
		return err
	}
	needed, short := f.Params()["needed"].(int)
	if !short {
		return nil
	}
	n := news{kind: "promise_broken", about: event, facts: map[string]string{"event": event.GetString("name"), "service": content.Name,
		"promise": strconv.Itoa(event.GetInt("promised_days")), "needed": strconv.Itoa(needed)}}
	keepers, err := keepersOf(tx, event)
	if err != nil {
		return err
	}
	return h.tellOfficers(tx, n, brokenPromiseWords, keepers)
}

// keepersOf are the cataloguers of the department that leads a life event, and the
// supervisors.
func keepersOf(app core.App, event *core.Record) ([]string, error) {
	cataloguers, err := officersWith(app, flow.Cataloguer, dbx.HashExp{"active": true, "department": event.GetString("lead")})
	if err != nil {
		return nil, err
	}
	supervisors, err := officersWith(app, flow.Supervisor, dbx.HashExp{"active": true})
	return distinct(slices.Concat(cataloguers, supervisors)), err
}
