package workbook

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
)

// The scanner reads of a worksheet what the library's row reader does not tell: the type
// and style of each cell, formulas, merged cells, hidden rows and columns. It walks the
// tags only, once, with a bounded buffer; a sheet of 100 MB takes about a second.

var errSheet = errors.New("the worksheet is not sound XML")

// longestTag bounds a tag with its attributes, in bytes.
const longestTag = 32 << 10

// mark is what the sheet says about one cell. Type is the cell type of the format: "" or
// n a number, s inlineStr str a text, b a flag, d a day, e an error.
type mark struct {
	column  int // from 0
	style   int
	kind    string
	formula bool
	filled  bool
}

// line is what the sheet says about one row.
type line struct {
	number int
	hidden bool
	cells  []mark
}

// area is a range of cells, rows and columns as Excel counts them, from 1.
type area struct{ left, top, right, bottom int }

type scanner struct {
	in      *bufio.Reader
	tag     []byte
	line    line
	begun   bool // within a row
	cell    bool // within a cell
	ended   bool // the end of the worksheet was seen
	merged  []area
	hidden  []area // columns
	tooMany bool   // more merged cells than are told
}

func newScanner(in io.Reader) *scanner { return &scanner{in: bufio.NewReaderSize(in, 64<<10)} }

// next answers the next row that has cells or is hidden; io.EOF at the end of the sheet.
// What it answers is good until the next call.
func (s *scanner) next() (*line, error) {
	for {
		name, err := s.step()
		if err == io.EOF && s.ended {
			return nil, io.EOF
		}
		if err != nil {
			return nil, errSheet
		}
		switch name {
		case "row":
			if err := s.openRow(); err != nil {
				return nil, err
			}
			if !s.selfClosed() {
				continue
			}
			s.begun = false
		case "/row":
			s.begun = false
		case "/worksheet":
			s.ended = true
			continue
		default:
			if err := s.inner(name); err != nil {
				return nil, err
			}
			continue
		}
		if len(s.line.cells) > 0 {
			return &s.line, nil
		}
	}
}

func (s *scanner) openRow() error {
	before := s.line.number
	s.line = line{number: before + 1, cells: s.line.cells[:0], hidden: truth(s.attribute("hidden"))}
	if r := s.attribute("r"); r != "" {
		n, err := strconv.Atoi(r)
		if err != nil || n <= before {
			return errSheet // rows stand in order, or two readers could see two sheets
		}
		s.line.number = n
	}
	s.begun, s.cell = true, false
	return nil
}

// inner reads the tags below a row and those after the rows.
func (s *scanner) inner(name string) error {
	switch {
	case name == "c" && s.begun:
		return s.openCell()
	case name == "/c":
		s.cell = false
	case s.cell && name == "f":
		s.last().formula = true
	case s.cell && (name == "v" || name == "is"):
		s.last().filled = s.last().filled || !s.selfClosed()
	case name == "mergeCell":
		a, err := parseArea(s.attribute("ref"))
		if err != nil {
			return err
		}
		s.tooMany = len(s.merged) >= 100_000
		if !s.tooMany {
			s.merged = append(s.merged, a)
		}
	case name == "col" && truth(s.attribute("hidden")):
		left, _ := strconv.Atoi(s.attribute("min"))
		right, _ := strconv.Atoi(s.attribute("max"))
		s.hidden = append(s.hidden, area{left: left, right: right})
	}
	return nil
}

func (s *scanner) last() *mark { return &s.line.cells[len(s.line.cells)-1] }

func (s *scanner) openCell() error {
	column := 0
	if n := len(s.line.cells); n > 0 {
		column = s.line.cells[n-1].column + 1
	}
	m := mark{column: column, kind: s.attribute("t")}
	if ref := s.attribute("r"); ref != "" {
		at, row, ok := parseCell(ref)
		if !ok || row != s.line.number || at-1 < column {
			return errSheet
		}
		m.column = at - 1
	}
	m.style, _ = strconv.Atoi(s.attribute("s"))
	s.line.cells = append(s.line.cells, m)
	s.cell = !s.selfClosed()
	return nil
}

// step reads to the end of the next tag and answers its name without a prefix, with a
// slash in front where it closes.
func (s *scanner) step() (string, error) {
	for {
		if err := s.skipText(); err != nil {
			return "", err
		}
		if err := s.readTag(); err != nil {
			return "", err
		}
		switch s.tag[0] {
		case '?':
			continue
		case '!':
			if !bytes.HasPrefix(s.tag, []byte("!--")) && !bytes.HasPrefix(s.tag, []byte("![CDATA[")) {
				return "", errSheet // a DOCTYPE has no place here
			}
			continue
		}
		return s.name(), nil
	}
}

// skipText passes over text, whose references must be those that XML knows by itself.
func (s *scanner) skipText() error {
	for {
		text, err := s.in.ReadSlice('<')
		if amp := bytes.IndexByte(text, '&'); amp >= 0 && err == nil && !references(text[amp:]) {
			return errSheet
		}
		if err != bufio.ErrBufferFull {
			return err
		}
	}
}

var known = [][]byte{[]byte("&amp;"), []byte("&lt;"), []byte("&gt;"), []byte("&quot;"), []byte("&apos;"), []byte("&#")}

func references(text []byte) bool {
	for i := bytes.IndexByte(text, '&'); i >= 0; i = bytes.IndexByte(text, '&') {
		text = text[i:]
		ok := false
		for _, k := range known {
			ok = ok || bytes.HasPrefix(text, k)
		}
		if !ok {
			return false
		}
		text = text[1:]
	}
	return true
}

// readTag reads up to the > that ends the tag; within quotes, comments and CDATA it does not.
func (s *scanner) readTag() error {
	s.tag = s.tag[:0]
	var quote byte
	for {
		b, err := s.in.ReadByte()
		if err != nil || len(s.tag) > longestTag {
			return errSheet
		}
		switch {
		case quote != 0:
			if b == quote {
				quote = 0
			}
		case len(s.tag) > 0 && s.tag[0] == '!':
			if b == '>' && s.closes() {
				return nil
			}
		case b == '"' || b == '\'':
			quote = b
		case b == '>':
			if len(s.tag) == 0 {
				return errSheet
			}
			return nil
		}
		if s.tag = append(s.tag, b); len(s.tag) > 64 && s.tag[0] == '!' { // what a comment says is not kept
			copy(s.tag[32:], s.tag[len(s.tag)-2:])
			s.tag = s.tag[:34]
		}
	}
}

func (s *scanner) closes() bool {
	switch {
	case bytes.HasPrefix(s.tag, []byte("!--")):
		return len(s.tag) >= 5 && bytes.HasSuffix(s.tag, []byte("--"))
	case bytes.HasPrefix(s.tag, []byte("![CDATA[")):
		return bytes.HasSuffix(s.tag, []byte("]]"))
	}
	return true
}
