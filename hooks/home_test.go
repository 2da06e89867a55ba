package hooks

import (
	"strings"
	"testing"
)

// The first page tells ahead when the counters are closed and which services take nothing,
// by the calendar and the lists themselves (R-CAL-01, R-CLM-09).
func TestWhatTheFirstPageTells_R_CAL_01(t *testing.T) {
	x := newHouse(t)
	text := func() string { return x.call("GET", "/api/onestop/home", nil, nil).ok().text }
	first := text()
	for _, want := range []string{`{"kind":"closed","from":"2026-04-04","to":"2026-04-06","name":"清明节"}`, "示例县市场监督管理局"} {
		if !strings.Contains(first, want) {
			t.Errorf("%s is not in %s", want, first)
		}
	}
	if strings.Contains(first, "suspended") || strings.Contains(first, `"open"`) {
		t.Errorf("nothing is suspended: %s", first)
	}
	food := x.find("services", "name ~ '食品'")
	x.actOn("supervisor", "claim", food.GetString("claim"), "suspend", map[string]any{"reason": "系统检修，联系张三", "until": "2026-03-06"}).ok()
	told := text()
	if !strings.Contains(told, `{"kind":"suspended","to":"2026-03-06","name":"食品经营许可(新办)"`) || strings.Contains(told, "张三") {
		t.Errorf("the suspension is told by %s", told)
	}
	x.actOn("supervisor", "claim", food.GetString("claim"), "reopen", nil).ok()
	x.actOn("supervisor", "claim", food.GetString("claim"), "suspend", map[string]any{"reason": "再次检修", "until": "2026-03-05"}).ok()
	if again := text(); !strings.Contains(again, `{"kind":"suspended","to":"2026-03-05"`) || strings.Count(again, "suspended") != 1 {
		t.Errorf("the second suspension is told by %s", again)
	}
	x.on("2026-09-15")
	if later := text(); !strings.Contains(later, `"kind":"open","from":"2026-09-20","to":"2026-09-20"`) || !strings.Contains(later, `"from":"2026-10-01"`) {
		t.Errorf("in autumn: %s", later)
	}
}

// A guide that changes on a coming day is told with that day (R-CLM-07).
func TestComingVersionsAreTold_R_CLM_07(t *testing.T) {
	x := newHouse(t)
	r := x.find("revisions", "id != ''")
	if _, err := x.app.DB().NewQuery("UPDATE revisions SET effective_on = '2026-03-20' WHERE id = '" + r.Id + "'").Execute(); err != nil {
		t.Fatal(err)
	}
	if told := x.call("GET", "/api/onestop/home", nil, nil).ok().text; !strings.Contains(told, `"kind":"version","from":"2026-03-20"`) || !strings.Contains(told, r.GetString("service")) {
		t.Errorf("told is %s", told)
	}
}
