package hooks

import (
	"strings"
	"testing"
)

// A department comes with a code that is one, and in use unless it is said that it is not (R-CODE-01).
func TestDepartmentsHaveCodesAndBeginInUse_R_CODE_01(t *testing.T) {
	x := newHouse(t)
	admin, region := x.person("admin"), x.find("regions", "id != ''").Id
	body := func(code string, more map[string]any) map[string]any {
		b := map[string]any{"name": "示例县" + code, "code": code, "region": region, "kind": "agency"}
		for key, value := range more {
			b[key] = value
		}
		return b
	}
	const to = "/api/collections/departments/records"
	for name, code := range map[string]string{"a wrong check character": "11510799DEM000300B", "too short": "11510799", "a letter that no code holds": "11510799DEM00030IQ", "a place that is none": "11AA0799DEM000030Q"} {
		t.Run(name, func(t *testing.T) {
			x.call("POST", to, admin, body(code, nil)).refused("code", "number_invalid", "R-CODE-01")
		})
	}
	made := x.call("POST", to, admin, body(strings.ToLower("11510799DEM009998U"), nil))
	if made.status != 200 || made.body["code"] != "11510799DEM009998U" || made.body["active"] != true {
		t.Fatalf("a new department: %d %s", made.status, made.text)
	}
	id := made.body["id"].(string)
	x.call("PATCH", to+"/"+id, admin, map[string]any{"code": "11510799DEM009998X"}).refused("code", "number_invalid", "R-CODE-01")
	if away := x.call("PATCH", to+"/"+id, admin, map[string]any{"active": false}).ok(); away.body["active"] != false {
		t.Error("a department cannot be taken out of use")
	}
	if idle := x.call("POST", to, admin, body("11510799DEM0099802", map[string]any{"active": false})).ok(); idle.body["active"] != false {
		t.Error("a department that is said to be out of use is in use")
	}
}
