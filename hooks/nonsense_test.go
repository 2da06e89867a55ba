package hooks

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// everybody are the people who may try to write; "" is a guest.
var everybody = []string{"", "zhang", "li", "clerk", "examiner", "approver", "supervisor", "auditor", "cataloguer", "clerk.police", "admin"}

// post is one way in which one person may try to write to one collection.
type post struct {
	by         string
	collection *core.Collection
	id         string // of the record to change, "" to create one
	base       map[string]any
}

func (p post) String() string {
	return fmt.Sprintf("%s by %s%s", p.collection.Name, p.by, map[bool]string{true: " anew", false: " changed"}[p.id == ""])
}

func (p post) path() string {
	path := "/api/collections/" + p.collection.Name + "/records"
	if p.id != "" {
		path += "/" + p.id
	}
	return path
}

func (p post) method() string {
	if p.id != "" {
		return "PATCH"
	}
	return "POST"
}

// with is the body with one field of it replaced.
func (p post) with(field string, value any) map[string]any {
	body := maps.Clone(p.base)
	body[field] = value
	return body
}

// try sends a body; documents come with a picture, as a browser sends them.
func (w *world) try(p post, body map[string]any) reply {
	w.t.Helper()
	as := w.personOrGuest(p.by)
	if p.collection.Name != "documents" || p.id != "" {
		return w.call(p.method(), p.path(), as, body)
	}
	text, err := json.Marshal(body)
	if err != nil {
		w.t.Fatal(err)
	}
	r := multipartRequest(w.t, p.path(), map[string]string{"@jsonPayload": string(text)}, "示例.png", picture(5))
	return w.send(r, as)
}

func (w *world) personOrGuest(name string) *core.Record {
	if name == "" {
		return nil
	}
	return w.person(name)
}

// may reports whether the write with the unharmed body is taken: it runs as the first
// of a batch whose second request always fails, so that nothing of it stays.
func (w *world) may(p post) bool {
	w.t.Helper()
	requests := []any{
		map[string]any{"method": p.method(), "url": p.path(), "body": p.base},
		map[string]any{"method": "POST", "url": "/api/collections/nowhere/records", "body": map[string]any{}},
	}
	text, err := json.Marshal(map[string]any{"requests": requests})
	if err != nil {
		w.t.Fatal(err)
	}
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	form.WriteField("@jsonPayload", string(text))
	if p.collection.Name == "documents" && p.id == "" {
		part, err := form.CreateFormFile("requests.0.file", "示例.png")
		if err != nil {
			w.t.Fatal(err)
		}
		part.Write(picture(5))
	}
	form.Close()
	r := httptest.NewRequest("POST", "/api/batch", &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	answer := w.send(r, w.personOrGuest(p.by))
	if answer.status != 400 {
		w.t.Fatalf("%s: the batch answers %d %s", p, answer.status, answer.text)
	}
	data, _ := answer.body["data"].(map[string]any)
	requestFaults, _ := data["requests"].(map[string]any)
	_, second := requestFaults["1"]
	return second
}

// base is a body that the collection takes from whoever may write it.
func (w *world) base(c *core.Collection) map[string]any {
	body := map[string]any{}
	for _, f := range c.Fields {
		name := f.GetName()
		if f.GetHidden() || f.Type() == core.FieldTypeFile || f.Type() == core.FieldTypeAutodate || name == "id" || slices.Contains(hookOnly[c.Name], name) {
			continue
		}
		body[name] = w.sample(f)
	}
	maps.Copy(body, w.particulars(c.Name))
	for name, value := range body {
		if value == nil {
			delete(body, name)
		}
	}
	return body
}

// particulars are what a collection asks for beyond its fields' own rules; nil leaves a
// field out.
func (w *world) particulars(collection string) map[string]any {
	account := map[string]any{"password": password, "passwordConfirm": password, "verified": nil, "email": "new@demo.test"}
	switch collection {
	case "applicants":
		maps.Copy(account, map[string]any{"kind": "person", "id_type": "resident_id", "id_number": "510799194203050111", "phone": "13900000001"})
		return account
	case "officers":
		return account
	case "applications":
		return map[string]any{"service": w.find("services", "name ~ '食品'").Id, "applicant": nil, "journey": nil, "channel": nil,
			"options": nil, "form": map[string]any{"premises": "示例路9号"}}
	case "documents":
		return map[string]any{"application": w.own, "material": w.material("M-AP"), "applicant": nil, "type": nil, "reuse_of": nil, "page": 1}
	case "actions":
		return map[string]any{"subject": "application", "application": w.own, "act": "submit", "claim": nil, "result": nil, "life_event": nil,
			"review": nil, "items": nil, "ground": nil, "until": nil}
	case "messages":
		return map[string]any{"application": w.running}
	case "journeys":
		return map[string]any{"applicant": nil, "form": map[string]any{}}
	case "claims":
		return map[string]any{"department": w.find("departments", "code = '11510799DEM000022X'").Id}
	case "services":
		return map[string]any{"regime": "GENERAL"}
	case "questions":
		return map[string]any{"service": w.list, "life_event": nil}
	case "form_fields":
		return map[string]any{"service": w.list, "key": "area", "choices": []any{"大", "小"}}
	case "materials", "fees", "steps":
		return map[string]any{"service": w.list}
	case "options":
		return map[string]any{"question": w.find("questions", "service = '%s'", w.list).Id}
	}
	return nil
}

// target is the record that a person would change.
func (w *world) target(c *core.Collection, by string) string {
	switch {
	case c.Name == "applications" && by == "clerk":
		return w.atCounter
	case c.Name == "applications":
		return w.own
	case c.Name == "services":
		return w.list
	case c.Fields.GetByName("service") != nil && c.Name != "revisions":
		return w.find(c.Name, "service = '%s'", w.list).Id
	case c.Name == "options":
		return w.find("options", "question.service = '%s'", w.list).Id
	case c.Name == "officers" || c.Name == "applicants":
		if as := w.personOrGuest(by); as != nil && as.Collection().Id == c.Id {
			return as.Id
		}
	}
	return w.anyOf(c.Name)
}

// posts are all ways in which anybody might write to a collection.
func (w *world) posts(c *core.Collection) []post {
	var list []post
	for _, by := range everybody {
		if c.CreateRule != nil || by == "admin" {
			base := w.base(c)
			if by == "clerk" && c.Name == "applications" {
				base["applicant"] = w.person("li").Id
			}
			if by == "clerk" && (c.Name == "documents" || c.Name == "actions") {
				base["application"] = w.atCounter
			}
			list = append(list, post{by, c, "", base})
		}
		if c.UpdateRule != nil || by == "admin" {
			list = append(list, post{by, c, w.target(c, by), map[string]any{}})
		}
	}
	return list
}

// Nonsense in every field of every collection that anyone may write is answered 4xx
// with the field and a code; nothing is stored and no file is left.
func TestNonsenseInEveryField(t *testing.T) {
	w := newWorld(t)
	collections, err := w.app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	tried, writers := 0, []string{}
	for _, c := range collections {
		if c.System {
			continue
		}
		for _, p := range w.posts(c) {
			if !w.may(p) {
				tried += w.refusesAll(p)
				continue
			}
			writers = append(writers, p.String())
			tried += w.refusesNonsense(p)
		}
	}
	t.Logf("%d requests by %d writers: %s", tried, len(writers), strings.Join(writers, ", "))
}

// refusesAll: whoever may not write writes nothing, whatever comes.
func (w *world) refusesAll(p post) int {
	before := w.rows()
	bodies := []map[string]any{p.base, {}, {"id": "x"}}
	for _, body := range bodies {
		if answer := w.try(p, body); answer.status/100 != 4 {
			w.t.Errorf("%s, who may not: %d %s", p, answer.status, answer.text)
		}
	}
	if names := changed(before, w.rows()); len(names) > 0 {
		w.t.Errorf("%s changed %v", p, names)
	}
	return len(bodies)
}

// refusesNonsense sends every nonsense in every field.
func (w *world) refusesNonsense(p post) int {
	before, row := w.rows(), ""
	if p.id != "" {
		row = w.content(p.collection.Name, p.id)
	}
	tried := 0
	for _, f := range p.collection.Fields {
		name := f.GetName()
		for what, value := range w.badValues(p, f) {
			tried++
			w.refusesAt(p, name, what, w.try(p, p.with(name, value)))
		}
		for key, value := range w.readonlyKeys(p, f) {
			tried++
			answer := w.try(p, p.with(key, value))
			if code := answer.code(name); answer.status != 400 || code != "field_readonly" {
				w.t.Errorf("%s: %s is the house's, got %d %s", p, key, answer.status, answer.text)
			}
		}
	}
	if names := changed(before, w.rows()); len(names) > 0 {
		w.t.Errorf("%s changed %v", p, names)
	}
	if p.id != "" && row != w.content(p.collection.Name, p.id) {
		w.t.Errorf("%s: the row is another one", p)
	}
	return tried
}

// badValues are the nonsense of a field, and for what must be there its absence.
func (w *world) badValues(p post, f core.Field) map[string]any {
	values := w.nonsense(f)
	if required(f) && f.GetName() != "id" && f.GetName() != "tokenKey" && !(p.id != "" && f.Type() == core.FieldTypePassword) {
		values["nothing"] = ""
	}
	return values
}

func required(f core.Field) bool {
	switch f := f.(type) {
	case *core.TextField:
		return f.Required
	case *core.SelectField:
		return f.Required
	case *core.RelationField:
		return f.Required
	case *core.PasswordField:
		return f.Required
	}
	return false
}

// readonlyKeys are real values for a field that only the house writes, and the ways to
// say them.
func (w *world) readonlyKeys(p post, f core.Field) map[string]any {
	name := f.GetName()
	mine := slices.Contains(hookOnly[p.collection.Name], name)
	hidden := f.GetHidden() && f.Type() != core.FieldTypePassword && p.by != "admin"
	if !mine && !hidden {
		return nil
	}
	value := w.sample(f)
	return map[string]any{name: value, name + "+": value, "+" + name: value, name + "-": value}
}

// refusesAt checks that an answer is a refusal at the field or at the act.
func (w *world) refusesAt(p post, field, what string, answer reply) {
	w.t.Helper()
	if answer.status != 400 || (answer.code(field) == "" && answer.code("act") == "") {
		w.t.Errorf("%s: %s in %s gives %d %s", p, what, field, answer.status, answer.text)
	}
}

// code is the code under a field of a refusal, "" where there is none.
func (r reply) code(field string) string {
	data, _ := r.body["data"].(map[string]any)
	at, _ := data[field].(map[string]any)
	code, _ := at["code"].(string)
	return code
}
