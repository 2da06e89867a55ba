package checklist

import (
	"slices"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// Owed is what an accepted case may still have to hand in. Silence accepts a case as it
// lies (R-AL-06): what was missing then is still needed for a result, but the agency
// said nothing in time, so it can ask no more by a correction and its clock runs on
// (R-AL-08, R-AL-20); the applicant hands it in whenever it is there.
type Owed struct {
	Until  workday.Day // the deferred materials may follow until then, no date where none were deferred (R-PL-24)
	Silent []string    // the materials that were missing or rejected when silence accepted the case (R-AL-06)
}

// takes reports whether a document of the material may follow.
func (o Owed) takes(material string) bool { return o.Until != 0 || slices.Contains(o.Silent, material) }

func (o Owed) none() bool { return o.Until == 0 && len(o.Silent) == 0 }

// cite is the rule under which the papers follow.
func (o Owed) cite() string {
	if o.Until == 0 {
		return "R-AL-06"
	}
	return "R-PL-24"
}

// Unsaid is everything that silence accepted unsaid: what a correction would have named
// (R-AL-05, R-AL-06), nothing where the case was complete. said is as in Corrections.
func Unsaid(list List, docs []Doc, said func(material string) string) ([]Correction, error) {
	if len(Missing(list, docs)) == 0 {
		return nil, nil
	}
	return Corrections(list, docs, nil, said)
}

// MayAdd says whether a document may be added for a material now: to a draft, in a
// correction, to an accepted case whose papers may follow (R-PL-24, R-AL-06), and in place
// of a document that was just rejected, which the applicant may mend on the spot
// (R-AL-04c). Otherwise it refuses with state_moved.
func MayAdd(state flow.State, owed Owed, material string, docs []Doc) error {
	_, rejected := standing(material, docs)
	switch {
	case state == flow.Draft, state == flow.Correcting,
		owed.takes(material) && (state == flow.Accepted || state == flow.Paused),
		state == flow.Submitted && rejected:
		return nil
	}
	return fault.New(fault.StateMoved, "R-AL-05", "The application is %s; documents are added to a draft or in a correction.", state).With("state", string(state))
}

// MaySupplement says whether the applicant may say that the papers which were to follow
// are here: some were to (state_moved), and all of them are there (materials_missing).
func MaySupplement(owed Owed, list List, docs []Doc) error {
	if owed.none() {
		return fault.New(fault.StateMoved, "R-PL-24", "No material of this case was to follow.")
	}
	return complete(list, docs, owed.cite(), "Upload every material that is still to come, then hand in.")
}

// MayGrant refuses with materials_missing a result before every paper is there: the
// deferred ones (R-PL-24), and those without which silence accepted the case; without
// them nobody can find that the conditions are met (R-AL-06, R-AL-13).
func MayGrant(owed Owed, list List, docs []Doc) error {
	return complete(list, docs, owed.cite(), "No result is issued before every paper is there; ask the applicant for it in a message, or refuse with reasons.")
}

func complete(list List, docs []Doc, cite, sentence string) error {
	var missing []string
	for _, gap := range Missing(list, docs) {
		missing = append(missing, gap.Material)
	}
	if len(missing) == 0 {
		return nil
	}
	return fault.New(fault.MaterialsMissing, cite, "%s", sentence).With("materials", missing)
}
