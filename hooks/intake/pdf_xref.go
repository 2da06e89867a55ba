package intake

import (
	"bytes"
	"errors"
)

// place is where the table of contents says that an object is.
type place struct {
	free   bool
	offset int // in the file, or the position inside the object stream
	within int // the object stream, 0 for none
}

// contents is the table of contents that a reader builds from the end of the file: for
// every object the place of its newest version.
type contents struct {
	d      *document
	places map[int]place
	root   any
	seen   map[int]bool
}

// frameTail is how far from the end the pointer to the table may stand, in bytes.
const frameTail = 2048

// framed checks the first and the last line: the version, and nothing but blanks behind
// the mark of the end.
func framed(data []byte) error {
	if len(data) < 8 || data[5] < '1' || data[5] > '2' || data[6] != '.' || !isDigit(data[7]) {
		return isBroken
	}
	if !bytes.HasSuffix(bytes.TrimRight(data, " \t\r\n\f\x00"), []byte("%%EOF")) {
		return isTruncated
	}
	return nil
}

// open builds the table of contents. A table that leads nowhere is refused: some readers
// would guess, and each would guess differently.
func (d *document) open() (*contents, error) {
	from := max(0, len(d.data)-frameTail)
	i := bytes.LastIndex(d.data[from:], []byte("startxref"))
	if i < 0 {
		return nil, isTruncated
	}
	v, err := d.parse(d.data, from+i+len("startxref"), nil)
	at, ok := v.(int)
	if err != nil || !ok {
		return nil, errors.Join(err, isTorn)
	}
	c := &contents{d: d, places: map[int]place{}, seen: map[int]bool{}}
	for next := any(at); next != nil; {
		if at, ok = next.(int); !ok {
			return nil, isTorn
		}
		if next, err = c.section(at); err != nil {
			return nil, err
		}
	}
	return c, d.budget.err()
}

// section reads one table and answers where the one before it stands, nil for none.
func (c *contents) section(at int) (previous any, err error) {
	if at < 0 || at >= len(c.d.data) || c.seen[at] {
		return nil, isTorn
	}
	c.seen[at] = true
	l := c.d.lex.at(c.d.data, at)
	l.space()
	if !l.prefix("xref") {
		return c.stream(l.pos)
	}
	l.pos += len("xref")
	if err := c.table(l); err != nil {
		return nil, err
	}
	v, err := c.d.parse(l.data, l.pos, nil)
	trailer, ok := v.(dict)
	if err != nil || !ok {
		return nil, errors.Join(err, isTorn)
	}
	c.keepRoot(trailer)
	if hybrid, ok := trailer.get("XRefStm").(int); ok && !c.seen[hybrid] {
		c.seen[hybrid] = true
		l := c.d.lex.at(c.d.data, min(max(0, hybrid), len(c.d.data)))
		l.space()
		if _, err := c.stream(l.pos); err != nil {
			return nil, err
		}
	}
	return trailer.get("Prev"), nil
}

func (c *contents) keepRoot(trailer dict) {
	if c.root == nil {
		c.root = trailer.get("Root")
	}
}

// put keeps the newest place of an object.
func (c *contents) put(num int, p place) bool {
	if _, known := c.places[num]; !known {
		c.places[num] = p
	}
	return c.d.budget.spend(&c.d.budget.places, 1, isDeep)
}

// table reads the subsections of a classic table up to the word trailer.
func (c *contents) table(l *lexer) error {
	for l.space() && !l.prefix("trailer") {
		first, ok1 := l.whole()
		count, ok2 := l.whole()
		if !ok1 || !ok2 {
			return isTorn
		}
		for i := range count {
			offset, ok1 := l.whole()
			_, ok2 := l.whole()
			if !ok1 || !ok2 || !l.space() || (l.data[l.pos] != 'n' && l.data[l.pos] != 'f') {
				return isTorn
			}
			free := l.data[l.pos] == 'f' || offset == 0
			l.pos++
			if !c.put(first+i, place{free: free, offset: offset}) {
				return c.d.budget.why
			}
		}
	}
	if !l.prefix("trailer") {
		return isTorn
	}
	l.pos += len("trailer")
	return nil
}

// whole reads a plain number that is not negative.
func (l *lexer) whole() (int, bool) {
	if !l.space() || !isDigit(l.data[l.pos]) {
		return 0, false
	}
	return l.digits()
}

// stream reads a table that is kept in a stream.
func (c *contents) stream(at int) (previous any, err error) {
	i, known := c.d.byOffset[at]
	if !known || c.d.objects[i].stream == 0 {
		return nil, isTorn
	}
	o := c.d.objects[i]
	dc := o.value.(dict)
	if kind, _ := dc.get("Type").(name); kind != "XRef" {
		return nil, isTorn
	}
	c.keepRoot(dc)
	rows, err := c.d.hold(o)
	if err != nil {
		return nil, err
	}
	if err := c.rows(dc, rows); err != nil {
		return nil, err
	}
	return dc.get("Prev"), nil
}

// rows reads the entries of a table in a stream: three numbers each, of the widths W.
func (c *contents) rows(dc dict, rows []byte) error {
	w, ok := integers(dc.get("W"))
	if !ok || len(w) != 3 || max(w[0], w[1], w[2]) > 8 || min(w[0], w[1], w[2]) < 0 || w[0]+w[1]+w[2] == 0 {
		return isTorn
	}
	index, ok := integers(dc.get("Index"))
	if size, sized := dc.get("Size").(int); len(index) == 0 && sized {
		index, ok = []int{0, size}, true
	}
	if !ok || len(index)%2 != 0 {
		return isTorn
	}
	width := w[0] + w[1] + w[2]
	for ; len(index) > 0; index = index[2:] {
		for num := index[0]; num < index[0]+index[1] && len(rows) >= width; num++ {
			kind := 1
			if w[0] > 0 {
				kind = bigEndian(rows[:w[0]])
			}
			second, third := bigEndian(rows[w[0]:w[0]+w[1]]), bigEndian(rows[w[0]+w[1]:width])
			rows = rows[width:]
			p := place{free: kind != 1 && kind != 2, offset: second}
			if kind == 2 {
				p.within, p.offset = second, third
			}
			if !c.put(num, p) {
				return c.d.budget.why
			}
		}
	}
	return nil
}

func integers(v any) ([]int, bool) {
	list, ok := v.(array)
	out := make([]int, len(list))
	for i, item := range list {
		n, isInt := item.(int)
		out[i], ok = n, ok && isInt
	}
	return out, ok
}

func bigEndian(b []byte) (n int) {
	for _, c := range b {
		n = n<<8 | int(c)
	}
	return n
}

// find is the object that the table leads to, nil when it leads nowhere.
func (c *contents) find(v any) *object {
	r, isRef := v.(ref)
	p, known := c.places[int(r)]
	if !isRef || !known || p.free {
		return nil
	}
	if p.within != 0 {
		for _, i := range c.d.byNum[int(r)] {
			if o := &c.d.objects[i]; o.within == p.within {
				return o
			}
		}
		return nil
	}
	if p.offset < 0 || p.offset >= len(c.d.data) {
		return nil
	}
	l := c.d.lex.at(c.d.data, p.offset)
	if l.space(); !c.d.budget.spend(&c.d.budget.bytes, l.pos-p.offset, isDeep) {
		return nil
	}
	i, known := c.d.byOffset[l.pos]
	if !known || c.d.objects[i].num != int(r) {
		return nil
	}
	return &c.d.objects[i]
}
