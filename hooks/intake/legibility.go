package intake

import (
	"image"
	"math"
)

// What the measures look at: the brightness (of 255) beyond which nothing can be told
// apart, the lightest ink and the whitest paper of a page that is rightly exposed, the
// sharpness that ink must have to be called light, the least range of brightness that is
// taken for ink on paper and not for the noise of a camera, and the steps in brightness
// between which an edge begins.
const (
	nearBlack  = 3
	nearWhite  = 252
	lightInk   = 90
	paleInk    = 0.1
	whitePaper = 245
	leastRange = 24
	leastStep  = 20
	mostStep   = 48
)

// Legibility measures a picture after averaging it to about 1600 pixels a side at most:
//
//	sharpness   fine contrast of the sharpest eighth of what is written or drawn on the
//	            page (variance of the Laplacian in blocks of 32 × 32 pixels) over the
//	            square of the range of brightness, so that it hardly depends on the light;
//	            above 0.5 for a sharp page, below 0.1 blurred, below 0.001 illegible. The
//	            range leaves out a thousandth at either end: a page with two lines of
//	            text has less than 5 % ink
//	evenness    the least sharpness of a ninth of the page over the greatest, among those
//	            that hold enough print; small where the page is not flat
//	exposure    mean brightness, 0 to 1
//	p5, p95     brightness that 5 % and 95 % of the pixels do not exceed, 0 to 255
//	under, over share of pixels that are quite black or quite white, 0 to 1
//	washed      the share of quite white pixels where even the ink is light: overexposed,
//	            and not just scanned on white
//	glare       share of blocks that are nothing but white where the paper is not, 0 to 1
//	edges       share of pixels at a step in brightness, at half the size, where noise is
//	            weaker and blurred print is not; below 0.002 the page is blank
//	short_side  pixels of the picture as sent
//
// It refuses nothing; what is too poor stands in the thresholds.
func Legibility(img image.Image) map[string]any {
	l := shrink(img)
	hist, all := l.histogram(), len(l.pix)
	at := func(part float64) float64 { return float64(percentile(hist, all, part)) }
	ink, span := at(0.001), max(leastRange, at(0.999)-at(0.001))
	grid := l.blocks()
	fine := grid.fine()
	over, washed := share(hist[nearWhite:], all), 0.
	if ink > lightInk && fine > paleInk*span*span { // blurred ink is light in any light
		washed = over
	}
	mean := 0.
	for v, n := range hist {
		mean += float64(v) * float64(n)
	}
	b := img.Bounds()
	return map[string]any{
		"sharpness":  round(fine / (span * span)),
		"evenness":   round(grid.evenness()),
		"exposure":   round(mean / 255 / float64(all)),
		"p5":         at(0.05),
		"p95":        at(0.95),
		"under":      round(share(hist[:nearBlack+1], all)),
		"over":       round(over),
		"washed":     round(washed),
		"glare":      round(grid.glare()),
		"edges":      round(l.half().edges(edgeStep(span, grid.noise()))),
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

// edges is the share of pixels at a step in brightness of at least so much.
func (l luma) edges(step float64) float64 {
	if l.width < 3 || l.height < 3 {
		return 0
	}
	steps, least := 0, int(step*step)
	for y := 1; y < l.height-1; y++ {
		at := y * l.width
		above, row, below := l.pix[at-l.width:at], l.pix[at:at+l.width], l.pix[at+l.width:at+2*l.width]
		for x := 1; x < l.width-1; x++ {
			dx, dy := int(row[x+1])-int(row[x-1]), int(below[x])-int(above[x])
			if dx*dx+dy*dy > least {
				steps++
			}
		}
	}
	return float64(steps) / float64((l.width-2)*(l.height-2))
}

// edgeStep is the step in brightness that counts as an edge: faint print on a dark or a
// washed out page has smaller ones than good print, and noise has some as well.
func edgeStep(span, noise float64) float64 {
	return min(mostStep, max(leastStep, span*0.4, 5*noise))
}

// round keeps four decimals.
func round(v float64) float64 { return math.Round(v*1e4) / 1e4 }
