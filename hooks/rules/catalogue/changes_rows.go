package catalogue

import (
	"slices"
	"strings"
)

// rows is one collection of children and how they are compared.
type rows[T any] struct {
	kind    Kind
	field   string                     // the collection
	list    func(s *Snapshot) []T      //
	id      func(x *T) string          //
	key     func(x *T) string          // by which a row that was made anew is known
	label   func(x *T) (zh, en string) //
	added   func(x *T) Effect          // what one more of it means
	aspects []aspect[T]                //
}

// called joins what a row is known by.
func called(parts ...string) string { return strings.Join(parts, "\x00") }

func compareRows[T any](c *comparison, r rows[T]) {
	before, after := r.list(c.a), r.list(c.b)
	partner := match(before, after, r.id, r.key)
	taken := make([]bool, len(after))
	for i := range before {
		if j := partner[i]; j >= 0 {
			taken[j] = true
			compareElements(c, r.aspects, &before[i], &after[j], r.about(&after[j]))
			continue
		}
		gone := r.about(&before[i])
		gone.Event, gone.Field, gone.Before, gone.Effect = Removed, r.field, gone.Subject, r.added(&before[i]).opposite()
		c.list = append(c.list, gone)
	}
	for j := range after {
		if taken[j] {
			continue
		}
		come := r.about(&after[j])
		come.Event, come.Field, come.After, come.Effect = Added, r.field, come.Subject, r.added(&after[j])
		c.list = append(c.list, come)
	}
}

// about names the row that a change is about.
func (r *rows[T]) about(x *T) Change {
	zh, en := r.label(x)
	return Change{Kind: r.kind, ID: r.id(x), Subject: zh, SubjectEn: en}
}

// match answers for each row of the first list its partner in the second, -1 where there
// is none: the row of the same id, else, of those left over, the next one that is called
// the same.
func match[T any](before, after []T, id, key func(*T) string) []int {
	partner, taken := make([]int, len(before)), make([]bool, len(after))
	for i := range partner {
		partner[i] = -1
	}
	for _, known := range []func(*T) string{id, key} {
		places := map[string][]int{}
		for j := range after {
			if !taken[j] {
				places[known(&after[j])] = append(places[known(&after[j])], j)
			}
		}
		for i := range before {
			name := known(&before[i])
			if free := places[name]; partner[i] < 0 && len(free) > 0 {
				partner[i], taken[free[0]], places[name] = free[0], true, free[1:]
			}
		}
	}
	return partner
}

// Partners are the rows of one list that live on in another, by id: the same row, else
// the one that is called the same.
type Partners struct {
	Materials, Options, Steps map[string]string
}

// PartnersOf finds the rows of the first list in the second.
func PartnersOf(a, b *Snapshot) Partners {
	return Partners{
		Materials: partners(a.Materials, b.Materials, materialRows.id, materialRows.key),
		Options:   partners(optionsOf(a), optionsOf(b), optionRows.id, optionRows.key),
		Steps:     partners(a.Steps, b.Steps, stepRows.id, stepRows.key),
	}
}

func partners[T any](before, after []T, id, key func(*T) string) map[string]string {
	ids := map[string]string{}
	for i, j := range match(before, after, id, key) {
		if j >= 0 {
			ids[id(&before[i])] = id(&after[j])
		}
	}
	return ids
}

// option is an option with the question that offers it.
type option struct {
	Option
	question, questionEn string
}

func optionsOf(s *Snapshot) []option {
	var list []option
	for _, q := range s.Questions {
		for _, o := range q.Options {
			list = append(list, option{o, q.Text, q.TextEn})
		}
	}
	return list
}

func (o *option) label() (zh, en string) {
	return o.question + " → " + o.Text, english(o.questionEn, o.question) + " → " + english(o.TextEn, o.Text)
}

func english(en, zh string) string {
	if en == "" {
		return zh
	}
	return en
}

// alignOptions gives the options of b, wherever conditions name them, the ids of their
// partners in a, so that a question that was made anew changes no condition.
func alignOptions(a, b *Snapshot) {
	ids := partners(optionsOf(b), optionsOf(a), optionRows.id, optionRows.key)
	rename := func(onlyIf []string) []string {
		named := make([]string, len(onlyIf))
		for i, id := range onlyIf {
			if named[i] = id; ids[id] != "" {
				named[i] = ids[id]
			}
		}
		return set(named)
	}
	for i := range b.Materials {
		b.Materials[i].OnlyIf = rename(b.Materials[i].OnlyIf)
	}
	for i := range b.FormFields {
		b.FormFields[i].OnlyIf = rename(b.FormFields[i].OnlyIf)
	}
	for i := range b.Questions {
		b.Questions[i].OnlyIf = rename(b.Questions[i].OnlyIf)
		for j, o := range b.Questions[i].Options {
			if ids[o.ID] != "" {
				b.Questions[i].Options[j].ID = ids[o.ID]
			}
		}
	}
}

// conditionTexts shows the options of a condition by their question and their text.
func conditionTexts(s *Snapshot, v any) any {
	texts := []string{}
	for _, id := range v.([]string) {
		text := id
		for _, o := range optionsOf(s) {
			if o.ID == id {
				text, _ = o.label()
			}
		}
		texts = append(texts, text)
	}
	slices.Sort(texts)
	return texts
}
