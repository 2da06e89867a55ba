package cert

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"
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

// failing is a listener that first fails as one does whose process has no file left.
type failing struct {
	net.Listener
	fails int
}

func (f *failing) Accept() (net.Conn, error) {
	if f.fails > 0 {
		f.fails--
		return nil, &net.OpError{Op: "accept", Net: "tcp", Err: os.NewSyscallError("accept4", syscall.EMFILE)}
	}
	return f.Listener.Accept()
}

// A failure that passes closes no door; the end of the listener does.
func TestAFailureToAcceptPasses(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	secure, plain := Split(&failing{inner, 3})
	conn, err := net.Dial("tcp", inner.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, "GET / HTTP/1.1\r\n")
	got, err := plain.Accept()
	if err != nil {
		t.Fatalf("the door was closed: %v", err)
	}
	got.Close()
	inner.Close()
	if _, err := secure.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("the listener has ended: %v", err)
	}
}
