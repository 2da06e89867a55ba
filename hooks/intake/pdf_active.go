package intake

import (
	"bytes"
	"slices"
)

// Actions, by their type (S). What stands in neither table is harmless: going to a page,
// hiding a field, emptying the form.
var (
	// forbidden actions are refused wherever they stand, even behind a click.
	forbidden = map[name]reason{
		"Launch": hasLaunch, "ImportData": hasLaunch, "GoToE": hasEmbedded,
		"Rendition": hasMedia, "RichMediaExecute": hasMedia, "Movie": hasMedia, "Sound": hasMedia,
	}
	// outward actions are refused when they run by themselves; behind a click they are
	// taken, and those that are more than a link to a web page are flagged.
	outward = map[name]bool{"URI": false, "GoToR": true, "SubmitForm": true, "Thread": true}
	// media are the kinds of annotations and objects that play something.
	media = map[name]bool{"RichMedia": true, "Movie": true, "Sound": true, "Screen": true, "3D": true}
	// formatting are the events of a form field whose scripts format, check and calculate.
	formatting = map[name]bool{"K": true, "F": true, "V": true, "C": true}

	graveNames = map[name]bool{
		"JavaScript": true, "Launch": true, "ImportData": true, "GoToE": true, "SubmitForm": true, "GoToR": true,
		"Rendition": true, "RichMedia": true, "EmbeddedFile": true, "EF": true, "XFA": true, "Encrypt": true,
	}
)

// The flags of a PDF that is taken.
const (
	flagFormScripts = "form_scripts"
	flagForm        = "xfa_form"
	flagOutward     = "outward_actions"
)

// role is what a value is for whoever refers to it. One object can have several.
type role uint8

const (
	plain       role = 1 << iota
	automatic        // an action that runs by itself: on opening, closing, showing, pointing
	formatter        // an action that formats a form field
	events           // the table of events (AA) of anything
	fieldEvents      // the table of events of a form field
)

// inspection follows every reference from the trailers on, then everything that nothing
// refers to, and judges each dictionary by what it is for.
type inspection struct {
	d     *document
	pages map[int]bool // objects of the page tree, which are no form fields
	roles map[int]role
	queue []task
	flags map[string]bool
	why   reason
	// attached are the objects that call themselves embedded files, forms the parts of a
	// form description, which often do so without being one.
	attached, forms map[int]bool
}

type task struct {
	num  int
	role role
}

// inspect refuses what acts by itself and flags what is taken.
func (d *document) inspect(pages map[int]bool) ([]string, error) {
	in := &inspection{d: d, pages: pages, roles: map[int]role{}, flags: map[string]bool{}, attached: map[int]bool{}, forms: map[int]bool{}}
	if d.odd {
		return nil, hasScript
	}
	for _, t := range d.trailers {
		in.visit(t, plain, 0)
	}
	in.drain()
	for i := range d.objects {
		if o := d.objects[i]; o.num == 0 {
			in.visit(o.value, plain, 0)
		} else if in.roles[o.num] == 0 {
			in.refer(ref(o.num), plain)
		}
		in.drain()
	}
	for num := range in.attached {
		if !in.forms[num] {
			in.refuse(hasEmbedded)
		}
	}
	if in.why == "" {
		in.why = d.budget.why
	}
	if in.why != "" {
		return nil, in.why
	}
	var flags []string
	for f := range in.flags {
		flags = append(flags, f)
	}
	slices.Sort(flags)
	return flags, nil
}

// drain visits the objects that have got a new role.
func (in *inspection) drain() {
	for len(in.queue) > 0 && in.why == "" {
		t := in.queue[len(in.queue)-1]
		in.queue = in.queue[:len(in.queue)-1]
		for _, i := range in.d.byNum[t.num] {
			in.visit(in.d.objects[i].value, t.role, t.num)
		}
	}
}

func (in *inspection) refer(r ref, as role) {
	if old := in.roles[int(r)]; old&as == 0 {
		in.roles[int(r)] = old | as
		in.queue = append(in.queue, task{int(r), as})
	}
}

// visit judges a value in a role; num is the object that it stands in.
func (in *inspection) visit(v any, as role, num int) {
	if in.why != "" || !in.d.budget.spend(&in.d.budget.values, 1, isDeep) {
		return
	}
	switch v := v.(type) {
	case ref:
		in.refer(v, as)
	case array:
		for _, item := range v {
			in.visit(item, as, num)
		}
	case dict:
		in.judge(v, as, num)
		for _, e := range v {
			in.visit(e.value, in.below(v, e.key, as, num), num)
		}
	}
}

// below is the role of what stands under a key of a dictionary.
func (in *inspection) below(dc dict, key name, as role, num int) role {
	switch {
	case as == fieldEvents && formatting[key]:
		return formatter
	case as == fieldEvents || as == events || key == "OpenAction":
		return automatic
	case key == "Next":
		return as
	case key == "AA" && in.isField(dc, num):
		return fieldEvents
	case key == "AA":
		return events
	}
	return plain
}

func (in *inspection) isField(dc dict, num int) bool {
	return !in.pages[num] && (dc.has("FT") || hasKey(dc, "T") || slices.Contains(in.d.names(dc, "Subtype"), "Widget"))
}

// hasKey reports whether a key is there, be its value a string.
func hasKey(dc dict, key name) bool {
	return slices.ContainsFunc(dc, func(e entry) bool { return e.key == key })
}

// judge looks at one dictionary.
func (in *inspection) judge(dc dict, as role, num int) {
	for _, e := range dc {
		switch e.key {
		case "EF":
			if e.value != nil {
				in.refuse(hasEmbedded)
			}
		case "XFA":
			in.form(e.value)
		}
	}
	for _, key := range []name{"Type", "Subtype"} {
		for _, n := range in.d.names(dc, key) {
			if media[n] {
				in.refuse(hasMedia)
			}
			if n == "EmbeddedFile" {
				in.attached[num] = true
			}
		}
	}
	for _, n := range in.d.names(dc, "S") {
		in.action(n, as)
	}
}

// action judges an action by its type and its role.
func (in *inspection) action(n name, as role) {
	if why, bad := forbidden[n]; bad {
		in.refuse(why)
	}
	if n == "JavaScript" {
		if as != formatter {
			in.refuse(hasScript)
		}
		in.flags[flagFormScripts] = true
	}
	if notable, known := outward[n]; known && as == automatic {
		in.refuse(hasOutward)
	} else if notable {
		in.flags[flagOutward] = true
	}
}

func (in *inspection) refuse(why reason) {
	if in.why == "" {
		in.why = why
	}
}

// form reads a form description in XML, in one stream or a list of them: with scripts it
// is refused, without it is flagged.
func (in *inspection) form(v any) {
	for _, whole := range in.d.all(v) {
		list, isList := whole.(array)
		if !isList {
			list = array{v}
		}
		for _, part := range list {
			r, _ := part.(ref) // the names of the parts stand between them
			for _, i := range in.d.byNum[int(r)] {
				if o := in.d.objects[i]; o.stream != 0 {
					in.forms[o.num] = true
					in.formPart(o)
				}
			}
		}
	}
}

func (in *inspection) formPart(o object) {
	text, err := in.d.hold(o)
	if in.d.budget.why != "" {
		return
	}
	if err != nil {
		in.refuse(hasScript) // what can not be read can not be cleared
		return
	}
	text = bytes.ToLower(bytes.ReplaceAll(text, []byte{0}, nil))
	for _, mark := range []string{"<script", ":script", "<!doctype", "<!entity"} {
		if bytes.Contains(text, []byte(mark)) {
			in.refuse(hasScript)
		}
	}
	in.flags[flagForm] = true
}
