package intake

import (
	"image"
	"math"
	"slices"
)

// What the measures look at: blocks of so many pixels, a step in brightness that counts as
// an edge, the brightness (of 255) beyond which nothing can be told apart, and the least
// range of brightness that is taken for ink on paper and not for the noise of a camera.
const (
	blockSide  = 32
	edgeStep   = 48
	nearBlack  = 3
	nearWhite  = 252
	leastRange = 24
	sharpShare = 7. / 8 // of the blocks may be less sharp than the one that counts
)

// Legibility measures a picture after averaging it to at most 1600 pixels a side:
//
//	sharpness   fine contrast of the sharpest eighth of what is written or drawn on the
//	            page (variance of the Laplacian in blocks of 32 × 32 pixels) over the
//	            square of the range of brightness, so that it hardly depends on the light;
//	            above 0.5 for a sharp page, below 0.1 blurred, below 0.01 illegible. The
//	            range leaves out a thousandth at either end: a page with two lines of
//	            text has less than 5 % ink
//	exposure    mean brightness, 0 to 1
//	p5, p95     brightness that 5 % and 95 % of the pixels do not exceed, 0 to 255
//	under, over share of pixels that are quite black or quite white, 0 to 1
//	edges       share of pixels at a step in brightness; below 0.002 the page is blank
//	short_side  pixels of the picture as sent
//
// It refuses nothing; whether a picture is too poor is decided where the thresholds are.
func Legibility(img image.Image) map[string]any {
	l := shrink(img)
	hist := l.histogram()
	p5, p95 := percentile(hist, len(l.pix), 0.05), percentile(hist, len(l.pix), 0.95)
	fine, edges := l.contrast()
	span := float64(max(leastRange, percentile(hist, len(l.pix), 0.999)-percentile(hist, len(l.pix), 0.001)))
	mean := 0.
	for v, n := range hist {
		mean += float64(v) * float64(n)
	}
	b := img.Bounds()
	return map[string]any{
		"sharpness":  round(fine / (span * span)),
		"exposure":   round(mean / 255 / float64(len(l.pix))),
		"p5":         float64(p5),
		"p95":        float64(p95),
		"under":      round(share(hist[:nearBlack+1], len(l.pix))),
		"over":       round(share(hist[nearWhite:], len(l.pix))),
		"edges":      round(edges),
		"short_side": float64(min(b.Dx(), b.Dy())),
	}
}

func (l luma) histogram() (hist [256]int) {
	for _, v := range l.pix {
		hist[v]++
	}
	return hist
}

func percentile(hist [256]int, all int, part float64) int {
	seen := 0
	for v, n := range hist {
		if seen += n; float64(seen) >= part*float64(all) {
			return v
		}
	}
	return 255
}

func share(hist []int, all int) float64 {
	n := 0
	for _, k := range hist {
		n += k
	}
	return float64(n) / float64(all)
}

// contrast is the variance of the Laplacian of the block at the upper eighth, and the
// share of pixels that stand at an edge. Blocks of bare paper count only where there are
// no others, or a page with little on it would never be sharp.
func (l luma) contrast() (fine, edges float64) {
	if l.width < 3 || l.height < 3 {
		return 0, 0
	}
	var inked, bare []float64
	steps := 0
	for top := 1; top < l.height-1; top += blockSide {
		for left := 1; left < l.width-1; left += blockSide {
			b := l.block(left, top, min(left+blockSide, l.width-1), min(top+blockSide, l.height-1))
			if steps += b.steps; b.span >= leastRange {
				inked = append(inked, b.variance)
			} else {
				bare = append(bare, b.variance)
			}
		}
	}
	if len(inked) == 0 {
		inked = bare
	}
	slices.Sort(inked)
	return inked[int(sharpShare*float64(len(inked)-1))], float64(steps) / float64((l.width-2)*(l.height-2))
}

// block is what is measured on one block: the variance of the Laplacian, the range of
// brightness, and how many pixels stand at an edge.
type block struct {
	variance float64
	span     int
	steps    int
}

func (l luma) block(left, top, right, bottom int) (b block) {
	var sum, squares int64
	low, high := uint8(255), uint8(0)
	for y := top; y < bottom; y++ {
		at := y * l.width
		above, row, below := l.pix[at-l.width:at], l.pix[at:at+l.width], l.pix[at+l.width:at+2*l.width]
		for x := left; x < right; x++ {
			n, s, w, e := int64(above[x]), int64(below[x]), int64(row[x-1]), int64(row[x+1])
			v := 4*int64(row[x]) - n - s - w - e
			sum, squares = sum+v, squares+v*v
			low, high = min(low, row[x]), max(high, row[x])
			if dx, dy := e-w, s-n; dx*dx+dy*dy > edgeStep*edgeStep {
				b.steps++
			}
		}
	}
	count := float64((right - left) * (bottom - top))
	mean := float64(sum) / count
	b.variance, b.span = float64(squares)/count-mean*mean, int(high)-int(low)
	return b
}

// round keeps four decimals.
func round(v float64) float64 { return math.Round(v*1e4) / 1e4 }
