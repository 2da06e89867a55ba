package hooks

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance"
)

// servedHouse names, in the environment of a child of the tests, the folder and the address
// that it serves to others, with its pages and its gate.
const servedHouse = "ONESTOP_TEST_SERVED_HOUSE"

// serveToOthers is the whole house at work in a process of its own.
func serveToOthers(folderAndAddress string) {
	dir, address, _ := strings.Cut(folderAndAddress, "|")
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: appliance.Connect})
	Register(app, Options{DueByHand: true, Pages: os.DirFS("../pb_public")})
	err := app.Bootstrap()
	if err == nil {
		err = apis.Serve(app, apis.ServeConfig{HttpAddr: address, AllowedOrigins: noOrigins})
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// overheard is what a process says, read while it goes on.
type overheard struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *overheard) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *overheard) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// server is a house that a process of its own serves.
type server struct {
	t       testing.TB
	address string // host and port
	process *os.Process
}

// serve closes the house of a test and lets another process serve its folder until the test
// ends; setting are pairs of the environment.
func (x *house) serve(setting ...string) *server {
	x.t.Helper()
	x.close()
	s := &server{t: x.t, address: freeAddress(x.t)}
	child := exec.Command(os.Args[0])
	child.Env = append(append(os.Environ(), servedHouse+"="+x.app.DataDir()+"|"+s.address), setting...)
	var said overheard
	child.Stderr = &said
	if err := child.Start(); err != nil {
		x.t.Fatal(err)
	}
	s.process = child.Process
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	x.t.Cleanup(func() {
		_ = s.process.Kill() // it may have ended by itself, which a test has seen
		<-ended
		x.reopen()
	})
	for begun := time.Now(); !answers(s.address); time.Sleep(20 * time.Millisecond) {
		if time.Since(begun) > time.Minute {
			x.t.Fatalf("the house is not served: %s", said.String())
		}
	}
	return s
}

func (s *server) url(path string) string { return "http://" + s.address + path }

// residentMB is the memory that the serving process holds now, without its children (Linux). Beside
// the test it may be asked as well.
func (s *server) residentMB() (mb int) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process.Pid))
	if err != nil {
		s.t.Error(errors.Join(errors.New("the serving process is gone"), err))
		return 0
	}
	_, rest, _ := strings.Cut(string(text), "\nVmRSS:")
	fmt.Sscan(rest, &mb)
	return mb >> 10
}

// get asks and answers the response with its body read; headers come in pairs.
func (s *server) get(path string, headers ...string) (*http.Response, string) {
	s.t.Helper()
	r, err := http.NewRequest("GET", s.url(path), nil)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer, bodyOf(s.t, answer)
}
