package intake

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"image/color"
	"image/color/palette"
	"io"
	"slices"
	"strings"
	"testing"
)

func TestPicturesTaken(t *testing.T) {
	x := newExaminer(t, Options{})
	wide := colourful(320, 200)
	deep := image.NewNRGBA64(wide.Rect)
	grey16 := image.NewGray16(wide.Rect)
	indexed := image.NewPaletted(wide.Rect, palette.Plan9)
	for y := range 200 {
		for xx := range 320 {
			deep.Set(xx, y, wide.At(xx, y))
			grey16.Set(xx, y, wide.At(xx, y))
			indexed.SetColorIndex(xx, y, uint8(xx^y))
		}
	}
	photo := jpegOf(wide)
	for _, c := range []struct {
		what, name, mime string
		data             []byte
		width, height    int
	}{
		{"colour JPEG", "照片.jpg", "image/jpeg", photo, 320, 200},
		{"grey JPEG", "a.jpeg", "image/jpeg", jpegOf(paper(120, 800)), 120, 800},
		{"smallest JPEG", "a.JPE", "image/jpeg", jpegOf(paper(100, 100)), 100, 100},
		{"JPEG turned by EXIF", "a.jfif", "image/jpeg", withEXIF(photo, 6), 320, 200},
		{"JPEG called PNG", "a.png", "image/jpeg", photo, 320, 200},
		{"JPEG without extension", "身份证正面", "image/jpeg", photo, 320, 200},
		{"JPEG with a date", "合同2026.03", "image/jpeg", photo, 320, 200},
		{"JPEG with a title", "张三.身份证", "image/jpeg", photo, 320, 200},
		{"JPEG without name", "", "image/jpeg", photo, 320, 200},
		{"JPEG with a film behind it", "MVIMG.jpg", "image/jpeg", slices.Concat(photo, []byte("\x00\x00\x00\x18ftypmp42"), noise(9000)), 320, 200},
		{"JPEG with two extensions", "a.exe.jpg", "image/jpeg", photo, 320, 200},
		{"JPEG of 16384 pixels", "a.jpg", "image/jpeg", jpegOf(paper(16384, 100)), 16384, 100},
		{"PNG with alpha", "a.png", "image/png", pngOf(wide), 320, 200},
		{"PNG called JPEG", "a.JPG", "image/png", pngOf(wide), 320, 200},
		{"PNG of 16 bits", "a.png", "image/png", pngOf(deep), 320, 200},
		{"grey PNG of 16 bits", "a.png", "image/png", pngOf(grey16), 320, 200},
		{"grey PNG", "a.png", "image/png", pngOf(paper(200, 300)), 200, 300},
		{"palette PNG", "a.png", "image/png", pngOf(indexed), 320, 200},
		{"one-bit PNG", "a.png", "image/png", stripedPNG(128, 128), 128, 128},
		{"PNG with junk behind it", "a.png", "image/png", append(pngOf(wide), "junk"...), 320, 200},
	} {
		f, err := x.bytes(c.name, c.data)
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		if f.Mime != c.mime || f.Width != c.width || f.Height != c.height || f.Pages != 1 || f.Size != int64(len(c.data)) {
			t.Errorf("%s: %+v", c.what, f)
		}
		if ext := map[string]string{"image/jpeg": ".jpg", "image/png": ".png"}[c.mime]; f.Ext != ext {
			t.Errorf("%s is to be stored as %s", c.what, f.Ext)
		}
		if sum := sha256.Sum256(c.data); f.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("%s: digest %s", c.what, f.SHA256)
		}
		if f.Copy == nil || f.Thumb == nil || len(f.Thumb) > maxThumb || f.StoredSHA256() == f.SHA256 {
			t.Errorf("%s: a copy of %d and a thumbnail of %d bytes", c.what, len(f.Copy), len(f.Thumb))
		}
		if f.Quality["short_side"] != float64(min(c.width, c.height)) || f.Quality["sharpness"] == nil {
			t.Errorf("%s: quality %v", c.what, f.Quality)
		}
	}
}

func TestDocumentsTaken(t *testing.T) {
	x := newExaminer(t, Options{})
	one := pages(1)
	script := "<</S/JavaScript/JS(AFNumber_Format\\(2\\))>>"
	same := func(b []byte) []byte { return b }
	for _, c := range []struct {
		what  string
		data  []byte
		pages int
		flags []string
	}{
		{"one page", one.bytes(), 1, nil},
		{"three pages", pages(3).bytes(), 3, nil},
		{"500 pages", pages(500).bytes(), 500, nil},
		{"Chinese text", one.with(4, stream("", []byte("BT /F1 12 Tf <4F60597D> Tj ET"))).catalogue("/Lang(zh-CN)/Title(\xfe\xff\x4f\x60\x59\x7d)").bytes(), 1, nil},
		{"blanks behind the end", append(one.bytes(), " \r\n\x00\x00\n"...), 1, nil},
		{"DOS lines in the table", bytes.ReplaceAll(one.bytes(), []byte(" \n"), []byte("\r\n")), 1, nil},
		{"a revision", update(one.bytes(), paperPDF{3: one[3]}, ""), 1, nil},
		{"a length by reference", one.with(4, "<</Length 9 0 R>>stream\nendstream x\nendstream").with(9, "11").bytes(), 1, nil},
		{"a wrong length", one.with(4, "<</Length 3>>stream\n0 0 m 9 9 l S\nendstream").bytes(), 1, nil},
		{"pages by reference", one.with(2, "<</Kids 9 0 R>>").with(9, "[3 0 R]").bytes(), 1, nil},
		{"the same page twice", one.with(2, "<</Kids[3 0 R 3 0 R]>>").bytes(), 2, nil},
		{"a table in a stream", one.modern(nil, "", same, ""), 1, nil},
		{"a catalogue in an object stream", paperPDF{4: one[4]}.modern(paperPDF{1: one[1], 2: one[2], 3: one[3]}, "/Filter/FlateDecode", pack, ""), 1, nil},
		{"opening at a page", one.catalogue("/OpenAction[3 0 R/Fit]").bytes(), 1, nil},
		{"opening at a page, as an action", one.catalogue("/OpenAction<</S/GoTo/D[3 0 R/Fit]>>").bytes(), 1, nil},
		{"printing on opening", one.catalogue("/OpenAction<</S/Named/N/Print>>").bytes(), 1, nil},
		{"a link to a page", one.page("/Annots[<</Subtype/Link/A<</S/URI/URI(https://a.example)>>>>]").bytes(), 1, nil},
		{"no encryption", one.classic("/Encrypt null"), 1, nil},
		{"an empty list of files", one.catalogue("/Names<</EmbeddedFiles<</Names[]>>>>").bytes(), 1, nil},
		{"words in a text", one.with(4, stream("", []byte("(/JavaScript /Launch obj trailer xref) Tj"))).bytes(), 1, nil},
		{"a formatting script", form("/AA<</F" + script + "/K" + script + "/V" + script + "/C" + script + ">>").bytes(), 1, []string{flagFormScripts}},
		{"a formatting script by reference", form("/AA 21 0 R").with(21, "<</F 22 0 R>>").with(22, script).bytes(), 1, []string{flagFormScripts}},
		{"a formatting script in steps", form("/AA<</F<</S/JavaScript/JS(1)/Next" + script + ">>>>").bytes(), 1, []string{flagFormScripts}},
		{"a form description", one.catalogue("/AcroForm<</XFA[(datasets)9 0 R]>>").with(9, stream("/Type/EmbeddedFile", []byte("<xfa:data><name>description</name></xfa:data>"))).bytes(), 1, []string{flagForm}},
		{"a button that sends", form("/A<</S/SubmitForm/F(https://a.example)>>").bytes(), 1, []string{flagOutward}},
		{"a link to another document", form("/A<</S/GoToR/F(b.pdf)>>").bytes(), 1, []string{flagOutward}},
		{"a form with everything", form("/A<</S/GoToR/F(b.pdf)>>/AA<</F" + script + ">>").bytes(), 1, []string{flagFormScripts, flagOutward}},
		{"a picture", one.with(50, stream("/Subtype/Image/Width 2480/Height 3508/BitsPerComponent 8/Filter/DCTDecode", jpegOf(paper(64, 64)))).bytes(), 1, nil},
		{"a plan of one bit", one.with(50, stream("/Subtype/Image/Width 9933/Height 14043/BitsPerComponent 1/Filter/CCITTFaxDecode", []byte("x"))).bytes(), 1, nil},
		{"a content of 50 MB", one.with(4, stream("/Filter/FlateDecode", zeros(50<<20))).bytes(), 1, nil},
		{"a content with a damaged checksum", one.with(4, stream("/Filter/FlateDecode", flip(pack([]byte("0 0 m")), len(pack([]byte("0 0 m")))-1))).bytes(), 1, nil},
		{"an object stream with a damaged checksum", one.modern(paperPDF{50: "<<>>"}, "/Filter/FlateDecode", func(b []byte) []byte { p := pack(b); return flip(p, len(p)-1) }, ""), 1, nil},
	} {
		f, err := x.bytes("证明.PDF", c.data)
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		if f.Mime != "application/pdf" || f.Ext != ".pdf" || f.Pages != c.pages || !slices.Equal(f.Flags, c.flags) || f.Quality != nil || f.Copy != nil || f.Thumb != nil || f.StoredSHA256() != f.SHA256 {
			t.Errorf("%s: %+v", c.what, f)
		}
	}
}

func TestTransparencyIsPaper(t *testing.T) {
	clear := image.NewNRGBA(image.Rect(0, 0, 100, 100))
	indexed := image.NewPaletted(clear.Rect, color.Palette{color.Transparent})
	for _, img := range []image.Image{clear, indexed, image.NewRGBA(clear.Rect), image.NewNRGBA64(clear.Rect)} {
		if q := Legibility(img); q["exposure"] != 1. || q["over"] != 1. {
			t.Errorf("%T: %v", img, q)
		}
	}
}

// failing is an upload that can not be read to its end.
type failing struct{ io.ReadSeeker }

var errDisk = errors.New("disk gone")

func (f failing) Read(p []byte) (int, error) {
	n, err := f.ReadSeeker.Read(p)
	if at, _ := f.Seek(0, io.SeekCurrent); at > 5000 {
		return 0, errDisk
	}
	return n, err
}

func TestMachineFailureIsNoVerdict(t *testing.T) {
	x := newExaminer(t, Options{})
	_, err := x.Examine(t.Context(), "a.png", failing{bytes.NewReader(pngOf(colourful(300, 300)))})
	if !errors.Is(err, errDisk) {
		t.Errorf("got %v", err)
	}
	if _, err := x.bytes("a.pdf", pages(1).bytes()); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestFindingsAreApart(t *testing.T) {
	x := newExaminer(t, Options{})
	data := pngOf(paper(100, 100))
	first, err := x.bytes("a.png", data)
	if err != nil {
		t.Fatal(err)
	}
	first.Quality["sharpness"] = "spoiled"
	second, err := x.bytes("b.png", data)
	if err != nil || second.Quality["sharpness"] == "spoiled" {
		t.Errorf("%v, %v", second.Quality, err)
	}
	if _, err := x.bytes("b.exe", data); err == nil {
		t.Error("a remembered verdict let a misleading name pass")
	}
	if strings.Contains(second.Ext, "b") {
		t.Error(second.Ext)
	}
}
