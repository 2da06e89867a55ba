package storetest

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Way is a way to a server that can be cut, stopped up and closed.
type Way struct {
	t        testing.TB
	to       string
	listener net.Listener
	mode     atomic.Int32
	left     atomic.Int64 // bytes upwards until it breaks, where it is to break
	once     atomic.Bool  // it is whole again after it broke
	mu       sync.Mutex
	open     map[net.Conn]bool
}

// How a way is.
const (
	open int32 = iota
	refusing
	stalled
	breaking
)

// NewWay opens a way to an address.
func NewWay(t testing.TB, to string) *Way {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &Way{t: t, to: to, listener: listener, open: map[net.Conn]bool{}}
	go w.accept()
	t.Cleanup(func() { _ = listener.Close(); w.hangUp() })
	return w
}

// Address is where the way begins.
func (w *Way) Address() string { return w.listener.Addr().String() }

// Open lets everything through.
func (w *Way) Open() { w.mode.Store(open) }

// Refuse hangs up on everybody, those who are connected and those who come.
func (w *Way) Refuse() { w.mode.Store(refusing); w.hangUp() }

// Stall lets nothing through any more and keeps the connections.
func (w *Way) Stall() { w.mode.Store(stalled) }

// BreakAfter hangs up in the middle, after so many bytes to the server.
func (w *Way) BreakAfter(bytes int64) {
	w.left.Store(bytes)
	w.once.Store(false)
	w.mode.Store(breaking)
}

// BreakOnce hangs up once after so many bytes and is open then.
func (w *Way) BreakOnce(bytes int64) { w.left.Store(bytes); w.once.Store(true); w.mode.Store(breaking) }

func (w *Way) hangUp() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.open {
		_ = c.Close()
	}
	clear(w.open)
}

func (w *Way) accept() {
	for {
		near, err := w.listener.Accept()
		if err != nil {
			return
		}
		if w.mode.Load() == refusing {
			_ = near.Close()
			continue
		}
		far, err := net.Dial("tcp", w.to)
		if err != nil {
			_ = near.Close()
			continue
		}
		w.mu.Lock()
		w.open[near], w.open[far] = true, true
		w.mu.Unlock()
		go w.carry(far, near, true)
		go w.carry(near, far, false)
	}
}

// carry copies from one end to the other for as long as the way is open.
func (w *Way) carry(to, from net.Conn, up bool) {
	defer func() { _ = to.Close(); _ = from.Close() }()
	buffer := make([]byte, 16<<10)
	for {
		n, err := from.Read(buffer)
		for w.mode.Load() == stalled {
			time.Sleep(10 * time.Millisecond)
		}
		if up && w.mode.Load() == breaking && w.left.Add(-int64(n)) < 0 {
			if w.once.Load() {
				w.mode.Store(open)
			}
			return
		}
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err == io.EOF || err != nil {
			return
		}
	}
}
