package workbook

import (
	"bytes"
	"strconv"
)

// opening and closing are the tags that matter, by their local names.
var (
	opening = map[string]string{"row": "row", "c": "c", "f": "f", "v": "v", "is": "is", "mergeCell": "mergeCell", "col": "col"}
	closing = map[string]string{"row": "/row", "c": "/c", "worksheet": "/worksheet"}
)

// name is the name of the tag that was read, "" where it does not matter.
func (s *scanner) name() string {
	end := bytes.IndexAny(s.tag, " \t\r\n")
	if end < 0 {
		end = len(s.tag)
	}
	name, list := bytes.TrimSuffix(s.tag[:end], []byte("/")), opening
	if bytes.HasPrefix(name, []byte("/")) {
		name, list = name[1:], closing
	}
	if colon := bytes.IndexByte(name, ':'); colon >= 0 {
		name = name[colon+1:]
	}
	return list[string(name)]
}

func (s *scanner) selfClosed() bool { return bytes.HasSuffix(s.tag, []byte("/")) }

// attribute is the value of an attribute of the tag, "" where it has none.
func (s *scanner) attribute(name string) string {
	rest := s.tag
	for {
		equals := bytes.IndexByte(rest, '=')
		if equals < 0 {
			return ""
		}
		key := bytes.TrimRight(rest[:equals], " \t\r\n")
		if i := bytes.LastIndexAny(key, " \t\r\n"); i >= 0 {
			key = key[i+1:]
		}
		value := bytes.TrimLeft(rest[equals+1:], " \t\r\n")
		if len(value) == 0 || (value[0] != '"' && value[0] != '\'') {
			return ""
		}
		end := bytes.IndexByte(value[1:], value[0])
		if end < 0 {
			return ""
		}
		if string(key) == name {
			return string(value[1 : end+1])
		}
		rest = value[end+2:]
	}
}

func truth(s string) bool { return s == "1" || s == "true" }

// parseCell reads a reference such as C7; columns and rows count from 1.
func parseCell(ref string) (column, row int, ok bool) {
	i := 0
	for i < len(ref) && i < 4 && ref[i] >= 'A' && ref[i] <= 'Z' {
		column = column*26 + int(ref[i]-'A') + 1
		i++
	}
	row, err := strconv.Atoi(ref[i:])
	return column, row, err == nil && column > 0 && row > 0
}

// parseArea reads a range such as A3:B4.
func parseArea(ref string) (area, error) {
	from, to := ref, ref
	for i := range len(ref) {
		if ref[i] == ':' {
			from, to = ref[:i], ref[i+1:]
		}
	}
	left, top, ok := parseCell(from)
	right, bottom, ok2 := parseCell(to)
	if !ok || !ok2 {
		return area{}, errSheet
	}
	return area{left, top, right, bottom}, nil
}

// cellName is the reference of a cell; columns and rows count from 1.
func cellName(column, row int) string {
	name := ""
	for ; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name + strconv.Itoa(row)
}
