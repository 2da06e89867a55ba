package hooks

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
)

// itemFilter finds items of the basic catalogue in use of which a department has no claim.
// It asks for something, so that nobody claims the whole catalogue by mistake.
type itemFilter struct {
	Type string `json:"type"` // 01…20
	Code string `json:"code"` // how the code begins
	Q    string `json:"q"`    // words of the name or the code
}

// opening opens a claim of each basic item for the department, for an owner where one is
// named. form_incomplete, record_foreign; for each item service_not_open, claim_not_level,
// state_moved where the department has it already, role_required (R-CLM-03).
func opening(app core.App, b bulk) (onSubject, error) {
	if b.Department == "" {
		return nil, refuse("department", fault.New(fault.FormIncomplete, "R-CLM-03", "Name the department that claims the items."))
	}
	department, err := findOne(app, "departments", "id", b.Department)
	if err != nil {
		return nil, err
	}
	if department == nil {
		return nil, refuse("department", fault.New(fault.RecordForeign, "R-CLM-03", "There is no such department; name an existing one."))
	}
	if err := ownerExists(app, b.Owner); err != nil {
		return nil, err
	}
	region, err := app.FindRecordById("regions", department.GetString("region"))
	if err != nil {
		return nil, err
	}
	level := catalogue.LevelOf(region.GetString("level"))
	return func(tx core.App, item string) error { return openOne(tx, item, b, level) }, nil
}

func openOne(tx core.App, id string, b bulk, level string) error {
	item, err := findOne(tx, "basic_items", "id", id)
	if err != nil {
		return err
	}
	if item == nil {
		return fault.New(fault.RecordForeign, "R-CLM-03", "There is no such item in the basic catalogue; name an existing one.")
	}
	if err := catalogue.MayClaim(basicItem(item), item.GetString("status"), level); err != nil {
		return err
	}
	had, err := findAll(tx, "claims", "id", dbx.HashExp{"basic_item": id, "department": b.Department})
	if err != nil {
		return err
	}
	if len(had) > 0 {
		state := had[0].GetString("state")
		return fault.New(fault.StateMoved, "R-CLM-03", "The department has this item already; it is %s.", state).With("state", state)
	}
	claim, err := newRecord(tx, "claims", map[string]any{"basic_item": id, "department": b.Department, "owner": b.Owner})
	if err != nil {
		return err
	}
	return write(tx, claim)
}

// sql finds the items that the department can still take.
func (f itemFilter) sql(department string) (string, dbx.Params, error) {
	if f == (itemFilter{}) {
		return "", nil, refuse("unclaimed", fault.New(fault.FormIncomplete, "", "A filter names the type, the beginning of the code or words of the items."))
	}
	where := `SELECT b.id FROM basic_items b WHERE b.status = 'in_use'
		AND NOT EXISTS (SELECT 1 FROM claims c WHERE c.basic_item = b.id AND c.department = {:department})`
	bind := dbx.Params{"department": department}
	if f.Type != "" {
		where, bind["type"] = where+" AND b.type = {:type}", f.Type
	}
	if f.Code != "" {
		where, bind["code"] = where+" AND substr(b.code, 1, length({:code})) = {:code}", f.Code
	}
	for n, word := range strings.Fields(f.Q) {
		name := "word" + strconv.Itoa(n)
		where += " AND (b.name LIKE {:" + name + "} ESCAPE '\\' OR b.name_en LIKE {:" + name + "} ESCAPE '\\' OR b.code LIKE {:" + name + "} ESCAPE '\\')"
		bind[name] = likely([]string{word})
	}
	return where, bind, nil
}

// tellRefused adds to each refusal what it is about: the claim or the basic item as it is.
func (h *Hall) tellRefused(app core.App, b bulk, answers []claimAnswer) error {
	query := claimsSQL + " WHERE c.id IN "
	if b.Act == "open" {
		query = "SELECT id, code, name, name_en FROM basic_items WHERE id IN "
	}
	at := map[string]*claimAnswer{}
	var ids []string
	for n := range answers {
		if a := &answers[n]; !a.OK {
			at[a.ID], ids = a, append(ids, a.ID)
		}
	}
	for chunk := range slices.Chunk(ids, bulkChunk) {
		marks, bind := make([]string, len(chunk)), dbx.Params{}
		for n, id := range chunk {
			name := "id" + strconv.Itoa(n)
			marks[n], bind[name] = "{:"+name+"}", id
		}
		var rows []claimRow
		if err := app.ConcurrentDB().NewQuery(query + "(" + strings.Join(marks, ",") + ")").Bind(bind).All(&rows); err != nil {
			return err
		}
		for n := range rows {
			h.lightClaim(&rows[n])
			at[rows[n].ID].About = &rows[n]
		}
	}
	return nil
}
