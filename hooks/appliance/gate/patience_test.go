package gate

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestBodiesKeepUpAPace(t *testing.T) {
	begun := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		after time.Duration
		read  int64
		wait  time.Duration
	}{
		{0, 0, bodyPause},
		{50 * time.Second, 100, 10 * time.Second},             // a byte now and then
		{70 * time.Second, 100, -10 * time.Second},            // has been cut
		{10 * time.Minute, 5 << 20, bodyPause},                // 8 KB/s
		{10 * time.Minute, 1 << 20, -284 * time.Second},       // too slow over all
		{2 * time.Hour, 1 << 30, bodyPause},                   // as long as it keeps coming
		{25 * time.Second, bodyPace * 100, 30 * time.Second},  // fast
		{59 * time.Second, bodyPace * 10, 11 * time.Second},   // near its end
		{60 * time.Second, bodyPace * 29, 29 * time.Second},   // nearer than the pause
		{60 * time.Second, bodyPace*30 + 1, 30 * time.Second}, // as far as the pause
	} {
		b := &patientBody{begun: begun, read: c.read}
		if got := b.deadline(begun.Add(c.after)).Sub(begun.Add(c.after)); got != c.wait {
			t.Errorf("after %s with %d bytes: %s, want %s", c.after, c.read, got, c.wait)
		}
	}
}

// The limit ends with the body: whoever answers later still has a caller.
func TestAPatientBodyEndsItsLimit(t *testing.T) {
	server := httptest.NewUnstartedServer(Patient(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body.(*patientBody).begun = time.Now().Add(-bodyGrace + 150*time.Millisecond) // the limit is near
		if _, err := io.ReadAll(r.Body); err != nil {
			w.WriteHeader(http.StatusRequestTimeout)
			return
		}
		select {
		case <-r.Context().Done():
			t.Error("the caller was taken for gone")
		case <-time.After(400 * time.Millisecond):
		}
	})))
	server.Start()
	defer server.Close()
	answer, err := http.Post(server.URL, "text/plain", strings.NewReader("hello"))
	if err != nil || answer.StatusCode != 200 {
		t.Fatalf("%v %v", answer, err)
	}
	slow, end := io.Pipe()
	go func() { time.Sleep(time.Second); end.Close() }()
	begun := time.Now()
	answer, err = http.Post(server.URL, "text/plain", slow)
	if err == nil && answer.StatusCode != http.StatusRequestTimeout || time.Since(begun) > 5*time.Second {
		t.Errorf("a body that does not come: %v %v after %s", answer, err, time.Since(begun))
	}
}

// Who sends for longer than the server grants an answer is answered all the same.
func TestALongUploadIsAnswered(t *testing.T) {
	server := httptest.NewUnstartedServer(Patient(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		all, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		w.Write(all)
	})))
	server.Config.WriteTimeout = 100 * time.Millisecond
	server.Start()
	defer server.Close()
	slow, end := io.Pipe()
	go func() {
		for range 5 {
			time.Sleep(60 * time.Millisecond)
			io.WriteString(end, "x")
		}
		end.Close()
	}()
	answer, err := http.Post(server.URL, "text/plain", slow)
	if err != nil {
		t.Fatalf("it was received and not answered: %v", err)
	}
	defer answer.Body.Close()
	if all, err := io.ReadAll(answer.Body); err != nil || string(all) != "xxxxx" {
		t.Errorf("%q %v", all, err)
	}
}

// What nobody wants is listened to for its time and no longer, however steadily it drips.
func TestADrainHasAnEnd(t *testing.T) {
	heard := make(chan time.Duration, 1)
	server := httptest.NewServer(Patient(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		drain(w, r, io.MultiReader(r.Body), 1<<20, 500*time.Millisecond) // wrapped, as on its way through the house
		heard <- time.Since(begun)
		w.WriteHeader(http.StatusUnauthorized)
	})))
	defer server.Close()
	slow, end := io.Pipe()
	go func() {
		for range 400 { // for twenty seconds, where nobody cuts it
			time.Sleep(50 * time.Millisecond)
			if _, err := io.WriteString(end, "x"); err != nil {
				return // it is cut
			}
		}
		end.Close()
	}()
	answer, err := http.Post(server.URL, "text/plain", slow)
	if err == nil {
		answer.Body.Close()
	}
	end.Close()
	if took := <-heard; took < 400*time.Millisecond || took > 10*time.Second {
		t.Errorf("drained for %s", took)
	}
}

func TestPlaces(t *testing.T) {
	p := NewPlaces(3, 2, 20*time.Millisecond)
	ctx := context.Background()
	one, ok := p.Take(ctx, "zhang")
	two, ok2 := p.Take(ctx, "zhang")
	if !ok || !ok2 {
		t.Fatal("two places for one caller")
	}
	if _, ok := p.Take(ctx, "zhang"); ok {
		t.Error("a third for the same caller")
	}
	three, ok := p.Take(ctx, "")
	if !ok {
		t.Error("the last place")
	}
	begun := time.Now()
	if _, ok := p.Take(ctx, "li"); ok || time.Since(begun) < 20*time.Millisecond {
		t.Error("all are taken, and who comes waits a little")
	}
	time.AfterFunc(5*time.Millisecond, three)
	four, ok := waiting(p, "li")
	if !ok {
		t.Error("who waits gets the place that becomes free")
	}
	one()
	one()
	two()
	four()
	if len(p.all) != 0 || len(p.of) != 0 {
		t.Errorf("%d places and %v are left", len(p.all), p.of)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	full := NewPlaces(0, 1, time.Hour)
	if _, ok := full.Take(gone, "zhang"); ok || len(full.of) != 0 {
		t.Error("who has gone waits for nothing")
	}
}

// waiting takes a place with more patience than the test has time.
func waiting(p *Places, caller string) (func(), bool) {
	p.wait = time.Second
	return p.Take(context.Background(), caller)
}

func TestHeaders(t *testing.T) {
	handler := Headers(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {}), []string{"hall.example.cn"})
	for _, c := range []struct {
		path, cache, policy string
		name                string // of the host by HTTPS, "" by plain HTTP
		kept                bool   // to HTTPS
	}{
		{"/api/onestop/home", "no-store", nothing, "", false},
		{"/api/collections/x/records", "no-store", nothing, "hall.example.cn", true},
		{"/api/collections/x/records", "no-store", nothing, "hall-pc", false}, // by the house's own authority
		{"/api/files/documents/x/y.pdf", "no-store", files, "", false},
		{"/_/", "", dashboard, "", false},
		{"/index.html", "", nothing, "", false},
		{"/shared/api.js", "", "", "", false},
		{"/style/base.css", "", "", "HALL.example.cn", true},
	} {
		r := httptest.NewRequest("GET", c.path, nil)
		if c.name != "" {
			r.TLS = &tls.ConnectionState{ServerName: c.name}
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		h := w.Header()
		if h.Get("Cache-Control") != c.cache || h.Get("Content-Security-Policy") != c.policy || (h.Get("Strict-Transport-Security") != "") != c.kept {
			t.Errorf("%s: %v", c.path, h)
		}
		for name, value := range everywhere {
			if h.Get(name) != value {
				t.Errorf("%s: %s is %q", c.path, name, h.Get(name))
			}
		}
		for name, value := range documents {
			if want := map[bool]string{true: value}[c.policy != ""]; h.Get(name) != want {
				t.Errorf("%s: %s is %q", c.path, name, h.Get(name))
			}
		}
	}
}

// What is left of a body that was closed unread is no request of its own.
func TestTheRestOfABodyIsNoRequest(t *testing.T) {
	var asked []string
	server := httptest.NewServer(Patient(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Path)
		r.Body.Close()
		w.WriteHeader(http.StatusServiceUnavailable)
	})))
	line, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	_ = line.SetDeadline(time.Now().Add(20 * time.Second)) // a line that goes on would go on for long
	hidden := "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n"
	go fmt.Fprintf(line, "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s%s", 1<<20, hidden, strings.Repeat("x", 1<<20-len(hidden)))
	answers, _ := io.ReadAll(line) // ends with the line, by a reset where the rest is on its way
	server.Close()
	if len(asked) != 1 || !strings.Contains(string(answers), "Connection: close") || strings.Count(string(answers), "HTTP/1.1") != 1 {
		t.Errorf("asked for %v:\n%s", asked, answers)
	}
}
