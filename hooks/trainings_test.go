package hooks

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

const toTrainings = "/api/collections/trainings/records"
const toQuestions = "/api/collections/training_questions/records"

// meeting makes a meeting of market supervision on 10 March at 09:30, as a supervisor does.
func (x *house) meeting(more ...map[string]any) string {
	x.t.Helper()
	body := map[string]any{"title": "全省一体化平台2.0培训会", "title_en": "Training on the platform 2.0", "at": "2026-03-10 01:30:00.000Z", "place": "三楼会议室",
		"agenda": "认领流程\n交流互动", "departments": []string{x.person("clerk").GetString("department")}}
	for _, m := range more {
		for key, value := range m {
			body[key] = value
		}
	}
	return x.call("POST", toTrainings, x.person("supervisor"), body).ok().id()
}

// moment moves the house to an instant of China.
func (x *house) moment(text string) *house {
	x.t.Helper()
	at, err := ParseChinaTime(text)
	if err != nil {
		x.t.Fatal(err)
	}
	x.at = at
	return x
}

func (x *house) sign(meeting string, as *core.Record, body map[string]any) reply {
	x.t.Helper()
	return x.call("POST", "/api/onestop/trainings/"+meeting+"/attendance", as, body)
}

func (x *house) shownCode(meeting string) string {
	x.t.Helper()
	code, _ := x.call("GET", "/api/onestop/trainings/"+meeting+"/code", x.person("supervisor"), nil).ok().body["code"].(string)
	return code
}

func TestSignInAtATraining_R_MY_01(t *testing.T) {
	x := newHouse(t)
	id := x.meeting()
	clerk, examiner, supervisor := x.person("clerk"), x.person("examiner"), x.person("supervisor")
	x.call("GET", "/api/onestop/trainings/"+id+"/code", supervisor, nil).refused("training", "signin_closed", "R-MY-01")
	x.sign(id, supervisor, map[string]any{"officer": clerk.Id}).refused("officer", "signin_closed", "R-MY-01")
	x.moment("2026-03-10T09:00")
	x.call("GET", "/api/onestop/trainings/"+id+"/code", clerk, nil).refused("training", "role_required", "R-MY-01")
	code := x.shownCode(id)
	x.sign(id, x.person("clerk.police"), map[string]any{"code": code}).refused("training", "record_foreign", "R-MY-01")
	x.sign(id, clerk, map[string]any{"code": "x" + code}).refused("code", "signin_wrong", "R-MY-01")
	if other := x.shownCode(x.meeting()); other == code {
		t.Error("two meetings show one code")
	}
	x.moment("2026-03-10T09:09:59") // the code before the one on the screen is still taken
	first := x.sign(id, clerk, map[string]any{"code": code}).ok().body
	x.moment("2026-03-10T09:10:01")
	x.sign(id, examiner, map[string]any{"code": code}).refused("code", "signin_wrong", "R-MY-01")
	again := x.sign(id, clerk, map[string]any{"code": x.shownCode(id)}).ok().body
	if first["way"] != "code" || again["signed_at"] != first["signed_at"] {
		t.Errorf("signed twice: %v, %v", first, again)
	}
	x.sign(id, examiner, map[string]any{"officer": examiner.Id}).refused("officer", "role_required", "R-MY-01")
	x.sign(id, supervisor, map[string]any{"officer": "nobody000000000"}).refused("officer", "value_invalid", "R-MY-01")
	for _, body := range []map[string]any{nil, {}, {"code": code, "officer": clerk.Id}, {"code": 7}} {
		x.sign(id, clerk, body).refused("code", "value_invalid", "R-MY-01")
	}
	x.moment("2026-03-11T09:00")
	x.sign(id, examiner, map[string]any{"code": code}).refused("code", "signin_closed", "R-MY-01")
	if by := x.sign(id, supervisor, map[string]any{"officer": examiner.Id}).ok().body; by["way"] != "organiser" {
		t.Errorf("the organiser's entry says %v", by)
	}
	seen := x.call("GET", "/api/onestop/trainings/"+id, supervisor, nil).ok()
	if there, absent := seen.body["attendances"].([]any), seen.body["absent"].([]any); len(there) != 2 || float64(len(absent)+2) != seen.body["invited"] {
		t.Errorf("%d there, %d absent of %v", len(there), len(absent), seen.body["invited"])
	}
	if x.call("GET", "/api/onestop/trainings/"+id, clerk, nil).ok().body["absent"] != nil {
		t.Error("a clerk sees who was absent")
	}
	x.call("PATCH", toTrainings+"/"+id, supervisor, map[string]any{"at": "2026-03-12 01:30:00.000Z"}).refused("at", "meeting_held", "R-MY-01")
	x.call("PATCH", toTrainings+"/"+id, supervisor, map[string]any{"cancelled": true}).refused("cancelled", "meeting_held", "R-MY-01")
	x.call("DELETE", toTrainings+"/"+id, supervisor, nil).refused("id", "meeting_held", "R-MY-01")
	x.call("PATCH", toTrainings+"/"+id, supervisor, map[string]any{"agenda": "补充议程"}).ok()
}

func TestCodesAreNotGuessed_R_MY_01(t *testing.T) {
	x := newHouse(t)
	id := x.meeting()
	x.moment("2026-03-10T09:00")
	clerk := x.person("clerk")
	for range mostGuesses {
		x.sign(id, clerk, map[string]any{"code": "wrong"}).refused("code", "signin_wrong", "R-MY-01")
	}
	x.sign(id, clerk, map[string]any{"code": x.shownCode(id)}).refused("code", "quota_exceeded", "R-MY-01")
	x.sign(id, x.person("examiner"), map[string]any{"code": x.shownCode(id)}).ok() // each counts for himself
	x.moment("2026-03-10T09:10")
	x.sign(id, clerk, map[string]any{"code": x.shownCode(id)}).ok()
}

func TestQuestionsOfATraining_R_MY_01(t *testing.T) {
	x := newHouse(t)
	id := x.meeting()
	clerk, supervisor := x.person("clerk"), x.person("supervisor")
	ask := func(as *core.Record, more map[string]any) reply {
		body := map[string]any{"training": id, "question": "实施清单多久复核一次？"}
		for key, value := range more {
			body[key] = value
		}
		return x.call("POST", toQuestions, as, body)
	}
	ask(x.person("clerk.police"), nil).refused("training", "record_foreign", "R-MY-01")
	ask(x.person("admin"), nil).refused("training", "role_required", "R-MY-01")
	ask(clerk, map[string]any{"answer": "不用"}).refused("answer", "field_readonly", "")
	ask(clerk, map[string]any{"officer": supervisor.Id}).refused("officer", "field_readonly", "")
	ask(clerk, map[string]any{"question": "510799198706110137能办吗？"}).refused("question", "text_personal", "R-PI-08")
	asked := ask(clerk, nil).ok()
	if asked.body["officer"] != clerk.Id || !strings.HasPrefix(fmt.Sprint(asked.body["asked_at"]), "2026-03-02 01:00") {
		t.Errorf("asked: %s", asked.text)
	}
	if r := x.call("PATCH", toQuestions+"/"+asked.id(), clerk, map[string]any{"answer": "好"}); r.status != 404 {
		t.Errorf("a clerk answers: %d", r.status)
	}
	reply := func(body map[string]any) reply { return x.call("PATCH", toQuestions+"/"+asked.id(), supervisor, body) }
	reply(map[string]any{"published": true}).refused("answer", "form_incomplete", "R-MY-01")
	reply(map[string]any{"training": x.meeting()}).refused("training", "field_readonly", "")
	reply(map[string]any{"answer": "打13800138000"}).refused("answer", "text_personal", "R-PI-08")
	if x.helped("") != 0 {
		t.Error("something is published")
	}
	reply(map[string]any{"answer": "每年至少一次。", "answer_en": "Once a year at least."}).ok()
	if n := x.find("notifications", "kind = 'training_answered'"); n.GetString("officer") != clerk.Id || !strings.Contains(n.GetString("text"), "Training on the platform 2.0") {
		t.Errorf("told: %s", n.GetString("text"))
	}
	if x.helped("") != 0 {
		t.Error("an answer is public before it is published")
	}
	if done := reply(map[string]any{"published": true}).ok().body; done["answered_by"] != supervisor.Id || done["published_at"] == "" {
		t.Errorf("published: %v", done)
	}
	for q, want := range map[string]int{"": 1, "清单": 1, "fuhe": 1, "once year": 1, "驾驶证": 0} {
		if got := x.helped(q); got != want {
			t.Errorf("%q finds %d answers, want %d", q, got, want)
		}
	}
	text := x.call("GET", "/api/onestop/help", nil, nil).ok().text
	for _, secret := range []string{clerk.Id, supervisor.Id, id, "officer", "培训会"} {
		if strings.Contains(text, secret) {
			t.Errorf("the help page tells %s: %s", secret, text)
		}
	}
	reply(map[string]any{"published": false}).ok()
	if x.helped("") != 0 {
		t.Error("a withdrawn answer is still public")
	}
	if n := len(x.list("notifications", "kind = 'training_answered'")); n != 1 {
		t.Errorf("told %d times", n)
	}
}

// helped is how many published answers a guest finds.
func (x *house) helped(q string) int {
	x.t.Helper()
	total, _ := x.call("GET", "/api/onestop/help?q="+strings.ReplaceAll(q, " ", "+"), nil, nil).ok().body["total"].(float64)
	return int(total)
}

// list reads the records that a filter finds.
func (x *house) list(collection, filter string) []*core.Record {
	x.t.Helper()
	found, err := x.app.FindRecordsByFilter(collection, filter, "", 0, 0)
	if err != nil {
		x.t.Fatal(err)
	}
	return found
}

func TestRemindingOfATraining_R_MY_01(t *testing.T) {
	x := newHouse(t)
	id := x.meeting(map[string]any{"at": "2026-03-09 01:30:00.000Z"}) // a Monday
	other := x.meeting(map[string]any{"at": "2026-03-09 01:30:00.000Z", "cancelled": true})
	reminders := func(day string) []*core.Record {
		t.Helper()
		x.on(day)
		for range 2 { // twice tells nobody twice
			if err := x.RunDue(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		return x.list("notifications", "kind = 'training_due'")
	}
	if n := len(reminders("2026-03-05")); n != 0 {
		t.Errorf("%d are reminded two working days before", n)
	}
	told := reminders("2026-03-06")
	invited := x.list("officers", "active = true && department = '"+x.person("clerk").GetString("department")+"'")
	if len(told) != len(invited) || len(told) < 5 {
		t.Fatalf("%d of %d are reminded", len(told), len(invited))
	}
	for _, n := range told {
		if !strings.Contains(n.GetString("text"), "2026-03-09 09:30") || n.GetString("link") != "/desk/trainings.html?id="+id {
			t.Errorf("told: %s %s", n.GetString("text"), n.GetString("link"))
		}
	}
	if len(x.list("notifications", "link ~ '"+other+"'")) != 0 {
		t.Error("a cancelled meeting is reminded of")
	}
	supervisor := x.person("supervisor")
	x.call("PATCH", toTrainings+"/"+id, supervisor, map[string]any{"at": "2026-03-16 01:30:00.000Z"}).ok()
	if n := len(x.list("notifications", "kind = 'training_moved' && text ~ '2026-03-16 09:30'")); n != len(invited) {
		t.Errorf("%d are told of the new day", n)
	}
	if n := len(reminders("2026-03-13")); n != 2*len(invited) {
		t.Errorf("%d reminders after the move", n)
	}
	x.call("PATCH", toTrainings+"/"+id, supervisor, map[string]any{"cancelled": true}).ok()
	if n := len(x.list("notifications", "kind = 'training_moved' && text ~ '已取消'")); n != len(invited) {
		t.Errorf("%d are told that it is cancelled", n)
	}
	x.moment("2026-03-16T09:30")
	x.call("GET", "/api/onestop/trainings/"+id+"/code", supervisor, nil).refused("training", "signin_closed", "R-MY-01")
}

func TestListOfTrainings(t *testing.T) {
	x := newHouse(t)
	id := x.meeting()
	all := x.meeting(map[string]any{"departments": []string{}, "at": "2026-03-12 01:30:00.000Z"})
	x.moment("2026-03-10T09:30")
	x.sign(id, x.person("clerk"), map[string]any{"code": x.shownCode(id)}).ok()
	x.call("POST", toQuestions, x.person("clerk"), map[string]any{"training": id, "question": "？"}).ok()
	rows := x.call("GET", "/api/onestop/trainings", x.person("clerk.police"), nil).ok().body["items"].([]any)
	if len(rows) != 2 {
		t.Fatalf("%d meetings", len(rows))
	}
	first, second := rows[0].(map[string]any), rows[1].(map[string]any)
	if first["id"] != all || first["invited"] != true || second["invited"] != false || second["signed"] != 1.0 || second["asked"] != 1.0 || second["open"] != 1.0 || second["mine"] != false {
		t.Errorf("%v", rows)
	}
	for _, who := range []string{"", "zhang", "admin"} {
		for _, path := range []string{"", "/" + id, "/" + id + "/code"} {
			if r := x.call("GET", "/api/onestop/trainings"+path, x.asker(who), nil); r.status != 401 && r.status != 403 {
				t.Errorf("%q reads %s: %d", who, path, r.status)
			}
		}
	}
	if r := x.call("GET", "/api/onestop/trainings/nothing00000000", x.person("clerk"), nil); r.status != 404 {
		t.Errorf("a meeting that is not there: %d", r.status)
	}
	x.call("GET", "/api/onestop/trainings?page=x", x.person("clerk"), nil).refused("page", "value_invalid", "")
	x.call("GET", "/api/onestop/help?page=-1", nil, nil).refused("page", "value_invalid", "")
}

// Materials are for officers and are examined as every upload.
func TestMaterialsOfATraining_R_AL_05(t *testing.T) {
	x := newHouse(t)
	id := x.meeting()
	r := multipartAs(t, toTrainings+"/"+id, nil, "materials+", "讲义.png", picture(3))
	r.Method = "PATCH"
	x.send(r, x.person("supervisor")).ok()
	r = multipartAs(t, toTrainings+"/"+id, nil, "materials+", "讲义.png", []byte("<html>"))
	r.Method = "PATCH"
	if got := x.send(r, x.person("supervisor")); got.status != 400 {
		t.Errorf("nonsense is taken as a material: %d", got.status)
	}
	names := x.find("trainings", "id = '%s'", id).GetStringSlice("materials")
	if len(names) != 1 {
		t.Fatalf("%d materials", len(names))
	}
	for who, want := range map[string]int{"clerk": 200, "zhang": 404} {
		token, err := x.person(who).NewFileToken()
		if err != nil {
			t.Fatal(err)
		}
		if got := x.call("GET", "/api/files/trainings/"+id+"/"+names[0]+"?token="+token, nil, nil); got.status != want {
			t.Errorf("%s opens it: %d", who, got.status)
		}
	}
}
