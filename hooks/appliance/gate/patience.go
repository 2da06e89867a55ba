package gate

import (
	"context"
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
	// answerWait is how long an answer may take after the last bytes of its request: what the
	// server grants from the head on, which a long upload would use up.
	answerWait = 5 * time.Minute
	drainWait  = 10 * time.Second // for all of a body that nobody wants
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
			body := &patientBody{ReadCloser: r.Body, line: http.NewResponseController(w), begun: time.Now()}
			// For Drain, below what wraps it on its way. In place, because the server looks into
			// its own request for the files of a form that it has to remove.
			*r = *r.WithContext(context.WithValue(r.Context(), bodyOf{}, body))
			r.Body = body
			// What is left of a body must not be taken for the next request of the line. The
			// server sees to that, where it finds its own body: the platform closes the body
			// before the answer goes out, and behind a wrapper that looks like its end.
			defer func(own io.ReadCloser) { r.Body = own }(body.ReadCloser)
		}
		next.ServeHTTP(w, r)
	})
}

// bodyOf is the key of the patient body in the context of its request.
type bodyOf struct{}

type patientBody struct {
	io.ReadCloser
	line  *http.ResponseController
	begun time.Time
	end   time.Time // when nothing more is read, however well it comes; zero: never
	read  int64
	ended bool
}

// Read grants the next bytes their time, and the answer its own from then on. The end of the body lifts the limit: the line is
// listened to while the answer is made, and a limit that passed would look like a caller
// who has gone.
func (b *patientBody) Read(p []byte) (int, error) {
	if b.ended {
		return b.ReadCloser.Read(p)
	}
	now := time.Now()
	_ = b.line.SetReadDeadline(b.deadline(now)) // a line without limits, as in tests, has none to set
	_ = b.line.SetWriteDeadline(now.Add(bodyPause + answerWait))
	n, err := b.ReadCloser.Read(p)
	b.read += int64(n)
	if err != nil {
		b.ended = true
	}
	if err == io.EOF {
		_ = b.line.SetReadDeadline(time.Time{})
		_ = b.line.SetWriteDeadline(time.Now().Add(answerWait))
	}
	return n, err
}

// deadline is until when the next bytes must be there.
func (b *patientBody) deadline(now time.Time) time.Time {
	until := now.Add(bodyPause)
	if pace := b.begun.Add(bodyGrace + time.Duration(b.read/bodyPace)*time.Second); pace.Before(until) {
		until = pace
	}
	if !b.end.IsZero() && b.end.Before(until) {
		until = b.end
	}
	return until
}

// Drain reads the rest of a body that nobody wants, without keeping it, so that whoever sends
// it can read the answer: up to most bytes and for ten seconds, however slowly they come.
func Drain(w http.ResponseWriter, r *http.Request, body io.Reader, most int64) {
	drain(w, r, body, most, drainWait)
}

func drain(w http.ResponseWriter, r *http.Request, body io.Reader, most int64, wait time.Duration) {
	end := time.Now().Add(wait)
	if patient, ok := r.Context().Value(bodyOf{}).(*patientBody); ok {
		patient.end = end
	}
	_ = http.NewResponseController(w).SetReadDeadline(end)
	_, _ = io.CopyN(io.Discard, body, most) // its end, its length and its failure are all the same here
}
