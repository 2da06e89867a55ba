package checklist

import (
	"slices"

	"onestop/hooks/rules/catalogue"
)

// Share is what one member gets of the answers to the whole life event: its own options
// and the answers to its own form fields (R-PKG-01).
func (l Merged) Share(m Member, chosen []string, form map[string]any) (options []string, answers map[string]any) {
	options, _ = split(m.List.Questions, chosen)
	answers = map[string]any{}
	for _, f := range l.Fields {
		for _, use := range f.Serves {
			if value, given := form[f.Key]; given && use.Member == m.ID {
				answers[use.Key] = value
			}
		}
	}
	return options, answers
}

// Asks reports whether any member may ask for the answer, whatever the options are: a
// draft may keep what it was told before the options changed.
func (l Merged) Asks(members []Member, key string) bool {
	return slices.ContainsFunc(members, func(m Member) bool {
		return slices.ContainsFunc(m.List.FormFields, func(f catalogue.FormField) bool { return key == f.Key || key == m.ID+"."+f.Key })
	})
}

// Supplies are the materials of a member that earlier members issue, whatever is asked
// under the answers: also a material that a later answer calls for is not asked (R-OL-03).
func (l Merged) Supplies(members []Member) []Feed {
	at := map[string][]issue{}
	supplies := []Feed{}
	for _, p := range l.Members { // each stands behind those it waits for
		m := members[slices.IndexFunc(members, func(m Member) bool { return m.ID == p.ID })]
		var before []issue
		for _, id := range p.After {
			before = append(before, at[id]...)
		}
		for _, x := range m.List.Materials {
			if from := feeds(before, Material{Material: x}); from != "" {
				supplies = append(supplies, Feed{Name: x.Name, NameEn: x.NameEn, Material: x.ID, From: from, To: m.ID})
			}
		}
		at[m.ID] = append(slices.Clone(before), issue{m.ID, plain(m.List.ResultName)})
	}
	return supplies
}

// Offered are those of the chosen options that the questions offer.
func Offered(questions []catalogue.Question, chosen []string) []string {
	own, _ := split(questions, chosen)
	return own
}
