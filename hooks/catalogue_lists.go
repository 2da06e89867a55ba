package hooks

import (
	"errors"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/idcode"
	"onestop/hooks/workbook"
)

// listPlan is what the book makes of one implementation list. claim and service are nil
// where the county has none yet; act is the act that opens the list, "" where it is open.
type listPlan struct {
	row     workbook.Row
	item    *core.Record
	office  body
	claim   *core.Record
	service *core.Record
	act     flow.Act
	fields  map[string]any // of the service
	rows    *rowsPlan      // of a list that exists; a new one is planned when it is stored
}

// lockedColumns are filled from the basic item; elsewhere they would not be the same
// item (R-CAT-03). The code and the department are those of the claim.
var lockedColumns = []string{"code", "department", "name", "name_en", "basis"}

// planLists holds every list of the book against the county. Lists in which nothing
// changes are left alone, whatever their state.
func (i *importer) planLists() ([]listPlan, error) {
	var plans []listPlan
	for _, r := range i.book.Rows("services") {
		p, ok, err := i.planList(r)
		if err != nil {
			return nil, err
		}
		if ok {
			plans = append(plans, p)
		}
	}
	return plans, nil
}

func (i *importer) planList(r workbook.Row) (listPlan, bool, error) {
	p := listPlan{row: r}
	if !i.place(&p) {
		return p, false, nil
	}
	may, err := i.mayCompile(p.office.id)
	if err != nil {
		return p, false, err
	}
	if !may {
		i.wrong(r, "department", "list_foreign", "R-CLM-03")
		return p, false, nil
	}
	before := len(i.problems)
	i.checkLocked(&p)
	p.claim = i.stock.claims[p.item.Id+"/"+p.office.id]
	if p.claim != nil {
		p.service = i.stock.services[p.claim.Id]
	}
	p.fields = i.fieldsOf(&p)
	rows, err := i.planRows(&p)
	if err != nil || len(i.problems) > before {
		return p, false, err
	}
	if p.service != nil {
		p.rows = rows
		if rows.empty() && !changes(p.service, p.fields) {
			i.report.Unchanged++
			return p, false, nil
		}
		i.checkStamp(&p, rows.have)
	}
	return p, i.opens(&p) && len(i.problems) == before, nil
}

// place finds the item and the department of a list and holds its code against both
// (R-CAT-33).
func (i *importer) place(p *listPlan) bool {
	r := p.row
	office, known := i.stock.departments[r.Text("department")]
	if !known {
		i.wrong(r, "department", "department_unknown", "", r.Text("department"))
		return false
	}
	code, err := idcode.ParseTaskCode(r.Text("code"))
	if err != nil {
		i.wrong(r, "code", "code_differs", "R-CAT-33", workbook.Word{Zh: "格式不对", En: err.Error()})
		return false
	}
	if p.item = i.stock.items[code.Basic.String()]; p.item == nil {
		i.wrong(r, "code", "item_unknown", "R-CAT-33", code.Basic.String())
		return false
	}
	p.office = office
	err = code.Check(office.code, p.item.GetString("code"), p.item.GetString("type"), p.item.GetStringSlice("levels"))
	switch {
	case err != nil:
		i.wrong(r, "code", "code_differs", "R-CAT-33", workbook.CodePart(err))
	case code.Level != office.level:
		i.wrong(r, "code", "level_differs", "R-CAT-33", office.level)
	default:
		return true
	}
	return false
}

// checkLocked refuses other words for what the basic catalogue sets: the name is its
// name, the basis may say more, never less (R-CAT-03).
func (i *importer) checkLocked(p *listPlan) {
	for _, field := range []string{"name", "name_en"} {
		if p.row.Filled(field) && p.row.Text(field) != p.item.GetString(field) {
			i.wrong(p.row, field, "list_locked", "R-CAT-03", p.item.GetString(field))
		}
	}
	basis := p.item.GetString("basis")
	if p.row.Filled("basis") && !strings.Contains(unspaced(p.row.Text("basis")), unspaced(basis)) {
		i.wrong(p.row, "basis", "basis_less", "R-CAT-03", clipped(basis))
	}
}

// clipped keeps a quotation short enough for a comment on a cell.
func clipped(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// fieldsOf are the fields of the service as the book wants them.
func (i *importer) fieldsOf(p *listPlan) map[string]any {
	fields := map[string]any{"name": p.item.GetString("name"), "name_en": p.item.GetString("name_en"), "basis": p.item.GetString("basis")}
	switch {
	case p.row.Filled("basis"):
		fields["basis"] = p.row.Text("basis")
	case p.service != nil: // what the department added to the basis stays behind the item's, as it is now
		before, now := p.item.Original().GetString("basis"), p.item.GetString("basis")
		if had := strings.Replace(p.service.GetString("basis"), before, now, 1); strings.Contains(unspaced(had), unspaced(now)) {
			fields["basis"] = had
		}
	}
	for _, c := range p.row.Sheet.Columns {
		if c.Key != "exported" && !slices.Contains(lockedColumns, c.Key) {
			fields[c.Key] = p.row.Value(c.Key)
		}
	}
	return fields
}

func changes(r *core.Record, fields map[string]any) bool {
	for key, v := range fields {
		if !sameValue(r.Get(key), v) {
			return true
		}
	}
	return false
}

// openings are the acts by which a claim in a state is opened for an import; a state that
// is missing is closed to it.
var openings = map[flow.State]flow.Act{flow.ToClaim: "claim", flow.Published: "revise", flow.Compiling: ""}

// opens reports whether the list may be written, and by which act it is opened.
func (i *importer) opens(p *listPlan) bool {
	state := flow.ToClaim
	if p.claim != nil {
		state = flow.State(p.claim.GetString("state"))
	}
	act, open := openings[state]
	if !open {
		i.wrong(p.row, "code", "list_closed", "R-CLM-06", claimStates[state])
		return false
	}
	p.act = act
	if act != "claim" {
		return true
	}
	err := catalogue.MayClaim(basicItem(p.item), p.item.GetString("status"), p.office.level)
	switch fault.Of(err) {
	case "":
		return true
	case fault.ClaimNotLevel:
		i.wrong(p.row, "code", "item_level", "R-CLM-03")
	default:
		i.wrong(p.row, "code", "item_closed", "R-CLM-08")
	}
	return false
}

// compiling travels with an act of an import: what the list is to hold once the act has
// opened it. Only the import makes one, so whoever may import a list may open it.
type compiling struct {
	fields  map[string]any
	service string // set by the act
}

const compilingKey = "@compiling"

// compilingBy is the import behind an act, nil where a person does it by hand.
func compilingBy(action *core.Record) *compiling {
	c, _ := action.GetRaw(compilingKey).(*compiling)
	return c
}

// storeList opens the list by its act, which also stores the service, and writes its rows.
func (i *importer) storeList(p listPlan) error {
	if p.claim == nil {
		p.claim = i.fresh("claims")
		p.claim.Load(map[string]any{"basic_item": p.item.Id, "department": p.office.id})
		if err := i.tx.SaveNoValidate(p.claim); err != nil {
			return i.faulty(p.row, err)
		}
	}
	service, err := i.openList(&p)
	if err != nil {
		return i.faulty(p.row, err)
	}
	i.brought = append(i.brought, importedList{Service: service, Claim: p.claim.Id, Code: p.row.Text("code"), Name: p.item.GetString("name"), NameEn: p.item.GetString("name_en"), Did: p.act})
	if p.rows == nil {
		p.service = nil
		if p.rows, err = i.planRows(&p); err != nil {
			return err
		}
	}
	return i.storeRows(service, p.rows)
}

func (i *importer) openList(p *listPlan) (service string, err error) {
	switch p.act {
	case "claim":
		service, err = i.act(p)
		i.report.Claimed = append(i.report.Claimed, service)
	case "revise":
		service, err = i.act(p)
		i.report.Revised = append(i.report.Revised, service)
	default:
		service = p.service.Id
		i.report.Updated = append(i.report.Updated, service)
		if changes(p.service, p.fields) {
			p.service.Load(p.fields)
			err = i.save(p.service)
		}
		if err == nil {
			err = i.h.noteCompiler(i.tx, p.claim.Id)
		}
	}
	return service, err
}

func (i *importer) act(p *listPlan) (string, error) {
	action := i.fresh("actions")
	action.Load(map[string]any{"subject": "claim", "claim": p.claim.Id, "act": string(p.act)})
	c := &compiling{fields: p.fields}
	action.SetRaw(compilingKey, c)
	err := i.tx.SaveNoValidate(action)
	return c.service, err
}

// faulty turns a refusal of the house into a problem at the list's cell; the rest of the
// book is looked at, and nothing of it is kept.
func (i *importer) faulty(r workbook.Row, err error) error {
	var f *fault.Fault
	if !errors.As(err, &f) {
		return err
	}
	i.wrong(r, "code", "list_refused", f.Cite(), workbook.Word{Zh: f.Code(), En: f.Error()})
	return nil
}
