//go:build !race

package hooks

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// The full crowd is `go test ./hooks -run TestPhotosAtOnce -args -photos 100`.
var photos = flag.Int("photos", 30, "people who send a photo at the same time")

// So many uploads at once may need so much memory, server and children together, while an
// officer waits no longer than so for the work list.
const (
	mostMemory = 600 // MB
	mostWait   = 200 * time.Millisecond
)

// phonePhoto is a photo of 8 megapixels and some 3 MB, as phones send them, most of it noise.
func phonePhoto(t *testing.T) []byte {
	dice := rand.New(rand.NewPCG(8, 8))
	img := image.NewYCbCr(image.Rect(0, 0, 3264, 2448), image.YCbCrSubsampleRatio420)
	page := sheet(1)
	for y := range 2448 {
		for x := range 3264 {
			img.Y[y*img.YStride+x] = uint8(int(page.GrayAt(x/8%120, y/8%160).Y)/5*4 + dice.IntN(16))
		}
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = uint8(124+dice.IntN(8)), uint8(124+dice.IntN(8))
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// photoForm is the form of one upload without a copy of the photo; a comment makes each
// another file.
func photoForm(fields map[string]string, data []byte, n int) (io.Reader, string) {
	var head, tail bytes.Buffer
	form := multipart.NewWriter(&head)
	for key, value := range fields {
		form.WriteField(key, value)
	}
	form.CreateFormFile("file", fmt.Sprintf("照片%d.jpg", n))
	fmt.Fprintf(&tail, "\r\n--%s--\r\n", form.Boundary())
	comment := []byte{0xff, 0xfe, 0, 4, byte(n >> 8), byte(n)}
	return io.MultiReader(&head, bytes.NewReader(data[:2]), bytes.NewReader(comment), bytes.NewReader(data[2:]), &tail), form.FormDataContentType()
}

// waits asks for a page of the catalogue over and over and answers how long each answer took.
func waits(t *testing.T, address string, until func() bool) (took []time.Duration) {
	return waitsFor(t, address+"/api/onestop/services?q=%E9%A3%9F%E5%93%81", "", until)
}

// waitsFor asks for anything over and over and answers how long each answer took.
func waitsFor(t *testing.T, url, token string, until func() bool) (took []time.Duration) {
	for !until() {
		r, _ := http.NewRequest("GET", url, nil)
		if token != "" {
			r.Header.Set("Authorization", token)
		}
		begun := time.Now()
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Error(err)
			return took
		}
		io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
		if took = append(took, time.Since(begun)); answer.StatusCode != 200 {
			t.Errorf("%s: %d", url, answer.StatusCode)
			return took
		}
		time.Sleep(10 * time.Millisecond)
	}
	slices.Sort(took)
	return took
}

func p95(took []time.Duration) time.Duration { return took[len(took)*95/100] }

// photographers are so many people, each with a draft, in a county with a work list of two
// thousand cases; it answers a token of each.
func (x *house) photographers(n int) []string {
	x.t.Helper()
	x.clones(x.caseIn("submitted"), 2000)
	if _, err := x.app.NonconcurrentDB().NewQuery("UPDATE applications SET id = 'list' || substr(id, 5) WHERE id LIKE 'again%'").Execute(); err != nil {
		x.t.Fatal(err)
	}
	x.clones(x.draft(x.person("zhang")), n)
	if _, err := x.app.NonconcurrentDB().NewQuery("UPDATE applications SET applicant = 'appl' || printf('%011d', substr(id, 6) + 0) WHERE id LIKE 'again%'").Execute(); err != nil {
		x.t.Fatal(err)
	}
	return x.crowd(x.person("zhang"), n)
}

// A hundred people who send their photos at once leave the memory and the officers in peace:
// each photo is stored, or its sender is asked to come again and does. The race detector,
// which multiplies time and memory, does not run this.
func TestPhotosAtOnce(t *testing.T) {
	x := newHouse(t).unlimited()
	people := x.photographers(*photos)
	officer, material, data := x.tokenOf("clerk"), x.material("M-ID"), phonePhoto(t)
	s := x.serve()
	queue := s.url("/api/onestop/queue")
	asked := 0
	calm := waitsFor(t, queue, officer, func() bool { asked++; return asked > 60 })
	before := treeMB(t, s.process.Pid)

	var running, most, sentAway atomic.Int64
	running.Store(int64(len(people)))
	var all sync.WaitGroup
	begun := time.Now()
	for n, token := range people {
		all.Go(func() {
			defer running.Add(-1)
			for s.sendPhoto(token, fmt.Sprintf("again%010d", n+1), material, data, n) == http.StatusServiceUnavailable {
				sentAway.Add(1)
				time.Sleep(comeBack * time.Second)
			}
		})
	}
	all.Go(func() {
		for running.Load() > 0 {
			most.Store(max(most.Load(), int64(treeMB(t, s.process.Pid))))
			time.Sleep(50 * time.Millisecond)
		}
	})
	busy := waitsFor(t, queue, officer, func() bool { return running.Load() == 0 })
	all.Wait()
	t.Logf("%d photos of %d KB in %s, %d times sent away: at most %d MB with the children (%d before); the queue took %s at the 95th of %d (calm: %s)",
		len(people), len(data)>>10, time.Since(begun).Round(time.Second), sentAway.Load(), most.Load(), before, p95(busy), len(busy), p95(calm))
	if most.Load() >= mostMemory {
		t.Errorf("server and children held %d MB", most.Load())
	}
	if p95(busy) >= patienceWith(calm, mostWait) {
		t.Errorf("an officer waited %s at the 95th (calm: %s)", p95(busy), p95(calm))
	}
}

// sendPhoto uploads a photo and answers the status, which is 200, or 503 with a time to come
// again.
func (s *server) sendPhoto(token, application, material string, data []byte, n int) int {
	body, kind := photoForm(map[string]string{"application": application, "material": material}, data, n)
	request, _ := http.NewRequest("POST", s.url(toDocuments), body)
	request.Header.Set("Content-Type", kind)
	request.Header.Set("Authorization", token)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Error(err)
		return 0
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	again := answer.StatusCode == http.StatusServiceUnavailable && answer.Header.Get("Retry-After") != "" && strings.Contains(string(text), "server_busy")
	if answer.StatusCode != http.StatusOK && !again {
		s.t.Errorf("%d %s", answer.StatusCode, text)
		return 0
	}
	return answer.StatusCode
}
