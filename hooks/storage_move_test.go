package hooks

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"onestop/hooks/appliance/store"
	"onestop/hooks/appliance/store/storetest"
)

// The files go to a bucket and back; each way may be cut off and begun again.
func TestMovingTheFiles(t *testing.T) {
	unwatched(t)
	s := storetest.Start(t)
	withKeys(t)
	x := newHouse(t).unlimited()
	zhang := x.person("zhang")
	x.handIn(zhang, "M-AP", "M-ID", "M-LAY")
	paper := x.upload(zhang, x.draft(zhang), x.material("M-ID"), "a.jpg", photo(7)).ok().id()
	want, headers := x.fetch(paper, zhang), []string{"Content-Type", "Content-Disposition", "Cache-Control"}
	files := len(x.namedFiles()) - 1
	place := s.Place("county")

	cut, stop := context.WithCancel(t.Context())
	if _, err := (&store.Move{App: x.app, To: &place, Tell: func(done, _ int) {
		if done == 2 {
			stop()
		}
	}}).Run(cut); err == nil {
		t.Fatal("a move that was cut off has ended well")
	}
	if _, remote := store.At(x.app); remote || x.fetch(paper, zhang).text != want.text {
		t.Fatal("half a move changed the place")
	}
	out, err := x.console("storage", "move", "--to", place.String())
	if err != nil || !strings.Contains(out, "read back") {
		t.Fatal(out, err)
	}
	if list := objects(t, s, "county"); !slices.Equal(list, x.namedFiles()) || len(x.stored()) > 0 {
		t.Errorf("the bucket holds %v, the disk %v", list, x.stored())
	}
	same := func(where string) {
		t.Helper()
		got := x.fetch(paper, zhang)
		for _, header := range headers {
			if got.header.Get(header) != want.header.Get(header) {
				t.Errorf("%s: %s is %q and was %q", where, header, got.header.Get(header), want.header.Get(header))
			}
		}
		if got.text != want.text {
			t.Errorf("%s: another file: %d", where, got.status)
		}
	}
	same("in the bucket")
	if _, err := x.console("storage", "move", "--to", place.String()); err == nil {
		t.Error("a move to where the files are")
	}
	if out, err := x.console("storage", "show"); err != nil || strings.TrimSpace(out) != place.String() {
		t.Error(out, err)
	}
	moved, err := (&store.Move{App: x.app}).Run(t.Context())
	if err != nil || moved.Files != files || moved.Sent != files || moved.Left != nil {
		t.Fatalf("%+v, %v", moved, err)
	}
	same("on the disk again")
	if list := objects(t, s, "county"); len(list) > 0 {
		t.Errorf("in the bucket stay %v", list)
	}
	if n := len(x.stored()); n != files {
		t.Errorf("%d of %d files are on the disk", n, files)
	}
}

// cutting is a way to a storage on which something happens before the n-th file is deleted.
func cutting(t *testing.T, to string, n int32, then func()) (address string) {
	t.Helper()
	var deleted atomic.Int32
	return atLoopback(t, proxyTo(to, func(r *httputil.ProxyRequest) {
		if r.In.Method == http.MethodDelete && deleted.Add(1) == n {
			then()
		}
	}))
}

// A move that was cut off while it emptied a bucket is ended by running it again, and a bucket
// to which the files come back is not emptied.
func TestAMoveThatIsCutOffWhileItEmptiesABucket(t *testing.T) {
	unwatched(t)
	s := storetest.Start(t)
	for name, end := range map[string]func(x *house, place store.Place){
		"to the end": func(x *house, _ store.Place) {
			if out, err := x.console("storage", "move", "--to", "disk"); err != nil || strings.Contains(out, "!") {
				t.Error(out, err)
			}
			if list := objects(t, s, "end"); len(list) > 0 {
				t.Errorf("in the bucket stay %v", list)
			}
			if _, err := x.console("storage", "move", "--to", "disk"); err == nil || !strings.Contains(err.Error(), "already") {
				t.Error("there is something left to do: ", err)
			}
		},
		"and back": func(x *house, place store.Place) {
			if out, err := x.console("storage", "move", "--to", place.String()); err != nil || strings.Contains(out, "!") {
				t.Error(out, err)
			}
			if list := objects(t, s, "back"); !slices.Equal(list, x.namedFiles()) {
				t.Errorf("the bucket holds %v", list)
			}
		},
	} {
		_, bucket, _ := strings.Cut(name, " ")
		bucket = strings.TrimPrefix(bucket, "the ")
		s.Make(bucket)
		cut, stop := context.WithCancel(t.Context())
		place := storetest.PlaceAt(cutting(t, s.Address(), 6, stop), bucket)
		x := inBucket(t, place)
		zhang := x.person("zhang")
		x.handIn(zhang, "M-AP", "M-ID", "M-LAY")
		paper := x.upload(zhang, x.draft(zhang), x.material("M-ID"), "a.jpg", photo(7)).ok().id()
		want := x.fetch(paper, zhang)
		moved, err := (&store.Move{App: x.app}).Run(cut)
		if err != nil || moved.Left == nil {
			t.Fatalf("%s: the move was not cut off: %+v, %v", name, moved, err)
		}
		if _, remote := store.At(x.app); remote || len(objects(t, s, bucket)) < 2 {
			t.Fatalf("%s: it was not cut off in the middle: %v", name, objects(t, s, bucket))
		}
		end(x, place)
		if got := x.fetch(paper, zhang); got.status != http.StatusOK || got.text != want.text {
			t.Errorf("%s: %d", name, got.status)
		}
		if _, err := os.Stat(filepath.Join(x.app.DataDir(), ".leaving-bucket.json")); err == nil {
			t.Errorf("%s: the note stays", name)
		}
		x.close()
	}
}

// One bucket by two addresses is not two: a move from the one to the other removes nothing,
// neither of the place that is left nor of one that was left before.
func TestAMoveToTheSameBucketByAnotherAddress(t *testing.T) {
	unwatched(t)
	s := storetest.Start(t)
	beside := s.Beside("cn-1")
	_, port, _ := strings.Cut(s.Address(), ":")
	addresses := map[string]func(bucket string) store.Place{
		"localhost": func(bucket string) store.Place { return storetest.PlaceAt("localhost:"+port, bucket) },
		"region":    beside.Place,
	}
	for name, other := range addresses {
		for how, move := range map[string]func(x *house, place store.Place){
			"straight": func(x *house, place store.Place) {
				if out, err := x.console("storage", "move", "--to", place.String()); err != nil || strings.Contains(out, "!") || !strings.Contains(out, "nothing was removed") {
					t.Error(out, err)
				}
			},
			"over-the-disk": func(x *house, place store.Place) {
				if _, err := x.console("storage", "move", "--to", "disk", "--keep"); err != nil {
					t.Error(err)
				}
				x.noteLeft(s.Place(place.Bucket))
				if out, err := x.console("storage", "move", "--to", place.String()); err != nil || strings.Contains(out, "!") || len(x.stored())+len(x.noted()) > 0 {
					t.Error(out, err, x.stored(), x.noted())
				}
				if _, err := os.Stat(filepath.Join(s.Root, "buckets", place.Bucket, "onestop-try")); err == nil {
					t.Error("what tried the addresses stays")
				}
			},
			"left-before": func(x *house, place store.Place) {
				if out, err := x.console("storage", "move", "--to", place.String()); err != nil || strings.Contains(out, "!") {
					t.Error(out, err)
				}
				x.noteLeft(s.Place(place.Bucket))
				if moved, err := (&store.Move{App: x.app}).Run(t.Context()); err != nil || moved.Left != nil || len(x.noted())+len(objects(t, s, place.Bucket)) > 0 {
					t.Errorf("%+v, %v", moved, err)
				}
				x.noteLeft(s.Place(place.Bucket))
				if out, err := x.console("storage", "move", "--to", place.String()); err != nil || strings.Contains(out, "!") {
					t.Error(out, err)
				}
			},
		} {
			bucket := name + "." + how
			s.Make(bucket)
			x := inBucket(t, s.Place(bucket))
			zhang := x.person("zhang")
			x.handIn(zhang, "M-AP", "M-ID", "M-LAY")
			paper := x.upload(zhang, x.draft(zhang), x.material("M-ID"), "a.jpg", photo(7)).ok().id()
			want := x.fetch(paper, zhang)
			move(x, other(bucket))
			if list := objects(t, s, bucket); !slices.Equal(list, x.namedFiles()) {
				t.Errorf("%s: the bucket holds %v", bucket, list)
			}
			if got := x.fetch(paper, zhang); got.status != http.StatusOK || got.text != want.text {
				t.Errorf("%s: %d", bucket, got.status)
			}
			x.close()
		}
	}
}

// noteLeft has the house remember that it was cut off while it emptied buckets.
func (x *house) noteLeft(places ...store.Place) {
	x.t.Helper()
	text, err := json.Marshal(places)
	if err == nil {
		err = os.WriteFile(filepath.Join(x.app.DataDir(), ".leaving-bucket.json"), text, 0o600)
	}
	if err != nil {
		x.t.Fatal(err)
	}
}

// noted are the buckets that the house still has to empty.
func (x *house) noted() (list []store.Place) {
	x.t.Helper()
	text, err := os.ReadFile(filepath.Join(x.app.DataDir(), ".leaving-bucket.json"))
	if err == nil {
		err = json.Unmarshal(text, &list)
	}
	if err != nil && !os.IsNotExist(err) {
		x.t.Error(err)
	}
	return list
}

// A bucket that was left and cannot be asked, because its storage is away or knows another key,
// stops no move: it is named, with its note, remembered beside those that are left since, and
// emptied when it is there again.
func TestAMoveWhileABucketThatWasLeftIsAway(t *testing.T) {
	unwatched(t)
	quickly(t)
	s := storetest.Start(t)
	way := storetest.NewWay(t, s.Address())
	foreign := httptest.NewServer(saying(http.StatusForbidden, "InvalidAccessKeyId"))
	t.Cleanup(foreign.Close)
	s.Make("next")
	cut, stop := context.WithCancel(t.Context())
	first, next, denied := storetest.PlaceAt(way.Address(), "county"), storetest.PlaceAt(cutting(t, s.Address(), 9, stop), "next"), storetest.PlaceAt(foreign.Listener.Addr().String(), "county")
	x := inBucket(t, first)
	zhang := x.person("zhang")
	x.handIn(zhang, "M-AP", "M-ID", "M-LAY")
	paper := x.upload(zhang, x.draft(zhang), x.material("M-ID"), "a.jpg", photo(7)).ok().id()
	want := x.fetch(paper, zhang)
	if moved, err := (&store.Move{App: x.app, To: &next, Keep: true}).Run(t.Context()); err != nil || moved.Left != nil {
		t.Fatalf("%+v, %v", moved, err)
	}
	x.noteLeft(first, denied)

	way.Refuse()
	moved, err := (&store.Move{App: x.app}).Run(cut)
	if err != nil || moved.Left == nil || len(objects(t, s, "next")) < 2 {
		t.Fatalf("it was not cut off in the middle: %+v, %v", moved, err)
	}
	for _, place := range []store.Place{first, denied, next} {
		if said := moved.Left.Error(); strings.Count(said, place.String()) != 2 || !strings.Contains(said, ".leaving-bucket.json") {
			t.Errorf("%v is not named in both languages, with its note: %s", place, said)
		}
	}
	if list := x.noted(); !slices.Equal(list, []store.Place{first, denied, next}) {
		t.Errorf("noted are %v", list)
	}
	if got := x.fetch(paper, zhang); got.status != http.StatusOK || got.text != want.text {
		t.Errorf("on the disk: %d", got.status)
	}

	way.Open()
	x.until("the storage is there", func() bool { return store.Trouble(first) == nil })
	out, err := x.console("storage", "move", "--to", "disk")
	if err != nil || !strings.Contains(out, denied.String()) || strings.Contains(out, first.String()) || strings.Contains(out, next.String()) {
		t.Error(out, err)
	}
	if list := append(objects(t, s, "county"), objects(t, s, "next")...); len(list) > 0 {
		t.Errorf("in the buckets stay %v", list)
	}
	if list := x.noted(); !slices.Equal(list, []store.Place{denied}) {
		t.Errorf("noted are %v", list)
	}
	if _, err := x.console("storage", "move", "--to", "disk"); err == nil || !strings.Contains(err.Error(), denied.String()) {
		t.Error("nothing is left to do but the bucket that cannot be asked: ", err)
	}
	x.noteLeft()
	if _, err := x.console("storage", "move", "--to", "disk"); err == nil || !strings.Contains(err.Error(), "already") || len(x.noted()) > 0 {
		t.Error("there is something left to do: ", err)
	}
}

// damaging is a way to a storage that spoils the last byte of every small file. Of one that holds
// no sum against it nothing is asked.
func damaging(t *testing.T, to string, sums bool) (address string) {
	t.Helper()
	return atLoopback(t, proxyTo(to, func(r *httputil.ProxyRequest) {
		if r.In.Method != http.MethodPut || r.In.ContentLength < 100 {
			return
		}
		body, err := io.ReadAll(r.In.Body)
		if err != nil { // a move that was refused one file gives up the others on their way
			return
		}
		body[len(body)-1]++
		r.Out.Body = io.NopCloser(bytes.NewReader(body))
		if !sums {
			r.Out.Header.Del("Content-MD5")
		}
	}))
}

// A file that arrives damaged is refused by the storage, or found before the house changes over.
func TestAMoveIntoAStorageThatDamages(t *testing.T) {
	unwatched(t)
	s := storetest.Start(t)
	withKeys(t)
	x := newHouse(t).unlimited()
	x.handIn(x.person("zhang"), "M-AP", "M-ID", "M-LAY")
	before := len(x.stored())
	for sums, words := range map[bool]string{false: "another file", true: "cannot be reached (400 BadDigest)"} {
		place := storetest.PlaceAt(damaging(t, s.Address(), sums), "county")
		if _, err := (&store.Move{App: x.app, To: &place}).Run(t.Context()); err == nil || !strings.Contains(err.Error(), words) {
			t.Fatalf("damaged files were taken for whole, or not %q: %v", words, err)
		}
		if _, remote := store.At(x.app); remote || len(x.stored()) != before {
			t.Error("a move that failed changed something")
		}
	}
}

// A move that loses the storage on the way changes nothing.
func TestAMoveThatIsCutOffChangesNothing(t *testing.T) {
	unwatched(t)
	quickly(t)
	s := storetest.Start(t)
	way := storetest.NewWay(t, s.Address())
	withKeys(t)
	x := newHouse(t).unlimited()
	x.handIn(x.person("zhang"), "M-AP", "M-ID", "M-LAY")
	place := storetest.PlaceAt(way.Address(), "county")
	before := len(x.stored())
	if _, err := (&store.Move{App: x.app, To: &place, Tell: func(int, int) { way.Refuse() }}).Run(t.Context()); err == nil {
		t.Fatal("a move without a network has ended well")
	}
	if _, remote := store.At(x.app); remote || len(x.stored()) != before {
		t.Error("a move that failed changed something")
	}
}
