package workbook

import (
	"io"

	"github.com/xuri/excelize/v2"
)

// The sheets beside those of the table: how to fill the workbook in, the words of the
// drop-downs (hidden), and the problems of a book that was refused.
const (
	guideSheet    = "说明"
	listSheet     = "选项表"
	problemSheet  = "问题清单"
	author        = "onestop"
	lastValidated = 200_000 // the row down to which cells have drop-downs
)

var others = []string{guideSheet, listSheet, problemSheet}

// Template writes the empty workbook that people download and fill in.
func Template(w io.Writer) error { return Write(w, New()) }

// Write writes the book as an Excel workbook: headers in two languages with comments,
// frozen; drop-downs for choices; every code as text. Rows are streamed.
func Write(w io.Writer, b *Book) error {
	f := excelize.NewFile()
	defer f.Close()
	x := &writer{file: f}
	if err := x.styles(); err != nil {
		return err
	}
	if err := f.SetSheetName("Sheet1", guideSheet); err != nil {
		return err
	}
	if err := x.guide(); err != nil {
		return err
	}
	for i := range Sheets {
		if err := x.sheet(&Sheets[i], b.rows[Sheets[i].Key]); err != nil {
			return err
		}
	}
	if err := x.lists(); err != nil {
		return err
	}
	return f.Write(w)
}

type writer struct {
	file                             *excelize.File
	must, may, english, text, number int // styles
	title, prose                     int
	choices                          [][]Word
}

func (x *writer) styles() error {
	thin := []excelize.Border{{Type: "bottom", Color: "9AA5B1", Style: 1}, {Type: "right", Color: "D5DBE1", Style: 1}}
	head := func(fill string) *excelize.Style {
		return &excelize.Style{Font: &excelize.Font{Bold: true}, Border: thin, NumFmt: textFormat,
			Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}},
			Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}}
	}
	small := head("F2F5F8")
	small.Font = &excelize.Font{Size: 9, Color: "4A5560"}
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	for into, style := range map[*int]*excelize.Style{
		&x.must: head("FBE3C4"), &x.may: head("DCE8F5"), &x.english: small,
		&x.text: {NumFmt: textFormat, Alignment: top}, &x.number: {Alignment: top},
		&x.title: {Font: &excelize.Font{Bold: true, Size: 14}}, &x.prose: {Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}},
	} {
		id, err := x.file.NewStyle(style)
		if err != nil {
			return err
		}
		*into = id
	}
	return nil
}

// textFormat is Excel's number format of texts, which keeps the zeros of a code.
const textFormat = 49

func (c *Column) style(x *writer) int {
	if c.Kind == Number {
		return x.number
	}
	return x.text
}

// sheet writes one data sheet. What is no row is set before the stream begins.
func (x *writer) sheet(s *Sheet, rows []Row) error {
	if _, err := x.file.NewSheet(s.Zh); err != nil {
		return err
	}
	if err := x.dress(s); err != nil {
		return err
	}
	stream, err := x.file.NewStreamWriter(s.Zh)
	if err != nil {
		return err
	}
	if err := x.columns(stream, s); err != nil {
		return err
	}
	cells := make([]any, len(s.Columns))
	for i, r := range rows {
		for j := range s.Columns {
			cells[j] = nil
			if v := r.cells[j]; v != nil {
				cells[j] = excelize.Cell{StyleID: s.Columns[j].style(x), Value: s.Columns[j].typed(v)}
			}
		}
		if err := stream.SetRow(cellName(1, firstLine+i), cells); err != nil {
			return err
		}
	}
	return stream.Flush()
}

// columns sets widths and styles of the columns, freezes the headers and writes them.
func (x *writer) columns(stream *excelize.StreamWriter, s *Sheet) error {
	zh, en := make([]any, len(s.Columns)), make([]any, len(s.Columns))
	for i := range s.Columns {
		c := &s.Columns[i]
		if err := stream.SetColWidth(i+1, i+1, c.width()); err != nil {
			return err
		}
		if err := stream.SetColStyle(i+1, i+1, c.style(x)); err != nil {
			return err
		}
		style := x.may
		if c.Required {
			style = x.must
		}
		zh[i], en[i] = excelize.Cell{StyleID: style, Value: c.Zh}, excelize.Cell{StyleID: x.english, Value: c.En}
	}
	frozen := &excelize.Panes{Freeze: true, XSplit: 1, YSplit: firstLine - 1, TopLeftCell: cellName(2, firstLine), ActivePane: "bottomRight"}
	if err := stream.SetPanes(frozen); err != nil {
		return err
	}
	if err := stream.SetRow(cellName(1, headerLine), zh); err != nil {
		return err
	}
	return stream.SetRow(cellName(1, headerLine+1), en)
}

// width of a column in characters.
func (c *Column) width() float64 {
	switch {
	case c.Kind == Code && c.Max > 18:
		return 36
	case c.Kind == Code && c.Max == 18:
		return 22
	case c.Kind == Text && c.Max > 1000:
		return 40
	case c.Kind == Text && c.Max > 60, c.Kind == Choices:
		return 26
	}
	return 16
}
