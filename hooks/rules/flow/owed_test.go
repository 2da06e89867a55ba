package flow

import (
	"errors"
	"slices"
	"testing"

	"onestop/hooks/rules/fault"
)

func TestGroundsThatOweASentence(t *testing.T) {
	for _, c := range []struct {
		name           string
		act            Act
		ground, reason string
		cite           string
	}{
		{"R-AL-04b the competent authority is named", "reject", "other_authority", "", "R-AL-04b"},
		{"R-AL-04b it is", "reject", "other_authority", "县公安局", ""},
		{"R-AL-04a nobody else is competent", "reject", "no_licence_needed", "", ""},
		{"R-AL-13 a failed step without reasons", "examine", "fail", "", "R-AL-13"},
		{"R-AL-13 with reasons", "examine", "fail", "布局不符", ""},
		{"R-AL-10 a passed step", "examine", "pass", "", ""},
		{"an act that owes nothing", "accept", "fail", "", ""},
	} {
		var f *fault.Fault
		err := Owed(c.act, c.ground, c.reason)
		if errors.As(err, &f) != (c.cite != "") || (f != nil && (f.Cite() != c.cite || fault.Of(err) != fault.ReasonRequired)) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// Whatever owes a sentence is an act of the table on one of its grounds.
func TestOwedStandsInTheTable(t *testing.T) {
	for act, grounds := range owed {
		for ground := range grounds {
			named := func(r Row) bool { return r.Act == act && slices.Contains(r.Grounds, ground) }
			if !slices.ContainsFunc(Application.Rows, named) && !slices.ContainsFunc(Claim.Rows, named) {
				t.Errorf("%s has no ground %s", act, ground)
			}
		}
	}
}
