package checklist

import (
	"slices"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
)

// answers are the questions that are asked and the options chosen of them.
type answers struct {
	asked  []Question
	chosen map[string]choice
}

type choice struct {
	question catalogue.Question
	option   catalogue.Option
}

// open reports whether a thing with the condition is asked.
func (a answers) open(onlyIf []string) bool {
	return len(onlyIf) == 0 || slices.ContainsFunc(onlyIf, func(id string) bool { _, ok := a.chosen[id]; return ok })
}

// settle finds the questions that are asked. A question may depend on the answer of
// another one that is itself asked; two that wait for each other are never asked.
func settle(questions []catalogue.Question, chosen []string) (answers, error) {
	taken, err := take(questions, chosen)
	if err != nil {
		return answers{}, err
	}
	a := answers{asked: []Question{}, chosen: map[string]choice{}}
	asked := map[string]bool{}
	for again := true; again; {
		again = false
		for _, q := range questions {
			if asked[q.ID] || !a.open(q.OnlyIf) {
				continue
			}
			asked[q.ID], again = true, true
			if o, answered := taken[q.ID]; answered {
				a.chosen[o.ID] = choice{q, o}
			}
		}
	}
	for _, q := range questions {
		o, answered := taken[q.ID]
		if asked[q.ID] {
			a.asked = append(a.asked, Question{Question: q, Chosen: o.ID})
		} else if answered {
			return answers{}, badOption(o.ID, "The question %q is not asked under these answers; leave its answer out.", q.Text).With("question", q.ID)
		}
	}
	return a, nil
}

// take finds the one option that was chosen of each question. The same option named
// twice is one choice.
func take(questions []catalogue.Question, chosen []string) (map[string]catalogue.Option, error) {
	offered := map[string]choice{}
	for _, q := range questions {
		for _, o := range q.Options {
			offered[o.ID] = choice{q, o}
		}
	}
	taken := map[string]catalogue.Option{}
	for _, id := range chosen {
		c, ok := offered[id]
		if !ok {
			return nil, badOption(id, "This service does not offer the option; choose among the answers of its questions.")
		}
		if before, twice := taken[c.question.ID]; twice && before.ID != id {
			return nil, badOption(id, "The question %q takes one answer; choose one of its options.", c.question.Text).With("question", c.question.ID)
		}
		taken[c.question.ID] = c.option
	}
	return taken, nil
}

func badOption(id, format string, args ...any) *fault.Fault {
	return fault.New(fault.OptionInvalid, "R-PKG-04", format, args...).With("option", clip(id))
}

// clip keeps a stranger's word short enough to repeat.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
