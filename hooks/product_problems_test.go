package hooks

import (
	"fmt"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
)

const toProblems = "/api/collections/problems/records"

// report is a problem that somebody reported through the built-in API.
func (x *house) report(as *core.Record, more ...map[string]any) string {
	x.t.Helper()
	id := x.problemDraft(as, more...)
	x.call("POST", toActions, as, map[string]any{"subject": "problem", "problem": id, "act": "report"}).ok()
	return id
}

func (x *house) problemDraft(as *core.Record, more ...map[string]any) string {
	x.t.Helper()
	x.made++
	body := map[string]any{"title": fmt.Sprintf("第%d件：开餐馆要交三次营业执照复印件", x.made), "text": "市场监管、消防两个窗口都要复印件"}
	for _, m := range more {
		for k, v := range m {
			body[k] = v
		}
	}
	return x.call("POST", toProblems, as, body).ok().id()
}

// onProblemAct does an act on a problem in the name of somebody.
func (x *house) onProblemAct(name, id, act string, more map[string]any) reply {
	x.t.Helper()
	return x.actOn(name, "problem", id, act, more)
}

func (x *house) marketLead() map[string]any {
	return map[string]any{"items": []any{map[string]any{"lead": x.person("clerk").GetString("department"), "days": 5}}}
}

// proof adds a file of evidence to a problem.
func (x *house) proof(name, id string, seed int) reply {
	x.t.Helper()
	return x.addFile(name, id, "evidence+", "整改照片.png", picture(seed))
}

func (x *house) addFile(name, id, field, file string, content []byte) reply {
	x.t.Helper()
	r := multipartAs(x.t, toProblems+"/"+id, nil, field, file, content)
	r.Method = http.MethodPatch
	return x.send(r, x.person(name))
}

// solution writes what the lead department did, with a proof.
func (x *house) solution(id string) {
	x.t.Helper()
	x.call("PATCH", toProblems+"/"+id, x.person("examiner"), map[string]any{"measure": "两个窗口共用一份", "answer": "今后只收一次", "public_title": "营业执照复印件重复提交"}).ok()
	x.proof("examiner", id, 31).ok()
}

// problemIn brings a new problem of zhang into a state by the acts of its people.
func (x *house) problemIn(state flow.State) string {
	x.t.Helper()
	if state == flow.Draft {
		return x.problemDraft(x.person("zhang"))
	}
	id := x.report(x.person("zhang"))
	do := func(name, act string, more map[string]any) { x.t.Helper(); x.onProblemAct(name, id, act, more).ok() }
	switch state {
	case flow.Rejected:
		do("supervisor", "reject", map[string]any{"ground": "private_dispute", "reason": "属民事纠纷"})
		return id
	case flow.Merged:
		do("supervisor", "merge", map[string]any{"items": []any{map[string]any{"problem": x.report(x.person("li"))}}})
		return id
	case flow.Reported:
		return id
	}
	do("supervisor", "assign", x.marketLead())
	x.solution(id)
	if state == flow.Assigned {
		return id
	}
	do("examiner", "solve", nil)
	if state == flow.Returned {
		do("supervisor", "return", map[string]any{"reason": "消防窗口仍在收"})
	}
	if state == flow.Verified {
		do("supervisor", "verify", nil)
	}
	return id
}

// problemTrials are problems in every state, one that nothing proves and one that was sent
// back once.
func (x *house) problemTrials() []trial {
	other := x.report(x.person("li"))
	needs := map[flow.Act]map[string]any{
		"assign": x.marketLead(), "answer": {"reason": "正在核实"}, "reopen": {"reason": "消防窗口仍在收"}, "return": {"reason": "不属本部门"},
		"reject": {"ground": "no_basis", "reason": "法律要求如此"}, "merge": {"items": []any{map[string]any{"problem": other}}},
	}
	fields := func(act flow.Act) map[string]any { return needs[act] }
	county := []string{"the house", "zhang", "supervisor", "supervisor2", "auditor"}
	var list []trial
	for _, state := range flow.Problem.States {
		c := trial{name: "a problem " + string(state), subject: "problem", id: x.problemIn(state), state: state, full: true, fields: fields, guards: map[string]string{}}
		switch state {
		case flow.Draft:
			c.holders = []string{"the house", "zhang"}
		case flow.Reported, flow.Rejected, flow.Merged:
			c.holders = county
		}
		list = append(list, c)
	}
	bare := x.report(x.person("zhang"))
	x.onProblemAct("supervisor", bare, "assign", x.marketLead()).ok()
	back := x.problemIn(flow.Verified)
	x.onProblemAct("zhang", back, "reopen", needs["reopen"]).ok()
	x.onProblemAct("examiner", back, "solve", nil).ok()
	x.onProblemAct("supervisor", back, "verify", nil).ok()
	return append(list,
		trial{name: "a problem without a solution", subject: "problem", id: bare, state: flow.Assigned, fields: fields, guards: map[string]string{"solve": "measure reason_required R-CLM-13"}},
		trial{name: "a problem sent back once", subject: "problem", id: back, state: flow.Verified, fields: fields, guards: map[string]string{"reopen zhang": "act reopening_used R-CLM-13"}})
}
