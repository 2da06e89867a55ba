package hooks

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/subscriptions"
)

// doors are all ways in which an officer could ask about a rating of the case: lists, views,
// filters, orders and expansions from every side, live updates, the trail, the inbox, the
// own routes and the rates. The words stand for the id of the case and of the rating.
func doors(x *house, application string) []string {
	collection := func(name, query string) string { return "/api/collections/" + name + "/records?perPage=200&" + query }
	filter := func(name, text string) string { return collection(name, "filter="+url.QueryEscape(text)) }
	paths := []string{collection("ratings", ""), collection("ratings", "expand=application.applicant"), filter("ratings", "grade = 1"),
		filter("ratings", "application = '"+application+"'"), filter("actions", "rating != ''"), filter("actions", "rating.grade = 1"),
		filter("actions", "subject = 'rating'"), collection("actions", "expand=rating&sort=-created"), collection("notifications", ""), collection("audit", ""),
		filter("audit", "collection = 'ratings'"), filter("applications", "@collection.ratings.application ?= id"), filter("applications", "@collection.ratings.grade ?= 1"),
		"/api/collections/applications/records/" + application + "?expand=ratings_via_application", "/api/collections/applicants/records?expand=applications_via_applicant.ratings_via_application",
		ours + "/ratings", ours + "/ratings?state=open", ours + "/ratings/rates", ours + "/ratings/rates?from=2026-03-02&to=2026-03-02",
		ours + "/ratings/rates?service=" + x.find("applications", "id='%s'", application).GetString("service"),
		ours + "/statistics", ours + "/statistics?from=2026-03-02&to=2026-03-02", ours + "/board", ours + "/problems", ours + "/queue", ours + "/queue?state=closed", ours + "/applications/" + application + "/clock", "/api/onestop/notifications/unread"}
	for name, field := range map[string]string{"applications": "application", "services": "service", "departments": "department", "officers": "handler"} {
		via := "ratings_via_" + field
		for _, f := range []string{via + ".id != ''", via + ".grade ?= 1", via + ".grade ?< 3", via + ".state ?= 'open'", via + ".comment ?~ '窗口'", via + ":length > 0",
			via + ".rated_on ?= '2026-03-02'", via + ".contact_due ?!= ''",
			"id != '' || " + via + ".grade = 1", via + ".id = ''", via + ".grade != 1", via + ".id ?= '' || id != ''"} {
			paths = append(paths, filter(name, f))
		}
		paths = append(paths, collection(name, "expand="+via), collection(name, "sort="+via+".grade"), collection(name, "sort=-"+via+".created"))
	}
	ratings, err := x.app.FindCollectionByNameOrId("ratings")
	if err != nil {
		x.t.Fatal(err)
	}
	for _, f := range []string{"id != '' || " + ratings.Id + "_via_application.grade = 1", "id != '' || RATINGS_via_application.grade = 1", "id != '' || @collection." + ratings.Id + ".grade = 1"} {
		paths = append(paths, filter("applications", f))
	}
	paths = append(paths, filter("reviews", "id != '' || application.ratings_via_application.grade = 1"), filter("officers", "id != '' || actions_via_officer.rating.grade = 1"),
		collection("reviews", "sort=application.ratings_via_application.id"), collection("officers", "sort=actions_via_officer.rating.id"))
	for _, f := range []string{"ratings_via_rated.grade ?= 1", "ratings_via_rated.id != ''"} {
		paths = append(paths, filter("officers", f))
	}
	return paths
}

// stamps are what moves by itself between two looks.
var stamps = regexp.MustCompile(`"(updated|now)":"[^"]*"`)

// Who handled the case sees the very same house before and after it was rated: no door of
// any kind tells the rated officer that, how, when or by whom the case was rated (R-EV-05).
func TestTheRatedNeverLearnWhoRated_R_EV_05(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang, closed := x.person("zhang"), x.caseIn("closed")
	rated := []string{"clerk", "approver"}
	look := func() map[string]string {
		seen := map[string]string{}
		for _, name := range rated {
			for _, path := range doors(x, closed) {
				r := x.call("GET", path, x.person(name), nil)
				seen[name+" "+path] = fmt.Sprint(r.status, stamps.ReplaceAllString(r.text, ""))
			}
			invite := x.call("POST", ours+"/ratings/invite", x.person(name), map[string]any{"application": closed})
			seen[name+" invites"] = fmt.Sprint(invite.status)
		}
		return seen
	}
	before := look()
	id := x.rate(zhang, closed, 1)
	after := look()
	x.onRating("both", id, "contact", "已回访：窗口排队").ok()
	mended := look()
	for _, where := range slices.Sorted(maps.Keys(before)) {
		if before[where] != after[where] || before[where] != mended[where] {
			t.Errorf("%s tells of the rating:\n%.300s\n%.300s", where, before[where], after[where])
		}
	}
	if n := len(before); n < 140 {
		t.Errorf("only %d doors were tried", n)
	}
	for _, name := range rated {
		by := x.person(name)
		x.call("GET", toRatings+"/"+id, by, nil).status404(t)
		x.call("GET", ours+"/ratings/"+id, by, nil).status404(t)
		x.onRating(name, id, "contact", "x").refused("act", "same_officer", "R-EV-05")
		x.call("POST", "/api/realtime", by, map[string]any{"clientId": x.client(), "subscriptions": []string{
			"applications/" + closed + "?options=" + url.QueryEscape(`{"query":{"filter":"ratings_via_application.id = ''"}}`)}}).isNot(t, 204)
		client, answer := x.window(by, "ratings/"+id, topicDepartment, topicMine)
		if answer.status != 204 {
			t.Fatal(answer.text)
		}
		x.onRating("both", id, "contact", "再次回访").ok()
		if heard := x.hears(client); heard != "" {
			t.Errorf("%s hears live: %s", name, heard)
		}
	}
}

// client is a new client of live updates.
func (x *house) client() string {
	c := subscriptions.NewDefaultClient()
	x.live.broker.Register(c)
	return c.Id()
}

// The trail keeps what happened and not who: an auditor who also serves at a counter reads
// no name of a rater there (R-EV-05).
func TestTheTrailOfARatingNamesNobody_R_EV_05(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang, closed := x.person("zhang"), x.caseIn("closed")
	id := x.rate(zhang, closed, 1)
	row := x.find("audit", "collection='ratings' && record='%s'", id)
	if text := row.GetString("changes"); row.GetString("actor") != "" || strings.Contains(text, closed) || strings.Contains(text, zhang.Id) || strings.Contains(text, "窗口排队") ||
		!strings.Contains(text, `"application":[null,"digest:`) || !strings.Contains(text, `"grade":[null,"digest:`) {
		t.Errorf("the trail says %q %s", row.GetString("actor"), text)
	}
	if _, _, err := VerifyTrail(x.app); err != nil {
		t.Fatal(err)
	}
}

// Who looks after a bad rating sees what is needed for the call and no more; an anonymous
// one shows neither case nor person; overseers and the auditor see all (R-EV-05).
func TestWhoSeesWhatOfABadRating_R_EV_05(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang := x.person("zhang")
	named, unnamed := x.rate(zhang, x.caseIn("closed"), 1), ""
	unnamed = x.call("POST", toRatings, zhang, map[string]any{"application": x.caseIn("closed"), "grade": 2, "anonymous": true}).ok().id()
	sees := func(name, id string) (lists, views, knows bool) {
		r := x.call("GET", ours+"/ratings/"+id, x.person(name), nil)
		list := x.call("GET", ours+"/ratings", x.person(name), nil)
		if text, _ := json.Marshal(list.body); strings.Contains(string(text), zhang.GetString("name")) || strings.Contains(string(text), "窗口排队") {
			t.Errorf("the list of %s names persons or quotes them: %s", name, text)
		}
		return strings.Contains(list.text, id), r.status == 200, strings.Contains(r.text, zhang.GetString("name"))
	}
	for _, c := range []struct {
		name         string
		lists, views bool
		knows        [2]bool // the rater of the named and of the anonymous one
	}{
		{"both", true, true, [2]bool{true, false}},
		{"supervisor", true, true, [2]bool{true, true}},
		{"auditor", true, true, [2]bool{true, true}},
		{"clerk", false, false, [2]bool{}}, {"approver", false, false, [2]bool{}}, {"both.police", false, false, [2]bool{}}, {"cataloguer", false, false, [2]bool{}},
	} {
		for i, id := range []string{named, unnamed} {
			if lists, views, knows := sees(c.name, id); lists != c.lists || views != c.views || knows != c.knows[i] {
				t.Errorf("%s of rating %d: lists %t, views %t, knows who %t", c.name, i, lists, views, knows)
			}
		}
	}
	x.call("GET", ours+"/ratings", zhang, nil).isNot(t, 200)
	if acts := x.call("GET", ours+"/ratings/"+named, x.person("both"), nil).ok().body["acts"]; fmt.Sprint(acts) != "[contact dispute raise_problem]" {
		t.Errorf("the contact person may %v", acts)
	}
}

// A supervisor who looks after an anonymous rating does not learn who gave it; one who
// oversees that supervisor does, because a dispute is decided by the facts (R-EV-05).
func TestTheContactPersonOfAnAnonymousRating_R_EV_05(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang := x.person("zhang")
	id := x.call("POST", toRatings, zhang, map[string]any{"application": x.caseIn("closed"), "grade": 2, "anonymous": true}).ok().id()
	x.actOn("supervisor", "rating", id, "reassign", map[string]any{"assignee": x.person("supervisor2").Id}).ok()
	for name, knows := range map[string]bool{"supervisor2": false, "supervisor": true, "auditor": true} {
		if seen := x.call("GET", ours+"/ratings/"+id, x.person(name), nil).ok(); (seen.body["case"] != nil) != knows || strings.Contains(seen.text, zhang.GetString("name")) != knows {
			t.Errorf("%s knows who rated: %s", name, seen.text)
		}
	}
}

// Without an account: by number and code, or by the link that the counter opens and whose
// rating the counter never sees (R-EV-02).
func TestRatingWithoutAnAccount_R_EV_02(t *testing.T) {
	x := newHouse(t).unlimited()
	c := x.find("applications", "id='%s'", x.caseIn("closed"))
	number, code := c.GetString("number"), c.GetString("track_code")
	post := func(as *core.Record, body map[string]any) reply { return x.call("POST", ours+"/ratings", as, body) }
	for _, wrong := range []map[string]any{{"number": number, "code": "AAAA2222", "grade": 5}, {"number": "510799-20260302-9999", "code": code, "grade": 5}, {"grade": 5}, {"number": number, "grade": 5},
		{"invite": "eA", "grade": 5}, {"invite": x.invitation(c.Id, x.at.Add(-1)), "grade": 5}, {"invite": x.invitation(c.Id, x.at.Add(1e10)) + "x", "grade": 5}} {
		post(nil, wrong).status404(t)
	}
	post(nil, map[string]any{"number": number, "code": code, "grade": "five"}).refused("grade", "value_invalid", "")
	post(nil, map[string]any{"number": number, "code": code}).refused("grade", "value_invalid", "R-EV-01")
	post(nil, map[string]any{"number": number, "code": code, "grade": 5, "tags": []string{"handsome"}}).isNot(t, 200)
	post(nil, map[string]any{"number": number, "code": code, "grade": 5, "comment": strings.Repeat("长", 1001)}).isNot(t, 200)
	post(nil, map[string]any{"number": number, "code": code, "grade": 5, "comment": "a\u0000b"}).refused("comment", "text_invalid", "")
	post(x.person("clerk"), map[string]any{"number": number, "code": code, "grade": 5}).refused("application", "role_required", "R-EV-02")
	running := x.find("applications", "id='%s'", x.caseIn("accepted"))
	post(nil, map[string]any{"number": running.GetString("number"), "code": running.GetString("track_code"), "grade": 5}).refused("application", "not_delivered", "R-EV-02")
	post(nil, map[string]any{"number": number, "code": strings.ToLower(code), "grade": 2, "tags": []string{"slow"}, "comment": "慢"}).ok()
	post(nil, map[string]any{"number": number, "code": code, "grade": 5}).refused("application", "rating_exists", "R-EV-02")
	if r := x.find("ratings", "application='%s'", c.Id); r.GetString("channel") != "track" || r.GetInt("grade") != 2 || r.GetString("state") != "open" {
		t.Errorf("stored is %v", r.FieldsData())
	}

	other := x.caseIn("closed")
	invite := func(name, id string) reply {
		return x.call("POST", ours+"/ratings/invite", x.person(name), map[string]any{"application": id})
	}
	invite("clerk", running.Id).refused("application", "not_delivered", "R-EV-02")
	invite("examiner", other).refused("application", "role_required", "R-EV-02")
	invite("clerk.police", other).status404(t)
	invite("clerk", "nothing").status404(t)
	x.call("POST", ours+"/ratings/invite", x.person("zhang"), map[string]any{"application": other}).isNot(t, 200)
	path := invite("clerk", other).ok().at("path").(string)
	secret := path[strings.Index(path, "=")+1:]
	if shown := x.call("GET", ours+"/ratings/invitation?invite="+secret, nil, nil).ok(); shown.at("service") != "食品经营许可(新办)" || strings.Contains(shown.text, "张") {
		t.Errorf("the link shows %s", shown.text)
	}
	post(nil, map[string]any{"invite": secret, "grade": 4}).ok()
	post(nil, map[string]any{"invite": secret, "grade": 1}).refused("application", "rating_exists", "R-EV-02")
	if r := x.find("ratings", "application='%s'", other); r.GetString("channel") != "counter" || r.GetInt("grade") != 4 {
		t.Errorf("stored is %v", r.FieldsData())
	}
	late := invite("clerk", x.caseIn("closed")).ok().at("path").(string)
	x.at = x.at.Add(inviteLasts + 1e9)
	x.call("GET", ours+"/ratings/invitation?"+late[strings.Index(late, "?")+1:], nil, nil).status404(t)
}

// A copy of the own data has the rating; erasure takes the words and leaves the grade (R-PI-06).
func TestErasureOfARating_R_PI_06(t *testing.T) {
	x := newHouse(t).unlimited()
	id := x.rate(x.person("zhang"), x.caseIn("not_accepted"), 1)
	handler := x.find("officers", "id='%s'", x.find("ratings", "id='%s'", id).GetString("handler"))
	x.call("POST", toActions, handler, map[string]any{"subject": "rating", "rating": id, "act": "contact", "reason": "张示例说排队太久"}).ok()
	rows, err := personalRows(x.app, x.person("zhang").Id)
	if err != nil || len(rows["ratings"]) != 1 || !slices.ContainsFunc(rows["actions"], func(r *core.Record) bool { return r.GetString("rating") == id }) {
		t.Fatalf("the copy has %d ratings, %v", len(rows["ratings"]), err)
	}
	r := x.find("ratings", "id='%s'", id)
	if err := x.as(x.app, system, func(tx core.App) error { return x.eraseCase(tx, r.GetString("application")) }); err != nil {
		t.Fatal(err)
	}
	r = x.find("ratings", "id='%s'", id)
	if r.GetString("comment") != "" || len(r.GetStringSlice("tags")) != 0 || r.GetInt("grade") != 1 {
		t.Errorf("left is %v", r.FieldsData())
	}
	if a := x.find("actions", "rating='%s'", id); a.GetString("reason") != "" {
		t.Errorf("the act still says %q", a.GetString("reason"))
	}
}

// Whoever rated and asked for erasure is not called back any more, and nobody is alarmed that
// it did not happen; an auditor still reads the rating (R-PI-06).
func TestRatingOfALockedCase_R_PI_06(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang := x.person("zhang")
	id := x.rate(zhang, x.caseIn("not_accepted"), 1)
	handler := x.find("officers", "id='%s'", x.find("ratings", "id='%s'", id).GetString("handler"))
	x.call("POST", "/api/onestop/my/erasure", zhang, nil).ok()
	act := map[string]any{"subject": "rating", "rating": id, "act": "contact", "reason": "已回访"}
	x.call("POST", toActions, handler, act).isNot(t, 200)
	x.onRating("supervisor", id, "contact", "已回访").isNot(t, 200)
	x.on("2026-04-20").runDue()
	if n := len(x.all("notifications", "kind='rating_contact_late' || kind='rating_rectify_late'")); n > 0 {
		t.Errorf("%d alarms about a locked case", n)
	}
	x.set(handler, map[string]any{"active": false})
	if to := x.find("ratings", "id='%s'", id).GetString("handler"); to != handler.Id {
		t.Errorf("a rating of a locked case was handed to %q", to)
	}
	seen := x.call("GET", ours+"/ratings/"+id, x.person("auditor"), nil).ok()
	if acts, _ := seen.body["acts"].([]any); len(acts) != 0 {
		t.Errorf("an auditor is offered %v", acts)
	}
}
