package migrations

import (
	"net/http"
	"testing"
)

const password = "onestop-demo-2026"

func (w *world) logIn(collection, identity string) int {
	w.t.Helper()
	return w.call("guest", "POST", "/api/collections/"+collection+"/auth-with-password", map[string]any{"identity": identity, "password": password}).status
}

func (w *world) give(role string) {
	w.t.Helper()
	r := w.people[role]
	r.SetPassword(password)
	if err := w.app.Save(r); err != nil {
		w.t.Fatal(err)
	}
}

func TestLogIn(t *testing.T) {
	w := newWorld(t)
	w.give("owner")
	w.give("clerk")
	for _, x := range []struct {
		collection, identity string
		want                 int
	}{
		{"applicants", "owner@demo.test", http.StatusOK},
		{"applicants", "OWNER@Demo.test", http.StatusOK},
		{"applicants", "13800000000", http.StatusOK},
		{"applicants", "owner", http.StatusBadRequest},
		{"applicants", "", http.StatusBadRequest},
		{"applicants", "clerk@demo.test", http.StatusBadRequest},
		{"officers", "clerk@demo.test", http.StatusOK},
		{"officers", "Clerk@demo.test", http.StatusOK},
		{"officers", "owner@demo.test", http.StatusBadRequest},
	} {
		if got := w.logIn(x.collection, x.identity); got != x.want {
			t.Errorf("%q logs in to %s: %d, want %d", x.identity, x.collection, got, x.want)
		}
	}
	clerk := w.people["clerk"]
	clerk.Set("active", false)
	if err := w.app.Save(clerk); err != nil {
		t.Fatal(err)
	}
	if got := w.logIn("officers", "clerk@demo.test"); got != http.StatusForbidden {
		t.Errorf("a closed account logs in: %d", got)
	}
}

func TestNoOtherWayIn(t *testing.T) {
	w := newWorld(t)
	for _, collection := range []string{"officers", "applicants"} {
		base := "/api/collections/" + collection
		for path, body := range map[string]map[string]any{
			"/request-otp":      {"email": "owner@demo.test"},
			"/auth-with-otp":    {"otpId": "x", "password": "y"},
			"/auth-with-oauth2": {"provider": "github", "code": "x", "redirectURL": "http://127.0.0.1"},
		} {
			if got := w.call("guest", "POST", base+path, body); got.status != http.StatusForbidden && got.status != http.StatusBadRequest {
				t.Errorf("%s%s: %d %s", collection, path, got.status, got.text)
			}
		}
		if got := w.call("guest", "POST", base+"/impersonate/"+w.id("clerk"), nil); got.status != http.StatusForbidden && got.status != http.StatusUnauthorized {
			t.Errorf("a guest impersonates in %s: %d", collection, got.status)
		}
	}
}

// TestSignUp: what the fields of an account themselves refuse.
func TestSignUp(t *testing.T) {
	w := newWorld(t)
	good := func() map[string]any {
		return map[string]any{"kind": "person", "name": "新", "id_type": "passport", "id_number": "E********1", "phone": "13811111111",
			"email": "new@demo.test", "password": password, "passwordConfirm": password}
	}
	for _, x := range []struct {
		field string
		value any
	}{
		{"kind", "dog"}, {"kind", ""}, {"name", ""}, {"name", long(201)}, {"id_type", "library_card"}, {"id_number", ""}, {"id_number", long(41)},
		{"phone", "13800000000"}, {"phone", long(31)}, {"email", "OWNER@demo.test"}, {"email", "nonsense"}, {"password", "short"},
		{"consent_version", long(41)}, {"id", "short"}, {"id", "UPPERCASE123456"},
	} {
		body := good()
		body[x.field] = x.value
		if x.field == "password" {
			body["passwordConfirm"] = x.value
		}
		got := w.call("guest", "POST", records("applicants"), body)
		if got.status != http.StatusBadRequest || got.body.Data[x.field] == nil {
			t.Errorf("sign-up with %s %q: %d %s", x.field, x.value, got.status, got.text)
		}
	}
	body := good()
	delete(body, "email") // people without an e-mail log in by telephone
	if got := w.call("guest", "POST", records("applicants"), body); got.status != http.StatusOK {
		t.Fatalf("sign-up without an e-mail: %d %s", got.status, got.text)
	}
	if got := w.logIn("applicants", "13811111111"); got != http.StatusOK {
		t.Errorf("log-in by telephone: %d", got)
	}
	body["id_number"], body["phone"] = "E********2", ""
	for range 2 { // neither e-mail nor telephone, as at the counter: empty is not a double
		if got := w.call("clerk", "POST", records("applicants"), body); got.status != http.StatusOK {
			t.Errorf("a clerk registers somebody without any address: %d %s", got.status, got.text)
		}
	}
}

func long(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = 'a'
	}
	return string(b)
}
