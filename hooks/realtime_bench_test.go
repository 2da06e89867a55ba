//go:build !race

package hooks

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

const (
	listenTurns = 4
	listenTurn  = 3 * time.Second
	listenWarm  = 20 // acts that nobody counts
)

// crowd copies an account n times, with ids and addresses of their own, and answers a token
// of each.
func (x *house) crowd(like *core.Record, n int) []string {
	x.t.Helper()
	table := like.Collection().Name
	x.copies(table, "id", like.Id, n, map[string]string{"id": "printf('" + table[:4] + "%011d', n)", "email": "'n' || n || t.email",
		"tokenKey": "t.tokenKey || printf('%08d', n)", "phone": "''"})
	tokens := make([]string, n)
	for i := range tokens {
		r, err := x.app.FindRecordById(table, fmt.Sprintf("%s%011d", table[:4], i+1))
		if err == nil {
			tokens[i], err = r.NewAuthToken()
		}
		if err != nil {
			x.t.Fatal(err)
		}
	}
	return tokens
}

// audience are the lines of a turn, and what they heard.
type audience struct {
	ears  []*ear
	heard atomic.Int64
	all   sync.WaitGroup
}

func gather(s *server, citizens, officers []string) *audience {
	s.t.Helper()
	a := &audience{}
	for n, token := range append(slices.Clone(citizens), officers...) {
		topic := topicMine
		if n >= len(citizens) {
			topic = topicDepartment
		}
		e, err := listen(s, token, topic, n)
		if err != nil {
			s.t.Fatalf("listener %d: %v", n, err)
		}
		a.ears = append(a.ears, e)
		a.all.Go(func() {
			for range e.heard {
				a.heard.Add(1)
			}
		})
	}
	return a
}

func (a *audience) disperse() {
	for _, e := range a.ears {
		e.line.Close()
	}
	a.all.Wait()
}

// BenchmarkWriterWithListeners hands in cases over the network, one after another, in turns
// without anybody who listens and with 2,000 (-args -listeners 2000): nine of ten are
// citizens who listen to what is theirs, one is an officer of the department and hears of
// each case. It says what the writer waits and how much slower it is with them.
func BenchmarkWriterWithListeners(b *testing.B) {
	x := newHouse(b).unlimited()
	draft := x.handedOver()
	x.clones(draft, 20_000)
	officers := x.crowd(x.person("clerk"), *listeners/10)
	citizens := x.crowd(x.person("zhang"), *listeners-len(officers))
	token := x.tokenOf("zhang")
	s := x.serve()
	took, next := map[bool][]time.Duration{}, 0
	submit := func() time.Duration {
		next++
		r, _ := http.NewRequest("POST", s.url("/api/collections/actions/records"), bytes.NewReader(fmt.Appendf(nil, `{"subject":"application","application":"again%010d","act":"submit"}`, next)))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", token)
		begun := time.Now()
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			b.Fatal(err)
		}
		defer answer.Body.Close()
		if said, _ := io.ReadAll(answer.Body); answer.StatusCode != 200 {
			b.Fatalf("%d %s", answer.StatusCode, said)
		}
		return time.Since(begun)
	}
	var heard int64
	for b.Loop() {
		for turn := range 2 * listenTurns {
			with := turn%2 == 1
			a := &audience{}
			if with {
				a = gather(s, citizens, officers)
			}
			for range listenWarm {
				submit()
			}
			for until := time.Now().Add(listenTurn); time.Now().Before(until); {
				took[with] = append(took[with], submit())
			}
			a.disperse()
			heard += a.heard.Load()
		}
	}
	for with, what := range map[bool]string{false: "alone", true: "with"} {
		slices.Sort(took[with])
		b.ReportMetric(float64(took[with][len(took[with])/2].Microseconds())/1000, what+"-p50-ms")
		b.ReportMetric(float64(p95(took[with]).Microseconds())/1000, what+"-p95-ms")
		b.ReportMetric(float64(len(took[with]))/(listenTurns*listenTurn.Seconds())/float64(b.N), what+"/s")
	}
	b.ReportMetric(float64(len(took[false]))/float64(len(took[true])), "times-slower")
	b.ReportMetric(float64(heard), "heard")
	b.ReportMetric(float64(s.residentMB()), "MB")
}
