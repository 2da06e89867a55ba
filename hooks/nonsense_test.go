package hooks

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http/httptest"
	"regexp"
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

// with is the body with some fields of it replaced; a password is said twice, and with
// the old one where it is changed.
func (p post) with(values map[string]any) map[string]any {
	body := maps.Clone(p.base)
	maps.Copy(body, values)
	if value, changed := values["password"]; changed {
		body["passwordConfirm"] = value
		if p.id != "" {
			body["oldPassword"] = password
		}
	}
	return body
}

// try sends a body that is refused, so that nothing is committed and no file left.
func (w *world) try(p post, body map[string]any) reply {
	w.t.Helper()
	w.requests++
	answer := w.sendPost(p, body)
	if w.seen.moved() {
		w.t.Errorf("%s: %v was committed: %d %s", p, body, answer.status, answer.text)
	}
	return answer
}

// sendPost sends a body; documents come with a picture, as a browser sends them.
func (w *world) sendPost(p post, body map[string]any) reply {
	w.t.Helper()
	as := w.personOrGuest(p.by)
	if _, named := body["file"]; named || p.collection.Name != "documents" || p.id != "" {
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
	if _, known := w.people[name]; !known && name != "" {
		w.people[name] = w.person(name)
	}
	return w.people[name]
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
	case c.Fields.GetByName("service") != nil && !slices.Contains(houseOnly, c.Name):
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
			if strings.HasPrefix(by, "clerk") && c.Name == "applicants" { // at the counter nobody chooses a password
				delete(base, "password")
				delete(base, "passwordConfirm")
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
// with the field and a code; nothing is committed and no file is left.
func TestNonsenseInEveryField(t *testing.T) {
	w := newWorld(t)
	collections, err := w.app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	before, writers, asked := w.rows(), []string{}, map[string]bool{}
	for _, c := range collections {
		if c.System {
			continue
		}
		for _, p := range w.posts(c) {
			if !w.may(p) {
				w.refuses(p)
				continue
			}
			writers = append(writers, p.String())
			if kind := fmt.Sprint(c.Name, p.id == "", actorOf(w.personOrGuest(p.by)).kind); !asked[kind] {
				asked[kind] = true // what a value is refused for does not depend on the officer
				w.refusesNonsense(p)
			}
		}
	}
	if names := changed(before, w.rows()); len(names) > 0 {
		t.Errorf("rows were left in %v", names)
	}
	for _, must := range []string{"applications by zhang anew", "applications by clerk changed", "actions by zhang anew", "documents by zhang anew",
		"messages by clerk anew", "applicants by  anew", "materials by cataloguer changed", "officers by clerk changed", "calendar by admin anew"} {
		if !slices.Contains(writers, must) {
			t.Errorf("%s is refused, so nothing was asked of it", must)
		}
	}
	t.Logf("%d values in %d requests by %d writers: %s", w.values, w.requests, len(writers), strings.Join(writers, ", "))
}

// refuses: whoever may not write writes nothing, however good the body is.
func (w *world) refuses(p post) {
	if answer := w.try(p, p.base); answer.status/100 != 4 {
		w.t.Errorf("%s, who may not: %d %s", p, answer.status, answer.text)
	}
}

// refusesNonsense sends every nonsense in every field: each kind in all fields at once,
// and alone in the fields that the first refusal does not name or the access rule reads.
func (w *world) refusesNonsense(p post) {
	kinds := map[string]map[string]any{}
	add := func(kind, key string, value any) {
		if kinds[kind] == nil {
			kinds[kind] = map[string]any{}
		}
		kinds[kind][key] = value
		w.values++
	}
	for _, f := range p.collection.Fields {
		for kind, value := range w.badValues(p, f) {
			if slices.Contains(hookOnly[p.collection.Name], f.GetName()) {
				kind += " where the house writes" // refused apart from the others
			}
			add(kind, f.GetName(), value)
		}
		for kind, pair := range w.houseValues(p, f) {
			add(kind, pair.key, pair.value)
		}
	}
	for kind, values := range kinds {
		together := maps.Clone(values)
		maps.DeleteFunc(together, func(key string, _ any) bool { return ruled(p, key) })
		answer := reply{}
		if len(together) > 0 {
			answer = w.try(p, p.with(together))
		}
		for key, value := range values {
			if !named(answer, kind, key) {
				w.refusesAt(p, key, kind, w.try(p, p.with(map[string]any{key: value})))
			}
		}
	}
}

// named reports whether an answer refuses the key: what is the house's is field_readonly.
func named(answer reply, kind, key string) bool {
	code := answer.code(strings.Trim(key, "+-"))
	return answer.status == 400 && code != "" && (!strings.HasPrefix(kind, houses) || code == "field_readonly")
}

// badValues are the nonsense of a field, and for what must be there its absence.
func (w *world) badValues(p post, f core.Field) map[string]any {
	values := w.nonsense(f)
	_, asked := p.base[f.GetName()]
	if required(f) && (asked || p.id != "" && f.Type() != core.FieldTypePassword && f.GetName() != "id" && f.GetName() != "tokenKey") {
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

// houses begins the kinds that are no nonsense, but the house's to say.
const houses = "the house's "

type pair struct {
	key   string
	value any
}

// houseValues are real values for a field that only the house writes, and the ways to
// say them.
func (w *world) houseValues(p post, f core.Field) map[string]pair {
	name := f.GetName()
	mine := slices.Contains(hookOnly[p.collection.Name], name)
	hidden := f.GetHidden() && f.Type() != core.FieldTypePassword && p.by != "admin"
	if !mine && !hidden {
		return nil
	}
	value := w.sample(f)
	if relation, ok := f.(*core.RelationField); ok && p.id != "" {
		value = w.another(relation, p.id)
	}
	return map[string]pair{houses + "word": {name, value}, houses + "addition": {name + "+", value},
		houses + "addition before": {"+" + name, value}, houses + "removal": {name + "-", value}}
}

// another is a record that the relation of a record does not name.
func (w *world) another(f *core.RelationField, id string) string {
	w.t.Helper()
	for _, c := range []string{"applications", "actions", "documents", "messages"} {
		r, err := w.app.FindRecordById(c, id)
		if err != nil {
			continue
		}
		list, err := w.app.FindAllRecords(f.CollectionId)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, other := range list {
			if !slices.Contains(r.GetStringSlice(f.Name), other.Id) {
				return other.Id
			}
		}
	}
	return "nothing00000000"
}

// refusesAt checks that an answer is a refusal at the field or at the act. What the
// platform refuses before any hook, by the access rule or for want of a hash, has no field.
func (w *world) refusesAt(p post, key, kind string, answer reply) {
	w.t.Helper()
	early := ruled(p, key) || (key == "password" && strings.HasPrefix(kind, "too long"))
	if early && answer.status/100 == 4 && len(answer.body["data"].(map[string]any)) == 0 {
		return
	}
	if !named(answer, kind, key) && answer.code("act") == "" {
		w.t.Errorf("%s: %s in %s gives %d %s", p, kind, key, answer.status, answer.text)
	}
}

// ruled reports whether the access rule itself is judged by the field of a key.
func ruled(p post, key string) bool {
	rule := p.collection.CreateRule
	if p.id != "" {
		rule = p.collection.UpdateRule
	}
	return p.by != "admin" && rule != nil && regexp.MustCompile(`(^|[^.\w])(@request\.body\.)?`+strings.Trim(key, "+-")+`\b`).MatchString(*rule)
}

// code is the code under a field of a refusal, "" where there is none.
func (r reply) code(field string) string {
	data, _ := r.body["data"].(map[string]any)
	at, _ := data[field].(map[string]any)
	code, _ := at["code"].(string)
	return code
}
