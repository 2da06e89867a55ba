package problem

import (
	"strings"
	"testing"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/review"
	"onestop/hooks/rules/workday"
)

func TestMaySolve_R_CLM_13(t *testing.T) {
	for _, x := range []struct {
		name  string
		s     Solution
		field string
		code  fault.Code
	}{
		{"nothing", Solution{}, "measure", fault.ReasonRequired},
		{"blank measure", Solution{Measure: " \n", Answer: "已改", Evidence: 1}, "measure", fault.ReasonRequired},
		{"no answer", Solution{Measure: "合并表格", Evidence: 1}, "answer", fault.ReasonRequired},
		{"no proof", Solution{Measure: "合并表格", Answer: "已改"}, "evidence", fault.EvidenceMissing},
		{"a file", Solution{Measure: "合并表格", Answer: "已改", Evidence: 1}, "", ""},
		{"a changed list", Solution{Measure: "合并表格", Answer: "已改", Changed: true}, "", ""},
	} {
		field, err := MaySolve(x.s)
		if field != x.field || fault.Of(err) != x.code {
			t.Errorf("%s: %q %v, want %q %q", x.name, field, err, x.field, x.code)
		}
	}
}

func TestAnotherPerson_R_CLM_13(t *testing.T) {
	if err := AnotherPerson("a", "a"); fault.Of(err) != fault.SameOfficer {
		t.Errorf("the solver verifies: %v", err)
	}
	for _, who := range []string{"b", ""} { // "" is a reporter without an account
		if err := AnotherPerson(who, "a"); err != nil {
			t.Error(err)
		}
	}
	if err := AnotherPerson("", ""); err != nil {
		t.Error(err)
	}
}

func TestMayReopen_R_CLM_13(t *testing.T) {
	if err := MayReopen(0); err != nil {
		t.Error(err)
	}
	if err := MayReopen(1); fault.Of(err) != fault.ReopeningUsed {
		t.Errorf("a second time: %v", err)
	}
}

func TestMayPublish_R_PI_08(t *testing.T) {
	for _, x := range []struct {
		state flow.State
		words Words
		field string
	}{
		{flow.Reported, Words{Title: "题", Answer: "答"}, "public"}, {flow.Assigned, Words{Title: "题", Answer: "答"}, "public"}, {flow.Rejected, Words{Title: "题", Answer: "答"}, "public"},
		{flow.Solved, Words{Title: " ", Answer: "答"}, "public_title"}, {flow.Verified, Words{Title: "题"}, "answer"},
		{flow.Solved, Words{Title: "题", Answer: "答"}, ""}, {flow.Verified, Words{Title: "题", Answer: "答", Measure: "改", Text: "窗口0816-1234567不接电话"}, ""},
		{flow.Solved, Words{Title: "13800138000的反映", Answer: "答"}, "public_title"}, {flow.Solved, Words{Title: "题", Answer: "请联系13800138000"}, "answer"},
		{flow.Solved, Words{Title: "题", Answer: "答", Measure: "已回电13800138000"}, "measure"}, {flow.Verified, Words{Title: "题", Answer: "答", Text: "我的号码13800138000"}, "words_public"},
	} {
		field, err := MayPublish(x.state, x.words)
		if field != x.field || (err == nil) != (x.field == "") {
			t.Errorf("%+v: %q %v", x, field, err)
		}
	}
}

func TestDays(t *testing.T) {
	day, err := workday.ParseDay("2026-03-02")
	if err != nil {
		t.Fatal(err)
	}
	if got := CheckOn(day).String(); got != "2026-03-30" {
		t.Errorf("asked on %s", got)
	}
	if got := KeptUntil(day).String(); got != "2028-03-01" {
		t.Errorf("kept until %s", got)
	}
	if Source("organization") != "enterprise" || Source("person") != "citizen" {
		t.Error("the source follows from the kind of account")
	}
	for state, want := range map[flow.State][2]bool{flow.Draft: {}, flow.Reported: {true, false}, flow.Assigned: {true, true}, flow.Returned: {true, true},
		flow.Solved: {true, false}, flow.Verified: {}, flow.Rejected: {}, flow.Merged: {}} {
		if Open(state) != want[0] || Running(state) != want[1] {
			t.Errorf("%s: open %t, runs %t", state, Open(state), Running(state))
		}
	}
}

func list(days int, trips int, materials ...catalogue.Material) *catalogue.Snapshot {
	return &catalogue.Snapshot{ID: "s", Name: "食品经营许可", Handling: catalogue.Promised, PromisedDays: days, StatutoryDays: 20, StatutoryUnit: catalogue.WorkingDays, Trips: trips, Materials: materials}
}

func TestEffect_R_PL_26(t *testing.T) {
	id, proof := catalogue.Material{ID: "m1", Name: "身份证", Necessity: catalogue.Required}, catalogue.Material{ID: "m2", Name: "无违法证明", NameEn: "Proof", Necessity: catalogue.Required}
	e := EffectOf(Version{1, list(10, 2, id, proof)}, Version{2, list(5, 1, id)}, "m2")
	figures := map[string][2]int{"days": {*e.Days.Before, *e.Days.After}, "materials": {*e.Materials.Before, *e.Materials.After},
		"trips": {*e.Trips.Before, *e.Trips.After}, "steps": {*e.Steps.Before, *e.Steps.After}, "version": {*e.Version.Before, *e.Version.After}}
	for key, want := range map[string][2]int{"days": {10, 5}, "materials": {2, 1}, "trips": {2, 1}, "steps": {0, 0}, "version": {1, 2}} {
		if figures[key] != want {
			t.Errorf("%s: %v, want %v", key, figures[key], want)
		}
	}
	if !e.Changed || e.Better < 3 || e.Worse != 0 {
		t.Errorf("changed %t, better %d, worse %d", e.Changed, e.Better, e.Worse)
	}
	if e.Material == nil || *e.Material != (Change{"无违法证明", "Proof", "required", ""}) {
		t.Errorf("the material: %+v", e.Material)
	}
}

func TestNoEffect(t *testing.T) {
	same := list(10, 2)
	if e := EffectOf(Version{1, same}, Version{1, same}, "m9"); e.Changed || e.Better+e.Worse != 0 || e.Material != nil || *e.Days.Before != *e.Days.After {
		t.Errorf("the same list has an effect: %+v", e)
	}
	if EffectOf(Version{}, Version{1, same}, "") != nil || EffectOf(Version{1, same}, Version{}, "") != nil {
		t.Error("an effect without a list")
	}
	unknown := &catalogue.Snapshot{Handling: catalogue.Promised}
	if e := EffectOf(Version{1, unknown}, Version{2, same}, ""); e.Days.Before != nil || *e.Days.After != 10 {
		t.Errorf("days that the list does not say: %+v", e.Days)
	}
	added := EffectOf(Version{1, same}, Version{2, list(10, 2, catalogue.Material{ID: "m3", Name: "照片", Necessity: "optional"})}, "m3")
	if added.Material == nil || added.Material.Before != "" || added.Material.After != "optional" {
		t.Errorf("a material that came: %+v", added.Material)
	}
	if kept := EffectOf(Version{1, list(1, 1, catalogue.Material{ID: "m", Necessity: "required"})}, Version{2, list(1, 1, catalogue.Material{ID: "m", Necessity: "optional"})}, "m"); kept.Material.Before != "required" || kept.Material.After != "optional" {
		t.Errorf("a material that is asked less: %+v", kept.Material)
	}
}

func TestRolesOn_R_CLM_13(t *testing.T) {
	post := func(department string, roles ...flow.Role) review.Officer {
		return review.Officer{ID: "o", Department: department, Roles: roles, Active: true}
	}
	for _, x := range []struct {
		name string
		post review.Officer
		want string
	}{
		{"a clerk of the lead", post("market", flow.Clerk), "clerk"},
		{"a clerk of another department", post("police", flow.Clerk), ""},
		{"a supervisor", post("service", flow.Supervisor), "supervisor"},
		{"a supervisor who is a clerk elsewhere", post("service", flow.Clerk, flow.Supervisor), "supervisor"},
		{"a supervisor of the lead itself", post("market", flow.Clerk, flow.Supervisor), "clerk supervisor"},
	} {
		got := ""
		for _, r := range RolesOn([]review.Officer{x.post}, "market") {
			got = strings.TrimSpace(got + " " + string(r))
		}
		if got != x.want {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}
