package intake

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// childArg is the first argument of a child process; childMark in its environment keeps a
// program that forgot RunChild from starting itself without end.
const (
	childArg  = "intake-child"
	childMark = "ONESTOP_INTAKE_CHILD"
)

// startLimit is how long a child may take to greet.
const startLimit = 15 * time.Second

// stopLimit is how long it may take to leave when it is not needed any more.
const stopLimit = 3 * time.Second

// Workers is how many children this machine can bear at once: two where they take no more
// than half of the processors and about 8 GB are there, otherwise one.
func Workers() int {
	if runtime.NumCPU() >= 4 && machineMemory() >= 7<<30 {
		return 2
	}
	return 1
}

// errStale: the child was gone before it had received the file.
var errStale = errors.New("intake: the child process was gone")

// worker is the parent's end of one child process. It is used by one caller at a time.
type worker struct {
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader
	jobs int
}

// spawn starts a child that goes by the thresholds and waits for its greeting.
func spawn(ctx context.Context, set Thresholds) (*worker, error) {
	if os.Getenv(childMark) != "" {
		return nil, errors.New("intake: a child process must call RunChild before anything else")
	}
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(exe, childArg, set.String())
	cmd.Env = childEnvironment(os.Environ())
	w := &worker{cmd: cmd}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	w.out = bufio.NewReaderSize(out, 4<<10)
	if w.in, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("intake: the child process does not start: %w", err)
	}
	if err := w.greet(ctx); err != nil {
		w.kill()
		return nil, fmt.Errorf("intake: the child process does not answer: %w", err)
	}
	return w, nil
}

// childEnvironment keeps no secret of the service and one processor for the others.
func childEnvironment(all []string) []string {
	kept := []string{childMark + "=1", "GOMAXPROCS=1", "GOTRACEBACK=none"}
	for _, pair := range all {
		name, _, _ := strings.Cut(pair, "=")
		if slices.Contains([]string{"SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "GOCOVERDIR"}, strings.ToUpper(name)) {
			kept = append(kept, pair)
		}
	}
	return kept
}

func (w *worker) greet(ctx context.Context) error {
	stop := w.guard(ctx, startLimit)
	heard := make([]byte, len(greeting))
	_, err := io.ReadFull(w.out, heard)
	if late := stop(); late {
		return errors.New("it took too long")
	}
	if err == nil && string(heard) != greeting {
		err = errors.New("it is another program")
	}
	return err
}

// guard kills the child when the limit passes or ctx ends. The returned function calls it
// off and reports whether the limit had passed.
func (w *worker) guard(ctx context.Context, limit time.Duration) (stop func() bool) {
	var late atomic.Bool
	timer := time.AfterFunc(limit, func() {
		late.Store(true)
		_ = w.cmd.Process.Kill() // it fails only when the child is gone already
	})
	calledOff := context.AfterFunc(ctx, func() { _ = w.cmd.Process.Kill() })
	return func() bool {
		timer.Stop()
		calledOff()
		return late.Load()
	}
}

// run gives the child one file. A refusal stands in the report, or is the error when the
// child did not survive the file; errStale asks for another try; after any error the
// child is of no more use.
func (w *worker) run(ctx context.Context, key byte, size int64, r io.Reader, limit time.Duration) (report, error) {
	w.jobs++
	stop := w.guard(ctx, limit)
	source := &tracked{r: io.LimitReader(r, size)}
	sent, err := w.send(key, size, source)
	var rep report
	if err == nil {
		rep, err = readReport(w.out)
	}
	late := stop()
	switch {
	case err == nil:
		return rep, nil
	case ctx.Err() != nil:
		return report{}, ctx.Err()
	case late:
		return report{}, isLong
	case source.err != nil:
		return report{}, source.err
	case !sent:
		return report{}, errStale
	}
	return report{}, isDeadly
}

// send reports whether the whole file reached the child.
func (w *worker) send(key byte, size int64, source *tracked) (bool, error) {
	if err := writeJob(w.in, key, size); err != nil {
		return false, err
	}
	n, err := io.Copy(w.in, source)
	if err == nil && n != size {
		source.err = io.ErrUnexpectedEOF
		err = source.err
	}
	return err == nil, err
}

// tracked remembers an error of the source, to tell it from one of the pipe.
type tracked struct {
	r   io.Reader
	err error
}

func (t *tracked) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	if err != nil && err != io.EOF {
		t.err = err
	}
	return n, err
}

// kill ends the child at once and collects it.
func (w *worker) kill() {
	_ = w.cmd.Process.Kill() // it fails only when the child is gone already
	_ = w.cmd.Wait()         // how it ended is known: it was killed
}

// retire lets the child end by itself, and kills it if it does not.
func (w *worker) retire() {
	timer := time.AfterFunc(stopLimit, func() { _ = w.cmd.Process.Kill() })
	defer timer.Stop()
	_ = w.in.Close() // the child leaves when there is nothing more to read
	_ = w.cmd.Wait()
}
