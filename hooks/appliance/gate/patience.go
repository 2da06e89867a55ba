package gate

import (
	"io"
	"net/http"
	"time"
)

// Patience is how long a request may take to arrive. A head has ten seconds. A body may
// pause for so long and must keep up a pace over all: a phone in a village that sends a photo
// at 8 KB/s is waited for, somebody who sends a byte now and then to hold a place is not.
const (
	headWait  = 10 * time.Second
	idleWait  = 75 * time.Second // between two requests of one connection
	bodyPause = 30 * time.Second
	bodyGrace = 60 * time.Second
	bodyPace  = 4 << 10 // bytes in a second, after the grace
	mostHead  = 32 << 10
)

// Hurry sets what a server grants to those who send slowly.
func Hurry(server *http.Server) {
	server.ReadHeaderTimeout = headWait
	server.IdleTimeout = idleWait
	server.MaxHeaderBytes = mostHead
}

// Patient lets bodies take as long as they keep coming, and no longer, in place of the one
// limit of the server on all of a request.
func Patient(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body != nil && r.Body != http.NoBody {
			r.Body = &patientBody{ReadCloser: r.Body, line: http.NewResponseController(w), begun: time.Now()}
		}
		next.ServeHTTP(w, r)
	})
}

type patientBody struct {
	io.ReadCloser
	line  *http.ResponseController
	begun time.Time
	read  int64
	ended bool
}

// Read grants the next bytes their time. The end of the body lifts the limit: the line is
// listened to while the answer is made, and a limit that passed would look like a caller
// who has gone.
func (b *patientBody) Read(p []byte) (int, error) {
	if b.ended {
		return b.ReadCloser.Read(p)
	}
	_ = b.line.SetReadDeadline(b.deadline(time.Now())) // a line without limits, as in tests, has none to set
	n, err := b.ReadCloser.Read(p)
	b.read += int64(n)
	if err != nil {
		b.ended = true
	}
	if err == io.EOF {
		_ = b.line.SetReadDeadline(time.Time{})
	}
	return n, err
}

// deadline is until when the next bytes must be there.
func (b *patientBody) deadline(now time.Time) time.Time {
	pause, pace := now.Add(bodyPause), b.begun.Add(bodyGrace+time.Duration(b.read/bodyPace)*time.Second)
	if pace.Before(pause) {
		return pace
	}
	return pause
}

// Drain reads the rest of a body that nobody wants, without keeping it, so that whoever sends
// it can read the answer: up to most bytes and for a few seconds.
func Drain(w http.ResponseWriter, body io.Reader, most int64) {
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(headWait))
	_, _ = io.CopyN(io.Discard, body, most) // its end, its length and its failure are all the same here
}
