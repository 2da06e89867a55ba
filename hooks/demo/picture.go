package demo

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
)

// The size of a scanned page in pixels: A4 at 121 dots per inch.
const (
	pageWidth  = 1000
	pageHeight = 1414
)

// inks are paper, print, ruling and seal.
var inks = color.Palette{color.Gray{250}, color.Gray{35}, color.Gray{180}, color.RGBA{190, 30, 40, 255}}

const (
	paperInk = iota
	printInk
	rulingInk
	sealInk
)

// scan draws a certificate as a scanner sees it: a frame, a title, a portrait, rows of
// print, a number that can be read and a seal. The seed decides what the print looks like.
func scan(number string, seed uint64) ([]byte, error) {
	dice := rand.New(rand.NewPCG(seed, 2))
	page := image.NewPaletted(image.Rect(0, 0, pageWidth, pageHeight), inks)
	box(page, image.Rect(50, 50, pageWidth-50, pageHeight-50), 4, rulingInk)
	printRow(page, dice, 130, 300, 700, 44)
	box(page, image.Rect(120, 240, 360, 540), 3, printInk)
	portrait(page, image.Rect(130, 250, 350, 530))
	for y := 250; y < 530; y += 56 {
		printRow(page, dice, y, 420, 480+dice.IntN(380), 24)
	}
	for y := 640; y < 1080; y += 44 {
		printRow(page, dice, y, 120, 500+dice.IntN(370), 20)
	}
	writeDigits(page, number, 120, 1130, 5)
	ring(page, 760, 1200, 90)
	var out bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, page)
	return out.Bytes(), err
}

// photo draws a portrait in colour, as a camera takes it.
func photo(seed uint64) ([]byte, error) {
	dice := rand.New(rand.NewPCG(seed, 3))
	const width, height = 720, 960
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(picture, picture.Bounds(), image.NewUniform(color.RGBA{235, 240, 245, 255}), image.Point{}, draw.Src)
	skin := color.RGBA{uint8(205 + dice.IntN(40)), uint8(165 + dice.IntN(30)), 140, 255}
	coat := color.RGBA{uint8(dice.IntN(90)), uint8(dice.IntN(90)), uint8(60 + dice.IntN(90)), 255}
	ellipse(picture, 360, 980, 330, 330, coat)
	ellipse(picture, 360, 380, 190, 240, color.RGBA{30, 25, 25, 255})
	ellipse(picture, 360, 430, 165, 210, skin)
	for _, x := range []int{300, 420} {
		ellipse(picture, x, 410, 16, 10, color.RGBA{20, 20, 20, 255})
	}
	ellipse(picture, 360, 540, 45, 9, color.RGBA{170, 80, 80, 255})
	var out bytes.Buffer
	err := jpeg.Encode(&out, picture, &jpeg.Options{Quality: 85})
	return out.Bytes(), err
}

func box(page *image.Paletted, r image.Rectangle, width int, ink uint8) {
	fill(page, image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+width), ink)
	fill(page, image.Rect(r.Min.X, r.Max.Y-width, r.Max.X, r.Max.Y), ink)
	fill(page, image.Rect(r.Min.X, r.Min.Y, r.Min.X+width, r.Max.Y), ink)
	fill(page, image.Rect(r.Max.X-width, r.Min.Y, r.Max.X, r.Max.Y), ink)
}

func fill(page *image.Paletted, r image.Rectangle, ink uint8) {
	line := bytes.Repeat([]byte{ink}, r.Dx())
	for y := r.Min.Y; y < r.Max.Y; y++ {
		copy(page.Pix[page.PixOffset(r.Min.X, y):], line)
	}
}

// printRow sets strokes that look like a row of characters from a distance.
func printRow(page *image.Paletted, dice *rand.Rand, y, x, width, size int) {
	for end := x + width; x+size < end && x+size < pageWidth-80; x += size + size/3 {
		for range 5 {
			across, along := dice.IntN(size), 2+size/12
			if dice.IntN(2) == 0 {
				fill(page, image.Rect(x, y+across, x+size, min(y+across+along, y+size+along)), printInk)
			} else {
				fill(page, image.Rect(x+across, y, x+across+along, y+size), printInk)
			}
		}
	}
}

func portrait(page *image.Paletted, r image.Rectangle) {
	fill(page, r, rulingInk)
	middle := (r.Min.X + r.Max.X) / 2
	fill(page, image.Rect(middle-50, r.Min.Y+40, middle+50, r.Min.Y+170), paperInk)
	fill(page, image.Rect(middle-90, r.Min.Y+185, middle+90, r.Max.Y), printInk)
}

// ring is the red circle of a seal.
func ring(page *image.Paletted, cx, cy, radius int) {
	for y := -radius; y <= radius; y++ {
		for x := -radius; x <= radius; x++ {
			if d := x*x + y*y; d <= radius*radius && d >= (radius-8)*(radius-8) {
				page.SetColorIndex(cx+x, cy+y, sealInk)
			}
		}
	}
}

func ellipse(picture *image.RGBA, cx, cy, rx, ry int, c color.RGBA) {
	for y := -ry; y <= ry; y++ {
		for x := -rx; x <= rx; x++ {
			if x*x*ry*ry+y*y*rx*rx <= rx*rx*ry*ry {
				picture.SetRGBA(cx+x, cy+y, c)
			}
		}
	}
}

// digits are drawn in five by seven dots, a byte per row.
var digits = map[rune][7]byte{
	'0': {14, 17, 19, 21, 25, 17, 14}, '1': {4, 12, 4, 4, 4, 4, 14}, '2': {14, 17, 1, 2, 4, 8, 31},
	'3': {31, 2, 4, 2, 1, 17, 14}, '4': {2, 6, 10, 18, 31, 2, 2}, '5': {31, 16, 30, 1, 1, 17, 14},
	'6': {6, 8, 16, 30, 17, 17, 14}, '7': {31, 1, 2, 4, 8, 8, 8}, '8': {14, 17, 17, 14, 17, 17, 14},
	'9': {14, 17, 17, 15, 1, 2, 12}, '*': {0, 21, 14, 31, 14, 21, 0}, 'X': {17, 17, 10, 4, 10, 17, 17},
}

// writeDigits sets a number; what is not a digit leaves a gap.
func writeDigits(page *image.Paletted, number string, x, y, dot int) {
	for _, sign := range number {
		for row, bits := range digits[sign] {
			for column := range 5 {
				if bits&(16>>column) != 0 {
					fill(page, image.Rect(x+column*dot, y+row*dot, x+(column+1)*dot, y+(row+1)*dot), printInk)
				}
			}
		}
		x += 6 * dot
	}
}

// remark adds a line of text to a PNG or JPEG that no reader shows: two scans that look
// the same are then different files.
func remark(content []byte, text string) []byte {
	switch {
	case bytes.HasPrefix(content, []byte("\x89PNG")):
		const header = 33 // signature and IHDR
		chunk := append([]byte("tEXtComment\x00"), text...)
		framed := binary.BigEndian.AppendUint32(nil, uint32(len(chunk)-4))
		framed = append(framed, chunk...)
		framed = binary.BigEndian.AppendUint32(framed, crc32.ChecksumIEEE(chunk))
		return bytes.Join([][]byte{content[:header], framed, content[header:]}, nil)
	case bytes.HasPrefix(content, []byte("\xFF\xD8")):
		segment := binary.BigEndian.AppendUint16([]byte{0xFF, 0xFE}, uint16(len(text)+2))
		return bytes.Join([][]byte{content[:2], segment, []byte(text), content[2:]}, nil)
	}
	return content
}
