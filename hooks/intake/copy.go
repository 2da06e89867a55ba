package intake

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"math"

	"github.com/disintegration/imaging"
)

// The size of what is kept, in pixels: a page of A4 at 200 dots per inch, either way
// round. A strip, such as the long screenshot of a chat, may have the area of three.
const (
	pageShort  = 1654
	pageLong   = 2339
	stripRatio = 2 * pageLong / pageShort
	stripPages = 3
)

// The qualities of JPEG, and the size (bytes) beyond which a PNG is kept as JPEG: it is a
// photo then, and fifty of them at once must fit into memory.
const (
	copyQuality  = 88
	thumbQuality = 70
	mostPNG      = 4 << 20
)

// The box that a thumbnail fits into, in pixels.
const (
	thumbWidth  = 240
	thumbHeight = 320
)

// copied is what is kept of a picture: upright, no larger than a page, and with nothing
// of the file that was sent but what can be seen: no place, no camera, no appended bytes.
type copied struct {
	data, thumb   []byte
	mime          string
	width, height int
	scaled        bool
}

// copyOf makes it from a decoded picture, its orientation and the type it came in. It
// runs in the child process only: imaging resizes in goroutines, whose panics nothing
// can recover.
func copyOf(img image.Image, turn int, mime string) (copied, error) {
	b := img.Bounds()
	width, height := fitted(b.Dx(), b.Dy())
	c := copied{mime: mime, scaled: width != b.Dx() || height != b.Dy()}
	if cmyk, ok := img.(*image.CMYK); ok {
		img = onPaper(cmyk)
	}
	_, grey := img.(*image.Gray)
	out := img
	if c.scaled {
		out = imaging.Resize(img, width, height, imaging.Linear)
	}
	out = turned(out, turn)
	if grey {
		out = greyOf(out)
	}
	c.width, c.height = out.Bounds().Dx(), out.Bounds().Dy()
	var err error
	if c.data, c.mime, err = encode(out, mime); err != nil {
		return copied{}, err
	}
	c.thumb, err = jpegBytes(imaging.Fit(out, thumbWidth, thumbHeight, imaging.Box), thumbQuality)
	return c, err
}

// fitted is the size at which a picture is kept; a small one is left as it is.
func fitted(width, height int) (w, h int) {
	long, short := float64(max(width, height)), float64(min(width, height))
	scale := min(1, pageLong/long, pageShort/short)
	if long/short > stripRatio {
		scale = min(1, pageShort/short, math.Sqrt(stripPages*pageLong*pageShort/(long*short)))
	}
	if scale == 1 {
		return width, height
	}
	return max(1, int(float64(width)*scale+0.5)), max(1, int(float64(height)*scale+0.5))
}

// turns are the ways back from the orientations of EXIF.
var turns = map[int]func(image.Image) *image.NRGBA{
	2: imaging.FlipH, 3: imaging.Rotate180, 4: imaging.FlipV,
	5: imaging.Transpose, 6: imaging.Rotate270, 7: imaging.Transverse, 8: imaging.Rotate90,
}

func turned(img image.Image, turn int) image.Image {
	if back, known := turns[turn]; known {
		return back(img)
	}
	return img
}

// greyOf takes the one channel of a picture that has no colours.
func greyOf(img image.Image) image.Image {
	p, ok := img.(*image.NRGBA)
	if !ok {
		return img
	}
	out := image.NewGray(p.Rect)
	for i := range out.Pix {
		out.Pix[i] = p.Pix[4*i]
	}
	return out
}

// encode writes the picture in the type it came in, a large PNG as JPEG.
func encode(img image.Image, mime string) ([]byte, string, error) {
	if mime == mimePNG {
		var b bytes.Buffer
		err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img)
		if err != nil || b.Len() <= mostPNG {
			return b.Bytes(), mimePNG, err
		}
	}
	data, err := jpegBytes(img, copyQuality)
	return data, mimeJPEG, err
}

// jpegBytes writes a JPEG; what is transparent becomes white.
func jpegBytes(img image.Image, quality int) ([]byte, error) {
	switch p := img.(type) {
	case *image.Gray, *image.YCbCr:
	case *image.NRGBA:
		if p.Opaque() { // then both kinds hold the same bytes, and this one is written fast
			img = &image.RGBA{Pix: p.Pix, Stride: p.Stride, Rect: p.Rect}
		} else {
			img = onPaper(img)
		}
	default:
		img = onPaper(img)
	}
	var b bytes.Buffer
	err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality})
	return b.Bytes(), err
}

// onPaper lays a picture on white.
func onPaper(img image.Image) image.Image {
	out := image.NewRGBA(image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy()))
	draw.Draw(out, out.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(out, out.Rect, img, img.Bounds().Min, draw.Over)
	return out
}
