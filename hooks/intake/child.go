package intake

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"
)

// softMemory is where the child's collector begins to work hard, hardMemory what it may
// ask for beyond what it has at its start; more ends it. In bytes.
const (
	softMemory = 384 << 20
	hardMemory = 768 << 20
)

// orphanLimit ends a child whose parent is gone while it works.
const orphanLimit = time.Minute

// IsChild reports whether this process was started to examine files.
func IsChild() bool { return len(os.Args) > 1 && os.Args[1] == childArg }

// figures are the thresholds that the parent gave this child.
var figures Thresholds

// RunChild is the whole life of a child process: it examines the files that the parent
// sends and leaves when the parent closes the pipe. It never returns.
func RunChild() {
	signal.Ignore(os.Interrupt, syscall.SIGTERM) // the parent decides, after the job
	debug.SetMemoryLimit(softMemory)
	if err := limitMemory(hardMemory); err != nil {
		os.Exit(2)
	}
	var err error
	if len(os.Args) > 2 {
		figures, err = ParseThresholds(os.Args[2])
	}
	if err != nil {
		os.Exit(2)
	}
	out := os.Stdout
	os.Stdout = os.Stderr // nothing but reports goes to the parent
	if err := serve(os.Stdin, out); !errors.Is(err, io.EOF) {
		os.Exit(1)
	}
	os.Exit(0)
}

// serve answers jobs until the input ends, which is io.EOF.
func serve(in io.Reader, out io.Writer) error {
	if _, err := io.WriteString(out, greeting); err != nil {
		return err
	}
	r := bufio.NewReader(in)
	for {
		key, data, err := readJob(r)
		if err != nil {
			return err
		}
		watchdog := time.AfterFunc(orphanLimit, func() { os.Exit(3) })
		rep := examine(key, data)
		watchdog.Stop()
		if err := writeReport(out, rep); err != nil {
			return err
		}
		data = nil
		tidy()
	}
}

// tidy gives a large heap back to the machine while no job runs.
func tidy() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if m.HeapInuse > 32<<20 {
		debug.FreeOSMemory()
	}
}

// examine judges one file. A reader that panics on foreign bytes refuses them.
func examine(key byte, data []byte) (rep report) {
	defer func() {
		if recover() != nil {
			rep = report{Refused: isBroken}
		}
	}()
	for _, f := range formats {
		if f.key != key {
			continue
		}
		rep, err := f.judge(data)
		var why reason
		switch {
		case errors.As(err, &why):
			return report{Refused: why}
		case err != nil:
			return report{Refused: isBroken}
		}
		return rep
	}
	return report{Refused: isUnknown}
}
