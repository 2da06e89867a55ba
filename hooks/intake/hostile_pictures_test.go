package intake

import (
	"bytes"
	"fmt"
	"image"
	"slices"

	"onestop/hooks/rules/fault"
)

func hostilePictures() (all []hostile) {
	add := func(what string, data []byte, code fault.Code, why reason) {
		all = append(all, hostile{what, "photo", data, code, why})
	}
	bomb := func(what string, data []byte, why reason) { add(what, data, fault.FileBomb, why) }
	bomb("PNG of 65535² in 65 bytes", pngHead(65535, 65535, 16, 6, 0), isHuge)
	bomb("PNG of 2³¹-1 squared", pngHead(1<<31-1, 1<<31-1, 8, 6, 0), isHuge)
	bomb("PNG of 50000², one bit", slices.Concat(pngHead(50000, 50000, 1, 0, 0), pngChunk("IDAT", zeros(1<<20))), isHuge)
	bomb("PNG of 20000²", flatPNG(20000, 20000, 1, 0, 2500), isHuge)
	bomb("PNG of 16000000 to 1", pngHead(16000000, 1, 8, 0, 0), isHuge)
	bomb("PNG of 1 to 4000000", pngHead(1, 4000000, 8, 0, 0), isHuge)
	bomb("PNG of 40 megapixels and a bit", pngHead(8000, 5001, 1, 0, 0), isHuge)
	bomb("PNG of 39 megapixels, 16 bits", pngHead(7800, 5000, 16, 2, 0), isHuge)
	bomb("PNG of 36 megapixels, interlaced", pngHead(6000, 6000, 8, 6, 1), isHuge)
	bomb("PNG that moves", slices.Concat(pngHead(64, 64, 8, 0, 0), pngChunk("acTL", make([]byte, 8)), pngChunk("IDAT", nil)), isAnimated)
	bomb("JPEG of 65500²", append(jpegHead(0xc0, 65500, 65500, 0x11), make([]byte, 190)...), isHuge)
	bomb("JPEG of 65500², progressive", append(jpegHead(0xc2, 65500, 65500, 0x22, 0x11, 0x11), make([]byte, 190)...), isHuge)
	bomb("JPEG of 16385 to 100", jpegHead(0xc0, 16385, 100, 0x11), isHuge)
	bomb("JPEG of 39 megapixels, progressive without subsampling", jpegHead(0xc2, 7800, 5000, 0x11, 0x11, 0x11), isHuge)
	bomb("JPEG of 3000 scans", manyScans(1000, 1000, 3000), hasScans)
	bomb("JPEG of 33 scans", manyScans(64, 64, 33), hasScans)

	add("PNG of 7 to 100", pngOf(paper(7, 100)), fault.FileIllegible, isTiny)
	add("JPEG of one pixel", jpegOf(image.NewGray(image.Rect(0, 0, 1, 1))), fault.FileIllegible, isTiny)

	add("PNG of 99 to 400", pngOf(paper(99, 400)), fault.FileIllegible, isTiny)
	add("PNG of one colour", flatPNG(1000, 1400, 8, 0, 1000), fault.FileIllegible, isBlank)
	add("PNG of 40 megapixels of one colour", flatPNG(8000, 5000, 1, 0, 1000), fault.FileIllegible, isBlank)
	add("JPEG of 32 scans of nothing", manyScans(1440, 1440, 32), fault.FileIllegible, isBlank)
	add("JPEG of bare paper", jpegOf(blank(800, 1100)), fault.FileIllegible, isBlank)
	add("JPEG that is quite black", jpegOf(image.NewGray(image.Rect(0, 0, 800, 600))), fault.FileIllegible, isBlank)
	add("JPEG out of all focus", jpegOf(blur(printed(530, 750), 3.5)), fault.FileIllegible, isSmeared)

	broken := func(what string, data []byte, why reason) { add(what, data, fault.FileBroken, why) }
	whole := pngOf(paper(200, 200))
	for _, at := range []int{8, 12, 20, 33, 40, len(whole) / 2, len(whole) - 6, len(whole) - 1} {
		broken(fmt.Sprintf("PNG cut at %d", at), whole[:at], isTruncated)
	}
	photo := jpegOf(paper(200, 200))
	for _, at := range []int{3, 4, 20, 100, 300, 620, len(photo) / 2, len(photo) - 2, len(photo) - 1} {
		broken(fmt.Sprintf("JPEG cut at %d", at), photo[:at], isTruncated)
	}
	broken("JPEG cut and closed", append(slices.Clone(photo[:len(photo)/2]), 0xff, markEOI), isBroken)
	broken("JPEG without a picture", []byte{0xff, 0xd8, 0xff, markEOI}, isBroken)
	broken("JPEG with a scan and no frame", slices.Concat([]byte{0xff, 0xd8}, jpegSegment(markSOS, []byte{1, 1, 0, 0, 63, 0}), []byte{0, 0xff, markEOI}), isBroken)
	broken("JPEG of width 0", append(jpegHead(0xc0, 0, 100, 0x11), 0xff, markEOI), isBroken)
	broken("JPEG without components", append(jpegHead(0xc0, 100, 100), 0xff, markEOI), isBroken)
	broken("JPEG with two frames", slices.Concat(jpegHead(0xc0, 100, 100, 0x11), jpegHead(0xc0, 100, 100, 0x11)), isBroken)
	broken("JPEG with a segment of length 1", []byte{0xff, 0xd8, 0xff, 0xe0, 0, 1, 0, 0}, isBroken)
	arithmetic := bytes.Replace(photo, []byte{0xff, 0xc0}, []byte{0xff, 0xc9}, 1)
	broken("JPEG with arithmetic coding", arithmetic, isUncommon)
	broken("JPEG with 12 bits", bytes.Replace(photo, []byte{0xff, 0xc0, 0, 11, 8}, []byte{0xff, 0xc0, 0, 11, 12}, 1), isUncommon)
	broken("PNG with IDAT damaged", flip(whole, len(whole)/2), isBroken)
	broken("PNG with its header damaged", flip(whole, 30), isBroken)
	broken("PNG with 3 bits", pngHead(64, 64, 3, 0, 0), isBroken)
	broken("PNG with colour type 5", pngHead(64, 64, 8, 5, 0), isBroken)
	broken("PNG without IHDR", append([]byte(pngMagic), pngChunk("IDAT", zeros(10))...), isBroken)
	broken("PNG with two IHDR", slices.Concat(pngHead(64, 64, 8, 0, 0), pngHead(64, 64, 8, 0, 0)[8:]), isBroken)
	broken("PNG without a picture", slices.Concat(pngHead(64, 64, 8, 0, 0), pngChunk("IEND", nil)), isBroken)
	broken("PNG with too few rows", slices.Concat(pngHead(64, 64, 8, 0, 0), pngChunk("IDAT", zeros(65*10)), pngChunk("IEND", nil)), isBroken)
	broken("PNG with a chunk of 4 GB", append(pngHead(64, 64, 8, 0, 0), "\xff\xff\xff\xfftEXt"...), isBroken)
	broken("PNG palette without colours", slices.Concat(pngHead(64, 64, 8, 3, 0), pngChunk("IDAT", zeros(65*64)), pngChunk("IEND", nil)), isBroken)
	return all
}

func flip(data []byte, at int) []byte {
	c := slices.Clone(data)
	c[at] ^= 0xff
	return c
}
