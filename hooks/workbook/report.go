package workbook

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Table is one sheet of a report that people read and nobody imports: columns with a
// header in two languages and rows of texts and numbers.
type Table struct {
	Name    string // of the sheet; made fit for Excel and told apart where two are the same
	Columns []TableColumn
	Rows    [][]any
}

// TableColumn is one column; Width is in characters, 0 the usual.
type TableColumn struct {
	Zh, En string
	Width  float64
}

// The most that Excel takes: signs in the name of a sheet, and in a text (a little less,
// so that people still see where it ends).
const (
	sheetNameLength = 31
	cellTextLength  = 2000
)

// WriteTables writes a report as an Excel workbook, a table a sheet, in their order: the
// headers frozen, long texts wrapped, every text a text, never a formula. Rows are streamed.
func WriteTables(w io.Writer, tables []Table) error {
	f := excelize.NewFile()
	defer f.Close()
	x := &writer{file: f}
	if err := x.styles(); err != nil {
		return err
	}
	names := map[string]bool{}
	for i := range tables {
		name := sheetName(tables[i].Name, names)
		if i == 0 {
			if err := f.SetSheetName("Sheet1", name); err != nil {
				return err
			}
		} else if _, err := f.NewSheet(name); err != nil {
			return err
		}
		if err := x.table(name, &tables[i]); err != nil {
			return fmt.Errorf("the sheet %s: %w", name, err)
		}
	}
	return f.Write(w)
}

// sheetName is a name that Excel takes and that no earlier sheet has, whatever the case.
func sheetName(name string, taken map[string]bool) string {
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`:\/?*[]'`, r) || r == utf8.RuneError {
			return '_'
		}
		return r
	}, name))
	if name == "" {
		name = "_"
	}
	for n := 1; ; n++ {
		tail := ""
		if n > 1 {
			tail = fmt.Sprintf(" (%d)", n)
		}
		fit := cutOff(name, sheetNameLength-len(tail)) + tail
		if !taken[strings.ToLower(fit)] {
			taken[strings.ToLower(fit)] = true
			return fit
		}
	}
}

// cutOff keeps at most so many signs as Excel counts them, in UTF-16.
func cutOff(s string, most int) string {
	n := 0
	for i, r := range s {
		if n++; r > 0xFFFF {
			n++
		}
		if n > most {
			return s[:i]
		}
	}
	return s
}

func (x *writer) table(name string, t *Table) error {
	stream, err := x.file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	zh, en := make([]any, len(t.Columns)), make([]any, len(t.Columns))
	for i, c := range t.Columns {
		width := c.Width
		if width == 0 {
			width = 14
		}
		if err := stream.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
		zh[i], en[i] = excelize.Cell{StyleID: x.may, Value: c.Zh}, excelize.Cell{StyleID: x.english, Value: c.En}
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 2, TopLeftCell: "A3", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	for i, row := range append([][]any{zh, en}, t.Rows...) {
		if err := stream.SetRow(cellName(1, i+1), x.reported(row, i < 2)); err != nil {
			return err
		}
	}
	return stream.Flush()
}

// reported dresses a row: texts as texts, numbers as numbers.
func (x *writer) reported(row []any, header bool) []any {
	if header {
		return row
	}
	cells := make([]any, len(row))
	for i, v := range row {
		switch v := v.(type) {
		case string:
			cells[i] = excelize.Cell{StyleID: x.text, Value: cutOff(v, cellTextLength)}
		default:
			cells[i] = excelize.Cell{StyleID: x.number, Value: v}
		}
	}
	return cells
}
