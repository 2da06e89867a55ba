package hooks

import (
	"encoding/json"
	"strings"
	"testing"
)

type lateAnswer struct {
	Items       []lateRow   `json:"items"`
	Total       int         `json:"total"`
	Departments []lateCount `json:"departments"`
	Waits       []lateCount `json:"waits"`
}

func (x *house) late(by, query string) lateAnswer {
	x.t.Helper()
	var list lateAnswer
	if err := json.Unmarshal([]byte(x.call("GET", ours+"/late"+query, x.person(by), nil).ok().text), &list); err != nil {
		x.t.Fatal(err)
	}
	return list
}

// Late cases stand first, with what they wait for and who has them; those that are not yet
// late follow by the days left (R-AL-41, R-CLM-12).
func TestTheListOfLateCases_R_CLM_12(t *testing.T) {
	x := newHouse(t).unlimited()
	if list := x.late("supervisor", ""); list.Total != 0 || len(list.Items) != 0 {
		t.Fatalf("%d cases in an empty house", list.Total)
	}
	examined, decided, delivered := x.caseIn("accepted"), x.caseIn("reviewed"), x.caseIn("granted")
	x.on("2026-04-20")
	waiting := x.caseIn("submitted")
	x.on("2026-04-23").runDue()
	list := x.late("supervisor", "")
	causes := map[string]string{}
	for i, row := range list.Items {
		causes[row.ID] = string(row.Waits)
		if i > 0 && row.Light == "red" && list.Items[i-1].Light != "red" {
			t.Error("a late case stands behind one that is not")
		}
		if (row.Light == "red") != (row.Days > 0) {
			t.Errorf("%s is %s and %d days late", row.Number, row.Light, row.Days)
		}
	}
	for id, want := range map[string]string{examined: "step", decided: "decision", delivered: "delivery", waiting: "intake"} {
		if causes[id] != want {
			t.Errorf("waits for %q, want %q", causes[id], want)
		}
	}
	if list.Total != 4 || list.Departments[0].Red != 3 || list.Departments[0].Yellow != 1 {
		t.Errorf("%d cases, %+v", list.Total, list.Departments)
	}
	if only := x.late("supervisor", "?waits=delivery&light=red"); only.Total != 1 || only.Items[0].ID != delivered || len(only.Waits) != 3 {
		t.Errorf("by cause: %+v", only)
	}
	if own := x.late("approver", ""); own.Total != 4 {
		t.Errorf("the approver of the department sees %d", own.Total)
	}
	police := x.person("examiner.police").GetString("department")
	if none := x.late("auditor", "?department="+police); none.Total != 0 {
		t.Errorf("another department has %d", none.Total)
	}
	x.call("GET", ours+"/late?light=green", x.person("supervisor"), nil).refused("light", "value_invalid", "")
	x.call("GET", ours+"/late?department="+police, x.person("approver"), nil).refused("department", "role_required", "R-PI-07")
}

// A supervisor urges whose turn it is: they are told, the history says so, and nothing else
// changes (R-AL-41).
func TestUrging_R_AL_41(t *testing.T) {
	x := newHouse(t).unlimited()
	reason := map[string]any{"reason": "已临近期限，请抓紧办理"}
	told := func(login string) int {
		return len(x.all("notifications", "kind='urge' && officer='%s'", x.person(login).Id))
	}
	id := x.caseIn("accepted")
	before := x.find("applications", "id='%s'", id)
	x.act(x.person("supervisor"), id, "urge").refused("act", "reason_required", "R-AL-41")
	x.act(x.person("approver"), id, "urge", reason).refused("act", "role_required", "R-AL-41")
	x.act(x.person("supervisor"), id, "urge", reason).ok()
	after := x.find("applications", "id='%s'", id)
	for _, field := range []string{"state", "promised_due", "statutory_due", "examiner", "corrections"} {
		if before.GetString(field) != after.GetString(field) {
			t.Errorf("%s: %s, before %s", field, after.GetString(field), before.GetString(field))
		}
	}
	if news := x.all("notifications", "kind='urge'"); len(news) != 1 || news[0].GetString("officer") != before.GetString("examiner") ||
		!strings.Contains(news[0].GetString("text"), before.GetString("promised_due")) || strings.Contains(news[0].GetString("text"), "抓紧办理，请") {
		t.Errorf("%d were told", len(news))
	}
	reviewed, granted := x.caseIn("reviewed"), x.caseIn("granted")
	approver, clerk := told("approver"), told("clerk")
	x.act(x.person("supervisor"), reviewed, "urge", reason).ok()
	x.act(x.person("supervisor"), granted, "urge", reason).ok()
	if told("approver") != approver+1 || told("clerk") != clerk+1 {
		t.Errorf("told: approver %d, clerk %d", told("approver")-approver, told("clerk")-clerk)
	}
	x.act(x.person("supervisor"), x.caseIn("correcting"), "urge", reason).refused("act", "state_moved", "R-AL-41")
	if list := x.late("supervisor", ""); list.Total > 0 && list.Items[0].Urged > 1 {
		t.Error("urged twice")
	}
	// who urged did not handle the case: an applicant who writes reaches the officers, and
	// the supervisor may look after a bad rating of it
	x.act(x.person("clerk"), granted, "deliver").ok()
	c, err := x.openCase(x.app, granted)
	if err != nil {
		t.Fatal(err)
	}
	rated, err := ratedOfficers(x.app, c)
	if err != nil || len(rated) == 0 {
		t.Fatalf("%v %v", rated, err)
	}
	for _, officer := range rated {
		if officer == x.person("supervisor").Id {
			t.Error("who urged counts as one who handled the case")
		}
	}
}
