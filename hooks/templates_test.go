package hooks

import "testing"

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
	for _, r := range x.all("templates", "department = ''") { // those that come with the house hold themselves
		x.call("PATCH", path+"/"+r.Id, x.person("supervisor"), map[string]any{"order": r.GetInt("order") + 1}).ok()
	}
}
