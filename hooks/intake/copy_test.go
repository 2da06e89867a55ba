package intake

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"slices"
	"testing"
)

// decoded reads a copy back.
func decoded(t *testing.T, f Finding) image.Image {
	t.Helper()
	decode := jpeg.Decode
	if f.Mime == mimePNG {
		decode = png.Decode
	}
	img, err := decode(bytes.NewReader(f.Copy))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// What is kept is no larger than a page of A4 at 200 dots per inch, either way round; a
// long screenshot stays readable.
func TestCopiesHaveTheSizeOfAPage(t *testing.T) {
	unwatched(t)
	x := newExaminer(t, Options{})
	speckled := image.NewNRGBA(image.Rect(0, 0, 1600, 1300))
	for i, v := range noise(len(speckled.Pix)) {
		speckled.Pix[i] = v | byte(255*(i%4/3))
	}
	clear := colourful(300, 200)
	for _, c := range []struct {
		what          string
		data          []byte
		mime          string
		width, height int
		scaled        bool
	}{
		{"12 megapixels, lying", snapshot(4032, 3024), mimeJPEG, 2205, 1654, true},
		{"12 megapixels, turned by EXIF", withEXIF(snapshot(4032, 3024), 6), mimeJPEG, 1654, 2205, true},
		{"a page", jpegOf(paper(1654, 2339)), mimeJPEG, 1654, 2339, false},
		{"a page and a row", jpegOf(paper(1654, 2340)), mimeJPEG, 1653, 2339, true},
		{"a lying page", pngOf(paper(2339, 1654)), mimePNG, 2339, 1654, false},
		{"a square", pngOf(paper(2000, 2000)), mimePNG, 1654, 1654, true},
		{"a small picture", pngOf(clear), mimePNG, 300, 200, false},
		{"a long screenshot", pngOf(paper(1080, 9000)), mimePNG, 1080, 9000, false},
		{"a longer one", jpegOf(paper(1080, 16000)), mimeJPEG, 885, 13113, true},
		{"a large photo as PNG", pngOf(speckled), mimeJPEG, 1600, 1300, false},
	} {
		f, err := x.bytes("photo", c.data)
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		b := decoded(t, f).Bounds()
		if f.Mime != c.mime || b.Dx() != c.width || b.Dy() != c.height || f.Quality["scaled"] != c.scaled {
			t.Errorf("%s: a copy of %d × %d, %s, scaled %v", c.what, b.Dx(), b.Dy(), f.Mime, f.Quality["scaled"])
		}
		if f.Quality["width"] != float64(c.width) || f.Quality["height"] != float64(c.height) {
			t.Errorf("%s: quality says %v × %v", c.what, f.Quality["width"], f.Quality["height"])
		}
		small, err := jpeg.DecodeConfig(bytes.NewReader(f.Thumb))
		if err != nil || small.Width > thumbWidth || small.Height > thumbHeight || len(f.Thumb) > 40<<10 {
			t.Errorf("%s: a thumbnail of %d × %d, %d bytes (%v)", c.what, small.Width, small.Height, len(f.Thumb), err)
		}
		if c.scaled {
			continue
		}
		again, err := x.bytes("photo", c.data)
		if err != nil || !bytes.Equal(again.Copy, f.Copy) || !bytes.Equal(again.Thumb, f.Thumb) {
			t.Errorf("%s: another copy of the same bytes (%v)", c.what, err)
		}
	}
}

// stored says where a pixel of the upright picture stands in a file of the orientation;
// width and height are those of the file.
var stored = map[byte]func(x, y, width, height int) (int, int){
	1: func(x, y, _, _ int) (int, int) { return x, y },
	2: func(x, y, w, _ int) (int, int) { return w - 1 - x, y },
	3: func(x, y, w, h int) (int, int) { return w - 1 - x, h - 1 - y },
	4: func(x, y, _, h int) (int, int) { return x, h - 1 - y },
	5: func(x, y, _, _ int) (int, int) { return y, x },
	6: func(x, y, _, h int) (int, int) { return y, h - 1 - x },
	7: func(x, y, w, h int) (int, int) { return w - 1 - y, h - 1 - x },
	8: func(x, y, w, _ int) (int, int) { return w - 1 - y, x },
}

// turnedBack is the file of which the orientation makes the picture again.
func turnedBack(img image.Image, orientation byte) *image.NRGBA {
	width, height := img.Bounds().Dx(), img.Bounds().Dy()
	if orientation > 4 {
		width, height = height, width
	}
	out := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			to, at := stored[orientation](x, y, width, height)
			out.Set(to, at, img.At(x, y))
		}
	}
	return out
}

// marked is a page with a dark upper left corner and a grey upper right one.
func marked() *image.Gray {
	page := paper(300, 420)
	for y := range 60 {
		for x := range 60 {
			page.SetGray(x, y, color.Gray{Y: 10})
			page.SetGray(299-x, y, color.Gray{Y: 120})
		}
	}
	return page
}

func TestCopiesStandUpright(t *testing.T) {
	x := newExaminer(t, Options{})
	for o := byte(1); o <= 8; o++ {
		file := turnedBack(marked(), o)
		tiff := append([]byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), o, 0, 0, 0, 0, 0, 0)
		whole := pngOf(file)
		at := len(whole) - 12
		for what, data := range map[string][]byte{
			"JPEG": withEXIF(jpegOf(file), o),
			"PNG":  slices.Concat(whole[:at], pngChunk("eXIf", tiff), whole[at:]),
		} {
			f, err := x.bytes("photo", data)
			if err != nil {
				t.Fatalf("%s of orientation %d: %v", what, o, err)
			}
			img := decoded(t, f)
			left, right := shade(color.RGBA64Model.Convert(img.At(30, 30)).(color.RGBA64)), shade(color.RGBA64Model.Convert(img.At(269, 30)).(color.RGBA64))
			if b := img.Bounds(); b.Dx() != 300 || b.Dy() != 420 || left > 40 || right < 90 || right > 150 {
				t.Errorf("%s of orientation %d: %v, corners %d and %d", what, o, b, left, right)
			}
			if f.Quality["turned"] != (o > 1) {
				t.Errorf("%s of orientation %d: turned %v", what, o, f.Quality["turned"])
			}
		}
	}
}

// R-PI-01: place, camera, comments and what hangs on behind do not reach the stored file.
func TestCopiesCarryNothingElse(t *testing.T) {
	x := newExaminer(t, Options{})
	secret := []byte("SECRET 31.2304N 121.4737E")
	photo, picture := jpegOf(paper(400, 300)), pngOf(paper(400, 300))
	exif := slices.Concat([]byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00"), secret)
	end := len(picture) - 12
	for what, data := range map[string][]byte{
		"EXIF":            slices.Concat(photo[:2], jpegSegment(0xe1, exif), photo[2:]),
		"XMP":             slices.Concat(photo[:2], jpegSegment(0xe1, append([]byte("http://ns.adobe.com/xap/1.0/\x00"), secret...)), photo[2:]),
		"a comment":       slices.Concat(photo[:2], jpegSegment(0xfe, secret), photo[2:]),
		"the tail":        slices.Concat(photo, secret),
		"a PNG text":      slices.Concat(picture[:end], pngChunk("tEXt", append([]byte("Comment\x00"), secret...)), picture[end:]),
		"a PNG's EXIF":    slices.Concat(picture[:end], pngChunk("eXIf", exif[6:]), picture[end:]),
		"a PNG's tail":    slices.Concat(picture, secret),
		"a PNG's profile": slices.Concat(picture[:33], pngChunk("vpAg", secret), picture[33:]),
	} {
		f, err := x.bytes("photo", data)
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		if bytes.Contains(f.Copy, secret) || bytes.Contains(f.Thumb, secret) || bytes.Contains(f.Copy, []byte("Exif")) {
			t.Errorf("%s: what it said is still there", what)
		}
	}
}

// Directories that lie about their size turn nothing and end nothing.
func TestOrientationOfDamagedEXIF(t *testing.T) {
	whole := withEXIF([]byte{0xff, 0xd8, 0xff, markSOS}, 6)
	if got := orientationJPEG(whole); got != 6 {
		t.Errorf("the whole says %d", got)
	}
	for at := range whole {
		if got := orientationJPEG(whole[:at]); got != upright && at < len(whole)-8 {
			t.Errorf("cut at %d it says %d", at, got)
		}
		if got := orientationJPEG(flip(whole, at)); got < 1 || got > 8 {
			t.Errorf("damaged at %d it says %d", at, got)
		}
	}
	for _, tiff := range []string{"", "II*\x00", "II*\x00\xff\xff\xff\xff", "MM\x00*\x00\x00\x00\x08\xff\xff", "II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x09\x00\x00\x00"} {
		if got := orientation([]byte(tiff)); got != upright {
			t.Errorf("%q says %d", tiff, got)
		}
	}
}
