//go:build !race

package hooks

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onestop/hooks/appliance/gate"
	"onestop/hooks/intake"
)

// So many uploads at once may need so much memory, server and children together, while
// others wait no longer than so.
const (
	atOnce     = 50
	mostMemory = 600 // MB
	mostWait   = 200 * time.Millisecond
)

// phonePhoto is a photo of 8 megapixels and some 3 MB, as phones send them.
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
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}); err != nil {
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
	for !until() {
		begun := time.Now()
		answer, err := http.Get(address + "/api/onestop/services?q=%E9%A3%9F%E5%93%81")
		if err != nil {
			t.Error(err)
			return took
		}
		io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
		took = append(took, time.Since(begun))
		time.Sleep(10 * time.Millisecond)
	}
	slices.Sort(took)
	return took
}

func p95(took []time.Duration) time.Duration { return took[len(took)*95/100] }

// Fifty photos at once leave the memory and the others in peace. The race detector, which
// multiplies both, does not run this.
func TestFiftyUploadsAtOnce(t *testing.T) {
	x := newHouse(t).unlimited()
	x.examiner.Close()
	x.examiner = intake.NewExaminer(intake.Options{Workers: intake.Workers()}) // a county at work, not in training
	x.uploads = gate.NewPlaces(uploadsAtOnce, uploadsAtOnce, uploadWait)       // one person stands for fifty
	zhang := x.person("zhang")
	application, material, data := x.draft(zhang), x.material("M-ID"), phonePhoto(t)
	server := httptest.NewServer(x.mux)
	defer server.Close()
	token, err := zhang.NewAuthToken()
	if err != nil {
		t.Fatal(err)
	}
	x.upload(zhang, application, material, "照片.jpg", photo(1)).ok() // the child is started
	asked := 0
	calm := waits(t, server.URL, func() bool { asked++; return asked > 60 })
	debug.FreeOSMemory()

	var running, most atomic.Int64
	running.Store(atOnce)
	var all sync.WaitGroup
	begun := time.Now()
	for n := range atOnce {
		all.Go(func() {
			defer running.Add(-1)
			body, kind := photoForm(map[string]string{"application": application, "material": material, "page": fmt.Sprint(n + 2)}, data, n)
			request, _ := http.NewRequest("POST", server.URL+toDocuments, body)
			request.Header.Set("Content-Type", kind)
			request.Header.Set("Authorization", token)
			answer, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Error(err)
				return
			}
			defer answer.Body.Close()
			if text, _ := io.ReadAll(answer.Body); answer.StatusCode != 200 {
				t.Errorf("%d %s", answer.StatusCode, text)
			}
		})
	}
	all.Go(func() {
		for running.Load() > 0 {
			most.Store(max(most.Load(), int64(residentMB(t))))
			time.Sleep(20 * time.Millisecond)
		}
	})
	busy := waits(t, server.URL, func() bool { return running.Load() == 0 })
	all.Wait()
	t.Logf("%d photos of %d KB in %s: at most %d MB; others waited %s at the 95th of %d (calm: %s)",
		atOnce, len(data)>>10, time.Since(begun).Round(time.Second), most.Load(), p95(busy), len(busy), p95(calm))
	if most.Load() >= mostMemory {
		t.Errorf("server and children held %d MB", most.Load())
	}
	if p95(busy) >= mostWait {
		t.Errorf("others waited %s at the 95th (calm: %s)", p95(busy), p95(calm))
	}
}
