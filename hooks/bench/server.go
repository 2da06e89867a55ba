package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is a contestant that is asked over HTTP: a child process, so that what it uses can
// be told from what the clients use.
type server struct {
	cmd     *exec.Cmd
	address string
	said    bytes.Buffer
}

// start runs this binary with the arguments and waits until it answers.
func start(ctx context.Context, health string, args ...string) (*server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	s := &server{cmd: exec.CommandContext(ctx, self, append(args, "--http", address)...), address: address}
	s.cmd.Stdout, s.cmd.Stderr = &s.said, &s.said
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- s.cmd.Wait() }()
	for begun := time.Now(); time.Since(begun) < 5*time.Minute; time.Sleep(100 * time.Millisecond) {
		select {
		case err := <-ended:
			return nil, fmt.Errorf("%v ended: %w: %s", args, err, s.said.String())
		default:
		}
		if answer, err := http.Get("http://" + address + health); err == nil { //nolint:noctx // a loopback address
			_ = answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				go func() { <-ended }()
				return s, nil
			}
		}
	}
	return nil, errors.Join(fmt.Errorf("%v does not answer: %s", args, s.said.String()), s.cmd.Process.Kill())
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// stop ends the server in order and waits until its folder is free.
func (s *server) stop() {
	if s.cmd.Process.Signal(syscall.SIGTERM) == nil && s.ended() {
		return
	}
	s.kill()
}

// kill ends a server whose data is thrown away.
func (s *server) kill() {
	_ = s.cmd.Process.Kill()
	s.ended()
}

// ended waits until the server is gone, which it is to be within ten seconds.
func (s *server) ended() bool {
	for range 100 {
		if s.cmd.Process.Signal(syscall.Signal(0)) != nil {
			return true
		}
		time.Sleep(100 * time.Millisecond)
	}
	return false
}

// calm waits until the server works on nothing of its own, as a house does after its start on
// what has become due meanwhile; at most so long.
func (s *server) calm(ctx context.Context, most time.Duration) {
	const idle = 50 * time.Millisecond // of the processor in a second
	used, until := s.processor(), time.Now().Add(most)
	for time.Now().Before(until) && ctx.Err() == nil {
		time.Sleep(time.Second)
		now := s.processor()
		if now-used < idle {
			return
		}
		used = now
	}
}

// processor is the time that the server has had of the processors; 0 where the system does
// not tell (it is read from /proc).
func (s *server) processor() time.Duration {
	const tick = 10 * time.Millisecond // a hundredth of a second on every Linux we build for
	fields := s.stat("stat", ")")
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * tick
}

// resident is what the server holds of the memory, in bytes; 0 where the system does not tell.
func (s *server) resident() int64 {
	fields := s.stat("statm", "")
	if len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize())
}

func (s *server) stat(name, after string) []string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", s.cmd.Process.Pid, name))
	if err != nil {
		return nil
	}
	if after != "" { // the name of the program may hold blanks
		_, rest, _ := bytes.Cut(text, []byte(after))
		text = rest
	}
	return strings.Fields(string(text))
}
