package hooks

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"testing"
)

// asking sends a request with a token and a time of the record as a page sends them.
func (x *house) asking(method, path, token, seen string, body any) reply {
	x.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		x.t.Fatal(err)
	}
	r := httptest.NewRequest(method, path, bytes.NewReader(text))
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", token)
	}
	if seen != "" {
		r.Header.Set("If-Match", seen)
	}
	return x.send(r, nil)
}

// Whose sign-in has ended is told so, and not that the own case is not there.
func TestEndedSessionsAreTold(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang, id := x.person("zhang"), x.caseIn("draft")
	token, err := zhang.NewAuthToken()
	if err != nil {
		t.Fatal(err)
	}
	own := toApplications + "/" + id
	asked := []struct{ method, path string }{
		{"GET", own}, {"GET", toApplications}, {"PATCH", own}, {"POST", toActions}, {"GET", "/api/onestop/services"},
		{"POST", "/api/onestop/journeys/" + id + "/submit"}, {"POST", "/api/files/token"}, {"POST", "/api/batch"},
	}
	for _, a := range asked[:3] {
		x.asking(a.method, a.path, token, "", map[string]any{}).ok()
	}
	zhang.RefreshTokenKey()
	if err := x.app.UnsafeWithoutHooks().Save(zhang); err != nil {
		t.Fatal(err)
	}
	for _, ended := range []string{token, "nonsense", "Bearer " + token} {
		for _, a := range asked {
			if answer := x.asking(a.method, a.path, ended, "", map[string]any{}); answer.status != 401 {
				t.Errorf("%s %s: %d %s", a.method, a.path, answer.status, answer.text)
			}
		}
	}
	signin := map[string]any{"identity": "zhang@demo.test", "password": password}
	x.asking("POST", "/api/collections/applicants/auth-with-password", token, "", signin).ok()
	x.asking("GET", "/api/onestop/health", token, "", nil).ok()
	x.asking("GET", "/api/onestop/services", "", "", nil).ok()
}

// A change made from an older state of the record than the stored one is not taken.
func TestChangesFromAnOlderStateAreRefused(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang, id := x.person("zhang"), x.caseIn("draft")
	token, err := zhang.NewAuthToken()
	if err != nil {
		t.Fatal(err)
	}
	own := toApplications + "/" + id
	form := func(premises string) map[string]any {
		return map[string]any{"form": map[string]any{"premises": premises}}
	}
	first := x.find("applications", "id='%s'", id).GetString("updated")
	second := x.asking("PATCH", own, token, first, form("示例路1号")).ok().body["updated"].(string)
	if second == first {
		t.Fatal("the change left the time of the record as it was")
	}
	watch := x.witness()
	if answer := x.asking("PATCH", own, token, first, form("示例路2号")); answer.status != 412 || watch.moved() {
		t.Errorf("a change over a newer one: %d %s", answer.status, answer.text)
	}
	x.asking("PATCH", own, token, `"`+second+`"`, form("示例路3号")).ok()
	x.asking("PATCH", own, token, "", form("示例路4号")).ok()
}
