package hooks

import (
	"maps"

	"onestop/hooks/rules/flow"
)

// caseIn brings a new licence application of zhang into a situation by the acts of its
// people, on the day of the house.
func (x *house) caseIn(situation string) string {
	x.t.Helper()
	zhang, clerk, examiner, approver := x.person("zhang"), x.person("clerk"), x.person("examiner"), x.person("approver")
	if situation == "draft" {
		id := x.draft(zhang)
		x.upload(zhang, id, x.material("M-ID"), "身份证.png", picture(2)).ok()
		return id
	}
	if situation == "deferred" {
		id := x.handIn(zhang, "M-AP", "M-ID")
		x.act(clerk, id, "accept", map[string]any{"until": (x.today() + 2).String()}).ok()
		return id
	}
	id := x.handIn(zhang, "M-AP", "M-ID", "M-LAY")
	switch situation {
	case "submitted":
		return id
	case "correcting", "answered", "corrected":
		x.act(clerk, id, "request_correction", map[string]any{"items": []any{map[string]any{"material": x.material("M-ID"), "reason": "模糊"}}}).ok()
		if situation != "correcting" {
			x.upload(zhang, id, x.material("M-ID"), "身份证.png", picture(77)).ok()
		}
		if situation == "corrected" {
			x.act(zhang, id, "supply").ok()
		}
		return id
	case "withdrawn":
		x.act(zhang, id, "withdraw").ok()
		return id
	case "not_accepted":
		x.act(clerk, id, "reject", map[string]any{"ground": "incomplete"}).ok()
		return id
	}
	x.act(clerk, id, "accept").ok()
	switch situation {
	case "offered":
		x.act(examiner, id, "offer_hearing", map[string]any{"reason": "涉及他人重大利益"}).ok()
	case "paused":
		x.act(examiner, id, "pause", map[string]any{"ground": "testing", "until": (x.today() + 30).String()}).ok()
	case "refused":
		x.act(approver, id, "refuse", map[string]any{"reason": "不符合条件"}).ok()
	case "reviewed", "granted", "closed":
		x.reviewed(id)
	}
	if situation == "granted" || situation == "closed" {
		x.act(approver, id, "grant").ok()
	}
	if situation == "closed" {
		x.act(clerk, id, "deliver").ok()
	}
	return id
}

// step is the id of a step of a case, "" where there is none.
func (x *house) step(id string, seq int) string {
	x.t.Helper()
	for _, r := range x.all("reviews", "application='%s' && seq=%d", id, seq) {
		return r.Id
	}
	return ""
}

// applicationTrials are cases in every state and in every situation in which a guard
// decides otherwise; the house stands on 11 March 2026 afterwards.
func (x *house) applicationTrials() []trial {
	x.on("2026-03-02")
	ids := map[string]string{"silent": x.caseIn("submitted"), "overdue": x.caseIn("deferred"), "terminated": x.caseIn("deferred")}
	x.on("2026-03-11").act(x.person("approver"), ids["terminated"], "terminate", map[string]any{"reason": "逾期未补交"}).ok()
	ids["counter"] = x.draft(x.person("clerk"), map[string]any{"applicant": x.person("zhang").Id})
	var list []trial
	for _, s := range situations {
		id := ids[s.name]
		if id == "" {
			id = x.caseIn(s.name)
		}
		list = append(list, trial{name: s.name, subject: "application", id: id, state: s.state, full: s.name == string(s.state),
			online: s.name == "draft", fields: x.needs(id), guards: merged(onlineOnly, s.guards)})
	}
	return list
}

// needs is what each act needs in a case in order to be right.
func (x *house) needs(id string) func(flow.Act) map[string]any {
	document := ""
	for _, d := range x.all("documents", "application='%s' && superseded=false", id) {
		document = d.Id
	}
	item := []any{map[string]any{"material": x.material("M-ID"), "reason": "模糊"}}
	fields := map[flow.Act]map[string]any{
		"check":              {"items": []any{map[string]any{"document": document, "verdict": "accepted"}}},
		"request_correction": {"items": item, "reason": "更正件引出新问题"},
		"reject":             {"ground": "incomplete"},
		"withdraw":           {"reason": "申请人书面申请"},
		"examine":            {"review": x.step(id, 1), "ground": "pass"},
		"verify_site":        {"review": x.step(id, 2), "reason": "现场符合"},
		"pause":              {"ground": "testing", "until": (x.today() + 30).String()},
		"extend":             {"reason": "案情复杂"},
		"offer_hearing":      {"reason": "涉及他人重大利益"},
		"hold_hearing":       {"reason": "笔录"},
		"reassign":           {"assignee": x.person("examiner2").Id},
		"urge":               {"reason": "请抓紧办理"},
		"refuse":             {"reason": "不符合条件"},
		"terminate":          {"reason": "逾期未补交"},
	}
	return func(act flow.Act) map[string]any { return fields[act] }
}

// underReview are the guards of a case that was accepted with everything and whose steps
// are at their beginning.
var underReview = map[string]string{
	"verify_site":       "act state_moved R-AL-10",
	"extend supervisor": "act role_required R-AL-17",
	"supplement":        "act state_moved R-PL-24",
	"request_hearing":   "act state_moved R-AL-25",
	"hold_hearing":      "act state_moved R-AL-26",
	"grant":             "act reviews_open R-AL-10",
	"terminate":         "act state_moved R-PL-24",
}

// onlineOnly: every case in a trial but the drafts came with an account.
var onlineOnly = map[string]string{"withdraw clerk": "act role_required R-AL-02"}

func merged(guards, more map[string]string) map[string]string {
	m := maps.Clone(guards)
	maps.Copy(m, more)
	return m
}

func but(guards map[string]string, pairs ...string) map[string]string {
	m := maps.Clone(guards)
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return m
}

var received = map[string]string{
	"request_correction supervisor": "act role_required R-AL-05",
	"deem_accepted":                 "act state_moved R-AL-06",
	"reassign":                      "assignee record_foreign R-PL-22",
}

// situations are the states of a case and, beside them, what guards look at.
var situations = []struct {
	name   string
	state  flow.State
	guards map[string]string
}{
	{"draft", flow.Draft, nil},
	{"counter", flow.Draft, nil},
	{"submitted", flow.Submitted, received},
	{"silent", flow.Submitted, but(received, "deem_accepted", "",
		"request_correction", "act limit_passed R-AL-06", "reject", "act limit_passed R-AL-06")},
	{"corrected", flow.Submitted, but(received, "request_correction", "act correction_used R-AL-08", "request_correction supervisor", "")},
	{"correcting", flow.Correcting, map[string]string{"supply": "act materials_missing R-AL-05"}},
	{"answered", flow.Correcting, nil},
	{"accepted", flow.Accepted, underReview},
	{"reviewed", flow.Accepted, but(underReview, "examine", "act state_moved R-AL-10", "grant", "", "reassign", "assignee record_foreign R-PL-22")},
	{"deferred", flow.Accepted, but(underReview, "supplement", "act materials_missing R-PL-24")},
	{"overdue", flow.Accepted, but(underReview, "supplement", "act materials_missing R-PL-24", "terminate", "")},
	{"offered", flow.Accepted, but(underReview, "offer_hearing", "act state_moved R-AL-25", "request_hearing", "",
		"grant", "act reviews_open R-AL-10", "refuse", "act hearing_due R-AL-25")},
	{"paused", flow.Paused, map[string]string{"supplement": "act state_moved R-PL-24", "hold_hearing": "act state_moved R-AL-26"}},
	{"granted", flow.Granted, nil},
	{"refused", flow.Refused, nil},
	{"closed", flow.Closed, nil},
	{"withdrawn", flow.Withdrawn, nil},
	{"not_accepted", flow.NotAccepted, nil},
	{"terminated", flow.Terminated, nil},
}

// resultTrials are issued results in every state, and one whose renewal was asked for.
func (x *house) resultTrials() []trial {
	issued := func() string { return x.find("results", "application='%s'", x.caseIn("granted")).Id }
	do := func(by, id, act, ground string) {
		x.call("POST", toActions, x.person(by), map[string]any{"subject": "result", "result": id, "act": act, "ground": ground, "reason": "理由"}).ok()
	}
	valid, asked, revoked, cancelled := issued(), issued(), issued(), issued()
	do("zhang", asked, "request_renewal", "")
	do("approver", revoked, "revoke", "beyond_powers")
	do("approver", cancelled, "cancel", "body_ended")
	grounds := map[flow.Act]string{"revoke": "beyond_powers", "withdraw": "law_changed", "cancel": "body_ended"}
	fields := func(act flow.Act) map[string]any { return map[string]any{"ground": grounds[act], "reason": "理由"} }
	unasked := map[string]string{"renew": "act state_moved R-AL-32", "refuse_renewal": "act state_moved R-AL-32"}
	return []trial{
		{name: "a valid result", subject: "result", id: valid, state: flow.Valid, full: true, fields: fields, guards: unasked},
		{name: "a renewal under way", subject: "result", id: asked, state: flow.Valid, fields: fields,
			guards: map[string]string{"request_renewal": "act state_moved R-AL-31", "renew the house": "act state_moved R-AL-32"}},
		{name: "a revoked result", subject: "result", id: revoked, state: flow.Revoked, full: true, fields: fields},
		{name: "a cancelled result", subject: "result", id: cancelled, state: flow.Cancelled, full: true, fields: fields},
	}
}
