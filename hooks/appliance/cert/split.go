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
)

// Split makes two doors of one address: who begins with TLS comes in by the first, who
// speaks plain HTTP by the second. So http:// and https:// work on the same port, and
// nobody has to know which of them stands in the address. Closing either closes both.
func Split(inner net.Listener) (secure, plain net.Listener) {
	s := &split{Listener: inner, ended: make(chan struct{})}
	s.secure, s.plain = &door{s, make(chan net.Conn)}, &door{s, make(chan net.Conn)}
	go s.accept()
	return s.secure, s.plain
}

type split struct {
	net.Listener
	secure, plain *door
	once          sync.Once
	ended         chan struct{}
	err           error // of the inner listener, before ended is closed
}

func (s *split) accept() {
	for {
		conn, err := s.Listener.Accept()
		if err == nil {
			go s.sort(conn)
			continue
		}
		var passing net.Error
		if errors.As(err, &passing) && passing.Timeout() {
			continue
		}
		s.end(err)
		return
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
	return d.split.Listener.Close()
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
