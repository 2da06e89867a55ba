package workbook

import "slices"

// Kind is how the values of a column are written.
type Kind int

// The kinds. In Excel everything but numbers is text, so that a code keeps its zeros.
const (
	Text    Kind = iota // a text of at most Max characters
	Code                // a text of a fixed form, which Check reads
	Number              // a whole number from 0 to Max
	Flag                // 是 or 否
	Choice              // one of Choices, as its word
	Choices             // several of Choices, as words with 、 between them
	Day                 // YYYY-MM-DD, or a date cell of Excel
	List                // at most Max texts, one a line
	Refs                // options as question/option, such as 1/2, with 、 between them
)

var kindNames = map[Kind]Word{
	Text: {"", "文字", "text"}, Code: {"", "代码（文本格式）", "code (as text)"}, Number: {"", "整数", "whole number"},
	Flag: {"", "是或否", "yes or no"}, Choice: {"", "从列表选择", "choose one"}, Choices: {"", "从列表选择，多项用、隔开", "choose, with 、 between"},
	Day: {"", "日期，如2026-03-02", "day as 2026-03-02"}, List: {"", "文字，每行一项", "texts, one a line"},
	Refs: {"", "问题编号/选项编号，如1/2，多项用、隔开", "question/option as 1/2, with 、 between"},
}

// Word is a code of a standard with what people call it.
type Word struct{ Code, Zh, En string }

// Column is one column of a sheet. Key is the field of the collection that it fills.
type Column struct {
	Key      string
	Zh, En   string // the header
	Kind     Kind
	Required bool
	Max      int    // characters, greatest number or number of texts
	Choices  []Word // of Choice and Choices
	Check    func(string) error
	Narrow   bool   // a text that takes no full-width digits, such as a telephone
	Example  string // as it is typed
	Note     string // in Chinese
	NoteEn   string
}

// Sheet is one sheet. Key is the collection whose records its rows describe, Unique the
// columns by which two rows are told apart.
type Sheet struct {
	Key     string
	Zh, En  string
	Unique  []string
	Columns []Column
}

// SheetOf is the sheet of a collection, nil where there is none.
func SheetOf(key string) *Sheet {
	i := slices.IndexFunc(Sheets, func(s Sheet) bool { return s.Key == key })
	if i < 0 {
		return nil
	}
	return &Sheets[i]
}

// column is the place of a column by its key, -1 where there is none.
func (s *Sheet) column(key string) int {
	for i := range s.Columns {
		if s.Columns[i].Key == key {
			return i
		}
	}
	return -1
}

// Column is the column of a field, nil where there is none.
func (s *Sheet) Column(key string) *Column {
	if i := s.column(key); i >= 0 {
		return &s.Columns[i]
	}
	return nil
}

// titled is the place of a column by its Chinese header, -1 where there is none.
func (s *Sheet) titled(zh string) int {
	return slices.IndexFunc(s.Columns, func(c Column) bool { return c.Zh == zh })
}

// word finds a choice by its Chinese word, its English word or its code.
func (c *Column) word(text string) (string, bool) {
	for _, w := range c.Choices {
		if text == w.Zh || text == w.En || text == w.Code {
			return w.Code, true
		}
	}
	return "", false
}

// called is the Chinese word of a code.
func (c *Column) called(code string) string {
	for _, w := range c.Choices {
		if w.Code == code {
			return w.Zh
		}
	}
	return code
}
