//go:build !race

package hooks

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// The full load is `go test ./hooks -run TestOthersDoNotWait -args -connections 9000 -listeners 2000`;
// it needs as many open files twice (ulimit -n).
var (
	connections = flag.Int("connections", 600, "idle and slow connections of the load test")
	listeners   = flag.Int("listeners", 200, "clients that listen to changes in the load test")
)

// othersWait is how long others may wait at the 95th of a hundred, at least: a machine that
// is slow by itself is granted three times what it takes when nobody is there.
const othersWait = 50 * time.Millisecond

// patienceWith is what others may wait on this machine now, for what may take so long on a calm one.
func patienceWith(calm []time.Duration, aim time.Duration) time.Duration {
	return max(aim, 3*p95(calm))
}

// fromAnywhere is a connection from one of many addresses of this machine, so that no bound
// on one address hides what many of them do.
func fromAnywhere(address string, n int) (net.Conn, error) {
	dialer := net.Dialer{Timeout: 10 * time.Second, LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, byte(1+n/200), byte(1+n%200))}}
	return dialer.Dial("tcp", address)
}

// asksFor asks a page of the catalogue for so long and answers what each answer took.
func asksFor(t *testing.T, s *server, d time.Duration) []time.Duration {
	until := time.Now().Add(d)
	return waits(t, s.url(""), func() bool { return time.Now().After(until) })
}

// Thousands of connections that say nothing, send their head byte by byte or their body in
// drops leave others in peace, and go within the patience for each.
func TestOthersDoNotWaitForIdleAndSlow(t *testing.T) {
	s := newHouse(t).unlimited().serve()
	asksFor(t, s, time.Second) // warm
	calm, before := asksFor(t, s, 2*time.Second), s.residentMB()
	var lines []net.Conn
	defer func() {
		for _, line := range lines {
			line.Close()
		}
	}()
	for n := range *connections {
		line, err := fromAnywhere(s.address, n)
		if err != nil {
			t.Fatalf("connection %d: %v", n, err)
		}
		lines = append(lines, line)
		switch n % 4 {
		case 1:
			fmt.Fprint(line, "GET / HTTP/1.1\r\nHost: x\r\nX-A: ")
		case 2:
			fmt.Fprint(line, "POST /api/onestop/problems/similar HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{")
		case 3:
			fmt.Fprint(line, "GET /api/onestop/health HTTP/1.1\r\nHost: x\r\n\r\n") // and then nothing
		}
	}
	var stop atomic.Bool
	var dripping sync.WaitGroup
	dripping.Go(func() {
		for !stop.Load() {
			for n, line := range lines {
				if n%4 == 1 || n%4 == 2 {
					_, _ = line.Write([]byte("a")) // it may have been closed, which is what is wanted
				}
			}
			time.Sleep(500 * time.Millisecond)
		}
	})
	busy, most := asksFor(t, s, 4*time.Second), s.residentMB()
	stop.Store(true)
	dripping.Wait()
	t.Logf("%d idle and slow connections: others waited %s at the 95th of %d (calm: %s); %d MB, %d before", *connections, p95(busy), len(busy), p95(calm), most, before)
	if p95(busy) > patienceWith(calm, othersWait) {
		t.Errorf("others waited %s (calm: %s)", p95(busy), p95(calm))
	}
	if most > before+50+*connections/30 {
		t.Errorf("%d MB, %d before", most, before)
	}
}

// ear hears of changes over its own line.
type ear struct {
	id    string
	line  net.Conn
	heard chan time.Time // closed with the line
}

// listen opens a line for changes and subscribes to a topic, as a guest without a token.
func listen(s *server, token, topic string, n int) (*ear, error) {
	line, err := fromAnywhere(s.address, n)
	if err != nil {
		return nil, err
	}
	s.t.Cleanup(func() { line.Close() })
	fmt.Fprintf(line, "GET /api/realtime HTTP/1.1\r\nHost: x\r\n\r\n")
	read := bufio.NewReaderSize(line, 4<<10)
	e := &ear{line: line, heard: make(chan time.Time, 1)}
	for e.id == "" {
		text, err := read.ReadString('\n')
		if err != nil {
			return nil, err
		}
		if data, ok := strings.CutPrefix(text, "data:"); ok {
			var hello struct{ ClientID string }
			if err := json.Unmarshal([]byte(data), &hello); err != nil {
				return nil, err
			}
			e.id = hello.ClientID
		}
	}
	body, _ := json.Marshal(map[string]any{"clientId": e.id, "subscriptions": []string{topic}})
	ask, err := fromAnywhere(s.address, n)
	if err != nil {
		return nil, err
	}
	defer ask.Close()
	fmt.Fprintf(ask, "POST /api/realtime HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", token, len(body), body)
	answer, err := http.ReadResponse(bufio.NewReader(ask), nil)
	if err != nil || answer.StatusCode != 204 {
		return nil, fmt.Errorf("subscribe: %v %w", answer, err)
	}
	go func() {
		defer close(e.heard)
		for {
			text, err := read.ReadString('\n')
			if err != nil {
				return
			}
			if strings.HasPrefix(text, "data:") {
				e.heard <- time.Now()
			}
		}
	}()
	return e, nil
}

// Everybody who listens to a record hears of its change within a second, and whoever does
// something else meanwhile does not wait for them.
func TestOthersDoNotWaitForListeners(t *testing.T) {
	x := newHouse(t).unlimited()
	office := x.find("departments", "id != ''")
	token := x.tokenOf("admin")
	s := x.serve()
	asksFor(t, s, time.Second)
	calm := asksFor(t, s, 2*time.Second)
	ears := make([]*ear, *listeners)
	for n := range ears {
		var err error
		if ears[n], err = listen(s, "", "departments/"+office.Id, n); err != nil {
			t.Fatalf("listener %d: %v", n, err)
		}
	}
	busy := make(chan []time.Duration)
	go func() { busy <- asksFor(t, s, 5*time.Second) }()
	var latest, write []time.Duration
	for n := range 4 {
		time.Sleep(time.Second)
		begun := time.Now()
		s.patch(office, token, map[string]any{"phone": fmt.Sprintf("0816-555000%d", n)})
		write = append(write, time.Since(begun))
		last := begun
		for n, e := range ears {
			select {
			case at := <-e.heard:
				if at.After(last) {
					last = at
				}
			case <-time.After(5 * time.Second):
				t.Fatalf("listener %d heard nothing", n)
			}
		}
		latest = append(latest, last.Sub(begun))
	}
	took := <-busy
	slices.Sort(latest)
	slices.Sort(write)
	t.Logf("%d listeners: the last one heard within %s, the writer waited %s at most; others %s at the 95th of %d (calm: %s); %d MB",
		len(ears), latest[len(latest)-1], write[len(write)-1], p95(took), len(took), p95(calm), s.residentMB())
	if latest[len(latest)/2-1] > time.Second+liveEvery { // half of the changes; a machine with other work keeps one of them waiting
		t.Errorf("the last one heard after %s", latest)
	}
	if p95(took) > patienceWith(calm, othersWait) {
		t.Errorf("others waited %s (calm: %s)", p95(took), p95(calm))
	}
}

// tokenOf is a token of a person, for a house that another process serves.
func (x *house) tokenOf(name string) string {
	x.t.Helper()
	token, err := x.person(name).NewAuthToken()
	if err != nil {
		x.t.Fatal(err)
	}
	return token
}

func (s *server) patch(r *core.Record, token string, body map[string]any) {
	s.t.Helper()
	text, _ := json.Marshal(body)
	request, _ := http.NewRequest("PATCH", s.url("/api/collections/"+r.Collection().Name+"/records/"+r.Id), bytes.NewReader(text))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", token)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	if said, _ := io.ReadAll(answer.Body); answer.StatusCode != 200 {
		s.t.Fatalf("%d %s", answer.StatusCode, said)
	}
}

// Large uploads of strangers and of people cost no memory: what is longer than it may be is
// cut, many at once are received a piece at a time.
func TestLargeUploadsCostNoMemory(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang := x.tokenOf("zhang")
	draft, material := x.draft(x.person("zhang")), x.material("M-ID")
	s := x.serve()
	asksFor(t, s, time.Second)
	before := s.residentMB()
	var most atomic.Int64
	var stop atomic.Bool
	var looking sync.WaitGroup
	looking.Go(func() {
		for !stop.Load() {
			most.Store(max(most.Load(), int64(s.residentMB())))
			time.Sleep(20 * time.Millisecond)
		}
	})
	begun := time.Now()
	status := s.pour(zhang, draft, material, 1<<30, true)
	stranger := s.pour("", draft, material, 1<<30, true)
	one := most.Load() - int64(before)
	took := time.Since(begun)
	if status == 200 || stranger == 200 || one > 50 {
		t.Errorf("1 GB: %d, of a stranger %d; %d MB more", status, stranger, one)
	}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() { s.pour(zhang, draft, material, 19<<20, false) })
	}
	all.Wait()
	stop.Store(true)
	looking.Wait()
	t.Logf("1 GB was cut after %s (%d, of a stranger %d) with %d MB more; 20 of 19 MB at once: %d MB, %d before", took.Round(time.Millisecond), status, stranger, one, most.Load(), before)
	if most.Load() > 500 {
		t.Errorf("20 at once: %d MB", most.Load())
	}
}

// pour uploads so many bytes and answers the status, 0 where the line was cut first.
func (s *server) pour(token, draft, material string, size int64, chunked bool) int {
	head := fmt.Sprintf("--x\r\nContent-Disposition: form-data; name=\"application\"\r\n\r\n%s\r\n--x\r\nContent-Disposition: form-data; name=\"material\"\r\n\r\n%s\r\n--x\r\n"+
		"Content-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%%PDF-1.4\n", draft, material)
	body := io.MultiReader(strings.NewReader(head), io.LimitReader(zeros{}, size), strings.NewReader("\r\n--x--\r\n"))
	r, _ := http.NewRequest("POST", s.url(toDocuments), body)
	if !chunked {
		r.ContentLength = int64(len(head)) + size + 9
	}
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	if token != "" {
		r.Header.Set("Authorization", token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode
}
