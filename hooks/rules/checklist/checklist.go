// Package checklist turns the answers of a citizen into exactly what has to be handed
// in: the questions, materials and form fields that are asked, for one service or merged
// for a life event, and what is still missing of it. only_if is the whole rule language:
// a thing is asked when its list is empty or one of the listed options is chosen.
package checklist

import (
	"strings"

	"onestop/hooks/rules/catalogue"
)

// List is what a case must hand in under its answers.
type List struct {
	Questions []Question `json:"questions"`
	Materials []Material `json:"materials"`
	Fields    []Field    `json:"fields"`
}

// Question is a question that is asked; Chosen is the option taken, "" while open.
type Question struct {
	catalogue.Question
	Chosen string `json:"chosen"`
}

// Material is a material that is asked. Why names the question and the answer that
// caused it, "" where it is always asked. Serves lists, in a merged list only, the
// members of the life event that it is for.
type Material struct {
	catalogue.Material
	Why    string `json:"why"`
	WhyEn  string `json:"why_en"`
	Serves []Use  `json:"serves,omitempty"`
}

// Field is a line of the form that is asked. Serves is as in Material.
type Field struct {
	catalogue.FormField
	Serves []Use `json:"serves,omitempty"`
}

// Of answers what the service asks under the chosen options (R-AL-05, R-PKG-04). It
// refuses with option_invalid an option that the service does not offer, two options of
// one question, and an option of a question that is not asked.
func Of(s *catalogue.Snapshot, chosen []string) (List, error) {
	answers, err := settle(catalogue.Questions(s.Questions), chosen)
	if err != nil {
		return List{}, err
	}
	list := List{Questions: answers.asked, Materials: []Material{}, Fields: []Field{}}
	for _, m := range s.Materials {
		if answers.open(m.OnlyIf) {
			why, whyEn := answers.why(m.OnlyIf)
			list.Materials = append(list.Materials, Material{Material: m, Why: why, WhyEn: whyEn})
		}
	}
	for _, f := range s.FormFields {
		if answers.open(f.OnlyIf) {
			list.Fields = append(list.Fields, Field{FormField: f})
		}
	}
	return list, nil
}

// why names what caused a thing, in Chinese and English.
func (a answers) why(onlyIf []string) (zh, en string) {
	var causes, causesEn []string
	for _, id := range onlyIf {
		if c, chosen := a.chosen[id]; chosen {
			causes = append(causes, c.question.Text+" → "+c.option.Text)
			causesEn = append(causesEn, english(c.question.TextEn, c.question.Text)+" → "+english(c.option.TextEn, c.option.Text))
		}
	}
	return strings.Join(causes, "；"), strings.Join(causesEn, "; ")
}

// english is the English text, or the Chinese one where none was written.
func english(en, zh string) string {
	if en == "" {
		return zh
	}
	return en
}
