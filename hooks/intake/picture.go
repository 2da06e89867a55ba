package intake

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"math"
)

// judgePicture decodes a whole picture, which is the only proof that it is not damaged,
// measures how legible it is and makes the copy that is kept, unless it is hopeless. It
// runs in the child process only. The decoder is given by name: the registered decoders of
// other packages never see a byte.
func judgePicture(mime string, decode func(io.Reader) (image.Image, error), turn func([]byte) int) func([]byte) (report, error) {
	return func(data []byte) (report, error) {
		img, err := decode(bytes.NewReader(data))
		if err != nil {
			return report{}, undecoded(err)
		}
		quality, how := Legibility(img), turn(data)
		if why, _ := figures.judge(quality); why != "" {
			return report{}, why
		}
		c, err := copyOf(img, how, mime)
		if err != nil {
			return report{}, err
		}
		quality["width"], quality["height"] = float64(c.width), float64(c.height)
		quality["scaled"], quality["turned"] = c.scaled, how != upright
		return report{Pages: 1, Quality: quality, Mime: c.mime, copy: c.data, thumb: c.thumb}, nil
	}
}

func undecoded(err error) error {
	var j jpeg.UnsupportedError
	var p png.UnsupportedError
	switch {
	case errors.As(err, &j), errors.As(err, &p):
		return isUncommon
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return isTruncated
	}
	return isBroken
}

// luma is the brightness of a picture, 0 to 255 for each pixel.
type luma struct {
	pix           []uint8
	width, height int
}

// measuredSide is the longest side, in pixels, at which legibility is measured, and
// measuredArea the pixels that a longer strip may have.
const (
	measuredSide = 1600
	measuredArea = measuredSide * measuredSide / math.Sqrt2
)

// shrink reads the brightness of a picture, averaged over square boxes so that no side is
// longer than 1600 pixels, or a strip larger than a page of that length. Transparent parts
// count as white paper.
func shrink(img image.Image) luma {
	b := img.Bounds()
	page := (max(b.Dx(), b.Dy()) + measuredSide - 1) / measuredSide
	strip := int(math.Ceil(math.Sqrt(float64(b.Dx()) * float64(b.Dy()) / measuredArea)))
	box := max(1, min(page, strip))
	out := luma{width: max(1, b.Dx()/box), height: max(1, b.Dy()/box)}
	out.pix = make([]uint8, out.width*out.height)
	read := rowReader(img)
	row, sums := make([]uint8, b.Dx()), make([]uint32, out.width)
	side := min(box, b.Dx(), b.Dy())
	for y := range out.height {
		clear(sums)
		for i := range side {
			read(b.Min.Y+y*box+i, row)
			for x := range sums {
				for _, v := range row[x*box : x*box+side] {
					sums[x] += uint32(v)
				}
			}
		}
		for x, s := range sums {
			out.pix[y*out.width+x] = uint8(s / uint32(side*side))
		}
	}
	return out
}

// half averages squares of two pixels.
func (l luma) half() luma {
	out := luma{width: l.width / 2, height: l.height / 2}
	out.pix = make([]uint8, out.width*out.height)
	for y := range out.height {
		above, below := l.pix[2*y*l.width:], l.pix[(2*y+1)*l.width:]
		for x := range out.width {
			sum := int(above[2*x]) + int(above[2*x+1]) + int(below[2*x]) + int(below[2*x+1])
			out.pix[y*out.width+x] = uint8(sum / 4)
		}
	}
	return out
}

// rowReader gives the brightness of one row at a time; the usual kinds of pictures are
// read from their memory directly.
func rowReader(img image.Image) func(y int, row []uint8) {
	switch p := img.(type) {
	case *image.YCbCr:
		return func(y int, row []uint8) { copy(row, p.Y[p.YOffset(p.Rect.Min.X, y):]) }
	case *image.Gray:
		return func(y int, row []uint8) { copy(row, p.Pix[p.PixOffset(p.Rect.Min.X, y):]) }
	case *image.RGBA:
		return func(y int, row []uint8) { grey(row, p.Pix[p.PixOffset(p.Rect.Min.X, y):], false) }
	case *image.NRGBA:
		return func(y int, row []uint8) { grey(row, p.Pix[p.PixOffset(p.Rect.Min.X, y):], true) }
	case *image.Paletted:
		shades := make([]uint8, 256)
		for i, c := range p.Palette {
			shades[i] = shade(color.RGBA64Model.Convert(c).(color.RGBA64))
		}
		return func(y int, row []uint8) {
			for x, i := range p.Pix[p.PixOffset(p.Rect.Min.X, y):][:len(row)] {
				row[x] = shades[i]
			}
		}
	case image.RGBA64Image:
		left := img.Bounds().Min.X
		return func(y int, row []uint8) {
			for x := range row {
				row[x] = shade(p.RGBA64At(left+x, y))
			}
		}
	}
	left := img.Bounds().Min.X
	return func(y int, row []uint8) {
		for x := range row {
			row[x] = shade(color.RGBA64Model.Convert(img.At(left+x, y)).(color.RGBA64))
		}
	}
}

// grey weighs colours as JPEG does, over white; straight says that the colours are not yet
// multiplied by their alpha.
func grey(row, pix []uint8, straight bool) {
	for x := range row {
		p := pix[4*x : 4*x+4 : 4*x+4]
		v, a := (299*uint32(p[0])+587*uint32(p[1])+114*uint32(p[2]))/1000, uint32(p[3])
		if straight {
			v = v * a / 255
		}
		row[x] = uint8(min(255, v+255-a))
	}
}

func shade(c color.RGBA64) uint8 {
	v := (299*uint32(c.R) + 587*uint32(c.G) + 114*uint32(c.B)) / 1000
	return uint8(min(0xffff, v+0xffff-uint32(c.A)) >> 8)
}
