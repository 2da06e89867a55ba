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
		return map[string]any{"agent_id": "510799194203050111", "service": w.find("services", "name ~ '食品'").Id, "applicant": nil, "journey": nil, "channel": nil,
			"options": nil, "form": map[string]any{"premises": "示例路9号"}}
	case "documents":
		return map[string]any{"application": w.own, "material": w.material("M-AP"), "applicant": nil, "type": nil, "reuse_of": nil, "page": 1}
	case "actions":
		return map[string]any{"subject": "application", "application": w.own, "act": "submit", "claim": nil, "result": nil, "life_event": nil, "problem": nil, "rating": nil, "campaign": nil, "task": nil,
			"review": nil, "items": nil, "ground": nil, "until": nil}
	case "ratings":
		return map[string]any{"application": w.finished, "grade": 4, "tags": []any{"fast"}}
	case "messages":
		return map[string]any{"application": w.running}
	case "training_questions":
		return map[string]any{"answer": nil, "answer_en": nil, "published": nil}
	case "journeys":
		return map[string]any{"applicant": nil, "form": map[string]any{}}
	case "claims":
		return map[string]any{"department": w.find("departments", "code = '11510799DEM000022X'").Id}
	case "campaigns":
		return map[string]any{"starts": "2026-03-02", "deadline": "2026-06-30"}
	case "tasks":
		return map[string]any{"campaign": w.find("campaigns", "id != ''").Id, "after": nil, "meter": "manual", "cut": nil, "days": 3}
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
	case c.Fields.GetByName("service") != nil && !slices.Contains(houseOnly, c.Name) && c.Name != "ratings":
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
