package workbook

import (
	"bytes"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Mark writes the workbook that was sent back with a comment and a colour on each bad
// cell and a sheet that lists all problems. Where what was sent is no workbook that can
// be opened, the list of problems alone is written.
func Mark(w io.Writer, original []byte, problems []Problem, limits Limits) error {
	if _, p := openEnvelope(original, limits); p != nil {
		return WriteProblems(w, problems)
	}
	own, err := withoutForeign(original)
	if err != nil {
		return WriteProblems(w, problems)
	}
	f, err := open(own, limits)
	if err != nil {
		return WriteProblems(w, problems)
	}
	defer f.Close()
	m := &marker{file: f, colours: map[int]int{}, said: map[string]string{}}
	if err := m.mark(problems); err != nil {
		return WriteProblems(w, problems)
	}
	return f.Write(w)
}

// Marks reports whether a marked workbook would say more than the problems themselves:
// where one of them stands on a sheet.
func Marks(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return p.Sheet != "" })
}

// WriteProblems writes a workbook that holds nothing but the problems.
func WriteProblems(w io.Writer, problems []Problem) error {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", problemSheet); err != nil {
		return err
	}
	m := &marker{file: f}
	if err := m.list(problems); err != nil {
		return err
	}
	return f.Write(w)
}

// open opens a file for the library, which panics on some damaged ones.
func open(content []byte, limits Limits) (f *excelize.File, err error) {
	defer func() {
		if recover() != nil {
			err = errSheet
		}
	}()
	return excelize.OpenReader(bytes.NewReader(content), excelize.Options{
		UnzipSizeLimit: limits.Inflated, UnzipXMLSizeLimit: min(libraryPart, limits.Inflated)})
}

type marker struct {
	file    *excelize.File
	colours map[int]int       // the coloured style of each style
	said    map[string]string // by sheet and cell, where one cell has several problems
}

func (m *marker) mark(problems []Problem) (err error) {
	defer func() {
		if recover() != nil {
			err = errSheet
		}
	}()
	if err := m.clear(); err != nil {
		return err
	}
	for _, p := range problems {
		if i, err := m.file.GetSheetIndex(p.Sheet); err != nil || i < 0 || p.Cell == "" {
			continue // it stands in the list
		}
		if err := m.cell(p); err != nil {
			return err
		}
	}
	if err := m.file.DeleteSheet(problemSheet); err != nil {
		return err
	}
	if _, err := m.file.NewSheet(problemSheet); err != nil {
		return err
	}
	return m.list(problems)
}

// clear takes away the comments of an earlier marking, and the colour beneath them.
func (m *marker) clear() error {
	for i := range Sheets {
		comments, err := m.file.GetComments(Sheets[i].Zh)
		if err != nil {
			continue // the sheet is not there; the list says so
		}
		for _, c := range comments {
			if !strings.HasPrefix(says(c), markSign) {
				continue
			}
			if err := m.file.DeleteComment(Sheets[i].Zh, c.Cell); err != nil {
				return err
			}
			plain, err := m.file.NewStyle(&excelize.Style{NumFmt: textFormat})
			if err != nil {
				return err
			}
			if err := m.file.SetCellStyle(Sheets[i].Zh, c.Cell, c.Cell, plain); err != nil {
				return err
			}
		}
	}
	return nil
}

// says is the text of a comment, wherever its writer put it.
func says(c excelize.Comment) string {
	text := c.Text
	for _, p := range c.Paragraph {
		text += p.Text
	}
	return text
}

// markSign begins every comment of ours on a bad cell.
const markSign = "⚠ "

func (m *marker) cell(p Problem) error {
	key := p.Sheet + "!" + p.Cell
	text := markSign + p.Zh + "\n" + p.En
	if p.Rule != "" {
		text += "\n" + p.Rule
	}
	if before, again := m.said[key]; again {
		text = before + "\n" + text
	}
	m.said[key] = text
	if err := m.file.DeleteComment(p.Sheet, p.Cell); err != nil {
		return err
	}
	comment := excelize.Comment{Cell: p.Cell, Author: author, Width: 320, Height: 120, Paragraph: []excelize.RichTextRun{{Text: text}}}
	if err := m.file.AddComment(p.Sheet, comment); err != nil {
		return err
	}
	style, err := m.file.GetCellStyle(p.Sheet, p.Cell)
	if err != nil {
		return err
	}
	colour, known := m.colours[style]
	if !known {
		s, err := m.file.GetStyle(style)
		if err != nil {
			return err
		}
		s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFC7CE"}}
		if colour, err = m.file.NewStyle(s); err != nil {
			return err
		}
		m.colours[style] = colour
	}
	return m.file.SetCellStyle(p.Sheet, p.Cell, p.Cell, colour)
}

// list fills the sheet of problems, and shows it first when the file is opened.
func (m *marker) list(problems []Problem) error {
	rows := [][]any{{"工作表 Sheet", "单元格 Cell", "问题 Problem", "Problem", "代码 Code", "规则 Rule"}}
	for _, p := range problems {
		rows = append(rows, []any{p.Sheet, p.Cell, p.Zh, p.En, p.Code, p.Rule})
	}
	for i := range rows {
		if err := m.file.SetSheetRow(problemSheet, cellName(1, i+1), &rows[i]); err != nil {
			return err
		}
	}
	for i, width := range []float64{14, 12, 60, 60, 18, 12} {
		column := strings.TrimSuffix(cellName(i+1, 1), "1")
		if err := m.file.SetColWidth(problemSheet, column, column, width); err != nil {
			return err
		}
	}
	index, err := m.file.GetSheetIndex(problemSheet)
	if err == nil {
		m.file.SetActiveSheet(index)
	}
	return err
}
