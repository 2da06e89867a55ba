package intake

import (
	"bufio"
	"encoding/binary"
	"io"
	"slices"
)

const pngMagic = "\x89PNG\r\n\x1a\n"

// pngDepths are the sample sizes (bits) that a colour type allows, and the bytes for each
// pixel after decoding at up to 8 bits.
var pngDepths = map[byte]struct {
	bits  []byte
	pixel int64
}{
	0: {[]byte{1, 2, 4, 8, 16}, 1}, // grey
	2: {[]byte{8, 16}, 4},          // true colour
	3: {[]byte{1, 2, 4, 8}, 1},     // palette
	4: {[]byte{8, 16}, 4},          // grey with alpha
	6: {[]byte{8, 16}, 4},          // true colour with alpha
}

// measurePNG walks the chunks of a PNG from end to end without unpacking: a sane header
// within the limits, picture data, no animation, and the mark of the end.
func measurePNG(r io.Reader) (width, height int, err error) {
	br := bufio.NewReaderSize(r, 32<<10)
	if _, err := br.Discard(len(pngMagic)); err != nil {
		return 0, 0, cut(err)
	}
	data := false
	for first := true; ; first = false {
		var head [8]byte
		if _, err := io.ReadFull(br, head[:]); err != nil {
			return 0, 0, cut(err)
		}
		size, kind := binary.BigEndian.Uint32(head[:]), string(head[4:])
		switch {
		case first != (kind == "IHDR"), size > MaxBytes:
			return 0, 0, isBroken
		case kind == "acTL":
			return 0, 0, isAnimated
		case kind == "IEND" && !data:
			return 0, 0, isBroken
		case kind == "IHDR":
			if width, height, err = pngHeader(br, size); err != nil {
				return 0, 0, cut(err)
			}
			size = 0
		}
		if _, err := br.Discard(int(size) + 4); err != nil {
			return 0, 0, cut(err)
		}
		if kind == "IEND" {
			return width, height, nil
		}
		data = data || kind == "IDAT"
	}
}

// pngHeader reads the body of the IHDR chunk.
func pngHeader(br *bufio.Reader, size uint32) (width, height int, err error) {
	var h [13]byte
	if size != uint32(len(h)) {
		return 0, 0, isBroken
	}
	if _, err := io.ReadFull(br, h[:]); err != nil {
		return 0, 0, err
	}
	w, ht := binary.BigEndian.Uint32(h[0:]), binary.BigEndian.Uint32(h[4:])
	bits, colour, interlace := h[8], h[9], h[12]
	row, known := pngDepths[colour]
	if !known || h[10] != 0 || h[11] != 0 || interlace > 1 || w>>31 != 0 || ht>>31 != 0 || !slices.Contains(row.bits, bits) {
		return 0, 0, isBroken
	}
	width, height = int(w), int(ht)
	if width > maxSide || height > maxSide {
		return 0, 0, isHuge
	}
	raster := int64(width) * int64(height) * row.pixel
	if bits == 16 {
		raster *= 2
	}
	return width, height, allow(width, height, raster*int64(1+interlace))
}
