package intake

import (
	"bytes"
	"encoding/binary"
)

// upright is the orientation of a picture that stands as it was stored.
const upright = 1

// orientationTag is where EXIF keeps it: a short number from 1 to 8.
const (
	orientationTag = 0x0112
	exifShort      = 3
)

// orientationJPEG reads how a JPEG is to be turned, 1 to 8 as EXIF counts; 1 where it
// does not say so in a form that can be read.
func orientationJPEG(data []byte) int {
	for at := 2; at+4 <= len(data) && data[at] == 0xff; {
		mark, size := data[at+1], int(binary.BigEndian.Uint16(data[at+2:]))
		if mark == 0xff { // a fill byte
			at++
			continue
		}
		if mark == markSOS || size < 2 || at+2+size > len(data) {
			break
		}
		if tiff, found := bytes.CutPrefix(data[at+4:at+2+size], []byte("Exif\x00\x00")); found && mark == 0xe1 {
			return orientation(tiff)
		}
		at += 2 + size
	}
	return upright
}

// orientationPNG reads it from the chunk eXIf of a PNG.
func orientationPNG(data []byte) int {
	for at := len(pngMagic); at+8 <= len(data); {
		size, kind := int(binary.BigEndian.Uint32(data[at:])), string(data[at+4:at+8])
		if size > len(data)-at-8 {
			break
		}
		if kind == "eXIf" {
			return orientation(data[at+8 : at+8+size])
		}
		at += 12 + size
	}
	return upright
}

// orientation looks the tag up in the first directory of a TIFF structure.
func orientation(tiff []byte) int {
	if len(tiff) < 8 {
		return upright
	}
	var order binary.ByteOrder = binary.LittleEndian
	if tiff[0] == 'M' {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return upright
	}
	rows := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(rows) < 12 {
			break
		}
		if order.Uint16(rows) == orientationTag && order.Uint16(rows[2:]) == exifShort {
			if v := int(order.Uint16(rows[8:])); v >= 1 && v <= 8 {
				return v
			}
			break
		}
		rows = rows[12:]
	}
	return upright
}
