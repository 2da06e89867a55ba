// Package workbook is the catalogue as an office keeps it: one workbook of declared
// sheets and columns, read and written as Excel and as JSON. Reading is strict and
// bounded: whatever is not plainly a value of its column is a problem at its cell, and a
// book with a problem is not to be used. The room knows the form of the catalogue and
// never the house: what a row means for records is decided by whoever asked for it.
package workbook

import (
	"fmt"
	"slices"
	"strconv"
)

// Book is the content of one workbook, sheet by sheet in the order of its rows.
type Book struct {
	rows  map[string][]Row
	json  bool // where a row stands is told as a path instead of a cell
	place map[string]map[string]int
}

// Row is one row of a sheet. Line is the row in Excel, or the index in the list of JSON.
type Row struct {
	Sheet *Sheet
	Line  int
	book  *Book
	cells []any // by the order of the sheet's columns; nil: empty
}

// New is an empty book.
func New() *Book { return &Book{rows: map[string][]Row{}} }

// Rows are the rows of a sheet by its key, such as "materials".
func (b *Book) Rows(sheet string) []Row { return b.rows[sheet] }

// Add appends a row of values by column key: texts for codes, choices and days, int for
// numbers, bool for flags, []string for lists. Empty values are left out.
func (b *Book) Add(sheet string, values map[string]any) error {
	s := SheetOf(sheet)
	if s == nil {
		return fmt.Errorf("the workbook has no sheet %q", sheet)
	}
	r := Row{Sheet: s, Line: firstLine + len(b.rows[sheet]), book: b, cells: make([]any, len(s.Columns))}
	for key, v := range values {
		i := s.column(key)
		if i < 0 {
			return fmt.Errorf("the sheet %s has no column %q", sheet, key)
		}
		r.cells[i] = kept(v)
	}
	b.rows[sheet] = append(b.rows[sheet], r)
	return nil
}

// kept is the value, nil where it says nothing.
func kept(v any) any {
	switch v := v.(type) {
	case string:
		if v == "" {
			return nil
		}
	case int:
		if v == 0 {
			return nil
		}
	case bool:
		if !v {
			return nil
		}
	case []string:
		if len(v) == 0 {
			return nil
		}
	}
	return v
}

func (r Row) value(key string) any {
	if i := r.Sheet.column(key); i >= 0 {
		return r.cells[i]
	}
	return nil
}

// Text is the value of a text, code, choice or day; "" where the cell is empty.
func (r Row) Text(key string) string { s, _ := r.value(key).(string); return s }

// Int is the value of a number, 0 where the cell is empty.
func (r Row) Int(key string) int { n, _ := r.value(key).(int); return n }

// Bool is the value of a flag, false where the cell is empty.
func (r Row) Bool(key string) bool { b, _ := r.value(key).(bool); return b }

// List is the value of several choices, texts or references.
func (r Row) List(key string) []string { l, _ := r.value(key).([]string); return l }

// Value is the value in the type of its column, the zero value where the cell is empty.
func (r Row) Value(key string) any {
	switch r.Sheet.Columns[r.Sheet.column(key)].Kind {
	case Number:
		return r.Int(key)
	case Flag:
		return r.Bool(key)
	case Choices, List, Refs:
		return r.List(key)
	}
	return r.Text(key)
}

// Filled reports whether the cell says anything.
func (r Row) Filled(key string) bool { return r.value(key) != nil }

// Key joins the values of several columns, to tell rows apart.
func (r Row) Key(columns ...string) string {
	key := ""
	for i, c := range columns {
		if i > 0 {
			key += "/"
		}
		if n, ok := r.value(c).(int); ok {
			key += strconv.Itoa(n)
		} else {
			key += r.Text(c)
		}
	}
	return key
}

// Problem is a problem at the row's cell of a column, of a code that Codes lists.
func (r Row) Problem(key, code, rule string, args ...any) Problem {
	p := newProblem(code, args...)
	if rule != "" {
		p.Rule = rule
	}
	p.Sheet, p.Cell = r.where(key)
	return p
}

// where names the sheet and the cell of a column of the row.
func (r Row) where(key string) (sheet, cell string) {
	if r.book != nil && r.book.json {
		return r.Sheet.Key, r.Sheet.Key + "[" + strconv.Itoa(r.Line) + "]." + key
	}
	column := r.Sheet.column(key)
	if r.book != nil && r.book.place[r.Sheet.Key] != nil {
		column = r.book.place[r.Sheet.Key][key]
	}
	return r.Sheet.Zh, cellName(column+1, r.Line)
}

// Equal reports whether two books say the same, wherever their rows stand.
func (b *Book) Equal(other *Book) bool {
	for i := range Sheets {
		key := Sheets[i].Key
		same := slices.EqualFunc(b.rows[key], other.rows[key], func(x, y Row) bool {
			return slices.EqualFunc(x.cells, y.cells, sameCell)
		})
		if !same {
			return false
		}
	}
	return true
}

func sameCell(x, y any) bool {
	a, isList := x.([]string)
	if b, ok := y.([]string); isList && ok {
		return slices.Equal(a, b)
	}
	return !isList && fmt.Sprintf("%T%v", x, x) == fmt.Sprintf("%T%v", y, y)
}
