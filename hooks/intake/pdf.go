package intake

// judgePDF reads a whole PDF. It runs in the child process only. Its memory is bounded by
// the budget of the document; it calls nothing that a stream could make grow without end.
//
// Refused are: a broken frame or table of contents, encryption of any kind, what acts by
// itself or carries other files (see forbidden and outward), streams that unpack beyond
// reason, nesting beyond 200 and more than 500 pages.
func judgePDF(data []byte) (report, error) {
	if err := framed(data); err != nil {
		return report{}, err
	}
	d := newDocument(data)
	if err := d.sweep(); err != nil {
		return report{}, err
	}
	if d.locked() {
		return report{}, isLocked
	}
	if err := d.unpack(); err != nil {
		return report{}, err
	}
	c, err := d.open()
	if err != nil {
		return report{}, err
	}
	pages, count, err := c.pages()
	if err != nil {
		return report{}, err
	}
	flags, err := d.inspect(pages)
	if err != nil {
		return report{}, err
	}
	for _, o := range d.objects {
		if o.stream == 0 {
			continue
		}
		if err := d.weigh(o); err != nil {
			return report{}, err
		}
	}
	return report{Pages: count, Flags: flags}, nil
}

// locked reports whether any trailer, of any revision, names an encryption.
func (d *document) locked() bool {
	for _, t := range d.trailers {
		if t.has("Encrypt") {
			return true
		}
	}
	return false
}

// unpack reads the objects that are kept inside object streams.
func (d *document) unpack() error {
	for _, o := range d.objects[:len(d.objects):len(d.objects)] {
		dc, ok := o.value.(dict)
		if !ok || o.stream == 0 || !d.isObjectStream(dc) {
			continue
		}
		if err := d.members(o); err != nil {
			return err
		}
	}
	return nil
}

func (d *document) isObjectStream(dc dict) bool {
	for _, n := range d.names(dc, "Type") {
		if n == "ObjStm" {
			return true
		}
	}
	return dc.has("N") && dc.has("First") && !dc.has("FunctionType")
}

// members reads the objects of one object stream: pairs of number and offset, then values.
func (d *document) members(o object) error {
	dc := o.value.(dict)
	n, err := d.sole(dc.get("N"))
	if err != nil {
		return err
	}
	first, err := d.sole(dc.get("First"))
	if err != nil {
		return err
	}
	count, ok1 := n.(int)
	start, ok2 := first.(int)
	text, err := d.hold(o)
	if err != nil {
		return err
	}
	if !ok1 || !ok2 || count < 0 || start < 0 || start > len(text) {
		return isTorn
	}
	d.budget.bytes += 8 * len(text)
	pairs, within := d.lex.at(text[:start], 0), o.num
	if within == 0 {
		within = -1 // a stream without a number is found by nobody, but still looked into
	}
	for i := range count {
		num, ok1 := pairs.whole()
		offset, ok2 := pairs.whole()
		if !ok1 || !ok2 || start+offset > len(text) {
			return isTorn
		}
		v, err := d.parse(text, start+offset, nil)
		if err != nil {
			return err
		}
		d.add(object{num: num, at: i, within: within, value: v})
	}
	return nil
}
