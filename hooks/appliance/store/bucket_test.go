package store_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/store"
	"onestop/hooks/appliance/store/storetest"
)

var keys = store.Keys{Key: storetest.Key, Secret: storetest.Secret}

func TestMain(m *testing.M) {
	store.Patience, store.Recheck = time.Second, 50*time.Millisecond
	os.Exit(m.Run())
}

// put stores a file as PocketBase does.
func put(t *testing.T, b store.Bucket, key string, content []byte) error {
	t.Helper()
	fsys, err := b.System(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer fsys.Close()
	return fsys.Upload(content, key)
}

func TestABucketKeepsFiles(t *testing.T) {
	s, ctx := storetest.Start(t), context.Background()
	b := store.InBucket(s.Place("county"), keys, "house")
	if err := b.Try(ctx); err != nil {
		t.Fatal(err)
	}
	large := bytes.Repeat([]byte("0123456789abcdef"), 1<<20) // in several parts
	for key, content := range map[string][]byte{"docs/a/one.pdf": []byte("%PDF-1.4 one"), "docs/a/thumbs_one.pdf/50x50_one.pdf": []byte("t"), "docs/b/large.bin": large, "other/c/x.txt": []byte("x")} {
		if err := put(t, b, key, content); err != nil {
			t.Fatal(key, err)
		}
		in, info, err := b.Open(ctx, key)
		if err != nil {
			t.Fatal(key, err)
		}
		got, err := io.ReadAll(in)
		if err != nil || !bytes.Equal(got, content) || info.Size != int64(len(content)) || time.Since(info.At).Abs() > time.Minute {
			t.Errorf("%s: %d bytes, %+v, %v", key, len(got), info, err)
		}
		if err := in.Close(); err != nil {
			t.Error(err)
		}
	}
	attrs, _, err := b.Open(ctx, "docs/a/one.pdf.attrs")
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := io.ReadAll(attrs); !strings.Contains(string(text), `"user.content_type":"application/pdf"`) {
		t.Errorf("attributes: %s", text)
	}
	folders, err := b.Folders(ctx, "docs")
	if err != nil || len(folders) != 2 || folders[0].ID != "a" || folders[1].ID != "b" {
		t.Fatalf("%+v, %v", folders, err)
	}
	entries, err := folders[0].Entries()
	if err != nil || len(entries) != 2 || entries[0].Name != "one.pdf" || entries[1].Name != "thumbs_one.pdf" {
		t.Fatalf("%+v, %v", entries, err)
	}
	if _, _, err := b.Open(ctx, "docs/a/none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	for key, want := range map[string]bool{"docs/a/one.pdf": true, "docs/a/none": false} {
		if there, err := b.Has(ctx, key); err != nil || there != want {
			t.Errorf("%s: %v, %v", key, there, err)
		}
	}
	for range 2 { // the second time there is nothing
		if err := b.Remove(ctx, "docs/a/one.pdf"); err != nil {
			t.Error(err)
		}
	}
}

// Two houses in one bucket would sweep each other's files away.
func TestABucketBelongsToOneHouse(t *testing.T) {
	s, ctx := storetest.Start(t), context.Background()
	one, other := store.InBucket(s.Place("county"), keys, "one"), store.InBucket(s.Place("county"), keys, "other")
	if err := one.Ours(ctx); err == nil {
		t.Error("a bucket that nobody claimed is ours")
	}
	if err := put(t, one, "onestop-house", []byte("one\n")); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(one.Ours(ctx), one.Ours(ctx)); err != nil {
		t.Error(err)
	}
	if err := other.Ours(ctx); err == nil {
		t.Error("the bucket of another house is ours")
	}
}

// fail stores a small and a large file, reads and lists, and answers what each failed with.
func fail(t *testing.T, b store.Bucket) map[string]error {
	t.Helper()
	ctx := context.Background()
	_, _, read := b.Open(ctx, "docs/a/one.pdf")
	_, look := b.Has(ctx, "docs/a/one.pdf")
	_, list := b.Folders(ctx, "docs")
	return map[string]error{
		"small": put(t, b, "docs/a/two.pdf", []byte("%PDF-1.4 two")),
		"large": put(t, b, "docs/a/large.bin", make([]byte, 13<<20)),
		"read":  read, "list": list, "remove": b.Remove(ctx, "docs/a/one.pdf"), "look": look,
	}
}

// A storage begins to answer 200 before it has put the parts of a large file together, and may
// say after that that it could not.
func TestALargeFileThatCouldNotBePutTogether(t *testing.T) {
	var refuses atomic.Bool
	refuses.Store(true)
	stub := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		switch {
		case r.URL.Query().Has("uploads"):
			_, _ = io.WriteString(w, "<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>")
		case r.Method == http.MethodPost && refuses.Load():
			_, _ = io.WriteString(w, "<?xml version=\"1.0\"?>\n<Error><Code>InternalError</Code></Error>")
		case r.Method == http.MethodPost:
			_, _ = io.WriteString(w, "<CompleteMultipartUploadResult><ETag>\"x\"</ETag></CompleteMultipartUploadResult>")
		default:
			w.Header().Set("ETag", `"x"`)
		}
	}))
	defer stub.Close()
	b := store.InBucket(storetest.PlaceAt(stub.Listener.Addr().String(), "county"), keys, "house")
	if f, ok := store.FaultOf(put(t, b, "docs/a/large.bin", make([]byte, 13<<20))); !ok || f.Kind != store.Away {
		t.Errorf("what was not put together is taken: %v", f)
	}
	refuses.Store(false)
	time.Sleep(2 * store.Recheck) // it is asked whether it is there again
	if err := put(t, b, "docs/a/large.bin", make([]byte, 13<<20)); err != nil {
		t.Error(err)
	}
}

// Whatever a storage or the way to it does, whoever asks is told which kind of fault it is, in
// bounded time, and the secret is told to nobody.
func TestEveryFaultOfAStorage(t *testing.T) {
	s := storetest.Start(t)
	answering := func(status int, code string) *httptest.Server {
		stub := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/" && r.Method == http.MethodHead {
				w.WriteHeader(status)
				return
			}
			_, _ = io.Copy(io.Discard, r.Body)
			w.WriteHeader(status)
			if code != "" && r.Method != http.MethodHead {
				_, _ = io.WriteString(w, "<?xml version=\"1.0\"?><Error><Code>"+code+"</Code><Message>no</Message></Error>")
			}
		}))
		t.Cleanup(stub.Close)
		return stub
	}
	said := func(status int, code string) func() store.Bucket {
		return func() store.Bucket {
			return store.InBucket(storetest.PlaceAt(answering(status, code).Listener.Addr().String(), "county"), keys, "house")
		}
	}
	by := func(how func(*storetest.Way)) func() store.Bucket {
		return func() store.Bucket {
			way := storetest.NewWay(t, s.Address())
			how(way)
			return store.InBucket(storetest.PlaceAt(way.Address(), "county"), keys, "house")
		}
	}
	for name, c := range map[string]struct {
		bucket func() store.Bucket
		kind   store.Kind
	}{
		"wrong key": {func() store.Bucket {
			return store.InBucket(s.Place("county"), store.Keys{Key: "nobody", Secret: "sekret"}, "")
		}, store.Denied},
		"wrong secret": {func() store.Bucket {
			return store.InBucket(s.Place("county"), store.Keys{Key: storetest.Key, Secret: "sekret"}, "")
		}, store.Denied},
		"wrong region":   {func() store.Bucket { p := s.Place("county"); p.Region = "cn-9"; return store.InBucket(p, keys, "") }, store.Denied},
		"expired":        {said(400, "ExpiredToken"), store.Denied},
		"redirected":     {said(301, "PermanentRedirect"), store.Denied},
		"no bucket":      {func() store.Bucket { return store.InBucket(s.Place("nowhere"), keys, "") }, store.Gone},
		"clock":          {said(403, "RequestTimeTooSkewed"), store.Skewed},
		"quota":          {said(403, "QuotaExceeded"), store.Full},
		"full":           {said(507, ""), store.Full},
		"full of MinIO":  {said(507, "XMinioStorageFull"), store.Full},
		"another server": {said(404, ""), store.Gone},
		"another answer": {said(404, "Nothing"), store.Denied},
		"overloaded":     {said(503, "SlowDown"), store.Away},
		"broken":         {said(500, "InternalError"), store.Away},
		"refused":        {by(func(w *storetest.Way) { w.Refuse() }), store.Away},
		"stalled":        {by(func(w *storetest.Way) { w.Stall() }), store.Away},
		"cut":            {by(func(w *storetest.Way) { w.BreakAfter(20) }), store.Away},
	} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			for what, err := range fail(t, c.bucket()) {
				f, ok := store.FaultOf(err)
				if !ok || f.Kind != c.kind {
					t.Errorf("%s: %v", what, err)
					continue
				}
				said, ok := refusal.Known(store.Said(err))
				if !ok || said.ZH == "" || strings.Contains(said.Error(), "%!") || strings.Contains(said.Error()+err.Error(), "sekret") {
					t.Errorf("%s is said as %v", what, store.Said(err))
				}
			}
			if took := time.Since(began); took > time.Minute {
				t.Errorf("it took %s", took)
			}
		})
	}
}

// A storage that is away is not waited for by each who asks, and is there again by itself.
func TestAStorageComesBackByItself(t *testing.T) {
	s, ctx := storetest.Start(t), context.Background()
	way := storetest.NewWay(t, s.Address())
	place := storetest.PlaceAt(way.Address(), "county")
	b := store.InBucket(place, keys, "house")
	for _, how := range []func(){way.Refuse, way.Stall, func() { way.BreakAfter(1000) }} {
		if err := b.Try(ctx); err != nil {
			t.Fatal(err)
		}
		how()
		if err := put(t, b, "docs/a/large.bin", make([]byte, 3<<20)); err == nil {
			t.Fatal("a file was stored in a storage that is away")
		}
		if f := store.Trouble(place); f == nil || f.Kind != store.Away {
			t.Errorf("nobody knows that it is away: %v", f)
		}
		way.Stall() // whoever waited now would wait for a second each
		began := time.Now()
		for range 200 {
			if _, err := b.Folders(ctx, "docs"); err == nil {
				t.Fatal("a storage that is away answers")
			}
		}
		if took := time.Since(began); took > 100*time.Second {
			t.Errorf("everybody waited: %s", took)
		}
		way.Refuse()
		way.Open()
		eventually(t, func() bool { return b.Try(ctx) == nil })
		if f := store.Trouble(place); f != nil {
			t.Errorf("it is there again and still in trouble: %v", f)
		}
	}
}

// A connection that breaks once, in the middle of a file or by a restart, costs nobody a file.
func TestARestartOfTheStorageIsNotFelt(t *testing.T) {
	s := storetest.Start(t)
	way := storetest.NewWay(t, s.Address())
	by := store.InBucket(storetest.PlaceAt(way.Address(), "county"), keys, "house")
	for range 3 {
		way.BreakOnce(200 << 10)
		if err := put(t, by, "docs/a/large.bin", make([]byte, 3<<20)); err != nil {
			t.Fatal(err)
		}
	}
	b := store.InBucket(s.Place("county"), keys, "house")
	for range 3 {
		if err := put(t, b, "docs/a/one.pdf", []byte("%PDF-1.4 one")); err != nil {
			t.Fatal(err)
		}
		s.Stop()
		s.Run()
	}
}

// What breaks off on its way is no object: the pages of a replica are known by their names alone, and
// a part under the name of the whole is one that nobody can take over from.
func TestWhatBreaksOffIsNotStored(t *testing.T) {
	s := storetest.Start(t)
	way := storetest.NewWay(t, s.Address())
	through, straight := store.InBucket(storetest.PlaceAt(way.Address(), "county"), keys, ""), store.InBucket(s.Place("county"), keys, "")
	content := make([]byte, 100<<10)
	if _, err := rand.Read(content); err != nil {
		t.Fatal(err)
	}
	stored := func() map[string]int64 {
		t.Helper()
		fsys, err := straight.System(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		defer fsys.Close()
		list, err := fsys.List("pages/")
		if err != nil {
			t.Fatal(err)
		}
		sizes := map[string]int64{}
		for _, object := range list {
			sizes[object.Key] = object.Size
		}
		return sizes
	}
	for n := range 30 {
		way.BreakAfter(int64(2000 + n*3000))
		if err := put(t, through, fmt.Sprintf("pages/%d", n), content); err == nil {
			t.Errorf("%d is acknowledged", n)
		}
		way.Open()
		for end := time.Now().Add(5 * time.Second); put(t, through, "pages/whole", content) != nil; time.Sleep(20 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("the storage does not come back")
			}
		}
	}
	time.Sleep(200 * time.Millisecond) // for what the storage still works on
	if sizes := stored(); len(sizes) != 1 || sizes["pages/whole"] != int64(len(content)) {
		t.Errorf("stored are %v", sizes)
	}
}

// What was stored in a bucket that is gone is not taken for deleted.
func TestABucketThatIsGoneIsNotAnEmptyOne(t *testing.T) {
	s := storetest.Start(t)
	b := store.InBucket(s.Place("county"), keys, "house")
	if err := os.RemoveAll(filepath.Join(s.Root, "buckets", "county")); err != nil {
		t.Fatal(err)
	}
	for what, err := range fail(t, b) {
		if f, ok := store.FaultOf(err); !ok || f.Kind != store.Gone {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func eventually(t *testing.T, done func() bool) {
	t.Helper()
	for range 400 {
		if done() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("it never came")
}
