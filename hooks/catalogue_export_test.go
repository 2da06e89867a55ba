package hooks

import (
	"bytes"
	"slices"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/fault"
	"onestop/hooks/workbook"
)

// What is exported is what was imported, through Excel and through JSON.
func TestExportOfTheImportIsTheImport(t *testing.T) {
	x := newHouse(t)
	for _, write := range []func(*bytes.Buffer, *workbook.Book) error{
		func(w *bytes.Buffer, b *workbook.Book) error { return workbook.Write(w, b) },
		func(w *bytes.Buffer, b *workbook.Book) error { return workbook.WriteJSON(w, b) },
	} {
		var out bytes.Buffer
		if err := write(&out, bookOf(t, 4)); err != nil {
			t.Fatal(err)
		}
		b, problems := workbook.Read(&out, workbook.Usual)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		x.mustImport(nil, b)
		back := x.exported(marketCode)
		for _, s := range workbook.Sheets {
			for _, r := range b.Rows(s.Key) {
				if !slices.ContainsFunc(back.Rows(s.Key), func(o workbook.Row) bool { return sameRow(s, r, o) }) {
					t.Errorf("%s %s is not in the export", s.Key, r.Key(s.Unique...))
				}
			}
			for _, r := range back.Rows(s.Key) {
				if service := r.Text("service"); service != "" && service != marketCode+"4000116013001" && len(b.Rows(s.Key)) < 4 {
					t.Errorf("%s %s was not imported", s.Key, r.Key(s.Unique...))
				}
			}
		}
		if r := x.mustImport(nil, back); r.Unchanged != 5 || len(r.BasicItems.Updated)+len(r.MaterialTypes.Updated)+r.Rows.Created != 0 {
			t.Errorf("the export changes the county: %+v", r)
		}
		if again := x.exported(marketCode); !again.Equal(back) {
			t.Error("a second export differs")
		}
	}
}

// The choices of a form field that cannot be read end the export instead of being lost.
func TestUnreadableChoicesEndTheExport(t *testing.T) {
	x := newHouse(t)
	x.mustImport(nil, bookOf(t, 1))
	if _, err := x.app.DB().NewQuery("UPDATE form_fields SET choices = '{\"a\":1}' WHERE service IN (SELECT id FROM services WHERE code LIKE '" + marketCode + "%')").Execute(); err != nil {
		t.Fatal(err)
	}
	if _, err := x.ExportCatalogue(x.app, marketCode); fault.Of(err) != fault.ItemsInvalid {
		t.Errorf("the export ends with %v", err)
	}
	if _, err := x.ExportCatalogue(x.app, policeCode); err != nil {
		t.Errorf("another department: %v", err)
	}
}

// sameRow compares what people wrote; the locked elements may have been left empty.
func sameRow(s workbook.Sheet, a, b workbook.Row) bool {
	for _, c := range s.Columns {
		if s.Key == "services" && contains([]string{"name", "name_en", "basis", "exported"}, c.Key) && !a.Filled(c.Key) {
			continue
		}
		if !sameValue(a.Value(c.Key), b.Value(c.Key)) {
			return false
		}
	}
	return true
}

// Every column is a field of its collection with the same bounds and choices: what the
// book lets pass, the schema takes.
func TestColumnsAreFields(t *testing.T) {
	x := newHouse(t)
	for _, s := range workbook.Sheets {
		collection, err := x.app.FindCollectionByNameOrId(s.Key)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range s.Columns {
			if s.Key == "options" && c.Key == "service" || c.Key == "exported" { // of its question; of the working copy as a whole
				continue
			}
			f := collection.Fields.GetByName(c.Key)
			if f == nil {
				t.Errorf("%s has no field %s", s.Key, c.Key)
				continue
			}
			for _, wrong := range unlike(c, f) {
				t.Errorf("%s.%s: %s", s.Key, c.Key, wrong)
			}
		}
		for _, f := range collection.Fields {
			name := f.GetName()
			if s.Column(name) == nil && !contains(unrecorded, name) && !contains([]string{"claim", "state", "version", "retired", "result_sample", "blank_form", "sample", "life_event"}, name) {
				t.Errorf("the workbook has no column for %s.%s", s.Key, name)
			}
		}
	}
}

func unlike(c workbook.Column, field core.Field) []string {
	var wrong []string
	say := func(is bool, what string) {
		if is {
			wrong = append(wrong, what)
		}
	}
	switch f := field.(type) {
	case *core.TextField:
		say(c.Kind != workbook.Text && c.Kind != workbook.Code && c.Kind != workbook.Day, "is a text")
		say(c.Kind != workbook.Day && (c.Max == 0 || c.Max > f.Max), "takes fewer characters")
		say(f.Required && !c.Required && c.Key != "name", "is required")
	case *core.NumberField:
		say(c.Kind != workbook.Number || float64(c.Max) > *f.Max, "is another number")
	case *core.BoolField:
		say(c.Kind != workbook.Flag, "is a flag")
	case *core.SelectField:
		codes := []string{}
		for _, w := range c.Choices {
			codes = append(codes, w.Code)
		}
		slices.Sort(codes)
		values := slices.Clone(f.Values)
		slices.Sort(values)
		say(!slices.Equal(codes, values), "has other choices")
		say(f.IsMultiple() != (c.Kind == workbook.Choices), "takes another number of choices")
		say(f.Required && !c.Required, "is required")
	case *core.JSONField:
		say(c.Kind != workbook.List, "is a list")
	case *core.RelationField:
		say(f.IsMultiple() != (c.Kind == workbook.Refs), "is another relation")
	default:
		say(true, "is a field of another type")
	}
	return wrong
}

// stamped is the book with the states at which its lists would be exported now.
func (x *house) stamped(b *workbook.Book) *workbook.Book {
	x.t.Helper()
	now := map[string]string{}
	for _, r := range x.exported(marketCode).Rows("services") {
		now[r.Text("code")] = r.Text("exported")
	}
	for n, r := range b.Rows("services") {
		b = changedBook(x.t, b, "services", n, map[string]any{"exported": now[r.Text("code")]})
	}
	return b
}

func (x *house) exported(department string) *workbook.Book {
	x.t.Helper()
	b, err := x.ExportCatalogue(x.app, department)
	if err != nil {
		x.t.Fatal(err)
	}
	return b
}
