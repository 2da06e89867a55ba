package hooks

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
)

// agentsNumber is a number that is right, of nobody.
const agentsNumber = "510799198706110137"

// Whoever applies through an agent names and proves the agent; the number is checked like
// every other and never stands open (R-AL-02, R-CODE-02, R-PI-08).
func TestAgentsAreNamedAndProved_R_AL_02(t *testing.T) {
	x := newHouse(t)
	zhang := x.person("zhang")
	service := x.find("services", "name='食品经营许可(新办)'").Id
	begin := func(more map[string]any) reply {
		body := map[string]any{"service": service, "form": map[string]any{"premises": "示例路1号"}}
		for k, v := range more {
			body[k] = v
		}
		return x.call("POST", "/api/collections/applications/records", zhang, body)
	}
	begin(map[string]any{"channel": "agent", "agent_name": "王代办", "agent_id": "510799198706110138"}).refused("agent_id", "number_invalid", "R-CODE-02")
	x.act(zhang, begin(map[string]any{"channel": "agent"}).ok().id(), "submit").refused("agent_name", "form_incomplete", "R-AL-02")
	id := begin(map[string]any{"agent_name": "王代办"}).ok().id()
	x.act(zhang, id, "submit").refused("agent_id", "form_incomplete", "R-AL-02")
	path := "/api/collections/applications/records/" + id
	x.call("PATCH", path, zhang, map[string]any{"agent_id": "5107991987061101 37"}).ok()
	x.call("PATCH", path, zhang, map[string]any{"agent_id": "510799********9999"}).refused("agent_id", "number_invalid", "R-CODE-02")
	x.call("PATCH", path, zhang, map[string]any{"agent_id": "510799********0137", "agent_name": "王代办"}).ok()
	x.call("PATCH", path, zhang, map[string]any{"agent_cipher": "x"}).refused("agent_cipher", "field_readonly", "")
	x.act(zhang, id, "submit").ok()
}

func TestAnAgentsNumberStandsNowhereOpen_R_PI_08(t *testing.T) {
	x := newHouse(t)
	zhang := x.person("zhang")
	id := x.draft(zhang, map[string]any{"agent_name": "王代办", "agent_id": agentsNumber})
	x.act(zhang, id, "submit").ok()
	for _, who := range []string{"zhang", "clerk", "examiner", "admin"} {
		seen := x.call("GET", "/api/collections/applications/records/"+id, x.person(who), nil).ok()
		if seen.body["agent_id"] != "510799********0137" || strings.Contains(seen.text, agentsNumber) {
			t.Errorf("%s reads %s", who, seen.text)
		}
	}
	r := x.find("applications", "id='%s'", id)
	if number, err := x.seal.open(r.GetString("agent_cipher")); err != nil || number != agentsNumber {
		t.Errorf("sealed as %q, %v", number, err)
	}
	for _, c := range []string{"applications", "audit", "notices", "actions", "receipts", "notifications"} {
		rows, err := findAll(x.app, c, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			text, err := json.Marshal(row.FieldsData())
			if err != nil || strings.Contains(string(text), agentsNumber) {
				t.Errorf("%s holds the number: %s %v", c, text, err)
			}
		}
	}
	x.call("PATCH", "/api/collections/applications/records/"+x.draft(zhang, map[string]any{"agent_name": "王代办", "agent_id": agentsNumber}), zhang,
		map[string]any{"agent_name": "", "agent_id": ""}).ok()
	if n, err := x.app.CountRecords("applications", dbx.NewExp("agent_id = '' AND agent_cipher != ''")); err != nil || n != 0 {
		t.Errorf("an agent who was taken out left a sealed number, %v", err)
	}
}

// What an earlier version kept open is sealed when the house opens.
func TestOpenAgentsNumbersAreSealedAtTheStart_R_PI_07(t *testing.T) {
	x := newHouse(t)
	id := x.draft(x.person("zhang"))
	if _, err := x.app.DB().Update("applications", dbx.Params{"agent_name": "王代办", "agent_id": "G12345678"}, dbx.HashExp{"id": id}).Execute(); err != nil {
		t.Fatal(err)
	}
	if err := x.sealOpenAgents(); err != nil {
		t.Fatal(err)
	}
	r := x.find("applications", "id='%s'", id)
	if number, err := x.seal.open(r.GetString("agent_cipher")); err != nil || number != "G12345678" || r.GetString("agent_id") != "G1*****78" {
		t.Errorf("%q sealed as %q, %v", r.GetString("agent_id"), number, err)
	}
	if _, _, err := VerifyTrail(x.app); err != nil {
		t.Error(err)
	}
}
