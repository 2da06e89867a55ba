package checklist

import (
	"slices"

	"onestop/hooks/rules/catalogue"
)

// manyAnswers is from how many ways to answer on nobody tries each of them.
const manyAnswers = 1024

// WorstPath is the longest path that any answers to the life event's own questions can
// produce: of two members that exclude each other only one counts, and a member that is
// not called for leaves its place to what it waited for (R-PKG-02, R-PKG-04). Where there
// are more than manyAnswers ways to answer, every member counts, which never promises too
// little. plan_cycle as in Order.
func WorstPath(questions []catalogue.Question, members []Member) (days int, path []string, err error) {
	order, err := Order(members)
	if err != nil {
		return 0, nil, err
	}
	all := catalogue.Questions(questions)
	days, tried := -1, 0
	var try func(chosen []string) error
	try = func(chosen []string) error {
		if tried > manyAnswers {
			return nil
		}
		event, err := settle(all, chosen)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(event.asked, func(q Question) bool { return q.Chosen == "" && len(q.Options) > 0 })
		if i >= 0 {
			for _, o := range event.asked[i].Options {
				if err := try(append(slices.Clone(chosen), o.ID)); err != nil {
					return err
				}
			}
			return nil
		}
		tried++
		in, _ := among(order, func(m Member) bool { return event.open(m.OnlyIf) })
		if d, p, err := LongestPath(in); err != nil {
			return err
		} else if d > days {
			days, path = d, p
		}
		return nil
	}
	if err := try(nil); err != nil {
		return 0, nil, err
	}
	if tried > manyAnswers {
		return LongestPath(members)
	}
	return days, path, nil
}

// licenceType is the type of power of an administrative licence (R-CAT-10).
const licenceType = "01"

// Joint reports whether the members hold licences of two or more departments, which are
// then handled jointly within the limit of Art. 26 and 42 (R-PKG-05, R-AL-17). What may be
// left out counts as well: somebody will not leave it out.
func Joint(members []Member) bool {
	department := ""
	return slices.ContainsFunc(members, func(m Member) bool {
		if m.List.BasicItem.Type != licenceType {
			return false
		}
		other := department != "" && department != m.List.Department.ID
		department = m.List.Department.ID
		return other
	})
}
