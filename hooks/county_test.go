package hooks

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"
)

const password = "onestop-demo-2026"

// seedCounty makes a small county: two departments, their officers, three applicants, a
// licence with materials of each necessity and two steps, and an on-the-spot item.
func seedCounty(h *Hall, tx core.App) error {
	s := &seeder{h: h, tx: tx}
	region := s.row("regions", map[string]any{"code": "510799", "name": "示例县", "name_en": "Example County", "level": "county"})
	market := s.row("departments", map[string]any{"code": "11510799DEM000030Q", "name": "示例县市场监督管理局", "name_en": "Market supervision", "region": region.Id, "kind": "agency", "phone": "0816-1000003", "address": "示例路3号", "active": true})
	police := s.row("departments", map[string]any{"code": "11510799DEM000022X", "name": "示例县公安局", "name_en": "Police", "region": region.Id, "kind": "agency", "phone": "0816-1000002", "address": "示例路2号", "active": true})
	for _, o := range []struct {
		name       string
		department *core.Record
		roles      []string
	}{
		{"clerk", market, []string{"clerk"}}, {"examiner", market, []string{"examiner"}}, {"examiner2", market, []string{"examiner"}},
		{"approver", market, []string{"approver"}}, {"supervisor", market, []string{"supervisor"}}, {"supervisor2", police, []string{"supervisor"}}, {"auditor", market, []string{"auditor"}},
		{"cataloguer", market, []string{"cataloguer"}}, {"both", market, []string{"clerk", "approver"}},
		{"clerk.police", police, []string{"clerk"}}, {"examiner.police", police, []string{"examiner"}}, {"both.police", police, []string{"clerk", "approver"}},
	} {
		s.account("officers", o.name, map[string]any{"name": o.name, "department": o.department.Id, "roles": o.roles, "active": true})
	}
	s.account("applicants", "zhang", map[string]any{"kind": "person", "name": "张示例", "id_type": "resident_id", "id_number": "510799198706110137", "phone": "13800000001"})
	s.account("applicants", "li", map[string]any{"kind": "person", "name": "李示例", "id_type": "resident_id", "id_number": "510799198909230243", "phone": "13800000002"})
	s.account("applicants", "restaurant", map[string]any{"kind": "organization", "name": "示例餐饮店", "id_type": "uscc", "id_number": "92510799MADEM0038X", "phone": "13800000003"})
	s.account(core.CollectionNameSuperusers, "admin", nil)
	s.food(market)
	s.marriage(police)
	s.row("basic_items", map[string]any{"code": "002090001000", "name": "小餐饮备案", "name_en": "Small eatery filing", "type": "20", "basis": "《四川省食品小作坊、小经营店及摊贩管理条例》第十条", "levels": []string{"4"}, "status": "in_use", "version": 1})
	return s.err
}

type seeder struct {
	h   *Hall
	tx  core.App
	err error
}

func (s *seeder) row(collection string, data map[string]any) *core.Record {
	r, err := newRecord(s.tx, collection, data)
	if err == nil && s.err == nil {
		err = write(s.tx, r)
	}
	if err != nil && s.err == nil {
		s.err = fmt.Errorf("%s %v: %w", collection, data["name"], err)
	}
	if r == nil {
		r = &core.Record{}
	}
	return r
}

func (s *seeder) account(collection, name string, data map[string]any) {
	if s.err != nil {
		return
	}
	r, err := newRecord(s.tx, collection, data)
	if err != nil {
		s.err = err
		return
	}
	r.SetEmail(name + "@demo.test")
	r.SetPassword(password)
	r.SetVerified(true)
	if err := s.tx.Save(r); err != nil {
		s.err = fmt.Errorf("%s: %w", name, err)
	}
}

// list makes the claimed and compiled list of a service.
func (s *seeder) list(department *core.Record, code string, data map[string]any) *core.Record {
	item := s.row("basic_items", map[string]any{"code": code, "name": data["name"], "name_en": data["name_en"], "type": data["type"], "basis": data["basis"], "levels": []string{"4"}, "status": "in_use", "version": 1})
	claim := s.row("claims", map[string]any{"basic_item": item.Id, "department": department.Id, "state": "published"})
	all := map[string]any{"claim": claim.Id, "department": department.Id, "code": department.GetString("code") + "4" + code,
		"service_objects": []string{"person", "enterprise"}, "channels": []string{"counter", "online"}, "trips": 1, "trips_reason": "核验原件",
		"online_depth": "III", "conditions": "符合条件", "result_kind": "certificate", "address": "示例路1号", "hours": "工作日 9:00-17:00",
		"consult_phone": "0816-1000001", "complaint_phone": "0816-1000009", "quantity_limit": "无限制", "scope": "county", "state": "draft"}
	for k, v := range data {
		if k != "type" {
			all[k] = v
		}
	}
	return s.row("services", all)
}

func (s *seeder) food(market *core.Record) {
	food := s.list(market, "000116013001", map[string]any{"name": "食品经营许可(新办)", "name_en": "Food business licence (new)", "type": "01", "regime": "FOOD_BUSINESS",
		"handling": "promised", "statutory_days": 10, "statutory_unit": "WD", "promised_days": 5, "basis": "《食品安全法》第三十五条", "result_name": "食品经营许可证", "result_valid_years": 5, "site_check": true})
	for i, m := range []struct{ code, name, necessity string }{
		{"M-AP", "申请表", "required"}, {"M-ID", "居民身份证", "required"}, {"M-LAY", "经营布局", "deferrable"}, {"M-POA", "授权委托书", "optional"},
	} {
		t := s.row("material_types", map[string]any{"code": m.code, "name": m.name, "name_en": m.code, "source": "10"})
		s.row("materials", map[string]any{"service": food.Id, "type": t.Id, "name": m.name, "name_en": m.code, "necessity": m.necessity, "source": "10", "original": 1, "form": "4", "basis": "办法第十二条", "order": i + 1})
	}
	q := s.row("questions", map[string]any{"service": food.Id, "text": "是否使用燃气？", "text_en": "Gas?", "order": 1})
	yes := s.row("options", map[string]any{"question": q.Id, "text": "是", "text_en": "Yes", "order": 1})
	s.row("options", map[string]any{"question": q.Id, "text": "否", "text_en": "No", "order": 2})
	gas := s.row("material_types", map[string]any{"code": "M-GAS", "name": "燃气合同", "name_en": "Gas contract", "source": "10"})
	s.row("materials", map[string]any{"service": food.Id, "type": gas.Id, "name": "燃气合同", "name_en": "Gas contract", "necessity": "required", "source": "10", "form": "4", "basis": "条例", "order": 9, "only_if": []string{yes.Id}})
	s.row("form_fields", map[string]any{"service": food.Id, "key": "premises", "label": "经营场所", "label_en": "Premises", "kind": "text", "required": true, "order": 1})
	s.row("steps", map[string]any{"service": food.Id, "seq": 1, "name": "审查", "kind": "examine", "department": market.Id, "days": 3})
	s.row("steps", map[string]any{"service": food.Id, "seq": 2, "name": "现场核查", "kind": "site_check", "department": market.Id, "days": 2})
	s.publish(food)
}

func (s *seeder) marriage(police *core.Record) {
	marriage := s.list(police, "000707001000", map[string]any{"name": "户口登记证明", "name_en": "Household certificate", "type": "07", "regime": "GENERAL",
		"handling": "instant", "promised_days": 0, "basis": "户口登记条例第七条", "result_name": "户口证明", "service_objects": []string{"person"}})
	t := s.row("material_types", map[string]any{"code": "M-HK", "name": "居民户口簿", "name_en": "Household booklet", "source": "20"})
	s.row("materials", map[string]any{"service": marriage.Id, "type": t.Id, "name": "居民户口簿", "name_en": "Household booklet", "necessity": "required", "source": "20", "form": "4", "basis": "条例", "order": 1})
	s.row("form_fields", map[string]any{"service": marriage.Id, "key": "partner_id", "label": "配偶公民身份号码", "label_en": "ID number of the spouse", "kind": "id_number", "order": 1})
	s.row("form_fields", map[string]any{"service": marriage.Id, "key": "own_id", "label": "本人公民身份号码", "label_en": "Own ID number", "kind": "id_number", "prefill": "applicant.id_number", "order": 2})
	s.publish(marriage)
}

func (s *seeder) publish(service *core.Record) {
	if s.err == nil {
		s.err = s.h.Publish(s.tx, service.Id)
	}
}
