package hooks

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
)

// The acts on completeness and form: the clerk's marks, the one correction and its
// supply (R-AL-05, R-AL-08, R-AL-09, R-PL-21).

// mark is one line of a check or a correction.
type mark struct {
	Document string `json:"document,omitempty"`
	Material string `json:"material,omitempty"`
	Verdict  string `json:"verdict,omitempty"`
	Reason   string `json:"reason,omitempty"`
}

// check records the clerk's verdict per document (completeness and form only, R-AL-09).
func check(d *deed) error {
	marks, err := listOf[mark](d.action, "items")
	if err != nil {
		return refuse("items", err)
	}
	if len(marks) == 0 {
		return refuse("items", fault.New(fault.ItemsInvalid, "R-AL-09", "Mark at least one document as accepted or rejected."))
	}
	for _, m := range marks {
		document := d.document(m.Document)
		switch {
		case document == nil:
			return refuse("items", fault.New(fault.RecordForeign, "R-AL-09", "Document %q is not one of this case.", m.Document))
		case m.Verdict != "accepted" && m.Verdict != "rejected":
			return refuse("items", fault.New(fault.ItemsInvalid, "R-AL-09", "A document is accepted or rejected."))
		case m.Verdict == "rejected" && m.Reason == "":
			return refuse("items", fault.New(fault.ReasonRequired, "R-PL-21", "Say what is wrong with each rejected document."))
		}
		if err := d.verdict(document, m.Verdict, m.Reason); err != nil {
			return err
		}
	}
	return nil
}

func (d *deed) document(id string) *core.Record {
	for _, x := range d.file.documents {
		if x.Id == id && !x.GetBool("superseded") {
			return x
		}
	}
	return nil
}

func (d *deed) verdict(document *core.Record, verdict, reason string) error {
	document.Set("verdict", verdict)
	document.Set("verdict_reason", reason)
	return write(d.tx, document)
}

// requestCorrection names once everything that is to be corrected (R-AL-05) and rejects
// the documents of what it names. A second one is a supervisor's exception, counted (R-AL-08).
func requestCorrection(d *deed) error {
	used := d.file.record.GetInt("corrections")
	if used > 0 && !d.who.has(flow.Supervisor) {
		return fault.New(fault.CorrectionUsed, "R-AL-08", "All corrections were to be named once; a second notice needs a supervisor and a reason.").With("corrections", used)
	}
	if used > 0 && d.action.GetString("reason") == "" {
		return fault.New(fault.ReasonRequired, "R-AL-08", "Give the reason for a second correction; it is counted.")
	}
	if used == 0 && !d.who.has(flow.Clerk) && !d.who.has(flow.Examiner) {
		return fault.New(fault.RoleRequired, "R-AL-05", "The first correction is the clerk's; a supervisor grants a second one.")
	}
	items, err := d.corrections()
	if err != nil {
		return refuse("items", err)
	}
	for _, m := range items {
		for _, x := range d.file.documents {
			if x.GetString("material") == m.Material && !x.GetBool("superseded") && x.GetString("verdict") != "rejected" {
				if err := d.verdict(x, "rejected", m.Reason); err != nil {
					return err
				}
			}
		}
	}
	d.action.Set("items", items)
	d.file.record.Set("corrections", used+1)
	return nil
}

// corrections are the items of the request, by default the rejected and missing materials.
func (d *deed) corrections() ([]mark, error) {
	items, err := listOf[mark](d.action, "items")
	if err != nil {
		return nil, err
	}
	list, err := d.file.list()
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		for _, gap := range checklist.Missing(list, d.file.papers()) {
			items = append(items, mark{Material: gap.Material, Reason: d.gapReason(gap)})
		}
	}
	if len(items) == 0 {
		return nil, fault.New(fault.ItemsInvalid, "R-AL-05", "Nothing is missing or rejected; name each material to correct and why.")
	}
	for _, m := range items {
		if !slices.ContainsFunc(list.Materials, func(x checklist.Material) bool { return x.ID == m.Material }) {
			return nil, fault.New(fault.RecordForeign, "R-AL-03", "Material %q is not asked for in this case.", m.Material)
		}
		if m.Reason == "" {
			return nil, fault.New(fault.ReasonRequired, "R-PL-21", "Say for each material what is to be corrected.")
		}
	}
	return items, nil
}

// gapReason repeats the clerk's words for a rejected document, or says that it is missing.
func (d *deed) gapReason(gap checklist.Gap) string {
	for _, x := range d.file.documents {
		if x.GetString("material") == gap.Material && x.GetString("verdict") == "rejected" && x.GetString("verdict_reason") != "" {
			return x.GetString("verdict_reason")
		}
	}
	return "材料缺失，请补交 (missing)"
}

// supply hands in what was asked for; half of it would leave the agency no lawful answer
// but refusal, so it waits until everything named is there.
func supply(d *deed) error {
	request := d.file.last("request_correction")
	if request == nil {
		return nil
	}
	items, err := listOf[mark](request, "items")
	if err != nil {
		return err
	}
	var open []string
	for _, m := range items {
		fresh := slices.ContainsFunc(d.file.documents, func(x *core.Record) bool {
			return x.GetString("material") == m.Material && !x.GetBool("superseded") && x.GetString("verdict") != "rejected"
		})
		if !fresh {
			open = append(open, m.Material)
		}
	}
	if len(open) > 0 {
		return fault.New(fault.MaterialsMissing, "R-AL-05", "Upload every material that the notice names, then hand in.").With("materials", open)
	}
	return d.completeForm()
}
