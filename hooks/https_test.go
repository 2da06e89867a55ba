package hooks

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	numbers "math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/cert"
	"onestop/hooks/appliance/refusal"
)

func TestWhereAHouseIsServed(t *testing.T) {
	for name, c := range map[string]struct {
		given       entrance
		http, https string
	}{
		"nothing":             {entrance{}, "127.0.0.1:8090", ""},
		"this machine":        {entrance{http: "127.0.0.1:9000"}, "127.0.0.1:9000", ""},
		"localhost":           {entrance{http: "localhost:9000"}, "localhost:9000", ""},
		"the network":         {entrance{http: "0.0.0.0:8090"}, "0.0.0.0:8090", "0.0.0.0:8090"},
		"a port alone":        {entrance{http: ":8090"}, ":8090", ":8090"},
		"behind a proxy":      {entrance{http: "0.0.0.0:8090", plain: true}, "0.0.0.0:8090", ""},
		"two ports":           {entrance{http: "0.0.0.0:80", https: "0.0.0.0:443"}, "0.0.0.0:80", "0.0.0.0:443"},
		"a public name":       {entrance{domains: []string{"hall.gov.cn"}}, "0.0.0.0:80", "0.0.0.0:443"},
		"a name on our ports": {entrance{domains: []string{"hall.gov.cn"}, http: ":8080", https: ":8443"}, ":8080", ":8443"},
	} {
		if got := c.given.completed(); got.http != c.http || got.https != c.https {
			t.Errorf("%s: http %q, https %q", name, got.http, got.https)
		}
	}
}

// askPlain asks the plain door as a connection from one address to another.
func askPlain(d plainDoor, method, url, from, to string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, url, nil)
	r.RemoteAddr = from
	address, _ := net.ResolveTCPAddr("tcp", to)
	r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, address))
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w
}

func TestThePlainDoor(t *testing.T) {
	house := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "the house") })
	lan, here := "192.168.7.20:5000", "127.0.0.1:5000"
	for name, c := range map[string]struct {
		port, method, url, from, to string
		status                      int
		location                    string
	}{
		"a page, the same port":          {"", "GET", "http://hall-pc:8090/desk/?a=b&c=%E9%A3%9F", lan, "192.168.7.5:8090", 307, "https://hall-pc:8090/desk/?a=b&c=%E9%A3%9F"},
		"an address":                     {"", "GET", "http://192.168.7.5:8090/", lan, "192.168.7.5:8090", 307, "https://192.168.7.5:8090/"},
		"IPv6":                           {"", "HEAD", "http://[fe80::1]:8090/", lan, "192.168.7.5:8090", 307, "https://[fe80::1]:8090/"},
		"another port":                   {"8443", "GET", "http://hall-pc:8080/x", lan, "192.168.7.5:8080", 307, "https://hall-pc:8443/x"},
		"the usual ports":                {"443", "GET", "http://hall-pc/x", lan, "192.168.7.5:80", 307, "https://hall-pc/x"},
		"both on 80":                     {"", "GET", "http://hall-pc/x", lan, "192.168.7.5:80", 307, "https://hall-pc:80/x"},
		"a post":                         {"", "POST", "http://hall-pc:8090/api/collections/officers/auth-with-password", lan, "192.168.7.5:8090", 426, ""},
		"the page of the certificate":    {"", "GET", "http://192.168.7.5:8090/certificate.html", lan, "192.168.7.5:8090", 200, ""},
		"the certificate":                {"", "GET", "http://192.168.7.5:8090/ca.crt", lan, "192.168.7.5:8090", 200, ""},
		"words":                          {"", "GET", "http://192.168.7.5:8090/shared/words/common.js", lan, "192.168.7.5:8090", 200, ""},
		"a post to the certificate":      {"", "POST", "http://192.168.7.5:8090/ca.crt", lan, "192.168.7.5:8090", 426, ""},
		"a way around":                   {"", "GET", "http://192.168.7.5:8090/shared/../api/collections", lan, "192.168.7.5:8090", 307, "https://192.168.7.5:8090/shared/../api/collections"},
		"setting up from the network":    {"", "GET", "http://192.168.7.5:8090/setup.html", lan, "192.168.7.5:8090", 307, "https://192.168.7.5:8090/setup.html"},
		"this machine":                   {"", "POST", "http://127.0.0.1:8090/api/x", here, "127.0.0.1:8090", 200, ""},
		"this machine by its own number": {"", "GET", "http://192.168.7.5:8090/", "192.168.7.5:5000", "192.168.7.5:8090", 307, "https://192.168.7.5:8090/"},
		"from outside to the inside":     {"", "GET", "http://127.0.0.1:8090/", lan, "127.0.0.1:8090", 307, "https://127.0.0.1:8090/"},
	} {
		w := askPlain(plainDoor{house: house, port: c.port}, c.method, c.url, c.from, c.to)
		if w.Code != c.status || w.Header().Get("Location") != c.location {
			t.Errorf("%s: %d %q", name, w.Code, w.Header().Get("Location"))
		}
	}
	r := httptest.NewRequest("GET", "/", nil)
	for _, host := range []string{"evil.cn/path", "a b", "user@evil.cn", "[::1", "", "a\r\nb"} {
		r.Host = host
		w := httptest.NewRecorder()
		plainDoor{house: house}.ServeHTTP(w, r)
		if w.Code != 400 {
			t.Errorf("host %q: %d %q", host, w.Code, w.Header().Get("Location"))
		}
	}
}

// passing is the part of a public authority that leaves to the door what is not its own.
type passing struct{}

func (passing) HTTPHandler(door http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { door.ServeHTTP(w, r) })
}

func TestThePlainDoorHasItsHeaders(t *testing.T) {
	for _, domains := range [][]string{nil, {"hall.example.cn"}} {
		w := httptest.NewRecorder()
		plainHandler(plainDoor{port: "443"}, entrance{domains: domains}, passing{}).ServeHTTP(w, httptest.NewRequest("GET", "http://hall.example.cn/x", nil))
		if h := w.Header(); w.Code != 307 || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Content-Security-Policy") == "" || h.Get("Strict-Transport-Security") != "" {
			t.Errorf("%v: %d %v", domains, w.Code, h)
		}
	}
}

// served is a house on a port of this machine that takes HTTPS and plain HTTP.
func served(t *testing.T, dir string, domains ...string) (address string, h *Hall) {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address = free.Addr().String()
	free.Close()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: appliance.Connect})
	h = Register(app, Options{DueByHand: true})
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- h.Serve(entrance{http: address, https: address, domains: domains}) }()
	t.Cleanup(func() {
		end(app)
		if err := <-ended; err != nil {
			t.Error(err)
		}
		h.examiner.Close()
	})
	for range 200 {
		if conn, err := net.Dial("tcp", address); err == nil {
			conn.Close()
			return address, h
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the house does not open")
	return "", nil
}

// end ends an app as a stop of the service does.
func end(app core.App) {
	event := new(core.TerminateEvent)
	event.App = app
	app.OnTerminate().Trigger(event, func(e *core.TerminateEvent) error { return e.App.ResetBootstrapState() })
}

func copiedTemplate(t *testing.T) string {
	t.Helper()
	return copiedFolder(t, template)
}

// copiedFolder is a copy of a data folder with the key beside it.
func copiedFolder(t *testing.T, from string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(from + ".key")
	if err == nil {
		err = os.WriteFile(dir+".key", key, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// A PC that imported the certificate by plain HTTP reaches the house by HTTPS.
func TestServedByHTTPS(t *testing.T) {
	dir := copiedTemplate(t)
	address, _ := served(t, dir)
	answer, err := http.Get("http://" + address + "/ca.crt")
	if err != nil {
		t.Fatal(err)
	}
	authority, _ := io.ReadAll(answer.Body)
	answer.Body.Close()
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(authority) || answer.Header.Get("Content-Type") != "application/x-x509-ca-cert" || strings.Contains(string(authority), "PRIVATE") {
		t.Fatalf("the certificate: %v %s", answer.Header, authority)
	}
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}}
	for _, url := range []string{"https://" + address, strings.Replace("https://"+address, "127.0.0.1", "localhost", 1)} {
		answer, err := client.Get(url + "/api/onestop/health")
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if kept := answer.Header.Get("Strict-Transport-Security"); kept != "" {
			t.Errorf("%s: the own authority may be drawn anew, and browsers are kept to it: %s", url, kept)
		}
		if answer.StatusCode != 200 || answer.ProtoMajor != 2 {
			t.Errorf("%s: %d by %s", url, answer.StatusCode, answer.Proto)
		}
	}
	if _, err := (&http.Client{Timeout: 10 * time.Second}).Get("https://" + address + "/"); err == nil {
		t.Error("a PC that did not import the certificate takes it")
	}
	tryCurl(t, address, authority)
	if info, err := os.Stat(cert.File(dir)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
}

func tryCurl(t *testing.T, address string, authority []byte) {
	t.Helper()
	curl, err := exec.LookPath("curl")
	if err != nil {
		t.Log("this machine has no curl")
		return
	}
	file := filepath.Join(t.TempDir(), "ca.crt")
	if err := os.WriteFile(file, authority, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(curl, "-sS", "--noproxy", "*", "-o", os.DevNull, "-w", "%{http_code} %{http_version}", "--cacert", file, "https://"+address+"/api/onestop/health").CombinedOutput()
	if err != nil || string(out) != "200 2" {
		t.Errorf("curl: %s %v", out, err)
	}
}

// A public name is answered by the certificate of the public authority (here one that was
// got before), everything else by the own one.
func TestPublicNamesHaveTheirOwnCertificate(t *testing.T) {
	dir := copiedTemplate(t)
	keepPublic(t, filepath.Join(dir, core.LocalAutocertCacheDirName), "hall.example.cn")
	address, _ := served(t, dir, "hall.example.cn")
	for name, issuer := range map[string]string{"hall.example.cn": "a public authority", "localhost": "Onestop"} {
		conn, err := tls.Dial("tcp", address, &tls.Config{ServerName: name, InsecureSkipVerify: true})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := conn.ConnectionState().PeerCertificates[0].Issuer.String(); !strings.Contains(got, issuer) {
			t.Errorf("%s has a certificate by %s", name, got)
		}
		conn.Close()
	}
	for name, kept := range map[string]bool{"hall.example.cn": true, "localhost": false} {
		client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{ServerName: name, InsecureSkipVerify: true}}}
		answer, err := client.Get("https://" + address + "/api/health")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		answer.Body.Close()
		if (answer.Header.Get("Strict-Transport-Security") != "") != kept {
			t.Errorf("%s: %v", name, answer.Header)
		}
	}
	if answer, err := http.Get("http://" + address + "/ca.crt"); err != nil || answer.StatusCode != 404 {
		t.Errorf("a public house offers a certificate to import: %v %v", answer, err)
	}
}

// keepPublic writes a certificate where those of public authorities are kept.
func keepPublic(t *testing.T, folder, name string) {
	t.Helper()
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	template := &x509.Certificate{SerialNumber: numbers.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(0, 2, 0), DNSNames: []string{name}}
	template.Subject.CommonName = "a public authority"
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, _ := x509.MarshalECPrivateKey(key)
	text := append(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: private}), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	if err := errors.Join(os.MkdirAll(folder, 0o700), os.WriteFile(filepath.Join(folder, name), text, 0o600)); err != nil {
		t.Fatal(err)
	}
}

func TestABrokenKeyOfHTTPSIsRefusedAtTheStart(t *testing.T) {
	dir := copiedTemplate(t)
	if err := os.WriteFile(cert.File(dir), []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: appliance.Connect})
	h := Register(app, Options{DueByHand: true})
	defer h.examiner.Close()
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	defer end(app)
	err := h.Serve(entrance{http: "127.0.0.1:0", https: "127.0.0.1:0"})
	var said refusal.Refusal
	if !errors.As(err, &said) || !strings.Contains(said.ZH, "证书") {
		t.Errorf("%v", err)
	}
}

func TestTheSheetForTheOfficePCs(t *testing.T) {
	x := newHouse(t)
	got := x.call("GET", ours+"/certificate", nil, nil).ok()
	standing, _ := got.body["standing"].(map[string]any)
	if fingerprint, _ := standing["fingerprint"].(string); len(fingerprint) != 95 || got.body["secure"] != false {
		t.Errorf("%s", got.text)
	}
	if strings.Contains(got.text, "PRIVATE") {
		t.Error("the key is told")
	}
}
