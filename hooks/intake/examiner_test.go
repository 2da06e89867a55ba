package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

func order(s string) []byte { return []byte(misbehaving + s) }

// pid asks the examiner which child answers; salt keeps the question new.
func pid(t *testing.T, x *Examiner, salt int) int {
	t.Helper()
	f, err := x.bytes("", order(fmt.Sprintf("pid %d", salt)))
	if err != nil {
		t.Fatal(err)
	}
	return f.Pages
}

func TestChildrenThatDoNotSurvive(t *testing.T) {
	x := newExaminer(t, Options{JobLimit: 20 * time.Second})
	for _, c := range []struct {
		order string
		why   reason
	}{
		{"exit", isDeadly}, {"eat", isDeadly}, {"overflow", isDeadly}, {"goroutine", isDeadly},
		{"garbage", isDeadly}, {"lie", isDeadly}, {"panic", isBroken},
	} {
		begun := time.Now()
		_, err := x.bytes("", order(c.order))
		if c.why == isBroken {
			refusedAs(t, err, "file_broken", c.why)
		} else {
			refusedAs(t, err, "file_bomb", c.why)
		}
		t.Logf("%s: %s", c.order, time.Since(begun))
		if _, err := x.bytes("a.pdf", pages(1).bytes()); err != nil {
			t.Errorf("after %s: %v", c.order, err)
		}
	}
}

func TestTimeLimit(t *testing.T) {
	x := newExaminer(t, Options{JobLimit: time.Second})
	before := pid(t, x, 0)
	begun := time.Now()
	_, err := x.bytes("", order("hang"))
	refusedAs(t, err, "file_bomb", isLong)
	if took := time.Since(begun); took > 2*time.Second+100*time.Millisecond*slow {
		t.Errorf("took %s", took)
	}
	if after := pid(t, x, 1); after == before {
		t.Error("the child that hung is still in use")
	}
	_, err = x.bytes("", order("hang"))
	refusedAs(t, err, "file_bomb", isLong)
}

func TestCallerGivesUp(t *testing.T) {
	x := newExaminer(t, Options{})
	pid(t, x, 0)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := x.Examine(ctx, "", bytes.NewReader(order("hang"))); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("at work: %v", err)
	}
	busy, stop := context.WithCancel(t.Context())
	defer stop()
	done := make(chan struct{})
	go func() {
		defer close(done)
		x.Examine(busy, "", bytes.NewReader(order("hang")))
	}()
	for len(x.slots) != 0 {
		time.Sleep(time.Millisecond)
	}
	ctx, cancel = context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := x.Examine(ctx, "", bytes.NewReader(order("pid"))); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("in the queue: %v", err)
	}
	stop()
	<-done
	pid(t, x, 1)
}

func TestStaleChildIsReplaced(t *testing.T) {
	x := newExaminer(t, Options{})
	before := pid(t, x, 0)
	child, err := os.FindProcess(before)
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Kill(); err != nil {
		t.Fatal(err)
	}
	w := <-x.slots // until the child is gone the pipe still takes bytes
	w.cmd.Process.Wait()
	x.slots <- w
	if after := pid(t, x, 1); after == before {
		t.Error("a dead child answered")
	}
}

func TestChildIsReplacedInTime(t *testing.T) {
	x := newExaminer(t, Options{JobsPerWorker: 3})
	var seen []int
	for i := range 6 {
		seen = append(seen, pid(t, x, i))
	}
	if seen[0] != seen[2] || seen[2] == seen[3] || seen[3] != seen[5] {
		t.Errorf("children %v", seen)
	}
}

func TestChildKnowsNoSecrets(t *testing.T) {
	t.Setenv("ONESTOP_SECRET", "x")
	if _, err := newExaminer(t, Options{}).bytes("", order("environment")); err != nil {
		t.Error(err)
	}
}

func TestProgramWithoutChildModeDoesNotMultiply(t *testing.T) {
	t.Setenv(childMark, "1")
	_, err := newExaminer(t, Options{}).bytes("a.pdf", pages(1).bytes())
	if err == nil || !strings.Contains(err.Error(), "RunChild") {
		t.Errorf("got %v", err)
	}
}

func TestSameBytesSameVerdict(t *testing.T) {
	x := newExaminer(t, Options{})
	first, err := x.bytes("", order("pid"))
	if err != nil {
		t.Fatal(err)
	}
	(<-x.slots).retire()
	x.slots <- nil
	again, err := x.bytes("", order("pid"))
	if err != nil || again.Pages != first.Pages {
		t.Errorf("%v, %v: not remembered", again.Pages, err)
	}
	broken := pngOf(paper(100, 100))
	broken = flip(broken, len(broken)/2)
	for range 2 {
		_, err := x.bytes("a.png", broken)
		refusedAs(t, err, "file_broken", isBroken)
	}
}

func TestVerdictsForgetTheOldest(t *testing.T) {
	v := newVerdicts(2, 0)
	v.put("a", report{Pages: 1})
	v.put("b", report{Pages: 2})
	v.get("a")
	v.put("c", report{Pages: 3})
	v.put("c", report{Pages: 4})
	if _, known := v.get("b"); known {
		t.Error("b was used least and is still there")
	}
	if a, known := v.get("a"); !known || a.Pages != 1 {
		t.Error("a was used and is gone")
	}
	if len(v.at) != 2 || v.order.Len() != 2 {
		t.Errorf("%d and %d entries", len(v.at), v.order.Len())
	}
}

func TestVerdictsKeepPicturesWhileThereIsRoom(t *testing.T) {
	picture := func(n int) report { return report{Pages: 1, copy: make([]byte, n), thumb: make([]byte, 1)} }
	v := newVerdicts(9, 20)
	v.put("small", picture(7))
	v.put("other", picture(8))
	v.put("large", picture(20))
	if _, known := v.get("large"); known {
		t.Error("a picture larger than the room is kept")
	}
	if small, known := v.get("small"); !known || len(small.copy) != 7 {
		t.Error("a picture is forgotten although there is room")
	}
	v.put("third", picture(6))
	if _, known := v.get("other"); known {
		t.Error("what was used least is kept beyond the room")
	}
	if v.held != 15 || len(v.at) != 2 {
		t.Errorf("%d bytes in %d entries", v.held, len(v.at))
	}
	none := newVerdicts(9, 0)
	none.put("refused", report{Refused: isBroken})
	none.put("taken", picture(1))
	if _, known := none.get("refused"); !known || len(none.at) != 1 {
		t.Error("without room a picture is kept, or what has none is not")
	}
}

// A picture that is handed in again with room for it comes from no child.
func TestSamePictureSameCopy(t *testing.T) {
	x := newExaminer(t, Options{Room: 1 << 20})
	first, err := x.bytes("a.png", pngOf(paper(1200, 1200)))
	if err != nil {
		t.Fatal(err)
	}
	(<-x.slots).retire()
	x.slots <- nil
	again, err := x.bytes("b.png", pngOf(paper(1200, 1200)))
	if err != nil || !bytes.Equal(again.Copy, first.Copy) || !bytes.Equal(again.Thumb, first.Thumb) {
		t.Errorf("another copy (%v)", err)
	}
	w := <-x.slots
	if x.slots <- w; w != nil {
		t.Error("a child was asked")
	}
}

// children counts the child processes of this one (Linux; 0 elsewhere).
func children() (n int) {
	paths, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, p := range paths {
		text, err := os.ReadFile(p)
		if err != nil {
			continue
		}
		var state string
		var parent int
		_, rest, _ := strings.Cut(string(text), ") ")
		if fmt.Sscan(rest, &state, &parent); parent == os.Getpid() {
			n++
		}
	}
	return n
}

func TestNothingIsLeftBehind(t *testing.T) {
	goroutines, processes := runtime.NumGoroutine(), children()
	x := NewExaminer(Options{Workers: 2, JobLimit: 10 * time.Second})
	var all sync.WaitGroup
	for i, o := range []string{"pid", "exit", "hang", "hang", "panic", "pid 2", "hang 2"} {
		all.Go(func() {
			time.Sleep(time.Duration(i) * 20 * time.Millisecond)
			_, err := x.bytes("", order(o))
			if strings.HasPrefix(o, "hang") && !errors.Is(err, ErrClosed) {
				t.Errorf("%s: %v", o, err)
			}
		})
	}
	time.Sleep(700 * time.Millisecond)
	x.Close()
	x.Close()
	all.Wait()
	if _, err := x.bytes("a.pdf", pages(1).bytes()); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	for range 100 {
		if runtime.NumGoroutine() <= goroutines {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if n := runtime.NumGoroutine(); n > goroutines {
		t.Errorf("%d goroutines, %d before", n, goroutines)
	}
	if n := children(); n > processes {
		t.Errorf("%d child processes, %d before", n, processes)
	}
}

func TestChildLeavesWithItsParent(t *testing.T) {
	x := newExaminer(t, Options{})
	pid(t, x, 0)
	w := <-x.slots
	w.retire()
	x.slots <- nil
	if !w.cmd.ProcessState.Success() {
		t.Errorf("it did not leave by itself: %s", w.cmd.ProcessState)
	}
}

func TestWorkersAtOnce(t *testing.T) {
	for workers := 1; workers <= 2; workers++ {
		x := newExaminer(t, Options{Workers: workers})
		begun := time.Now()
		var all sync.WaitGroup
		for i := range 4 {
			all.Go(func() {
				if _, err := x.bytes("", order(fmt.Sprintf("sleep %d", i))); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		least := time.Duration(4/workers) * 300 * time.Millisecond
		if took := time.Since(begun); took < least || took > least+500*time.Millisecond*slow {
			t.Errorf("%d workers did it in %s", workers, took)
		}
	}
}

// A child stands back for the server, with all its threads (Linux).
func TestChildGivesWay(t *testing.T) {
	x := newExaminer(t, Options{})
	child := pid(t, x, 7)
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", child))
	if len(threads) == 0 {
		t.Skip("no /proc here")
	}
	for _, path := range threads {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // the thread has ended
		}
		_, rest, _ := strings.Cut(string(text), ") ")
		if nice := strings.Fields(rest)[16]; nice != "5" {
			t.Errorf("a thread has the niceness %s", nice)
		}
	}
}
