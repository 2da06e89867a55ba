package workbook

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"
)

// The JSON of a book is {"basic_items":[{"code":"…",…}],"services":[…],…}: the sections
// are the sheets, the keys the columns, choices their codes, lists real lists. Empty
// values may be left out.

// IsJSON reports whether the content begins like the JSON of a book.
func IsJSON(content []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(content, []byte("\ufeff")), " \t\r\n"), []byte("{"))
}

// jsonReader reads token by token, because the library's decoder takes the last of two
// equal keys and drops unknown ones in silence.
type jsonReader struct {
	*findings
	book   *Book
	in     *json.Decoder
	limits Limits
	count  int
	given  map[string]bool
}

var errStop = errors.New("no more is read")

func readJSON(content []byte, limits Limits, f *findings) (*Book, []Problem) {
	b := New()
	b.json = true
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	if !utf8.Valid(content) {
		f.say("", "", "encoding_wrong")
		return b, f.list
	}
	r := &jsonReader{findings: f, book: b, in: json.NewDecoder(bytes.NewReader(content)), limits: limits, given: map[string]bool{}}
	r.in.UseNumber()
	switch err := r.read(); {
	case err != nil && !errors.Is(err, errStop):
		f.say("", "", "json_broken", int(r.in.InputOffset()))
	case err == nil && r.in.Decode(new(any)) != io.EOF:
		f.say("", "", "json_broken", int(r.in.InputOffset()))
	}
	if len(f.list) == 0 {
		r.complete()
		b.check(f)
	}
	return b, f.list
}

// complete: whoever sends a list sends all of its rows, because those that are missing
// are retired.
func (r *jsonReader) complete() {
	for i := range Sheets {
		s := &Sheets[i]
		if len(r.book.rows["services"]) > 0 && s.column("service") >= 0 && !r.given[s.Key] {
			r.say(s.Key, "", "section_missing", s.Key)
		}
	}
}

// expect reads one delimiter.
func (r *jsonReader) expect(d json.Delim) error {
	t, err := r.in.Token()
	if err == nil && t != d {
		err = fmt.Errorf("%v where %v belongs", t, d)
	}
	return err
}

// eachKey reads an object, key by key.
func (r *jsonReader) eachKey(read func(key string, again bool) error) error {
	if err := r.expect('{'); err != nil {
		return err
	}
	seen := map[string]bool{}
	for r.in.More() {
		t, err := r.in.Token()
		if err != nil {
			return err
		}
		key, _ := t.(string)
		if err := read(key, seen[key]); err != nil {
			return err
		}
		seen[key] = true
	}
	return r.expect('}')
}

func (r *jsonReader) read() error {
	return r.eachKey(func(key string, again bool) error {
		s := SheetOf(key)
		switch {
		case s == nil:
			r.say(clip(key), "", "section_unknown", clip(key))
			return errStop
		case again:
			r.say(key, "", "key_repeated", key)
			return errStop
		}
		r.given[key] = true
		return r.section(s)
	})
}

func (r *jsonReader) section(s *Sheet) error {
	if err := r.expect('['); err != nil {
		return err
	}
	for i := 0; r.in.More(); i++ {
		if r.count++; r.count >= r.limits.Rows {
			r.say(s.Key, s.Key+"["+strconv.Itoa(i)+"]", "rows_too_many", r.limits.Rows)
			return errStop
		}
		row := Row{Sheet: s, Line: i, book: r.book, cells: make([]any, len(s.Columns))}
		if err := r.row(row); err != nil {
			return err
		}
		r.book.rows[s.Key] = append(r.book.rows[s.Key], row)
		if r.full() {
			return errStop
		}
	}
	return r.expect(']')
}

func (r *jsonReader) row(row Row) error {
	return r.eachKey(func(key string, again bool) error {
		place := row.Sheet.column(key)
		value, depth, err := r.scalarOrList()
		if err != nil {
			return err
		}
		sheet, cell := row.Sheet.Key, fmt.Sprintf("%s[%d].%s", row.Sheet.Key, row.Line, clip(key))
		switch {
		case place < 0:
			r.say(sheet, cell, "key_unknown", clip(key))
			return nil
		case again:
			r.say(sheet, cell, "key_repeated", key)
			return nil
		}
		c := &row.Sheet.Columns[place]
		var p *Problem
		if depth > 1 {
			p = found("value_type", c.title(), kindNames[c.Kind])
		} else {
			var v any
			v, p = c.decode(value)
			row.cells[place] = kept(v)
		}
		if p != nil {
			r.add(sheet, cell, *p)
		}
		return nil
	})
}

// scalarOrList reads one value; depth says how deep lists and objects lie in each other.
func (r *jsonReader) scalarOrList() (value any, depth int, err error) {
	t, err := r.in.Token()
	if err != nil {
		return nil, 0, err
	}
	d, opens := t.(json.Delim)
	if !opens {
		return t, 0, nil
	}
	list, open, deepest := []any{}, 1, 1
	if d == '{' {
		deepest = 2
	}
	for open > 0 {
		if t, err = r.in.Token(); err != nil {
			return nil, 0, err
		}
		switch t {
		case json.Delim('['), json.Delim('{'):
			open++
			deepest = max(deepest, 2)
		case json.Delim(']'), json.Delim('}'):
			open--
		default:
			list = append(list, t)
		}
	}
	return list, deepest, nil
}

// decode reads a value of JSON into the value of the column. Types are not mixed: a code
// sent as a number has lost its zeros.
func (c *Column) decode(value any) (any, *Problem) {
	wrong := found("value_type", c.title(), kindNames[c.Kind])
	switch v := value.(type) {
	case nil:
		return nil, nil
	case bool:
		if c.Kind != Flag {
			return nil, wrong
		}
		return v, nil
	case json.Number:
		if c.Kind != Number {
			return nil, wrong
		}
		return c.number(v.String())
	case string:
		if c.Kind == Number || c.Kind == Flag || c.Kind == Choices || c.Kind == List || c.Kind == Refs {
			return nil, wrong
		}
		return c.parse(v)
	}
	if c.Kind != Choices && c.Kind != List && c.Kind != Refs {
		return nil, wrong
	}
	return c.decodeList(value.([]any), wrong)
}

func (c *Column) decodeList(values []any, wrong *Problem) (any, *Problem) {
	list := make([]string, len(values))
	for i, v := range values {
		s, ok := v.(string)
		if !ok {
			return nil, wrong
		}
		if Broken(s) || bytes.ContainsRune([]byte(s), '\n') {
			return nil, found("text_broken")
		}
		list[i] = s
	}
	return c.list(list)
}

// WriteJSON writes the book as JSON, one row a line, every section in its order.
func WriteJSON(w io.Writer, b *Book) error {
	var out bytes.Buffer
	for i := range Sheets {
		s := &Sheets[i]
		start := ",\n\"" + s.Key + "\":["
		if i == 0 {
			start = "{\"" + s.Key + "\":["
		}
		out.WriteString(start)
		for j, r := range b.rows[s.Key] {
			if j > 0 {
				out.WriteByte(',')
			}
			out.WriteByte('\n')
			if err := r.encode(&out); err != nil {
				return err
			}
			if out.Len() > 1<<16 {
				if _, err := out.WriteTo(w); err != nil {
					return err
				}
			}
		}
		out.WriteString("]")
	}
	out.WriteString("}\n")
	_, err := out.WriteTo(w)
	return err
}

func (r Row) encode(out *bytes.Buffer) error {
	out.WriteByte('{')
	first := true
	for i := range r.Sheet.Columns {
		if r.cells[i] == nil {
			continue
		}
		if !first {
			out.WriteByte(',')
		}
		first = false
		text, err := json.Marshal(r.cells[i])
		if err != nil {
			return err
		}
		out.WriteString(strconv.Quote(r.Sheet.Columns[i].Key) + ":")
		out.Write(text)
	}
	out.WriteByte('}')
	return nil
}
