package hooks

import (
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
)

// The way of a problem from the report of a citizen to the public answer, with the revision
// that it led to as its proof and its effect (R-CLM-13, R-PL-26).
func TestProblemFromReportToPublicAnswer_R_CLM_13(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang, supervisor := x.person("zhang"), x.person("supervisor")
	service := x.find("services", "name ~ '食品经营'").Id
	id := x.report(zhang, map[string]any{"service": service, "category": "repeated_papers"})
	p := x.find("problems", "id='%s'", id)
	if number := p.GetString("number"); number != "DD510799-20260302-0001" || p.GetString("source") != "citizen" || p.GetString("reporter") != zhang.Id {
		t.Fatalf("reported as %s from %s", number, p.GetString("source"))
	}
	x.onProblemAct("supervisor", id, "assign", x.marketLead()).ok()
	p = x.find("problems", "id='%s'", id)
	if p.GetString("due") != "2026-03-09" || p.GetString("light") != "green" || p.GetString("before") == "" {
		t.Fatalf("due %s, light %s, before %q", p.GetString("due"), p.GetString("light"), p.GetString("before"))
	}
	x.call("PATCH", toProblems+"/"+id, x.person("examiner"), map[string]any{"measure": "不再收复印件", "answer": "今后只收一次", "public_title": "营业执照复印件重复提交"}).ok()
	x.onProblemAct("examiner", id, "solve", nil).refused("evidence", "evidence_missing", "R-CLM-13")
	x.ease(service)
	x.onProblemAct("examiner", id, "solve", nil).ok()
	x.onProblemAct("supervisor", id, "verify", nil).ok()
	if answers := x.call("GET", "/api/onestop/problems", nil, nil).ok(); answers.body["total"] != 0.0 {
		t.Errorf("an answer that nobody opened is public: %s", answers.text)
	}
	x.call("PATCH", toProblems+"/"+id, supervisor, map[string]any{"public": true}).ok()
	answers := x.call("GET", "/api/onestop/problems?q="+"复印件&service="+service, nil, nil).ok()
	items, _ := answers.body["items"].([]any)
	if len(items) != 1 {
		t.Fatalf("the public answers are %s", answers.text)
	}
	shown := items[0].(map[string]any)
	if shown["title"] != "营业执照复印件重复提交" || shown["text"] != "" || strings.Contains(answers.text, "第1件") {
		t.Errorf("the reporter's words are public: %s", answers.text)
	}
	effect := shown["effect"].(map[string]any)
	for key, want := range map[string][2]float64{"days": {5, 3}, "trips": {1, 0}, "version": {1, 2}} {
		pair := effect[key].(map[string]any)
		if pair["before"] != want[0] || pair["after"] != want[1] {
			t.Errorf("%s: %v, want %v", key, pair, want)
		}
	}
	if effect["changed"] != true {
		t.Error("the list changed")
	}
}

// ease publishes another version of a service with fewer days and trips.
func (x *house) ease(service string) {
	x.t.Helper()
	s := x.find("services", "id='%s'", service)
	s.Set("promised_days", 3)
	s.Set("trips", 0)
	if err := write(x.app, s); err != nil {
		x.t.Fatal(err)
	}
	if err := x.Publish(x.app, service); err != nil {
		x.t.Fatal(err)
	}
}

// A stranger reports with one request, follows with number and code, and is believed when
// it is not fixed: once (R-PL-25).
func TestStrangerReportsAndReopens_R_PL_25(t *testing.T) {
	x := newHouse(t).unlimited()
	body := map[string]any{"id": clientID(1), "title": "残疾证要跑三趟", "text": "每次都说缺一样", "contact": "zhangsan@demo.test"}
	first := x.call("POST", "/api/onestop/problems", nil, body).ok()
	number, code := first.body["number"].(string), first.body["code"].(string)
	again := x.call("POST", "/api/onestop/problems", nil, body).ok()
	if again.body["number"] != number || again.body["code"] != code || x.count("problems") != 1 {
		t.Errorf("the repeated request made another report: %s", again.text)
	}
	body["title"] = "别的"
	x.call("POST", "/api/onestop/problems", nil, body).refused("id", "request_reused", "")
	id := first.id()
	p := x.find("problems", "id='%s'", id)
	if p.GetString("contact") != "z***@demo.test" || p.GetString("reporter") != "" || p.GetString("state") != "reported" {
		t.Errorf("kept as %s, %q, %s", p.GetString("contact"), p.GetString("reporter"), p.GetString("state"))
	}
	track := func(n, c string) reply {
		return x.call("GET", "/api/onestop/problems/track?number="+n+"&code="+c, nil, nil)
	}
	if r := track(number, "AAAAAAAA"); r.status != 404 {
		t.Errorf("a wrong code: %d", r.status)
	}
	if r := track(strings.ToLower(number), strings.ToLower(code)).ok(); r.body["state"] != "reported" || r.body["text"] != "每次都说缺一样" {
		t.Errorf("followed: %s", r.text)
	}
	say := func(act, reason string) reply {
		return x.call("POST", "/api/onestop/problems/track", nil, map[string]any{"number": number, "code": code, "act": act, "reason": reason})
	}
	say("assign", "").refused("act", "act_not_allowed", "R-CLM-13")
	say("reopen", "没有").refused("act", "state_moved", "R-CLM-13")
	x.onProblemAct("supervisor", id, "assign", x.marketLead()).ok()
	x.solution(id)
	x.onProblemAct("examiner", id, "solve", nil).ok()
	x.onProblemAct("supervisor", id, "verify", nil).ok()
	say("reopen", "").refused("act", "reason_required", "R-CLM-13")
	if r := say("reopen", "还是要跑三趟").ok(); r.body["state"] != "returned" {
		t.Errorf("sent back: %s", r.text)
	}
	p = x.find("problems", "id='%s'", id)
	if p.GetInt("reopened") != 1 || p.GetString("confirmed") != "no" || p.GetString("due") != "2026-03-09" {
		t.Errorf("reopened %d, confirmed %s, due %s", p.GetInt("reopened"), p.GetString("confirmed"), p.GetString("due"))
	}
	x.onProblemAct("examiner", id, "solve", nil).ok()
	x.onProblemAct("supervisor", id, "verify", nil).ok()
	say("reopen", "还是不行").refused("act", "reopening_used", "R-CLM-13")
	say("confirm", "").ok()
}

// Files of strangers are judged as every upload is, and only that many come along.
func TestStrangersFiles(t *testing.T) {
	x := newHouse(t).unlimited()
	send := func(field string, content []byte) reply {
		return x.send(multipartAs(t, "/api/onestop/problems", map[string]string{"title": "窗口没人", "text": "等了一小时"}, field, "现场.png", content), nil)
	}
	id := send("files", picture(7)).ok().id()
	p := x.find("problems", "id='%s'", id)
	files := p.GetStringSlice("files")
	names := map[string]string{}
	if err := p.UnmarshalJSONField("file_names", &names); err != nil || len(files) != 1 || names[files[0]] != "现场.png" {
		t.Errorf("%v are called %v, %v", files, names, err)
	}
	send("files", []byte("MZ not a picture at all")).refused("files", "file_type", "")
	send("evidence", picture(8)).refused("files", "value_invalid", "R-CLM-13")
	if x.count("problems") != 1 || len(x.stored()) != 1 {
		t.Errorf("%d problems, %d files", x.count("problems"), len(x.stored()))
	}
	for field, value := range map[string]any{"state": "verified", "lead": "x", "reporter": x.person("zhang").Id, "public": true, "number": "1"} {
		x.call("POST", "/api/onestop/problems", nil, map[string]any{"title": "a", "text": "b", field: value}).refused(field, "field_readonly", "")
	}
	x.call("POST", "/api/onestop/problems", nil, map[string]any{"title": "a", "text": "b", "contact": "call me"}).refused("contact", "number_invalid", "")
	if r := x.call("POST", "/api/onestop/problems", nil, map[string]any{"title": "", "text": "b"}); r.status != 400 || r.code("title") == "" {
		t.Errorf("without a title: %d %s", r.status, r.text)
	}
}

// Each hand writes its own fields, while they are its to write (R-CLM-13).
func TestHandsOfAProblem_R_CLM_13(t *testing.T) {
	x := newHouse(t).unlimited()
	patch := func(name, id string, body map[string]any) reply {
		return x.call("PATCH", toProblems+"/"+id, x.person(name), body)
	}
	zhang := x.person("zhang")
	x.call("POST", toProblems, zhang, map[string]any{"title": "a", "text": "b", "answer": "c"}).refused("answer", "state_moved", "R-CLM-13")
	x.call("POST", toProblems, zhang, map[string]any{"title": "a", "text": "b", "reporter": x.person("li").Id}).refused("reporter", "record_foreign", "R-PI-07")
	x.call("POST", toProblems, x.person("clerk"), map[string]any{"title": "a", "text": "b", "source": "rating"}).refused("source", "value_invalid", "R-CLM-13")
	x.call("POST", toProblems, x.person("supervisor"), map[string]any{"title": "窗口态度差评多", "text": "本月五条", "source": "rating"}).ok()
	draft := x.problemDraft(zhang)
	patch("zhang", draft, map[string]any{"text": "补充"}).ok()
	patch("zhang", draft, map[string]any{"measure": "x"}).refused("measure", "role_required", "R-CLM-13")
	patch("zhang", draft, map[string]any{"source": "hotline"}).refused("source", "value_invalid", "R-CLM-13")
	id := x.problemIn(flow.Assigned)
	patch("supervisor", id, map[string]any{"measure": "x"}).refused("measure", "role_required", "R-CLM-13")
	patch("supervisor", id, map[string]any{"lead": x.person("clerk.police").GetString("department")}).refused("lead", "state_moved", "R-CLM-13")
	patch("supervisor", id, map[string]any{"public": true}).refused("public", "state_moved", "R-CLM-13")
	patch("examiner", id, map[string]any{"public": true}).refused("public", "role_required", "R-CLM-13")
	patch("examiner", id, map[string]any{"text": "别的"}).refused("text", "role_required", "R-CLM-13")
	patch("admin", id, map[string]any{"answer": "x"}).refused("answer", "role_required", "R-CLM-13")
	for _, name := range []string{"zhang", "li", "clerk.police"} {
		if r := patch(name, id, map[string]any{"answer": "x"}); r.status != 404 {
			t.Errorf("%s: %d %s", name, r.status, r.text)
		}
	}
	solved := x.problemIn(flow.Solved)
	patch("examiner", solved, map[string]any{"measure": "x"}).refused("measure", "state_moved", "R-CLM-13")
	patch("supervisor", solved, map[string]any{"public": true, "public_title": ""}).refused("public_title", "reason_required", "R-PI-08")
	patch("supervisor", solved, map[string]any{"public": true, "answer": "请打13800138000"}).refused("answer", "text_personal", "R-PI-08")
	patch("supervisor", solved, map[string]any{"public": true, "words_public": true}).ok()
	x.onProblemAct("supervisor", solved, "return", map[string]any{"reason": "还要改"}).ok()
	if x.find("problems", "id='%s'", solved).GetBool("public") {
		t.Error("what is solved again would be public before anybody read it")
	}
}

// Whoever solved a problem does not verify it, whatever posts they hold; whoever supervises
// solves nothing for another department (R-CLM-13).
func TestSolverNeverVerifies_R_CLM_13(t *testing.T) {
	x := newHouse(t).unlimited()
	both := x.person("examiner")
	both.Set("roles", []string{"examiner", "supervisor"})
	if err := write(x.app, both); err != nil {
		t.Fatal(err)
	}
	id := x.problemIn(flow.Solved)
	x.onProblemAct("examiner", id, "verify", nil).refused("act", "same_officer", "R-CLM-13")
	police := x.person("clerk.police").GetString("department")
	other := x.report(x.person("zhang"))
	x.onProblemAct("supervisor", other, "assign", map[string]any{"items": []any{map[string]any{"lead": police}}}).ok()
	x.onProblemAct("examiner", other, "solve", nil).refused("act", "role_required", "R-CLM-13")
	x.onProblemAct("clerk.police", other, "return", map[string]any{"reason": "不属公安"}).ok()
	if p := x.find("problems", "id='%s'", other); p.GetString("lead") != "" || p.GetString("state") != "reported" || p.GetString("due") != "" {
		t.Errorf("given back: %s to %q, due %q", p.GetString("state"), p.GetString("lead"), p.GetString("due"))
	}
}

// What falls due: lights, one reminder, one alarm, and the question after four weeks.
func TestProblemsFallDue_R_CLM_12(t *testing.T) {
	x := newHouse(t).unlimited()
	id := x.problemIn(flow.Assigned) // due 9 March
	told := func(kind, who string) int {
		return len(x.all("notifications", "kind='%s' && channel='inbox' && %s", kind, who))
	}
	supervisor, zhang := "officer='"+x.person("supervisor").Id+"'", "applicant='"+x.person("zhang").Id+"'"
	light := func() string { return x.find("problems", "id='%s'", id).GetString("light") }
	for _, day := range []string{"2026-03-03", "2026-03-05", "2026-03-06", "2026-03-10", "2026-03-11"} {
		x.on(day).runDue()
		want := map[string]string{"2026-03-03": "green", "2026-03-05": "yellow", "2026-03-06": "yellow", "2026-03-10": "red", "2026-03-11": "red"}[day]
		if light() != want {
			t.Errorf("%s: light %s, want %s", day, light(), want)
		}
	}
	if n := told("problem_late", supervisor); n != 1 {
		t.Errorf("the supervisor was alarmed %d times", n)
	}
	if n := told("problem_due", supervisor); n != 0 {
		t.Errorf("the supervisor was reminded %d times", n)
	}
	if n := len(x.all("notifications", "kind='problem_due'")); n == 0 {
		t.Error("the lead department was not reminded")
	}
	x.onProblemAct("examiner", id, "solve", nil).ok()
	x.onProblemAct("supervisor", id, "verify", nil).ok()
	x.on("2026-04-07").runDue()
	if told("problem_check", zhang) != 0 {
		t.Error("asked too early")
	}
	x.on("2026-04-08").runDue()
	x.runDue()
	if n := told("problem_check", zhang); n != 1 || light() != "none" {
		t.Errorf("asked %d times, light %s", n, light())
	}
	x.onProblemAct("zhang", id, "confirm", nil).ok()
	x.on("2026-04-20").runDue()
	if n := told("problem_check", zhang); n != 1 {
		t.Errorf("asked %d times after the answer", n)
	}
}

// A limit that no calendar covers is grey, and dated when the calendar comes (R-CAL-05).
func TestProblemWithoutACalendar_R_CAL_05(t *testing.T) {
	x := newHouse(t).unlimited()
	x.on("2026-12-28")
	id := x.report(x.person("zhang"))
	x.onProblemAct("supervisor", id, "assign", x.marketLead()).ok()
	if p := x.find("problems", "id='%s'", id); p.GetString("due") != "" || p.GetString("light") != "grey" {
		t.Fatalf("due %q, light %s", p.GetString("due"), p.GetString("light"))
	}
	x.published()
	x.runDue()
	if p := x.find("problems", "id='%s'", id); p.GetString("due") == "" || p.GetString("light") == "grey" {
		t.Errorf("due %q, light %s", p.GetString("due"), p.GetString("light"))
	}
}

// Doubles are hinted at by public titles only, merged by the supervisor, and their reporters
// get the answer of the one that goes on (R-PI-08).
func TestDoublesOfAProblem(t *testing.T) {
	x := newHouse(t).unlimited()
	main, double := x.report(x.person("zhang")), x.report(x.person("li"))
	asked := map[string]any{"title": "开餐馆要交三次营业执照复印件", "text": "窗口都要复印件"}
	hint := x.call("POST", "/api/onestop/problems/similar", nil, asked).ok()
	if hint.body["open"] != 2.0 || len(hint.body["items"].([]any)) != 0 || strings.Contains(hint.text, "营业执照") {
		t.Errorf("a stranger is shown %s", hint.text)
	}
	seen := x.call("GET", "/api/onestop/problems/"+double, x.person("supervisor"), nil).ok()
	if doubles := seen.body["doubles"].([]any); len(doubles) != 1 || doubles[0].(map[string]any)["id"] != main {
		t.Errorf("the supervisor is shown %v", doubles)
	}
	into := func(id string) map[string]any {
		return map[string]any{"items": []any{map[string]any{"problem": id}}}
	}
	x.onProblemAct("supervisor", double, "merge", into(double)).refused("items", "record_foreign", "R-CLM-13")
	x.onProblemAct("supervisor", double, "merge", nil).refused("items", "items_invalid", "R-CLM-13")
	x.onProblemAct("supervisor", double, "merge", into(main)).ok()
	x.onProblemAct("supervisor", main, "assign", x.marketLead()).ok()
	x.solution(main)
	x.onProblemAct("examiner", main, "solve", nil).ok()
	x.onProblemAct("supervisor", main, "verify", nil).ok()
	if n := len(x.all("notifications", "kind='problem_verify' && applicant='%s' && channel='inbox'", x.person("li").Id)); n != 1 {
		t.Errorf("the reporter of the double was told %d times", n)
	}
	view := x.call("GET", "/api/onestop/problems/"+double, x.person("li"), nil).ok()
	if view.body["merged"] != true || view.body["answer"] != "今后只收一次" || strings.Contains(view.text, x.find("problems", "id='%s'", main).GetString("title")) {
		t.Errorf("the reporter of the double reads %s", view.text)
	}
	x.call("PATCH", toProblems+"/"+main, x.person("supervisor"), map[string]any{"public": true}).ok()
	hint = x.call("POST", "/api/onestop/problems/similar", nil, asked).ok()
	if items := hint.body["items"].([]any); len(items) != 1 || items[0].(map[string]any)["title"] != "营业执照复印件重复提交" {
		t.Errorf("a stranger is shown %s", hint.text)
	}
}

// A bad rating becomes a problem that nobody can lead back to who rated (R-EV-05).
func TestProblemOfARating_R_EV_05(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang := x.person("zhang")
	var id string
	err := x.as(x.app, actorOf(zhang), func(tx core.App) error {
		p, err := x.problemOfRating(tx, RatedProblem{Title: "差评：食品经营许可", Text: "评价等级2，证件号" + zhangsNumber, Category: "attitude"})
		if err == nil {
			id = p.Id
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	p := x.find("problems", "id='%s'", id)
	if p.GetString("state") != "reported" || p.GetString("source") != "rating" || p.GetString("reporter") != "" || p.GetString("number") == "" {
		t.Errorf("%s from %s by %q", p.GetString("state"), p.GetString("source"), p.GetString("reporter"))
	}
	if strings.Contains(p.GetString("text"), zhangsNumber) {
		t.Errorf("a number stands open in %q", p.GetString("text"))
	}
	for _, row := range x.all("audit", "collection='problems' || collection='actions'") {
		if row.GetString("actor") == zhang.Id {
			t.Error("the trail names who rated")
		}
	}
	for _, a := range x.all("actions", "problem='%s'", id) {
		if a.GetString("applicant") != "" {
			t.Error("an act names who rated")
		}
	}
}

// Rates by department: solved ÷ issued, with both (R-CLM-13, R-PL-09).
func TestRatesOfProblems_R_PL_09(t *testing.T) {
	x := newHouse(t).unlimited()
	x.problemIn(flow.Verified)
	x.problemIn(flow.Assigned)
	x.problemIn(flow.Rejected)
	x.problemIn(flow.Reported)
	rates := x.call("GET", "/api/onestop/problems/rates", nil, nil).ok()
	county := rates.body["county"].(map[string]any)
	items := rates.body["items"].([]any)
	if county["numerator"] != 1.0 || county["denominator"] != 2.0 || len(items) != 1 || items[0].(map[string]any)["name"] == "" {
		t.Errorf("the rates are %s", rates.text)
	}
}

// The ledger shows each officer what is theirs; the contact opens for a reason, on record.
func TestLedgerAndContact_R_PI_07(t *testing.T) {
	x := newHouse(t).unlimited()
	id := x.problemIn(flow.Assigned)
	hall := x.report(x.person("clerk.police"), map[string]any{"contact": "13800138000"})
	seen := func(name, query string) string {
		r := x.call("GET", "/api/onestop/problems/queue?"+query, x.person(name), nil).ok()
		var ids []string
		for _, item := range r.body["items"].([]any) {
			ids = append(ids, item.(map[string]any)["id"].(string))
		}
		return strings.Join(ids, " ")
	}
	for name, want := range map[string]string{"supervisor": hall + " " + id, "auditor": hall + " " + id, "clerk": id, "clerk.police": hall, "examiner.police": ""} {
		if got := seen(name, ""); got != want {
			t.Errorf("%s sees %q, want %q", name, got, want)
		}
	}
	if got := seen("supervisor", "state=assigned&light=green&q=复印件"); got != id {
		t.Errorf("filtered: %q", got)
	}
	x.call("GET", "/api/onestop/problems/queue?state=lost", x.person("supervisor"), nil).refused("state", "value_invalid", "")
	reach := func(name string, body map[string]any) reply {
		return x.call("POST", "/api/onestop/problems/"+hall+"/contact", x.person(name), body)
	}
	reach("supervisor", nil).refused("reason", "reason_required", "R-PI-07")
	if r := reach("examiner", map[string]any{"reason": "x"}); r.status != 404 {
		t.Errorf("an officer who has nothing to do with it: %d", r.status)
	}
	if r := reach("auditor", map[string]any{"reason": "x"}); r.status != 404 {
		t.Errorf("an auditor: %d", r.status)
	}
	if r := reach("supervisor", map[string]any{"reason": "核实情况"}).ok(); r.body["contact"] != "13800138000" {
		t.Errorf("the contact is %s", r.text)
	}
	row, look := x.find("audit", "event='show' && record='%s'", hall), x.find("looks", "problem='%s'", hall)
	if strings.Contains(row.GetString("changes"), "核实情况") || look.GetString("reason") != "核实情况" || look.GetString("officer") != x.person("supervisor").Id {
		t.Errorf("the look is on record as %s and %q", row.GetString("changes"), look.GetString("reason"))
	}
	if r := x.call("GET", "/api/onestop/problems/"+hall, x.person("clerk.police"), nil).ok(); len(r.body["code"].(string)) != 8 {
		t.Errorf("the window cannot hand out the code: %s", r.text)
	}
	if r := x.call("GET", "/api/onestop/problems/"+hall, x.person("supervisor"), nil).ok(); r.body["code"] != nil {
		t.Error("a supervisor is told the code of a reporter")
	}
}

// Erasure lets go of the reporter at once and of the words when the problem has ended; the
// copy of the own data holds the problems with their files (R-PI-06).
func TestErasureOfProblems_R_PI_06(t *testing.T) {
	x := newHouse(t).unlimited()
	li := x.person("li")
	running := x.report(li, map[string]any{"contact": "13800138001"})
	ended, again := x.report(li), x.report(li)
	x.onProblemAct("supervisor", ended, "reject", map[string]any{"ground": "no_basis", "reason": "法律要求"}).ok()
	x.problemDraft(li)
	x.call("POST", "/api/onestop/problems/"+running+"/contact", x.person("supervisor"), map[string]any{"reason": "回访李示例"}).ok()
	if rows, err := personalRows(x.app, li.Id); err != nil || len(rows["problems"]) != 4 || len(rows["looks"]) != 1 {
		t.Errorf("the copy has %d problems and %d looks: %v", len(rows["problems"]), len(rows["looks"]), err)
	}
	zip := x.call("GET", "/api/onestop/my/data.zip", li, nil).ok()
	if !strings.Contains(zip.text, "data.json") {
		t.Error("no copy")
	}
	x.call("POST", "/api/onestop/my/erasure", li, nil).ok()
	if n := len(x.all("problems", "reporter='%s'", li.Id)); n != 0 {
		t.Errorf("%d problems still name who asked for erasure", n)
	}
	p, q := x.find("problems", "id='%s'", running), x.find("problems", "id='%s'", ended)
	if p.GetString("contact")+p.GetString("contact_cipher") != "" || p.GetString("text") == erased {
		t.Errorf("running: contact %q, text %q", p.GetString("contact"), p.GetString("text"))
	}
	if q.GetString("text") != erased || q.GetString("title") != erased || q.GetDateTime("erased_at").IsZero() {
		t.Errorf("ended: %q", q.GetString("text"))
	}
	if _, err := x.app.DB().Update("problems", dbx.Params{"state": "verified"}, dbx.HashExp{"id": again}).Execute(); err != nil {
		t.Fatal(err)
	}
	x.onProblemAct("supervisor", again, "reopen", map[string]any{"reason": "没有解决"}).ok()
	if p := x.find("problems", "id='%s'", again); p.GetString("keep_until") == "" {
		t.Error("what was to be erased is kept, because it was taken up again")
	}
	x.onProblemAct("supervisor", running, "reject", map[string]any{"ground": "not_true", "reason": "已核实"}).ok()
	x.runDue()
	if p = x.find("problems", "id='%s'", running); p.GetString("text") != erased {
		t.Errorf("after its end: %q", p.GetString("text"))
	}
	if look := x.find("looks", "problem='%s'", running); look.GetString("reason") != "" {
		t.Errorf("the book of looks still says %q", look.GetString("reason"))
	}
	for _, a := range x.all("actions", "problem='%s'", running) {
		if a.GetString("reason") != "" || a.GetString("applicant") != "" {
			t.Errorf("the act %s still says %q", a.GetString("act"), a.GetString("reason"))
		}
	}
}
