package hooks

import (
	"strings"
	"testing"
)

// A department keeps its own words; what they are for and whom they name is looked at.
func TestTemplatesOfADepartment_R_PI_08(t *testing.T) {
	x := newHouse(t)
	path := "/api/collections/templates/records"
	own := map[string]any{"department": x.person("clerk").GetString("department"), "act": "message", "title": "提醒", "text": "{申请人}您好，{事项}还缺{缺少材料}。"}
	made := x.call("POST", path, x.person("clerk"), own).ok()
	own["text"] = "{姓名}您好"
	x.call("POST", path, x.person("clerk"), own).refused("text", "value_invalid", "")
	own["text"] = "请联系 13812345678"
	x.call("POST", path, x.person("clerk"), own).refused("text", "text_personal", "R-PI-08")
	own["text"], own["ground"] = "您好", "pass"
	x.call("POST", path, x.person("clerk"), own).refused("ground", "value_invalid", "")
	x.call("PATCH", path+"/"+made.id(), x.person("clerk"), map[string]any{"text": "{谁}"}).refused("text", "value_invalid", "")
	x.call("PATCH", path+"/"+made.id(), x.person("approver"), map[string]any{"text": "{申请人}您好。"}).ok()
	if r := x.call("PATCH", path+"/"+made.id(), x.person("clerk.police"), map[string]any{"text": "您好"}); r.status != 404 {
		t.Errorf("another department changes it: %d", r.status)
	}
	if words := x.find("templates", "ground = 'false_materials'").GetString("text"); !strings.Contains(words, "直接关系公共安全、人身健康、生命财产安全的，您在一年内不得再次申请") {
		t.Errorf("Art. 78 bars nobody else: %s", words)
	}
	for _, r := range x.all("templates", "department = ''") { // those that come with the house hold themselves
		x.call("PATCH", path+"/"+r.Id, x.person("supervisor"), map[string]any{"order": r.GetInt("order") + 1}).ok()
	}
}

// In a case the words are filled from the case, the department's own before everybody's.
func TestTemplatesInACase(t *testing.T) {
	x := newHouse(t).unlimited()
	id := x.handIn(x.person("zhang"), "M-AP", "M-LAY")
	own := map[string]any{"department": x.person("clerk").GetString("department"), "act": "message", "title": "提醒", "text": "{申请人}：{事项}{编号}{部门}{电话}{今天}{到期日}缺{缺少材料}错{不合格材料}"}
	x.call("POST", "/api/collections/templates/records", x.person("clerk"), own).ok()
	check := map[string]any{"items": []any{map[string]any{"document": x.find("documents", "application='%s' && material='%s'", id, x.material("M-AP")).Id, "verdict": "rejected", "reason": "看不清"}}}
	x.act(x.person("clerk"), id, "check", check).ok()
	path := ours + "/applications/" + id + "/case"
	items := x.call("GET", path, x.person("clerk"), nil).ok().at("templates").([]any)
	first := items[0].(map[string]any)
	service := x.find("services", "id='%s'", x.find("applications", "id='%s'", id).GetString("service"))
	phone := service.GetString("consult_phone")
	if phone == "" {
		phone = "0816-1000003"
	}
	want := "张示例：" + service.GetString("name") + "510799-20260302-0001示例县市场监督管理局" + phone + "2026年3月2日2026年3月9日缺" + x.find("materials", "id='%s'", x.material("M-ID")).GetString("name") + "错" + x.find("materials", "id='%s'", x.material("M-AP")).GetString("name")
	if first["text"] != want || first["title"] != "提醒" {
		t.Errorf("the words are %v, want %s", first, want)
	}
	if theirs := x.call("GET", path, x.person("supervisor2"), nil).ok().at("templates").([]any); len(theirs) != len(items)-1 {
		t.Errorf("another department sees %d of %d", len(theirs), len(items))
	}
}
