package hooks

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/checklist"
)

// noticeKind is one kind of document that the law wants in writing (R-AL-07).
type noticeKind struct{ title, titleEn, cite string }

var noticeKinds = map[string]noticeKind{
	"receipt":        {"收件凭证", "Receipt of materials", "R-AL-07"},
	"correction":     {"补正材料一次性告知书", "Notice of all corrections", "R-AL-05"},
	"acceptance":     {"受理通知书", "Notice of acceptance", "R-AL-07"},
	"non_acceptance": {"不予受理通知书", "Notice of non-acceptance", "R-AL-07"},
	"deferral":       {"容缺受理通知书", "Notice of deferred materials", "R-PL-24"},
	"hearing":        {"听证权利告知书", "Notice of the right to a hearing", "R-AL-25"},
	"pause":          {"期限中止告知书", "Notice that the clock stands still", "R-AL-20"},
	"extension":      {"延长办理期限告知书", "Notice of an extended limit", "R-AL-16"},
	"grant":          {"准予行政许可决定书", "Decision to grant", "R-AL-13"},
	"refusal":        {"不予行政许可决定书", "Decision to refuse", "R-AL-13"},
	"termination":    {"终止办理通知书", "Notice of termination", "R-PL-24"},
	"delivery":       {"送达回证", "Proof of delivery", "R-AL-19"},
}

// otherThanLicence are the titles of decisions on matters that are no licence (R-CAT-10).
var otherThanLicence = map[string]noticeKind{
	"grant":   {"准予办理决定书", "Decision to approve", "R-AL-13"},
	"refusal": {"不予办理决定书", "Decision to refuse", "R-AL-13"},
}

// kindOfNotice is the notice of a kind in a case of a type of power.
func kindOfNotice(kind, itemType string) (noticeKind, bool) {
	if k, ok := otherThanLicence[kind]; ok && itemType != "01" {
		return k, true
	}
	k, ok := noticeKinds[kind]
	return k, ok
}

// remedies are the two ways against a decision; a refusal cannot be issued without them
// (R-AL-13: reconsideration within 60 calendar days, litigation within 6 months).
var remedies = []map[string]string{
	{"cite": "行政复议法第二十条", "text": "自知道该决定之日起六十日内，可以向本级人民政府申请行政复议。",
		"text_en": "Within 60 calendar days of learning of this decision you may apply to the people's government for administrative reconsideration."},
	{"cite": "行政诉讼法第四十六条", "text": "自知道该决定之日起六个月内，可以直接向人民法院提起行政诉讼。",
		"text_en": "Within six months of learning of this decision you may bring an action before the people's court."},
}

// issue writes the numbered, sealed and dated notice of an act, in the act's transaction.
func (h *Hall) issue(tx core.App, c *caseFile, kind string, action *core.Record) error {
	k, known := kindOfNotice(kind, c.snapshot.BasicItem.Type)
	if !known {
		return fmt.Errorf("there is no notice of kind %q", kind)
	}
	department := c.snapshot.Department
	year := h.today().Year()
	n, err := next(tx, fmt.Sprintf("notice/%s/%d", department.Name, year))
	if err != nil {
		return err
	}
	number := fmt.Sprintf("%s〔%d〕%05d号", department.Name, year, n)
	content, err := h.noticeContent(tx, c, kind, k, action)
	if err != nil {
		return err
	}
	content["number"] = number
	notice, err := newRecord(tx, "notices", map[string]any{
		"application": c.record.Id, "kind": kind, "number": number, "content": content, "issued_at": h.instant(),
	})
	if err != nil {
		return err
	}
	return deposit(tx, notice)
}

// noticeContent is everything that stands on the paper, so that the paper can be printed
// again unchanged whatever happens to the catalogue later.
func (h *Hall) noticeContent(tx core.App, c *caseFile, kind string, k noticeKind, action *core.Record) (map[string]any, error) {
	applicant, err := h.known(tx, "applicants", c.record.GetString("applicant"))
	if err != nil {
		return nil, err
	}
	d := c.snapshot.Department
	content := map[string]any{
		"kind": kind, "title": k.title, "title_en": k.titleEn, "cite": k.cite, "date": h.today().String(),
		"department": map[string]string{"name": d.Name, "name_en": d.NameEn, "phone": d.Phone, "address": d.Address},
		"seal":       d.Name + "行政审批专用章",
		"case":       c.record.GetString("number"), "service": c.snapshot.Name, "service_en": c.snapshot.NameEn,
		"applicant": applicant.GetString("name"), "id_number": applicant.GetString("id_number"),
		"agent": c.record.GetString("agent_name"), "agent_id": c.record.GetString("agent_id"),
		"reason": action.GetString("reason"), "ground": action.GetString("ground"), "until": action.GetString("until"),
		"promised_due": c.record.GetString("promised_due"), "statutory_due": c.record.GetString("statutory_due"),
		"complaint_phone": c.snapshot.ComplaintPhone, "consult_phone": c.snapshot.ConsultPhone,
		"track_code": c.record.GetString("track_code"), // every paper carries the code to the public status page
	}
	if kind == "receipt" && takesOver(c.record) && applicant.GetString("seen_on") == "" {
		content["takeover"] = true // who was registered at the counter opens the account by number and code
	}
	return content, particulars(c, kind, action, content)
}

// particulars adds what stands on the papers of one kind alone.
func particulars(c *caseFile, kind string, action *core.Record, content map[string]any) error {
	switch kind {
	case "receipt":
		content["notice_due"] = c.record.GetString("notice_due")
		content["materials"] = receivedMaterials(c)
	case "correction":
		items, err := listOf[checklist.Correction](action, "items")
		if err != nil {
			return err
		}
		content["items"] = correctionLines(c.snapshot, items)
	case "acceptance":
		content["accepted_on"] = chinaDate(c.record, "accepted_at")
		content["deferred_due"] = c.record.GetString("deferred_due")
		unsaid, err := listOf[checklist.Correction](action, "items") // of an acceptance by silence (R-AL-06)
		if err != nil {
			return err
		}
		content["items"] = correctionLines(c.snapshot, unsaid)
	case "deferral":
		list, err := c.due()
		if err != nil {
			return err
		}
		content["items"] = checklist.Missing(list, c.papers())
		content["deferred_due"] = c.record.GetString("deferred_due")
	case "grant":
		content["result"], content["result_en"] = c.snapshot.ResultName, c.snapshot.ResultNameEn
		content["delivery_due"] = c.record.GetString("delivery_due")
	case "refusal":
		content["remedies"] = remedies
		content["delivery_due"] = c.record.GetString("delivery_due")
	case "non_acceptance":
		content["remedies"] = remedies
	case "delivery":
		content["method"], content["recipient"], content["reason"] = action.GetString("method"), action.GetString("reason"), ""
		content["result"], content["result_en"] = c.snapshot.ResultName, c.snapshot.ResultNameEn
	}
	return nil
}

// receivedMaterials lists what was handed in, by material and pages.
func receivedMaterials(c *caseFile) []map[string]any {
	list := []map[string]any{}
	for _, m := range c.snapshot.Materials {
		pages := 0
		for _, x := range c.documents {
			if x.GetString("material") == m.ID && !x.GetBool("superseded") && x.GetString("verdict") != "rejected" {
				pages++
			}
		}
		if pages > 0 {
			list = append(list, map[string]any{"material": m.ID, "name": m.Name, "name_en": m.NameEn, "files": pages})
		}
	}
	return list
}

func correctionLines(s *catalogue.Snapshot, items []checklist.Correction) []map[string]any {
	lines := make([]map[string]any, 0, len(items))
	for _, item := range items {
		line := map[string]any{"material": item.Material, "reason": item.Reason}
		if m := s.Material(item.Material); m != nil {
			line["name"], line["name_en"], line["standard"], line["basis"] = m.Name, m.NameEn, m.Standard, m.Basis
		}
		lines = append(lines, line)
	}
	return lines
}
