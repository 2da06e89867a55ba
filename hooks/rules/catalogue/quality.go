package catalogue

import (
	"onestop/hooks/rules/fault"
)

// Defect is one reason why a list may not be published. Field is the field to mend;
// for a child it is collection.id.field, as in materials.abc.basis. Code is the stable
// name of the defect, by which the pages translate it; Subject is the name of the child.
type Defect struct {
	Field   string `json:"field"`
	Rule    string `json:"rule"`
	Code    string `json:"code"`
	Subject string `json:"subject,omitempty"`
	Message string `json:"message"`
	Cure    string `json:"cure"`
}

// rule is one line of a quality table: when it is broken, which field of what it looks
// at is to be mended, and how.
type rule[T any] struct {
	number, code, field string
	message, cure       string
	broken              func(s *Snapshot, x *T) bool
}

// Check holds the list against every quality rule that its elements can express and
// answers all defects at once, in the order of the tables: the implementation code
// (R-CAT-33) and the locked elements (R-CAT-03), the eight elements that the law displays (R-AL-01), the choice of the channel (R-BE-04), R-QA-01 to R-QA-08, R-QA-10
// to R-QA-13 and R-QA-15. The list has no topic classes (R-QA-09), no questions and answers
// (part of R-QA-10) and no mark of papers that sharing spares (R-QA-14, decided per case).
func Check(s *Snapshot) []Defect {
	defects := []Defect{}
	defects = append(defects, apply(s, listRules, "", "", s)...)
	for i := range s.Materials {
		m := &s.Materials[i]
		defects = append(defects, apply(s, materialRules, "materials."+m.ID+".", m.Name, m)...)
	}
	for i := range s.Questions {
		q := &s.Questions[i]
		defects = append(defects, apply(s, questionRules, "questions."+q.ID+".", q.Text, q)...)
	}
	for i := range s.Fees {
		f := &s.Fees[i]
		defects = append(defects, apply(s, feeRules, "fees."+f.ID+".", f.Name, f)...)
	}
	for i := range s.FormFields {
		f := &s.FormFields[i]
		defects = append(defects, apply(s, fieldRules, "form_fields."+f.ID+".", f.Label, f)...)
	}
	return defects
}

func apply[T any](s *Snapshot, rules []rule[T], path, subject string, x *T) []Defect {
	var defects []Defect
	for _, r := range rules {
		if r.broken(s, x) {
			defects = append(defects, Defect{Field: path + r.field, Rule: r.number, Code: r.code, Subject: subject, Message: r.message, Cure: r.cure})
		}
	}
	return defects
}

// MayPublish refuses a list with defects with quality_failed, which carries all of them
// (R-CLM-07).
func MayPublish(s *Snapshot) error {
	defects := Check(s)
	if len(defects) == 0 {
		return nil
	}
	return fault.New(fault.QualityFailed, "R-CLM-07", "The list fails %d quality checks; mend them all, then submit it again.", len(defects)).With("defects", defects)
}
