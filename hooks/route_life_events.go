package hooks

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

// listLifeEvents shows officers every life event with its members in their order, what it
// promises against the longest chain that answers can produce, and which acts its state
// allows to a supervisor.
func (h *Hall) listLifeEvents(e *core.RequestEvent) error {
	events, err := findAll(e.App, "life_events", "name", nil)
	if err != nil {
		return err
	}
	items := make([]map[string]any, 0, len(events))
	for _, r := range events {
		item, err := h.overviewOf(e.App, r)
		if err != nil {
			return err
		}
		items = append(items, item)
	}
	return e.JSON(http.StatusOK, map[string]any{"items": items})
}

// overviewOf is one life event. What stands against publishing it, or is wrong with a
// published one, is its refusal: one that is wrong never hides the others.
func (h *Hall) overviewOf(app core.App, r *core.Record) (map[string]any, error) {
	members, err := h.members(app, r)
	if err != nil {
		return nil, err
	}
	questions, err := eventQuestions(app, r.Id)
	if err != nil {
		return nil, err
	}
	item := map[string]any{"id": r.Id, "name": r.GetString("name"), "name_en": r.GetString("name_en"), "state": r.GetString("state"),
		"acts": actsFrom(flow.LifeEvent, flow.State(r.GetString("state")))}
	var f *fault.Fault
	if err := checklist.MayPublish(questions, members, r.GetInt("promised_days")); errors.As(err, &f) {
		item["refusal"] = shownFault(f)
	} else if err != nil {
		return nil, err
	}
	days, chain, err := checklist.WorstPath(questions, members)
	if err == nil {
		members, err = checklist.Order(members)
	}
	if err != nil && !errors.As(err, &f) { // a fault is the refusal already
		return nil, err
	}
	item["members"], item["longest_chain"], item["limit"] = membersShown(members), chain, limitOfEvent(r, members, days)
	return item, nil
}

func membersShown(members []checklist.Member) []map[string]any {
	rows := []map[string]any{}
	for _, m := range members {
		rows = append(rows, map[string]any{"id": m.ID, "service": m.List.ID, "name": m.List.Name, "name_en": m.List.NameEn, "department": m.List.Department.Name, "department_en": m.List.Department.NameEn,
			"promised_days": m.List.PromisedDays, "handling": m.List.Handling, "optional": m.Optional, "conditional": len(m.OnlyIf) > 0, "after": m.After, "closed": m.Closed})
	}
	return rows
}

// actsFrom are the acts that start from a state.
func actsFrom(t flow.Table, state flow.State) []flow.Act {
	acts := []flow.Act{}
	for _, row := range t.Rows {
		for _, from := range row.From {
			if from == state {
				acts = append(acts, row.Act)
			}
		}
	}
	return acts
}
