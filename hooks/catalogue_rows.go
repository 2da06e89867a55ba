package hooks

import (
	"fmt"
	"maps"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/workbook"
)

// listKind is one collection of rows of a list. A row of the book is known again among
// those of the county by the first of these sets of fields in which they agree: what it
// is called comes before where it stands, so that moving rows keeps their records.
type listKind struct {
	sheet string
	known [][]string
}

// listKinds in the order in which they are written: what others name comes first.
var listKinds = []listKind{
	{"questions", [][]string{{"text"}, {"order"}}},
	{"options", [][]string{{"question", "text"}, {"question", "order"}}},
	{"materials", [][]string{{"type", "name"}, {"type", "order"}}},
	{"fees", [][]string{{"name"}}},
	{"form_fields", [][]string{{"key"}}},
	{"steps", [][]string{{"seq", "name"}, {"seq", "kind"}}},
}

// rowPlan is one row to be written: record is nil where it is new.
type rowPlan struct {
	sheet  string
	record *core.Record
	id     string
	fields map[string]any
}

// rowsPlan is what changes among the rows of one list.
type rowsPlan struct {
	write []rowPlan
	gone  []*core.Record
	have  map[string][]*core.Record // what the county has, by collection
}

func (p *rowsPlan) empty() bool { return len(p.write) == 0 && len(p.gone) == 0 }

// links are the ids that rows of one list name each other by.
type links struct {
	service   string
	office    string            // the department of the list
	questions map[string]string // by number
	options   map[string]string // by question/option
}

// planRows holds the rows of a list against those of the county.
func (i *importer) planRows(p *listPlan) (*rowsPlan, error) {
	plan := &rowsPlan{have: map[string][]*core.Record{}}
	l := &links{office: p.office.id, questions: map[string]string{}, options: map[string]string{}}
	if p.service != nil {
		l.service = p.service.Id
		var err error
		if plan.have, err = i.rowsOf(p.service.Id); err != nil {
			return nil, err
		}
	}
	var all []rowPlan
	for _, kind := range listKinds {
		rows := i.rows[kind.sheet][p.row.Text("code")]
		wanted := make([]rowPlan, len(rows))
		for n, r := range rows {
			wanted[n] = rowPlan{sheet: kind.sheet, fields: i.rowFields(r, l)}
		}
		plan.gone = append(plan.gone, kind.match(wanted, plan.have[kind.sheet])...)
		for n, r := range rows {
			l.keep(r, wanted[n].id)
		}
		all = append(all, wanted...)
	}
	i.linkConditions(p, all, l)
	for _, w := range all {
		if w.record == nil || changes(w.record, w.fields) {
			plan.write = append(plan.write, w)
		}
	}
	return plan, nil
}

// keep remembers the ids of questions and options, by which conditions name them.
func (l *links) keep(r workbook.Row, id string) {
	switch r.Sheet.Key {
	case "questions":
		l.questions[strconv.Itoa(r.Int("order"))] = id
	case "options":
		l.options[fmt.Sprintf("%d/%d", r.Int("question"), r.Int("order"))] = id
	}
}

// rowFields are the fields of a row, its codes replaced by the records they name; the
// conditions follow once every option has its id.
func (i *importer) rowFields(r workbook.Row, l *links) map[string]any {
	fields := make(map[string]any, len(r.Sheet.Columns))
	for _, c := range r.Sheet.Columns {
		switch c.Key {
		case "service", "only_if":
		case "question":
			fields["question"] = l.questions[strconv.Itoa(r.Int("question"))]
		case "type":
			t := i.stock.types[r.Text("type")]
			if t == nil {
				i.wrong(r, "type", "type_unknown", "", r.Text("type"))
				continue
			}
			fields["type"] = t.Id
		case "department":
			fields["department"] = i.officeOf(r, l.office)
		default:
			fields[c.Key] = r.Value(c.Key)
		}
	}
	return fields
}

// officeOf is the department that does a step, the list's own where the cell is empty.
func (i *importer) officeOf(r workbook.Row, own string) string {
	if !r.Filled("department") {
		return own
	}
	d, known := i.stock.departments[r.Text("department")]
	if !known {
		i.wrong(r, "department", "department_unknown", "", r.Text("department"))
	}
	return d.id
}

// linkConditions sets the conditions of the rows by the ids of their options.
func (i *importer) linkConditions(p *listPlan, all []rowPlan, l *links) {
	n := 0
	for _, kind := range listKinds {
		for _, r := range i.rows[kind.sheet][p.row.Text("code")] {
			if r.Sheet.Column("only_if") != nil {
				ids := []string{}
				for _, option := range r.List("only_if") {
					ids = append(ids, l.options[option])
				}
				all[n].fields["only_if"] = ids
			}
			n++
		}
	}
}

// rowsOf are the rows of a list that are not retired, by collection.
func (i *importer) rowsOf(service string) (map[string][]*core.Record, error) {
	have := map[string][]*core.Record{}
	for _, kind := range listKinds {
		if kind.sheet == "options" {
			continue
		}
		list, err := findAll(i.tx, kind.sheet, "_rowid_", dbx.HashExp{"service": service, "retired": false})
		if err != nil {
			return nil, err
		}
		have[kind.sheet] = list
	}
	for _, q := range have["questions"] {
		options, err := findAll(i.tx, "options", "_rowid_", dbx.HashExp{"question": q.Id, "retired": false})
		if err != nil {
			return nil, err
		}
		have["options"] = append(have["options"], options...)
	}
	return have, nil
}

// match gives each wanted row the record that it is, or a new id, and answers the records
// that no row wants.
func (kind listKind) match(wanted []rowPlan, have []*core.Record) []*core.Record {
	taken := map[string]bool{}
	for _, fields := range kind.known {
		by := map[string]*core.Record{}
		for _, r := range have {
			if key := recordKey(r, fields); !taken[r.Id] && by[key] == nil {
				by[key] = r
			}
		}
		for n := range wanted {
			w := &wanted[n]
			if r := by[w.key(fields)]; w.record == nil && r != nil && !taken[r.Id] {
				w.record, w.id, taken[r.Id] = r, r.Id, true
			}
		}
	}
	for n := range wanted {
		if wanted[n].record == nil {
			wanted[n].id = core.GenerateDefaultRandomId()
		}
	}
	var gone []*core.Record
	for _, r := range have {
		if !taken[r.Id] {
			gone = append(gone, r)
		}
	}
	return gone
}

func recordKey(r *core.Record, fields []string) string {
	parts := make([]string, len(fields))
	for i, f := range fields {
		parts[i] = r.GetString(f)
	}
	return strings.Join(parts, "\x00")
}

func (w *rowPlan) key(fields []string) string {
	parts := make([]string, len(fields))
	for i, f := range fields {
		parts[i] = fmt.Sprint(w.fields[f])
	}
	return strings.Join(parts, "\x00")
}

// storeRows writes what changes among the rows of a list.
func (i *importer) storeRows(service string, plan *rowsPlan) error {
	for _, w := range plan.write {
		if err := i.storeRow(service, w); err != nil {
			return err
		}
	}
	for _, r := range plan.gone {
		if err := i.dropRow(r); err != nil {
			return err
		}
	}
	return nil
}

func (i *importer) storeRow(service string, w rowPlan) error {
	if w.record != nil {
		w.record.Load(w.fields)
		i.report.Rows.Updated++
		return i.save(w.record)
	}
	fields := maps.Clone(w.fields)
	fields["id"] = w.id
	if w.sheet != "options" {
		fields["service"] = service
	}
	i.report.Rows.Created++
	return i.insert(w.sheet, fields)
}

// dropRow retires a row that a revision names and deletes one that none does.
func (i *importer) dropRow(r *core.Record) error {
	named, err := namedByRevision(i.tx, r.Id)
	if err != nil {
		return err
	}
	if named {
		r.Set("retired", true)
		i.report.Rows.Retired++
		return i.save(r)
	}
	i.report.Rows.Deleted++
	return i.tx.DeleteWithContext(penned, r)
}
