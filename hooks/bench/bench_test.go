package bench

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestFigures(t *testing.T) {
	m := &meter{clients: 4, wall: 2 * time.Second}
	for i := range 100 {
		m.took = append(m.took, time.Duration(100-i)*time.Millisecond)
	}
	f := m.figures()
	if f.Count != 100 || f.PerSecond != 50 || f.P50 != 51 || f.P95 != 96 || f.P99 != 100 {
		t.Fatalf("%+v", f)
	}
}

// Each client has one request under way at a time, and a client that failed asks no more.
func TestATurn(t *testing.T) {
	var busy [3]bool
	var failed counter
	m := &meter{clients: 3, do: func(_ context.Context, client int) error {
		if busy[client] {
			t.Error("a client asks twice at once")
		}
		busy[client] = true
		time.Sleep(time.Millisecond)
		busy[client] = false
		if client == 2 && failed.next() == 2 {
			return errors.New("no more")
		}
		return nil
	}}
	m.turn(context.Background(), 50*time.Millisecond)
	if f := m.figures(); f.Count < 4 || f.Failed != 1 || f.Failure != "no more" || failed.Load() != 2 {
		t.Fatalf("%+v after %d", f, failed.Load())
	}
}

// What failed is no figure.
func TestAReportTakesNoFailures(t *testing.T) {
	r := &Report{}
	if err := r.add("x", Figures{Clients: 1, Count: 5, Failed: 1, Failure: "too much"}); err == nil || !strings.Contains(err.Error(), "too much") {
		t.Fatal(err)
	}
	if err := r.add("x", Figures{Clients: 1}); err == nil {
		t.Fatal("nothing was done, and that is a figure")
	}
}

func TestAimsAreHeldAgainstFigures(t *testing.T) {
	r := &Report{Start: 1200, Cases: 10, Bytes: 40 << 10, Idle: 60 << 20, Busy: 300 << 20}
	for name, perSecond := range map[string]float64{bareCreate: 1000, bareBatch: 100, houseSubmit: 400} {
		for _, clients := range levels {
			if err := r.add(name, Figures{Clients: clients, Count: 1, PerSecond: perSecond, P99: 150}); err != nil {
				t.Fatal(err)
			}
		}
	}
	r.judge()
	want := map[string]bool{
		"submissions to bare records, 16 clients": false, "submissions to bare batches of as many rows, 16 clients": true, "submission, 64 clients, p99 ms": true,
		"start until the first answer, ms": false, "memory idle, MB": true, "memory after all that, MB": true, "database for a case, KB": true,
	}
	if len(r.Goals) != len(want) {
		t.Errorf("%d aims of %d", len(r.Goals), len(want))
	}
	for _, g := range r.Goals {
		if want[g.What] != g.Reached {
			t.Errorf("%s: %v of %v is reached: %v", g.What, g.Got, g.Aim, g.Reached)
		}
	}
	text := r.Text()
	for _, line := range []string{"| submissions to bare records, 16 clients | ≥ 0.5 | 0.40 | no |", "| memory idle, MB | ≤ 120 | 60.00 | yes |", "| the house: a submission | 64 | 400 |"} {
		if !strings.Contains(text, line) {
			t.Errorf("%q is not in\n%s", line, text)
		}
	}
}
