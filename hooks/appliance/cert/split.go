package cert

import (
	"bufio"
	"errors"
	"net"
	"sync"
	"time"
)

const (
	helloByte = 0x16 // the first byte of every TLS connection; no word of HTTP begins with it
	helloWait = 10 * time.Second

	leastRest = 5 * time.Millisecond // after a failure to accept; it doubles
	mostRest  = time.Second
)

// Split makes two doors of one address: who begins with TLS comes in by the first, who
// speaks plain HTTP by the second. So http:// and https:// work on the same port, and
// nobody has to know which of them stands in the address. Closing either closes both.
func Split(inner net.Listener) (secure, plain net.Listener) {
	s := &split{Listener: inner, ended: make(chan struct{}), shut: sync.OnceValue(inner.Close)}
	s.secure, s.plain = &door{s, make(chan net.Conn)}, &door{s, make(chan net.Conn)}
	go s.accept()
	return s.secure, s.plain
}

type split struct {
	net.Listener
	secure, plain *door
	shut          func() error // once: the servers of both doors close them
	once          sync.Once
	ended         chan struct{}
	err           error // of the inner listener, before ended is closed
}

// accept takes connections until the listener is closed. Every other failure passes, as when
// the process has no file left (EMFILE) or a caller went before it was taken: after a short
// rest it tries again, because this is the only door of a house on its network.
func (s *split) accept() {
	rest := time.Duration(0)
	for {
		conn, err := s.Listener.Accept()
		switch {
		case err == nil:
			rest = 0
			go s.sort(conn)
		case errors.Is(err, net.ErrClosed):
			s.end(err)
			return
		default:
			rest = min(max(2*rest, leastRest), mostRest)
			select {
			case <-time.After(rest):
			case <-s.ended:
				return
			}
		}
	}
}

func (s *split) end(err error) {
	s.once.Do(func() {
		s.err = err
		close(s.ended)
	})
}

// sort looks at the first byte of a connection. Who says nothing for ten seconds goes.
func (s *split) sort(conn net.Conn) {
	_ = conn.SetReadDeadline(time.Now().Add(helloWait)) // a connection that takes no deadline is closed, and fails below
	read := bufio.NewReaderSize(conn, 16)
	head, err := read.Peek(1)
	if err != nil || conn.SetReadDeadline(time.Time{}) != nil {
		conn.Close()
		return
	}
	to := s.plain
	if head[0] == helloByte {
		to = s.secure
	}
	select {
	case to.conns <- begun{conn, read}:
	case <-s.ended:
		conn.Close()
	}
}

type door struct {
	split *split
	conns chan net.Conn
}

func (d *door) Accept() (net.Conn, error) {
	select {
	case conn := <-d.conns:
		return conn, nil
	case <-d.split.ended:
		return nil, d.split.err
	}
}

func (d *door) Close() error {
	d.split.end(net.ErrClosed)
	return d.split.shut()
}

func (d *door) Addr() net.Addr { return d.split.Addr() }

// begun is a connection whose first byte has been looked at.
type begun struct {
	net.Conn
	read *bufio.Reader
}

func (b begun) Read(p []byte) (int, error) { return b.read.Read(p) }

// NetConn is the connection below, for whoever counts them.
func (b begun) NetConn() net.Conn { return b.Conn }
