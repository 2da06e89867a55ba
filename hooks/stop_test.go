package hooks

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/cmd"

	"onestop/hooks/appliance"
)

// stopHouse names, in the environment of a child of the tests, the folder and the address
// that it serves by the command line until it is told to stop.
const stopHouse = "ONESTOP_TEST_STOP_HOUSE"

// serveUntilStopped is the house as main runs it: signals end it as they end the service.
func serveUntilStopped(dir, address string) {
	os.Args = []string{os.Args[0], "serve", "--dir", dir, "--http", address}
	app := pocketbase.NewWithConfig(pocketbase.Config{DBConnect: appliance.Connect})
	Register(app, Options{Now: func() time.Time { return morning }, Demo: true, DueByHand: true})
	app.RootCmd.AddCommand(cmd.NewServeCommand(app, false))
	if err := Run(app); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// slow is longer than the platform waits by itself when it stops.
const slow = 2 * time.Second

// lull is a line that stands still once.
type lull struct{ time.Duration }

func (l *lull) Read([]byte) (int, error) {
	time.Sleep(l.Duration)
	return 0, io.EOF
}

// A stop while twenty uploads are under way waits for them: each is acknowledged, and there
// afterwards; what comes later is told to come again. It takes less than ten seconds.
func TestAStopWaitsForWhoIsServed(t *testing.T) {
	unwatched(t)
	if runtime.GOOS == "windows" {
		t.Skip("nobody stops a service by a signal there")
	}
	x := newHouse(t).unlimited()
	c := newCrash(t, x, 20)
	address := freeAddress(t)
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), stopHouse+"="+c.dir+"|"+address)
	var said overheard
	child.Stdout, child.Stderr = &said, &said
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	for began := time.Now(); !answers(address); time.Sleep(20 * time.Millisecond) {
		if time.Since(began) > time.Minute {
			child.Process.Kill()
			t.Fatalf("the house does not start: %s", said.String())
		}
	}
	base := "http://" + address
	var all sync.WaitGroup
	var sent, answered, later atomic.Int64
	for i, token := range c.tokens {
		draft := c.post(base+toApplications, token, "application/json", crashBody(map[string]any{"service": c.service}))
		id, _ := draft["id"].(string)
		all.Go(func() {
			body, kind := crashForm(map[string]string{"application": id, "material": c.materials[0]}, photo(i))
			half := len(body) / 2
			request, err := http.NewRequest("POST", base+toDocuments, io.MultiReader(bytes.NewReader(body[:half]), &lull{slow}, bytes.NewReader(body[half:])))
			if err != nil {
				t.Error(err)
				return
			}
			request.ContentLength = int64(len(body))
			request.Header.Set("Content-Type", kind)
			request.Header.Set("Authorization", token)
			sent.Add(1)
			document := c.receive(request, &later)
			if name, _ := document["id"].(string); name != "" {
				answered.Add(1)
				c.mu.Lock()
				c.files[name] = document["stored_sha256"].(string)
				c.mu.Unlock()
			}
		})
	}
	for sent.Load() < 20 {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(slow / 4) // they are under way
	began := time.Now()
	if err := child.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	err := child.Wait()
	took := time.Since(began)
	all.Wait()
	t.Logf("%d of 20 uploads acknowledged, %d told to come again, stopped in %s", answered.Load(), later.Load(), took.Round(time.Millisecond))
	if err != nil || took > 10*time.Second {
		t.Errorf("stopped after %s: %v %s", took, err, said.String())
	}
	if answered.Load() == 0 || answered.Load()+later.Load() != 20 {
		t.Errorf("%d uploads had no answer", 20-answered.Load()-later.Load())
	}
	x.reopen()
	c.nothingIsLost(x, x.all("documents", "id != ''"))
}
