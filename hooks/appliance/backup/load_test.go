package backup

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/refusal"
)

// bulk fills the table of the papers with rows of a kilobyte until the database has so many
// megabytes.
func bulk(t testing.TB, x *house, megabytes int) {
	t.Helper()
	err := appliance.Hurry(x.app, func() error {
		_, err := x.app.NonconcurrentDB().NewQuery(fmt.Sprintf(`INSERT INTO papers (id, number, file, more)
			WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < %d) SELECT printf('bulk%%011d', i), hex(randomblob(490)), '', '[]' FROM n`, megabytes*1000)).Execute()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// pause is what each writer waits between two papers: eight of them make some hundred writes
// a second, ten times what a county of half a million people needs at its peak.
const pause = 50 * time.Millisecond

// underLoad lets writers store papers with files while work is done. It answers how long each store took, and which papers were acknowledged before the work began.
// A work during which nobody could store anything fails.
func underLoad(t testing.TB, x *house, writers int, work func()) (took []time.Duration, before []string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	var mu sync.Mutex
	var running sync.WaitGroup
	for w := range writers {
		running.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				number, began := fmt.Sprintf("w%d-%d;", w, n), time.Now()
				if _, err := hand(x.app, number, 0); err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				took, before = append(took, time.Since(began)), append(before, number)
				mu.Unlock()
				time.Sleep(pause)
			}
		})
	}
	for {
		mu.Lock()
		n := len(took)
		acknowledged := slices.Clone(before)
		mu.Unlock()
		if n >= 5*writers {
			work()
			mu.Lock()
			if len(took) == n {
				t.Error("nobody could write meanwhile")
			}
			mu.Unlock()
			stop()
			running.Wait()
			return took, acknowledged
		}
		time.Sleep(time.Millisecond)
	}
}

// A backup made while eight people write holds everything that was acknowledged before it
// began, with its files; nothing in it is half.
func TestABackupUnderLoadIsWhole(t *testing.T) {
	x := newHouse(t)
	phrase := x.aim()
	_, before := underLoad(t, x, 8, func() { x.run() })
	if status, err := x.Status(t.Context()); err != nil || slices.ContainsFunc(status.Last.Warnings, func(r refusal.Refusal) bool { return strings.Contains(r.EN, "missing") }) {
		t.Fatalf("%+v, %v", status.Last, err)
	}
	dir := filepath.Join(t.TempDir(), "data")
	if _, err := x.restore(dir, phrase); err != nil {
		t.Fatal(err)
	}
	restored := papersOf(t, dir) // reads each file, too
	for _, number := range before {
		if restored[number] != 1 {
			t.Fatalf("%s was acknowledged before the backup and is not in it", number)
		}
	}
	t.Logf("%d acknowledged before, %d in the backup", len(before), len(restored))
}

// BenchmarkBackupUnderLoad tells the longest write of eight writers while a database of
// 250 MB and what they add is backed up.
func BenchmarkBackupUnderLoad(b *testing.B) {
	x := newHouse(b)
	bulk(b, x, 250)
	x.aim()
	for b.Loop() {
		var result Result
		x.Now = time.Now
		took, _ := underLoad(b, x, 8, func() { result = x.run() })
		alone, _ := underLoad(b, x, 8, func() { time.Sleep(time.Duration(result.Seconds * float64(time.Second))) })
		slices.Sort(took)
		b.ReportMetric(float64(slices.Max(alone).Microseconds())/1000, "ms-longest-alone")
		b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "ms-longest-write")
		b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-median-write")
		b.ReportMetric(float64(len(took))/result.Seconds, "writes/s")
		b.ReportMetric(result.Seconds, "s-backup")
		b.ReportMetric(float64(result.Database>>20), "MB-database")
	}
}
