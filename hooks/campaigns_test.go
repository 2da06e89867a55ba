package hooks

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"onestop/hooks/rules/flow"
)

// dueNow runs what falls due.
func (x *house) dueNow() *house {
	x.t.Helper()
	if err := x.RunDue(x.t.Context()); err != nil {
		x.t.Fatal(err)
	}
	return x
}

// planned is the plan of a task as it is stored: earliest, latest, slack, critical, light.
func (x *house) planned(task string) string {
	x.t.Helper()
	r := x.find("tasks", "id='%s'", task)
	return fmt.Sprintf("%s–%s, at the latest %s–%s, slack %d, critical %t, %s", r.GetString("earliest_start"), r.GetString("earliest_finish"),
		r.GetString("start_by"), r.GetString("finish_by"), r.GetInt("slack"), r.GetBool("critical"), r.GetString("light"))
}

// A draft is scheduled backwards at every change, of a task, of the campaign and by the
// going of a task; the days are the house's own.
func TestBackwardScheduling_R_CLM_12(t *testing.T) {
	x := newHouse(t).unlimited()
	c := x.campaign("2026-03-02", "2026-03-31")
	claim := x.planTask(c, "认领", nil)
	compile := x.planTask(c, "编制", map[string]any{"days": 10, "after": []string{claim}})
	check := x.planTask(c, "审核", map[string]any{"days": 4, "after": []string{compile}})
	expect := func(when string, want map[string]string) {
		t.Helper()
		for id, plan := range want {
			if got := x.planned(id); got != plan {
				t.Errorf("%s %s: got %s, want %s", when, x.find("tasks", "id='%s'", id).GetString("name"), got, plan)
			}
		}
	}
	expect("at first", map[string]string{
		claim:   "2026-03-02–2026-03-04, at the latest 2026-03-09–2026-03-11, slack 5, critical true, none",
		compile: "2026-03-05–2026-03-18, at the latest 2026-03-12–2026-03-25, slack 5, critical true, none",
		check:   "2026-03-19–2026-03-24, at the latest 2026-03-26–2026-03-31, slack 5, critical true, none",
	})
	supervisor := x.person("supervisor")
	answer := x.call("PATCH", toTasks+"/"+check, supervisor, map[string]any{"days": 5}).ok()
	if answer.at("start_by") != "2026-03-25" {
		t.Errorf("the answer says to start by %v", answer.at("start_by"))
	}
	x.call("PATCH", toCampaigns+"/"+c, supervisor, map[string]any{"deadline": "2026-03-30"}).ok()
	expect("tighter", map[string]string{
		claim: "2026-03-02–2026-03-04, at the latest 2026-03-05–2026-03-09, slack 3, critical true, none",
		check: "2026-03-19–2026-03-25, at the latest 2026-03-24–2026-03-30, slack 3, critical true, none",
	})
	if r := x.find("campaigns", "id='%s'", c); r.GetInt("available") != 21 || r.GetInt("needed") != 18 || r.GetInt("undated") != 0 {
		t.Errorf("%d of %d working days", r.GetInt("needed"), r.GetInt("available"))
	}
	// Without the task between them, both others stand alone: they are scheduled at the deadline.
	x.call("DELETE", toTasks+"/"+compile, supervisor, nil).ok()
	expect("without the middle", map[string]string{
		claim: "2026-03-02–2026-03-04, at the latest 2026-03-26–2026-03-30, slack 18, critical false, none",
		check: "2026-03-02–2026-03-06, at the latest 2026-03-24–2026-03-30, slack 16, critical true, none",
	})
	if x.row(c, claim)["last"] != true {
		t.Error("nothing follows the first task and the board does not say so")
	}
	if _, _, err := VerifyTrail(x.app); err != nil {
		t.Error(err)
	}
}

func TestPlansThatAreNone_R_CLM_12(t *testing.T) {
	x := newHouse(t).unlimited()
	supervisor := x.person("supervisor")
	c, other := x.campaign("2026-03-02", "2026-03-20"), x.campaign("2026-03-02", "2026-03-31")
	a := x.planTask(c, "甲", map[string]any{"days": 6})
	b := x.planTask(c, "乙", map[string]any{"days": 6, "after": []string{a}})
	d := x.planTask(c, "丙", map[string]any{"days": 6, "after": []string{b}})
	foreign := x.planTask(other, "别处", nil)
	circle := x.call("PATCH", toTasks+"/"+a, supervisor, map[string]any{"after": []string{d}})
	circle.refused("after", "plan_cycle", "R-CLM-12")
	if !strings.Contains(circle.text, "丙 → 甲 → 乙 → 丙") && !strings.Contains(circle.text, "甲 → 乙 → 丙 → 甲") {
		t.Errorf("the circle is not named: %s", circle.text)
	}
	x.call("PATCH", toTasks+"/"+a, supervisor, map[string]any{"after": []string{foreign}}).refused("after", "record_foreign", "R-CLM-12")
	x.call("PATCH", toTasks+"/"+a, supervisor, map[string]any{"campaign": other}).refused("campaign", "field_readonly", "R-CLM-12")
	x.call("PATCH", toTasks+"/"+a, supervisor, map[string]any{"deadline": "2026-02-30"}).refused("deadline", "date_invalid", "")
	x.call("PATCH", toTasks+"/"+a, supervisor, map[string]any{"meter": "one_trip"}).refused("target", "value_invalid", "R-CLM-12")
	x.call("PATCH", toTasks+"/"+a, supervisor, map[string]any{"start_by": "2026-03-02"}).refused("start_by", "field_readonly", "")
	x.call("PATCH", toCampaigns+"/"+c, supervisor, map[string]any{"deadline": "2026-03-01"}).refused("deadline", "date_invalid", "R-CLM-12")
	x.call("POST", toCampaigns, supervisor, map[string]any{"name": "x", "starts": "2026-02-30", "deadline": "2026-03-31"}).refused("starts", "date_invalid", "")
	// 15 working days, 18 needed: three too many; and a task's own deadline is missed as well.
	refused := x.actOn("supervisor", "campaign", c, "open", nil)
	refused.refused("act", "plan_infeasible", "R-CLM-12")
	if params := refused.at("data", "act", "params").(map[string]any); params["missing"] != 3.0 || params["needed"] != 18.0 || params["available"] != 15.0 {
		t.Errorf("%v", params)
	}
	x.call("PATCH", toTasks+"/"+d, supervisor, map[string]any{"days": 3}).ok()
	x.call("PATCH", toTasks+"/"+a, supervisor, map[string]any{"deadline": "2026-03-06"}).ok()
	if params := x.actOn("supervisor", "campaign", c, "open", nil).at("data", "act", "params").(map[string]any); params["missing"] != 1.0 {
		t.Errorf("a deadline of its own: %v", params)
	}
	x.call("PATCH", toTasks+"/"+a, supervisor, map[string]any{"deadline": ""}).ok()
	x.actOn("supervisor", "campaign", c, "open", nil).ok()
	x.call("PATCH", toCampaigns+"/"+c, supervisor, map[string]any{"deadline": "2026-04-30"}).refused("deadline", "field_readonly", "R-CLM-12")
	x.call("DELETE", toCampaigns+"/"+c, x.person("admin"), nil).refused("id", "append_only", "R-AR-01")
	x.call("DELETE", toCampaigns+"/"+other, supervisor, nil).ok()
	if n := len(x.all("tasks", "campaign='%s'", other)); n != 0 {
		t.Errorf("%d tasks outlive their campaign", n)
	}
}

// A task in its turn, by its people: evidence, another person's confirmation, what it sets
// free, what is refused on the way.
func TestWayOfATask_R_CLM_12(t *testing.T) {
	x := newHouse(t).unlimited()
	supervisor, police := x.person("supervisor"), x.person("clerk.police").GetString("department")
	c := x.campaign("2026-03-02", "2026-03-31")
	first := x.planTask(c, "动员", map[string]any{"partners": []string{police}})
	second := x.planTask(c, "总结", map[string]any{"after": []string{first}, "lead": police})
	x.actOn("supervisor", "campaign", c, "open", nil).ok()
	if told := x.toldOf(x.person("both.police"), "campaign_open"); len(told) != 1 || !strings.Contains(told[0], "1 of its tasks. The first is to be finished by 2026-03-31.") {
		t.Errorf("the police are told %q", told)
	}
	x.proves("supervisor", first, 1).refused("evidence", "state_moved", "R-CLM-12")
	waits := x.actOn("both.police", "task", second, "start", nil)
	waits.refused("act", "tasks_open", "R-CLM-12")
	if !strings.Contains(waits.text, "动员") {
		t.Errorf("what comes first is not named: %s", waits.text)
	}
	x.actOn("both.police", "task", first, "start", nil).refused("act", "role_required", "R-CLM-12")
	x.on("2026-03-04").actOn("approver", "task", first, "start", nil).ok()
	x.actOn("both.police", "task", first, "report", map[string]any{"items": []any{map[string]any{"progress": 60}}}).ok()
	if got := x.find("tasks", "id='%s'", first); got.GetInt("progress") != 60 || got.GetString("started_on") != "2026-03-04" {
		t.Errorf("%d %% since %s", got.GetInt("progress"), got.GetString("started_on"))
	}
	for _, items := range []any{[]any{map[string]any{"progress": 101}}, []any{map[string]any{"progress": -1}}, []any{map[string]any{}}, []any{map[string]any{"progress": 1}, map[string]any{"progress": 2}}} {
		x.actOn("approver", "task", first, "report", map[string]any{"items": items}).refused("items", "items_invalid", "R-CLM-12")
	}
	x.actOn("approver", "task", first, "report", nil).refused("act", "reason_required", "R-CLM-12")
	x.actOn("approver", "task", first, "finish", nil).refused("act", "evidence_missing", "R-CLM-12")
	x.call("PATCH", toTasks+"/"+first, x.person("cataloguer"), map[string]any{"days": 1}).refused("days", "role_required", "R-CLM-12")
	if got := x.proves("clerk", first, 1).status; got != 404 {
		t.Errorf("a clerk adds evidence: %d", got)
	}
	x.proves("cataloguer", first, 1).ok()
	x.proves("both.police", first, 2).ok()
	x.actOn("approver", "task", first, "finish", nil).ok()
	if told := x.toldOf(x.person("both.police"), "task_ready"); len(told) != 1 || !strings.Contains(told[0], "总结") {
		t.Errorf("who may start now is told %q", told)
	}
	if told := x.toldOf(x.person("supervisor2"), "task_finish"); len(told) != 1 {
		t.Errorf("who confirms is told %q", told)
	}
	x.proves("supervisor", first, 3).refused("evidence", "state_moved", "R-CLM-12")
	x.call("PATCH", toTasks+"/"+first, supervisor, map[string]any{"days": 1}).refused("days", "state_moved", "R-CLM-12")
	x.actOn("supervisor", "task", first, "confirm", nil).ok()
	if got := x.planned(first); got != "2026-03-04–2026-03-04, at the latest 2026-03-24–2026-03-26, slack 16, critical false, none" {
		t.Error(got)
	}
	x.actOn("supervisor", "task", first, "reopen", map[string]any{"reason": "材料不实"}).ok()
	if got := x.find("tasks", "id='%s'", first); got.GetString("state") != "started" || got.GetInt("progress") != 60 || got.GetString("finished_on")+got.GetString("confirmed_on") != "" {
		t.Errorf("sent back to %s at %d %%", got.GetString("state"), got.GetInt("progress"))
	}
	x.actOn("supervisor2", "task", first, "finish", nil).ok()
	x.actOn("supervisor2", "task", first, "confirm", nil).refused("act", "same_officer", "R-CLM-12")
	x.call("DELETE", toTasks+"/"+first, x.person("admin"), nil).refused("id", "append_only", "R-AR-01")
	x.call("PATCH", toTasks+"/"+second, supervisor, map[string]any{"meter": "claims_claimed"}).refused("meter", "field_readonly", "R-CLM-12")
	x.actOn("supervisor", "campaign", c, "close", nil).refused("act", "reason_required", "R-CLM-12")
	x.actOn("supervisor", "campaign", c, "close", map[string]any{"reason": "提前收尾"}).ok()
	x.call("PATCH", toTasks+"/"+second, supervisor, map[string]any{"days": 1}).refused("campaign", "state_moved", "R-CLM-12")
	x.call("PATCH", toCampaigns+"/"+c, supervisor, map[string]any{"goal": "x"}).refused("state", "state_moved", "R-CLM-12")
	x.actOn("both.police", "task", second, "start", nil).refused("act", "state_moved", "R-CLM-12")
}

// Claims are counted, never typed in: a task of a department moves with its claims and is
// finished only at its target.
func TestMeasuredProgress_R_MET_10(t *testing.T) {
	x := newHouse(t).unlimited()
	one, two := x.claimIn(flow.ToClaim), x.claimIn(flow.Compiling)
	x.claimIn(flow.Declined) // is no claim of the department any more
	c := x.campaign("2026-03-02", "2026-04-30")
	claimed := x.planTask(c, "认领", map[string]any{"meter": "claims_claimed"})
	published := x.planTask(c, "发布", map[string]any{"meter": "claims_published", "target": 60, "item_types": []string{"20"}})
	trip := x.planTask(c, "跑一次", map[string]any{"meter": "one_trip", "target": 80, "scope": "county"})
	x.actOn("supervisor", "campaign", c, "open", nil).ok()
	figures := func(task string) string {
		r := x.row(c, task)
		reading := r["reading"].(map[string]any)
		return fmt.Sprint(reading["numerator"], "/", reading["denominator"], " ", reading["level"], " ", r["progress"], "%")
	}
	// market: the food licence is published, one is to be claimed, one is compiled: 2 of 3.
	for task, want := range map[string]string{claimed: "2/3 claim 66%", published: "0/2 claim 0%", trip: "2/2 item 100%"} {
		if got := figures(task); got != want {
			t.Errorf("%s: %s, want %s", x.find("tasks", "id='%s'", task).GetString("name"), got, want)
		}
	}
	// A penalty is no item that somebody applies for: one of two takes at most one trip.
	lists := &yardstick{lists: []*listFigure{{itemType: "01", trips: 1}, {itemType: "02"}, {itemType: "20", trips: 2}}}
	if r := lists.read(x.find("tasks", "id='%s'", trip)); r.Numerator != 1 || r.Denominator != 2 {
		t.Errorf("with a penalty: %d/%d", r.Numerator, r.Denominator)
	}
	x.actOn("approver", "task", claimed, "start", nil).ok()
	x.actOn("approver", "task", claimed, "report", map[string]any{"items": []any{map[string]any{"progress": 99}}}).refused("items", "field_readonly", "R-CLM-12")
	x.actOn("approver", "task", claimed, "report", map[string]any{"reason": "还差一项"}).ok()
	short := x.actOn("approver", "task", claimed, "finish", nil)
	short.refused("act", "target_missed", "R-CLM-12")
	if params := short.at("data", "act", "params").(map[string]any); params["numerator"] != 2.0 || params["denominator"] != 3.0 || params["amount"] != 100.0 {
		t.Errorf("%v", params)
	}
	x.actOn("cataloguer", "claim", one, "claim", nil).ok()
	if got := figures(claimed); got != "3/3 claim 100%" {
		t.Errorf("after the claim: %s", got)
	}
	if stored := x.find("tasks", "id='%s'", claimed); stored.GetInt("numerator") != 2 {
		t.Error("a look stores figures")
	}
	x.dueNow()
	if stored := x.find("tasks", "id='%s'", claimed); stored.GetInt("numerator") != 3 || stored.GetInt("progress") != 100 || stored.GetString("measured_at") == "" {
		t.Errorf("the due job stores %d", stored.GetInt("numerator"))
	}
	x.actOn("approver", "task", claimed, "finish", nil).ok()
	// A list under revision stays in force, and so do its figures.
	x.actOn("approver", "task", published, "start", nil).ok()
	x.compile(two)
	for _, step := range [][2]string{{"cataloguer", "submit"}, {"supervisor2", "approve"}, {"supervisor", "publish"}, {"cataloguer", "revise"}} {
		x.actOn(step[0], "claim", two, step[1], nil).ok()
	}
	if got := figures(published); got != "1/2 claim 83%" {
		t.Errorf("after the publication: %s", got)
	}
}

// Lights and reminders follow the days: yellow within three working days, red after; each
// department is reminded once, the supervisors hear of what is late.
func TestLightsAndReminders_R_CLM_12(t *testing.T) {
	x := newHouse(t).unlimited()
	c := x.campaign("2026-03-02", "2026-03-31")
	first := x.planTask(c, "认领", map[string]any{"days": 5})
	second := x.planTask(c, "编制", map[string]any{"days": 10, "after": []string{first}})
	x.actOn("supervisor", "campaign", c, "open", nil).ok()
	light := func(task string) string { return x.find("tasks", "id='%s'", task).GetString("light") }
	by := x.find("tasks", "id='%s'", first).GetString("finish_by")
	if by != "2026-03-17" {
		t.Fatalf("to be finished by %s", by)
	}
	for _, d := range []struct {
		day, light                string
		unstarted, due, late, esc int
	}{
		{"2026-03-11", "green", 0, 0, 0, 0}, // the last day to start
		{"2026-03-12", "yellow", 0, 1, 0, 0},
		{"2026-03-17", "yellow", 0, 1, 0, 0},
		{"2026-03-18", "red", 0, 1, 1, 1},
		{"2026-03-19", "red", 0, 1, 1, 1}, // once
	} {
		x.on(d.day).dueNow()
		approver, over := x.person("approver"), x.person("supervisor2")
		got := []int{len(x.toldOf(approver, "task_unstarted")), len(x.toldOf(approver, "task_due")), len(x.toldOf(approver, "task_late")), len(x.toldOf(over, "task_late"))}
		if want := []int{d.unstarted, d.due, d.late, d.esc}; light(first) != d.light || !slices.Equal(got, want) {
			t.Errorf("%s: %s, reminded %v, want %s %v", d.day, light(first), got, d.light, want)
		}
	}
	if told := x.toldOf(x.person("supervisor2"), "task_late"); !strings.Contains(told[0], "Tasks that it drags along: 1.") {
		t.Errorf("%q", told)
	}
	if drags := x.row(c, first)["drags"].([]any); len(drags) != 1 || drags[0] != second {
		t.Errorf("the board shows that it drags %v", drags)
	}
	x.on("2026-03-19").actOn("supervisor", "campaign", c, "reschedule", map[string]any{"until": "2026-04-30", "reason": "上级延期"}).ok()
	if light(first) != "green" {
		t.Errorf("with the new deadline: %s", light(first))
	}
	x.dueNow()
	if n := len(x.toldOf(x.person("approver"), "task_unstarted")); n != 0 {
		t.Errorf("%d reminders to start although there is time", n)
	}
	x.actOn("supervisor", "campaign", c, "reschedule", map[string]any{"until": "2026-03-18", "reason": "x"}).refused("until", "date_invalid", "R-CLM-12")
}

// What reaches a year without a notice is grey, says which year, and is dated when the
// notice is imported.
func TestCampaignBeyondTheCalendar_R_CAL_05(t *testing.T) {
	x := newHouse(t).unlimited().on("2026-12-01")
	c := x.campaign("2026-12-01", "2027-01-29")
	task := x.planTask(c, "认领", nil)
	x.actOn("supervisor", "campaign", c, "open", nil).ok()
	if got, year := x.planned(task), x.find("campaigns", "id='%s'", c).GetInt("undated"); got != "–, at the latest –, slack 0, critical false, grey" || year != 2027 {
		t.Errorf("%s, %d", got, year)
	}
	file := filepath.Join(t.TempDir(), "2027.json")
	if err := os.WriteFile(file, []byte(notice2027), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := x.ImportCalendar(x.app, file); err != nil {
		t.Fatal(err)
	}
	x.dueNow()
	if got, year := x.planned(task), x.find("campaigns", "id='%s'", c).GetInt("undated"); !strings.HasSuffix(got, "2027-01-27–2027-01-29, slack 40, critical true, green") || year != 0 {
		t.Errorf("%s, %d", got, year)
	}
}

// A template makes a whole campaign for the departments that have claims.
func TestCampaignFromATemplate_R_CLM_11(t *testing.T) {
	x := newHouse(t).unlimited()
	list := x.call("GET", ours+"/campaigns", x.person("supervisor"), nil).ok()
	if templates := list.at("templates").([]any); len(templates) < 3 || list.at("may_create") != true {
		t.Fatalf("%v", list.text)
	}
	post := func(as string, body map[string]any) reply {
		return x.call("POST", ours+"/campaigns", x.person(as), body)
	}
	id := post("supervisor", map[string]any{"template": "catalogue", "starts": "2026-03-02", "deadline": "2026-05-29"}).ok().id()
	tasks := x.all("tasks", "campaign='%s'", id)
	if len(tasks) != 2+2*4 { // market supervision and the police
		t.Fatalf("%d tasks", len(tasks))
	}
	for _, task := range tasks {
		if task.GetString("finish_by") == "" || task.GetString("name_en") == "" {
			t.Errorf("%s is not dated", task.GetString("name"))
		}
	}
	board := x.call("GET", ours+"/campaigns/"+id, x.person("clerk"), nil).ok()
	if board.at("campaign", "needed") != 29.0 || board.at("campaign", "missing") != 0.0 || len(board.at("off").([]any)) == 0 {
		t.Errorf("%v", board.at("campaign"))
	}
	x.actOn("supervisor", "campaign", id, "open", nil).ok()
	mine := x.call("GET", ours+"/tasks", x.person("cataloguer"), nil).ok().at("items").([]any)
	if len(mine) != 6 { // four of its own, the two of the department that runs the campaign
		t.Errorf("%d tasks of the department", len(mine))
	}
	if acts := mine[0].(map[string]any)["acts"].([]any); len(acts) != 1 || acts[0] != "start" {
		t.Errorf("the department may %v", acts)
	}
	post("cataloguer", map[string]any{"template": "catalogue", "deadline": "2026-05-29"}).refused("template", "role_required", "R-CLM-12")
	post("supervisor", map[string]any{"template": "none", "deadline": "2026-05-29"}).refused("template", "value_invalid", "R-CLM-12")
	post("supervisor", map[string]any{"template": "problems", "deadline": "2026-02-30"}).refused("deadline", "date_invalid", "")
	post("supervisor", map[string]any{"template": "problems", "starts": "2026-03-02", "deadline": "2026-03-01"}).refused("deadline", "date_invalid", "R-CLM-12")
	post("supervisor", map[string]any{"template": "problems", "deadline": "2026-08-31", "lead": "nosuchdepartmen"}).refused("lead", "record_foreign", "R-CLM-12")
	if got := x.call("GET", ours+"/campaigns/nosuchcampaign0", x.person("clerk"), nil).status; got != 404 {
		t.Errorf("a campaign that is not there: %d", got)
	}
}

// Problems join a batch that is under way and no other task, and are counted by what became
// of them.
func TestProblemsOfABatch_R_PL_09(t *testing.T) {
	x := newHouse(t).unlimited()
	c := x.campaign("2026-03-02", "2026-04-30")
	batch := x.planTask(c, "第一批", map[string]any{"meter": "problems_solved", "target": 2, "target_unit": "count"})
	other := x.planTask(c, "认领", map[string]any{"meter": "claims_claimed"})
	x.actOn("supervisor", "campaign", c, "open", nil).ok()
	x.actOn("approver", "task", batch, "start", nil).ok()
	solved, open, rejected := x.problemIn(flow.Verified), x.problemIn(flow.Assigned), x.problemIn(flow.Reported)
	join := func(as, problem, task string) reply {
		return x.call("PATCH", toProblems+"/"+problem, x.person(as), map[string]any{"task": task})
	}
	join("supervisor", solved, other).refused("task", "record_foreign", "R-PL-09")
	if got := join("approver", open, batch); got.status < 400 {
		t.Errorf("the department puts problems into a batch: %s", got.text)
	}
	for _, id := range []string{solved, open, rejected} {
		join("supervisor", id, batch).ok()
	}
	x.onProblemAct("supervisor", rejected, "reject", map[string]any{"ground": "private_dispute", "reason": "属民事纠纷"}).ok()
	reading := func() string {
		r := x.row(c, batch)["reading"].(map[string]any)
		return fmt.Sprint(r["numerator"], "/", r["denominator"], " ", r["level"])
	}
	if got := reading(); got != "1/2 problem" {
		t.Errorf("the batch is measured at %s", got)
	}
	x.actOn("approver", "task", batch, "finish", nil).refused("act", "target_missed", "R-CLM-12")
	x.onProblemAct("examiner", open, "solve", nil).ok()
	x.onProblemAct("supervisor", open, "verify", nil).ok()
	x.actOn("approver", "task", batch, "finish", nil).ok()
	join("supervisor", open, "").refused("task", "state_moved", "R-PL-09")
	if got := x.find("problems", "id='%s'", open).GetString("task"); got != batch {
		t.Errorf("a settled batch lost a problem: %q", got)
	}
}

// At the console a campaign is made and shown in a line.
func TestCampaignAtTheConsole(t *testing.T) {
	x := newHouse(t)
	said, err := x.console("campaign", "new", "problems", "--deadline", "2026-08-31", "--lead", marketCode, "--name", "百项堵点")
	if err != nil || !strings.Contains(said, "draft  2026-03-02 – 2026-08-31  0 of 7 tasks done, 87 of 127 working days, missed by 0  百项堵点") {
		t.Errorf("%q %v", said, err)
	}
	if said, err = x.console("campaign", "show"); err != nil || strings.Count(said, "\n") != 1 {
		t.Errorf("%q %v", said, err)
	}
	if _, err := x.console("campaign", "new", "problems", "--deadline", "2026-08-31"); err == nil || !strings.Contains(err.Error(), "runs the campaign") {
		t.Errorf("without a lead: %v", err)
	}
}
