package hooks

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
)

const toRatings = "/api/collections/ratings/records"

// rate rates a finished case by its applicant and answers the id of the rating.
func (x *house) rate(by *core.Record, application string, grade int) string {
	x.t.Helper()
	return x.call("POST", toRatings, by, map[string]any{"application": application, "grade": grade, "tags": []string{"slow"}, "comment": "窗口排队两小时"}).ok().id()
}

// onRating does an act on a rating.
func (x *house) onRating(name, id, act, reason string, more ...map[string]any) reply {
	x.t.Helper()
	fields := map[string]any{"reason": reason}
	for _, m := range more {
		for k, v := range m {
			fields[k] = v
		}
	}
	return x.actOn(name, "rating", id, act, fields)
}

// Every finished matter is rated once, by its applicant, and nothing changes it (R-EV-01, R-EV-02).
func TestAFinishedCaseIsRatedOnce_R_EV_02(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang := x.person("zhang")
	closed, running := x.caseIn("closed"), x.caseIn("accepted")
	rate := func(as *core.Record, application string, more map[string]any) reply {
		body := map[string]any{"application": application, "grade": 2}
		for k, v := range more {
			body[k] = v
		}
		return x.call("POST", toRatings, as, body)
	}
	rate(zhang, running, nil).refused("application", "not_delivered", "R-EV-02")
	rate(x.person("li"), closed, nil).refused("application", "record_foreign", "R-EV-02")
	rate(x.person("admin"), closed, nil).refused("application", "role_required", "R-EV-02")
	for _, name := range []string{"clerk", "approver", "supervisor"} {
		rate(x.person(name), closed, nil).isNot(t, 200)
	}
	rate(nil, closed, nil).isNot(t, 200)
	for _, grade := range []any{0, 6, 4.5, -1} {
		rate(zhang, closed, map[string]any{"grade": grade}).refused("grade", "value_invalid", "R-EV-01")
	}
	rate(zhang, closed, map[string]any{"tags": []string{"handsome"}}).isNot(t, 200)
	rate(zhang, closed, map[string]any{"state": "rectified"}).refused("state", "field_readonly", "R-AR-01")
	rate(zhang, closed, map[string]any{"rated": []string{zhang.Id}}).refused("rated", "field_readonly", "R-AR-01")
	id := rate(zhang, closed, map[string]any{"grade": 2, "tags": []string{"slow", "unfriendly"}}).ok().id()
	rate(zhang, closed, nil).refused("application", "rating_exists", "R-EV-02")
	for _, method := range []string{"PATCH", "DELETE"} {
		x.call(method, toRatings+"/"+id, zhang, map[string]any{"grade": 5}).isNot(t, 200)
	}
	x.call("PATCH", toRatings+"/"+id, x.person("admin"), map[string]any{"grade": 5}).refused("id", "append_only", "R-AR-01")
	x.call("DELETE", toRatings+"/"+id, x.person("admin"), nil).refused("id", "append_only", "R-AR-01")
	if own := x.call("GET", toRatings+"/"+id, zhang, nil).ok(); own.at("grade") != 2.0 || own.at("state") != "open" || own.at("rated") != nil || own.at("channel") != "online" {
		t.Errorf("the rater reads %s", own.text)
	}
	for _, ended := range []string{"withdrawn", "not_accepted"} {
		rate(zhang, x.caseIn(ended), map[string]any{"grade": 3}).ok()
	}
	if good := x.find("ratings", "grade = 3"); good.GetString("state") != "none" || good.GetString("handler") != "" || good.GetString("contact_due") != "" {
		t.Errorf("基本满意 obliges to nothing: %v", good.FieldsData())
	}
}

// A bad rating goes to an approver who did not act on the case, with its limits, and to a
// supervisor where every approver did (R-EV-03, R-EV-04, R-EV-05).
func TestABadRatingGoesToSomebodyElse_R_EV_05(t *testing.T) {
	x := newHouse(t).unlimited()
	closed := x.caseIn("closed") // by clerk, examiner, examiner2 and approver
	before := map[string]int{}
	for _, name := range []string{"clerk", "examiner", "examiner2", "approver", "both", "supervisor", "supervisor2"} {
		before[name] = len(x.kinds(x.person(name)))
	}
	r := x.find("ratings", "id='%s'", x.rate(x.person("zhang"), closed, 1))
	if r.GetString("handler") != x.person("both").Id || r.GetString("contact_due") != "2026-03-03" || r.GetString("rectify_due") != "2026-03-23" {
		t.Errorf("the rating is %v", r.FieldsData())
	}
	for _, name := range []string{"clerk", "examiner", "examiner2", "approver"} {
		if !slices.Contains(r.GetStringSlice("rated"), x.person(name).Id) {
			t.Errorf("%s acted on the case and was not rated", name)
		}
	}
	for name, n := range before {
		kinds := x.kinds(x.person(name))
		if name == "both" && !slices.Equal(kinds[n:], []string{"rating_open"}) || name != "both" && len(kinds) != n {
			t.Errorf("%s was told %v", name, kinds[n:])
		}
	}
	x.set(x.person("both"), map[string]any{"active": false})
	r = x.find("ratings", "id='%s'", r.Id)
	if to := r.GetString("handler"); to != x.person("supervisor").Id && to != x.person("supervisor2").Id {
		t.Errorf("who left hands it over to %q", to)
	}
	for _, name := range []string{"clerk", "approver", "examiner"} {
		for _, act := range flow.Rating.Acts() {
			x.onRating(name, r.Id, string(act), "x").refused("act", "same_officer", "R-EV-05")
		}
	}
}

// The way of a bad rating to its answer, which the rater reads (R-EV-03).
func TestABadRatingIsMended_R_EV_03(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang := x.person("zhang")
	id := x.rate(zhang, x.caseIn("closed"), 1)
	x.onRating("both", id, "rectify", "已增开窗口").refused("act", "state_moved", "R-EV-03")
	x.onRating("both", id, "contact", "").refused("act", "reason_required", "R-EV-03")
	x.onRating("both", id, "contact", "电话回访：排队太久").ok()
	x.on("2026-03-05")
	x.onRating("both", id, "contact", "再次回访").ok()
	if r := x.find("ratings", "id='%s'", id); chinaDate(r, "contacted_at") != "2026-03-02" || r.GetString("state") != "rectifying" {
		t.Errorf("the first call counts: %v", r.FieldsData())
	}
	x.onRating("both", id, "rectify", "已增开窗口，午间不断档。", map[string]any{"items": []any{map[string]any{"measure": "午间轮班", "evidence": "排班表"}}}).ok()
	own := x.call("GET", toRatings+"/"+id, zhang, nil).ok()
	if own.at("answer") != "已增开窗口，午间不断档。" || own.at("state") != "rectified" {
		t.Errorf("the rater reads %s", own.text)
	}
	if kinds := x.kinds(zhang); !slices.Equal(kinds[len(kinds)-2:], []string{"rate", "rating_rectify"}) {
		t.Errorf("the rater was told %v", kinds)
	}
}

// A dispute is decided by another supervisor: what was wrong leaves the rates, a dismissed
// one is mended within its days anew (R-EV-03).
func TestADisputeIsDecidedByAnother_R_EV_03(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang := x.person("zhang")
	wrong, right := x.rate(zhang, x.caseIn("closed"), 1), x.rate(zhang, x.caseIn("closed"), 2)
	x.onRating("both", wrong, "dispute", "不是本事项", map[string]any{"ground": "boring"}).refused("act", "ground_required", "R-EV-03")
	for _, id := range []string{wrong, right} {
		x.onRating("both", id, "dispute", "评价的不是本事项", map[string]any{"ground": "wrong"}).ok()
		x.onRating("both", id, "settle", "x", map[string]any{"ground": "withdrawn"}).refused("act", "role_required", "R-EV-03")
	}
	if kinds := x.kinds(x.person("supervisor")); kinds[len(kinds)-1] != "rating_dispute" {
		t.Errorf("the supervisor was told %v", kinds)
	}
	x.on("2026-03-10")
	x.onRating("supervisor", wrong, "settle", "经复核，评价的不是本事项，不计入。", map[string]any{"ground": "withdrawn"}).ok()
	if r := x.find("ratings", "id='%s'", wrong); !r.GetBool("withdrawn") || r.GetString("state") != "rectified" || r.GetString("dispute") != "wrong" || r.GetString("answer") == "" {
		t.Errorf("settled: %v", r.FieldsData())
	}
	x.onRating("supervisor2", right, "dismiss", "情况属实").ok()
	if r := x.find("ratings", "id='%s'", right); r.GetString("state") != "open" || r.GetString("rectify_due") != "2026-03-31" || r.GetString("contact_due") != "2026-03-11" {
		t.Errorf("dismissed: %v", r.FieldsData())
	}
}

// A rating is put into the ledger of problems once, and what is not possible is not offered
// (R-CLM-13).
func TestARatingRaisesOneProblem_R_CLM_13(t *testing.T) {
	x := newHouse(t).unlimited()
	id := x.rate(x.person("zhang"), x.caseIn("closed"), 1)
	title := map[string]any{"items": []any{map[string]any{"title": "同一张表要填三遍"}}}
	x.onRating("both", id, "raise_problem", "每个窗口都要再填一遍", title).ok()
	x.onRating("supervisor", id, "raise_problem", "每个窗口都要再填一遍", title).refused("act", "state_moved", "R-CLM-13")
	if n := len(x.all("problems", "source='rating'")); n != 1 {
		t.Errorf("%d problems", n)
	}
	if acts := x.call("GET", ours+"/ratings/"+id, x.person("both"), nil).ok().body["acts"]; fmt.Sprint(acts) != "[contact dispute]" {
		t.Errorf("offered are %v", acts)
	}
}

// The limits are the place's own; what is late is told to the supervisors once, and what no
// calendar covers is dated when there is one (R-EV-04, R-CAL-05).
func TestLimitsOfABadRating_R_EV_04(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang := x.person("zhang")
	x.call("PATCH", "/api/collections/limits/records/"+x.find("limits", "key='rating_contact'").Id, x.person("admin"), map[string]any{"days": 2}).ok()
	id := x.rate(zhang, x.caseIn("closed"), 1)
	if r := x.find("ratings", "id='%s'", id); r.GetString("contact_due") != "2026-03-04" {
		t.Errorf("two days to call back: %s", r.GetString("contact_due"))
	}
	late := func() (n int) {
		for _, kind := range x.kinds(x.person("supervisor")) {
			if strings.HasSuffix(kind, "_late") && strings.HasPrefix(kind, "rating_") {
				n++
			}
		}
		return n
	}
	for _, c := range []struct {
		day  string
		want int
	}{{"2026-03-04", 0}, {"2026-03-05", 1}, {"2026-03-06", 1}, {"2026-03-24", 2}, {"2026-03-25", 2}} {
		x.on(c.day).runDue()
		if got := late(); got != c.want {
			t.Errorf("on %s the supervisor was told of %d that are late, want %d", c.day, got, c.want)
		}
	}
	if n := len(x.all("notifications", "kind ~ 'rating_' && officer='%s'", x.person("clerk").Id)); n > 0 {
		t.Errorf("the clerk was told %d times", n)
	}
	x.on("2026-12-24")
	grey := x.rate(zhang, x.caseIn("not_accepted"), 2)
	if r := x.find("ratings", "id='%s'", grey); r.GetString("contact_due") != "2026-12-28" || r.GetString("rectify_due") != "" {
		t.Errorf("due %s and %q", r.GetString("contact_due"), r.GetString("rectify_due"))
	}
	handler := x.find("officers", "id='%s'", x.find("ratings", "id='%s'", grey).GetString("handler"))
	x.actOn("supervisor", "rating", grey, "contact", map[string]any{"reason": "已回访"}).ok()
	if row := x.call("GET", ours+"/ratings/"+grey, handler, nil).ok(); row.at("rating", "light") != "grey" || row.at("rating", "due") != "" {
		t.Errorf("it looks %s", row.text)
	}
	x.published()
	if r := x.find("ratings", "id='%s'", grey); r.GetString("rectify_due") == "" {
		t.Error("the new calendar dates it")
	}
}
