package hooks

import (
	"strings"
	"testing"
)

// Passwords that come with the record of an account are hashed behind the turnstile, where
// they come by themselves and in a batch; other changes pass it by.
func TestPasswordsOfRecordsWaitAtTheTurnstile(t *testing.T) {
	d := newDoor(t, false)
	token := d.in("applicants", "zhang")
	zhang := "/api/collections/applicants/records/" + d.person("zhang").Id
	for range waitingOfAddress {
		if _, ok := d.turnstile.waiting.Take(t.Context(), strings.TrimSuffix(abroad, ":1")); !ok {
			t.Fatal("no place")
		}
	}
	sent := map[string]any{"password": "long enough 26", "passwordConfirm": "long enough 26", "oldPassword": password}
	byBatch := map[string]any{"requests": []any{map[string]any{"method": "POST", "url": "/api/collections/applicants/records", "body": map[string]any{"password": "long enough 26"}}}}
	signIn := map[string]any{"identity": "zhang@demo.test", "password": password}
	for name, answer := range map[string]reply{
		"a sign-in":              d.from(abroad, "POST", "/api/collections/applicants/auth-with-password", "", signIn),
		"a sign-up":              d.from(abroad, "POST", "/api/collections/applicants/records", "", map[string]any{"password": "long enough 26"}),
		"a change of a password": d.from(abroad, "PATCH", zhang, token, sent),
		"a batch":                d.from(abroad, "POST", "/api/batch", "", byBatch),
	} {
		if answer.status != 429 || answer.header.Get("Retry-After") == "" {
			t.Errorf("%s: %d %s", name, answer.status, answer.text)
		}
	}
	d.from(abroad, "PATCH", zhang, token, map[string]any{"name": "张示例"}).isNot(t, 429)
	d.from("203.0.113.77:5", "POST", "/api/collections/applicants/auth-with-password", "", signIn).isNot(t, 429)
}

// A wrong old password counts as a wrong password does: five lock the account (R-SEC-02 b).
func TestWrongOldPasswordsLock_R_SEC_02(t *testing.T) {
	d := newDoor(t, false)
	token := d.in("applicants", "zhang")
	path := "/api/collections/applicants/records/" + d.person("zhang").Id
	change := func(old string) reply {
		return d.from(abroad, "PATCH", path, token, map[string]any{"password": "long-enough-2026", "passwordConfirm": "long-enough-2026", "oldPassword": old})
	}
	for i := range 4 {
		if answer := change("wrong"); answer.status != 400 || answer.faultCode() == "account_locked" {
			t.Fatalf("try %d: %d %s", i, answer.status, answer.text)
		}
	}
	change("wrong").refused("oldPassword", "account_locked", "R-SEC-02")
	change(password).refused("oldPassword", "account_locked", "R-SEC-02")
	batch := map[string]any{"requests": []any{map[string]any{"method": "PATCH", "url": path, "body": map[string]any{"oldPassword": password}}}}
	d.from(abroad, "POST", "/api/batch", token, batch).refused("requests", "value_invalid", "R-SEC-02")
	if d.tryAt(abroad, "applicants", "zhang@demo.test", password).faultCode() != "account_locked" {
		t.Error("the door stands open")
	}
}
