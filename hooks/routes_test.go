package hooks

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
)

const ours = "/api/onestop"

// at reads a value of an answer by its path.
func (r reply) at(path ...string) any {
	var v any = r.body
	for _, key := range path {
		m, _ := v.(map[string]any)
		v = m[key]
	}
	return v
}

func TestServiceShowsTheRevisionInForce_R_AL_01(t *testing.T) {
	x := newHouse(t)
	service := x.find("services", "name ~ '食品'")
	shown := x.call("GET", ours+"/services/"+service.Id, nil, nil).ok()
	revision := x.find("revisions", "service='%s'", service.Id)
	if shown.at("revision") != revision.Id || shown.at("version") != 1.0 || shown.at("name") != "食品经营许可(新办)" || shown.at("regime_name_en") == nil {
		t.Errorf("shown is %s", shown.text)
	}
	if shown.at("limit", "law", "days") != 10.0 || shown.at("limit", "law", "unit") != "WD" || shown.at("limit", "promise", "days") != 5.0 || shown.at("limit", "promise", "instant") != false {
		t.Errorf("limits %v", shown.at("limit"))
	}
	if n := len(shown.at("materials").([]any)); n != 5 {
		t.Errorf("%d materials", n)
	}
	service.Set("promised_days", 3)
	if err := x.Seed(x.app, service); err != nil {
		t.Fatal(err)
	}
	if shown = x.call("GET", ours+"/services/"+service.Id, nil, nil).ok(); shown.at("limit", "promise", "days") != 5.0 {
		t.Error("the working copy is shown before it is published")
	}
	if err := x.Publish(x.app, service.Id); err != nil {
		t.Fatal(err)
	}
	if shown = x.call("GET", ours+"/services/"+service.Id, nil, nil).ok(); shown.at("limit", "promise", "days") != 3.0 || shown.at("version") != 2.0 {
		t.Error("the new revision is not in force")
	}
}

// Pages set their clock by the date of an answer, which is that of the house.
func TestAnswersAreDatedByTheClockOfTheHouse(t *testing.T) {
	x := newHouse(t)
	for _, path := range []string{ours + "/health", "/api/collections/regions/records", ours + "/nothing"} {
		if got, want := x.call("GET", path, nil, nil).header.Get("Date"), x.Now().UTC().Format(http.TimeFormat); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

func TestChecklistOfAService_R_AL_03(t *testing.T) {
	x := newHouse(t)
	path := ours + "/services/" + x.find("services", "name ~ '食品'").Id + "/checklist"
	yes, no := x.find("options", "text='是'").Id, x.find("options", "text='否'").Id
	asked := func(answer reply) string {
		var names []string
		for _, m := range answer.at("materials").([]any) {
			names = append(names, m.(map[string]any)["name"].(string))
		}
		return strings.Join(names, " ")
	}
	plain := x.call("POST", path, nil, map[string]any{"options": []string{}}).ok()
	if got := asked(plain); got != "申请表 居民身份证 经营布局 授权委托书" {
		t.Errorf("without an answer: %s", got)
	}
	if len(plain.at("questions").([]any)) != 1 || len(plain.at("fields").([]any)) != 1 || plain.at("limit", "promise", "days") != 5.0 {
		t.Errorf("questions, fields, limit: %s", plain.text)
	}
	if got := asked(x.call("POST", path, nil, map[string]any{"options": []string{no}}).ok()); strings.Contains(got, "燃气") {
		t.Errorf("without gas: %s", got)
	}
	gas := x.call("POST", path, nil, map[string]any{"options": []string{yes}}).ok()
	materials := gas.at("materials").([]any)
	last := materials[len(materials)-1].(map[string]any)
	if last["name"] != "燃气合同" || last["why"] != "是否使用燃气？ → 是" || last["why_en"] != "Gas? → Yes" || last["basis"] != "条例" || last["necessity"] != "required" {
		t.Errorf("the material of an answer tells why and by what law: %v", last)
	}
	for name, c := range map[string]struct {
		body  any
		code  string
		field string
	}{
		"both answers":         {map[string]any{"options": []string{yes, no}}, "option_invalid", "options"},
		"a foreign answer":     {map[string]any{"options": []string{"nothing00000000"}}, "option_invalid", "options"},
		"a word for a list":    {map[string]any{"options": "yes"}, "value_invalid", "options"},
		"a list for a body":    {[]string{yes}, "value_invalid", "options"},
		"numbers":              {map[string]any{"options": []int{1}}, "value_invalid", "options"},
		"more answers than is": {map[string]any{"options": slices.Repeat([]string{yes}, 201)}, "option_invalid", "options"},
	} {
		answer := x.call("POST", path, nil, c.body)
		if answer.status != 400 || answer.code(c.field) != c.code {
			t.Errorf("%s: %d %s", name, answer.status, answer.text)
		}
	}
}

func TestChecklistOfALifeEvent_R_PKG_01(t *testing.T) {
	x := fair(t)
	event := x.find("life_events", "name='开餐馆'").Id
	merged := x.call("POST", ours+"/life_events/"+event+"/checklist", nil, map[string]any{}).ok()
	if merged.at("name_en") != "Open a restaurant" || len(merged.at("members").([]any)) != 2 || merged.at("limit", "longest_path") != 5.0 {
		t.Errorf("merged is %s", merged.text)
	}
	draft := x.find("life_events", "id='%s'", event)
	draft.Set("state", "suspended")
	if err := x.Seed(x.app, draft); err != nil {
		t.Fatal(err)
	}
	if answer := x.call("POST", ours+"/life_events/"+event+"/checklist", nil, map[string]any{}); answer.status != 404 {
		t.Errorf("a suspended life event is shown: %d", answer.status)
	}
}

// A member that takes no applications is shown with the reason and never makes the page
// of its life event fail.
func TestALifeEventWithAClosedMember_R_CLM_09(t *testing.T) {
	x := fair(t)
	event := x.find("life_events", "name='开餐馆'").Id
	food := x.find("services", "name='食品经营许可(新办)'")
	member := x.find("life_event_members", "life_event='%s' && service='%s'", event, food.Id)
	gas := x.find("options", "question.service='%s' && text='是'", food.Id).Id
	for _, c := range []struct {
		state    string
		optional bool
		closed   string
		open     bool
	}{
		{"suspended", false, "suspended", false}, {"cancelled", false, "cancelled", false}, {"suspended", true, "suspended", true}, {"published", false, "", true},
	} {
		x.set(member, map[string]any{"optional": c.optional})
		x.set(food, map[string]any{"state": c.state})
		merged := x.call("POST", ours+"/life_events/"+event+"/checklist", nil, map[string]any{"options": []string{gas}}).ok()
		unavailable, _ := merged.at("unavailable").([]any)
		if merged.at("open") != c.open || len(merged.at("members").([]any))+len(unavailable) != 2 || (len(unavailable) == 1) != (c.closed != "") {
			t.Fatalf("%+v: %s", c, merged.text)
		}
		if len(unavailable) == 1 {
			if part := unavailable[0].(map[string]any); part["closed"] != c.closed || part["name_en"] != "Food business licence (new)" || part["department"] != "示例县市场监督管理局" {
				t.Errorf("%+v: %v", c, part)
			}
		}
	}
	if _, err := x.app.DB().Update("revisions", dbx.Params{"effective_on": "2027-01-01"}, dbx.HashExp{"service": food.Id}).Execute(); err != nil {
		t.Fatal(err)
	}
	later := x.call("POST", ours+"/life_events/"+event+"/checklist", nil, map[string]any{}).ok()
	if part := later.at("unavailable").([]any)[0].(map[string]any); part["closed"] != "unpublished" || later.at("open") != false {
		t.Errorf("a list that is not in force yet: %s", later.text)
	}
}

func TestCalendarCountsAndExplains_R_CAL_02(t *testing.T) {
	x := newHouse(t)
	for query, due := range map[string]string{
		"from=2026-09-28&days=5": "2026-10-10", "from=2026-09-28&days=5&unit=WD": "2026-10-10", "from=2026-03-02&days=0": "2026-03-02",
		"from=2026-03-06&days=1": "2026-03-09", "from=2026-02-13&days=1": "2026-02-14", "from=2026-02-14&days=1": "2026-02-24",
		"from=2026-03-02&days=30&unit=CD": "2026-04-01", "from=2026-01-31&days=248": "",
	} {
		answer := x.call("GET", ours+"/calendar/add?"+query, nil, nil)
		if due == "" {
			answer.refused("days", "calendar_unpublished", "R-CAL-05")
		} else if answer.ok().at("due") != due {
			t.Errorf("%s: %v, want %s", query, answer.at("due"), due)
		}
	}
	lines := x.call("GET", ours+"/calendar/add?from=2026-09-28&days=5", nil, nil).ok().at("lines").([]any)
	counted := 0
	for _, l := range lines {
		line := l.(map[string]any)
		if line["counted"] == true {
			counted++
		} else if line["why"] == "" || line["why"] == nil {
			t.Errorf("%v is passed over without a word", line)
		}
	}
	if first, last := lines[0].(map[string]any), lines[len(lines)-1].(map[string]any); counted != 5 || len(lines) != 12 || first["date"] != "2026-09-29" || last["date"] != "2026-10-10" {
		t.Errorf("%d counted of %v", counted, lines)
	}
	late := x.call("GET", ours+"/calendar/add?from=2026-12-28&days=5", nil, nil)
	late.refused("days", "calendar_unpublished", "R-CAL-05")
	if !strings.Contains(late.text, "2027") {
		t.Errorf("the refusal names the year: %s", late.text)
	}
	for query, c := range map[string][2]string{
		"": {"from", "date_invalid"}, "from=2026-02-30&days=1": {"from", "date_invalid"}, "from=morgen&days=1": {"from", "date_invalid"},
		"from=2026-03-02": {"days", "value_invalid"}, "from=2026-03-02&days=-1": {"days", "value_invalid"}, "from=2026-03-02&days=401": {"days", "value_invalid"},
		"from=2026-03-02&days=1.5": {"days", "value_invalid"}, "from=2026-03-02&days=5&unit=YR": {"unit", "value_invalid"}, "from=2031-03-02&days=5": {"days", "calendar_unpublished"}, "from=1026-03-02&days=5": {"from", "date_invalid"},
	} {
		answer := x.call("GET", ours+"/calendar/add?"+query, nil, nil)
		if answer.status != 400 || answer.code(c[0]) != c[1] {
			t.Errorf("%q: %d %s", query, answer.status, answer.text)
		}
	}
}

func TestProcessesAndHealth(t *testing.T) {
	x := newHouse(t)
	served := x.call("GET", ours+"/processes", nil, nil).ok()
	text, err := json.Marshal(flow.Tables)
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]any
	if err := json.Unmarshal(text, &want); err != nil || !reflect.DeepEqual(served.body, want) {
		t.Errorf("the processes are not the tables: %v", err)
	}
	health := x.call("GET", ours+"/health", nil, nil).ok()
	if health.at("ok") != true || health.at("demo") != true || health.at("now") != "2026-03-02T09:00:00+08:00" || health.at("today") != "2026-03-02" || health.at("version") == "" {
		t.Errorf("health says %s", health.text)
	}
}

func TestTrainingClockMovesForwardOnly(t *testing.T) {
	x := newHouse(t).unlimited()
	id := x.caseIn("submitted")
	move := func(body any) reply { return x.call("POST", ours+"/demo/clock", nil, body) }
	for name, body := range map[string]any{
		"into the past": map[string]any{"now": "2026-03-01T09:00"}, "days back": map[string]any{"days": -1}, "eleven years": map[string]any{"days": 3661},
		"to a far year": map[string]any{"now": "2099-01-01"}, "to no day": map[string]any{"now": "2026-02-30T09:00"}, "to a word": map[string]any{"now": "morgen"},
	} {
		move(body).refused("now", "date_invalid", "")
		if x.today().String() != "2026-03-02" {
			t.Fatalf("%s moved the clock", name)
		}
	}
	move(map[string]any{"days": "three"}).refused("now", "value_invalid", "")
	if to := move(map[string]any{"days": 3}).ok(); to.at("today") != "2026-03-05" || x.state(id) != "submitted" || !strings.Contains(to.text, `"done":[]`) {
		t.Errorf("three days on: %s", to.text)
	}
	if to := move(map[string]any{"now": "2026-03-10T09:00"}).ok(); to.at("today") != "2026-03-10" || x.state(id) != "accepted" ||
		!strings.Contains(to.text, `{"act":"deem_accepted","n":1}`) || !strings.Contains(to.text, `{"kind":"deem_accepted","n":`) {
		t.Errorf("the answer comes when what was due has happened: %s, %s", to.text, x.state(id))
	}
	x.Hall.demo = false
	router, err := apis.NewRouter(x.app)
	if err != nil {
		t.Fatal(err)
	}
	x.bindRoutes(&core.ServeEvent{App: x.app, Router: router})
	if x.mux, err = router.BuildMux(); err != nil {
		t.Fatal(err)
	}
	if answer := move(map[string]any{"days": 1}); answer.status != 404 {
		t.Errorf("a real house has a clock to move: %d %s", answer.status, answer.text)
	}
}
