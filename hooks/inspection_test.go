package hooks

import "testing"

// revised publishes the food licence anew with other elements of its list.
func (x *house) revised(elements map[string]any) *house {
	x.t.Helper()
	service := x.find("services", "name='食品经营许可(新办)'")
	x.set(service, elements)
	if err := x.Publish(x.app, service.Id); err != nil {
		x.t.Fatal(err)
	}
	return x
}

// runDue does what is due now.
func (x *house) runDue() {
	x.t.Helper()
	if err := x.RunDue(x.t.Context()); err != nil {
		x.t.Fatal(err)
	}
}

// A licence that turns on inspection: two or more staff are sent within five working days
// of acceptance, the clock says so, and whoever is late is told of once.
func TestInspectorsAreSentWithinFiveDays_R_AL_23(t *testing.T) {
	x := newHouse(t).revised(map[string]any{"inspection": true})
	id := x.accepted()
	if due := x.due(id, "inspection"); due != "2026-03-10" {
		t.Fatalf("inspectors are due %q", due)
	}
	clock := x.call("GET", "/api/onestop/applications/"+id+"/clock", x.person("zhang"), nil).ok()
	if limit, _ := clock.body["inspection"].(map[string]any); limit["due"] != "2026-03-10" || limit["light"] != "green" {
		t.Fatalf("the clock says %s", clock.text)
	}
	x.on("2026-03-10").runDue()
	if n := len(x.all("notifications", "kind='inspection_late'")); n != 0 {
		t.Fatalf("%d were told on the last day", n)
	}
	x.on("2026-03-11").runDue()
	x.runDue()
	if light := x.find("applications", "id='%s'", id).GetString("light"); light != "red" {
		t.Fatalf("nobody was sent, the light is %s", light)
	}
	for _, who := range []string{x.find("reviews", "application='%s' && state='open'", id).GetString("examiner"), x.person("supervisor").Id} {
		if n := len(x.all("notifications", "kind='inspection_late' && officer='%s'", who)); n != 1 {
			t.Errorf("%s was told %d times", who, n)
		}
	}
}

func TestInspectorsWhoCameAreNoAlarm_R_AL_23(t *testing.T) {
	x := newHouse(t).revised(map[string]any{"inspection": true})
	id := x.accepted()
	x.act(x.person("examiner"), id, "examine", map[string]any{"review": x.step(id, 1), "ground": "pass"}).ok()
	x.on("2026-03-09").act(x.person("examiner"), id, "verify_site", map[string]any{"review": x.step(id, 2), "reason": "已到场"}).ok()
	if due := x.due(id, "inspection"); due != "" {
		t.Fatalf("inspectors are still due %s", due)
	}
	x.on("2026-03-12").runDue()
	if n := len(x.all("notifications", "kind='inspection_late'")); n != 0 {
		t.Fatalf("%d were told although inspectors came", n)
	}
}

// Whoever reads English reads the English name of the result: on the decision and where
// the result is verified. A list that has none says it in Chinese.
func TestResultsHaveAnEnglishName(t *testing.T) {
	x := newHouse(t).revised(map[string]any{"result_name_en": "Food business licence"})
	id := x.accepted()
	x.reviewed(id)
	x.act(x.person("approver"), id, "grant").ok()
	content := map[string]any{}
	if err := x.find("notices", "application='%s' && kind='grant'", id).UnmarshalJSONField("content", &content); err != nil {
		t.Fatal(err)
	}
	if content["result"] != "食品经营许可证" || content["result_en"] != "Food business licence" {
		t.Fatalf("the decision names %v and %v", content["result"], content["result_en"])
	}
	token := x.find("results", "application='%s'", id).GetString("token")
	answer := x.call("GET", "/api/onestop/verify/"+token, nil, nil).ok()
	if answer.body["name"] != "食品经营许可证" || answer.body["name_en"] != "Food business licence" {
		t.Fatalf("verified as %s", answer.text)
	}
}
