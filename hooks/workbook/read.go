package workbook

import (
	"bytes"
	"io"
	"slices"

	"github.com/xuri/excelize/v2"
)

// The rows of a data sheet: two of headers, Chinese above English, then data.
const (
	headerLine = 1
	firstLine  = 3
)

// libraryPart is the size in bytes above which the library keeps a part of the file on
// disk instead of in memory.
const libraryPart = 4 << 20

// Read reads a workbook or, where the content begins like JSON, its JSON. A book with
// problems is not to be used: it holds only what could be read.
func Read(r io.Reader, limits Limits) (*Book, []Problem) {
	content, err := io.ReadAll(io.LimitReader(r, limits.Bytes+1))
	f := &findings{limit: limits.Problems}
	switch {
	case err != nil:
		f.say("", "", "file_broken")
	case int64(len(content)) > limits.Bytes:
		f.say("", "", "file_large", limits.Bytes>>20)
	case IsJSON(content):
		return readJSON(content, limits, f)
	default:
		return readExcel(content, limits, f)
	}
	return New(), f.list
}

func readExcel(content []byte, limits Limits, f *findings) (*Book, []Problem) {
	b := New()
	e, p := openEnvelope(content, limits)
	if p != nil {
		f.add("", "", *p)
		return b, f.list
	}
	b.place = map[string]map[string]int{}
	r := &reader{book: b, envelope: e, findings: f, limits: limits, days: map[int]bool{}}
	if err := r.read(content); err != nil {
		f.say("", "", "file_broken")
	}
	if len(f.list) == 0 {
		b.check(f)
	}
	return b, f.list
}

// reader walks through the sheets of one workbook.
type reader struct {
	*findings
	book     *Book
	envelope *envelope
	limits   Limits
	file     *excelize.File
	from1904 bool
	days     map[int]bool // whether a style shows a day
	count    int          // rows of data so far
}

// read goes through the sheets with the scanner and the library's row reader in step.
// The library panics on some damaged files; the file is broken then, never the house.
func (r *reader) read(content []byte) (err error) {
	defer func() {
		if recover() != nil {
			err = errSheet
		}
	}()
	r.file, err = excelize.OpenReader(bytes.NewReader(content), excelize.Options{
		UnzipSizeLimit: r.limits.Inflated, UnzipXMLSizeLimit: min(libraryPart, r.limits.Inflated), RawCellValue: true})
	if err != nil {
		return err
	}
	defer r.file.Close()
	props, err := r.file.GetWorkbookProps()
	if err != nil {
		return err
	}
	r.from1904 = props.Date1904 != nil && *props.Date1904
	if !r.present() {
		return nil
	}
	for _, t := range r.envelope.tabs {
		if s := sheetTitled(t.name); s != nil && !r.full() {
			if err := r.sheet(s, t); err != nil {
				return err
			}
		}
	}
	return nil
}

func sheetTitled(zh string) *Sheet {
	i := slices.IndexFunc(Sheets, func(s Sheet) bool { return s.Zh == zh })
	if i < 0 {
		return nil
	}
	return &Sheets[i]
}

// present reports whether every sheet is there, once and shown, and nothing else.
func (r *reader) present() bool {
	before := len(r.list)
	var names []string
	for _, t := range r.envelope.tabs {
		ours := sheetTitled(t.name) != nil
		switch {
		case !ours && !slices.Contains(others, t.name):
			r.say(t.name, "", "sheet_unknown", t.name)
		case ours && t.hidden:
			r.say(t.name, "", "sheet_hidden")
		}
		names = append(names, t.name)
	}
	for i := range Sheets {
		if !slices.Contains(names, Sheets[i].Zh) {
			r.say(Sheets[i].Zh, "", "sheet_missing", Sheets[i].Zh)
		}
	}
	return len(r.list) == before
}

// sheet reads one sheet: header, rows, and what stands around them.
func (r *reader) sheet(s *Sheet, t tab) error {
	part, err := r.envelope.parts[t.part].Open()
	if err != nil {
		return err
	}
	defer part.Close()
	rows, err := r.file.Rows(t.name)
	if err != nil {
		return err
	}
	defer rows.Close()
	x := &sheetReader{reader: r, sheet: s, scan: newScanner(part), rows: rows}
	return x.read()
}

// daily reports whether a style shows numbers as days.
func (r *reader) daily(style int) bool {
	is, known := r.days[style]
	if !known {
		s, err := r.file.GetStyle(style)
		is = err == nil && (dayFormat(s.NumFmt) || s.CustomNumFmt != nil && showsDay(*s.CustomNumFmt))
		r.days[style] = is
	}
	return is
}

// dayFormat: the built-in formats of dates (ECMA-376 §18.8.30), with those of East Asia.
func dayFormat(id int) bool {
	return id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 31 || id == 36 || id >= 50 && id <= 54 || id == 57 || id == 58
}

// showsDay reports whether a format of one's own shows year or day outside its quotes.
func showsDay(format string) bool {
	quoted := false
	for _, c := range format {
		switch {
		case c == '"':
			quoted = !quoted
		case !quoted && (c == 'y' || c == 'Y' || c == 'd' || c == 'D'):
			return true
		}
	}
	return false
}
