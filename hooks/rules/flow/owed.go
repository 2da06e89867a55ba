package flow

import "onestop/hooks/rules/fault"

// owed are the grounds that oblige to a sentence although the row leaves the reason open.
var owed = map[Act]map[string]struct{ cite, sentence string }{
	"reject":  {"other_authority": {"R-AL-04b", "Name the authority that is competent."}},
	"examine": {"fail": {"R-AL-13", "Say why the step is not passed; the decision must give reasons."}},
	"decline": {
		"taken_over": {"R-CLM-05", "Name the body that has taken the item over."},
		"other":      {"R-CLM-05", "Say why the item is not claimed."},
	},
}

// Owed refuses with reason_required an act on a ground that obliges to a sentence: who
// sends an applicant to another authority names it (R-AL-04b), who fails a step says why
// (R-AL-13), who does not claim an item for another reason than the listed ones names it
// (R-CLM-05).
func Owed(act Act, ground, reason string) error {
	if o, found := owed[act][ground]; found && reason == "" {
		return fault.New(fault.ReasonRequired, o.cite, "%s", o.sentence)
	}
	return nil
}
