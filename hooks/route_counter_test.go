package hooks

import (
	"testing"

	"github.com/pocketbase/dbx"
)

// A clerk finds a person however the number is typed, and is told of a wrong digit before
// anybody is registered under it (R-CODE-01, R-CODE-02).
func TestFindingAnApplicantByNumber_R_CODE_02(t *testing.T) {
	x := newHouse(t)
	clerk := x.person("clerk")
	find := func(idType, number string) reply {
		return x.call("POST", "/api/onestop/applicants/find", clerk, map[string]any{"id_type": idType, "id_number": number})
	}
	for _, typed := range []string{"510799198706110137", "510799 19870611 0137", "５１０７９９198706110137"} {
		for _, kind := range []string{"resident_id", ""} {
			got, _ := find(kind, typed).ok().body["applicant"].(map[string]any)
			if got["name"] != "张示例" || got["id_number"] != "510799********0137" || got["id_type"] != "resident_id" {
				t.Errorf("%s: %v", typed, got)
			}
		}
	}
	if got := find("", "92510799madem0038x").ok(); got.body["id_type"] != "uscc" || got.body["applicant"] == nil {
		t.Errorf("%s", got.text)
	}
	if got := find("", "E98765432").ok(); got.body["id_type"] != "passport" || got.body["applicant"] != nil {
		t.Errorf("%s", got.text)
	}
	find("resident_id", "510799198706110138").refused("id_number", "number_invalid", "R-CODE-02")
	find("", "510799198706110138").refused("id_number", "number_invalid", "R-CODE-02")
	find("", "92510799MADEM0039X").refused("id_number", "number_invalid", "R-CODE-01")
	find("", "").refused("id_number", "number_invalid", "R-CODE-02")
	find("tax_number", "1").refused("id_type", "value_invalid", "R-CODE-02")
}

// What a person shows at the window leads to the case: its number, the code on a receipt,
// the card; but only to a clerk whose department handles the case.
func TestFindingCasesAtTheWindow_R_PL_20(t *testing.T) {
	x := newHouse(t)
	zhang := x.person("zhang")
	first := x.handIn(zhang, "M-AP", "M-ID", "M-LAY")
	second := x.accepted()
	number, code := x.find("applications", "id='%s'", first).GetString("number"), x.find("applications", "id='%s'", first).GetString("track_code")
	find := func(who, q string) []string {
		var ids []string
		rows, _ := x.call("POST", "/api/onestop/counter/cases", x.person(who), map[string]any{"q": q}).ok().body["cases"].([]any)
		for _, row := range rows {
			ids = append(ids, row.(map[string]any)["id"].(string))
		}
		return ids
	}
	for _, q := range []string{number, " " + number + " ", "http://127.0.0.1/track.html?number=" + number + "&code=" + code} {
		if got := find("clerk", q); len(got) != 1 || got[0] != first {
			t.Errorf("%s finds %v", q, got)
		}
	}
	if got := find("clerk", zhangsNumber); len(got) < 2 || got[0] != second {
		t.Errorf("the card finds %v", got)
	}
	if got := find("clerk", "E98765432"); len(got) != 0 {
		t.Errorf("nobody's passport finds %v", got)
	}
	if got := find("clerk.police", number); len(got) != 0 {
		t.Errorf("another department finds %v", got)
	}
	street := "510799001002-20260302-0001" // numbers begin with the code of the region, which has 6 to 12 digits
	if _, err := x.app.DB().Update("applications", dbx.Params{"number": street}, dbx.HashExp{"id": first}).Execute(); err != nil {
		t.Fatal(err)
	}
	if got := find("clerk", street); len(got) != 1 || got[0] != first {
		t.Errorf("%s finds %v", street, got)
	}
	x.call("POST", "/api/onestop/counter/cases", x.person("clerk"), map[string]any{"q": zhangsNumber + "1"}).refused("q", "number_invalid", "R-CODE-02")
	x.call("POST", "/api/onestop/counter/cases", x.person("clerk"), map[string]any{"q": ""}).refused("q", "number_invalid", "R-CODE-02")

	x.reviewed(second)
	x.act(x.person("approver"), second, "grant").ok()
	result := x.find("results", "application='%s'", second)
	for _, q := range []string{result.GetString("number"), "https://county.gov.cn/verify.html?token=" + result.GetString("token")} {
		if got := find("clerk", q); len(got) != 1 || got[0] != second {
			t.Errorf("the result %s finds %v", q, got)
		}
	}
}

// The day of a window: what its clerk did, and what waits there by kind.
func TestDayOfTheCounter_R_PL_22(t *testing.T) {
	x := newHouse(t)
	clerk := x.person("clerk")
	day := func(query string) map[string]any {
		return x.call("GET", "/api/onestop/counter/day?"+query, clerk, nil).ok().body
	}
	waits := func(body map[string]any) map[string]float64 {
		counts := map[string]float64{}
		for _, w := range body["waiting"].([]any) {
			counts[w.(map[string]any)["kind"].(string)] = w.(map[string]any)["count"].(float64)
		}
		return counts
	}
	before := waits(day(""))
	draft := x.draft(clerk, map[string]any{"applicant": x.person("zhang").Id, "channel": "counter"})
	after := waits(day(""))
	if after["draft"] != before["draft"]+1 || after["answer"] != before["answer"] {
		t.Errorf("a draft begun: %v, then %v", before, after)
	}
	x.act(clerk, draft, "submit").ok()
	now := day("")
	if got := waits(now); got["draft"] != before["draft"] || got["answer"] != before["answer"]+1 {
		t.Errorf("it is handed in: %v", got)
	}
	deeds := now["deeds"].([]any)
	last, _ := deeds[len(deeds)-1].(map[string]any)
	if last["act"] != "submit" || last["application"] != draft || last["number"] == "" || last["at"].(string)[:10] != now["day"] {
		t.Errorf("the deed: %v", last)
	}
	if theirs := day("who=department")["deeds"].([]any); len(theirs) < len(deeds) {
		t.Errorf("the department did %d, its clerk %d", len(theirs), len(deeds))
	}
	if other := day("day=2026-01-05"); len(other["deeds"].([]any)) != 0 {
		t.Errorf("a day long before: %v", other["deeds"])
	}
	x.call("GET", "/api/onestop/counter/day?day=yesterday", clerk, nil).refused("day", "date_invalid", "")
}

// The applicant withdraws; of a case that the window took in a clerk takes the withdrawal
// in and names the written request, of any other nobody else does.
func TestWithdrawalAtTheWindow_R_AL_02(t *testing.T) {
	x := newHouse(t)
	online := x.handIn(x.person("zhang"), "M-AP", "M-ID", "M-LAY")
	x.act(x.person("clerk"), online, "withdraw", map[string]any{"reason": "申请人书面申请"}).refused("act", "role_required", "R-AL-02")
	x.act(x.person("zhang"), online, "withdraw").ok()

	id := x.draft(x.person("clerk"), map[string]any{"applicant": x.person("zhang").Id, "channel": "counter"})
	x.act(x.person("clerk"), id, "submit").ok()
	x.act(x.person("clerk"), id, "withdraw").refused("act", "reason_required", "R-AL-02")
	x.act(x.person("examiner"), id, "withdraw", map[string]any{"reason": "x"}).refused("act", "role_required", "R-AL-02")
	x.act(x.person("clerk"), id, "withdraw", map[string]any{"reason": "申请人书面申请"}).ok()
	if state := x.find("applications", "id='%s'", id).GetString("state"); state != "withdrawn" {
		t.Errorf("the case is %s", state)
	}
}

// The window marks that the original lay before it: with a check that finds the paper in
// order, and by nobody's edit.
func TestOriginalSeen_R_AL_09(t *testing.T) {
	x := newHouse(t)
	clerk := x.person("clerk")
	id := x.handIn(x.person("zhang"), "M-AP", "M-ID", "M-LAY")
	docs := x.all("documents", "application='%s'", id)
	check := []map[string]any{{"document": docs[0].Id, "verdict": "accepted", "original": true}, {"document": docs[1].Id, "verdict": "rejected", "reason": "模糊", "original": true}, {"document": docs[2].Id, "verdict": "accepted"}}
	x.act(clerk, id, "check", map[string]any{"items": check}).ok()
	for i, want := range []bool{true, false, false} {
		if got := x.find("documents", "id='%s'", docs[i].Id).GetBool("original_seen"); got != want {
			t.Errorf("document %d: %v", i, got)
		}
	}
	x.act(clerk, id, "check", map[string]any{"items": []map[string]any{{"document": docs[0].Id, "verdict": "accepted"}}}).ok()
	if !x.find("documents", "id='%s'", docs[0].Id).GetBool("original_seen") {
		t.Error("a later look takes the mark away")
	}
}

// Who fetched the result stands on the proof of delivery, with the way.
func TestProofOfDeliveryNamesTheRecipient_R_AL_19(t *testing.T) {
	x := newHouse(t)
	id := x.accepted()
	x.reviewed(id)
	x.act(x.person("approver"), id, "grant").ok()
	x.act(x.person("clerk"), id, "deliver", map[string]any{"method": "counter", "reason": "代理人王代办领取"}).ok()
	var content map[string]any
	if err := x.find("notices", "application='%s' && kind='delivery'", id).UnmarshalJSONField("content", &content); err != nil {
		t.Fatal(err)
	}
	if content["recipient"] != "代理人王代办领取" || content["method"] != "counter" || content["reason"] != "" {
		t.Errorf("%v", content)
	}
}
