package checklist

import (
	"slices"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

// Mark is what the window says of one document.
type Mark struct {
	Document string
	Verdict  Verdict
	Reason   string
}

// MayMark checks the marks of a look at completeness and form (R-AL-09): at least one
// and each a verdict (items_invalid), each on a document of the case that still counts
// (record_foreign), and each rejection with what is wrong (reason_required, R-PL-21).
func MayMark(docs []Doc, marks []Mark) error {
	if len(marks) == 0 {
		return fault.New(fault.ItemsInvalid, "R-AL-09", "Mark at least one document as accepted or rejected.")
	}
	for _, m := range marks {
		standing := func(d Doc) bool { return d.ID == m.Document && !d.Superseded }
		switch {
		case !slices.ContainsFunc(docs, standing):
			return fault.New(fault.RecordForeign, "R-AL-09", "Document %q is not one of this case.", clip(m.Document))
		case m.Verdict != Accepted && m.Verdict != Rejected:
			return fault.New(fault.ItemsInvalid, "R-AL-09", "A document is accepted or rejected.")
		case m.Verdict == Rejected && m.Reason == "":
			return fault.New(fault.ReasonRequired, "R-PL-21", "Say what is wrong with each rejected document.")
		}
	}
	return nil
}

// Correction is one line of a correction notice: a material and what is wrong with it.
type Correction struct {
	Material string `json:"material"`
	Reason   string `json:"reason"`
}

// MayCorrect says who may ask for a correction: the first one is the clerk's or the
// examiner's (role_required); everything was to be named in it, so a second one is
// refused with correction_used, but for a supervisor who gives the reason (R-AL-08).
// used counts the notices sent so far.
func MayCorrect(used int, roles []flow.Role, reason string) error {
	supervisor := slices.Contains(roles, flow.Supervisor)
	switch {
	case used > 0 && !supervisor:
		return fault.New(fault.CorrectionUsed, "R-AL-08", "All corrections were to be named once; a second notice needs a supervisor and a reason.").With("corrections", used)
	case used > 0 && reason == "":
		return fault.New(fault.ReasonRequired, "R-AL-08", "Give the reason for a second correction; it is counted.")
	case used == 0 && !slices.Contains(roles, flow.Clerk) && !slices.Contains(roles, flow.Examiner):
		return fault.New(fault.RoleRequired, "R-AL-05", "The first correction is the clerk's; a supervisor grants a second one.")
	}
	return nil
}

// missingReason tells the applicant of a paper that was never handed in.
const missingReason = "材料缺失，请补交"

// Corrections is everything that a notice names (R-AL-05): what the officer named, or by
// default every gap of the list, with the words under which its document was rejected.
// It refuses with items_invalid where nothing is to be corrected, with record_foreign a
// material that is not asked for (R-AL-03), and with reason_required a line that does
// not say what is wrong (R-PL-21). said gives the officer's words about a rejected
// material, "" where there are none.
func Corrections(list List, docs []Doc, named []Correction, said func(material string) string) ([]Correction, error) {
	if len(named) == 0 {
		for _, gap := range Missing(list, docs) {
			c := Correction{Material: gap.Material, Reason: missingReason}
			if words := said(gap.Material); gap.Cause == CauseRejected && words != "" {
				c.Reason = words
			}
			named = append(named, c)
		}
	}
	if len(named) == 0 {
		return nil, fault.New(fault.ItemsInvalid, "R-AL-05", "Nothing is missing or rejected; name each material to correct and why.")
	}
	for _, c := range named {
		if !list.asks(c.Material) {
			return nil, fault.New(fault.RecordForeign, "R-AL-03", "Material %q is not asked for in this case.", clip(c.Material))
		}
		if c.Reason == "" {
			return nil, fault.New(fault.ReasonRequired, "R-PL-21", "Say for each material what is to be corrected.")
		}
	}
	return named, nil
}

func (l List) asks(material string) bool {
	return slices.ContainsFunc(l.Materials, func(m Material) bool { return m.ID == material })
}

// MaySupply refuses with materials_missing a hand-in that leaves something of the notice
// open: the agency would have no lawful answer to it but refusal (R-AL-05, R-AL-08).
func MaySupply(asked []Correction, docs []Doc) error {
	var open []string
	for _, c := range asked {
		if present, rejected := standing(c.Material, docs); !present || rejected {
			open = append(open, c.Material)
		}
	}
	if len(open) == 0 {
		return nil
	}
	return fault.New(fault.MaterialsMissing, "R-AL-05", "Upload every material that the notice names, then hand in.").With("materials", open)
}
