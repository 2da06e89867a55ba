package hooks

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance/doctor"
)

// listed are the ids of the work list of somebody, in its order.
func (x *house) listed(by, query string) []string {
	x.t.Helper()
	ids := []string{}
	for _, item := range x.call("GET", ours+"/queue?"+query, x.person(by), nil).ok().at("items").([]any) {
		ids = append(ids, item.(map[string]any)["id"].(string))
	}
	return ids
}

// officer changes the record of an officer as an administrator does.
func (x *house) officer(name string, change map[string]any) {
	x.t.Helper()
	x.call("PATCH", "/api/collections/officers/records/"+x.person(name).Id, x.person("admin"), change).ok()
}

// What is whose turn: the clerk takes in and delivers, the examiner does the own open step,
// the approver decides what no step is open in, the applicant corrects (R-PL-22).
func TestQueueKnowsWhoseTurnItIs_R_PL_22(t *testing.T) {
	x := newHouse(t).unlimited()
	ids := map[string]string{}
	for _, s := range []string{"submitted", "correcting", "accepted", "paused", "granted", "closed"} {
		ids[s] = x.caseIn(s)
	}
	step := x.find("reviews", "application='%s' && state='open'", ids["accepted"])
	mine := "examiner"
	if step.GetString("examiner") == x.person("examiner2").Id {
		mine = "examiner2"
	}
	other := map[string]string{"examiner": "examiner2", "examiner2": "examiner"}[mine]
	for who, want := range map[string][]string{"clerk": {ids["submitted"], ids["granted"]}, mine: {ids["accepted"]}, other: {}, "approver": {}, "clerk.police": {}, "supervisor": {}} {
		got := x.listed(who, "whose=mine")
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("it is the turn of %s in %v, want %v of %v", who, got, want, ids)
		}
	}
	if got := x.listed("clerk", "whose=applicant"); !slices.Equal(got, []string{ids["correcting"]}) {
		t.Errorf("the applicant's turn: %v", got)
	}
	for _, item := range x.call("GET", ours+"/queue", x.person(mine), nil).ok().at("items").([]any) {
		row := item.(map[string]any)
		steps := row["steps"].([]any)
		if row["mine"] != (row["id"] == ids["accepted"]) || (len(steps) > 0) != (row["id"] == ids["accepted"] || row["id"] == ids["paused"]) {
			t.Errorf("row %v", row)
		}
		if row["id"] == ids["accepted"] && (steps[0].(map[string]any)["name"] != step.GetString("name") || steps[0].(map[string]any)["due"] != step.GetString("due")) {
			t.Errorf("the open step is told as %v", steps)
		}
	}
	x.officer(mine, map[string]any{"absent": true, "deputy": x.person(other).Id})
	if got := x.listed(other, "whose=mine"); !slices.Equal(got, []string{ids["accepted"]}) {
		t.Errorf("who stands in sees %v", got)
	}
	if got := x.listed(other, "examiner=deputed"); !slices.Contains(got, ids["accepted"]) {
		t.Errorf("the cases of the absent colleague: %v", got)
	}
	for _, name := range []string{"clerk", "both"} {
		x.officer(name, map[string]any{"active": false})
	}
	if got := x.listed("examiner2", "whose=mine"); !slices.Contains(got, ids["submitted"]) {
		t.Errorf("without a clerk the examiner takes in: %v", got)
	}
}

// Numbers and names find cases, also finished ones by their whole number; days narrow by
// what is late, due today and in this week.
func TestQueueFinds(t *testing.T) {
	x := newHouse(t).unlimited()
	open, closed := x.caseIn("submitted"), x.caseIn("closed")
	number := func(id string) string { return x.find("applications", "id='%s'", id).GetString("number") }
	for query, want := range map[string][]string{
		"q=" + url.QueryEscape("张示"): {open}, "q=0001": {open}, "q=%25": {}, "q=%27": {}, "q=" + number(closed): {closed}, "q=" + number(open): {open},
		"channel=online": {open}, "channel=post": {}, "service=" + x.find("applications", "id='%s'", open).GetString("service"): {open}, "service=nothing": {},
		"when=late": {}, "when=today": {}, "when=week": {}, "examiner=none": {open}, "examiner=deputed": {},
	} {
		if got := x.listed("clerk", query); !slices.Equal(got, want) {
			t.Errorf("%s finds %v, want %v", query, got, want)
		}
	}
	if got := x.listed("clerk.police", "q="+number(closed)); len(got) != 0 {
		t.Errorf("another department finds %v", got)
	}
	if _, err := x.app.DB().Update("applications", dbx.Params{"locked": true}, dbx.HashExp{"id": closed}).Execute(); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{"q=" + number(closed), "state=closed"} { // locked for the archive (R-PI-06)
		if got := x.listed("clerk", query); len(got) != 0 {
			t.Errorf("a clerk finds what is locked by %s", query)
		}
		if got := x.listed("auditor", query); !slices.Equal(got, []string{closed}) {
			t.Errorf("an auditor finds %v by %s", got, query)
		}
	}
	for day, query := range map[string]string{"2026-03-09": "when=today", "2026-03-06": "", "2026-03-10": "when=late"} {
		x.on(day)
		if query != "" && !slices.Equal(x.listed("clerk", query), []string{open}) {
			t.Errorf("%s on %s finds nothing", query, day)
		}
		if week := x.listed("clerk", "when=week"); (len(week) == 1) != (day == "2026-03-09") {
			t.Errorf("in the week of %s is due %v", day, week)
		}
	}
	for query, field := range map[string]string{"whose=yours": "whose", "when=never": "when", "channel=x": "channel", "q=" + url.QueryEscape(string(make([]rune, 51))): "q"} {
		x.call("GET", ours+"/queue?"+query, x.person("clerk"), nil).refused(field, "value_invalid", "")
		x.call("GET", ours+"/queue/counts?"+query, x.person("clerk"), nil).refused(field, "value_invalid", "")
	}
}

// Each count is what choosing its value shows, under the other filters that are chosen.
func TestQueueCountsWhatItShows(t *testing.T) {
	x := newHouse(t).unlimited()
	for _, s := range []string{"submitted", "submitted", "correcting", "accepted", "paused", "granted", "closed"} {
		x.caseIn(s)
	}
	x.on("2026-03-09")
	for _, who := range []string{"clerk", "examiner", "supervisor", "clerk.police"} {
		for _, base := range []string{"", "&state=submitted", "&whose=mine", "&light=green&examiner=none", "&when=week"} {
			answer := x.call("GET", ours+"/queue/counts?"+base, x.person(who), nil).ok()
			if n := len(x.listed(who, base)); float64(n) != answer.at("total") {
				t.Errorf("%s%s: %v in all, %d in the list", who, base, answer.at("total"), n)
			}
			asked, _ := url.ParseQuery(base)
			for name, values := range answer.at("counts").(map[string]any) {
				for value, n := range values.(map[string]any) {
					q := url.Values{name: {value}}
					for key := range asked {
						if key != name {
							q.Set(key, asked.Get(key))
						}
					}
					if got := x.listed(who, q.Encode()); float64(len(got)) != n {
						t.Errorf("%s sees %d at %s, counted were %v", who, len(got), q.Encode(), n)
					}
				}
			}
		}
	}
}

// However cases are written, the work lists show what reading and sorting all cases finds, in
// that order: the places that the database keeps of them are never behind.
func TestQueueKeepsItsPlaces(t *testing.T) {
	x := newHouse(t).unlimited()
	model := x.find("applications", "id='%s'", x.caseIn("submitted"))
	departments := map[string]string{"market": x.person("clerk").GetString("department"), "police": x.person("clerk.police").GetString("department")}
	x.officer("examiner.police", map[string]any{"absent": true, "deputy": x.person("examiner").Id}) // who stands in sees both
	dice := rand.New(rand.NewPCG(9, 9))
	oneOf := func(values ...string) string { return values[dice.IntN(len(values))] }
	day := func() string { return oneOf("", fmt.Sprintf("2026-03-%02d", 1+dice.IntN(9))) }
	handled := func() []string {
		return [][]string{{}, {departments["market"]}, {departments["police"]}, {departments["market"], departments["police"]}}[dice.IntN(4)]
	}
	roll := func(departments any) dbx.Params {
		return dbx.Params{"state": oneOf(stateNames()...), "notice_due": day(), "delivery_due": day(), "promised_due": day(), "statutory_due": day(), "inspection_due": day(),
			"locked": dice.IntN(5) == 0, "departments": departments}
	}
	for i, number := range dice.Perm(9000)[:200] {
		r := core.NewRecord(model.Collection())
		for key, value := range model.FieldsData() {
			if key != "id" {
				r.SetRaw(key, value)
			}
		}
		r.Set("number", fmt.Sprintf("510799-20260302-%04d", 500+number))
		for key, value := range roll(handled()) {
			r.Set(key, value)
		}
		if err := x.as(x.app, system, func(tx core.App) error { return write(tx, r) }); err != nil {
			t.Fatal(err)
		}
		switch i % 4 {
		case 0:
			if _, err := x.app.DB().Update("applications", roll(jsonOf(handled())), dbx.HashExp{"id": r.Id}).Execute(); err != nil {
				t.Fatal(err)
			}
		case 1: // each column by itself
			all := roll(jsonOf(handled()))
			all["state"], all["number"] = oneOf(openStates...), strings.Replace(r.GetString("number"), "-20260302-", "-20260301-", 1)
			column := slices.Sorted(maps.Keys(all))[i/4%len(all)]
			if _, err := x.app.DB().Update("applications", dbx.Params{column: all[column]}, dbx.HashExp{"id": r.Id}).Execute(); err != nil {
				t.Fatal(err)
			}
		case 2:
			if i%8 == 2 {
				if _, err := x.app.DB().Delete("applications", dbx.HashExp{"id": r.Id}).Execute(); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	sees := map[string]string{"supervisor": "a.locked = FALSE", "auditor": "TRUE"}
	for who, in := range map[string][]string{"clerk": {"market"}, "clerk.police": {"police"}, "examiner": {"market", "police"}} {
		own := []string{}
		for _, name := range in {
			own = append(own, "instr(a.departments, '"+departments[name]+"')")
		}
		sees[who] = "a.locked = FALSE AND (" + strings.Join(own, " OR ") + ")"
	}
	for who, scope := range sees {
		for query, where := range map[string]string{"": "TRUE", "state=accepted": "a.state = 'accepted'", "when=week": "due BETWEEN '2026-03-02' AND '2026-03-08'", "q=5": "instr(a.number, '5')", "light=red&channel=online": "FALSE",
			"service=" + model.GetString("service"): "TRUE", "examiner=none&when=week": "a.examiner = '' AND due BETWEEN '2026-03-02' AND '2026-03-08'", "service=nothing": "FALSE"} {
			var want []string
			if err := x.app.DB().NewQuery("SELECT id FROM (SELECT a.id, a.number, " + queueDue + " AS due FROM applications a WHERE " + isOpen + " AND " + scope + " AND " + where + ") ORDER BY due = '', due, number").Column(&want); err != nil {
				t.Fatal(err)
			}
			got := []string{}
			for page := 1; ; page++ {
				part := x.listed(who, fmt.Sprintf("%s&page=%d", query, page))
				if got = append(got, part...); len(part) == 0 {
					break
				}
			}
			if !slices.Equal(got, want) || query == "" && len(want) < 20 {
				t.Errorf("%s sees by %q %d cases, should %d:\n%v\n%v", who, query, len(got), len(want), got, want)
			}
		}
	}
	var closed []string // of what is done nothing is due, and the newest stands first
	if err := x.app.DB().NewQuery("SELECT id FROM applications a WHERE state = 'closed' ORDER BY number DESC").Column(&closed); err != nil {
		t.Fatal(err)
	}
	rows := x.call("GET", ours+"/queue?state=closed", x.person("auditor"), nil).ok().at("items").([]any)
	for i, row := range rows {
		r := row.(map[string]any)
		if r["id"] != closed[i] || r["due"] != "" || r["days_left"] != nil || r["light"] != model.GetString("light") {
			t.Errorf("closed case %d of %d is %v", i, len(rows), r)
		}
	}
	if late := x.listed("auditor", "state=closed&when=late"); len(rows) < 5 || len(late) > 0 {
		t.Errorf("of %d closed cases %d are late", len(rows), len(late))
	}
	places := func() (list []string) {
		t.Helper()
		if err := x.app.DB().NewQuery("SELECT department || due || number || application FROM queue ORDER BY 1").Column(&list); err != nil {
			t.Fatal(err)
		}
		return list
	}
	kept := places()
	for _, m := range core.AppMigrations.Items() {
		if m.File == "1772000281_make_queue.go" { // an upgrade of a county that has cases
			if err := errors.Join(m.Down(x.app), m.Up(x.app)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if made := places(); !slices.Equal(made, kept) || len(kept) < 100 {
		t.Errorf("%d places are kept, %d are made of the same cases", len(kept), len(made))
	}
}

// What does not stand in the work lists as the cases are is found over night, and one command
// puts it right: a place that is missing, one of a case that is done, one at another day, and one
// in the list of a department that does not handle the case.
func TestMisplacedCasesAreFoundAndFiled(t *testing.T) {
	x := sickHouse(t)
	for range 4 {
		x.handIn(x.person("zhang"), "M-AP", "M-ID", "M-LAY")
	}
	var ids, want []string
	read := func(list *[]string, sql string) {
		t.Helper()
		if err := x.app.DB().NewQuery(sql).Column(list); err != nil {
			t.Fatal(err)
		}
	}
	const places = "SELECT department || due || number || application FROM queue ORDER BY 1"
	read(&want, places)
	read(&ids, "SELECT id FROM applications a WHERE "+isOpen+" ORDER BY id")
	if f := saidOf(x.night(false), "queue_whole"); f.Level != doctor.Green || len(ids) < 5 {
		t.Fatalf("%d cases, %+v", len(ids), f)
	}
	for wrong, harm := range []string{
		"",
		"DELETE FROM queue WHERE department = '*' AND application = '" + ids[0] + "'",
		"DELETE FROM queue WHERE department != '*' AND application = '" + ids[1] + "'",
		"UPDATE queue SET due = '2027-01-01' WHERE department = '*' AND application = '" + ids[2] + "'",
		"INSERT INTO queue SELECT 'another', due, number, application FROM queue WHERE application = '" + ids[3] + "' LIMIT 1",
		"INSERT INTO queue VALUES ('*', '2026-03-02', 'gone', 'gone')",
	} {
		if harm == "" {
			continue
		}
		x.sql(harm)
		if n, err := misplaced(t.Context(), x.app.DB()); n != wrong || err != nil {
			t.Errorf("%s: %d are misplaced, %v", harm, n, err)
		}
	}
	if f := saidOf(x.night(false), "queue_whole"); f.Level != doctor.Red || f.Figure != "5" || !strings.Contains(f.EN, "queue rebuild --dir") {
		t.Errorf("%+v", f)
	}
	if said, err := x.console("queue", "rebuild"); err != nil || !strings.Contains(said, "5 cases were misplaced") || !strings.Contains(said, "有 5 件") {
		t.Error(said, err)
	}
	var got []string
	if read(&got, places); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if said, err := x.command(x.doctorCommand(), "", "--json"); !strings.Contains(said, "The work lists hold the open cases") {
		t.Error(said, err)
	}
	done, stop := context.WithCancel(t.Context())
	if stop(); x.patient(nil, time.Now(), true).compareQueue(done) == nil { // what takes too long is not said to be right
		t.Error("compared without time")
	}
}

// A page of a work list is read along the places of its department, in their order: however
// much lies open, there or elsewhere, nothing is sorted but what is shown.
func TestQueueWalksInItsOrder(t *testing.T) {
	x := newHouse(t)
	s := &sieve{bind: dbx.Params{}, lists: []string{"one", "another"}, where: []string{"a.locked = FALSE"}}
	s.page(1)
	for _, part := range s.sifted("", " ORDER BY 2, 3 LIMIT 51") {
		var plan []struct {
			Detail string `db:"detail"`
		}
		if err := x.app.DB().NewQuery("EXPLAIN QUERY PLAN " + part).Bind(s.bind).All(&plan); err != nil {
			t.Fatal(err)
		}
		if len(plan) != 2 || plan[0].Detail != "SEARCH d USING PRIMARY KEY (department=?)" || !strings.HasPrefix(plan[1].Detail, "SEARCH a USING INDEX sqlite_autoindex_applications_1") {
			t.Errorf("%s is read as %v", part, plan)
		}
	}
}
