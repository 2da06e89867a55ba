package workbook

import (
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// dress gives a sheet its drop-downs and the comments on its headers.
func (x *writer) dress(s *Sheet) error {
	for i := range s.Columns {
		c := &s.Columns[i]
		if v := x.validation(c); v != nil {
			v.SetSqref(cellName(i+1, firstLine) + ":" + cellName(i+1, lastValidated))
			if err := x.file.AddDataValidation(s.Zh, v); err != nil {
				return err
			}
		}
		comment := excelize.Comment{Cell: cellName(i+1, headerLine), Author: author, Width: 320, Height: 150,
			Paragraph: []excelize.RichTextRun{{Text: c.remark()}}}
		if err := x.file.AddComment(s.Zh, comment); err != nil {
			return err
		}
	}
	return nil
}

// validation lets Excel refuse what the reader would: other words than those of the
// list, other numbers. Several choices in one cell cannot be a drop-down.
func (x *writer) validation(c *Column) *excelize.DataValidation {
	v := excelize.NewDataValidation(!c.Required)
	switch c.Kind {
	case Choice, Flag:
		v.SetSqrefDropList(x.words(c.Choices))
		v.SetError(excelize.DataValidationErrorStyleStop, c.Zh, "请从下拉列表选择。Choose one of the list.")
	case Number:
		if v.SetRange(0, c.Max, excelize.DataValidationTypeWhole, excelize.DataValidationOperatorBetween) != nil {
			return nil
		}
		v.SetError(excelize.DataValidationErrorStyleStop, c.Zh, "请填写0至"+strconv.Itoa(c.Max)+"的整数。A whole number from 0 to "+strconv.Itoa(c.Max)+".")
	default:
		return nil
	}
	return v
}

// words is the range of the hidden sheet that holds the words of a list: a list written
// into the validation itself may have 255 characters only.
func (x *writer) words(list []Word) string {
	for i, other := range x.choices {
		if &other[0] == &list[0] {
			return x.wordRange(i)
		}
	}
	x.choices = append(x.choices, list)
	return x.wordRange(len(x.choices) - 1)
}

func (x *writer) wordRange(i int) string {
	column := strings.TrimSuffix(cellName(i+1, 1), "1")
	return listSheet + "!$" + column + "$1:$" + column + "$" + strconv.Itoa(len(x.choices[i]))
}

// lists writes the hidden sheet with the words of the drop-downs.
func (x *writer) lists() error {
	if _, err := x.file.NewSheet(listSheet); err != nil {
		return err
	}
	for i, list := range x.choices {
		words := make([]string, len(list))
		for j, w := range list {
			words[j] = w.Zh
		}
		if err := x.file.SetSheetCol(listSheet, cellName(i+1, 1), &words); err != nil {
			return err
		}
	}
	return x.file.SetSheetVisible(listSheet, false)
}

// remark is the comment on the header of a column.
func (c *Column) remark() string {
	lines := []string{c.Zh + " " + c.En, kindNames[c.Kind].Zh + " " + kindNames[c.Kind].En}
	if c.Required {
		lines = append(lines, "必填 Required")
	}
	if c.Max > 0 {
		lines = append(lines, "最大 Max: "+strconv.Itoa(c.Max))
	}
	if words := c.wordList(); words != "" {
		lines = append(lines, words)
	}
	if c.Note != "" {
		lines = append(lines, c.Note+" "+c.NoteEn)
	}
	if c.Example != "" {
		lines = append(lines, "例 Example: "+c.Example)
	}
	return strings.Join(lines, "\n")
}

func (c *Column) wordList() string {
	words := make([]string, len(c.Choices))
	for i, w := range c.Choices {
		words[i] = w.Zh
	}
	return strings.Join(words, "、")
}

// prose is how to fill the workbook in.
var prose = [][2]string{
	{"每张表前两行是表头，不要改动、删除或改名；从第3行起填写，每行一条。", "The first two rows of each sheet are headers; leave them as they are and fill in from row 3."},
	{"橙色表头为必填列；把鼠标移到表头上可看填写说明和示例。", "Columns with an orange header must be filled in; their comments explain them."},
	{"编码、代码按文本填写，保留开头的0；不要使用公式、合并单元格、隐藏行或隐藏列。", "Codes are texts and keep their zeros; no formulas, merged cells, hidden rows or columns."},
	{"材料、问题、选项、收费、表单、环节用31位实施编码归属到“实施清单”中的事项；“适用情形”写问题编号/选项编号，如1/2。", "Rows belong to a list by its 31-character code; a condition is written question/option, such as 1/2."},
	{"一份清单须整份导入：清单中原有而本工作簿没有的行将停用。", "A list is imported as a whole: rows that are not in this workbook are retired."},
	{"修改系统中已有的清单，请先导出，在导出的工作簿中改，并保留“导出状态”；导出后又有变化的清单不能导入，须重新导出。手工填写、没有“导出状态”的清单只能新增，不能改动已有清单。", "To change a list that the system has, export it, change it there and keep 导出状态: a list that changed since its export is not imported; export it anew. A list written by hand without it may be new, never change one that exists."},
	{"导入要么全部成功，要么全部不改。有问题时会退回标有批注的同一工作簿。", "An import succeeds as a whole or changes nothing; the same workbook comes back with a comment on each bad cell."},
	{"样本、空白表格等文件不在工作簿中，请在系统内上传。", "Files such as samples are not in the workbook; upload them in the system."},
}

var guideHeads = []any{"工作表 Sheet", "列 Column", "字段 Field", "格式 Format", "必填 Required", "最大 Max", "可选值 Choices", "示例 Example", "说明 Note"}

// guide writes the first sheet: how to fill the workbook in, and every column.
func (x *writer) guide() error {
	stream, err := x.file.NewStreamWriter(guideSheet)
	if err != nil {
		return err
	}
	for i, w := range []float64{20, 26, 20, 34, 10, 10, 50, 40, 60} {
		if err := stream.SetColWidth(i+1, i+1, w); err != nil {
			return err
		}
	}
	at := 1
	row := func(style int, values ...any) {
		cells := make([]any, len(values))
		for i, v := range values {
			cells[i] = excelize.Cell{StyleID: style, Value: v}
		}
		if err == nil {
			err = stream.SetRow(cellName(1, at), cells)
		}
		at++
	}
	row(x.title, "政务服务事项目录工作簿 Catalogue workbook")
	for _, p := range prose {
		row(0, p[0]+" "+p[1])
	}
	at++
	row(x.may, guideHeads...)
	for i := range Sheets {
		for j := range Sheets[i].Columns {
			c := &Sheets[i].Columns[j]
			row(x.prose, c.described(&Sheets[i])...)
		}
	}
	if err != nil {
		return err
	}
	return stream.Flush()
}

func (c *Column) described(s *Sheet) []any {
	required, limit := "", ""
	if c.Required {
		required = "是 Yes"
	}
	if c.Max > 0 {
		limit = strconv.Itoa(c.Max)
	}
	return []any{s.Zh + " " + s.En, c.Zh + " " + c.En, s.Key + "." + c.Key, kindNames[c.Kind].Zh + " " + kindNames[c.Kind].En,
		required, limit, c.wordList(), c.Example, strings.TrimSpace(c.Note + " " + c.NoteEn)}
}
