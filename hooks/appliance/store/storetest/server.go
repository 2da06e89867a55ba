// Package storetest gives tests a real object storage: versitygw, built from the Go proxy,
// over a folder that is thrown away, and a way to it that can be cut. Nothing but tests
// imports it.
package storetest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/store"
)

// Version is the server that the tests are made for; .ci/test installs it, too.
const Version = "v1.8.0"

// The credentials of the server.
const (
	Key    = "county"
	Secret = "a-secret-of-the-test"
)

// Binary is the path of the server, built once a machine into the cache of this user, which
// takes two minutes. Where it cannot be built the test is skipped, with the reason; where
// ONESTOP_TEST_S3=required, as in CI, it fails.
func Binary(t testing.TB) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	dir := filepath.Join(cache, "onestop-test", "versitygw-"+Version)
	path := filepath.Join(dir, "versitygw")
	if _, err := os.Stat(path); err == nil {
		return path
	}
	if err := build(dir, path); err != nil {
		if os.Getenv("ONESTOP_TEST_S3") == "required" {
			t.Fatalf("the object storage for the tests cannot be built: %v", err)
		}
		t.Skipf("NOT TESTED against an object storage, because it cannot be built: %v", err)
	}
	return path
}

// build installs the server, one process at a time.
func build(dir, path string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for {
		held, err := disk.Lock(filepath.Join(dir, "lock"))
		if err == nil {
			defer held.Close()
			break
		}
		time.Sleep(time.Second)
	}
	if _, err := os.Stat(path); err == nil {
		return nil // another process has built it meanwhile
	}
	ctx, stop := context.WithTimeout(context.Background(), 10*time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, "go", "install", "github.com/versity/versitygw/cmd/versitygw@"+Version)
	cmd.Env = append(os.Environ(), "GOBIN="+dir, "GOFLAGS=", "CGO_ENABLED=0")
	cmd.Dir = dir
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, said)
	}
	return nil
}

// Server is an object storage on the loopback.
type Server struct {
	Root   string // its buckets are the folders in it
	Region string
	t      testing.TB
	at     string
	cmd    *exec.Cmd
}

// Start runs a server with one bucket, county, until the test ends.
func Start(t testing.TB) *Server {
	t.Helper()
	s := &Server{Root: t.TempDir(), Region: "us-east-1", t: t}
	s.Make("county")
	s.Run()
	t.Cleanup(s.Stop)
	return s
}

// Beside starts a second server over the same buckets, at another address and in another region.
func (s *Server) Beside(region string) *Server {
	s.t.Helper()
	other := &Server{Root: s.Root, Region: region, t: s.t}
	other.Run()
	s.t.Cleanup(other.Stop)
	return other
}

// Make makes a bucket.
func (s *Server) Make(bucket string) {
	s.t.Helper()
	if err := os.MkdirAll(filepath.Join(s.Root, "buckets", bucket), 0o755); err != nil {
		s.t.Fatal(err)
	}
}

// Run starts the server, again at the same address.
func (s *Server) Run() {
	s.t.Helper()
	binary, meta := Binary(s.t), filepath.Join(s.Root, "meta")
	if err := os.MkdirAll(meta, 0o755); err != nil {
		s.t.Fatal(err)
	}
	if s.at == "" {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			s.t.Fatal(err)
		}
		s.at = listener.Addr().String()
		_ = listener.Close() // the server opens it next
	}
	s.cmd = exec.Command(binary, "--quiet", "--access", Key, "--secret", Secret, "--port", s.at, "--region", s.Region, "--health", "/healthy", "posix", "--sidecar", meta, filepath.Join(s.Root, "buckets"))
	s.cmd.Stderr = os.Stderr
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	for range 600 {
		if answer, err := http.Get("http://" + s.at + "/healthy"); err == nil {
			_ = answer.Body.Close()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.t.Fatal("the object storage does not start")
}

// Stop kills the server.
func (s *Server) Stop() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait() // it was killed
	s.cmd = nil
}

// Address is where the server listens.
func (s *Server) Address() string { return s.at }

// Place is a bucket of the server.
func (s *Server) Place(bucket string) store.Place {
	p := PlaceAt(s.at, bucket)
	p.Region = s.Region
	return p
}

// PlaceAt is a bucket by way of an address.
func PlaceAt(address, bucket string) store.Place {
	return store.Place{Bucket: bucket, Endpoint: "http://" + address, Region: "us-east-1"}
}
