package intake

import (
	"image"
	"math"
	"math/rand/v2"
	"testing"
)

// change makes a picture of another one by a rule for the brightness.
func change(img *image.Gray, rule func(v float64) float64) *image.Gray {
	out := image.NewGray(img.Rect)
	for i, v := range img.Pix {
		out.Pix[i] = uint8(min(255, max(0, rule(float64(v)))))
	}
	return out
}

// blur spreads every pixel by a bell of the given width.
func blur(img *image.Gray, sigma float64) *image.Gray {
	radius := int(3 * sigma)
	var bell []float64
	sum := 0.
	for i := -radius; i <= radius; i++ {
		w := math.Exp(-float64(i*i) / 2 / sigma / sigma)
		bell, sum = append(bell, w), sum+w
	}
	width, height := img.Rect.Dx(), img.Rect.Dy()
	pass := func(in []uint8, dx, dy int) []uint8 {
		out := make([]uint8, len(in))
		for y := range height {
			for x := range width {
				v := 0.
				for i, w := range bell {
					k := i - radius
					v += w * float64(in[min(height-1, max(0, y+k*dy))*width+min(width-1, max(0, x+k*dx))])
				}
				out[y*width+x] = uint8(v / sum)
			}
		}
		return out
	}
	return &image.Gray{Pix: pass(pass(img.Pix, 1, 0), 0, 1), Stride: width, Rect: img.Rect}
}

func blank(width, height int) *image.Gray {
	r := rand.New(rand.NewPCG(3, 3))
	img := image.NewGray(image.Rect(0, 0, width, height))
	for i := range img.Pix {
		img.Pix[i] = uint8(225 + r.IntN(12))
	}
	return img
}

// blankBelow keeps the upper part of a page.
func blankBelow(img *image.Gray, from int) *image.Gray {
	out := change(img, func(v float64) float64 { return v })
	for i := from * img.Stride; i < len(out.Pix); i++ {
		out.Pix[i] = 235
	}
	return out
}

// The measures tell good pages from poor ones whatever the light; the figures are those
// at which warnings begin.
func TestLegibility(t *testing.T) {
	page := paper(600, 800)
	lines := blankBelow(page, 100)
	type bound struct {
		key      string
		from, to float64
	}
	for _, c := range []struct {
		what   string
		img    image.Image
		bounds []bound
	}{
		{"sharp", page, []bound{{"sharpness", 0.3, 3}, {"edges", 0.02, 1}, {"over", 0, 0.01}, {"under", 0, 0.01}, {"p95", 200, 255}, {"short_side", 600, 600}}},
		{"dark", change(page, func(v float64) float64 { return v / 4 }), []bound{{"sharpness", 0.3, 3}, {"p95", 0, 70}, {"exposure", 0, 0.3}}},
		{"low contrast", change(page, func(v float64) float64 { return 100 + v/5 }), []bound{{"sharpness", 0.3, 3}}},
		{"glare", change(page, func(v float64) float64 { return v + 90 }), []bound{{"over", 0.5, 1}}},
		{"black", change(page, func(float64) float64 { return 0 }), []bound{{"under", 1, 1}, {"sharpness", 0, 0}, {"edges", 0, 0}}},
		{"blurred", blur(page, 1.2), []bound{{"sharpness", 0.005, 0.1}}},
		{"two lines", lines, []bound{{"sharpness", 0.3, 3}}},
		{"two lines, blurred", blur(lines, 1.2), []bound{{"sharpness", 0.005, 0.1}}},
		{"illegible", blur(page, 5), []bound{{"sharpness", 0, 0.01}, {"edges", 0, 0.01}}},
		{"blank", blank(600, 800), []bound{{"edges", 0, 0.002}}},
		{"one pixel", image.NewGray(image.Rect(0, 0, 1, 1)), []bound{{"sharpness", 0, 0}}},
		{"a line", image.NewGray(image.Rect(0, 0, 16384, 8)), []bound{{"short_side", 8, 8}}},
	} {
		q := Legibility(c.img)
		t.Logf("%s: %v", c.what, q)
		for _, b := range c.bounds {
			if v := q[b.key].(float64); v < b.from || v > b.to {
				t.Errorf("%s: %s is %v, not from %v to %v", c.what, b.key, v, b.from, b.to)
			}
		}
	}
}

// A photo at any size and of any kind is measured alike.
func TestLegibilityHardlyDependsOnSizeAndKind(t *testing.T) {
	page := paper(1500, 1500)
	large := image.NewGray(image.Rect(0, 0, 3000, 3000))
	colours := image.NewNRGBA(page.Rect)
	shifted := image.NewRGBA(image.Rect(-7, 9, 1493, 1509))
	for y := range 3000 {
		for x := range 3000 {
			large.SetGray(x, y, page.GrayAt(x/2, y/2))
		}
	}
	for y := range 1500 {
		for x := range 1500 {
			colours.Set(x, y, page.GrayAt(x, y))
			shifted.Set(x-7, y+9, page.GrayAt(x, y))
		}
	}
	want := Legibility(page)
	for what, img := range map[string]image.Image{"twice as large": large, "in colour": colours, "with another origin": shifted} {
		q := Legibility(img)
		for _, key := range []string{"sharpness", "p5", "p95", "edges", "exposure"} {
			if math.Abs(q[key].(float64)-want[key].(float64)) > 0.01*max(1, want[key].(float64)) {
				t.Errorf("%s: %s is %v, not %v", what, key, q[key], want[key])
			}
		}
	}
}

// A photo of twelve megapixels, as a telephone takes it.
func BenchmarkLegibility(b *testing.B) {
	img := image.NewYCbCr(image.Rect(0, 0, 4032, 3024), image.YCbCrSubsampleRatio420)
	for b.Loop() {
		Legibility(img)
	}
}
