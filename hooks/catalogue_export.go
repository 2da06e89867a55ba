package hooks

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/workbook"
)

// exporter writes the catalogue of the county into a book.
type exporter struct {
	app        core.App
	book       *workbook.Book
	department string                       // its id, "" for the whole county
	codes      map[string]map[string]string // id -> code, of departments, types and items
}

// ExportCatalogue writes the working copies of the lists of one department, by its credit
// code, into a book that ImportCatalogue takes, with the basic items and material types
// that they name; "" is the whole county with all of them. Cancelled lists and retired
// rows are left out.
func (h *Hall) ExportCatalogue(app core.App, department string) (*workbook.Book, error) {
	x := &exporter{app: app, book: workbook.New(), codes: map[string]map[string]string{}}
	for _, c := range []string{"departments", "material_types", "basic_items"} {
		list, err := findAll(app, c, "code", dbx.HashExp{})
		if err != nil {
			return nil, err
		}
		x.codes[c] = map[string]string{}
		for _, r := range list {
			x.codes[c][r.Id] = r.GetString("code")
		}
	}
	where := dbx.HashExp{}
	if department != "" {
		d, err := departmentCoded(app, department)
		if err != nil {
			return nil, err
		}
		where["department"], x.department = d.Id, d.Id
	}
	services, err := findAll(app, "services", "code", where)
	if err != nil {
		return nil, err
	}
	services = slices.DeleteFunc(services, func(s *core.Record) bool { return s.GetString("state") == "cancelled" || s.GetString("code") == "" })
	named, err := x.lists(services)
	if err != nil {
		return nil, err
	}
	return x.book, x.entries(named, department == "")
}

// departmentCoded is the department with a unified social credit code, nil for "";
// record_foreign where there is none.
func departmentCoded(app core.App, code string) (*core.Record, error) {
	if code == "" {
		return nil, nil
	}
	d, err := findOne(app, "departments", "code", code)
	if err == nil && d == nil {
		err = fault.New(fault.RecordForeign, "", "There is no department with the code %s; give a unified social credit code.", code)
	}
	return d, err
}

// lists writes every list with its rows and answers the codes that they name.
func (x *exporter) lists(services []*core.Record) (map[string]bool, error) {
	named := map[string]bool{}
	rows, err := x.children()
	if err != nil {
		return nil, err
	}
	versions, err := versionsOf(x.app)
	if err != nil {
		return nil, err
	}
	for _, s := range services {
		values, err := x.values("services", s)
		if err != nil {
			return nil, err
		}
		values["exported"] = stampOf(versions[s.Id], s, rows.of(s.Id))
		code := s.GetString("code")
		named["basic_items/"+code[len(code)-12:]] = true
		if err := x.book.Add("services", values); err != nil {
			return nil, err
		}
		if err := x.rowsOf(s, rows, named); err != nil {
			return nil, err
		}
	}
	return named, nil
}

// family are the rows of all lists by collection and by what they belong to.
type family map[string]map[string][]*core.Record

// children reads each collection of rows once, those of the department alone where one is
// asked for: a query for every list would be some ten thousand.
func (x *exporter) children() (family, error) {
	rows := family{}
	for _, kind := range listKinds {
		owner, within := "service", "service IN (SELECT id FROM services WHERE department = {:department})"
		if kind.sheet == "options" {
			owner, within = "question", "question IN (SELECT id FROM questions WHERE "+within+")"
		}
		q := x.app.RecordQuery(kind.sheet).AndWhere(dbx.HashExp{"retired": false}).OrderBy("_rowid_")
		if x.department != "" {
			q.AndWhere(dbx.NewExp(within, dbx.Params{"department": x.department}))
		}
		var list []*core.Record
		if err := q.All(&list); err != nil {
			return nil, fmt.Errorf("reading %s: %w", kind.sheet, err)
		}
		slices.SortStableFunc(list, inOrder)
		by := map[string][]*core.Record{}
		for _, r := range list {
			by[r.GetString(owner)] = append(by[r.GetString(owner)], r)
		}
		rows[kind.sheet] = by
	}
	return rows, nil
}

// of are the rows of one list by collection.
func (f family) of(service string) map[string][]*core.Record {
	rows := map[string][]*core.Record{}
	for _, kind := range listKinds {
		rows[kind.sheet] = append(rows[kind.sheet], f[kind.sheet][service]...)
	}
	for _, q := range rows["questions"] {
		rows["options"] = append(rows["options"], f["options"][q.Id]...)
	}
	return rows
}

// inOrder is the order of the rows of a list in the workbook.
func inOrder(a, b *core.Record) int {
	return cmp.Or(cmp.Compare(a.GetInt("order"), b.GetInt("order")), cmp.Compare(a.GetInt("seq"), b.GetInt("seq")))
}

// rowsOf writes the rows of one list. Numbers that people left equal or empty are given
// anew, because the workbook knows rows by them.
func (x *exporter) rowsOf(s *core.Record, rows family, named map[string]bool) error {
	options := map[string]string{} // id -> question/option
	questions := rows["questions"][s.Id]
	numbers := numbered(questions)
	for n, q := range questions {
		list := rows["options"][q.Id]
		for m, number := range numbered(list) {
			options[list[m].Id] = fmt.Sprintf("%d/%d", numbers[n], number)
		}
	}
	for _, kind := range listKinds {
		list := rows[kind.sheet][s.Id]
		if kind.sheet == "options" {
			continue
		}
		places := numbered(list)
		for n, r := range list {
			values, err := x.values(kind.sheet, r)
			if err != nil {
				return err
			}
			values["service"] = s.GetString("code")
			if _, ordered := values["order"]; ordered {
				values["order"] = places[n]
			}
			x.conditions(values, r, options)
			if kind.sheet == "materials" {
				named["material_types/"+values["type"].(string)] = true
			}
			if err := x.book.Add(kind.sheet, values); err != nil {
				return err
			}
		}
	}
	for n, q := range questions {
		list := rows["options"][q.Id]
		for m, number := range numbered(list) {
			values, err := x.values("options", list[m])
			if err != nil {
				return err
			}
			values["service"], values["question"], values["order"] = s.GetString("code"), numbers[n], number
			if err := x.book.Add("options", values); err != nil {
				return err
			}
		}
	}
	return nil
}

// conditions names the options of a condition by their numbers; options that are retired
// are left out.
func (x *exporter) conditions(values map[string]any, r *core.Record, options map[string]string) {
	if _, has := values["only_if"]; !has {
		return
	}
	list := []string{}
	for _, id := range r.GetStringSlice("only_if") {
		if name := options[id]; name != "" {
			list = append(list, name)
		}
	}
	values["only_if"] = list
}

// numbered are the numbers of rows in their order: their own where those are all
// different and above zero, else 1, 2, 3.
func numbered(list []*core.Record) []int {
	numbers, seen, own := make([]int, len(list)), map[int]bool{}, true
	for n, r := range list {
		numbers[n] = r.GetInt("order")
		own = own && numbers[n] > 0 && !seen[numbers[n]]
		seen[numbers[n]] = true
	}
	for n := range numbers {
		if !own {
			numbers[n] = n + 1
		}
	}
	return numbers
}

// values are the values of a record by the columns of its sheet. A list that cannot be read
// ends the export, which would lose it otherwise.
func (x *exporter) values(sheet string, r *core.Record) (map[string]any, error) {
	values := map[string]any{}
	for _, c := range workbook.SheetOf(sheet).Columns {
		switch {
		case c.Key == "department":
			values[c.Key] = x.codes["departments"][r.GetString(c.Key)]
		case sheet == "materials" && c.Key == "type":
			values[c.Key] = x.codes["material_types"][r.GetString(c.Key)]
		case c.Key == "choices":
			list, err := listOf[string](r, c.Key)
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", sheet, r.Id, err)
			}
			values[c.Key] = list
		case c.Kind == workbook.Number:
			values[c.Key] = r.GetInt(c.Key)
		case c.Kind == workbook.Flag:
			values[c.Key] = r.GetBool(c.Key)
		case c.Kind == workbook.Choices, c.Kind == workbook.Refs:
			values[c.Key] = r.GetStringSlice(c.Key)
		default:
			values[c.Key] = tidy(r.GetString(c.Key))
		}
	}
	return values, nil
}

// tidy is a text as a workbook gives it back.
func tidy(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// entries writes the basic items and material types, all of them or those that are named.
func (x *exporter) entries(named map[string]bool, all bool) error {
	for _, sheet := range []string{"basic_items", "material_types"} {
		list, err := findAll(x.app, sheet, "code", dbx.HashExp{})
		if err != nil {
			return err
		}
		for _, r := range list {
			if !all && !named[sheet+"/"+r.GetString("code")] {
				continue
			}
			values, err := x.values(sheet, r)
			if err != nil {
				return err
			}
			if err := x.book.Add(sheet, values); err != nil {
				return err
			}
		}
	}
	return nil
}
