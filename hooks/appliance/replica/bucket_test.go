package replica

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"onestop/hooks/appliance/probe"
	"onestop/hooks/appliance/store"
	"onestop/hooks/appliance/store/storetest"
)

// bucketWorld is a place in a real object storage.
func bucketWorld(t *testing.T) (*world, *storetest.Server) {
	s := storetest.Start(t)
	t.Setenv("ONESTOP_S3_KEY", storetest.Key)
	t.Setenv("ONESTOP_S3_SECRET", storetest.Secret)
	where := s.Place("county")
	where.Prefix = "replica"
	return worldAt(t, where.String()), s
}

// TestTheReplicaInABucketTakesOver: as in a folder.
func TestTheReplicaInABucketTakesOver(t *testing.T) {
	w, _ := bucketWorld(t)
	a, b := w.successor(20)
	w.must(b.act(21))
	wants(t, a.open().begin(), "has taken over")
}

// TestTheStorageIsCut: killed under a confirmed primary it is told, and the act that waited
// is confirmed when it is back.
func TestTheStorageIsCut(t *testing.T) {
	w, s := bucketWorld(t)
	a := w.machine("a")
	a.options.Confirm = true
	a.serve()
	w.must(a.act(1))
	s.Stop()
	if err := a.act(2); !errors.Is(err, ErrBehind) {
		t.Fatalf("an act was acknowledged: %v", err)
	}
	until(t, func() bool { return errors.Is(a.primary.Admit(), ErrAway) })
	s.Run()
	until(t, func() bool { return a.primary.Admit() == nil })
	until(t, func() bool { return a.primary.Confirm(context.Background()) == nil })
	a.die()
	w.pace = 8
	b := w.machine("b")
	w.must(b.standby().Promote(context.Background(), false))
	if n := b.count(); n != 2 {
		t.Errorf("%d of 2 acts came over", n)
	}
}

func until(t *testing.T, is func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !is(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it does not come to that")
		}
	}
}

// TestABucketThatCannotBeUsed: wrong and missing credentials, a bucket that is not there, and
// a storage that ignores conditions are refused in words.
func TestABucketThatCannotBeUsed(t *testing.T) {
	w, s := bucketWorld(t)
	a := w.machine("a").open()
	refused := func(where store.Place, words string) {
		t.Helper()
		p, err := Open(where.String())
		if err == nil {
			a.options.Place = p
			err = a.begin()
		}
		wants(t, err, words)
	}
	refused(s.Place("nobody"), "cannot be used")
	t.Setenv("ONESTOP_S3_SECRET", "wrong")
	refused(s.Place("county"), "cannot be used")
	t.Setenv("ONESTOP_S3_SECRET", "")
	refused(s.Place("county"), "needs a key")
	t.Setenv("ONESTOP_S3_SECRET", storetest.Secret)
	careless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			w.Header().Set("Content-Type", "application/xml")
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte("<Error><Code>NoSuchKey</Code></Error>"))
		}
	}))
	defer careless.Close()
	refused(storetest.PlaceAt(careless.Listener.Addr().String(), "county"), "ignores If-Match")
	var there atomic.Bool
	halfway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodGet:
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte("<Error><Code>NoSuchKey</Code></Error>"))
		case there.Load() && r.Header.Get("If-None-Match") != "":
			w.WriteHeader(http.StatusPreconditionFailed)
		}
		there.Store(true)
	}))
	defer halfway.Close()
	refused(storetest.PlaceAt(halfway.Listener.Addr().String(), "county"), "ignores If-Match")
	s.Make("papers")
	files := s.Place("papers")
	fsys, err := store.InBucket(files, store.Keys{Key: storetest.Key, Secret: storetest.Secret}, "").System(context.Background())
	w.must(err)
	w.must(fsys.Upload([]byte("house\n"), "onestop-house"))
	refused(files, "holds the files of a house")
	if _, err := os.Stat(filepath.Join(a.dir, markerName)); err == nil {
		t.Error("a refused start left a marker")
	}
}

// TestOnlyOneGetsTheLeaseInABucket of many who try at once.
func TestOnlyOneGetsTheLeaseInABucket(t *testing.T) {
	w, _ := bucketWorld(t)
	oneOfMany(t, w, 5)
}

// TestABucketThatWasEmptied is not begun anew by who wrote there, and another part of it is.
func TestABucketThatWasEmptied(t *testing.T) {
	w, _ := bucketWorld(t)
	a := w.machine("a").serve()
	w.must(a.act(1))
	a.close()
	b := w.place.place.(*bucket)
	w.must(b.Remove(context.Background(), b.key(leaseObject)))
	wants(t, a.open().begin(), "was emptied")
	a.close()
	b.where.Prefix = "elsewhere"
	a.options.Place, _ = Open(b.where.String())
	a.serve()
	w.must(a.act(2))
}

// oneOfMany has eight take the same lease at once, again and again.
func oneOfMany(t *testing.T, w *world, rounds int) {
	ctx := context.Background()
	for round := range rounds {
		l, mark, err := w.place.read(ctx)
		w.must(err)
		l.Tenure++
		got := make(chan error, 8)
		for range cap(got) {
			go func() {
				_, err := take(ctx, w.place, probe.Elapsed, l, mark)
				got <- err
			}()
		}
		won := 0
		for range cap(got) {
			if err := <-got; err == nil {
				won++
			} else if !errors.Is(err, errTaken) {
				t.Error(err)
			}
		}
		if won != 1 {
			t.Fatalf("round %d: %d hold it", round, won)
		}
	}
}

// TestAPlaceThatAnEarlierVersionRemembered without its plain=yes is the same place, which may not
// be begun anew when it is empty.
func TestAPlaceThatAnEarlierVersionRemembered(t *testing.T) {
	t.Setenv("ONESTOP_S3_KEY", storetest.Key)
	t.Setenv("ONESTOP_S3_SECRET", storetest.Secret)
	const before = "s3://county/replica?endpoint=http://10.0.0.5:9000&region=us-east-1"
	for _, address := range []string{before + "&plain=yes", "s3://county/replica?plain=yes&endpoint=http://10.0.0.5:9000"} {
		place, err := Open(address)
		if err != nil {
			t.Fatal(err)
		}
		if err := Check(place.String()); err != nil {
			t.Errorf("the place is told as %s, which is refused: %v", place, err)
		}
		for _, remembered := range []string{before, place.String()} {
			wants(t, marker{Folder: "x", Tenure: 1, Place: remembered}.emptied(place, t.TempDir()), "was emptied")
		}
		if err := (marker{Folder: "x", Tenure: 1, Place: "s3://other?endpoint=http://10.0.0.5:9000&region=us-east-1"}).emptied(place, t.TempDir()); err != nil {
			t.Error("another place is no consent:", err)
		}
	}
}
