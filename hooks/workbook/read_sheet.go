package workbook

import (
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// sheetReader reads one sheet. places are the columns of the file by those of the table.
type sheetReader struct {
	*reader
	sheet  *Sheet
	scan   *scanner
	rows   *excelize.Rows
	at     int   // the row at which the library stands
	places []int // column of the file -> column of the table, -1 for none
	last   int   // the last row with data
}

func (x *sheetReader) read() error {
	for !x.full() {
		l, err := x.scan.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if l.number == headerLine+1 {
			continue // the English header is for people
		}
		values, err := x.values(l)
		if err != nil {
			return err
		}
		if l.number == headerLine {
			if !x.header(l, values) {
				return nil
			}
			continue
		}
		if x.places == nil {
			break
		}
		if more := x.row(l, values); !more {
			return nil
		}
	}
	if x.places == nil {
		x.headerMissing()
		return nil
	}
	x.surroundings()
	return nil
}

func (x *sheetReader) headerMissing() {
	for i := range x.sheet.Columns {
		x.say(x.sheet.Zh, "A1", "column_missing", x.sheet.Columns[i].title())
	}
}

// widest is the column from which on nothing is read at all.
const widest = 256

// values lets the library catch up with the scanner. A row that only one of them sees is
// no sound row.
func (x *sheetReader) values(l *line) ([]string, error) {
	if l.number > excelize.TotalRows || l.cells[len(l.cells)-1].column >= excelize.MaxColumns {
		return nil, errSheet
	}
	for x.at < l.number {
		if !x.rows.Next() {
			return nil, errSheet
		}
		x.at++
	}
	for i := range l.cells {
		if far := l.cells[i].column; far >= widest && l.cells[i].filled {
			x.say(x.sheet.Zh, cellName(far+1, l.number), "cell_outside")
			return nil, nil // the library would make room for every column before it
		}
	}
	return x.rows.Columns()
}

// header finds the columns by their Chinese titles, in whatever order they stand.
func (x *sheetReader) header(l *line, values []string) bool {
	before := len(x.list)
	place := map[string]int{}
	for i, title := range values {
		title = strings.TrimFunc(title, blank)
		x.places = append(x.places, -1)
		if title == "" {
			continue
		}
		cell := cellName(i+1, l.number)
		c := x.sheet.titled(title)
		if c < 0 {
			x.say(x.sheet.Zh, cell, "column_unknown", clip(title))
			continue
		}
		column := &x.sheet.Columns[c]
		if _, again := place[column.Key]; again {
			x.say(x.sheet.Zh, cell, "column_repeated", column.title())
			continue
		}
		place[column.Key], x.places[i] = i, c
	}
	for i := range x.sheet.Columns {
		if _, there := place[x.sheet.Columns[i].Key]; !there {
			x.say(x.sheet.Zh, cellName(len(values)+1, l.number), "column_missing", x.sheet.Columns[i].title())
		}
	}
	x.book.place[x.sheet.Key] = place
	return len(x.list) == before
}

// row reads one row of data; it answers false where reading has come to its end.
func (x *sheetReader) row(l *line, values []string) bool {
	r := Row{Sheet: x.sheet, Line: l.number, book: x.book, cells: make([]any, len(x.sheet.Columns))}
	before, said := len(x.list), false
	for i := range l.cells {
		m := &l.cells[i]
		value := ""
		if m.column < len(values) {
			value = values[m.column]
		}
		if strings.TrimFunc(value, blank) == "" && !m.formula {
			continue
		}
		said = true
		x.cell(&r, m, value)
	}
	if !said {
		return true
	}
	if x.count++; x.count >= x.limits.Rows {
		x.say(x.sheet.Zh, cellName(1, l.number), "rows_too_many", x.limits.Rows)
		return false
	}
	x.last = l.number
	if l.hidden {
		x.say(x.sheet.Zh, cellName(1, l.number), "row_hidden")
	}
	if len(x.list) == before {
		x.book.rows[x.sheet.Key] = append(x.book.rows[x.sheet.Key], r)
	}
	return true
}

// cell reads one cell into the row.
func (x *sheetReader) cell(r *Row, m *mark, value string) {
	name := cellName(m.column+1, r.Line)
	if m.column >= len(x.places) || x.places[m.column] < 0 {
		x.say(x.sheet.Zh, name, "cell_outside")
		return
	}
	place := x.places[m.column]
	c := &x.sheet.Columns[place]
	typed, p := x.plain(c, m, value)
	if p == nil {
		var v any
		v, p = c.parse(typed)
		r.cells[place] = kept(v)
	}
	if p != nil {
		x.add(x.sheet.Zh, name, *p)
	}
}

// plain is what the cell says as text, where its type may stand in the column at all: a
// number in a column of texts has lost whatever zeros stood in front.
func (x *sheetReader) plain(c *Column, m *mark, value string) (string, *Problem) {
	switch {
	case m.formula:
		return "", found("cell_formula")
	case m.kind == "e":
		return "", found("cell_error")
	case m.kind == "b":
		if c.Kind != Flag {
			return "", found("value_type", c.title(), kindNames[c.Kind])
		}
		return strconv.FormatBool(value == "1" || strings.EqualFold(value, "true")), nil
	case m.kind == "d":
		day, _, _ := strings.Cut(value, "T")
		return day, nil
	case m.kind != "" && m.kind != "n":
		return value, nil
	case c.Kind == Number:
		n, err := strconv.ParseFloat(value, 64)
		if err != nil || n != math.Trunc(n) || n < 0 || n > 1e15 {
			return "", found("number_invalid", c.title())
		}
		return strconv.FormatFloat(n, 'f', 0, 64), nil
	case c.Kind == Day && x.daily(m.style):
		return x.day(c, value)
	case c.Kind == Day:
		return "", found("day_invalid", c.title())
	}
	return "", found("text_number")
}

// day reads the number by which Excel counts days.
func (x *sheetReader) day(c *Column, value string) (string, *Problem) {
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || n != math.Trunc(n) || n < 1 || n > 2_958_465 {
		return "", found("day_invalid", c.title())
	}
	t, err := excelize.ExcelDateToTime(n, x.from1904)
	if err != nil {
		return "", found("day_invalid", c.title())
	}
	return t.Format("2006-01-02"), nil
}

// surroundings refuses merged cells and hidden columns over the data.
func (x *sheetReader) surroundings() {
	for _, a := range x.scan.merged {
		if a.left <= len(x.places) {
			x.say(x.sheet.Zh, cellName(a.left, a.top), "cells_merged")
		}
	}
	if x.scan.tooMany {
		x.say(x.sheet.Zh, "", "cells_merged")
	}
	for _, a := range x.scan.hidden {
		for i := max(a.left, 1); i <= min(a.right, len(x.places)) && x.last > 0; i++ {
			if x.places[i-1] >= 0 {
				x.say(x.sheet.Zh, cellName(i, headerLine), "column_hidden")
			}
		}
	}
}
