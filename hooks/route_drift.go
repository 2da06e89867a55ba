package hooks

import (
	"fmt"
	"io"
	"net/http"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
)

// driftRow is a list that has to follow its item of the basic catalogue, element by
// element. CancelledOn is the last day of an item that ends.
type driftRow struct {
	claimRow
	Item        string            `json:"item"`
	Version     int               `json:"item_version"`
	CancelledOn string            `json:"cancelled_on"`
	Fields      []catalogue.Drift `json:"fields"`
}

const driftPage = 50

// listDrift answers the open tasks to follow the basic catalogue, what hurries first, of
// the officer's department, of all for whoever oversees the county (R-CLM-08).
func (h *Hall) listDrift(e *core.RequestEvent) error {
	who, q := actorOf(e.Auth), e.Request.URL.Query()
	page, err := pageOf(q)
	if err != nil {
		return err
	}
	where, bind := " WHERE 1=1", dbx.Params{}
	if who.kind == kindOfficer {
		var err error
		if where, bind, err = claimsFilter(e.App, who, q); err != nil {
			return err
		}
	}
	where += " AND c.follow > 0"
	var total int
	if err := e.App.ConcurrentDB().NewQuery("SELECT COUNT(*)" + claimsFrom + where).Bind(bind).Row(&total); err != nil {
		return err
	}
	claims := []claimRow{}
	bind["limit"], bind["offset"] = driftPage, (page-1)*driftPage
	if err := e.App.ConcurrentDB().NewQuery(claimsSQL + where + claimsOrder).Bind(bind).All(&claims); err != nil {
		return err
	}
	rows := make([]driftRow, len(claims))
	for i, c := range claims {
		h.lightClaim(&c)
		rows[i].claimRow = c
		if err := h.driftOf(e.App, &rows[i]); err != nil {
			return err
		}
	}
	return e.JSON(http.StatusOK, map[string]any{"items": rows, "total": total, "page": page, "more": page*driftPage < total})
}

// driftOf compares the list that stands with its item as it is now.
func (h *Hall) driftOf(app core.App, row *driftRow) error {
	item, err := findOne(app, "basic_items", "code", row.Code)
	if err != nil {
		return err
	}
	service, err := app.FindRecordById("services", row.Service)
	if err != nil {
		return err
	}
	list, err := h.standing(app, service)
	if err != nil {
		return err
	}
	row.Item, row.Version, row.CancelledOn = item.Id, item.GetInt("version"), item.GetString("cancelled_on")
	row.Fields = catalogue.Drifts(list, basicItem(item), item.GetString("status"))
	return nil
}

// printDrift says at the console which lists have to follow the basic items, element by
// element.
func (h *Hall) printDrift(w io.Writer, items []string) error {
	for chunk := range slices.Chunk(items, 200) {
		some := make([]any, len(chunk))
		for i, id := range chunk {
			some[i] = id
		}
		var ids []string
		err := h.app.ConcurrentDB().Select("id").From("claims").Where(dbx.In("basic_item", some...)).AndWhere(dbx.NewExp("follow > 0")).OrderBy("due", "id").Column(&ids)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := h.printTask(w, id); err != nil {
				return err
			}
		}
	}
	return nil
}

func (h *Hall) printTask(w io.Writer, claim string) error {
	row := driftRow{}
	if err := h.app.ConcurrentDB().NewQuery(claimsSQL + " WHERE c.id = {:id}").Bind(dbx.Params{"id": claim}).One(&row.claimRow); err != nil {
		return err
	}
	if err := h.driftOf(h.app, &row); err != nil {
		return err
	}
	fmt.Fprintf(w, "to follow: %s (%s), due %s\n", row.Name, row.DepartmentName, row.Due)
	for _, d := range row.Fields {
		fmt.Fprintf(w, "  %s: %s -> %s\n", d.Field, shownValue(d.Listed), shownValue(d.Present))
	}
	return nil
}
