package intake

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// paper paints a page of text-like strokes: dark bars of a few pixels on white.
func paper(width, height int) *image.Gray {
	r := rand.New(rand.NewPCG(7, 7))
	img := image.NewGray(image.Rect(0, 0, width, height))
	for i := range img.Pix {
		img.Pix[i] = 235
	}
	for top := height / 20; top+12 < height-height/20; top += 24 {
		for left := width / 12; left+10 < width-width/12; left += 12 {
			if r.IntN(6) == 0 {
				continue
			}
			for range 6 {
				x, y := left+r.IntN(8), top+r.IntN(8)
				for k := range 8 {
					if r.IntN(2) == 0 {
						img.SetGray(x, min(y+k, height-1), color.Gray{Y: 30})
					} else {
						img.SetGray(min(left+k, width-1), y, color.Gray{Y: 30})
					}
				}
			}
		}
	}
	return img
}

func jpegOf(img image.Image) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 85}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func pngOf(img image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// colourful is a photo-like picture with all colours.
func colourful(width, height int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.SetNRGBA(x, y, color.NRGBA{uint8(x), uint8(y), uint8(x * y), uint8(255 - x%64)})
		}
	}
	return img
}

// withEXIF puts an EXIF segment with an orientation behind the beginning of a JPEG.
func withEXIF(data []byte, orientation byte) []byte {
	tiff := []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00" + string(orientation) + "\x00\x00\x00\x00\x00\x00\x00")
	return slices.Concat(data[:2], jpegSegment(0xe1, tiff), data[2:])
}

func jpegSegment(mark byte, body []byte) []byte {
	return append([]byte{0xff, mark, byte((len(body) + 2) >> 8), byte(len(body) + 2)}, body...)
}

// jpegHead declares a size and ends; mark c0 is baseline, c2 progressive.
func jpegHead(mark byte, width, height int, sampling ...byte) []byte {
	body := []byte{8, byte(height >> 8), byte(height), byte(width >> 8), byte(width), byte(len(sampling))}
	for i, s := range sampling {
		body = append(body, byte(i+1), s, 0)
	}
	return slices.Concat([]byte{0xff, 0xd8}, jpegSegment(mark, body))
}

// manyScans is a progressive JPEG that passes over its picture again and again. Each scan
// is coded in a few bytes; the picture has at most 32767 blocks.
func manyScans(width, height, scans int) []byte {
	dc := jpegSegment(0xc4, append([]byte{0x00, 1}, make([]byte, 16)...)) // one code of one bit
	ac := jpegSegment(0xc4, append([]byte{0x10, 1}, append(make([]byte, 15), 0xe0)...))
	data := slices.Concat(jpegHead(0xc2, width, height, 0x11), dc, ac)
	blocks := (width + 7) / 8 * ((height + 7) / 8)
	data = append(data, jpegSegment(markSOS, []byte{1, 1, 0x00, 0, 0, 0})...)
	data = append(data, make([]byte, blocks/8+1)...)
	for range scans - 1 {
		data = append(data, jpegSegment(markSOS, []byte{1, 1, 0x00, 1, 63, 0})...)
		data = append(data, 0x7f, 0xff, 0x00) // a run of 32767 empty blocks
	}
	return append(data, 0xff, markEOI)
}

func pngChunk(kind string, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(append(out, kind...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

func pngHead(width, height int, bits, colour, interlace byte) []byte {
	body := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(width)), uint32(height))
	return append([]byte(pngMagic), pngChunk("IHDR", append(body, bits, colour, 0, 0, interlace))...)
}

// flatPNG is a real picture of one colour that packs very small.
func flatPNG(width, height int, bits, colour byte, row int) []byte {
	return slices.Concat(pngHead(width, height, bits, colour, 0), pngChunk("IDAT", zeros((row+1)*height)), pngChunk("IEND", nil))
}

// stripedPNG has one bit for each pixel and rows that are black and white in turn.
func stripedPNG(width, height int) []byte {
	row := (width + 7) / 8
	var raw []byte
	for y := range height {
		raw = append(append(raw, 0), bytes.Repeat([]byte{byte(255 * (y / 4 % 2))}, row)...)
	}
	return slices.Concat(pngHead(width, height, 1, 0, 0), pngChunk("IDAT", pack(raw)), pngChunk("IEND", nil))
}

// zeros are n packed zero bytes: one packed block over and over, so that a bomb is made
// faster than it goes off.
func zeros(n int) []byte {
	out := []byte{0x78, 0xda}
	for left := n; left > 0; {
		size := 1 << 20
		for size > left {
			size >>= 1
		}
		out = append(out, bytes.Repeat(zeroBlock(size), left/size)...)
		left %= size
	}
	out = append(out, 1, 0, 0, 0xff, 0xff) // the last block, empty
	return binary.BigEndian.AppendUint32(out, uint32(n%65521)<<16|1)
}

func zeroBlock(n int) []byte {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		panic(err)
	}
	w.Write(make([]byte, n))
	w.Flush()
	return b.Bytes()
}

func pack(data []byte) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	w.Write(data)
	w.Close()
	return b.Bytes()
}

// paperPDF are the objects of a PDF by number; 1 is the catalogue, 2 the page tree.
type paperPDF map[int]string

// pages makes the objects of n pages, the first of which is object 3.
func pages(n int) paperPDF {
	var kids []string
	p := paperPDF{1: "<</Type/Catalog/Pages 2 0 R>>"}
	for i := range n {
		p[3+i] = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents " + fmt.Sprint(3+n) + " 0 R>>"
		kids = append(kids, fmt.Sprint(3+i)+" 0 R")
	}
	p[3+n] = stream("", []byte("72 700 m 300 700 l S"))
	p[2] = fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", n, strings.Join(kids, " "))
	return p
}

// with sets one object.
func (p paperPDF) with(num int, text string) paperPDF {
	q := maps.Clone(p)
	q[num] = text
	return q
}

// catalogue adds to the dictionary of the catalogue.
func (p paperPDF) catalogue(more string) paperPDF {
	return p.with(1, strings.TrimSuffix(p[1], ">>")+more+">>")
}

// page adds to the dictionary of the first page.
func (p paperPDF) page(more string) paperPDF {
	return p.with(3, strings.TrimSuffix(p[3], ">>")+more+">>")
}

func stream(entries string, data []byte) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", entries, len(data), data)
}

// body writes the objects and answers where each begins.
func (p paperPDF) body(b *bytes.Buffer) map[int]int {
	at := map[int]int{}
	for _, n := range slices.Sorted(maps.Keys(p)) {
		at[n] = b.Len()
		fmt.Fprintf(b, "%d 0 obj\n%s\nendobj\n", n, p[n])
	}
	return at
}

// classic writes a PDF with a plain table; trailer adds to its dictionary.
func (p paperPDF) classic(trailer string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe5\x9f\x8e\xe5\n")
	at := p.body(&b)
	table := b.Len()
	last := slices.Max(slices.Collect(maps.Keys(p)))
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", last+1)
	for n := 1; n <= last; n++ {
		if _, used := p[n]; used {
			fmt.Fprintf(&b, "%010d 00000 n \n", at[n])
		} else {
			b.WriteString("0000000000 00000 f \n")
		}
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", last+1, trailer, table)
	return b.Bytes()
}

func (p paperPDF) bytes() []byte { return p.classic("") }

// modern writes a PDF whose hidden objects stand in one object stream, number 90, packed
// by pack, with the table in a stream, number 91.
func (p paperPDF) modern(hidden paperPDF, filter string, packer func([]byte) []byte, trailer string) []byte {
	var head, values bytes.Buffer
	place := map[int]int{}
	for i, n := range slices.Sorted(maps.Keys(hidden)) {
		fmt.Fprintf(&head, "%d %d ", n, values.Len())
		fmt.Fprintf(&values, "%s ", hidden[n])
		place[n] = i
	}
	entries := fmt.Sprintf("/Type/ObjStm/N %d/First %d%s", len(hidden), head.Len(), filter)
	p = p.with(90, stream(entries, packer(append(head.Bytes(), values.Bytes()...))))
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe5\x9f\x8e\xe5\n")
	at := p.body(&b)
	table := b.Len()
	var rows bytes.Buffer
	for n := range 92 {
		kind, second, third := 0, 0, 0
		if i, in := place[n]; in {
			kind, second, third = 2, 90, i
		} else if offset, in := at[n]; in {
			kind, second = 1, offset
		} else if n == 91 {
			kind, second = 1, table
		}
		rows.Write([]byte{byte(kind), byte(second >> 24), byte(second >> 16), byte(second >> 8), byte(second), byte(third)})
	}
	fmt.Fprintf(&b, "91 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n",
		stream("/Type/XRef/W[1 4 1]/Size 92/Root 1 0 R/Filter/FlateDecode"+trailer, pack(rows.Bytes())), table)
	return b.Bytes()
}

// update appends a revision with changed objects to a classic PDF.
func update(data []byte, changed paperPDF, trailer string) []byte {
	var b bytes.Buffer
	b.Write(data)
	at := changed.body(&b)
	previous := data[bytes.LastIndex(data, []byte("startxref\n"))+len("startxref\n"):]
	previous, _, _ = bytes.Cut(previous, []byte("\n"))
	table := b.Len()
	b.WriteString("xref\n")
	for _, n := range slices.Sorted(maps.Keys(changed)) {
		fmt.Fprintf(&b, "%d 1\n%010d 00000 n \n", n, at[n])
	}
	fmt.Fprintf(&b, "trailer\n<</Size 99/Root 1 0 R/Prev %s%s>>\nstartxref\n%d\n%%%%EOF\n", previous, trailer, table)
	return b.Bytes()
}

// form makes a PDF with one text field whose events are given.
func form(events string) paperPDF {
	return pages(1).catalogue("/AcroForm<</Fields[20 0 R]>>").page("/Annots[20 0 R]").
		with(20, "<</Type/Annot/Subtype/Widget/FT/Tx/T(amount)/Rect[0 0 9 9]"+events+">>")
}

// printed is a page of print with strokes two pixels wide.
func printed(width, height int) *image.Gray {
	small, out := paper(width/2, height/2), image.NewGray(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			out.Pix[y*out.Stride+x] = small.Pix[y/2*small.Stride+x/2]
		}
	}
	return out
}
