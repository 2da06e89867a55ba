//go:build unix

package hooks

import (
	"flag"
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"onestop/hooks/rules/chain"
)

// trailRows is how many rows of the trail the benchmark verifies;
// go test ./hooks -run xxx -bench VerifyTrail -benchtime 1x -trail 1000000
var trailRows = flag.Int("trail", 20_000, "rows of the trail that BenchmarkVerifyTrail verifies")

var trailBy = flag.String("hash", "sha256", "algorithm of the trail that BenchmarkVerifyTrail verifies")

// BenchmarkVerifyTrail verifies a long trail, of which 1,000,000 rows may take 10 s; the
// time of the processor is told beside that of the clock, which others may have taken.
func BenchmarkVerifyTrail(b *testing.B) {
	x := newHouse(b)
	if err := x.turnTrail(chain.Hash(*trailBy)); err != nil {
		b.Fatal(err)
	}
	lengthen(b, x, *trailRows)
	worked := processorTime(b)
	for b.Loop() {
		rows, _, err := VerifyTrail(x.app)
		if err != nil || rows < int64(*trailRows) {
			b.Fatalf("%d rows, %v", rows, err)
		}
	}
	b.ReportMetric((processorTime(b)-worked).Seconds()/float64(b.N)/float64(*trailRows)*1e6, "cpu-s/1M-rows")
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/float64(*trailRows)*1e6, "s/1M-rows")
}

// processorTime is what this process has used so far.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// lengthen writes rows behind the trail by one statement that is prepared once, as large
// as the changes of a case are.
func lengthen(b *testing.B, x *house, n int) {
	b.Helper()
	last, err := x.head(x.app)
	if err != nil {
		b.Fatal(err)
	}
	changes := []byte(`{"state":["submitted","accepted"],"accepted_at":["","2026-03-02 01:00:00.000Z"],"promised_due":["","2026-03-09"],"form":["digest:1f0c2d","digest:77ab01"]}`)
	db := x.app.NonconcurrentDB().(*dbx.DB)
	err = db.Transactional(func(tx *dbx.Tx) error {
		insert := tx.NewQuery(`INSERT INTO audit (id,seq,at,actor,actor_kind,collection,record,event,changes,prev,hash,created,updated)
			VALUES ({:id},{:seq},{:at},{:actor},{:actor_kind},{:collection},{:record},{:event},{:changes},{:prev},{:hash},{:created},{:updated})`).Prepare()
		defer insert.Close()
		for i := range n {
			e := chain.Entry{Seq: last.Seq + 1, At: "2026-03-02 01:00:00.000Z", Actor: "clerk0000000001", ActorKind: kindOfficer,
				Collection: "applications", Record: fmt.Sprintf("case%011d", i/20), Event: "update", Changes: changes}
			hash, err := x.chained(x.app, last.Hash, e)
			if err != nil {
				return err
			}
			if _, err := insert.Bind(entryRow(e, last.Hash, hash)).Execute(); err != nil {
				return err
			}
			last = link{e.Seq, hash}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
