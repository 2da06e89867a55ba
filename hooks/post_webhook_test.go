package hooks

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestWebhooksThatAreRefused(t *testing.T) {
	for _, c := range []struct {
		address, secret string
		ok              bool
	}{
		{"https://sms.example.gov.cn/send?id=7", hookSecret, true},
		{"https://10.1.2.3:8443/send", hookSecret, true},
		{"http://127.0.0.1:9000/send", hookSecret, true},
		{"http://[::1]:9000/", hookSecret, true},
		{"http://localhost:9000/", hookSecret, true},
		{"https://sms.example.gov.cn/", "short", false},
		{"https://sms.example.gov.cn/", "", false},
		{"http://sms.example.gov.cn/send", hookSecret, false},
		{"http://10.1.2.3/send", hookSecret, false},
		{"http://localhost.example.cn/", hookSecret, false},
		{"https://169.254.169.254/latest", hookSecret, false},
		{"https://[fe80::1]/", hookSecret, false},
		{"https://[::ffff:169.254.169.254]/", hookSecret, false},
		{"https://0.0.0.0/", hookSecret, false},
		{"https://224.0.0.1/", hookSecret, false},
		{"https://user:pass@sms.example.gov.cn/", hookSecret, false},
		{"ftp://sms.example.gov.cn/", hookSecret, false},
		{"file:///etc/passwd", hookSecret, false},
		{"sms.example.gov.cn", hookSecret, false},
		{"https://", hookSecret, false},
		{"https://sms.example.gov.cn/%zz", hookSecret, false},
	} {
		if w, err := openWebhook(c.address, c.secret); (err == nil) != c.ok || (w != nil) != c.ok {
			t.Errorf("%s with %q: %v", c.address, c.secret, err)
		}
	}
	if w, err := openWebhook("", ""); w != nil || err != nil {
		t.Errorf("no setting: %v %v", w, err)
	}
}

func FuzzWebhookAddress(f *testing.F) {
	f.Add("https://sms.example.gov.cn/send")
	f.Add("http://127.0.0.1:1/")
	f.Add("http://[::1%25eth0]/")
	f.Fuzz(func(t *testing.T, address string) {
		w, err := openWebhook(address, hookSecret)
		if err != nil || w == nil {
			return
		}
		r, err := http.NewRequest(http.MethodPost, w.address, nil)
		if err != nil {
			t.Fatalf("%q was taken and cannot be called: %v", address, err)
		}
		host := r.URL.Hostname()
		if r.URL.Scheme != "https" && host != "localhost" && !net.ParseIP(strings.SplitN(host, "%", 2)[0]).IsLoopback() {
			t.Fatalf("%q leaves the machine in the clear", address)
		}
	})
}

// The host is looked at again at the moment of the call, because a name may come to mean
// another address; a redirect does not lead a telephone number elsewhere.
func TestWebhookDialsAndRedirects(t *testing.T) {
	for address, ok := range map[string]bool{"127.0.0.1:80": true, "[::1]:80": true, "10.0.0.1:80": false, "169.254.169.254:80": false, "nonsense": false} {
		if err := refuseHosts(true)("tcp", address, nil); (err == nil) != ok {
			t.Errorf("%s in the clear: %v", address, err)
		}
	}
	for address, ok := range map[string]bool{"10.0.0.1:443": true, "93.184.216.34:443": true, "169.254.169.254:443": false, "0.0.0.0:443": false, "[ff02::1]:443": false} {
		if err := refuseHosts(false)("tcp", address, nil); (err == nil) != ok {
			t.Errorf("%s: %v", address, err)
		}
	}
	elsewhere := newGateway(t)
	here := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect))
	defer here.Close()
	w, err := openWebhook(here.URL, hookSecret)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.send(t.Context(), "k", map[string]string{"to": "13800000001"}); err == nil || err.Error() != "HTTP 307" || len(elsewhere.got()) != 0 {
		t.Errorf("%v, %d messages went elsewhere", err, len(elsewhere.got()))
	}
	here.Close()
	if err := w.send(t.Context(), "k", nil); err == nil || strings.Contains(reason(err), here.URL+"/") || strings.Contains(reason(err), "Post") {
		t.Errorf("reason %q", reason(err))
	}
}
