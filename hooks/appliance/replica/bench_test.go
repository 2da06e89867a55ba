package replica

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
)

// BenchmarkReplica tells what a replica in a folder of the same disk costs sixteen who write:
// in turns without one, with an asynchronous and with a confirmed one. A transaction is three
// inserts and an update. Run it with -benchtime 1x.
func BenchmarkReplica(b *testing.B) {
	const turns, turn, writers = 4, 4 * time.Second, 16
	done := map[string]int64{}
	for b.Loop() {
		for range turns {
			for _, how := range []string{"none", "asynchronous", "confirmed"} {
				done[how] += writeFor(b, how, turn, writers)
			}
		}
	}
	for how, n := range done {
		b.ReportMetric(float64(n)/float64(b.N)/turns/turn.Seconds(), how+"_tx/s")
	}
}

func writeFor(b *testing.B, how string, turn time.Duration, writers int) int64 {
	w := newWorld(b)
	a := w.machine("a").open()
	if how != "none" {
		a.options.Confirm = how == "confirmed"
		w.must(a.begin())
	}
	pad := strings.Repeat("x", 300)
	var done, next atomic.Int64
	var all sync.WaitGroup
	for end := time.Now().Add(turn); writers > 0; writers-- {
		all.Go(func() {
			for time.Now().Before(end) {
				err := a.db.Transactional(func(tx *dbx.Tx) error {
					for range 3 {
						seq := next.Add(1)
						if _, err := tx.NewQuery("INSERT INTO audit VALUES ({:seq}, {:hash}, {:pad})").Bind(dbx.Params{"seq": seq, "hash": fmt.Sprint(seq), "pad": pad}).Execute(); err != nil {
							return err
						}
					}
					_, err := tx.NewQuery("UPDATE audit SET pad = {:pad} WHERE seq = {:seq}").Bind(dbx.Params{"seq": next.Load() / 2, "pad": pad}).Execute()
					return err
				})
				if err == nil && how != "none" {
					err = a.primary.Confirm(b.Context())
				}
				if err != nil {
					b.Error(err)
					return
				}
				done.Add(1)
			}
		})
	}
	all.Wait()
	a.close()
	return done.Load()
}
