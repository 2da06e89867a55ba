package workbook

import (
	"cmp"
	"strconv"
)

// check holds the rows against each other: required cells, rows that repeat another, and
// references to rows that the book does not have.
func (b *Book) check(f *findings) {
	for i := range Sheets {
		s := &Sheets[i]
		seen := map[string]int{}
		for _, r := range b.rows[s.Key] {
			if r.whole(f) {
				r.once(seen, f)
			}
		}
	}
	b.checkReferences(f)
}

// whole reports whether the required cells of a row are filled in, and says which are not.
func (r Row) whole(f *findings) bool {
	ok := true
	for i := range r.Sheet.Columns {
		c := &r.Sheet.Columns[i]
		if c.Required && (r.cells[i] == nil || r.cells[i] == 0) {
			f.at(r, c.Key, "value_missing", c.title())
			ok = false
		}
	}
	return ok
}

// once refuses a row that says the same as another in the columns that tell rows apart.
func (r Row) once(seen map[string]int, f *findings) {
	key := r.Key(r.Sheet.Unique...)
	if line, again := seen[key]; again {
		code := "row_repeated"
		if r.Sheet.Unique[0] == "code" {
			code = "code_repeated"
		}
		f.at(r, r.Sheet.Unique[len(r.Sheet.Unique)-1], code, strconv.Itoa(line), clip(key))
		return
	}
	seen[key] = r.Line
}

func (f *findings) at(r Row, key, code string, args ...any) {
	p := r.Problem(key, code, "", args...)
	f.add(p.Sheet, p.Cell, p)
}

// checkReferences: every row of a list belongs to a list of the same book, every option
// to a question of its list, every condition to an option of its list.
func (b *Book) checkReferences(f *findings) {
	services, questions, options := b.keys("services", "code"), b.keys("questions", "service", "order"), b.keys("options", "service", "question", "order")
	for i := range Sheets {
		s := &Sheets[i]
		if s.column("service") < 0 {
			continue
		}
		for _, r := range b.rows[s.Key] {
			service := r.Text("service")
			if service != "" && !services[service] {
				f.at(r, "service", "service_missing", cmp.Or(service, "-"))
				continue
			}
			if s.Key == "options" && r.Filled("question") && !questions[r.Key("service", "question")] {
				f.at(r, "question", "question_missing", strconv.Itoa(r.Int("question")))
			}
			for _, option := range r.List("only_if") {
				if !options[service+"/"+option] {
					f.at(r, "only_if", "option_missing", option)
				}
			}
		}
	}
}

func (b *Book) keys(sheet string, columns ...string) map[string]bool {
	keys := make(map[string]bool, len(b.rows[sheet]))
	for _, r := range b.rows[sheet] {
		keys[r.Key(columns...)] = true
	}
	return keys
}
