package checklist

import (
	"slices"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// Verdict is what the window says of a document: completeness and form only (R-AL-09).
type Verdict string

const (
	Pending  Verdict = "pending" // not looked at yet; counts as present
	Accepted Verdict = "accepted"
	Rejected Verdict = "rejected"
)

// Doc is a document that was handed in for a material. A superseded one counts no more.
type Doc struct {
	ID         string
	Material   string
	Verdict    Verdict
	Superseded bool
}

// Gap is a material that keeps a case from being complete.
type Gap struct {
	Material  string `json:"id"`
	Name      string `json:"name"`
	NameEn    string `json:"name_en"`
	Necessity string `json:"necessity"`
	Cause     string `json:"cause"` // missing or rejected
}

// Causes of a gap.
const (
	CauseMissing  = "missing"
	CauseRejected = "rejected"
)

// Missing lists everything that a correction has to name (R-AL-05): the materials of
// which a document is rejected, whatever their necessity, and the required and
// deferrable ones without a document. Documents of materials that are not asked under
// the answers are passed over.
func Missing(list List, docs []Doc) []Gap {
	gaps := []Gap{}
	for _, m := range list.Materials {
		cause := ""
		switch present, rejected := standing(m.ID, docs); {
		case rejected:
			cause = CauseRejected
		case !present && m.Necessity != catalogue.Optional:
			cause = CauseMissing
		default:
			continue
		}
		gaps = append(gaps, Gap{Material: m.ID, Name: m.Name, NameEn: m.NameEn, Necessity: m.Necessity, Cause: cause})
	}
	return gaps
}

// standing says whether a material has a document that counts, and one that is rejected.
func standing(material string, docs []Doc) (present, rejected bool) {
	for _, d := range docs {
		if d.Material != material || d.Superseded {
			continue
		}
		present, rejected = true, rejected || d.Verdict == Rejected
	}
	return present, rejected
}

// MayAccept refuses to accept an incomplete case: materials_missing for a required
// material without a document, or a deferrable one while the applicant named no day;
// material_rejected where a document is rejected (R-AL-04e); deferral_too_long where the
// day until which deferrable ones may follow lies after latest, the last day of the
// promised limit (R-PL-24). Zero until is no promise; zero latest is a limit that no
// published calendar covers, which refuses a deferral with due_unknown. The answer says
// whether materials are deferred.
func MayAccept(list List, docs []Doc, until, latest workday.Day) (deferred bool, err error) {
	gaps := Missing(list, docs)
	missing := pick(gaps, func(g Gap) bool { return g.Cause == CauseMissing && (g.Necessity == catalogue.Required || until == 0) })
	if len(missing) > 0 {
		return false, fault.New(fault.MaterialsMissing, "R-AL-04e", "Materials are missing; ask once for all of them, or agree on a day for those that may follow.").With("materials", missing)
	}
	if rejected := pick(gaps, func(g Gap) bool { return g.Cause == CauseRejected }); len(rejected) > 0 {
		return false, fault.New(fault.MaterialRejected, "R-AL-04e", "Documents are rejected; ask once for their correction.").With("materials", rejected)
	}
	switch {
	case len(gaps) == 0:
		return false, nil
	case latest == 0:
		return false, fault.New(fault.DueUnknown, "R-CAL-05", "The promised limit reaches a year whose calendar is not published; no material can be deferred until it is.")
	case until > latest:
		return false, fault.New(fault.DeferralTooLong, "R-PL-24", "Deferred materials must arrive within the promised limit, at the latest on %s.", latest).With("latest", latest.String())
	}
	return true, nil
}

func pick(gaps []Gap, keep func(Gap) bool) []Gap {
	return slices.DeleteFunc(slices.Clone(gaps), func(g Gap) bool { return !keep(g) })
}
