package migrations

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// readers says who may read each thing of the world. Where a list shows a thing to fewer
// callers than a look at the one record, listed names them.
var readers = []struct {
	things, readers, listed string
}{
	{"region, market, day, published item, type, revision", everybody, everybody},
	{"closed", officers, officers},
	{"clerk", officers, officers},
	{"owner", "owner clerk examiner cataloguer supervisor auditor", "owner clerk supervisor auditor"},
	{"other", "other clerk supervisor auditor", "other clerk supervisor auditor"},
	{"gone", "auditor", "auditor"},
	{"identity, counter, receipt, bar, figure, try, session, second step", nobody, nobody},
	{"published claim, other claim, claim act", officers, officers},
	{"draft campaign, open campaign, planned task, started task, task act", officers, officers},
	{"meeting, attendance, question asked, question answered", officers, officers},
	{"published service, published material, published question, published option, published fee, published form field, published step", everybody, everybody},
	{"draft service, draft material, draft question, draft option, draft fee, draft form field, draft step", officers, officers},
	{"revised service, revised material, revised question, revised option, revised fee, revised form field, revised step", officers, officers},
	{"retired material, retired question, retired option, retired fee, retired form field, retired step, retired member", officers, officers},
	{"published event, published event question, published event option, published member", everybody, everybody},
	{"draft event, draft event question, draft event option, draft member", officers, officers},
	{"journey, draft journey", "owner supervisor auditor", "owner supervisor auditor"},
	{"counter journey", "owner " + office + " supervisor auditor", "owner supervisor auditor"},
	{"handed, handed document, review, notice, result, message, act", theCase, theCase},
	{"locked, locked document, locked notice, locked act, locked journey", "owner auditor", "owner auditor"},
	{"draft, draft document", "owner", "owner"},
	{"counter draft, counter draft document", "owner " + office, "owner " + office},
	{"problem, problem act", theCase, theCase},
	{"draft problem", "owner", "owner"},
	{"hall draft", "clerk", "clerk"},
	{"hall problem", "clerk supervisor auditor", "clerk supervisor auditor"},
	{"rating, rating act", "owner supervisor auditor", "owner supervisor auditor"},
	{"supervisor's rating, supervisor's rating act", "owner auditor", "owner auditor"},
	{"locked rating, locked rating act", "owner auditor", "owner auditor"},
	{"limit, common template, template", officers, officers},
	{"owner's post", "owner", "owner"},
	{"clerk's post", "clerk", "clerk"},
	{"row, look", "auditor", "auditor"},
}

func TestReading(t *testing.T) {
	w := newWorld(t)
	tried := map[string]bool{}
	for _, row := range readers {
		for thing := range strings.SplitSeq(row.things, ", ") {
			tried[w.things[thing].Collection().Name] = true
			for _, role := range roles {
				w.tryRead(thing, role, may(row.readers, role), may(row.listed, role))
			}
		}
	}
	for _, c := range collections(t, w.app) {
		if !tried[c.Name] {
			t.Errorf("nobody tries to read %s; give it a row", c.Name)
		}
	}
}

func (w *world) tryRead(thing, role string, view, listed bool) {
	r := w.things[thing]
	path := records(r.Collection().Name)
	if got := w.call(role, "GET", path+"/"+r.Id, nil); (got.status == http.StatusOK) != view || got.status >= 500 {
		w.t.Errorf("%s views %s: %d, allowed %t", role, thing, got.status, view)
	}
	list := w.list(role, r.Collection().Name)
	found := slices.ContainsFunc(list.body.Items, func(x struct{ ID string }) bool { return x.ID == r.Id })
	if found != listed || (list.status != http.StatusOK && list.status != http.StatusForbidden) {
		w.t.Errorf("%s lists %s: %d, found %t, allowed %t", role, thing, list.status, found, listed)
	}
}

// creators says who may create what; the body is good for everybody else than the rule.
func (w *world) creators() []struct {
	collection, creators string
	body                 func(role string) map[string]any
} {
	type body = func(string) map[string]any
	rows := []struct {
		collection, creators string
		body                 func(string) map[string]any
	}{
		{"applicants", everybody, func(role string) map[string]any {
			return map[string]any{"name": role, "kind": "person", "id_type": "passport", "id_number": "E********1", "email": role + "@new.test", "password": "onestop-demo-2026", "passwordConfirm": "onestop-demo-2026"}
		}},
		{"applications", "owner other clerk", func(string) map[string]any { return w.application(w.id("owner"), "draft", nil) }},
		{"actions", signed, func(string) map[string]any {
			return map[string]any{"subject": "application", "application": w.id("handed"), "act": "check"}
		}},
		{"documents", signed, func(role string) map[string]any {
			return map[string]any{"application": w.id("draft"), "material": w.id("published material"), "applicant": w.id("owner"), "verdict": "pending", "file": role}
		}},
		{"messages", signed, func(string) map[string]any { return map[string]any{"application": w.id("handed"), "text": "您好"} }},
		{"options", cataloguers, func(string) map[string]any {
			return map[string]any{"question": w.id("draft question"), "text": "否"}
		}},
		{"options", nobody, func(string) map[string]any {
			return map[string]any{"question": w.id("published question"), "text": "否"}
		}},
		{"problems", "owner other clerk supervisor", func(string) map[string]any { return w.problem("draft", "owner", "") }},
		{"ratings", "owner other", func(role string) map[string]any { // whose case it is, the hook looks after
			return w.rating(w.put("rated by "+role, "applications", w.application(w.id("owner"), "closed", nil)))
		}},
		{"journeys", "owner other clerk", func(string) map[string]any { return w.journey("draft") }},
		{"claims", "cataloguer police.cataloguer supervisor", func(role string) map[string]any {
			return map[string]any{"basic_item": w.item("item for "+role, 50+slices.Index(roles, role)), "department": w.id("station")}
		}},
		{"campaigns", "supervisor", func(string) map[string]any { return w.campaign("draft") }},
		{"tasks", "supervisor", func(string) map[string]any { return w.task("open campaign", "planned") }},
		{"trainings", "supervisor", func(string) map[string]any { return w.meeting("again") }},
		{"templates", "clerk examiner supervisor", func(string) map[string]any { return w.template("market") }},
		{"templates", "supervisor", func(string) map[string]any { return w.template("") }},
		{"training_questions", officers, func(string) map[string]any { return w.asked("") }},
		{"options", nobody, func(string) map[string]any {
			return map[string]any{"question": w.id("draft event question"), "text": "否"}
		}},
		{"questions", nobody, func(string) map[string]any {
			return map[string]any{"life_event": w.id("draft event"), "text": "？"}
		}},
	}
	for _, collection := range []string{"materials", "questions", "fees", "form_fields", "steps"} {
		for state, creators := range map[string]string{"draft": cataloguers, "published": nobody} {
			rows = append(rows, struct {
				collection, creators string
				body                 func(string) map[string]any
			}{collection, creators, body(func(role string) map[string]any {
				return w.row(collection, w.id(state+" service"), false, "b_"+strings.ReplaceAll(role, ".", "_"))
			})})
		}
	}
	return rows
}

func TestCreating(t *testing.T) {
	w := newWorld(t)
	tried := map[string]bool{}
	for _, row := range w.creators() {
		tried[row.collection] = true
		for _, role := range roles {
			body := row.body(role)
			got := w.call(role, "POST", records(row.collection), body)
			want := http.StatusBadRequest // the platform does not say that it is the rule
			if may(row.creators, role) {
				want = http.StatusOK
			}
			if got.status != want || len(got.body.Data) > 0 {
				t.Errorf("%s creates in %s: %d, want %d: %s", role, row.collection, got.status, want, got.text)
			}
			w.drop(row.collection, got.body.ID) // and the same once more in a batch
			if got := w.batch(role, "POST", records(row.collection), body); got.status != want {
				t.Errorf("%s creates in %s by a batch: %d, want %d: %s", role, row.collection, got.status, want, got.text)
			}
		}
	}
	w.closed("POST", "create", tried, func(c *core.Collection) (*string, string) { return c.CreateRule, records(c.Name) })
}

// closed tries every collection that no row names: its rule must be nobody's, and a role
// of each kind must be turned away.
func (w *world) closed(method, op string, tried map[string]bool, rule func(*core.Collection) (*string, string)) {
	for _, c := range collections(w.t, w.app) {
		if tried[c.Name] {
			continue
		}
		allowed, path := rule(c)
		if allowed != nil {
			w.t.Errorf("%s: somebody may %s and no row tries it: %s", c.Name, op, *allowed)
			continue
		}
		for _, role := range []string{"guest", "owner", "clerk", "supervisor"} {
			for way, send := range w.doors() {
				if got := send(role, method, path, map[string]any{"name": "x"}); got.status != http.StatusForbidden {
					w.t.Errorf("%s may %s in %s%s: %d %s", role, op, c.Name, way, got.status, got.text)
				}
			}
		}
	}
}

// oneOf finds a record of the collection, so that a refusal is about the rule.
func (w *world) oneOf(c *core.Collection) string {
	for _, name := range slices.Sorted(maps.Keys(w.things)) {
		if w.things[name].Collection().Name == c.Name {
			return records(c.Name) + "/" + w.things[name].Id
		}
	}
	w.t.Fatalf("the world has nothing of %s", c.Name)
	return ""
}

// writers says who may change what.
var writers = []struct {
	thing, writers string
	patch          map[string]any
	refs           map[string]string // fields that take the id of a thing
}{
	{"handed", "owner clerk", map[string]any{"agent_name": "代"}, nil},
	{"draft", "owner", map[string]any{"agent_name": "代"}, nil},
	{"counter draft", "owner clerk", map[string]any{"agent_name": "代"}, nil},
	{"owner", "owner", map[string]any{"consent_version": "2"}, nil},
	{"other", "other", map[string]any{"consent_version": "2"}, nil},
	{"clerk", "clerk", map[string]any{"absent": true}, nil},
	{"auditor", "auditor", map[string]any{"absent": true}, nil},
	{"journey", nobody, map[string]any{"form": map[string]any{"a": 1}}, nil},
	{"draft journey", "owner", map[string]any{"form": map[string]any{"a": 1}}, nil},
	{"counter journey", "owner clerk", map[string]any{"form": map[string]any{"a": 1}}, nil},
	{"problem", office + " supervisor", map[string]any{"measure": "改为一次提交"}, nil},
	{"draft problem", "owner", map[string]any{"text": "还要跑两趟"}, nil},
	{"hall draft", "clerk", map[string]any{"text": "还要跑两趟"}, nil},
	{"hall problem", "supervisor", map[string]any{"category": "trips"}, nil},
	{"draft service", cataloguers, map[string]any{"conditions": "条件"}, nil},
	{"draft service", nobody, nil, map[string]string{"department": "station"}},
	{"draft service", nobody, nil, map[string]string{"claim": "other claim"}},
	{"published service", nobody, map[string]any{"conditions": "条件"}, nil},
	{"revised service", cataloguers, map[string]any{"conditions": "条件"}, nil},
	{"revised material", cataloguers, map[string]any{"retired": true}, nil},
	{"other claim", "supervisor", nil, map[string]string{"owner": "clerk"}},
	{"other claim", nobody, nil, map[string]string{"basic_item": "draft item"}},
	{"other claim", nobody, nil, map[string]string{"department": "market"}},
	{"draft campaign", "supervisor", map[string]any{"goal": "目标"}, nil},
	{"open campaign", "supervisor", map[string]any{"goal": "目标"}, nil},
	{"planned task", "supervisor", map[string]any{"days": 2}, nil},
	{"started task", "cataloguer police.cataloguer supervisor", map[string]any{"days": 2}, nil},
	{"meeting", "supervisor", map[string]any{"agenda": "议程"}, nil},
	{"template", "clerk examiner supervisor", map[string]any{"text": "请补交。"}, nil},
	{"template", "supervisor", nil, map[string]string{"department": "station"}},
	{"common template", "supervisor", map[string]any{"text": "请补交。"}, nil},
	{"question asked", "supervisor", map[string]any{"answer": "答"}, nil},
	{"draft option", cataloguers, map[string]any{"text": "是的"}, nil},
	{"draft option", nobody, nil, map[string]string{"question": "published question"}},
	{"published option", nobody, map[string]any{"text": "是的"}, nil},
	{"draft event question", nobody, map[string]any{"text": "??"}, nil},
	{"draft event option", nobody, map[string]any{"text": "!!"}, nil},
	{"draft material", cataloguers, map[string]any{"retired": true}, nil},
	{"draft material", nobody, nil, map[string]string{"service": "published service"}},
	{"published material", nobody, map[string]any{"retired": true}, nil},
	{"draft question", cataloguers, map[string]any{"retired": true}, nil},
	{"draft question", nobody, nil, map[string]string{"service": "published service"}},
	{"published question", nobody, map[string]any{"retired": true}, nil},
	{"draft fee", cataloguers, map[string]any{"retired": true}, nil},
	{"draft fee", nobody, nil, map[string]string{"service": "published service"}},
	{"published fee", nobody, map[string]any{"retired": true}, nil},
	{"draft form field", cataloguers, map[string]any{"retired": true}, nil},
	{"draft form field", nobody, nil, map[string]string{"service": "published service"}},
	{"published form field", nobody, map[string]any{"retired": true}, nil},
	{"draft step", cataloguers, map[string]any{"retired": true}, nil},
	{"draft step", nobody, nil, map[string]string{"service": "published service"}},
	{"published step", nobody, map[string]any{"retired": true}, nil},
}

func TestUpdating(t *testing.T) {
	w := newWorld(t)
	tried := map[string]bool{}
	for _, row := range writers {
		r := w.things[row.thing]
		tried[r.Collection().Name] = true
		patch := map[string]any{}
		maps.Copy(patch, row.patch)
		for field, thing := range row.refs {
			patch[field] = w.id(thing)
		}
		for _, role := range roles {
			want := http.StatusNotFound // the platform does not tell a stranger that there is one
			if may(row.writers, role) {
				want = http.StatusOK
			}
			for way, send := range w.doors() {
				if got := send(role, "PATCH", records(r.Collection().Name)+"/"+r.Id, patch); got.status != want {
					t.Errorf("%s changes %s by %v%s: %d, want %d: %s", role, row.thing, patch, way, got.status, want, got.text)
				}
			}
		}
	}
	w.closed("PATCH", "update", tried, func(c *core.Collection) (*string, string) { return c.UpdateRule, w.oneOf(c) })
}

func TestDeleting(t *testing.T) {
	w := newWorld(t)
	type deletion struct {
		collection, deleters string
		fields               map[string]any
	}
	rows := []deletion{
		{"applications", "owner", w.application(w.id("owner"), "draft", nil)},
		{"applications", "owner", w.application(w.id("owner"), "draft", []string{w.id("market")})},
		{"applications", nobody, w.application(w.id("owner"), "submitted", []string{w.id("market")})},
		{"applications", nobody, w.application(w.id("owner"), "closed", []string{w.id("market")})},
		{"journeys", "owner", w.journey("draft")},
		{"journeys", nobody, w.journey("submitted")},
		{"campaigns", "supervisor", w.campaign("draft")},
		{"campaigns", nobody, w.campaign("open")},
		{"tasks", "supervisor", w.task("open campaign", "planned")},
		{"problems", "owner", w.problem("draft", "owner", "")},
		{"problems", "clerk", w.problem("draft", "clerk", "")},
		{"problems", nobody, w.problem("reported", "owner", w.id("market"))},
		{"trainings", "supervisor", w.meeting("gone")},
		{"templates", "clerk examiner supervisor", w.template("market")},
		{"templates", "supervisor", w.template("")},
		{"training_attendances", "supervisor", map[string]any{"training": w.id("meeting"), "officer": w.id("police")}},
		{"training_questions", "clerk supervisor", w.asked("")},
		{"training_questions", "supervisor", w.asked("答")},
		{"documents", "owner", map[string]any{"application": w.id("draft")}},
		{"documents", "owner clerk", map[string]any{"application": w.id("counter draft")}},
		{"documents", nobody, map[string]any{"application": w.id("handed")}},
	}
	for collection, row := range map[string]func(string) map[string]any{
		"options": func(state string) map[string]any {
			return map[string]any{"question": w.id(state + " question"), "text": "否"}
		},
		"materials": nil, "questions": nil, "fees": nil, "form_fields": nil, "steps": nil,
	} {
		if row == nil {
			row = func(state string) map[string]any { return w.row(collection, w.id(state+" service"), false, "d") }
		}
		rows = append(rows, deletion{collection, cataloguers, row("draft")}, deletion{collection, cataloguers, row("revised")}, deletion{collection, nobody, row("published")})
	}
	tried := map[string]bool{}
	for i, row := range rows {
		tried[row.collection] = true
		if row.collection == "documents" {
			maps.Copy(row.fields, map[string]any{"material": w.id("published material"), "applicant": w.id("owner"), "verdict": "pending"})
		}
		for _, role := range roles {
			name := fmt.Sprintf("deleted %d by %s", i, role)
			if row.collection == "form_fields" {
				row.fields["key"] = strings.ReplaceAll(role, ".", "_")
			}
			if row.collection == "training_attendances" { // once in a meeting
				row.fields["training"] = w.put("meeting of "+name, "trainings", w.meeting(name))
			}
			want := http.StatusNotFound
			if may(row.deleters, role) {
				want = http.StatusNoContent
			}
			for way, send := range w.doors() {
				id := w.put(name, row.collection, row.fields)
				if got := send(role, "DELETE", records(row.collection)+"/"+id, nil); got.status != want {
					t.Errorf("row %d: %s deletes in %s%s: %d, want %d: %s", i, role, row.collection, way, got.status, want, got.text)
				}
				w.drop(row.collection, id)
			}
		}
	}
	w.closed("DELETE", "delete", tried, func(c *core.Collection) (*string, string) { return c.DeleteRule, w.oneOf(c) })
}
