package cert

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// One port answers HTTPS (by HTTP/2) and plain HTTP, and a silent connection keeps nobody waiting.
func TestOnePortTakesBoth(t *testing.T) {
	x := newHouse(t)
	x.at = time.Now()
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	secure, plain := Split(inner)
	said := func(what string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, what+" "+r.Proto) })
	}
	first, second := &http.Server{Handler: said("secure"), TLSConfig: &tls.Config{GetCertificate: x.Certificate}}, &http.Server{Handler: said("plain")}
	go first.ServeTLS(secure, "", "")
	go second.Serve(plain)
	silent, err := net.Dial("tcp", inner.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	a, _ := x.Open()
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(a.PEM())
	client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true, DisableKeepAlives: true}}
	for address, want := range map[string]string{"https://" + inner.Addr().String(): "secure HTTP/2.0", "http://" + inner.Addr().String(): "plain HTTP/1.1"} {
		answer, err := client.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if answer.StatusCode != 200 || string(body) != want {
			t.Errorf("%s: %d %q", address, answer.StatusCode, body)
		}
	}
	if err := first.Close(); err != nil {
		t.Error(err)
	}
	if _, err := plain.Accept(); err == nil {
		t.Error("the plain door stays open without the other")
	}
	second.Close()
}
