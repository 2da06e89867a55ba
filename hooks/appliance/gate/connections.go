package gate

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// Connections bounds how many connections one address holds, and all of them together. Who
// is at the bound and comes anew takes the place of the own connection that has been silent
// longest, so that browsers behind one address of a hall push out what they no longer use;
// only where all of them are at work the new one is closed.
//
// A reverse proxy brings everybody from one address: those of this machine and those that
// Trusted names are bound by the total alone.
type Connections struct {
	Most, Total int // of one address and of all; 0: no bound
	Trusted     []netip.Prefix

	mu   sync.Mutex
	of   map[netip.Addr]map[*held]bool
	open int
	shut int64 // connections that were closed for the sake of the bounds
}

// held is one open connection.
type held struct {
	net.Conn
	all    *Connections
	from   netip.Addr
	silent bool      // nothing is asked on it: it is new, or waits for its next request
	since  time.Time // when that began
	gone   bool
}

// Bound lets a listener accept within the bounds.
func (c *Connections) Bound(inner net.Listener) net.Listener { return &boundListener{inner, c} }

type boundListener struct {
	net.Listener
	all *Connections
}

// Accept answers the next connection that is within the bounds and closes those that are not.
func (l *boundListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if kept := l.all.take(conn); kept != nil {
			return kept, nil
		}
		_ = conn.Close() // it is turned away; nobody waits for an answer
	}
}

// take counts a new connection, nil where there is no place for it.
func (c *Connections) take(conn net.Conn) *held {
	exact, from := addressOf(conn)
	h := &held{Conn: conn, all: c, from: from, silent: true, since: time.Now()}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil {
		c.of = map[netip.Addr]map[*held]bool{}
	}
	own := c.of[h.from]
	if c.Most > 0 && len(own) >= c.Most && !c.trusts(exact) && !c.evict(own) {
		c.shut++
		return nil
	}
	if c.Total > 0 && c.open >= c.Total && !c.evictAny() {
		c.shut++
		return nil
	}
	if c.of[h.from] == nil {
		c.of[h.from] = map[*held]bool{}
	}
	c.of[h.from][h] = true
	c.open++
	return h
}

// evict closes the connection that has been silent longest and reports whether there was one.
func (c *Connections) evict(of map[*held]bool) bool {
	var oldest *held
	for h := range of {
		if h.silent && (oldest == nil || h.since.Before(oldest.since)) {
			oldest = h
		}
	}
	if oldest == nil {
		return false
	}
	c.forget(oldest)
	c.shut++
	_ = oldest.Conn.Close() // its end is what is wanted
	return true
}

// evictAny makes room at the cost of the address that holds most connections.
func (c *Connections) evictAny() bool {
	var most map[*held]bool
	for _, of := range c.of {
		if len(of) > len(most) {
			most = of
		}
	}
	return c.evict(most)
}

func (c *Connections) forget(h *held) {
	if h.gone {
		return
	}
	h.gone = true
	delete(c.of[h.from], h)
	if len(c.of[h.from]) == 0 {
		delete(c.of, h.from)
	}
	c.open--
}

// Close gives the place of the connection free.
func (h *held) Close() error {
	h.all.mu.Lock()
	h.all.forget(h)
	h.all.mu.Unlock()
	return h.Conn.Close()
}

// Follow hears from the server when a connection is at work and when it is silent. A request
// whose head has not arrived is silence: who sends it byte by byte is pushed out first.
func (c *Connections) Follow(server *http.Server) {
	inner := server.ConnState
	server.ConnState = func(conn net.Conn, state http.ConnState) {
		if inner != nil {
			inner(conn, state)
		}
		if h := heldIn(conn); h != nil {
			c.mu.Lock()
			h.silent, h.since = state == http.StateNew || state == http.StateIdle, time.Now()
			c.mu.Unlock()
		}
	}
}

// heldIn finds our connection below what wraps it, as TLS does.
func heldIn(conn net.Conn) *held {
	for {
		if h, ok := conn.(*held); ok {
			return h
		}
		wrapped, ok := conn.(interface{ NetConn() net.Conn })
		if !ok {
			return nil
		}
		conn = wrapped.NetConn()
	}
}

// Open is how many connections are open.
func (c *Connections) Open() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.open
}

// Shut is how many connections were closed for the sake of the bounds.
func (c *Connections) Shut() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.shut
}

func (c *Connections) trusts(from netip.Addr) bool {
	if from.IsLoopback() || !from.IsValid() { // a socket of this machine has no address
		return true
	}
	for _, prefix := range c.Trusted {
		if prefix.Contains(from) {
			return true
		}
	}
	return false
}

// Fronted tells whether a proxy on this machine was named, so that nobody is taken to sit here
// because the connection begins here.
func (c *Connections) Fronted() bool {
	return c != nil && slices.ContainsFunc(c.Trusted, func(p netip.Prefix) bool { return p.Addr().IsLoopback() })
}

// addressOf is the address from which a connection comes, and the one by which it is counted.
func addressOf(conn net.Conn) (exact, counted netip.Addr) {
	port, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	if err != nil {
		return netip.Addr{}, netip.Addr{}
	}
	exact = port.Addr().Unmap().WithZone("")
	return exact, AddressOf(exact)
}

// AddressOf is the address by which another is counted. Of IPv6 that is the network of 64
// bits, because whoever has one address of it has all.
func AddressOf(exact netip.Addr) netip.Addr {
	exact = exact.Unmap().WithZone("")
	if network, err := exact.Prefix(64); err == nil && exact.Is6() && !exact.IsLoopback() {
		return network.Addr()
	}
	return exact
}
