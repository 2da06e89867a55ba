package hooks

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
)

const records = "/api/collections/%s/records/%s"

// listed is a house with the food licence, its claim in the given state.
func listed(t *testing.T, state string) (x *house, service *core.Record) {
	t.Helper()
	x = newHouse(t)
	service = x.find("services", "name ~ '食品'")
	claim := x.find("claims", "id='%s'", service.GetString("claim"))
	claim.Set("state", state)
	if err := x.Seed(x.app, claim); err != nil {
		t.Fatal(err)
	}
	return x, service
}

// TestEditOfAListInForce_R_CLM_07 edits the working copy of a published list as a
// superuser: what brings in a new defect is refused at the field edited, citing its rule.
func TestEditOfAListInForce_R_CLM_07(t *testing.T) {
	x, service := listed(t, "published")
	admin := x.person("admin")
	material := x.find("materials", "service='%s' && name='申请表'", service.Id).Id
	step := x.find("steps", "service='%s' && kind='site_check'", service.Id).Id
	option := x.find("options", "text='是'").Id
	for _, c := range []struct {
		name, collection, id string
		fields               map[string]any
		at, cite             string // "" where it passes
	}{
		{"a promise over the limit", "services", service.Id, map[string]any{"promised_days": 11}, "promised_days", "R-QA-12"},
		{"a limit under the promise", "services", service.Id, map[string]any{"statutory_days": 4}, "statutory_days", "R-QA-12"},
		{"a promise of as long as the law allows", "services", service.Id, map[string]any{"promised_days": 10}, "", ""},
		{"the same telephone twice", "services", service.Id, map[string]any{"complaint_phone": "0816-1000001"}, "complaint_phone", "R-QA-08"},
		{"a telephone without its area", "services", service.Id, map[string]any{"consult_phone": "1000001"}, "consult_phone", "R-QA-08"},
		{"a fee without a row", "services", service.Id, map[string]any{"fee": true}, "fee", "R-QA-07"},
		{"a trip without a reason, and no conditions", "services", service.Id, map[string]any{"trips_reason": "", "conditions": ""}, "trips_reason", "R-QA-04"},
		{"on the spot, with days", "services", service.Id, map[string]any{"handling": "instant"}, "handling", "R-QA-01"},
		{"other hours", "services", service.Id, map[string]any{"hours": "工作日 8:30-17:30"}, "", ""},
		{"a material without a basis", "materials", material, map[string]any{"basis": ""}, "basis", "R-QA-13"},
		{"a catch-all", "materials", material, map[string]any{"name": "其他材料"}, "name", "R-QA-13"},
		{"a material with a better basis", "materials", material, map[string]any{"basis": "《办法》第十三条"}, "", ""},
		{"the last site check retired", "steps", step, map[string]any{"retired": true}, "retired", "R-QA-10"},
		{"another kind of step", "steps", step, map[string]any{"kind": "publicity"}, "kind", "R-QA-10"},
		{"the only answer to a material retired", "options", option, map[string]any{"retired": true}, "retired", "R-AL-01"},
		{"an answer said better", "options", option, map[string]any{"text": "使用"}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			x.t = t
			path := fmt.Sprintf(records, c.collection, c.id)
			before := x.photograph()
			answer := x.call("PATCH", path, admin, c.fields)
			if c.at == "" {
				answer.ok()
				return
			}
			answer.refused(c.at, "quality_failed", c.cite)
			if cure, _ := answer.at("data", c.at, "params", "cure").(string); cure == "" {
				t.Error("the refusal does not say how to cure it")
			}
			if changed := difference(before, x.photograph()); len(changed) > 0 {
				t.Errorf("changed in spite of the refusal: %v", changed)
			}
		})
	}
}

// TestRowsOfAListInForce_R_CLM_07 adds and removes rows of a published list.
func TestRowsOfAListInForce_R_CLM_07(t *testing.T) {
	x, service := listed(t, "published")
	admin := x.person("admin")
	kind := x.find("material_types", "code='M-ID'").Id
	row := map[string]any{"service": service.Id, "type": kind, "name": "租赁合同", "necessity": "optional", "source": "10", "copies": 1, "basis": "《办法》第十二条"}
	id := x.call("POST", "/api/collections/materials/records", admin, row).ok().id()
	delete(row, "copies")
	x.call("POST", "/api/collections/materials/records", admin, row).refused("copies", "quality_failed", "R-QA-13")
	x.call("DELETE", fmt.Sprintf(records, "materials", id), admin, nil).ok()
	x.call("POST", "/api/collections/fees/records", admin, map[string]any{"service": service.Id, "name": "工本费", "standard": "10元", "basis": "《条例》第一条"}).
		refused("id", "quality_failed", "R-QA-07")
	other := x.find("services", "name ~ '户口'")
	x.call("PATCH", fmt.Sprintf(records, "materials", x.find("materials", "service='%s'", other.Id).Id), admin, map[string]any{"service": service.Id}).
		refused("service", "quality_failed", "R-AL-01")
}

// TestDefectsOfBefore_R_CLM_07: what was wrong before does not stand in the way of an
// edit, and two new defects at one field are told together.
func TestDefectsOfBefore_R_CLM_07(t *testing.T) {
	x, service := listed(t, "published")
	had, err := defectsOf(x.app, service.Id)
	if err != nil || len(had) == 0 {
		t.Fatalf("the list has no defect to begin with: %v", err)
	}
	x.call("PATCH", fmt.Sprintf(records, "services", service.Id), x.person("admin"), map[string]any{"address": "示例路2号"}).ok()
	answer := x.call("PATCH", fmt.Sprintf(records, "services", service.Id), x.person("admin"), map[string]any{"complaint_phone": "1000001", "consult_phone": "1000001"})
	answer.refused("complaint_phone", "quality_failed", "R-QA-08")
	answer.refused("consult_phone", "quality_failed", "R-QA-08")
	if both, _ := answer.at("data", "complaint_phone", "params", "defects").([]any); len(both) != 2 {
		t.Errorf("%d defects at the telephone for complaints, want 2: %s", len(both), answer.text)
	}
}

// TestListByTheStateOfItsClaim_R_CLM_06: a draft is never validated on save, nobody edits
// what is reviewed, and the house's own pen passes always.
func TestListByTheStateOfItsClaim_R_CLM_06(t *testing.T) {
	for _, c := range []struct{ state, field, code, cite string }{
		{"to_claim", "", "", ""}, {"compiling", "", "", ""}, {"in_review", "id", "state_moved", "R-CLM-06"}, {"approved", "id", "state_moved", "R-CLM-06"},
		{"published", "promised_days", "quality_failed", "R-QA-12"}, {"suspended", "promised_days", "quality_failed", "R-QA-12"}, {"cancelled", "", "", ""},
	} {
		t.Run(c.state, func(t *testing.T) {
			x, service := listed(t, c.state)
			answer := x.call("PATCH", fmt.Sprintf(records, "services", service.Id), x.person("admin"), map[string]any{"promised_days": 99})
			if c.code == "" {
				answer.ok()
			} else {
				answer.refused(c.field, c.code, c.cite)
			}
			if c.code == "state_moved" {
				step := x.find("steps", "service='%s'", service.Id).Id
				x.call("PATCH", fmt.Sprintf(records, "steps", step), x.person("admin"), map[string]any{"name": "审核"}).refused("id", c.code, c.cite)
				x.call("DELETE", fmt.Sprintf(records, "options", x.find("options", "text='否'").Id), x.person("admin"), nil).refused("id", "append_only", "R-CLM-07")
			}
			service.Set("promised_days", 100)
			if err := x.Seed(x.app, service); err != nil {
				t.Errorf("the house's own pen: %v", err)
			}
		})
	}
}

// TestCataloguerEditsTheDraft_R_CLM_06 goes through the API as the officer who compiles.
func TestCataloguerEditsTheDraft_R_CLM_06(t *testing.T) {
	x, service := listed(t, "compiling")
	service.Set("state", "draft")
	if err := x.Seed(x.app, service); err != nil {
		t.Fatal(err)
	}
	cataloguer, path := x.person("cataloguer"), fmt.Sprintf(records, "services", service.Id)
	x.call("PATCH", path, cataloguer, map[string]any{"promised_days": 99, "conditions": ""}).ok()
	x.call("PATCH", path, cataloguer, map[string]any{"name": "食品许可"}).refused("name", "field_readonly", "R-CAT-03")
}

// TestLockedElements_R_CAT_03 holds for a superuser and in every state of the claim.
func TestLockedElements_R_CAT_03(t *testing.T) {
	for _, state := range []string{"compiling", "published"} {
		x, service := listed(t, state)
		other := x.find("services", "name ~ '户口'")
		admin, path := x.person("admin"), fmt.Sprintf(records, "services", service.Id)
		for field, value := range map[string]any{"name": "食品许可", "name_en": "Food", "claim": other.GetString("claim"), "department": other.GetString("department"),
			"code": other.GetString("code"), "basis": "《行政许可法》第一条"} {
			x.call("PATCH", path, admin, map[string]any{field: value}).refused(field, "field_readonly", "R-CAT-03")
		}
		x.call("PATCH", path, admin, map[string]any{"basis": "《行政许可法》第一条；\n《食品安全法》 第三十五条"}).ok()
	}
}

// TestListByHand_R_CLM_04: nobody makes a list beside its claim.
func TestListByHand_R_CLM_04(t *testing.T) {
	x, service := listed(t, "published")
	copied := service.PublicExport()
	delete(copied, "id")
	for _, field := range []string{"state", "version", "code"} {
		delete(copied, field)
	}
	x.call("POST", "/api/collections/services/records", x.person("admin"), copied).refused("claim", "act_not_allowed", "R-CLM-04")
}

// TestTrailOfAnEdit_R_AR_01: a good edit stands in the trail with before and after.
func TestTrailOfAnEdit_R_AR_01(t *testing.T) {
	x, service := listed(t, "published")
	_, _, last := x.trailSince(0)
	x.call("PATCH", fmt.Sprintf(records, "services", service.Id), x.person("admin"), map[string]any{"promised_days": 8, "channels": []string{"counter", "online", "post"}, "joint": true}).ok()
	_, rows, _ := x.trailSince(last)
	if len(rows) != 1 || rows[0].ActorKind != kindSuperuser || rows[0].Actor != x.person("admin").Id {
		t.Fatalf("the trail: %+v", rows)
	}
	var changes map[string][]any
	if err := json.Unmarshal([]byte(rows[0].Changes), &changes); err != nil {
		t.Fatal(err)
	}
	want := `{"channels":[["counter","online"],["counter","online","post"]],"joint":[false,true],"promised_days":[5,8]}`
	if got, _ := json.Marshal(changes); string(got) != want {
		t.Errorf("changes %s, want %s", got, want)
	}
}

// TestShownAt: a defect is shown where the hand was.
func TestShownAt(t *testing.T) {
	x, service := listed(t, "published")
	step := x.find("steps", "service='%s' && kind='site_check'", service.Id)
	for _, c := range []struct {
		name, field, code, want string
		record                  *core.Record
		edits                   map[string]any
	}{
		{"its own field edited", "promised_days", "promise_too_long", "promised_days", service, map[string]any{"promised_days": 50, "statutory_days": 2}},
		{"another field of the record", "promised_days", "promise_too_long", "statutory_days", service, map[string]any{"statutory_days": 2}},
		{"its own field among others", "promised_days", "promise_too_long", "promised_days", service, map[string]any{"statutory_days": 2, "hours": "9:00"}},
		{"the cause of a missing row", "steps", "steps_site_check", "site_check", service, map[string]any{"site_check": false, "hours": "9:00"}},
		{"the whole list, from a row", "steps", "steps_site_check", "name", step, map[string]any{"kind": "examine", "name": "审核"}},
		{"nothing edited", "steps", "procedure_empty", "id", step, nil},
	} {
		current := c.record.Fresh()
		changed := c.record.Fresh()
		changed.Load(c.edits)
		if got := shownAt(catalogue.Defect{Field: c.field, Code: c.code}, current, changed); got != c.want {
			t.Errorf("%s: at %s, want %s", c.name, got, c.want)
		}
	}
}
