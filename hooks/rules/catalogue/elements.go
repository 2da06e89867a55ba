package catalogue

import "slices"

func hasStep(s *Snapshot, kind string) bool {
	return slices.ContainsFunc(s.Steps, func(x Step) bool { return x.Kind == kind })
}

// lacksModelForm: each application form (a material with a blank form) needs a sample;
// where no blank form is attached, some material must still carry one.
func lacksModelForm(materials []Material) bool {
	forms, samples := 0, 0
	for _, m := range materials {
		switch {
		case !empty(m.BlankForm) && empty(m.Sample):
			return true
		case !empty(m.BlankForm):
			forms++
		case !empty(m.Sample):
			samples++
		}
	}
	return forms+samples == 0
}

// promise is the promised working days in the unit of the legal limit: five working
// days fill a week of seven calendar days.
func promise(s *Snapshot) int {
	if s.StatutoryUnit == CalendarDays {
		return (s.PromisedDays*7 + 4) / 5
	}
	return s.PromisedDays
}

// unreachable reports whether a condition can never be met: none of its options belongs
// to a question that some answers lead to.
func unreachable(s *Snapshot, onlyIf []string) bool {
	if len(onlyIf) == 0 {
		return false
	}
	options := reachable(s.Questions)
	return !slices.ContainsFunc(onlyIf, func(id string) bool { return options[id] })
}

// reachable are the options of every question that some answers lead to.
func reachable(questions []Question) map[string]bool {
	options, asked := map[string]bool{}, map[string]bool{}
	for again := true; again; {
		again = false
		for _, q := range questions {
			open := len(q.OnlyIf) == 0 || slices.ContainsFunc(q.OnlyIf, func(id string) bool { return options[id] })
			if asked[q.ID] || !open {
				continue
			}
			asked[q.ID], again = true, true
			for _, o := range q.Options {
				options[o.ID] = true
			}
		}
	}
	return options
}
