package hooks

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// told are the changes of an answer as "kind event field subject before after effect".
func told(changes any) string {
	var list []string
	for _, c := range changes.([]any) {
		m := c.(map[string]any)
		list = append(list, fmt.Sprint(m["kind"], " ", m["event"], " ", m["field"], " ", m["subject"], " ", m["before"], " ", m["after"], " ", m["effect"]))
	}
	return strings.Join(list, "; ")
}

// republish changes the food licence and publishes it anew on the day.
func (x *house) republish(day string, fields map[string]any) *core.Record {
	x.t.Helper()
	x.on(day)
	service := x.find("services", "name ~ '食品'")
	x.set(service, fields)
	if err := x.Publish(x.app, service.Id); err != nil {
		x.t.Fatal(err)
	}
	return service
}

func TestRevisionsTellWhatChanged_R_CLM_07(t *testing.T) {
	x := newHouse(t)
	service := x.republish("2026-03-09", map[string]any{"promised_days": 3})
	step := x.find("steps", "service='%s' && kind='site_check'", service.Id)
	x.set(step, map[string]any{"department": x.find("departments", "name ~ '公安'").Id})
	x.republish("2026-03-16", map[string]any{"trips": 2})
	answer := x.call("GET", ours+"/services/"+service.Id+"/revisions", nil, nil).ok()
	items := answer.at("items").([]any)
	if len(items) != 3 || answer.at("more") != false {
		t.Fatalf("%s", answer.text)
	}
	for i, want := range []struct {
		version float64
		day     string
		inForce bool
		changes string
	}{
		{3, "2026-03-16", true, "trips changed trips <nil> 1 2 worse; steps changed department 现场核查 示例县市场监督管理局 示例县公安局 neutral"},
		{2, "2026-03-09", false, "days changed promised_days <nil> 5 3 better"},
		{1, "2026-03-02", false, ""},
	} {
		got := items[i].(map[string]any)
		if got["version"] != want.version || got["effective_on"] != want.day || got["in_force"] != want.inForce || told(got["changes"]) != want.changes || got["first"] != (i == 2) {
			t.Errorf("version %v: %v", want.version, got)
		}
	}
	if got := items[0].(map[string]any)["revision"]; got != x.call("GET", ours+"/services/"+service.Id, nil, nil).ok().at("revision") {
		t.Errorf("in force is %v", got)
	}
}

// A version that takes effect later is announced and not in force; a service that takes
// no applications still tells its history; what was never published has none.
func TestRevisionsOfEveryState_R_CLM_09(t *testing.T) {
	x := newHouse(t)
	service := x.republish("2026-03-09", map[string]any{"promised_days": 3})
	later := x.find("revisions", "service='%s' && version=2", service.Id)
	x.set(later, map[string]any{"effective_on": "2026-04-01"})
	x.set(service, map[string]any{"state": "suspended"})
	items := x.call("GET", ours+"/services/"+service.Id+"/revisions", nil, nil).ok().at("items").([]any)
	if items[0].(map[string]any)["in_force"] != false || items[1].(map[string]any)["in_force"] != true {
		t.Errorf("%v", items)
	}
	draft := x.find("services", "name ~ '户口'")
	x.set(draft, map[string]any{"state": "draft"})
	if _, err := x.app.DB().Delete("revisions", nil).Execute(); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{draft.Id, "nothing00000000", "'"} {
		if answer := x.call("GET", ours+"/services/"+id+"/revisions", nil, nil); answer.status != 404 {
			t.Errorf("%s: %d %s", id, answer.status, answer.text)
		}
	}
}

func TestManyRevisionsAreCutOff(t *testing.T) {
	x := newHouse(t)
	var service *core.Record
	for i := range revisionsShown + 1 {
		service = x.republish("2026-03-09", map[string]any{"promised_days": 1 + i%9})
	}
	answer := x.call("GET", ours+"/services/"+service.Id+"/revisions", nil, nil).ok()
	items := answer.at("items").([]any)
	last := items[len(items)-1].(map[string]any)
	if len(items) != revisionsShown || answer.at("more") != true || last["first"] != false || told(last["changes"]) == "" {
		t.Errorf("%d items, the last %v", len(items), last)
	}
}

func TestServiceShowsItsCuts_R_PL_26(t *testing.T) {
	x := newHouse(t)
	service := x.republish("2026-03-09", map[string]any{"baseline_days": 20, "baseline_trips": 2})
	cuts := x.call("GET", ours+"/services/"+service.Id, nil, nil).ok().at("cuts").([]any)
	var got []string
	for _, c := range cuts {
		m := c.(map[string]any)
		got = append(got, fmt.Sprint(m["key"], " ", m["before"], " ", m["now"], " ", m["known"], " ", m["percent"]))
	}
	want := "time 20 5 true map[denominator:20 numerator:1500]; materials 0 5 false <nil>; steps 0 2 false <nil>; trips 2 1 true map[denominator:2 numerator:100]"
	if strings.Join(got, "; ") != want {
		t.Errorf("%s", strings.Join(got, "; "))
	}
}
