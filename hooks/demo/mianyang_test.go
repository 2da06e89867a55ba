//go:build !race

package demo_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks"
	"onestop/hooks/appliance"
	"onestop/hooks/demo"
)

// The campaign of 2018 of which the seed of this house tells (R-MY-03, R-PL-02, R-PL-09):
// more than 30 % of the items other than licences at most one trip before June, 80 % of all
// by the end of October, problems in batches of 20. It runs in the example county with its 38
// published lists, by the acts of its people, under the calendar of 2018.

// reform is the county of 2018 with the door that its people use.
type reform struct {
	*hooks.Hall
	t        testing.TB
	mux      http.Handler
	people   map[string]*core.Record
	original map[string]map[string]any // of the lists made worse at first, by service
}

func newReform(t testing.TB) *reform {
	t.Helper()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: t.TempDir(), DBConnect: appliance.Connect})
	x := &reform{Hall: hooks.Register(app, hooks.Options{Demo: true, DueByHand: true}), t: t, people: map[string]*core.Record{}, original: map[string]map[string]any{}}
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		event := &core.TerminateEvent{}
		event.App = app
		if err := app.OnTerminate().Trigger(event, func(e *core.TerminateEvent) error { return e.App.ResetBootstrapState() }); err != nil {
			t.Error(err)
		}
	})
	if err := app.RunAllMigrations(); err != nil {
		t.Fatal(err)
	}
	// There is no calendar of the weeks before, so that the county has its lists and no cases.
	if err := demo.Load(x.Hall, demo.Options{Now: china("2018-04-20T09:00"), Password: password}); err != nil {
		t.Fatal(err)
	}
	if _, err := x.ImportCalendar(app, "testdata/calendar_2018.json"); err != nil {
		t.Fatal(err)
	}
	app.Settings().RateLimits.Enabled = false
	x.serve()
	return x
}

func (x *reform) serve() {
	router, err := apis.NewRouter(x.App())
	if err != nil {
		x.t.Fatal(err)
	}
	serve := &core.ServeEvent{App: x.App(), Router: router, Server: &http.Server{}}
	if err := x.App().OnServe().Trigger(serve, func(e *core.ServeEvent) error {
		x.mux, err = e.Router.BuildMux()
		return err
	}); err != nil {
		x.t.Fatal(err)
	}
}

// on is the morning of a day, with what fell due until then.
func (x *reform) on(day string) *reform {
	x.t.Helper()
	x.MoveTo(china(day + "T09:00"))
	if err := x.RunDue(x.t.Context()); err != nil {
		x.t.Fatal(err)
	}
	return x
}

func (x *reform) person(login string) *core.Record {
	x.t.Helper()
	if x.people[login] == nil {
		for _, collection := range []string{"officers", "applicants"} {
			if r, err := x.App().FindAuthRecordByEmail(collection, login+"@demo.test"); err == nil {
				x.people[login] = r
			}
		}
	}
	if x.people[login] == nil {
		x.t.Fatalf("nobody is called %s", login)
	}
	return x.people[login]
}

// ask sends a request and answers its body, and its status.
func (x *reform) ask(login, method, path string, body any) (map[string]any, int) {
	x.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		x.t.Fatal(err)
	}
	r := httptest.NewRequest(method, path, bytes.NewReader(text))
	r.Header.Set("Content-Type", "application/json")
	return x.send(login, r)
}

func (x *reform) send(login string, r *http.Request) (map[string]any, int) {
	x.t.Helper()
	token, err := x.person(login).NewAuthToken()
	if err != nil {
		x.t.Fatal(err)
	}
	r.Header.Set("Authorization", token)
	r.RemoteAddr = "127.0.0.1:1"
	w := httptest.NewRecorder()
	x.mux.ServeHTTP(w, r)
	answer := map[string]any{}
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil && w.Code < 300 {
		x.t.Fatalf("%s %s: %v", r.Method, r.URL.Path, err)
	}
	return answer, w.Code
}

// do is a request that has to succeed.
func (x *reform) do(login, method, path string, body any) map[string]any {
	x.t.Helper()
	answer, status := x.ask(login, method, path, body)
	if status/100 != 2 {
		x.t.Fatalf("%s %s by %s: %d %v", method, path, login, status, answer)
	}
	return answer
}

// add makes a record through the API and answers its id.
func (x *reform) add(login, collection string, fields map[string]any) string {
	x.t.Helper()
	return x.do(login, "POST", "/api/collections/"+collection+"/records", fields)["id"].(string)
}

func (x *reform) act(login, subject, id, act string, more ...map[string]any) {
	x.t.Helper()
	x.add(login, "actions", actionOf(subject, id, act, more...))
}

func actionOf(subject, id, act string, more ...map[string]any) map[string]any {
	body := map[string]any{"subject": subject, subject: id, "act": act}
	for _, m := range more {
		for k, v := range m {
			body[k] = v
		}
	}
	return body
}

// refused is the code by which an act is refused.
func (x *reform) refused(login, subject, id, act string) string {
	x.t.Helper()
	answer, status := x.ask(login, "POST", "/api/collections/actions/records", actionOf(subject, id, act))
	if status != http.StatusBadRequest {
		x.t.Fatalf("%s by %s is answered by %d", act, login, status)
	}
	return answer["data"].(map[string]any)["act"].(map[string]any)["code"].(string)
}

// prove uploads a page of evidence.
func (x *reform) prove(login, collection, id string) {
	x.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("evidence+", "佐证.pdf")
	if err != nil {
		x.t.Fatal(err)
	}
	if _, err := io.WriteString(part, page); err != nil {
		x.t.Fatal(err)
	}
	form.Close()
	r := httptest.NewRequest("PATCH", "/api/collections/"+collection+"/records/"+id, &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	if answer, status := x.send(login, r); status != http.StatusOK {
		x.t.Fatalf("evidence of %s: %d %v", collection, status, answer)
	}
}

// page is a PDF of one empty page.
var page = func() string {
	text, offsets := "%PDF-1.4\n", []int{}
	for i, object := range []string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>"} {
		offsets = append(offsets, len(text))
		text += fmt.Sprintf("%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	table := len(text)
	text += "xref\n0 4\n0000000000 65535 f \n"
	for _, at := range offsets {
		text += fmt.Sprintf("%010d 00000 n \n", at)
	}
	return text + fmt.Sprintf("trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", table)
}()

// record reads one record by a filter.
func (x *reform) record(collection, filter string, args ...any) *core.Record {
	x.t.Helper()
	r, err := x.App().FindFirstRecordByFilter(collection, fmt.Sprintf(filter, args...))
	if err != nil {
		x.t.Fatalf("%s %s: %v", collection, fmt.Sprintf(filter, args...), err)
	}
	return r
}

func isLicence(service *core.Record) bool {
	return strings.HasPrefix(service.GetString("code")[19:], "0001")
}

// before makes the lists what they were before the reform: two trips for 30 of the 35 items
// other than licences and for two of the three licences, so that 6 of 38 take one at most.
// It answers the lists that take two, those other than licences first.
func (x *reform) before() []*core.Record {
	x.t.Helper()
	all, err := x.App().FindRecordsByFilter("services", "state = 'published'", "code", 0, 0)
	if err != nil || len(all) != 38 {
		x.t.Fatalf("%d lists: %v", len(all), err)
	}
	var others, kept []*core.Record
	for _, s := range all {
		if isLicence(s) {
			kept = append(kept, s)
		} else {
			others = append(others, s)
		}
	}
	worse := append(slices.Clone(others[:30]), kept[:2]...)
	for _, s := range worse {
		x.original[s.Id] = map[string]any{"trips": s.GetInt("trips"), "trips_reason": s.GetString("trips_reason"), "online_depth": s.GetString("online_depth"), "baseline_trips": 2}
		s.Set("trips", 2)
		s.Set("trips_reason", "递交材料和领取结果")
		s.Set("online_depth", "II")
		if err := x.Seed(x.App(), s); err != nil {
			x.t.Fatal(err)
		}
		if err := x.Publish(x.App(), s.Id); err != nil {
			x.t.Fatal(err)
		}
		department := s.GetString("department")
		if login := "cataloguer." + department; x.people[login] == nil {
			x.people[login] = x.hire(department)
		}
	}
	return worse
}

// hire gives a department somebody who compiles its lists.
func (x *reform) hire(department string) *core.Record {
	x.t.Helper()
	c, err := x.App().FindCollectionByNameOrId("officers")
	if err != nil {
		x.t.Fatal(err)
	}
	r := core.NewRecord(c)
	r.Load(map[string]any{"name": "编目", "department": department, "roles": []string{"cataloguer"}, "active": true})
	r.SetEmail("cataloguer." + department + "@demo.test")
	r.SetPassword(password)
	if err := x.Seed(x.App(), r); err != nil {
		x.t.Fatal(err)
	}
	return r
}

// better revises lists so that they take at most one trip, by three persons.
func (x *reform) better(lists []*core.Record) {
	x.t.Helper()
	for _, s := range lists {
		compiler := "cataloguer." + s.GetString("department")
		x.act(compiler, "claim", s.GetString("claim"), "revise")
		x.do(compiler, "PATCH", "/api/collections/services/records/"+s.Id, x.original[s.Id])
		x.act(compiler, "claim", s.GetString("claim"), "submit")
		x.act("supervisor", "claim", s.GetString("claim"), "approve")
		x.act("supervisor2", "claim", s.GetString("claim"), "publish")
	}
}

// solve brings problems of a batch from the report to the verification.
func (x *reform) solve(batch string, n int, about string, between func()) {
	x.t.Helper()
	for i := range n {
		fields := map[string]any{"title": fmt.Sprintf("第%d个堵点", i+1), "text": "同一份材料交了三次"}
		if i == 0 && about != "" {
			fields["service"] = about
		}
		id := x.add("zhang", "problems", fields)
		path := "/api/collections/problems/records/" + id
		x.act("zhang", "problem", id, "report")
		x.do("supervisor", "PATCH", path, map[string]any{"task": batch})
		x.act("supervisor", "problem", id, "assign", map[string]any{"items": []any{map[string]any{"lead": x.person("examiner").GetString("department"), "days": 10}}})
		if i == 0 && between != nil {
			between()
		}
		x.do("examiner", "PATCH", path, map[string]any{"measure": "窗口之间共享", "answer": "今后只交一次", "public_title": "材料重复提交"})
		x.prove("examiner", "problems", id)
		x.act("examiner", "problem", id, "solve")
		x.act("supervisor", "problem", id, "verify")
	}
}

func TestMianyang2018_R_MY_03(t *testing.T) {
	x := newReform(t)
	two := x.before()
	campaign := x.add("supervisor", "campaigns", map[string]any{"name": "“最多跑一次”改革", "starts": "2018-04-20", "deadline": "2018-10-31"})
	service, market := x.person("supervisor").GetString("department"), x.person("cataloguer").GetString("department")
	task := func(name, lead string, days int, more map[string]any) string {
		fields := map[string]any{"campaign": campaign, "name": name, "lead": lead, "days": days, "meter": "manual"}
		for k, v := range more {
			fields[k] = v
		}
		return x.add("supervisor", "tasks", fields)
	}
	others := []string{"02", "03", "04", "05", "06", "07", "08", "09", "10", "20"}
	brief := task("动员部署", service, 3, nil)
	claim := task("认领事项", market, 10, map[string]any{"after": []string{brief}, "meter": "claims_claimed"})
	other := task("除许可外30%一次办成", service, 20, map[string]any{"after": []string{brief}, "meter": "one_trip", "target": 30, "scope": "county", "item_types": others, "deadline": "2018-05-31"})
	all := task("80%最多跑一次", service, 60, map[string]any{"after": []string{claim, other}, "meter": "one_trip", "target": 80, "scope": "county"})
	batch1 := task("第一批20个堵点", service, 30, map[string]any{"after": []string{brief}, "meter": "problems_solved", "target": 20, "target_unit": "count", "deadline": "2018-06-29"})
	batch2 := task("第二批20个堵点", service, 30, map[string]any{"after": []string{batch1}, "meter": "problems_solved", "target": 20, "target_unit": "count", "deadline": "2018-08-31"})
	report := task("总结", service, 2, map[string]any{"after": []string{all, batch2}})

	// By hand, from the notice of the State Council: 133 working days from 20 April to 31 October.
	x.planIs("at first", []string{
		brief, "2018-04-20 2018-04-24 2018-04-28 2018-05-03 6", claim, "2018-04-25 2018-05-09 2018-07-18 2018-07-31 58",
		other, "2018-04-25 2018-05-23 2018-05-04 2018-05-31 6", all, "2018-05-24 2018-08-16 2018-08-01 2018-10-29 48",
		batch1, "2018-04-25 2018-06-06 2018-05-18 2018-06-29 16", batch2, "2018-06-07 2018-07-19 2018-07-23 2018-08-31 31",
		report, "2018-08-17 2018-08-20 2018-10-30 2018-10-31 48",
	})
	if r := x.record("campaigns", "id = '%s'", campaign); r.GetInt("available") != 133 || r.GetInt("needed") != 85 {
		t.Errorf("%d of %d working days", r.GetInt("needed"), r.GetInt("available"))
	}
	x.act("supervisor", "campaign", campaign, "open")
	x.stands("20 April", []string{brief, "green 0/0", claim, "green 3/3", other, "green 5/35", all, "green 6/38", batch1, "green 0/0"})

	head, lead := "approver.service", "approver"
	x.act(head, "task", brief, "start")
	if code := x.refused(head, "task", other, "start"); code != "tasks_open" {
		t.Errorf("before its turn: %s", code)
	}
	x.on("2018-04-24").prove("supervisor", "tasks", brief)
	x.act(head, "task", brief, "finish")
	x.act("supervisor", "task", brief, "confirm")

	x.on("2018-04-25")
	for _, start := range []string{other, batch1} {
		x.act(head, "task", start, "start")
	}
	x.act(lead, "task", claim, "start")
	claims := x.openClaims(market, 5)
	x.on("2018-05-03").stands("claims opened", []string{claim, "green 3/8"})
	for _, id := range claims {
		x.act("cataloguer", "claim", id, "claim")
	}
	x.on("2018-05-04").stands("claims claimed", []string{claim, "green 8/8"})
	x.act(lead, "task", claim, "finish")

	x.better(two[:5])
	x.on("2018-05-28").stands("three working days before the end of May", []string{other, "yellow 10/35", all, "green 11/38"})
	if code := x.refused(head, "task", other, "finish"); code != "target_missed" {
		t.Errorf("10 of 35 are not 30 %%: %s", code)
	}
	x.better(two[5:6])
	x.on("2018-05-30").stands("one more", []string{other, "yellow 11/35", all, "green 12/38"})
	x.act(head, "task", other, "finish")
	x.on("2018-05-31").act("supervisor", "task", other, "confirm") // from here on its figures stay
	x.on("2018-06-01").act(head, "task", all, "start")

	// The first batch is late by a working day; it drags nothing along, the second has time.
	food := two[30] // a licence that takes two trips
	x.solve(batch1, 1, food.Id, func() { x.better([]*core.Record{food}) })
	x.solve(batch1, 18, "", nil)
	x.on("2018-07-02").stands("after the end of June", []string{batch1, "red 19/19", batch2, "green 0/0", all, "green 13/38"})
	x.on("2018-07-03")
	if code := x.refused(head, "task", batch1, "finish"); code != "target_missed" {
		t.Errorf("19 of 20: %s", code)
	}
	x.solve(batch1, 1, "", nil)
	x.act(head, "task", batch1, "finish")
	x.effectShown(batch1)
	x.on("2018-07-04").act(head, "task", batch2, "start")
	x.solve(batch2, 20, "", nil)
	x.on("2018-08-20").act(head, "task", batch2, "finish")

	x.better(two[6:23])
	x.on("2018-10-24").stands("three working days before the last", []string{all, "yellow 30/38"})
	if code := x.refused(head, "task", all, "finish"); code != "target_missed" {
		t.Errorf("30 of 38 are 78.9 %%: %s", code)
	}
	x.better(two[23:24])
	x.on("2018-10-25").stands("the target", []string{all, "yellow 31/38"})
	x.act(head, "task", all, "finish")
	x.on("2018-10-26").act(head, "task", report, "start")
	x.on("2018-10-29").prove("supervisor", "tasks", report)
	x.act(head, "task", report, "finish")
	for _, done := range []string{claim, all, batch1, batch2, report} {
		x.act("supervisor", "task", done, "confirm")
	}
	x.on("2018-10-31").act("supervisor", "campaign", campaign, "close")
	x.stands("closed", []string{brief, "none 0/0", claim, "none 8/8", other, "none 11/35", all, "none 31/38", batch1, "none 20/20", batch2, "none 20/20", report, "none 0/0"})
	x.figuresMatch()
}

// openClaims opens claims of new items of the basic catalogue for a department.
func (x *reform) openClaims(department string, n int) []string {
	x.t.Helper()
	c, err := x.App().FindCollectionByNameOrId("basic_items")
	if err != nil {
		x.t.Fatal(err)
	}
	ids := make([]string, n)
	for i := range n {
		item := core.NewRecord(c)
		item.Load(map[string]any{"code": fmt.Sprintf("5120990%02d000", i), "name": fmt.Sprintf("新事项%d", i), "type": "20", "basis": "条例第一条", "levels": []string{"4"}, "status": "in_use", "version": 1})
		if err := x.App().Save(item); err != nil {
			x.t.Fatal(err)
		}
		ids[i] = x.add("supervisor", "claims", map[string]any{"basic_item": item.Id, "department": department})
	}
	return ids
}

// planIs compares the plan of tasks, as "earliest start and finish, latest start and finish,
// slack", with what was reckoned by hand.
func (x *reform) planIs(when string, pairs []string) {
	x.t.Helper()
	for pair := range slices.Chunk(pairs, 2) {
		r := x.record("tasks", "id = '%s'", pair[0])
		got := fmt.Sprint(r.GetString("earliest_start"), " ", r.GetString("earliest_finish"), " ", r.GetString("start_by"), " ", r.GetString("finish_by"), " ", r.GetInt("slack"))
		if got != pair[1] {
			x.t.Errorf("%s, %s: %s, by hand %s", when, r.GetString("name"), got, pair[1])
		}
	}
}

// stands compares the lights and the figures of tasks as the board of the county shows them.
func (x *reform) stands(when string, pairs []string) {
	x.t.Helper()
	for pair := range slices.Chunk(pairs, 2) {
		campaign, shown := x.record("tasks", "id = '%s'", pair[0]).GetString("campaign"), false
		for _, row := range x.do("auditor", "GET", "/api/onestop/campaigns/"+campaign, nil)["tasks"].([]any) {
			task := row.(map[string]any)
			if task["id"] != pair[0] {
				continue
			}
			shown = true
			got := fmt.Sprint(task["light"], " 0/0")
			if reading, measured := task["reading"].(map[string]any); measured {
				got = fmt.Sprint(task["light"], " ", reading["numerator"], "/", reading["denominator"])
			}
			if got != pair[1] {
				x.t.Errorf("%s, %s: %s, by hand %s", when, task["name"], got, pair[1])
			}
		}
		if !shown {
			x.t.Errorf("%s: the board shows no task %s", when, pair[0])
		}
	}
}

// effectShown: the problem that was solved by a revision shows what it changed.
func (x *reform) effectShown(batch string) {
	x.t.Helper()
	p := x.record("problems", "task = '%s' && service != ''", batch)
	var effect struct {
		Trips struct{ Before, After int } `json:"trips"`
	}
	if err := json.Unmarshal([]byte(p.GetString("effect")), &effect); err != nil || effect.Trips.Before != 2 || effect.Trips.After > 1 {
		x.t.Errorf("the effect is %s (%v)", p.GetString("effect"), err)
	}
}

// figuresMatch compares the statistics of the county with the hand-reckoned table: 31 of 38
// lists take at most one trip, all 43 items were claimed and 38 of their lists approved, all
// 40 problems solved, and no case was filed.
func (x *reform) figuresMatch() {
	x.t.Helper()
	want := map[string]string{"one_trip": "31/38", "claimed": "43/43", "approved": "38/43", "solved": "40/40", "in_promise": "0/0", "online_filing": "0/0", "satisfied": "0/0"}
	seen := 0
	for _, row := range x.do("supervisor", "GET", "/api/onestop/statistics?from=2018-04-20&to=2018-10-31", nil)["metrics"].([]any) {
		m := row.(map[string]any)
		hand, told := want[m["key"].(string)]
		if !told {
			continue
		}
		if seen++; hand != fmt.Sprint(m["numerator"], "/", m["denominator"]) {
			x.t.Errorf("%s is %v/%v, by hand %s", m["key"], m["numerator"], m["denominator"], hand)
		}
	}
	if seen != len(want) {
		x.t.Errorf("%d of %d figures of the table are told", seen, len(want))
	}
}
