package cases

import (
	"fmt"
	"slices"
	"strconv"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/checklist"
)

// headMember adds a member of a life event: NAME DAYS WD, and then issues RESULT, asks
// MATERIAL…, after MEMBER….
func headMember(s *story, words []string) error {
	const sample = "write for instance 食品许可 5 WD after 企业登记 issues 食品经营许可证 asks 申请表 营业执照"
	if len(words) < 3 || words[2] != catalogue.WorkingDays {
		return fmt.Errorf("%s", sample)
	}
	days, err := readNumber(words[1])
	if err != nil {
		return err
	}
	list := &catalogue.Snapshot{ID: words[0], Name: words[0], PromisedDays: days, Handling: catalogue.Promised}
	m := checklist.Member{ID: words[0], List: list}
	for key, rest := "", words[3:]; len(rest) > 0; rest = rest[1:] {
		word := rest[0]
		switch {
		case slices.Contains([]string{"issues", "asks", "after"}, word):
			key = word
		case key == "issues":
			list.ResultName = word
		case key == "asks":
			list.Materials = append(list.Materials, catalogue.Material{ID: words[0] + word, Type: word, TypeName: word, Name: word, Necessity: catalogue.Required})
		case key == "after":
			m.After = append(m.After, word)
		default:
			return fmt.Errorf("%s", sample)
		}
	}
	s.members = append(s.members, m)
	return nil
}

// checkTogether compares one thing of the life event as a whole: asks MATERIAL…, spares
// MATERIAL FROM TO…, order MEMBER…, longest DAYS, or refused CODE RULE.
func checkTogether(f *file, words []string) error {
	merged, err := checklist.Merge(nil, f.s.members, nil)
	if len(words) == 0 {
		return fmt.Errorf("say what of the life event: asks, spares, order, longest or refused")
	}
	if words[0] == "refused" {
		return refusedAs(err, words[1:])
	}
	if err != nil {
		return err
	}
	var got []string
	switch words[0] {
	case "asks":
		for _, m := range merged.Materials {
			got = append(got, m.Name)
		}
	case "spares":
		for _, x := range merged.Fed {
			got = append(got, x.Name, x.From, x.To)
		}
	case "order":
		for _, m := range merged.Members {
			got = append(got, m.Name)
		}
	case "longest":
		got = []string{strconv.Itoa(merged.LongestPath)}
	default:
		return fmt.Errorf("%q is nothing of a life event", words[0])
	}
	return same(words[1:], got...)
}
