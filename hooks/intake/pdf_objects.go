package intake

import (
	"bytes"
	"reflect"
)

// object is one object of a PDF, wherever it was found.
type object struct {
	num    int // 0 when the number before it can not be read
	at     int // where it begins; for one inside an object stream, its place in the order
	within int // the number of the object stream that holds it, 0 for none
	value  any
	stream int // where the bytes of its stream begin, 0 for none
}

// document is everything that stands in the bytes of a PDF: not only what the table of
// contents leads to, but every object that any reader could find, of every revision.
// Hiding an object from the table, or another one behind it, changes nothing.
type document struct {
	data     []byte
	lex      *lexer
	budget   *budget
	objects  []object
	byNum    map[int][]int
	byOffset map[int]int
	trailers []dict
	odd      bool // an object that makes the file active is not well formed
}

// The limits of one PDF: values and objects read, and bytes that its streams may unpack to, in all.
const (
	maxValues   = 1_500_000
	maxObjects  = 300_000
	maxHeld     = 64 << 20
	maxMeasured = 256 << 20
)

func newDocument(data []byte) *document {
	b := &budget{values: maxValues, objects: maxObjects, places: maxObjects, bytes: 4*len(data) + 1<<20, held: maxHeld, measured: maxMeasured}
	return &document{
		data: data, budget: b, byNum: map[int][]int{}, byOffset: map[int]int{},
		lex: &lexer{budget: b, names: map[string]name{}},
	}
}

// sweep reads every object and trailer in the bytes of the file.
func (d *document) sweep() error {
	for pos := 0; ; {
		i := bytes.Index(d.data[pos:], []byte("obj"))
		if i < 0 {
			break
		}
		at := pos + i
		pos = at + len("obj")
		if bytes.HasSuffix(d.data[:at], []byte("end")) {
			continue
		}
		if d.read(at, pos); d.budget.why != "" {
			return d.budget.why
		}
	}
	for pos := 0; ; {
		i := bytes.Index(d.data[pos:], []byte("trailer"))
		if i < 0 {
			return nil
		}
		pos += i + len("trailer")
		v, err := d.parse(d.data, pos, nil)
		if err != nil {
			return err
		}
		if t, ok := v.(dict); ok {
			d.trailers = append(d.trailers, t)
		}
	}
}

// read takes the object whose keyword stands at the given place.
func (d *document) read(keyword, body int) {
	num, at := numberBefore(d.data, keyword)
	o := object{num: num, at: at}
	end := body
	o.value, _ = d.parse(d.data, body, &end) // the reason stays in the budget
	if dc, ok := o.value.(dict); ok {
		l := d.lex.at(d.data, end)
		o.stream = streamStart(l)
		d.budget.spend(&d.budget.bytes, l.pos-end, isDeep)
		if dc.has("Root") {
			d.trailers = append(d.trailers, dc)
		}
	}
	d.add(o)
}

func (d *document) add(o object) {
	if !d.budget.spend(&d.budget.objects, 1, isDeep) {
		return
	}
	d.byNum[o.num] = append(d.byNum[o.num], len(d.objects))
	if o.within == 0 {
		d.byOffset[o.at] = len(d.objects)
	}
	d.objects = append(d.objects, o)
}

// parse reads the value at a place and charges its bytes; end is where it stops.
func (d *document) parse(data []byte, pos int, end *int) (any, error) {
	l := d.lex.at(data, pos)
	v, _ := l.value()
	d.budget.spend(&d.budget.bytes, l.pos-pos, isDeep)
	if end != nil {
		*end = l.pos
	}
	d.odd = d.odd || l.odd && l.grave
	if d.budget.why != "" {
		return nil, d.budget.why
	}
	return v, nil
}

// numberBefore reads the object number that precedes the keyword obj, and where it begins.
func numberBefore(data []byte, keyword int) (num, at int) {
	back := func(pos int, is func(byte) bool) int {
		for pos > 0 && is(data[pos-1]) {
			pos--
		}
		return pos
	}
	generation := back(back(keyword, isSpace), isDigit)
	end := back(generation, isSpace)
	at = back(end, isDigit)
	if generation == end || at == end || end-at > 10 {
		return 0, keyword
	}
	for _, c := range data[at:end] {
		num = num*10 + int(c-'0')
	}
	return num, at
}

// streamStart is where the bytes of a stream begin, 0 when none follows.
func streamStart(l *lexer) int {
	if !l.space() || !l.prefix("stream") {
		return 0
	}
	l.pos += len("stream")
	if l.pos < len(l.data) && l.data[l.pos] == '\r' {
		l.pos++
	}
	if l.pos < len(l.data) && l.data[l.pos] == '\n' {
		l.pos++
	}
	return l.pos
}

// all are the values that a value can stand for: itself, or every definition of the
// object that it refers to.
func (d *document) all(v any) []any {
	r, isRef := v.(ref)
	if !isRef {
		return []any{v}
	}
	var found []any
	for _, i := range d.byNum[int(r)] {
		if !d.budget.spend(&d.budget.values, 1, isDeep) {
			break
		}
		found = append(found, d.objects[i].value)
	}
	return found
}

// sole is the one value that a value stands for. Where readers could disagree on it, it
// is refused: on such values hangs how everything else is read.
func (d *document) sole(v any) (any, error) {
	found := d.all(v)
	if len(found) == 0 {
		return nil, d.budget.err()
	}
	for _, other := range found[1:] {
		if !reflect.DeepEqual(other, found[0]) {
			return nil, isTorn
		}
	}
	return found[0], d.budget.err()
}

func (b *budget) err() error {
	if b.why != "" {
		return b.why
	}
	return nil
}

// names are the names that the values of a key can be.
func (d *document) names(dc dict, key name) []name {
	var found []name
	for _, e := range dc {
		if e.key != key {
			continue
		}
		for _, v := range d.all(e.value) {
			if n, ok := v.(name); ok {
				found = append(found, n)
			}
		}
	}
	return found
}
