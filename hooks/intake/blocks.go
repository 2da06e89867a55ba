package intake

import (
	"math"
	"slices"
)

// A page is looked at in blocks of 32 × 32 pixels and in ninths.
const (
	blockSide  = 32
	ninth      = 3
	sharpShare = 7. / 8 // of the blocks may be less sharp than the one that counts
	noiseRange = 8      // deviations of noise that a block of bare paper ranges over
	printRange = 48     // brightness between paper and print that is meant to be read
	printShare = 0.2    // of the blocks of a ninth that must hold print for it to count
)

// block is what is measured on one block: the variance of the Laplacian, and the darkest
// and the lightest pixel.
type block struct {
	variance  float64
	low, high uint8
}

func (b block) span() float64 { return float64(b.high) - float64(b.low) }

// grid holds the blocks of a page row by row.
type grid struct {
	cells []block
	wide  int
}

// blocks measures all blocks; a picture under three pixels a side has none.
func (l luma) blocks() (g grid) {
	if l.width < 3 || l.height < 3 {
		return g
	}
	for top := 1; top < l.height-1; top += blockSide {
		for left := 1; left < l.width-1; left += blockSide {
			g.cells = append(g.cells, l.block(left, top, min(left+blockSide, l.width-1), min(top+blockSide, l.height-1)))
		}
		if g.wide == 0 {
			g.wide = len(g.cells)
		}
	}
	return g
}

func (l luma) block(left, top, right, bottom int) (b block) {
	var sum, squares int64
	b.low, b.high = 255, 0
	for y := top; y < bottom; y++ {
		at := y * l.width
		above, row, below := l.pix[at-l.width:at], l.pix[at:at+l.width], l.pix[at+l.width:at+2*l.width]
		for x := left; x < right; x++ {
			v := 4*int64(row[x]) - int64(above[x]) - int64(below[x]) - int64(row[x-1]) - int64(row[x+1])
			sum, squares = sum+v, squares+v*v
			b.low, b.high = min(b.low, row[x]), max(b.high, row[x])
		}
	}
	count := float64((right - left) * (bottom - top))
	mean := float64(sum) / count
	b.variance = float64(squares)/count - mean*mean
	return b
}

// fine is the variance of the Laplacian of the block at the upper eighth. Blocks of bare
// paper count only where there are no others, or a page with little on it would never be
// sharp; the range that noise alone has is no ink.
func (g grid) fine() float64 {
	inked := variances(g.cells, max(leastRange, noiseRange*g.noise()))
	if len(inked) == 0 {
		inked = variances(g.cells, 0)
	}
	return quantile(inked, sharpShare)
}

// noise is the deviation of single pixels that the calmest eighth of the page has: white
// noise has twenty times its variance after the Laplacian.
func (g grid) noise() float64 {
	return math.Sqrt(quantile(variances(g.cells, 0), 1-sharpShare) / 20)
}

// glare is the share of blocks that are nothing but white, where the paper around the
// print is not: on a page that was scanned on white, or overexposed as a whole, it is 0.
func (g grid) glare() float64 {
	white, papers := 0, []float64{}
	for _, b := range g.cells {
		if b.low >= nearWhite {
			white++
		}
		if b.span() >= printRange {
			papers = append(papers, float64(b.high))
		}
	}
	slices.Sort(papers)
	if len(papers) == 0 || quantile(papers, 0.25) >= whitePaper {
		return 0
	}
	return float64(white) / float64(len(g.cells))
}

// evenness compares the ninths of a page: the least of their sharpnesses over the
// greatest, 1 where there is nothing to compare.
func (g grid) evenness() float64 {
	var parts [ninth * ninth][]block
	tall := len(g.cells) / max(1, g.wide)
	for i, b := range g.cells {
		row, column := i/g.wide*ninth/tall, i%g.wide*ninth/g.wide
		parts[ninth*row+column] = append(parts[ninth*row+column], b)
	}
	lowest, highest := math.Inf(1), 0.
	least := max(printRange, noiseRange*g.noise())
	for _, part := range parts {
		printed := variances(part, least)
		if float64(len(printed)) < printShare*float64(len(part)) || len(printed) == 0 {
			continue
		}
		v := quantile(printed, sharpShare)
		lowest, highest = min(lowest, v), max(highest, v)
	}
	if highest == 0 {
		return 1
	}
	return lowest / highest
}

// variances are those of the blocks with at least so wide a range of brightness, in order.
func variances(cells []block, span float64) (all []float64) {
	for _, b := range cells {
		if b.span() >= span {
			all = append(all, b.variance)
		}
	}
	slices.Sort(all)
	return all
}

// quantile is the value at a part of an ordered list, 0 of none.
func quantile(ordered []float64, part float64) float64 {
	if len(ordered) == 0 {
		return 0
	}
	return ordered[int(part*float64(len(ordered)-1))]
}
