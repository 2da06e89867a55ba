package hooks

import (
	"bytes"
	"fmt"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

const (
	toApplications = "/api/collections/applications/records"
	toActions      = "/api/collections/actions/records"
	toDocuments    = "/api/collections/documents/records"
	toMessages     = "/api/collections/messages/records"
)

// Relations that exist but belong to somebody else, and lists of a wrong shape: each is
// refused with its field and code, and nothing is committed.
func TestForeignRelationsAndShapes(t *testing.T) {
	w := newWorld(t)
	food, other := w.find("services", "name ~ '食品'").Id, w.find("services", "name ~ '户口'").Id
	li := w.person("li").Id
	act := func(application, act string, more ...any) map[string]any {
		body := map[string]any{"subject": "application", "application": application, "act": act}
		for i := 0; i < len(more); i += 2 {
			body[more[i].(string)] = more[i+1]
		}
		return body
	}
	list := func(items ...any) []any { return items }
	item := func(pairs ...any) map[string]any {
		m := map[string]any{}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i].(string)] = pairs[i+1]
		}
		return m
	}
	for _, c := range []struct {
		name, by, method, path string
		body                   map[string]any
		field, code            string
	}{
		{"R-AL-02 a case in another's name", "zhang", "POST", toApplications, item("service", food, "applicant", li), "applicant", "record_foreign"},
		{"R-PL-20 a counter that is none", "zhang", "POST", toApplications, item("service", food, "channel", "counter"), "channel", "role_required"},
		{"R-CLM-09 a list not published", "zhang", "POST", toApplications, item("service", w.list), "service", "service_not_open"},
		{"an option of another list", "zhang", "POST", toApplications, item("service", food, "options", list(w.find("options", "question.service = '%s'", w.list).Id)), "options", "option_invalid"},
		{"an option twice", "zhang", "POST", toApplications, item("service", food, "options", list("nothing00000000", "nothing00000000")), "options", "option_invalid"},
		{"a form of text", "zhang", "POST", toApplications, item("service", food, "form", "premises"), "form", "value_invalid"},
		{"a form of a list", "zhang", "POST", toApplications, item("service", food, "form", list(1, 2)), "form", "value_invalid"},
		{"a form with a field that is not asked", "zhang", "POST", toApplications, item("service", food, "form", item("bank", "6222")), "form", "form_incomplete"},
		{"an answer as long as a book", "zhang", "POST", toApplications, item("service", food, "form", item("premises", strings.Repeat("长", 5001))), "form", "text_invalid"},
		{"the owner changed", "zhang", "PATCH", toApplications + "/" + w.own, item("applicant", li), "applicant", "field_readonly"},
		{"the service changed", "zhang", "PATCH", toApplications + "/" + w.own, item("service", other), "service", "field_readonly"},
		{"the form of what was handed in", "zhang", "PATCH", toApplications + "/" + w.submitted, item("form", item("premises", "别处")), "form", "state_moved"},

		{"R-BE-01 an unknown subject", "zhang", "POST", toActions, item("subject", "planet", "application", w.own, "act", "submit"), "act", "act_not_allowed"},
		{"no subject", "zhang", "POST", toActions, item("application", w.own, "act", "submit"), "act", "act_not_allowed"},
		{"an act on no campaign", "zhang", "POST", toActions, item("subject", "campaign", "application", w.own, "act", "open"), "campaign", "record_foreign"},
		{"R-BE-01 an unknown act", "zhang", "POST", toActions, act(w.own, "teleport"), "act", "act_not_allowed"},
		{"an act of another subject", "zhang", "POST", toActions, act(w.own, "renew"), "act", "act_not_allowed"},
		{"no act", "zhang", "POST", toActions, act(w.own, ""), "act", "act_not_allowed"},
		{"no case", "zhang", "POST", toActions, act("", "submit"), "application", "record_foreign"},
		{"a case that is none", "zhang", "POST", toActions, act("nothing00000000", "submit"), "application", "record_foreign"},
		{"two subjects", "zhang", "POST", toActions, act(w.own, "submit", "claim", w.anyOf("claims")), "claim", "record_foreign"},
		{"R-AL-02 another's draft", "zhang", "POST", toActions, act(w.foreign, "submit"), "act", "role_required"},
		{"R-AL-02 another's case", "zhang", "POST", toActions, act(w.foreignCase, "withdraw"), "act", "role_required"},
		{"R-AL-04e another department's case", "clerk.police", "POST", toActions, act(w.submitted, "accept"), "act", "role_required"},
		{"R-AL-10 a step of another case", "examiner", "POST", toActions, act(w.running, "examine", "ground", "pass", "review", w.step(w.foreignCase, 1)), "review", "record_foreign"},
		{"R-AL-10 no step", "examiner", "POST", toActions, act(w.running, "examine", "ground", "pass"), "review", "record_foreign"},
		{"R-AL-10 an opinion that is neither", "examiner", "POST", toActions, act(w.running, "examine", "ground", "perhaps", "review", w.step(w.running, 1)), "act", "ground_required"},
		{"R-AL-20 a pause until no day", "examiner", "POST", toActions, act(w.running, "pause", "ground", "testing", "until", "2026-02-30"), "until", "date_invalid"},
		{"R-AL-20 a pause until yesterday", "examiner", "POST", toActions, act(w.running, "pause", "ground", "testing", "until", "2026-03-01"), "until", "date_invalid"},
		{"R-AL-09 marks of text", "clerk", "POST", toActions, act(w.submitted, "check", "items", "all good"), "items", "items_invalid"},
		{"R-AL-09 marks of numbers", "clerk", "POST", toActions, act(w.submitted, "check", "items", list(1, 2, 3)), "items", "items_invalid"},
		{"R-AL-09 marks in an object", "clerk", "POST", toActions, act(w.submitted, "check", "items", item("document", "x")), "items", "items_invalid"},
		{"R-AL-09 a mark whose document is a list", "clerk", "POST", toActions, act(w.submitted, "check", "items", list(item("document", list(1)))), "items", "items_invalid"},
		{"R-AL-09 no marks", "clerk", "POST", toActions, act(w.submitted, "check", "items", list()), "items", "items_invalid"},
		{"R-AL-09 a document of another case", "clerk", "POST", toActions, act(w.submitted, "check", "items", list(item("document", w.foreignDocument, "verdict", "accepted"))), "items", "record_foreign"},
		{"R-AL-09 a verdict that is none", "clerk", "POST", toActions, act(w.submitted, "check", "items", list(item("document", w.paper(w.submitted), "verdict", "perhaps"))), "items", "items_invalid"},
		{"R-PL-21 a rejection without words", "clerk", "POST", toActions, act(w.submitted, "check", "items", list(item("document", w.paper(w.submitted), "verdict", "rejected"))), "items", "reason_required"},
		{"R-AL-03 a material that is not asked", "clerk", "POST", toActions, act(w.submitted, "request_correction", "items", list(item("material", w.material("M-HK"), "reason", "x"))), "items", "record_foreign"},
		{"R-PL-21 a correction without words", "clerk", "POST", toActions, act(w.submitted, "request_correction", "items", list(item("material", w.material("M-ID")))), "items", "reason_required"},
		{"R-AL-04 a rejection on no ground of the law", "clerk", "POST", toActions, act(w.submitted, "reject", "ground", "too_busy"), "act", "ground_required"},
		{"R-AL-04b a rejection that does not name the authority", "clerk", "POST", toActions, act(w.submitted, "reject", "ground", "other_authority"), "act", "reason_required"},
		{"R-PL-22 work handed to nobody", "supervisor", "POST", toActions, act(w.running, "reassign", "assignee", ""), "assignee", "record_foreign"},
		{"R-PL-22 work handed to a clerk", "supervisor", "POST", toActions, act(w.running, "reassign", "assignee", w.person("clerk").Id), "assignee", "role_required"},
		{"R-PL-22 work handed to another department", "supervisor", "POST", toActions, act(w.running, "reassign", "assignee", w.person("examiner.police").Id), "assignee", "record_foreign"},

		{"R-OL-06 a message to another's case", "zhang", "POST", toMessages, item("application", w.foreignCase, "text", "x"), "application", "record_foreign"},
		{"a message to no case", "zhang", "POST", toMessages, item("application", "nothing00000000", "text", "x"), "application", "record_foreign"},
		{"a message about a draft", "zhang", "POST", toMessages, item("application", w.own, "text", "x"), "application", "state_moved"},
		{"a message without words", "zhang", "POST", toMessages, item("application", w.running, "text", ""), "text", "validation_required"},

		{"an account of another kind", "", "POST", "/api/collections/applicants/records", item("kind", "organization", "name", "某", "id_type", "resident_id",
			"id_number", "510799194203050111", "password", password, "passwordConfirm", password), "id_type", "value_invalid"},
		{"the year of a calendar day", "admin", "POST", "/api/collections/calendar/records", item("date", "2027-02-29", "kind", "off"), "date", "date_invalid"},
	} {
		t.Run(c.name, func(t *testing.T) {
			answer := w.call(c.method, c.path, w.personOrGuest(c.by), c.body)
			answer.t = t
			answer.refused(c.field, c.code, "")
			if w.seen.moved() {
				t.Error("something was committed")
			}
		})
	}
}

// paper is one document of a case.
func (x *house) paper(id string) string {
	x.t.Helper()
	return x.find("documents", "application='%s'", id).Id
}

// What is no request at all is refused as such.
func TestGarbageBodies(t *testing.T) {
	w := newWorld(t)
	if err := w.RunDue(t.Context()); err != nil { // so that a clock which does not move finds nothing due
		t.Fatal(err)
	}
	w.seen.moved()
	zhang := w.person("zhang")
	deep := strings.Repeat(`{"a":`, 20000) + "1" + strings.Repeat("}", 20000)
	for _, path := range []string{toApplications, toActions, toDocuments, toMessages, "/api/collections/applicants/records", "/api/batch",
		"/api/onestop/services/" + w.list + "/checklist", "/api/onestop/demo/clock"} {
		for name, c := range map[string]struct{ kind, body string }{
			"no JSON":                  {"application/json", "{broken"},
			"half a JSON":              {"application/json", `{"service":"x"`},
			"a JSON list":              {"application/json", `[{"service":"x"}]`},
			"a JSON number":            {"application/json", `7`},
			"bytes":                    {"application/json", "\x00\xff\xfe\x80"},
			"a JSON as deep as a well": {"application/json", deep},
			"a form without a border":  {"multipart/form-data", "service=x"},
			"a form cut off":           {"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"service\"\r\n\r\nx"},
			"a payload that is no JSON": {"multipart/form-data; boundary=x",
				"--x\r\nContent-Disposition: form-data; name=\"@jsonPayload\"\r\n\r\n{broken\r\n--x--\r\n"},
			"XML":              {"application/xml", "<service>x</service>"},
			"a kind of nobody": {"application/x-onestop", `{"service":"x"}`},
			"nothing":          {"application/json", ""},
		} {
			answer := w.raw("POST", path, c.kind, strings.NewReader(c.body), zhang)
			stands := strings.HasSuffix(path, "/clock") && answer.body["today"] == "2026-03-02" // it asked for nothing
			if answer.status/100 != 4 && !stands {
				t.Errorf("%s to %s: %d %s", name, path, answer.status, answer.text)
			}
			if w.seen.moved() {
				t.Errorf("%s to %s: something was committed", name, path)
			}
		}
	}
	if answer := w.raw("POST", toActions, "application/json", io.LimitReader(endless{}, 200<<20), zhang); answer.status/100 != 4 {
		t.Errorf("a body without end: %d", answer.status)
	}
}

// endless is a JSON text that never ends.
type endless struct{}

func (endless) Read(b []byte) (int, error) {
	copy(b, bytes.Repeat([]byte{'['}, len(b)))
	return len(b), nil
}

// raw sends bytes as they are.
func (x *house) raw(method, path, kind string, body io.Reader, as *core.Record) reply {
	x.t.Helper()
	r := httptest.NewRequest(method, path, body)
	r.Header.Set("Content-Type", kind)
	return x.send(r, as)
}

// Paths that lead nowhere answer 404, methods that nobody offers as well.
func TestUnknownPlaces(t *testing.T) {
	w := newWorld(t)
	zhang := w.person("zhang")
	for _, c := range []struct{ method, path string }{
		{"POST", "/api/collections/nowhere/records"}, {"GET", "/api/collections/nowhere/records"},
		{"PATCH", toApplications + "/nothing00000000"}, {"DELETE", toApplications + "/nothing00000000"},
		{"PATCH", toApplications + "/" + w.foreign}, {"DELETE", toApplications + "/" + w.foreign}, {"GET", toApplications + "/" + w.foreign},
		{"GET", "/api/onestop/nothing"}, {"DELETE", "/api/onestop/services/x"}, {"GET", "/api/onestop/services/nothing00000000"},
		{"GET", "/api/onestop/applications/nothing00000000/clock"}, {"GET", "/api/onestop/applications/" + w.foreign + "/clock"},
		{"POST", "/api/onestop/services/nothing00000000/checklist"}, {"POST", "/api/onestop/life_events/nothing00000000/checklist"},
	} {
		if answer := w.call(c.method, c.path, zhang, map[string]any{"options": []string{}}); answer.status != 404 {
			t.Errorf("%s %s: %d %s", c.method, c.path, answer.status, answer.text)
		}
	}
	if w.seen.moved() {
		t.Error("something was committed")
	}
}

// A batch with one bad item stores nothing of the good ones, wherever the bad one stands.
func TestBatchWithOneBadItem(t *testing.T) {
	w := newWorld(t)
	food := w.find("services", "name ~ '食品'").Id
	good := func(n int) map[string]any {
		return map[string]any{"method": "POST", "url": toApplications, "body": map[string]any{"service": food, "form": map[string]any{"premises": fmt.Sprint(n)}}}
	}
	bad := []map[string]any{
		{"method": "POST", "url": toApplications, "body": map[string]any{"service": food, "state": "granted"}},
		{"method": "PATCH", "url": toApplications + "/" + w.own, "body": map[string]any{"applicant": w.person("li").Id}},
		{"method": "DELETE", "url": toApplications + "/" + w.submitted},
		{"method": "POST", "url": toActions, "body": map[string]any{"subject": "application", "application": w.own, "act": "grant"}},
		{"method": "PUT", "url": toApplications, "body": map[string]any{"id": w.own, "number": "510799-20260302-9999"}},
		{"method": "GET", "url": toApplications},
	}
	for _, b := range bad {
		for at := range 3 {
			requests := []any{good(1), good(2)}
			requests = append(requests[:at], append([]any{b}, requests[at:]...)...)
			answer := w.call("POST", "/api/batch", w.person("zhang"), map[string]any{"requests": requests})
			data, _ := answer.body["data"].(map[string]any)
			faults, _ := data["requests"].(map[string]any)
			if answer.status != 400 || faults[fmt.Sprint(at)] == nil || w.seen.moved() {
				t.Errorf("%v as number %d: %d %s", b, at, answer.status, answer.text)
			}
		}
	}
	if answer := w.call("POST", "/api/batch", w.person("zhang"), map[string]any{"requests": []any{good(1), good(2)}}).ok(); !w.seen.moved() {
		t.Errorf("a batch of good ones was not stored: %s", answer.text)
	}
}
