package hooks

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

func TestClockExplainsItself(t *testing.T) {
	x := newHouse(t).unlimited()
	id := x.caseIn("accepted")
	path := ours + "/applications/" + id + "/clock"
	for by, want := range map[string]int{"zhang": 200, "clerk": 200, "approver": 200, "supervisor": 200, "auditor": 200, "admin": 200, "li": 404, "clerk.police": 404, "": 401} {
		if answer := x.call("GET", path, x.named(by), nil); answer.status != want {
			t.Errorf("%q: %d %s", by, answer.status, answer.text)
		}
	}
	clock := x.call("GET", path, x.person("zhang"), nil).ok()
	if clock.at("law", "due") != "2026-03-16" || clock.at("promise", "due") != "2026-03-09" || clock.at("promise", "light") != "green" || clock.at("notice", "met") != "2026-03-02" {
		t.Errorf("dates: %s", clock.text)
	}
	lines := clock.at("lines").([]any)
	for _, l := range lines {
		line := l.(map[string]any)
		if line["date"] == "" || line["cause"] == "" || line["cite"] == "" || line["skipped"] == nil || line["counted"] == nil {
			t.Errorf("a line without a word: %v", line)
		}
	}
	if len(lines) < 3 {
		t.Errorf("%d lines", len(lines))
	}
}

// A wrong number, a wrong code and no such case look the same to whoever asks (R-PI-08).
func TestTrackTellsOnlyWhoKnows(t *testing.T) {
	x := newHouse(t)
	c := x.find("applications", "id='%s'", x.caseIn("granted"))
	number, code := c.GetString("number"), c.GetString("track_code")
	ask := func(number, code string) reply {
		return x.call("GET", ours+"/track?number="+number+"&code="+code, nil, nil)
	}
	told := ask(number, strings.ToLower(code)).ok()
	if told.at("state") != "granted" || told.at("number") != number || told.at("due") != "2026-03-16" || len(told.at("steps").([]any)) != 3 {
		t.Errorf("told is %s", told.text)
	}
	for _, secret := range []string{"张示例", "510799", "138", "示例路8号", code} {
		if strings.Contains(strings.ReplaceAll(told.text, number, ""), secret) {
			t.Errorf("it tells %q", secret)
		}
	}
	wrong := ask(number, "AAAAAAAA")
	for name, other := range map[string]reply{
		"another number": ask("510799-20260302-9999", code), "no number": ask("", code), "no code": ask(number, ""), "nothing": ask("", ""),
		"another form": ask("%27OR%201=1", code), "a draft's empty number": ask("", ""), "both wrong": ask("x", "y"),
	} {
		if other.status != 404 || other.text != wrong.text {
			t.Errorf("%s is told apart: %d %s", name, other.status, other.text)
		}
	}
	limited := false
	for range 40 {
		limited = limited || ask(number, "BBBBBBBB").status == 429
	}
	if !limited {
		t.Error("codes can be tried without end")
	}
}

func TestVerifyTellsRealFromForged_R_OL_04(t *testing.T) {
	x := newHouse(t).unlimited()
	first, second := x.find("results", "application='%s'", x.caseIn("granted")), x.find("results", "application='%s'", x.caseIn("granted"))
	status := func(token string) any {
		answer := x.call("GET", ours+"/verify/"+token, nil, nil).ok()
		if answer.at("status") == "unknown" && len(answer.body) != 1 {
			t.Errorf("an unknown result tells %s", answer.text)
		}
		return answer.at("status")
	}
	token := first.GetString("token")
	shown := x.call("GET", ours+"/verify/"+token, nil, nil).ok()
	if shown.at("status") != "genuine" || shown.at("holder") != "张*例" || shown.at("name") != "食品经营许可证" || shown.at("valid_to") != "2031-03-01" || strings.Contains(shown.text, "张示例") {
		t.Errorf("shown is %s", shown.text)
	}
	id, signature, _ := strings.Cut(token, ".")
	other, _, _ := strings.Cut(second.GetString("token"), ".")
	for name, forged := range map[string]string{
		"another id": other + "." + signature, "no signature": id, "a short signature": token[:len(token)-1], "a longer one": token + "0",
		"an invented one": id + "." + strings.Repeat("0", 32), "garbage": "%FF%00", "a book": strings.Repeat("x", 5000), "quotes": "%27%20OR%201=1", "capitals": strings.ToUpper(token),
	} {
		if got := status(forged); got != "unknown" {
			t.Errorf("%s is %v", name, got)
		}
	}
	x.call("POST", toActions, x.person("approver"), map[string]any{"subject": "result", "result": second.Id, "act": "revoke", "ground": "beyond_powers", "reason": "越权"}).ok()
	if got := status(second.GetString("token")); got != "revoked" {
		t.Errorf("a revoked one is %v", got)
	}
	x.on("2031-03-01")
	if got := status(token); got != "genuine" {
		t.Errorf("on its last day it is %v", got)
	}
	x.on("2031-03-02")
	if got := status(token); got != "expired" {
		t.Errorf("the day after it is %v", got)
	}
}

func TestQueueIsTheDepartments_R_PL_22(t *testing.T) {
	x := newHouse(t).unlimited()
	ids := map[string]string{}
	for _, s := range []string{"draft", "submitted", "correcting", "accepted", "paused", "granted", "closed", "withdrawn"} {
		ids[s] = x.caseIn(s)
	}
	x.on("2026-03-03")
	ids["later"] = x.caseIn("submitted")
	x.on("2026-03-06")
	list := func(by, query string) []string {
		t.Helper()
		var states []string
		for _, item := range x.call("GET", ours+"/queue"+query, x.person(by), nil).ok().at("items").([]any) {
			states = append(states, item.(map[string]any)["id"].(string))
		}
		return states
	}
	want := []string{ids["submitted"], ids["accepted"], ids["later"], ids["granted"]}
	got := list("clerk", "")
	known := slices.DeleteFunc(slices.Clone(got), func(id string) bool { return !slices.Contains(want, id) })
	if !slices.Equal(known, want) || len(got) != 6 {
		t.Errorf("what is due first stands first: got %v of %v", known, ids)
	}
	for _, by := range []string{"clerk.police", "examiner.police"} {
		if n := len(list(by, "")); n != 0 {
			t.Errorf("%s sees %d cases of another department", by, n)
		}
	}
	if n := len(list("supervisor", "")); n != 6 {
		t.Errorf("the supervisor sees %d", n)
	}
	for query, n := range map[string]int{"?state=submitted": 2, "?state=closed": 1, "?state=withdrawn": 1, "?state=not_accepted": 0, "?page=2": 0, "?state=submitted&page=1": 2} {
		if got := len(list("clerk", query)); got != n {
			t.Errorf("%s: %d, want %d", query, got, n)
		}
	}
	mine := list("examiner", "?examiner=me")
	if all := append(mine, list("examiner2", "?examiner=me")...); !slices.Contains(all, ids["accepted"]) || slices.Contains(all, ids["submitted"]) {
		t.Errorf("the step of an accepted case is an examiner's: %v", all)
	}
	lights := 0
	for _, light := range []string{"none", "grey", "green", "yellow", "red"} {
		lights += len(list("clerk", "?light="+light))
	}
	if lights != 6 {
		t.Errorf("every case has one light: %d", lights)
	}
	for query, field := range map[string]string{"?state=draft": "state", "?state=nothing": "state", "?light=blue": "light", "?page=x": "page", "?page=-1": "page"} {
		x.call("GET", ours+"/queue"+query, x.person("clerk"), nil).refused(field, "value_invalid", "")
	}
	row := x.call("GET", ours+"/queue?state=submitted", x.person("clerk"), nil).ok().at("items").([]any)[0].(map[string]any)
	if row["number"] != "510799-20260302-0001" || row["applicant"] != "张示例" || row["due"] != "2026-03-09" || row["days_left"] != 1.0 || row["light"] == "" || row["service_en"] == "" {
		t.Errorf("a row is %v", row)
	}
	x.on("2026-03-11")
	if row = x.call("GET", ours+"/queue?state=submitted", x.person("clerk"), nil).ok().at("items").([]any)[0].(map[string]any); row["days_left"] != -2.0 || row["light"] != "red" {
		t.Errorf("a late row is %v", row)
	}
	for by, status := range map[string]int{"": 401, "zhang": 403, "admin": 403} {
		if answer := x.call("GET", ours+"/queue", x.named(by), nil); answer.status != status {
			t.Errorf("%q: %d", by, answer.status)
		}
	}
}

// A long list has pages of fifty, and says whether more follow.
func TestQueuePages(t *testing.T) {
	x := newHouse(t).unlimited()
	model := x.find("applications", "id='%s'", x.caseIn("submitted"))
	err := x.as(x.app, system, func(tx core.App) error {
		for i := range 60 {
			r := core.NewRecord(model.Collection())
			for key, value := range model.FieldsData() {
				if key != "id" {
					r.SetRaw(key, value)
				}
			}
			r.Set("number", fmt.Sprintf("510799-20260302-%04d", i+2))
			if err := write(tx, r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for page, n := range map[int]int{1: 50, 2: 11, 3: 0} {
		answer := x.call("GET", fmt.Sprintf("%s/queue?page=%d", ours, page), x.person("clerk"), nil).ok()
		items := answer.at("items").([]any)
		if len(items) != n || answer.at("more") != (page == 1) {
			t.Errorf("page %d: %d items, more %v", page, len(items), answer.at("more"))
		}
		for _, item := range items {
			seen[item.(map[string]any)["id"].(string)] = true
		}
	}
	if len(seen) != 61 {
		t.Errorf("%d cases on all pages", len(seen))
	}
}

// Numbers of a day have no gaps, though some of the many who hand in at once are refused.
func TestNumbersWithoutGaps(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang := x.person("zhang")
	ids := make([]string, 20)
	for i := range ids {
		form := map[string]any{"premises": "示例路8号"}
		if i%3 == 0 {
			form = map[string]any{} // refused: form_incomplete
		}
		ids[i] = x.draft(zhang, map[string]any{"form": form})
	}
	answers := make([]reply, len(ids))
	var all sync.WaitGroup
	for i, id := range ids {
		all.Go(func() { answers[i] = x.act(zhang, id, "submit") })
	}
	all.Wait()
	numbers := []string{}
	for i, a := range answers {
		if i%3 == 0 {
			a.refused("act", "form_incomplete", "R-AL-02")
			continue
		}
		a.ok()
		numbers = append(numbers, x.find("applications", "id='%s'", ids[i]).GetString("number"))
	}
	slices.Sort(numbers)
	for i, number := range numbers {
		if want := fmt.Sprintf("510799-20260302-%04d", i+1); number != want {
			t.Errorf("number %d is %s", i+1, number)
		}
	}
	if len(numbers) != 13 {
		t.Errorf("%d numbers", len(numbers))
	}
	next := x.on("2026-03-03").caseIn("submitted")
	if got := x.find("applications", "id='%s'", next).GetString("number"); got != "510799-20260303-0001" {
		t.Errorf("a new day begins with %s", got)
	}
	receipts := x.all("notices", "kind='receipt'")
	seen := map[string]bool{}
	for _, n := range receipts {
		seen[n.GetString("number")] = true
	}
	for i := range len(receipts) {
		if want := fmt.Sprintf("示例县市场监督管理局〔2026〕%05d号", i+1); !seen[want] {
			t.Errorf("the notice %s is missing", want)
		}
	}
}
