package intake

import (
	"bytes"
	"image"
	"runtime"
	"sync"
	"testing"
	"time"
)

// snapshot is a photo of a page full of writing: 2 MB at 6 megapixels, 4 MB at 12.
func snapshot(width, height int) []byte {
	img := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
	page := paper(width, height)
	copy(img.Y, page.Pix)
	for i, v := range noise(len(img.Cb)) {
		img.Cb[i], img.Cr[i] = 128+v&1, 128
	}
	return jpegOf(img)
}

func tract() []byte {
	p := pages(20)
	for i := range 10 {
		p[60+i] = stream("", noise(20000+i))
	}
	return p.bytes()
}

func benchmark(b *testing.B, data []byte) {
	x := newExaminer(b, Options{})
	if _, err := x.bytes("file", data); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		x.verdicts = newVerdicts(1, 0)
		if _, err := x.bytes("file", data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkJPEG2MB(b *testing.B)  { benchmark(b, snapshot(2880, 2160)) }
func BenchmarkJPEG12MP(b *testing.B) { benchmark(b, snapshot(4032, 3024)) }
func BenchmarkPDF200KB(b *testing.B) { benchmark(b, tract()) }
func BenchmarkSmallPDF(b *testing.B) { benchmark(b, pages(1).bytes()) }
func BenchmarkSmallPNG(b *testing.B) { benchmark(b, pngOf(paper(200, 200))) }

func BenchmarkCleanName(b *testing.B) {
	for b.Loop() {
		CleanName(`C:\照片\身份证正面 (1).jpg`)
	}
}

func BenchmarkKnownFile(b *testing.B) {
	x := newExaminer(b, Options{})
	data := snapshot(2880, 2160)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := x.bytes("file", data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLegibility12MP(b *testing.B) {
	img := image.NewYCbCr(image.Rect(0, 0, 4032, 3024), image.YCbCrSubsampleRatio420)
	for b.Loop() {
		Legibility(img)
	}
}

func BenchmarkStartChild(b *testing.B) {
	for b.Loop() {
		w, err := spawn(b.Context(), nil)
		if err != nil {
			b.Fatal(err)
		}
		w.kill()
	}
}

// Fifty uploads at once cost the server little memory beyond their bytes.
func TestMemoryOfFiftyAtOnce(t *testing.T) {
	x := newExaminer(t, Options{JobLimit: 10 * time.Second * slow})
	files := make([][]byte, 50)
	base := jpegOf(paper(500, 400))
	for i := range files {
		files[i] = append(bytes.Clone(base), noise(500_000+i)...)
	}
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	stop := make(chan struct{})
	var watch, all sync.WaitGroup
	var most uint64
	watch.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapAlloc)
			}
		}
	})
	for _, data := range files {
		all.Go(func() {
			if _, err := x.bytes("photo.jpg", data); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	close(stop)
	watch.Wait()
	grown := int64(most) - int64(before.HeapAlloc)
	t.Logf("the server grew by %d KB", grown>>10)
	if grown > 16<<20 {
		t.Errorf("the server grew by %d MB", grown>>20)
	}
}
