//go:build !race

package intake

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// The pages that are photographed, in pixels about those of a phone after scaling.
const (
	sheetWidth  = 1060
	sheetHeight = 1500
)

// sheets are five kinds of papers that people hand in.
func sheets() map[string]*image.Gray {
	form := printed(sheetWidth, sheetHeight)
	for y := 100; y < sheetHeight-100; y += 96 {
		fillGray(form, image.Rect(60, y, sheetWidth-60, y+2), 60)
	}
	card := flat(sheetWidth, sheetHeight, 150) // an identity card on a desk
	draw.Draw(card, image.Rect(80, 500, 980, 1060), printed(900, 560), image.Point{}, draw.Src)
	fillGray(card, image.Rect(700, 580, 930, 860), 90)
	note := blankBelow(printed(sheetWidth, sheetHeight), 220) // two lines and much white
	desk := flat(sheetWidth, sheetHeight, 95)                 // a page that does not fill the picture
	draw.Draw(desk, image.Rect(130, 150, 930, 1350), printed(800, 1200), image.Point{}, draw.Src)
	return map[string]*image.Gray{"form": form, "card": card, "note": note, "desk": desk, "page": printed(sheetWidth, sheetHeight)}
}

func flat(width, height int, v uint8) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, width, height))
	fillGray(img, img.Rect, v)
	return img
}

func fillGray(img *image.Gray, r image.Rectangle, v uint8) {
	draw.Draw(img, r, image.NewUniform(color.Gray{Y: v}), image.Point{}, draw.Src)
}

// grainy adds the noise of a camera of the given deviation.
func grainy(img *image.Gray, deviation float64) *image.Gray {
	r := rand.New(rand.NewPCG(5, uint64(deviation*10)))
	return change(img, func(v float64) float64 { return v + r.NormFloat64()*deviation })
}

// skewed shows a page as a camera sees it that is held askew: one end smaller, and turned
// by a few degrees; between the pixels it reads linearly.
func skewed(img *image.Gray, narrowing, degrees float64) *image.Gray {
	out := flat(img.Rect.Dx(), img.Rect.Dy(), 120)
	width, height := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			dx, dy := float64(x)-width/2, float64(y)-height/2
			u, v := dx*cos+dy*sin, dy*cos-dx*sin
			u /= 1 - narrowing*(0.5-v/height)
			if u, v = u+width/2, v+height/2; u >= 0 && v >= 0 && u < width-1 && v < height-1 {
				out.SetGray(x, y, color.Gray{Y: between(img, u, v)})
			}
		}
	}
	return out
}

func between(img *image.Gray, u, v float64) uint8 {
	x, y := int(u), int(v)
	a, b := u-float64(x), v-float64(y)
	at := func(dx, dy int) float64 { return float64(img.Pix[(y+dy)*img.Stride+x+dx]) }
	return uint8((at(0, 0)*(1-a)+at(1, 0)*a)*(1-b) + (at(0, 1)*(1-a)+at(1, 1)*a)*b)
}

// reflecting lays the reflection of a lamp over a page.
func reflecting(img *image.Gray, radius float64) *image.Gray {
	out := change(img, func(v float64) float64 { return v * 0.85 })
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			away := math.Hypot(float64(x)-530, float64(y)-760) / radius
			add := 255 * max(0, min(1, 1.6-away))
			i := y*out.Stride + x
			out.Pix[i] = uint8(min(255, float64(out.Pix[i])+add))
		}
	}
	return out
}

// bent is sharp above and more and more out of focus below.
func bent(img *image.Gray) *image.Gray {
	out := change(img, func(v float64) float64 { return v })
	for part := 1; part < 6; part++ {
		from := part * img.Rect.Dy() / 6
		copy(out.Pix[from*out.Stride:], blur(img, 0.8*float64(part)).Pix[from*img.Stride:])
	}
	return out
}

// sealed is the page in colour, with a red seal on it.
func sealed(img *image.Gray) image.Image {
	out := image.NewNRGBA(img.Rect)
	draw.Draw(out, out.Rect, img, image.Point{}, draw.Src)
	for y := range 220 {
		for x := range 220 {
			if away := math.Hypot(float64(x)-110, float64(y)-110); away > 96 && away < 108 {
				out.SetNRGBA(700+x, 700+y, color.NRGBA{200, 30, 40, 255})
			}
		}
	}
	return out
}

func scanned(img *image.Gray) *image.Gray {
	return change(img, func(v float64) float64 { return v * 1.1 })
}

// A shot is one way of taking a picture of a page, and what is right to say of it: fine,
// one of the warnings, or refused.
type shot struct {
	what, verdict string
	take          func(*image.Gray) image.Image
}

const (
	fine    = "fine"
	refused = "refused"
)

func shots() []shot {
	grey := func(f func(*image.Gray) *image.Gray) func(*image.Gray) image.Image {
		return func(img *image.Gray) image.Image { return f(img) }
	}
	light := func(times, plus float64) func(*image.Gray) image.Image {
		return grey(func(img *image.Gray) *image.Gray {
			return grainy(change(img, func(v float64) float64 { return v*times + plus }), 1)
		})
	}
	return []shot{
		{"sharp", fine, grey(func(img *image.Gray) *image.Gray { return img })},
		{"sharp, grainy", fine, grey(func(img *image.Gray) *image.Gray { return grainy(img, 4) })},
		{"sharp, very grainy", fine, grey(func(img *image.Gray) *image.Gray { return grainy(img, 8) })},
		{"sharp, askew", fine, grey(func(img *image.Gray) *image.Gray { return skewed(img, 0.2, 3) })},
		{"sharp, askew the other way", fine, grey(func(img *image.Gray) *image.Gray { return grainy(skewed(img, -0.15, -6), 2) })},
		{"sharp, with a seal", fine, sealed},
		{"scanned on white", fine, grey(scanned)},
		{"sharp, pale print", fine, light(0.35, 120)},
		{"sharp, a little dark", fine, light(0.5, 0)},
		{"blurred", string(Blurred), grey(func(img *image.Gray) *image.Gray { return blur(img, 1.8) })},
		{"blurred, grainy", string(Blurred), grey(func(img *image.Gray) *image.Gray { return grainy(blur(img, 2.2), 3) })},
		{"blurred, askew", string(Blurred), grey(func(img *image.Gray) *image.Gray { return skewed(blur(img, 1.6), 0.1, 2) })},
		{"smeared", refused, grey(func(img *image.Gray) *image.Gray { return blur(img, 7) })},
		{"dark", string(Dark), light(0.25, 0)},
		{"very dark", string(Dark), light(0.17, 2)},
		{"overexposed", string(Washed), light(1, 90)},
		{"much overexposed", string(Washed), light(0.8, 130)},
		{"with a lamp on it", string(Glare), grey(func(img *image.Gray) *image.Gray { return reflecting(img, 230) })},
		{"with a large lamp on it", string(Glare), grey(func(img *image.Gray) *image.Gray { return grainy(reflecting(img, 400), 2) })},
	}
}

// said is the verdict in a word: fine, refused, or the one warning that was asked for
// where it is among those given.
func said(f Finding, err error, wanted string) string {
	switch {
	case err != nil:
		return refused
	case slices.Contains(f.Warnings, Warning(wanted)):
		return wanted
	case len(f.Warnings) == 0:
		return fine
	}
	return fmt.Sprint(f.Warnings)
}

// R-AR-01: of a set of photos of known quality at least 95 in 100 are judged right.
func TestPhotosAreJudgedRight(t *testing.T) {
	x := newExaminer(t, Options{})
	seen, wrong := 0, 0
	judge := func(what, wanted string, take func() []byte) {
		f, err := x.bytes("photo.jpg", take())
		if got := said(f, err, wanted); got != wanted {
			wrong++
			t.Logf("%s: %s, not %s: %v %v", what, got, wanted, f.Quality, err)
		}
		seen++
	}
	for name, sheet := range sheets() {
		for _, s := range shots() {
			judge(name+" "+s.what, s.verdict, func() []byte { return jpegOf(s.take(sheet)) })
		}
		for _, o := range []byte{3, 6, 8} {
			judge(fmt.Sprintf("%s turned %d", name, o), fine, func() []byte { return withEXIF(jpegOf(turnedBack(sheet, o)), o) })
		}
		judge(name+" from afar", string(Small), func() []byte { return jpegOf(sheet.SubImage(image.Rect(0, 0, 900, 640))) })
		judge(name+" as a stamp", refused, func() []byte { return jpegOf(sheet.SubImage(image.Rect(500, 520, 600, 590))) })
	}
	for _, deviation := range []float64{0, 2, 5, 8} {
		judge(fmt.Sprintf("blank, grain %v", deviation), refused, func() []byte { return jpegOf(grainy(flat(sheetWidth, sheetHeight, 225), deviation)) })
		judge(fmt.Sprintf("black, grain %v", deviation), refused, func() []byte { return jpegOf(grainy(flat(sheetWidth, sheetHeight, 8), deviation)) })
		shaded := flat(sheetWidth, sheetHeight, 0)
		for i := range shaded.Pix {
			shaded.Pix[i] = uint8(120 + 100*(i/shaded.Stride)/sheetHeight)
		}
		judge(fmt.Sprintf("a blank page in shade, grain %v", deviation), refused, func() []byte { return jpegOf(grainy(shaded, deviation)) })
	}
	for _, name := range []string{"form", "desk", "page"} { // the others have no print below
		judge(name+", bent", string(Uneven), func() []byte { return jpegOf(bent(sheets()[name])) })
	}
	t.Logf("%d of %d photos are judged right", seen-wrong, seen)
	if seen < 100 || wrong*20 > seen {
		t.Errorf("%d of %d photos are judged wrong", wrong, seen)
	}
}
