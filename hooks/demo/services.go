package demo

import (
	"path"
	"slices"
	"strconv"

	"github.com/pocketbase/pocketbase/core"
)

// What every service of the county has in common.
const (
	hallHours     = "周一至周五 9:00—12:00，13:30—17:00（法定节假日除外）"
	hallAddress   = "示例县政务服务中心（民生路1号）"
	complaintLine = "0816-5107000" // of the service administration, never that of the department
	catalogueDay  = "2025-01-01"
	localLevel    = "4" // county (R-CAT-11)
	retention     = 10  // years (R-AR-02)
)

// register writes the material types and every service, published as version 1.
func (l *loader) register() error {
	for _, t := range l.items.MaterialTypes {
		_, err := l.put("material_types", t.Code, map[string]any{
			"code": t.Code, "name": t.Name, "name_en": t.NameEn, "source": t.Source, "shareable": t.Shareable,
		})
		if err != nil {
			return err
		}
	}
	for _, s := range l.items.Services {
		if err := l.service(s); err != nil {
			return err
		}
	}
	return nil
}

// service takes one item from the basic catalogue over the claim to its publication.
func (l *loader) service(s service) error {
	if err := l.basicItem(s); err != nil {
		return err
	}
	claim := map[string]any{"basic_item": recordID("basic_items", s.Key), "department": recordID("departments", s.Department), "state": "published"}
	if _, err := l.put("claims", s.Key, claim); err != nil {
		return err
	}
	list, err := l.list(s)
	if err != nil {
		return err
	}
	r, err := l.put("services", s.Key, list)
	if err != nil {
		return err
	}
	for _, rows := range []func(service) error{l.serviceQuestions, l.materials, l.formFields, l.fees, l.steps} {
		if err := rows(s); err != nil {
			return err
		}
	}
	return l.house.Publish(l.tx, r.Id)
}

// basicItem puts the item into the basic catalogue.
func (l *loader) basicItem(s service) error {
	_, err := l.put("basic_items", s.Key, map[string]any{
		"code": s.Code, "name": s.Name, "name_en": s.NameEn, "type": s.Code[2:4], "basis": s.Basis,
		"levels": []string{"3", localLevel}, "status": "in_use", "version": 1, "effective_on": catalogueDay,
	})
	return err
}

// list is the implementation list of a service without its rows.
func (l *loader) list(s service) (map[string]any, error) {
	d := l.departmentOf(s.Department)
	sample, err := attachment("result.pdf", pdfPage("结果样本 "+s.Result.Name, []string{"颁发机关：" + d.Name, "仅供参考 SPECIMEN"}))
	if err != nil {
		return nil, err
	}
	fields := map[string]any{
		"claim": recordID("claims", s.Key), "department": recordID("departments", s.Department), "code": d.Code + localLevel + s.Code,
		"name": s.Name, "name_en": s.NameEn, "regime": s.Regime, "handling": "promised", "statutory_days": s.Law.N, "statutory_unit": s.unit(),
		"promised_days": s.Promise, "joint": false, "conditions": s.Conditions, "basis": s.Basis, "service_objects": s.Objects,
		"channels": []string{"counter", "online", "post"}, "trips": s.Trips, "trips_reason": s.Reason, "online_depth": s.Depth,
		"fee": len(s.Fees) > 0, "result_kind": s.Result.Kind, "result_name": s.Result.Name, "result_name_en": s.Result.NameEn, "result_valid_years": s.Result.Years, "result_sample": sample,
		"address": hallAddress + " " + d.Name + "窗口", "hours": hallHours, "consult_phone": d.Phone, "complaint_phone": complaintLine,
		"quantity_limit": "无限制", "scope": s.scope(), "commitment": s.Commitment, "site_check": s.onSite(), "inspection": s.Inspection, "keep_original": false, "one_window": s.oneWindow(),
		"retention_years": retention, "state": "draft",
	}
	if s.Promise == 0 {
		fields["handling"] = "instant"
	}
	for key, value := range s.baseline() {
		fields[key] = value
	}
	return fields, nil
}

// ownWindows are the departments that still take in at windows of their own.
var ownWindows = []string{"police", "tax", "hospital", "fund"}

// oneWindow: the comprehensive window of the hall takes it in (一窗受理, R-PL-20).
func (s service) oneWindow() bool { return !slices.Contains(ownWindows, s.Department) }

func (s service) unit() string {
	if s.Law.Unit == "" {
		return "WD"
	}
	return s.Law.Unit
}

func (s service) scope() string {
	if s.Scope == "" {
		return "county"
	}
	return s.Scope
}

func (s service) onSite() bool {
	for _, step := range s.Steps {
		if step.Kind == "site_check" {
			return true
		}
	}
	return false
}

// baseline is what the service took before the reform (R-PL-26): the whole limit of the
// law, in its unit, or double the promise, half as many papers again, two more steps and
// trips.
func (s service) baseline() map[string]any {
	days := s.Law.N
	if days == 0 {
		days = 2*s.Promise + 3
	}
	return map[string]any{
		"baseline_days": days, "baseline_materials": len(s.Materials) + (len(s.Materials)+1)/2,
		"baseline_steps": len(s.Steps) + 2, "baseline_trips": s.Trips + 2,
	}
}

func (l *loader) departmentOf(key string) department {
	for _, d := range l.county.Departments {
		if d.Key == key {
			return d
		}
	}
	return department{}
}

func (l *loader) typeOf(code string) materialType {
	for _, t := range l.items.MaterialTypes {
		if t.Code == code {
			return t
		}
	}
	return materialType{}
}

func (l *loader) serviceQuestions(s service) error {
	return l.questions(s.Key, map[string]any{"service": l.listID(s.Key)}, s.Questions)
}

// questions writes the questions of an owner with their options.
func (l *loader) questions(owner string, of map[string]any, list []question) error {
	for i, q := range list {
		fields := map[string]any{"text": q.Text, "text_en": q.TextEn, "order": i + 1}
		for key, value := range of {
			fields[key] = value
		}
		asked, err := l.put("questions", owner+"."+q.Key, fields)
		if err != nil {
			return err
		}
		for j, o := range q.Options {
			_, err := l.put("options", owner+"."+q.Key+"."+o.Key, map[string]any{
				"question": asked.Id, "text": o.Text, "text_en": o.TextEn, "order": j + 1,
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *loader) materials(s service) error {
	for i, m := range s.Materials {
		t := l.typeOf(m.Type)
		fields := map[string]any{
			"service": l.listID(s.Key), "type": recordID("material_types", m.Type), "name": t.Name, "name_en": t.NameEn,
			"necessity": m.Necessity, "source": t.Source, "original": 1, "copies": 0, "form": strconv.Itoa(t.Form), "basis": t.Basis,
			"standard": t.Standard, "only_if": optionIDs(s.Key, m.OnlyIf), "order": i + 1,
		}
		if t.Copy {
			fields["original"], fields["copies"] = 0, 1
		}
		if err := l.samples(s, t, fields); err != nil {
			return err
		}
		if _, err := l.put("materials", s.Key+"."+m.Type, fields); err != nil {
			return err
		}
	}
	return nil
}

// specimen is whose papers the samples are.
var specimen = applicant{Login: "specimen", Name: "示例", IDNumber: "510799198706110137"}

// samples adds an example of what is to be handed in, and an empty form where people
// write it themselves (R-AL-01).
func (l *loader) samples(s service, t materialType, fields map[string]any) error {
	p, err := l.stack.paper(t, specimen, s.Name, "示例", false)
	if err != nil {
		return err
	}
	if fields["sample"], err = attachment("sample"+path.Ext(p.name), p.content); err != nil || !written[t.Code] {
		return err
	}
	blank := pdfPage(t.Name, []string{"申请人：", "证件号码：", "联系电话：", "事项：", "签名：                日期："})
	fields["blank_form"], err = attachment("blank.pdf", blank)
	return err
}

func (l *loader) formFields(s service) error {
	for i, f := range s.Fields {
		_, err := l.put("form_fields", s.Key+"."+f.Key, map[string]any{
			"service": l.listID(s.Key), "key": f.Key, "label": f.Label, "label_en": f.LabelEn, "kind": f.Kind,
			"choices": f.Choices, "required": f.Required, "only_if": optionIDs(s.Key, f.OnlyIf), "order": i + 1,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) fees(s service) error {
	for _, f := range s.Fees {
		_, err := l.put("fees", s.Key+"."+f.Name, map[string]any{
			"service": l.listID(s.Key), "name": f.Name, "standard": f.Standard, "basis": f.Basis, "reducible": false, "pay_online": false,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) steps(s service) error {
	for i, x := range s.Steps {
		department := x.Department
		if department == "" {
			department = s.Department
		}
		_, err := l.put("steps", s.Key+"."+strconv.Itoa(i+1), map[string]any{
			"service": l.listID(s.Key), "seq": x.Seq, "name": x.Name, "kind": x.Kind,
			"department": recordID("departments", department), "days": x.Days,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// lifeEvents writes the five bundles: their members first, then what follows what.
func (l *loader) lifeEvents() error {
	for _, e := range l.items.LifeEvents {
		event, err := l.put("life_events", e.Key, map[string]any{
			"name": e.Name, "name_en": e.NameEn, "lead": recordID("departments", e.Lead), "description": e.Description,
			"promised_days": e.Promise, "state": "published",
		})
		if err != nil {
			return err
		}
		if err := l.questions(e.Key, map[string]any{"life_event": event.Id}, e.Questions); err != nil {
			return err
		}
		if err := l.members(event, e); err != nil {
			return err
		}
	}
	return nil
}

// members writes the services of a life event. Every member stands after those that the
// catalogue names before it, so each relation finds its record.
func (l *loader) members(event *core.Record, e lifeEvent) error {
	for _, m := range e.Members {
		var after []string
		for _, s := range m.After {
			after = append(after, e.Key+"."+s)
		}
		_, err := l.put("life_event_members", e.Key+"."+m.Service, map[string]any{
			"life_event": event.Id, "service": recordID("services", m.Service), "after": ids("life_event_members", after),
			"optional": m.Optional, "only_if": optionIDs(e.Key, m.OnlyIf),
		})
		if err != nil {
			return err
		}
	}
	return nil
}
