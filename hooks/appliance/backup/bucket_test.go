package backup

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance/store"
	"onestop/hooks/appliance/store/storetest"
)

// What is larger than one request arrives whole, and what fails half-way is not there.
func TestALargeThingInABucket(t *testing.T) {
	t.Setenv("ONESTOP_S3_KEY", storetest.Key)
	t.Setenv("ONESTOP_S3_SECRET", storetest.Secret)
	s := storetest.Start(t)
	shelf, err := inBucket(t.Context(), s.Place("county").String(), "a", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	content := make([]byte, 23<<20)
	_, _ = rand.Read(content)
	put := func(name string, then error) error {
		return shelf.Put(func(w io.Writer) error {
			if _, err := w.Write(content); err != nil {
				return err
			}
			return then
		}, func() string { return name })
	}
	if err := put("x/large", nil); err != nil {
		t.Fatal(err)
	}
	if err := put("x/half", io.ErrUnexpectedEOF); err == nil {
		t.Error("a thing that broke off was stored")
	}
	list, err := shelf.List("x")
	if err != nil || len(list) != 1 || list[0].Name != "large" || list[0].Size != int64(len(content)) || list[0].At.IsZero() {
		t.Errorf("%+v, %v", list, err)
	}
	in, err := shelf.Open("x/large")
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(in)
	if err != nil || !bytes.Equal(got, content) {
		t.Errorf("%d bytes of %d came back, %v", len(got), len(content), err)
	}
	if err := in.Close(); err != nil {
		t.Error(err)
	}
}

// gateway is a way to a storage that counts what it is asked, and may keep silent.
type gateway struct {
	*httptest.Server
	asked  atomic.Int64
	silent atomic.Bool
	kept   chan struct{} // what is asked while it keeps silent
}

// newGateway leads to a storage with the bucket county until the test ends.
func newGateway(t *testing.T) *gateway {
	t.Helper()
	t.Setenv("ONESTOP_S3_KEY", storetest.Key)
	t.Setenv("ONESTOP_S3_SECRET", storetest.Secret)
	to := &url.URL{Scheme: "http", Host: storetest.Start(t).Address()}
	g, over := &gateway{kept: make(chan struct{}, 1000)}, make(chan struct{})
	proxy := &httputil.ReverseProxy{ErrorLog: log.New(io.Discard, "", 0), Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.Out.Host = r.In.Host // which is signed
	}}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.asked.Add(1)
		stored := strings.Contains(r.URL.Path, "/objects/")
		if r.Method != http.MethodHead && stored && g.silent.Load() && !r.URL.Query().Has("uploads") {
			g.kept <- struct{}{}
			<-over
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(g.Close)
	t.Cleanup(func() { close(over) })
	return g
}

func (g *gateway) place() string {
	return storetest.PlaceAt(g.Listener.Addr().String(), "county").String()
}

// soon tells what has ended from what has waited until the storage that keeps silent was given up.
func soon(began time.Time) bool { return time.Since(began) < store.Patience/2 }

// What is on its way to a storage that takes nothing ends with the context, also where it is in
// parts, of which the storage is told at the end, in vain.
func TestAnUploadIsCutOff(t *testing.T) {
	for name, size := range map[string]int{"in one piece": 100, "in parts": 23 << 20} {
		t.Run(name, func(t *testing.T) {
			g := newGateway(t)
			g.silent.Store(true)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			shelf, err := inBucket(ctx, g.place(), "a", t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() {
				ended <- shelf.Put(func(w io.Writer) error { _, err := w.Write(make([]byte, size)); return err }, func() string { return "objects/x" })
			}()
			<-g.kept
			began := time.Now()
			stop()
			if err := <-ended; !errors.Is(err, context.Canceled) || !soon(began) {
				t.Errorf("%v after %s", err, time.Since(began))
			}
		})
	}
}

// The end of the house does not wait for a backup on its way to a bucket: nothing of it is noted,
// and the next start makes up for it.
func TestTheEndOfTheHouseCutsABackupOff(t *testing.T) {
	x, g := newHouse(t), newGateway(t)
	x.hand("A1", 0)
	if _, err := x.Aim(g.place(), true); err != nil {
		t.Fatal(err)
	}
	first := x.run()
	x.hand("A2", 0)
	x.Serve(x.app)
	if err := x.app.OnServe().Trigger(&core.ServeEvent{App: x.app}, func(*core.ServeEvent) error { return nil }); err != nil {
		t.Fatal(err)
	}
	g.silent.Store(true)
	if !x.Ask(AskedBackup) {
		t.Fatal("it is not served")
	}
	<-g.kept
	began := time.Now()
	x.close()
	if !soon(began) {
		t.Errorf("the house ends after %s", time.Since(began))
	}
	g.silent.Store(false)
	if s, err := x.Status(t.Context()); err != nil || s.Last == nil || s.Last.Problem != nil || s.Last.Seq != first.Seq || len(s.Backups) != 1 {
		t.Errorf("%+v, %v", s, err)
	}
	if second := x.run(); second.Seq != 2 || second.New != 1 {
		t.Errorf("%+v", second)
	}
}

// Nobody asks a bucket whether something is due: that is known here.
func TestTheLookAsksNoBucket(t *testing.T) {
	x, g := newHouse(t), newGateway(t)
	if _, err := x.Aim(g.place(), true); err != nil {
		t.Fatal(err)
	}
	look := func(asks bool) {
		t.Helper()
		before := g.asked.Load()
		x.look(t.Context(), x.app)
		if asked := g.asked.Load() - before; (asked > 0) != asks {
			t.Errorf("it is asked %d times", asked)
		}
	}
	look(true) // the first backup
	look(true) // the first drill
	look(false)
	x.at = x.at.Add(59 * time.Minute)
	look(false)
	x.at = x.at.Add(time.Minute)
	look(true)
	if s, err := x.Status(t.Context()); err != nil || len(s.Backups) != 2 || s.Drill == nil || s.Drill.Problem != nil {
		t.Errorf("%+v, %v", s, err)
	}
}
