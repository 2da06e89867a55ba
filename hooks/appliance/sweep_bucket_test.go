package appliance

import (
	"context"
	"testing"
	"time"

	"onestop/hooks/appliance/store"
	"onestop/hooks/appliance/store/storetest"
)

// The sweep of the start removes whatever is older than the start. In a bucket the clock of the
// storage says what that is, which may be behind: what came within an hour stays.
func TestTheSweepOfAStartTrustsNoOtherClock(t *testing.T) {
	s := storetest.Start(t)
	t.Setenv("ONESTOP_S3_KEY", storetest.Key)
	t.Setenv("ONESTOP_S3_SECRET", storetest.Secret)
	app := newApp(t, t.TempDir(), store.Bind)
	collection := mustPapers(t, app)
	place := s.Place("county")
	if warning, err := store.Open(t.Context(), app, &place); warning != nil || err != nil {
		t.Fatal(err, warning)
	}
	fsys, err := app.NewFilesystem()
	if err != nil {
		t.Fatal(err)
	}
	key := collection.BaseFilesPath() + "/arriving0000001/paper.txt"
	if err := fsys.Upload([]byte("its row is about to be written"), key); err != nil {
		t.Fatal(err)
	}
	if n, err := sweep(context.Background(), app, time.Now().Add(time.Minute)); n != 0 || err != nil {
		t.Errorf("%d removed, %v", n, err)
	}
	if there, err := fsys.Exists(key); err != nil || !there {
		t.Errorf("a file under way is gone: %v", err)
	}
}
