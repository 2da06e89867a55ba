package intake

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"onestop/hooks/rules/fault"
)

// The tests' own format runs what its content says, so that the parent meets children
// that hang, die, eat memory and lie.
const misbehaving = "TEST:"

func TestMain(m *testing.M) {
	formats = append(formats, format{'t', "test/test", ".test", misbehaving, nil, nil, misbehave})
	if IsChild() {
		RunChild()
	}
	os.Exit(m.Run())
}

func misbehave(data []byte) (report, error) {
	switch order, _, _ := strings.Cut(strings.TrimPrefix(string(data), misbehaving), " "); order {
	case "hang":
		select {}
	case "sleep":
		time.Sleep(300 * time.Millisecond)
	case "exit":
		os.Exit(7)
	case "eat":
		for {
			b := make([]byte, 16<<20)
			for i := range b {
				b[i] = 1
			}
			kept = append(kept, b)
		}
	case "overflow":
		return report{Pages: recurse(0)}, nil
	case "panic":
		panic("on foreign bytes")
	case "goroutine":
		go panic("where nothing can recover")
		select {}
	case "garbage":
		os.NewFile(1, "stdout").WriteString("\xff\xff\xff\xff garbage")
	case "lie":
		return report{Refused: "no such reason"}, nil
	case "environment":
		if os.Getenv("ONESTOP_SECRET") != "" {
			return report{}, isBroken
		}
	case "pid":
		return report{Pages: os.Getpid()}, nil
	}
	return report{Pages: 1}, nil
}

// kept is what a child that eats memory holds on to.
var kept [][]byte

func recurse(n int) int {
	if n == math.MaxInt {
		return 0
	}
	return recurse(n+1) + 1
}

// newExaminer is an examiner that ends with the test.
func newExaminer(t testing.TB, o Options) *Examiner {
	t.Helper()
	if o.JobLimit == 0 {
		o.JobLimit = 10 * time.Second * slow // the race detector slows a child down as well
	}
	x := NewExaminer(o)
	t.Cleanup(x.Close)
	return x
}

func (x *Examiner) bytes(name string, data []byte) (Finding, error) {
	return x.Examine(context.Background(), name, bytes.NewReader(data))
}

// refusedAs checks the code and the reason of a refusal.
func refusedAs(t testing.TB, err error, code fault.Code, why reason) {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) {
		t.Fatalf("got %v, want the refusal %s", err, code)
	}
	if f.Code() != string(code) || f.Params()["reason"] != string(why) {
		t.Errorf("got %s (%s), want %s (%s)", f.Code(), f.Params()["reason"], code, why)
	}
	if f.Cite() == "" || f.Error() == "" {
		t.Errorf("%s (%s) has no citation or sentence", code, why)
	}
}

func TestEveryReasonSaysWhatToDo(t *testing.T) {
	for _, r := range Reasons() {
		f := refuse(reason(r))
		if f.Params()["reason"] != r || f.Cite() == "" || len(f.Error()) < 30 || !strings.HasSuffix(f.Error(), ".") {
			t.Errorf("%s: %q, cites %q", r, f.Error(), f.Cite())
		}
	}
}
