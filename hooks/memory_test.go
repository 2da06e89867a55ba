package hooks

import (
	"context"
	"database/sql"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// What a transaction has read it knows, until it changes it, and nobody beside it knows it.
func TestATransactionKnowsWhatItRead(t *testing.T) {
	x := newHouse(t)
	zhang := x.person("zhang")
	name := func(tx core.App) string {
		t.Helper()
		r, err := x.known(tx, "applicants", zhang.Id)
		if err != nil {
			t.Fatal(err)
		}
		return r.GetString("name")
	}
	err := x.as(x.app, system, func(tx core.App) error {
		first, err := x.known(tx, "applicants", zhang.Id)
		if err != nil {
			return err
		}
		if again, err := x.known(tx, "applicants", zhang.Id); err != nil || again != first {
			t.Errorf("it was read again: %v", err)
		}
		own, err := tx.FindRecordById("applicants", zhang.Id)
		if err != nil {
			return err
		}
		own.Set("name", "王新名")
		if err := write(tx, own); err != nil {
			return err
		}
		if got := name(tx); got != "王新名" {
			t.Errorf("after the change it knows %s", got)
		}
		if got := name(x.app); got != zhang.GetString("name") {
			t.Errorf("outside %s is known before the commit", got)
		}
		return nil
	})
	if err != nil || name(x.app) != "王新名" {
		t.Errorf("%s, %v", name(x.app), err)
	}
}

// A record that is saved twice in a transaction is stored as it was at the last, also where
// that is what it was before the first.
func TestSavedTwiceTheLastCounts(t *testing.T) {
	x := newHouse(t)
	id := x.person("zhang").Id
	before := x.find("applicants", "id = '%s'", id)
	err := x.as(x.app, system, func(tx core.App) error {
		r, err := tx.FindRecordById("applicants", id)
		if err != nil {
			return err
		}
		for _, name := range []string{"王新名", before.GetString("name")} {
			r.Set("name", name)
			if err := write(tx, r); err != nil {
				return err
			}
		}
		return nil
	})
	if got := x.find("applicants", "id = '%s'", id).GetString("name"); err != nil || got != before.GetString("name") {
		t.Errorf("stored is %s, %v", got, err)
	}
}

// A change writes the columns that it changes: each of the rest would cost an entry in each
// of its indexes.
func TestAChangeWritesWhatItChanges(t *testing.T) {
	x := newHouse(t)
	r := x.find("applicants", "id = '%s'", x.person("zhang").Id)
	var mu sync.Mutex // what works beside the test is told of as well
	var sent []string
	db := x.app.NonconcurrentDB().(*dbx.DB)
	db.ExecLogFunc = func(_ context.Context, _ time.Duration, text string, _ sql.Result, _ error) {
		mu.Lock()
		defer mu.Unlock()
		sent = append(sent, text)
	}
	r.Set("phone", "13800000000")
	err := write(x.app, r)
	mu.Lock()
	defer mu.Unlock()
	want := regexp.MustCompile("^UPDATE `applicants` SET `id`='[a-z0-9]+', `phone`='13800000000', `updated`='[^']+' WHERE ")
	if err != nil || !slices.ContainsFunc(sent, want.MatchString) {
		t.Errorf("%v\n%s", err, strings.Join(sent, "\n"))
	}
}

// A subject that was read in the transaction is not read again to be changed, but where
// somebody changed it meanwhile, and the trail tells each change from what was stored.
func TestASubjectIsReadOnce(t *testing.T) {
	x := newHouse(t)
	id := x.draft(x.person("zhang"))
	db := x.app.NonconcurrentDB().(*dbx.DB)
	var reads atomic.Int64 // what works beside the test is told of as well
	db.QueryLogFunc = func(_ context.Context, _ time.Duration, text string, _ *sql.Rows, _ error) {
		if strings.HasPrefix(text, "SELECT `applications`.*") {
			reads.Add(1)
		}
	}
	travel := func(tx core.App, r *core.Record, trips int) {
		t.Helper()
		r.Set("trips", trips)
		if err := write(tx, r); err != nil {
			t.Fatal(err)
		}
	}
	err := x.as(x.app, system, func(tx core.App) error {
		r, err := x.subject(tx, "applications", id)
		if err != nil {
			return err
		}
		if travel(tx, r, 1); reads.Load() != 1 {
			t.Errorf("%d reads for one change", reads.Load())
		}
		if travel(tx, r, 0); reads.Load() != 2 {
			t.Errorf("%d reads, although it had changed", reads.Load())
		}
		mine, err := x.subject(tx, "applications", id)
		if err != nil {
			return err
		}
		other, err := tx.FindRecordById("applications", id)
		if err != nil {
			return err
		}
		travel(tx, other, 2)
		travel(tx, mine, 0) // what it was when it was read, not what is stored
		return nil
	})
	if got := x.find("applications", "id = '%s'", id).GetInt("trips"); err != nil || got != 0 {
		t.Errorf("stored are %d trips, %v", got, err)
	}
	changes, err := x.app.CountRecords("audit", dbx.HashExp{"collection": "applications", "record": id, "event": "update"}, dbx.Like("changes", `"trips":`))
	if err != nil || changes != 4 {
		t.Errorf("the trail tells of %d changes, %v", changes, err)
	}
}

// Who waits longest writes next. Of two who come at the same moment either may be the first,
// so that the order is that of their coming in one of a few tries; by chance it would be so
// once in 40,000.
func TestTheFirstWhoWaitsWritesFirst(t *testing.T) {
	x := newHouse(t)
	const people, tries = 8, 6
	var got []int
	for range tries {
		got = nil
		var waiting sync.WaitGroup
		err := x.as(x.app, system, func(core.App) error {
			for n := range people {
				waiting.Go(func() {
					if err := x.as(x.app, system, func(core.App) error { got = append(got, n); return nil }); err != nil {
						t.Error(err)
					}
				})
				time.Sleep(5 * time.Millisecond)
			}
			return nil
		})
		waiting.Wait()
		if err != nil {
			t.Fatal(err)
		}
		if slices.IsSorted(got) {
			return
		}
	}
	t.Errorf("the order was %v", got)
}
