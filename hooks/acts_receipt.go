package hooks

import (
	"crypto/rand"
	"fmt"
	"maps"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/review"
	"onestop/hooks/rules/workday"
)

// The acts from hand-in to acceptance (Art. 32 of the Licensing Law; R-AL-02…09).

// submit checks that the form is complete, numbers the case and draws its track code.
// Missing materials do not stop a hand-in: the agency must then name them once (R-AL-05).
func submit(d *deed) error {
	c := d.file
	if _, _, err := d.h.inForce(d.tx, c.record.GetString("service")); err != nil {
		return err
	}
	if err := d.notBarred(); err != nil {
		return err
	}
	if err := d.completeForm(); err != nil {
		return err
	}
	region := regionOf(c.snapshot.Department.Region)
	day := d.today.String()
	n, err := next(d.tx, "case/"+region+"/"+day)
	if err != nil {
		return err
	}
	code, err := trackCode()
	if err != nil {
		return err
	}
	c.record.Set("number", fmt.Sprintf("%s-%s%s%s-%04d", region, day[0:4], day[5:7], day[8:10], n))
	c.record.Set("track_code", code)
	c.record.Set("received_at", d.h.instant())
	departments := append(c.record.GetStringSlice("departments"), c.snapshot.Department.ID)
	for _, step := range c.snapshot.Steps {
		departments = append(departments, step.Department)
	}
	c.record.Set("departments", distinct(departments))
	return nil
}

func (d *deed) completeForm() error {
	list, err := d.file.list()
	if err != nil {
		return refuse("options", err)
	}
	form, err := formOf(d.file.record)
	if err != nil {
		return err
	}
	if bad := checklist.FormCheck(list, form, d.h.Now()); len(bad) > 0 {
		first := slices.Min(slices.Collect(maps.Keys(bad)))
		f := fault.New(fault.FormIncomplete, "R-AL-02", "%s", bad[first].Error())
		fields := map[string]any{}
		for key, x := range bad {
			fields[key] = map[string]any{"code": x.Code(), "message": x.Error()}
		}
		return f.With("fields", fields)
	}
	return nil
}

// regionOf is the county part of a region code, with which case numbers begin.
func regionOf(code string) string {
	if len(code) >= 6 {
		return code[:6]
	}
	return "000000"
}

func distinct(list []string) []string {
	list = slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == "" })
	slices.Sort(list)
	return slices.Compact(list)
}

// trackCode draws eight signs that people do not mistake for each other, 40 bits.
func trackCode() (string, error) {
	const signs = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	b := make([]byte, 8)
	if _, err := rand.Read(b); err != nil {
		return "", err
	}
	for i := range b {
		b[i] = signs[int(b[i])%len(signs)]
	}
	return string(b), nil
}

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

// accept is a duty once the file is complete and in form (R-AL-04e); deferrable
// materials may follow by a day that the applicant commits to (R-PL-24).
func accept(d *deed) error {
	until, err := d.deferral()
	if err != nil {
		return err
	}
	list, err := d.file.due()
	if err != nil {
		return err
	}
	latest, err := d.h.promiseFrom(d.file, d.today)
	if err != nil {
		return err
	}
	deferred, err := checklist.MayAccept(list, d.file.papers(), until, latest)
	if err != nil {
		return err
	}
	if deferred {
		d.file.record.Set("deferred_due", until.String())
		d.notices = append(d.notices, "deferral")
	}
	return d.startReview()
}

func (d *deed) deferral() (workday.Day, error) {
	text := d.action.GetString("until")
	if text == "" {
		return 0, nil
	}
	until, err := workday.ParseDay(text)
	if err != nil {
		return 0, refuse("until", err)
	}
	if until < d.today {
		return 0, refuse("until", fault.New(fault.DateInvalid, "R-PL-24", "The day for the deferred materials has passed."))
	}
	return until, nil
}

// startReview opens the steps; since when the case counts as accepted the ledger says.
func (d *deed) startReview() error {
	d.file.record.Set("accepted_at", d.h.instant())
	for _, row := range review.Open(d.file.snapshot.Steps) {
		if err := d.openReview(row); err != nil {
			return err
		}
	}
	d.lead()
	return nil
}

// reject tells that the application is not accepted; for another authority's matter it
// names that authority (R-AL-04b).
func reject(d *deed) error {
	if d.action.GetString("ground") == "other_authority" && d.action.GetString("reason") == "" {
		return fault.New(fault.ReasonRequired, "R-AL-04b", "Name the authority that is competent.")
	}
	return nil
}

// deemAccepted: the notice limit passed in silence, so the law accepts for the agency,
// as of the day of receipt or of supply (R-AL-06). Only the house's own job does this.
func deemAccepted(d *deed) error {
	since, passed, err := d.h.deemed(d.file, d.today)
	if err != nil {
		return err
	}
	if !passed {
		return fault.New(fault.StateMoved, "R-AL-06", "The notice limit has not passed; silence accepts nothing yet.")
	}
	d.action.Set("until", since.String())
	return d.startReview()
}
