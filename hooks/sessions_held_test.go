package hooks

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"
	"github.com/pocketbase/pocketbase/tools/subscriptions"
)

const own = "/api/onestop/notifications/unread"

// in signs somebody in, in training, and returns the token.
func (d *door) in(collection, name string) string {
	d.t.Helper()
	return d.tryAt(atHome, collection, name+"@demo.test", password).ok().token()
}

func (d *door) holds(token string) bool {
	d.t.Helper()
	return d.from(atHome, "GET", own, token, nil).status != 401
}

// Officers and administrators are signed out after half an hour without a request and after
// twelve hours in all, applicants after seven days; a refresh prolongs nothing and a restart
// changes nothing (R-SEC-02 b).
func TestSignInsEnd_R_SEC_02(t *testing.T) {
	d := newDoor(t, false)
	for collection, name := range map[string]string{"officers": "clerk", core.CollectionNameSuperusers: "admin"} {
		token := d.in(collection, name)
		for range 3 {
			d.wait(29 * time.Minute)
			if !d.holds(token) {
				t.Fatalf("%s is signed out while at work", name)
			}
			if err := d.keepSessions(); err != nil {
				t.Fatal(err)
			}
			d.again()
		}
		d.wait(31 * time.Minute)
		if first, second := d.holds(token), d.holds(token); first || second { // being asked prolongs nothing
			t.Errorf("%s goes on after half an hour away", name)
		}
		d.again()
		if d.holds(token) {
			t.Errorf("%s goes on after half an hour away and a restart", name)
		}
		d.clock = time.Now()
		token = d.in(collection, name)
		d.wait(29 * time.Minute)
		if answer := d.from(atHome, "GET", own, token, nil, quietHeader, "1"); answer.status == 401 {
			t.Errorf("%s: what a page asks by itself is refused", name)
		}
		d.wait(2 * time.Minute)
		if d.holds(token) {
			t.Errorf("what a page asks by itself keeps %s signed in", name)
		}
		d.clock = time.Now()
		token = d.in(collection, name)
		for i := range 30 {
			d.wait(25 * time.Minute)
			if holds := d.holds(token); holds != (i < 28) { // 28 × 25 min = 11 h 40
				t.Fatalf("%s after %d × 25 minutes: holds %t", name, i+1, holds)
			}
			refreshed := d.from(atHome, "POST", "/api/collections/"+collection+"/auth-refresh", token, nil)
			if i < 28 && refreshed.ok().token() != token || i >= 28 && refreshed.status != 401 {
				t.Fatalf("%s is prolonged by a refresh: %d", name, refreshed.status)
			}
		}
		d.clock = time.Now()
	}
	token := d.in("applicants", "zhang")
	d.wait(7*24*time.Hour - time.Minute)
	if !d.holds(token) {
		t.Error("zhang is signed out before seven days are over")
	}
	d.wait(2 * time.Minute)
	if d.holds(token) {
		t.Error("zhang is signed in after seven days")
	}
}

// On a computer that others use, too, a sign-in holds for twelve hours at most.
func TestPublicComputersForget(t *testing.T) {
	d := newDoor(t, false)
	token := d.from(atHome, "POST", "/api/collections/applicants/auth-with-password", "", map[string]any{"identity": "zhang@demo.test", "password": password, "public": true}).ok().token()
	d.wait(12*time.Hour - time.Minute)
	if !d.holds(token) {
		t.Error("too short")
	}
	claims, err := security.ParseUnverifiedJWT(token)
	if err != nil {
		t.Fatal(err)
	}
	if ends, err := claims.GetExpirationTime(); err != nil || time.Until(ends.Time) > 12*time.Hour {
		t.Errorf("it is good until %v", ends)
	}
}

// Who signs out is out, on this computer alone, also after a restart and by however the
// token is written (R-SEC-02 b).
func TestSignOutKillsTheToken_R_SEC_02(t *testing.T) {
	d := newDoor(t, false)
	here, there := d.in("officers", "clerk"), d.in("officers", "clerk")
	if here == there {
		t.Fatal("two sign-ins of one second are the same")
	}
	listener := subscriptions.NewDefaultClient()
	listener.Set(apis.RealtimeClientAuthKey, d.person("clerk"))
	listener.Set(realtimeSession, tokenDigest(here))
	other := subscriptions.NewDefaultClient()
	other.Set(apis.RealtimeClientAuthKey, d.person("clerk"))
	other.Set(realtimeSession, tokenDigest(there))
	d.live.broker.Register(listener)
	d.live.broker.Register(other)
	if !d.holds(here) || !d.holds(there) {
		t.Fatal("not signed in")
	}
	if answer := d.from(atHome, "POST", "/api/onestop/signout", here, nil); answer.status != 204 {
		t.Fatalf("signing out: %d %s", answer.status, answer.text)
	}
	last := here[len(here)-1]
	for _, letter := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" {
		if variant := here[:len(here)-1] + string(letter); byte(letter) != last && d.holds(variant) {
			t.Errorf("a token of another writing goes on")
		}
	}
	for _, text := range []string{here, "Bearer " + here, "bearer " + here} {
		if d.holds(text) || d.from(atHome, "POST", "/api/files/token", text, nil).status != 401 || d.from(atHome, "POST", "/api/collections/officers/auth-refresh", text, nil).status != 401 {
			t.Error("the token goes on")
		}
	}
	if listener.Get(apis.RealtimeClientAuthKey) != nil || other.Get(apis.RealtimeClientAuthKey) == nil {
		t.Error("the realtime connection of another sign-in ends, or that of this one goes on")
	}
	d.again()
	if d.holds(here) || !d.holds(there) {
		t.Error("a restart lets in who signed out, or out who did not")
	}
	for _, token := range []string{here, "", "nonsense"} {
		if answer := d.from(atHome, "POST", "/api/onestop/signout", token, nil); answer.status != 204 {
			t.Errorf("signing out again: %d", answer.status)
		}
	}
}

// A realtime connection loses its sign-in when that runs out.
func TestRealtimeEndsWithTheSession(t *testing.T) {
	d := newDoor(t, false)
	token := d.in("officers", "clerk")
	if !d.holds(token) {
		t.Fatal("not signed in")
	}
	client := subscriptions.NewDefaultClient()
	d.live.broker.Register(client)
	d.from(atHome, "POST", "/api/realtime", token, map[string]any{"clientId": client.Id(), "subscriptions": []string{"officers/" + d.person("clerk").Id}}).ok()
	if client.Get(apis.RealtimeClientAuthKey) == nil || client.Get(realtimeSession) != tokenDigest(token) {
		t.Fatal("not subscribed")
	}
	for _, wait := range []time.Duration{29 * time.Minute, 2 * time.Minute} {
		d.wait(wait)
		if err := d.keepSessions(); err != nil {
			t.Fatal(err)
		}
		if held := client.Get(apis.RealtimeClientAuthKey) != nil; held != (wait > 10*time.Minute) {
			t.Errorf("after another %s it is signed in: %t", wait, held)
		}
	}
}

// Another role, department or activity, another password: every token ends at once, that of
// files and the realtime connection as well (R-SEC-02, R-SEC-04).
func TestChangedAccountsLoseTheirTokens_R_SEC_04(t *testing.T) {
	d := newDoor(t, false)
	admin := d.person("admin")
	for why, change := range map[string]map[string]any{
		"role": {"roles": []string{"clerk", "examiner"}}, "department": {"department": d.person("clerk.police").GetString("department")}, "password": {"password": "another-one-2026", "passwordConfirm": "another-one-2026"}, "active": {"active": false},
	} {
		clerk := d.person("clerk")
		token, err := newToken(clerk, 12*time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		files, err := clerk.NewFileToken()
		if err != nil {
			t.Fatal(err)
		}
		client := subscriptions.NewDefaultClient()
		client.Set(apis.RealtimeClientAuthKey, clerk)
		d.live.broker.Register(client)
		if !d.holds(token) {
			t.Fatal("not signed in")
		}
		d.call("PATCH", "/api/collections/officers/records/"+clerk.Id, admin, change).ok()
		if d.holds(token) {
			t.Errorf("%s: the token goes on", why)
		}
		if _, err := d.app.FindAuthRecordByToken(files, core.TokenTypeFile); err == nil {
			t.Errorf("%s: the token of files goes on", why)
		}
		if client.Get(apis.RealtimeClientAuthKey) != nil {
			t.Errorf("%s: the realtime connection goes on", why)
		}
	}
}

// What is heard is written once in a while, and forgotten when it has run out.
func TestSessionsCostFewWrites(t *testing.T) {
	d := newDoor(t, false)
	token := d.in("officers", "clerk")
	eyes := d.witness()
	for range 200 {
		d.holds(token)
		d.wait(time.Second)
	}
	if eyes.moved() {
		t.Error("requests write")
	}
	for range 30 {
		d.holds(token)
		d.wait(10 * time.Second)
		if err := d.keepSessions(); err != nil {
			t.Fatal(err)
		}
	}
	row := d.find("sessions", "ended=false")
	if row.GetString("digest") != tokenDigest(token) || strings.Contains(row.GetString("digest"), token) {
		t.Errorf("stored is %v", row.PublicExport())
	}
	d.wait(12 * time.Hour)
	if err := d.keepSessions(); err != nil || d.count("sessions") != 0 || len(d.sessions.known) != 0 {
		t.Errorf("%d rows and %d in memory of what has run out: %v", d.count("sessions"), len(d.sessions.known), err)
	}
}

// minted writes a token with claims of one's own, signed by a key or not at all.
func minted(alg string, claims map[string]any, signature func(string) string) string {
	part := func(v any) string {
		b, _ := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(b)
	}
	signed := part(map[string]any{"alg": alg, "typ": "JWT"}) + "." + part(claims)
	return signed + "." + signature(signed)
}

// Tokens that nobody gave out are refused: without a signature, tampered with, of another
// collection, of files, of resets, for another purpose (R-SEC-02 c).
func TestForgedTokensAreRefused_R_SEC_02(t *testing.T) {
	d := newDoor(t, false)
	clerk, admin := d.person("clerk"), d.person("admin")
	good, err := newToken(clerk, 12*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if !d.holds(good) {
		t.Fatal("the good one is refused")
	}
	claims := map[string]any{"id": clerk.Id, "type": "auth", "collectionId": clerk.Collection().Id, "refreshable": true, "exp": time.Now().Add(time.Hour).Unix()}
	with := func(key string, value any) map[string]any {
		c := map[string]any{}
		for k, v := range claims {
			c[k] = v
		}
		c[key] = value
		return c
	}
	nothing := func(string) string { return "" }
	head, payload, _ := strings.Cut(good, ".")
	payload, sum, _ := strings.Cut(payload, ".")
	raw, _ := base64.RawURLEncoding.DecodeString(payload)
	tampered := base64.RawURLEncoding.EncodeToString([]byte(strings.ReplaceAll(string(raw), clerk.Id, admin.Id)))
	key := clerk.TokenKey() + clerk.Collection().AuthToken.Secret
	signedBy := func(key string) func(string) string {
		return func(text string) string {
			b := security.HS256(text, key)
			return base64.RawURLEncoding.EncodeToString([]byte(b))
		}
	}
	stranger, _ := security.NewJWT(with("collectionId", admin.Collection().Id), key, time.Hour)
	ghost, _ := security.NewJWT(with("id", "nothing00000000"), key, time.Hour)
	late, _ := security.NewJWT(with("exp", time.Now().Add(-time.Second).Unix()), key, time.Hour)
	endless, _ := security.NewJWT(with("exp", time.Now().Add(100*24*time.Hour).Unix()), key, time.Hour)
	file, _ := clerk.NewFileToken()
	reset, _ := clerk.NewPasswordResetToken()
	verification, _ := clerk.NewVerificationToken()
	change, _ := clerk.NewEmailChangeToken("x@demo.test")
	for why, token := range map[string]string{
		"alg none": minted("none", claims, nothing), "alg None": minted("None", claims, nothing), "alg NONE with a signature": minted("NONE", claims, func(string) string { return sum }),
		"alg RS256": minted("RS256", claims, signedBy(key)), "no signature": head + "." + payload + ".", "two parts": head + "." + payload,
		"tampered": head + "." + tampered + "." + sum, "the digest in letters": minted("HS256", claims, signedBy(key)), "signed by an empty key": minted("HS256", claims, signedBy("")),
		"of another collection": stranger, "of nobody": ghost, "run out": late, "longer than any": endless,
		"of files": file, "of a reset": reset, "of a verification": verification, "of a change of address": change, "nonsense": "a.b.c", "empty parts": "..",
	} {
		if d.holds(token) || d.from(atHome, "POST", "/api/collections/officers/auth-refresh", token, nil).status/100 == 2 || d.from(atHome, "GET", "/api/collections/officers/records/"+clerk.Id, token, nil).status/100 == 2 {
			t.Errorf("%s: taken", why)
		}
	}
	theirs, err := newToken(d.person("zhang"), 7*24*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/api/collections/officers/auth-refresh", "/api/collections/_superusers/auth-refresh"} {
		if d.from(atHome, "POST", path, theirs, nil).status/100 == 2 {
			t.Errorf("%s takes the token of an applicant", path)
		}
	}
}

// What was copied to be written before a sign-out, and is written after it, brings nobody back.
func TestAnOlderCopyRevivesNothing_R_SEC_02(t *testing.T) {
	d := newDoor(t, false)
	token := d.in("officers", "clerk")
	if !d.holds(token) {
		t.Fatal("it never held")
	}
	d.sessions.mu.Lock()
	s := d.sessions.known[tokenDigest(token)]
	due := map[string]held{tokenDigest(token): *s}
	s.written = s.heard // as keepSessions does
	d.sessions.mu.Unlock()
	if answer := d.from(atHome, "POST", "/api/onestop/signout", token, nil); answer.status != 204 {
		t.Fatalf("signing out: %d %s", answer.status, answer.text)
	}
	if err := d.writeSessions(d.app, due); err != nil {
		t.Fatal(err)
	}
	d.again()
	if d.holds(token) {
		t.Error("a token that was signed out holds again after a restart")
	}
}
