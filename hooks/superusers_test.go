package hooks

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance/gate"
)

// Administrators come from the machine itself or from a listed address; for everybody else
// neither the dashboard nor their sign-in is there, whatever a request says of itself
// (R-SEC-04).
func TestAdministratorsComeFromListedAddresses_R_SEC_04(t *testing.T) {
	unwatched(t)
	d := newDoor(t, false)
	d.close()
	d.shown = os.DirFS("../pb_public")
	d.again()
	d.unlimited()
	token, err := newToken(d.person("admin"), 12*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	at := func(address string, heads ...string) (signs, works, shown, extended int) {
		signIn := d.from(address, "POST", "/api/collections/_superusers/auth-with-password", "", map[string]any{"identity": "admin@demo.test", "password": password}, heads...)
		return signIn.status, d.from(address, "GET", "/api/collections", token, nil, heads...).status, d.from(address, "GET", "/_/", "", nil, heads...).status, d.from(address, "GET", "/_/extensions.js", "", nil, heads...).status
	}
	inside := func(address string, heads ...string) {
		t.Helper()
		if signs, works, shown, extended := at(address, heads...); signs != 200 || works != 200 || extended != 200 {
			t.Errorf("%s %v: %d %d %d %d", address, heads, signs, works, shown, extended)
		}
	}
	outside := func(address string, heads ...string) {
		t.Helper()
		if signs, works, shown, extended := at(address, heads...); signs != 403 || works != 401 || shown != 404 || extended != 404 {
			t.Errorf("%s %v: %d %d %d %d", address, heads, signs, works, shown, extended)
		}
	}
	inside("127.0.0.1:5")
	inside("127.8.9.1:5")
	inside("[::1]:5")
	for _, address := range []string{abroad, "10.0.0.8:5", "192.168.1.20:5", "[2001:db8::1]:5", "[fe80::1]:5"} {
		outside(address)
	}
	for _, head := range []string{"X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP", "Fly-Client-IP"} {
		outside(abroad, head, "127.0.0.1")
		outside("127.0.0.1:5", head, "192.0.2.7") // a proxy that nobody named stands on the machine
	}
	if answer := d.from(abroad, "POST", "/api/collections/_superusers/auth-refresh", token, nil); answer.status/100 == 2 {
		t.Errorf("a refresh from elsewhere: %d", answer.status)
	}
	for _, path := range []string{"/_", "/_/", "/_/index.html", "/_/%69ndex.html", "//_/", "/_/../_/", "/_/#/pbinstall/x"} {
		if answer := d.from(abroad, "GET", path, "", nil); answer.status == 200 {
			t.Errorf("%s from elsewhere: %d %.60s", path, answer.status, answer.text)
		}
	}
	for accept, want := range map[string]string{"text/html,application/xhtml+xml,*/*;q=0.8": "管理后台不在这里打开", "application/json": `"status":404`, "": `"status":404`} {
		if answer := d.from(abroad, "GET", "/_/", "", nil, "Accept", accept); answer.status != 404 || !strings.Contains(answer.text, want) {
			t.Errorf("Accept %q from elsewhere: %d %.200s", accept, answer.status, answer.text)
		}
	}
	settings, err := d.app.Settings().Clone()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		list []string
		let  bool // whom nobody listed
	}{{[]string{"127.0.0.1", "192.0.2.0/24"}, false}, {[]string{}, true}} {
		settings.SuperuserIPs = c.list
		if err := d.app.Save(settings); err != nil {
			t.Fatal(err)
		}
		inside(abroad)
		if c.let { // an administrator lifted the limit (superuser ips --anyway)
			inside("192.0.3.7:1")
		} else {
			outside("192.0.3.7:1")
		}
	}
}

// A proxy on this machine that does not say for whom it asks is told by what it hands on, and
// where that says nothing either, by ONESTOP_PROXIES: nobody is the administrator's neighbour
// because of it (R-SEC-04).
func TestAProxyThatSaysNothing_R_SEC_04(t *testing.T) {
	x := newHouse(t)
	for name, c := range map[string]struct {
		from, host, proto string
		fronted, headed   bool   // this machine is in ONESTOP_PROXIES; the settings name a head
		said              string // by that head
		let               bool
	}{
		"a browser here":                       {"127.0.0.1:5", "127.0.0.1:8090", "HTTP/1.1", false, false, "", true},
		"a browser here, by HTTP/2":            {"[::1]:5", "[::1]:8443", "HTTP/2.0", false, false, "", true},
		"a browser here, by name":              {"127.0.0.1:5", "localhost", "HTTP/1.1", false, false, "", true},
		"a proxy that hands the name on":       {"127.0.0.1:5", "hall.example.gov.cn", "HTTP/1.1", false, false, "", false},
		"a proxy that hands the address on":    {"127.0.0.1:5", "192.168.1.5:8090", "HTTP/1.1", false, false, "", false},
		"nginx as it comes":                    {"127.0.0.1:5", "127.0.0.1:8090", "HTTP/1.0", false, false, "", false},
		"a page of another site":               {"127.0.0.1:5", "127.0.0.1.evil.cn:8090", "HTTP/1.1", false, false, "", false},
		"a silent proxy that was named":        {"127.0.0.1:5", "127.0.0.1:8090", "HTTP/1.1", true, false, "", false},
		"a named proxy that names an office":   {"127.0.0.1:5", "hall.example.gov.cn", "HTTP/1.0", true, true, "192.0.2.9", true},
		"a named proxy that names a stranger":  {"127.0.0.1:5", "hall.example.gov.cn", "HTTP/1.0", true, true, "203.0.113.9", false},
		"a named proxy that adds the port":     {"127.0.0.1:5", "localhost", "HTTP/1.1", false, true, "203.0.113.9:51234", false},
		"a named proxy that does not know":     {"127.0.0.1:5", "localhost", "HTTP/1.1", false, true, "unknown", false},
		"a named proxy on a socket":            {"127.0.0.1:5", "localhost", "HTTP/1.1", false, true, "unix:", false},
		"a head was named and is not there":    {"127.0.0.1:5", "hall.example.gov.cn", "HTTP/1.1", false, true, "", false},
		"a head was named, and a browser here": {"127.0.0.1:5", "localhost:8090", "HTTP/1.1", false, true, "", true},
		"a listed address":                     {"192.0.2.9:5", "hall.example.gov.cn", "HTTP/1.1", false, false, "", true},
		"a stranger":                           {"203.0.113.9:5", "127.0.0.1:8090", "HTTP/1.1", false, false, "", false},
	} {
		settings := x.app.Settings()
		settings.SuperuserIPs, settings.TrustedProxy.Headers = []string{"127.0.0.0/8", "::1", "192.0.2.9"}, nil
		if c.headed {
			settings.TrustedProxy.Headers = []string{"X-Real-IP"}
		}
		x.connections = &gate.Connections{}
		if c.fronted {
			x.connections.Trusted = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
		}
		e := &core.RequestEvent{App: x.app}
		e.Request = httptest.NewRequest("GET", "/_/", nil)
		e.Request.RemoteAddr, e.Request.Host = c.from, c.host
		e.Request.ProtoMajor, e.Request.ProtoMinor, _ = http.ParseHTTPVersion(c.proto)
		if c.said != "" {
			e.Request.Header.Set("X-Real-IP", c.said)
		}
		if got := x.mayAdminister(e); got != c.let {
			t.Errorf("%s: let in %v", name, got)
		}
	}
}

// What strangers try at the installer leads nowhere, also while there is no administrator.
func TestNoInstallerFromElsewhere_R_SEC_04(t *testing.T) {
	d := newDoor(t, true)
	if _, err := d.app.DB().NewQuery("DELETE FROM _superusers").Execute(); err != nil {
		t.Fatal(err)
	}
	d.again()
	if _, err := d.app.FindAuthRecordByEmail(core.CollectionNameSuperusers, core.DefaultInstallerEmail); err == nil {
		t.Error("an installer account was made")
	}
	for _, address := range []string{abroad, atHome} {
		if answer := d.from(address, "POST", "/api/collections/_superusers/records", "", map[string]any{"email": "me@x.cn", "password": "some-words-2026", "passwordConfirm": "some-words-2026"}); answer.status/100 == 2 {
			t.Errorf("somebody at %s became the administrator: %s", address, answer.text)
		}
	}
}
