package hooks

import (
	"net/http"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

// orderPages puts the pages of one material in the order in which they are named. Whoever may
// add pages to the material may order them: the applicant, or a clerk of the case.
func (h *Hall) orderPages(e *core.RequestEvent) error {
	var body struct {
		Material  string   `json:"material"`
		Documents []string `json:"documents"`
	}
	if err := e.BindBody(&body); err != nil {
		return refuse("documents", fault.New(fault.ItemsInvalid, "R-AL-05", "Send {\"material\": id, \"documents\": [ids in their new order]}."))
	}
	record, err := shownTo(e, "applications")
	if err != nil {
		return err
	}
	var pages []map[string]any
	err = h.as(e.App, actorOf(e.Auth), func(tx core.App) error {
		pages, err = h.orderIn(tx, record.Id, body.Material, body.Documents)
		return err
	})
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, map[string]any{"pages": pages})
}

// orderIn gives the pages the page numbers that they have among them, in the new order.
func (h *Hall) orderIn(tx core.App, id, material string, order []string) ([]map[string]any, error) {
	c, err := h.openCase(tx, id)
	if err != nil {
		return nil, err
	}
	roles, err := c.roles(tx, h.signer(tx))
	if err != nil {
		return nil, err
	}
	if !slices.Contains(roles, flow.Applicant) && !slices.Contains(roles, flow.Clerk) {
		return nil, refuse("documents", fault.New(fault.RoleRequired, "R-PL-20", "Pages are put in order by the applicant or a clerk."))
	}
	if err := mayAdd(c, material); err != nil {
		return nil, refuse("documents", err)
	}
	current := slices.DeleteFunc(slices.Clone(c.documents), func(d *core.Record) bool {
		return d.GetString("material") != material || d.GetBool("superseded")
	})
	numbers := make([]int, len(current))
	for i, d := range current {
		numbers[i] = d.GetInt("page")
	}
	slices.Sort(numbers)
	if len(order) == 0 || len(order) != len(current) || len(distinct(order)) != len(order) {
		return nil, refuse("documents", fault.New(fault.ItemsInvalid, "R-AL-05", "Name every page of the material once, in the new order; look at it again."))
	}
	pages := make([]map[string]any, len(order))
	for i, id := range order {
		at := slices.IndexFunc(current, func(d *core.Record) bool { return d.Id == id })
		if at < 0 {
			return nil, refuse("documents", fault.New(fault.RecordForeign, "R-AL-05", "There is no such page of the material; look at it again."))
		}
		current[at].Set("page", numbers[i])
		if err := write(tx, current[at]); err != nil {
			return nil, err
		}
		pages[i] = map[string]any{"document": id, "page": numbers[i]}
	}
	return pages, nil
}
