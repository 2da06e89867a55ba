package intake

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// The limits of a picture, checked on its head before anything is decoded.
const (
	minSide   = 8       // pixels
	maxSide   = 16384   // pixels
	maxPixels = 40e6    // pixels
	maxRaster = 1 << 28 // bytes that decoding may need
	maxScans  = 32      // layers of a progressive JPEG
)

// allow checks the sides of a picture in pixels and the bytes its decoder will ask for.
func allow(width, height int, raster int64) error {
	switch {
	case width <= 0 || height <= 0:
		return isBroken
	case width > maxSide || height > maxSide || int64(width)*int64(height) > maxPixels || raster > maxRaster:
		return isHuge
	case width < minSide || height < minSide:
		return isTiny
	}
	return nil
}

const (
	markSOI = 0xd8
	markEOI = 0xd9
	markSOS = 0xda
)

// isFrame tells the markers that carry the size of the picture.
func isFrame(mark byte) bool {
	return mark >= 0xc0 && mark <= 0xcf && mark != 0xc4 && mark != 0xc8 && mark != 0xcc
}

// measureJPEG walks the segments of a JPEG from end to end without decoding: one frame
// within the limits, at most 32 scans, and the mark of the end. What follows the end is
// not looked at.
func measureJPEG(r io.Reader) (width, height int, err error) {
	br := bufio.NewReaderSize(r, 32<<10)
	for scans := 0; ; {
		mark, err := nextMarker(br)
		switch {
		case err != nil:
			return 0, 0, cut(err)
		case mark == markEOI && scans > 0 && width > 0:
			return width, height, nil
		case mark == markEOI:
			return 0, 0, isBroken
		case mark == markSOI || mark == 0x01:
			continue
		}
		if mark == markSOS {
			if scans++; scans > maxScans {
				return 0, 0, hasScans
			}
		}
		body, err := segment(br, isFrame(mark))
		if err != nil {
			return 0, 0, cut(err)
		}
		if !isFrame(mark) {
			continue
		}
		if width > 0 {
			return 0, 0, isBroken
		}
		if width, height, err = frame(mark, body); err != nil {
			return 0, 0, err
		}
	}
}

// nextMarker skips coded data and fill bytes up to the next marker that means something.
func nextMarker(br *bufio.Reader) (byte, error) {
	for {
		if _, err := br.ReadSlice(0xff); err == bufio.ErrBufferFull {
			continue
		} else if err != nil {
			return 0, err
		}
		b := byte(0xff)
		for b == 0xff {
			var err error
			if b, err = br.ReadByte(); err != nil {
				return 0, err
			}
		}
		if b != 0 && (b < 0xd0 || b > 0xd7) { // neither a stuffed byte nor a restart
			return b, nil
		}
	}
}

// segment reads or skips the body of a segment.
func segment(br *bufio.Reader, keep bool) ([]byte, error) {
	var size [2]byte
	if _, err := io.ReadFull(br, size[:]); err != nil {
		return nil, err
	}
	n := int(binary.BigEndian.Uint16(size[:])) - 2
	if n < 0 {
		return nil, isBroken
	}
	if !keep {
		_, err := br.Discard(n)
		return nil, err
	}
	body := make([]byte, n)
	_, err := io.ReadFull(br, body)
	return body, err
}

// frame reads the size of a picture. A progressive JPEG keeps all its coefficients, four
// bytes each, beside the samples; every one of its scans passes over them.
func frame(mark byte, body []byte) (width, height int, err error) {
	if len(body) < 6 || len(body) < 6+3*int(body[5]) {
		return 0, 0, isBroken
	}
	height, width = int(binary.BigEndian.Uint16(body[1:])), int(binary.BigEndian.Uint16(body[3:]))
	var most, sum int64
	for i := range int(body[5]) {
		s := body[6+3*i+1]
		area := int64(s>>4) * int64(s&15)
		most, sum = max(most, area), sum+area
	}
	if most == 0 {
		return 0, 0, isBroken
	}
	raster := int64(width) * int64(height) * sum / most
	if mark&3 == 2 {
		raster *= 5
	}
	return width, height, allow(width, height, raster)
}

// cut turns the end of the data into the reason; other errors pass.
func cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return isTruncated
	}
	return err
}
