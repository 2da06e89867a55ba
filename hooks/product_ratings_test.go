package hooks

import (
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/rating"
)

// ratingIn is a rating of a case that the clerk did not accept, in a state, by the acts of
// its people; the approver of the department looks after it.
func (x *house) ratingIn(state flow.State, disputer string) string {
	x.t.Helper()
	grade := 1
	if state == rating.None {
		grade = 4
	}
	id := x.rate(x.person("zhang"), x.caseIn("not_accepted"), grade)
	do := func(name, act string, more map[string]any) { x.t.Helper(); x.actOn(name, "rating", id, act, more).ok() }
	if state != rating.None { // of the two approvers who suit, the trials go by this one
		do("supervisor", "reassign", map[string]any{"assignee": x.person("approver").Id})
	}
	switch state {
	case flow.Rectifying, flow.Rectified:
		do("approver", "contact", map[string]any{"reason": "已电话回访"})
		if state == flow.Rectified {
			do("approver", "rectify", map[string]any{"reason": "已增开窗口"})
		}
	case flow.Disputed:
		do(disputer, "dispute", map[string]any{"ground": "wrong", "reason": "当日未办理该事项"})
	}
	return id
}

// ratingTrials are ratings in every state, a good one, and one whose dispute a supervisor
// began. The clerk was rated and gets nowhere (R-EV-05).
func (x *house) ratingTrials() []trial {
	needs := map[flow.Act]map[string]any{
		"contact": {"reason": "已电话回访"}, "rectify": {"reason": "已增开窗口"}, "dispute": {"ground": "no_basis", "reason": "材料由法律规定"},
		"settle": {"ground": "counted", "reason": "法律要求提交"}, "dismiss": {"reason": "情况属实"}, "raise_problem": {"reason": "每个窗口都要再填一遍", "items": []any{map[string]any{"title": "同一张表要填三遍"}}}, "reassign": {"assignee": x.person("supervisor2").Id},
	}
	fields := func(act flow.Act) map[string]any { return needs[act] }
	list := []trial{
		{name: "a good rating", subject: "rating", id: x.ratingIn(rating.None, ""), state: rating.None, fields: fields, apart: "clerk",
			online: true}, // nobody but the supervisors has to do with it,
		{name: "a dispute of the supervisor", subject: "rating", id: x.ratingIn(flow.Disputed, "supervisor"), state: flow.Disputed, fields: fields, apart: "clerk",
			guards: map[string]string{"settle supervisor": "act same_officer R-EV-03", "settle supervisor2": "", "dismiss supervisor": "act same_officer R-EV-03", "dismiss supervisor2": ""}},
	}
	for _, state := range flow.Rating.States {
		list = append(list, trial{name: "a rating " + string(state), subject: "rating", id: x.ratingIn(state, "approver"), state: state, full: true, fields: fields, apart: "clerk"})
	}
	return list
}
