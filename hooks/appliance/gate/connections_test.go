package gate

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"
)

// from is a connection of a test that says where it comes from.
type from struct {
	net.Conn
	address string
}

func (f from) RemoteAddr() net.Addr {
	a, _ := net.ResolveTCPAddr("tcp", f.address)
	return a
}

// line makes one end of a connection from an address; the other end tells when it is closed.
func line(t *testing.T, address string) (near net.Conn, far net.Conn) {
	a, b := net.Pipe()
	t.Cleanup(func() { a.Close(); b.Close() })
	return from{a, address}, b
}

// closed tells an end from silence. Who is shut out before the server read what he wrote
// hears a reset instead of an end.
func closed(far net.Conn) bool {
	far.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	_, err := far.Read(make([]byte, 1))
	return err != nil && !errors.Is(err, os.ErrDeadlineExceeded)
}

func TestOneAddressHoldsSoManyConnections(t *testing.T) {
	c := &Connections{Most: 2, Total: 5, Trusted: []netip.Prefix{netip.MustParsePrefix("10.9.0.0/16")}}
	server := &http.Server{}
	c.Follow(server)
	var kept []*held
	var ends []net.Conn
	take := func(address string) *held {
		near, far := line(t, address)
		h := c.take(near)
		if h != nil {
			kept, ends = append(kept, h), append(ends, far)
		}
		return h
	}
	if take("203.0.113.7:1") == nil || take("203.0.113.7:2") == nil {
		t.Fatal("two are within the bound")
	}
	server.ConnState(kept[0], http.StateActive)
	if take("203.0.113.7:3") == nil || closed(ends[0]) || !closed(ends[1]) {
		t.Error("the newcomer takes the place of the silent connection, not of the one at work")
	}
	server.ConnState(kept[2], http.StateActive)
	if take("203.0.113.7:4") != nil || c.Shut() != 2 {
		t.Error("where all are at work the newcomer is turned away")
	}
	if take("203.0.113.8:1") == nil {
		t.Error("another address is not touched")
	}
	kept[0].Close()
	kept[0].Close()
	if c.Open() != 2 || take("203.0.113.7:5") == nil {
		t.Errorf("a closed connection gives its place free, once: %d open", c.Open())
	}
	for n := range 4 {
		if take(fmt.Sprintf("10.9.1.1:%d", n+1)) == nil || c.Open() > 5 {
			t.Errorf("a proxy is bound by the total alone: %d open", c.Open())
		}
	}
	if c.Open() != 5 {
		t.Errorf("%d open", c.Open())
	}
}

func TestWhoCountsAsOneAddress(t *testing.T) {
	for _, c := range []struct {
		one, other string
		same       bool
	}{
		{"203.0.113.7:1", "203.0.113.7:2", true},
		{"203.0.113.7:1", "[::ffff:203.0.113.7]:2", true},
		{"203.0.113.7:1", "203.0.113.8:1", false},
		{"[2001:db8:1:2::1]:1", "[2001:db8:1:2:ffff::9]:1", true},
		{"[2001:db8:1:2::1]:1", "[2001:db8:1:3::1]:1", false},
		{"[fe80::1%eth0]:1", "[fe80::1]:1", true},
	} {
		a, _ := line(t, c.one)
		b, _ := line(t, c.other)
		_, one := addressOf(a)
		_, other := addressOf(b)
		if (one == other) != c.same {
			t.Errorf("%s and %s: %s %s", c.one, c.other, one, other)
		}
	}
	c := &Connections{Most: 1}
	for _, address := range []string{"127.0.0.1:1", "127.0.0.1:2", "[::1]:1", "[::1]:2"} {
		if near, _ := line(t, address); c.take(near) == nil {
			t.Errorf("this machine may be a proxy: %s is not bound", address)
		}
	}
}

func TestBoundsAreSettings(t *testing.T) {
	for _, c := range []struct {
		most, proxies string
		want, trusted int
		ok            bool
	}{
		{"", "", mostOfAddress, 0, true},
		{"20", "10.1.2.3, 10.2.0.0/16,::1", 20, 3, true},
		{"0", "", 0, 0, true},
		{"-1", "", 0, 0, false},
		{"many", "", 0, 0, false},
		{"", "gateway", 0, 0, false},
	} {
		t.Setenv(envMost, c.most)
		t.Setenv(envProxies, c.proxies)
		got, err := FromEnvironment()
		if (err == nil) != c.ok {
			t.Fatalf("%+v: %v", c, err)
		}
		if err == nil && (got.Most != c.want || len(got.Trusted) != c.trusted || got.Total < 100) {
			t.Errorf("%+v: %d of one, %d of all, %v", c, got.Most, got.Total, got.Trusted)
		}
		if err != nil && !strings.Contains(err.Error(), "ONESTOP_") {
			t.Errorf("%v names no setting", err)
		}
	}
}

// The bound holds on a real server, and everybody in it is answered.
func TestBoundOfAServer(t *testing.T) {
	c := &Connections{Most: 100, Total: 3}
	server := httptest.NewUnstartedServer(Headers(Patient(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.Copy(w, r.Body) })), nil))
	server.Listener = c.Bound(server.Listener)
	c.Follow(server.Config)
	Hurry(server.Config)
	server.Start()
	defer server.Close()
	var silent []net.Conn
	for range 10 {
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: x\r\n") // a head that never ends
		silent = append(silent, conn)
	}
	answer, err := http.Post(server.URL, "text/plain", strings.NewReader("hello"))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if text, _ := io.ReadAll(answer.Body); string(text) != "hello" {
		t.Errorf("answered %q", text)
	}
	if c.Open() > 3 || !closed(silent[0]) {
		t.Errorf("%d are open", c.Open())
	}
}
