package hooks

import (
	"encoding/json"
	"strings"
	"testing"
)

// played is a house with cases of the food licence in several states, some months old.
func played(t *testing.T) (*house, string) {
	t.Helper()
	x := newHouse(t).unlimited()
	old := x.caseIn("granted")
	x.on("2026-06-03")
	for _, situation := range []string{"submitted", "accepted", "granted"} {
		x.caseIn(situation)
	}
	x.draft(x.person("zhang")) // no case yet
	if old == "" {
		t.Fatal("no case")
	}
	return x, x.find("services", "name ~ '食品'").Id
}

func TestRehearsalOfADraft_R_CLM_07(t *testing.T) {
	x, service := played(t)
	path := ours + "/services/" + service + "/rehearse"
	same := x.call("POST", path, x.person("cataloguer"), map[string]any{}).ok()
	if same.at("cases") != 3.0 || same.at("promise", "same") != 3.0 || same.at("papers", "before") != same.at("papers", "after") ||
		len(same.at("materials").([]any)) != 0 || same.at("from") != "2026-03-03" || same.at("more") != false {
		t.Errorf("a draft that changes nothing: %s", same.text)
	}
	x.set(x.find("services", "id='%s'", service), map[string]any{"promised_days": 2})
	x.set(x.find("materials", "service='%s' && name='申请表'", service), map[string]any{"retired": true})
	x.set(x.find("steps", "service='%s' && kind='site_check'", service), map[string]any{"days": 5})
	answer := x.call("POST", path, x.person("cataloguer"), map[string]any{"months": 4}).ok()
	if answer.at("cases") != 4.0 || answer.at("promise", "earlier") != 3.0 || answer.at("promise", "days") != -9.0 || answer.at("promise", "same") != 1.0 {
		t.Errorf("due dates: %s", answer.text)
	}
	moves, _ := json.Marshal(answer.at("promise", "moves"))
	if string(moves) != `[{"cases":3,"days":-3}]` {
		t.Errorf("moves %s", moves)
	}
	materials := answer.at("materials").([]any)
	if len(materials) != 1 || materials[0].(map[string]any)["name"] != "申请表" || answer.at("asked_less") != 4.0 {
		t.Errorf("materials: %v", materials)
	}
	site := answer.at("steps").([]any)[1].(map[string]any)
	if before, after := site["before"].(map[string]any), site["after"].(map[string]any); before["steps"] != after["steps"] || before["days"].(float64)*5 != after["days"].(float64)*2 {
		t.Errorf("work: %v", site)
	}
	department := x.find("services", "id='%s'", service).GetString("department")
	if answer.at("names", department) != "示例县市场监督管理局" {
		t.Errorf("names: %v", answer.at("names"))
	}
}

// What a rehearsal answers holds nobody: no name, no number of a person or of a case.
func TestRehearsalHoldsNobody_R_PI_01(t *testing.T) {
	x, service := played(t)
	before := x.photograph()
	text := x.call("POST", ours+"/services/"+service+"/rehearse", x.person("cataloguer"), map[string]any{"months": 24}).ok().text
	for _, r := range x.all("applications", "service='%s'", service) {
		for _, secret := range []string{r.Id, r.GetString("number"), r.GetString("applicant"), r.GetString("track_code")} {
			if secret != "" && strings.Contains(text, secret) {
				t.Errorf("it tells %q", secret)
			}
		}
	}
	for _, secret := range []string{"张示例", "510799", "138000"} {
		if strings.Contains(text, secret) {
			t.Errorf("it tells %q", secret)
		}
	}
	if changed := difference(before, x.photograph()); len(changed) > 0 {
		t.Errorf("a rehearsal changed %v", changed)
	}
}

func TestWhoRehearses_R_CLM_06(t *testing.T) {
	x := newHouse(t).unlimited()
	path := ours + "/services/" + x.find("services", "name ~ '食品'").Id + "/rehearse"
	for by, want := range map[string]int{"cataloguer": 200, "supervisor": 200, "admin": 200, "clerk.police": 400, "zhang": 403, "": 401} {
		if answer := x.call("POST", path, x.named(by), map[string]any{}); answer.status != want {
			t.Errorf("%q: %d %s", by, answer.status, answer.text)
		}
	}
	for _, body := range []any{map[string]any{"months": 0}, map[string]any{"months": 25}, map[string]any{"months": "three"}, []int{3}} {
		x.call("POST", path, x.person("cataloguer"), body).refused("months", "value_invalid", "")
	}
}

func TestConsoleRehearses(t *testing.T) {
	x, service := played(t)
	x.set(x.find("services", "id='%s'", service), map[string]any{"promised_days": 2})
	code := x.find("services", "id='%s'", service).GetString("code")
	for _, word := range []string{service, code, "食品经营许可(新办)"} {
		out, err := x.console("rehearse", word, "--months", "4")
		for _, line := range []string{"4 cases received 2026-02-03 to 2026-06-03", "-3 working days: 3 cases", "审查 (示例县市场监督管理局)"} {
			if err != nil || !strings.Contains(out, line) {
				t.Errorf("%s: %q is not in %q %v", word, line, out, err)
			}
		}
	}
	for _, args := range [][]string{{"rehearse", "no such thing"}, {"rehearse", service, "--months", "0"}, {"rehearse"}} {
		if out, err := x.console(args...); err == nil {
			t.Errorf("%v: %q", args, out)
		}
	}
}
