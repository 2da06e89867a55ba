package hooks

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/clock"
)

// The acts on completeness and form: the clerk's marks, the one correction and its
// supply (R-AL-05, R-AL-08, R-AL-09, R-PL-21).

// mark is one line of a check: the clerk's verdict on a document, and whether the original
// lay before the clerk and agrees (原件核验).
type mark struct {
	Document string            `json:"document"`
	Verdict  checklist.Verdict `json:"verdict"`
	Reason   string            `json:"reason"`
	Original bool              `json:"original"`
}

// check records the clerk's verdict per document.
func check(d *deed) error {
	lines, err := listOf[mark](d.action, "items")
	if err != nil {
		return refuse("items", err)
	}
	marks := make([]checklist.Mark, len(lines))
	for i, m := range lines {
		marks[i] = checklist.Mark{Document: m.Document, Verdict: m.Verdict, Reason: m.Reason}
	}
	if err := checklist.MayMark(d.file.papers(), marks); err != nil {
		return refuse("items", err)
	}
	for _, m := range lines {
		at := slices.IndexFunc(d.file.documents, func(x *core.Record) bool { return x.Id == m.Document })
		if m.Original && m.Verdict == checklist.Accepted {
			d.file.documents[at].Set("original_seen", true)
		}
		if err := d.verdict(d.file.documents[at], m.Verdict, m.Reason); err != nil {
			return err
		}
	}
	return nil
}

func (d *deed) verdict(document *core.Record, verdict checklist.Verdict, reason string) error {
	document.Set("verdict", string(verdict))
	document.Set("verdict_reason", reason)
	return write(d.tx, document)
}

// requestCorrection names once everything that is to be corrected and rejects the
// documents of what it names. A second one is a supervisor's exception, counted.
func requestCorrection(d *deed) error {
	if err := clock.MayObject(d.h.days(), terms(d.file.snapshot), d.file.events(), d.today); err != nil {
		return err
	}
	used := d.file.record.GetInt("corrections")
	if err := checklist.MayCorrect(used, d.roles, d.action.GetString("reason")); err != nil {
		return err
	}
	named, err := listOf[checklist.Correction](d.action, "items")
	if err != nil {
		return refuse("items", err)
	}
	list, err := d.file.due()
	if err != nil {
		return err
	}
	items, err := checklist.Corrections(list, d.file.papers(), named, d.said)
	if err != nil {
		return refuse("items", err)
	}
	for _, m := range items {
		for _, x := range d.file.documents {
			if x.GetString("material") == m.Material && !x.GetBool("superseded") && x.GetString("verdict") != string(checklist.Rejected) {
				if err := d.verdict(x, checklist.Rejected, m.Reason); err != nil {
					return err
				}
			}
		}
	}
	d.action.Set("items", items)
	d.file.record.Set("corrections", used+1)
	return nil
}

// said are the clerk's words about a rejected document of the material.
func (d *deed) said(material string) string {
	for _, x := range d.file.documents {
		if x.GetString("material") == material && x.GetString("verdict") == string(checklist.Rejected) && x.GetString("verdict_reason") != "" {
			return x.GetString("verdict_reason")
		}
	}
	return ""
}

// supply hands in what was asked for, all of it. It is no new application, so that no
// bar from the service stands against it; a commitment may be new, and is held to the
// same as one made at the start (R-PL-23).
func supply(d *deed) error {
	if err := d.notBarred(""); err != nil {
		return err
	}
	request := d.file.last("request_correction")
	if request == nil {
		return nil
	}
	asked, err := listOf[checklist.Correction](request, "items")
	if err != nil {
		return err
	}
	if err := checklist.MaySupply(asked, d.file.papers()); err != nil {
		return err
	}
	return d.completeForm()
}
