package appliance

import (
	"path/filepath"
	"sync"
	"testing"

	"github.com/pocketbase/dbx"
)

func TestConnectSetsWhatAnAcknowledgedAnswerNeeds(t *testing.T) {
	const full, normal = "2", "1"
	for name, synchronous := range map[string]string{"data.db": full, "auxiliary.db": normal, "other.db": full} {
		db, err := Connect(filepath.Join(t.TempDir(), "示例 folder", "..", name))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		want := map[string]string{"synchronous": synchronous, "journal_mode": "wal", "foreign_keys": "1",
			"busy_timeout": "10000", "temp_store": "2", "cache_size": "-6000"}
		for pragma, value := range want {
			var got string
			if err := db.NewQuery("PRAGMA " + pragma).Row(&got); err != nil || got != value {
				t.Errorf("%s: %s is %q, want %q (%v)", name, pragma, got, value, err)
			}
		}
	}
}

// Two deferred transactions that read and then write fail with "database is locked";
// with the lock taken at once they queue.
func TestConnectLetsReadThenWriteTransactionsQueue(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data.db")
	db := open(t, path)
	if _, err := db.NewQuery("CREATE TABLE counters (n INTEGER); INSERT INTO counters VALUES (0)").Execute(); err != nil {
		t.Fatal(err)
	}
	const writers, rounds = 4, 25
	var wg sync.WaitGroup
	errs := make(chan error, writers*rounds)
	for range writers {
		own := open(t, path)
		wg.Go(func() {
			for range rounds {
				errs <- own.Transactional(countOn)
			}
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	var n int
	if err := db.NewQuery("SELECT n FROM counters").Row(&n); err != nil || n != writers*rounds {
		t.Fatalf("counted %d, want %d (%v)", n, writers*rounds, err)
	}
}

func countOn(tx *dbx.Tx) error {
	var n int
	if err := tx.NewQuery("SELECT n FROM counters").Row(&n); err != nil {
		return err
	}
	_, err := tx.NewQuery("UPDATE counters SET n={:n}").Bind(dbx.Params{"n": n + 1}).Execute()
	return err
}

func open(t *testing.T, path string) *dbx.DB {
	t.Helper()
	db, err := Connect(path)
	if err != nil {
		t.Fatal(err)
	}
	db.DB().SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}
