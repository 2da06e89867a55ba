package hooks

import (
	"fmt"

	"onestop/hooks/rules/flow"
)

// item is another item of the basic catalogue that nobody has claimed yet.
func (x *house) item(n int) string {
	x.t.Helper()
	r, err := newRecord(x.app, "basic_items", map[string]any{"code": fmt.Sprintf("0020%05d000", n), "name": fmt.Sprintf("小餐饮备案之%d", n), "name_en": "Filing",
		"type": "20", "basis": "《食品安全法》第三十六条", "levels": []string{"4"}, "status": "in_use", "version": 1})
	if err != nil {
		x.t.Fatal(err)
	}
	if err := x.app.Save(r); err != nil {
		x.t.Fatal(err)
	}
	return r.Id
}

// opened is a new claim on an item, opened by a supervisor for market supervision.
func (x *house) opened(item string) string {
	x.t.Helper()
	return x.call("POST", "/api/collections/claims/records", x.person("supervisor"), map[string]any{"basic_item": item, "department": x.person("cataloguer").GetString("department")}).ok().id()
}

func (x *house) actOn(name, subject, id, act string, more map[string]any) reply {
	x.t.Helper()
	body := map[string]any{"subject": subject, subject: id, "act": act}
	for k, v := range more {
		body[k] = v
	}
	return x.call("POST", toActions, x.person(name), body)
}

// compile fills the draft of a claim so that every quality rule is met.
func (x *house) compile(claim string) string {
	x.t.Helper()
	cataloguer, service := x.person("cataloguer"), x.find("services", "claim='%s'", claim).Id
	x.call("PATCH", "/api/collections/services/records/"+service, cataloguer, map[string]any{
		"statutory_days": 10, "promised_days": 3, "conditions": "有固定场所", "service_objects": []string{"person"}, "channels": []string{"counter", "online"},
		"trips": 0, "online_depth": "IV", "result_kind": "other", "hours": "工作日", "consult_phone": "0816-1000001", "complaint_phone": "0816-1000009",
		"quantity_limit": "无限制", "scope": "county"}).ok()
	row := func(collection string, data map[string]any) {
		data["service"] = service
		x.call("POST", "/api/collections/"+collection+"/records", cataloguer, data).ok()
	}
	row("steps", map[string]any{"seq": 1, "name": "审查", "kind": "examine", "department": cataloguer.GetString("department"), "days": 2})
	sample := map[string]string{"service": service, "type": x.find("material_types", "code='M-AP'").Id, "name": "申请表", "necessity": "required", "source": "10", "original": "1", "form": "4",
		"basis": "《食品安全法》第三十六条", "order": "1"}
	r := multipartAs(x.t, "/api/collections/materials/records", sample, "sample", "sample.png", picture(5))
	x.send(r, cataloguer).ok()
	return service
}

// claimIn brings a new claim of market supervision into a state by the acts of its people.
func (x *house) claimIn(state flow.State) string {
	x.t.Helper()
	x.made++
	id := x.opened(x.item(x.made))
	do := func(name, act string, more map[string]any) { x.t.Helper(); x.actOn(name, "claim", id, act, more).ok() }
	switch state {
	case flow.ToClaim:
		return id
	case flow.Declining, flow.Declined:
		do("cataloguer", "decline", map[string]any{"ground": "no_body"})
		if state == flow.Declined {
			do("supervisor", "confirm_decline", nil)
		}
		return id
	case flow.Cancelled:
		do("supervisor", "cancel", map[string]any{"reason": "目录取消"})
		return id
	}
	do("cataloguer", "claim", nil)
	x.compile(id)
	for _, step := range []struct {
		leads     flow.State
		name, act string
		more      map[string]any
	}{
		{flow.InReview, "cataloguer", "submit", nil}, {flow.Approved, "supervisor2", "approve", nil},
		{flow.Published, "supervisor", "publish", nil},
		{flow.Suspended, "supervisor", "suspend", map[string]any{"reason": "系统检修", "until": (x.today() + 10).String()}},
	} {
		if state == flow.Compiling {
			return id
		}
		do(step.name, step.act, step.more)
		if step.leads == state {
			return id
		}
	}
	return id
}

// claimTrials are claims in every state, and a list that fails its checks.
func (x *house) claimTrials() []trial {
	needs := map[flow.Act]map[string]any{
		"decline": {"ground": "no_body"}, "reject_decline": {"reason": "属本级职权"}, "return": {"reason": "依据不全"},
		"suspend": {"reason": "系统检修", "until": (x.today() + 5).String()}, "cancel": {"reason": "目录取消"},
	}
	fields := func(act flow.Act) map[string]any { return needs[act] }
	var list []trial
	for _, state := range flow.Claim.States {
		c := trial{name: "a claim " + string(state), subject: "claim", id: x.claimIn(state), state: state, full: true, fields: fields, guards: map[string]string{}}
		switch state {
		case flow.Compiling, flow.InReview, flow.Approved: // nothing is published that could be closed
			c.guards["suspend"], c.guards["reopen"] = "act state_moved R-CLM-09", "act state_moved R-CLM-09"
		case flow.Published:
			c.guards["reopen"] = "act state_moved R-CLM-09"
		}
		if state == flow.Approved {
			c.guards["publish supervisor2"] = "act same_officer R-CLM-06"
		}
		list = append(list, c)
	}
	empty := x.opened(x.item(900))
	x.actOn("cataloguer", "claim", empty, "claim", nil).ok()
	return append(list, trial{name: "an empty list", subject: "claim", id: empty, state: flow.Compiling, fields: fields,
		guards: map[string]string{"submit": "act quality_failed R-CLM-07", "suspend": "act state_moved R-CLM-09", "reopen": "act state_moved R-CLM-09"}})
}

// eventIn is a life event of the county in a state.
func (x *house) eventIn(state flow.State) string {
	x.t.Helper()
	event, err := newRecord(x.app, "life_events", map[string]any{"name": "开办餐饮店", "lead": x.person("cataloguer").GetString("department"), "promised_days": 5})
	if err != nil {
		x.t.Fatal(err)
	}
	if err := x.app.Save(event); err != nil {
		x.t.Fatal(err)
	}
	x.member(event.Id, x.find("services", "name ~ '食品经营'").Id)
	acts := map[flow.State][]string{flow.Published: {"publish"}, flow.Suspended: {"publish", "suspend"}, flow.Cancelled: {"cancel"}}
	for _, act := range acts[state] {
		x.actOn("supervisor", "life_event", event.Id, act, map[string]any{"reason": "调整"}).ok()
	}
	return event.Id
}

func (x *house) member(event, service string, after ...string) string {
	x.t.Helper()
	r, err := newRecord(x.app, "life_event_members", map[string]any{"life_event": event, "service": service, "after": after})
	if err != nil {
		x.t.Fatal(err)
	}
	if err := x.app.Save(r); err != nil {
		x.t.Fatal(err)
	}
	return r.Id
}

func (x *house) lifeEventTrials() []trial {
	var list []trial
	for _, state := range flow.LifeEvent.States {
		list = append(list, trial{name: "a life event " + string(state), subject: "life_event", id: x.eventIn(state), state: state, full: true,
			fields: func(flow.Act) map[string]any { return map[string]any{"reason": "调整"} }})
	}
	return list
}
