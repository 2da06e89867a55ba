//go:build !race

package intake

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// What one hostile file may take of the machine, and how many there are at least.
const (
	mostTime     = time.Second
	mostMemory   = 200 // MB of the child process
	leastHostile = 120
)

// R-SEC-07, R-AR-01: what is not an ordinary photo or PDF is refused with a reason, within
// a second and 200 MB, never ends the server and is never refused because a reader
// panicked. The bounds are those of the machine as it serves, so the race detector, which
// slows and swells everything, does not run this.
func TestHostileFiles(t *testing.T) {
	x := newExaminer(t, Options{JobLimit: 10 * time.Second, Brisk: true})
	if _, err := x.bytes("a.pdf", pages(1).bytes()); err != nil { // the child is started
		t.Fatal(err)
	}
	child := childOf(x)
	all := corpus()
	if len(all) < leastHostile {
		t.Errorf("the corpus has only %d files", len(all))
	}
	seen := map[string]bool{}
	for _, h := range all {
		if seen[h.what] {
			t.Errorf("two files are called %q", h.what)
		}
		seen[h.what] = true
		t.Run(h.what, func(t *testing.T) {
			took := quickest(x, func() {
				_, err := x.bytes(h.name, h.data)
				refusedAs(t, err, h.code, h.why)
			})
			if took >= mostTime {
				t.Errorf("took %s", took)
			}
			judgedWithoutPanic(t, h)
		})
	}
	if childOf(x) != child {
		t.Error("a hostile file ended the child")
	}
	if peak := peakMemory(t, x); peak >= mostMemory {
		t.Errorf("the child needed %d MB", peak)
	}
}

// judgedWithoutPanic reads what a child would read in this process, where nothing recovers.
func judgedWithoutPanic(t *testing.T, h hostile) {
	f, err := recognise(h.data[:min(len(h.data), headBytes)])
	if err != nil || h.why != isBroken {
		return // it never came to the child, or the child gave another reason than that of a panic
	}
	defer func() {
		if cause := recover(); cause != nil {
			t.Errorf("the reader panicked: %v", cause)
		}
	}()
	if _, err := f.judge(h.data); err == nil {
		t.Error("it is taken")
	}
}

// quickest is the best time of up to three. Where other work of the machine delays them
// all, what counts is the time that the child and this process had a processor.
func quickest(x *Examiner, judge func()) time.Duration {
	best := time.Hour
	for try := 0; try < 3 && best >= mostTime; try++ {
		x.verdicts = newVerdicts(8, 0)
		begun, worked := time.Now(), processorTime(x)
		judge()
		took := time.Since(begun)
		if worked := processorTime(x) - worked; worked > 0 {
			took = min(took, worked)
		}
		best = min(best, took)
	}
	return best
}

// processorTime is what this process and the one child have had so far (Linux; 0 elsewhere).
func processorTime(x *Examiner) (all time.Duration) {
	for _, pid := range []int{os.Getpid(), childOf(x)} {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			return 0
		}
		_, rest, _ := strings.Cut(string(text), ") ")
		fields := strings.Fields(rest)
		for _, field := range fields[11:13] { // in the kernel's ticks of 10 ms
			ticks, _ := strconv.Atoi(field)
			all += time.Duration(ticks) * 10 * time.Millisecond
		}
	}
	return all
}

// childOf is the number of the one child process.
func childOf(x *Examiner) int {
	w := <-x.slots
	defer func() { x.slots <- w }()
	return w.cmd.Process.Pid
}

// peakMemory is the most memory that the one child had, in MB (Linux; 0 elsewhere).
func peakMemory(t *testing.T, x *Examiner) (mb int) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", childOf(x)))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	fmt.Sscan(rest, &mb)
	t.Logf("the child had needed %d MB at most", mb>>10)
	return mb >> 10
}
