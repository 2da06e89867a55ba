package intake

import (
	"bytes"
	"compress/lzw"
	"encoding/ascii85"
	"fmt"
	"image"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"onestop/hooks/rules/fault"
)

// hostile is one file that must not be taken, and why.
type hostile struct {
	what string
	name string
	data []byte
	code fault.Code
	why  reason
}

func TestHostileFiles(t *testing.T) {
	x := newExaminer(t, Options{})
	if _, err := x.bytes("a.pdf", pages(1).bytes()); err != nil { // the child is started
		t.Fatal(err)
	}
	all := slices.Concat(hostileTypes(), hostilePictures(), hostileFrames(), hostileActions(), hostileStructures())
	if len(all) < 120 {
		t.Errorf("the corpus has only %d files", len(all))
	}
	seen := map[string]bool{}
	for _, h := range all {
		if seen[h.what] {
			t.Errorf("two files are called %q", h.what)
		}
		seen[h.what] = true
		t.Run(h.what, func(t *testing.T) {
			took := quickest(x, func() {
				_, err := x.bytes(h.name, h.data)
				refusedAs(t, err, h.code, h.why)
			})
			if took > slow*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
	if peak := peakMemory(t, x); peak > 200*slow {
		t.Errorf("the child needed %d MB", peak)
	}
}

// quickest is the best time of up to three; other work of the machine may delay one.
func quickest(x *Examiner, judge func()) time.Duration {
	best := time.Hour
	for try := 0; try < 3 && best > slow*time.Second; try++ {
		x.verdicts = newVerdicts(8)
		begun := time.Now()
		judge()
		best = min(best, time.Since(begun))
	}
	return best
}

// peakMemory is the most memory that the one child had, in MB (Linux; 0 elsewhere).
func peakMemory(t *testing.T, x *Examiner) (mb int) {
	w := <-x.slots
	defer func() { x.slots <- w }()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", w.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	fmt.Sscan(rest, &mb)
	t.Logf("after %d files the child had needed %d MB at most", w.jobs, mb>>10)
	return mb >> 10
}

func hostileTypes() (all []hostile) {
	add := func(what, name, data string, code fault.Code, why reason) {
		all = append(all, hostile{what, name, []byte(data), code, why})
	}
	add("empty", "a.jpg", "", fault.FileEmpty, isEmpty)
	add("20 MB and one byte", "a.jpg", "\xff\xd8\xff"+strings.Repeat("x", MaxBytes-2), fault.FileTooLarge, isTooLarge)
	for _, f := range []struct {
		what, data string
		why        reason
	}{
		{"one byte", "\xff", isUnknown},
		{"two bytes of a JPEG", "\xff\xd8", isUnknown},
		{"zeros", strings.Repeat("\x00", 4000), isUnknown},
		{"noise", string(noise(4000)), isUnknown},
		{"text", "姓名：张三\n", isMarkup},
		{"EICAR", `X5O!P%@AP[4\PZX54(P^)7CC)7}$` + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*", isMarkup},
		{"HTML", "<!DOCTYPE html><script>alert(1)</script>", isMarkup},
		{"HTML after blanks and a mark", "\xef\xbb\xbf \n\t<HTML>", isMarkup},
		{"XML", `<?xml version="1.0"?><a/>`, isMarkup},
		{"SVG", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, isVector},
		{"SVG after a declaration", `<?xml version="1.0"?><!-- x --><svg onload="alert(1)"/>`, isVector},
		{"zip", "PK\x03\x04\x14\x00\x00\x00\x08\x00readme.txt", isArchive},
		{"empty zip", "PK\x05\x06" + strings.Repeat("\x00", 18), isArchive},
		{"docx", "PK\x03\x04\x14\x00\x06\x00\x08\x00[Content_Types].xml", isOffice},
		{"docm", "PK\x03\x04\x14\x00\x06\x00\x08\x00word/vbaProject.bin", isOffice},
		{"xlsx", "PK\x03\x04\x14\x00\x06\x00\x08\x00xl/workbook.xml", isOffice},
		{"odt", "PK\x03\x04\x14\x00\x00\x00mimetypeapplication/vnd.oasis.opendocument.text", isOffice},
		{"OFD", "PK\x03\x04\x14\x00\x00\x00\x08\x00OFD.xml", isLayout},
		{"doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), isOffice},
		{"rtf", `{\rtf1 hello}`, isOffice},
		{"rar", "Rar!\x1a\x07\x01\x00", isArchive},
		{"7z", "7z\xbc\xaf\x27\x1c\x00\x04", isArchive},
		{"gzip", "\x1f\x8b\x08\x00", isArchive},
		{"tar", strings.Repeat("a", 257) + "ustar", isArchive},
		{"exe", "MZ\x90\x00\x03", isProgram},
		{"ELF", "\x7fELF\x02\x01", isProgram},
		{"shell script", "#!/bin/sh\nrm -rf /\n", isProgram},
		{"shortcut", "L\x00\x00\x00\x01\x14\x02\x00\x00", isProgram},
		{"GIF", "GIF89a\x01\x00\x01\x00", isPicture},
		{"GIF and archive in one", "GIF89a\x01\x00\x01\x00" + zipTailOf(), isPicture},
		{"BMP", "BM\x8a\x00\x00\x00", isPicture},
		{"TIFF little", "II*\x00\x08\x00", isPicture},
		{"TIFF big", "MM\x00*\x00\x08", isPicture},
		{"WebP", "RIFF\x24\x00\x00\x00WEBPVP8 ", isPicture},
		{"HEIC", "\x00\x00\x00\x18ftypheic", isPhone},
		{"AVIF", "\x00\x00\x00\x18ftypavif", isPhone},
		{"PDF behind a comment", "<!--\n%PDF-1.7\n", isLatePDF},
		{"PDF behind a script comment", "/*%PDF-1.7*/", isLatePDF},
		{"PDF behind HTML", "<html><script>1</script>\n" + string(pages(1).bytes()), isLatePDF},
		{"PDF behind a blank", " " + string(pages(1).bytes()), isLatePDF},
		{"PDF behind a GIF", "GIF89a" + string(pages(1).bytes()), isLatePDF},
		{"PDF behind an archive", "PK\x03\x04" + string(pages(1).bytes()), isLatePDF},
	} {
		add(f.what, "photo.jpg", f.data, fault.FileType, f.why)
	}
	photo, picture, document := string(jpegOf(paper(64, 64))), string(pngOf(paper(64, 64))), string(pages(1).bytes())
	for _, name := range []string{"photo.exe", "photo.html", "photo.svg", "photo.pdf", "photo.jpg.js", "photo.docm", "photo.exe ", "photo.exe..",
		"photo\u202egpj.exe", "photo.gpj\u202e", "x:photo.exe", "photo.ex\u200be", `C:\photos\photo.bat`, strings.Repeat("长", 300) + ".exe", "photo.jpg\x00.exe"} {
		add(fmt.Sprintf("JPEG named %.40q", name), name, photo, fault.FileType, nameMisled)
	}
	add("PNG named .pdf", "a.pdf", picture, fault.FileType, nameMisled)
	add("PDF named .jpg", "a.jpg", document, fault.FileType, nameMisled)
	add("PDF named .html", "a.html", document, fault.FileType, nameMisled)
	add("JPEG that is an archive too", "a.jpg", photo+zipTailOf(), fault.FileType, isTwofold)
	add("PNG that is an archive too", "a.png", picture+zipTailOf()+"\x00", fault.FileType, isTwofold)
	add("PDF that is an archive too", "a.pdf", document+zipTailOf()+"\n%%EOF\n", fault.FileType, isTwofold)
	return all
}

// zipTailOf is the end of an archive with one entry and a comment of six bytes.
func zipTailOf() string {
	return "PK\x01\x02" + strings.Repeat("\x00", 42) + "PK\x05\x06\x00\x00\x00\x00\x01\x00\x01\x00.\x00\x00\x00\x00\x00\x00\x00\x06\x00" + strings.Repeat(" ", 6)
}

func noise(n int) []byte {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

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

func hostileFrames() (all []hostile) {
	add := func(what string, data []byte, code fault.Code, why reason) {
		all = append(all, hostile{what, "form.pdf", data, code, why})
	}
	whole := pages(3).bytes()
	for _, at := range []int{5, 7, 9, 100, len(whole) / 2, len(whole) - 8, len(whole) - 3} {
		why := isTruncated
		if at < 8 {
			why = isBroken
		}
		add(fmt.Sprintf("PDF cut at %d", at), whole[:at], fault.FileBroken, why)
	}
	add("PDF with a page behind its end", slices.Concat(whole, []byte("<html><script>1</script></html>")), fault.FileBroken, isTruncated)
	add("PDF of version x", bytes.Replace(whole, []byte("%PDF-1.7"), []byte("%PDF-x.7"), 1), fault.FileBroken, isBroken)
	add("PDF of nothing", []byte("%PDF-1.7\n%%EOF\n"), fault.FileBroken, isTruncated)
	add("PDF without a pointer to the table", bytes.Replace(whole, []byte("startxref"), []byte("startxyzz"), 1), fault.FileBroken, isTruncated)
	add("PDF with its table damaged", bytes.Replace(whole, []byte("xref\n0"), []byte("xyzw\n0"), 1), fault.FileBroken, isTorn)
	add("PDF with noise for a table", bytes.Replace(whole, []byte("0000000000 65535 f"), []byte("\x01\x80garbage\xff\xfe 6 f"), 1), fault.FileBroken, isTorn)
	add("PDF with its pointer past the end", pointAt(whole, "99999999"), fault.FileBroken, isTorn)
	add("PDF with its pointer before the beginning", pointAt(whole, "-5"), fault.FileBroken, isTorn)
	add("PDF with its pointer into a page", pointAt(whole, "20"), fault.FileBroken, isTorn)
	add("PDF with all objects moved", append(slices.Clone(whole[:9]), append([]byte("% moved\n"), whole[9:]...)...), fault.FileBroken, isTorn)
	add("PDF whose table bites its tail", pages(1).classic(fmt.Sprintf("/Prev %d", bytes.Index(pages(1).bytes(), []byte("xref")))), fault.FileBroken, isTorn)
	add("PDF without a catalogue", bytes.Replace(whole, []byte("/Root"), []byte("/Boot"), 1), fault.FileBroken, isTorn)

	for what, secret := range encrypted {
		add("PDF with "+what, secret(pages(2).bytes()), fault.FileEncrypted, isLocked)
	}
	add("PDF with an encryption by name", pages(1).with(9, "<</Filter/Standard/V 1>>").classic("/Encrypt 9 0 R"), fault.FileEncrypted, isLocked)
	add("PDF with an encryption written #45ncrypt", pages(1).with(9, "<</Filter/Standard>>").classic("/#45ncrypt 9 0 R"), fault.FileEncrypted, isLocked)
	add("PDF with an encryption in a stream table", pages(1).modern(nil, "", slices.Clone[[]byte], "/Encrypt 9 0 R"), fault.FileEncrypted, isLocked)
	add("PDF with an encryption in an older revision", update(pages(1).with(9, "<</Filter/Standard>>").classic("/Encrypt 9 0 R"), pages(1), ""), fault.FileEncrypted, isLocked)
	return all
}

func pointAt(data []byte, where string) []byte {
	i := bytes.LastIndex(data, []byte("startxref\n"))
	return []byte(string(data[:i]) + "startxref\n" + where + "\n%%EOF\n")
}

const alarm = "<</S/JavaScript/JS(app.alert\\(1\\))>>"

func hostileActions() (all []hostile) {
	one := pages(1)
	add := func(what string, data []byte, why reason) {
		all = append(all, hostile{"PDF with " + what, "form.pdf", data, fault.FileActive, why})
	}
	for _, c := range []struct {
		what string
		pdf  paperPDF
		why  reason
	}{
		{"a script on opening", one.catalogue("/OpenAction" + alarm), hasScript},
		{"a script on opening, by reference", one.catalogue("/OpenAction 9 0 R").with(9, alarm), hasScript},
		{"a script on opening, named #4A#53", one.catalogue("/Open#41ction<</S/J#61vaScript/#4A#53(1)>>"), hasScript},
		{"a script whose type is a reference", one.catalogue("/OpenAction<</S 9 0 R/JS(1)>>").with(9, "/JavaScript"), hasScript},
		{"a script behind a comment", one.catalogue("/OpenAction<</S%x\n/JavaScript/JS(1)>>"), hasScript},
		{"a script behind another action", one.catalogue("/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next[<</S/Named/N/NextPage/Next 9 0 R>>]>>").with(9, alarm), hasScript},
		{"a script of the document", one.catalogue("/Names<</JavaScript<</Names[(a)9 0 R]>>>>").with(9, alarm), hasScript},
		{"a script when it closes", one.catalogue("/AA<</WC" + alarm + ">>"), hasScript},
		{"a script when a page opens", one.page("/AA<</O" + alarm + ">>"), hasScript},
		{"a script when a page closes", one.page("/T(field)/AA<</C" + alarm + ">>"), hasScript},
		{"a script when a field is shown", form("/AA<</PV" + alarm + ">>"), hasScript},
		{"a script under a pointer", form("/AA<</E" + alarm + ">>"), hasScript},
		{"a script behind a click", form("/A" + alarm), hasScript},
		{"a formatting script that is also the opening one", form("/AA<</F 9 0 R>>").with(9, alarm).catalogue("/OpenAction 9 0 R"), hasScript},
		{"a formatting script followed by a launch", form("/AA<</F<</S/JavaScript/JS(1)/Next<</S/Launch/F(a.exe)>>>>>>"), hasLaunch},
		{"formatting events of no field", one.page("/Annots[20 0 R]").with(20, "<</Subtype/Link/AA<</F"+alarm+">>>>"), hasScript},
		{"an unused script", one.with(50, alarm), hasScript},
		{"a script in an unclosed dictionary", one.with(50, "<</S/JavaScript/JS(1)"), hasScript},
		{"a script behind a stray word", one.catalogue("/OpenAction<</X word /S/JavaScript/JS(1)>>"), hasScript},
		{"a script behind an unclosed list", one.with(50, "<</X[1 2/S/JavaScript/JS(1)>>"), hasScript},
		{"a script whose key comes twice", one.catalogue("/OpenAction<</S/JavaScript/JS(1)/S/GoTo>>"), hasScript},
		{"a launch on opening", one.catalogue("/OpenAction<</S/Launch/F(cmd.exe)>>"), hasLaunch},
		{"a launch behind a click", form("/A<</S/Launch/Win<</F(cmd.exe)>>>>"), hasLaunch},
		{"a launch written L#61unch", form("/A<</S/L#61unch/F(a)>>"), hasLaunch},
		{"an import of data", form("/A<</S/ImportData/F(a.fdf)>>"), hasLaunch},
		{"a link on opening", one.catalogue("/OpenAction<</S/URI/URI(http://a.example)>>"), hasOutward},
		{"a form sent on opening", one.catalogue("/OpenAction<</S/SubmitForm/F(http://a.example)>>"), hasOutward},
		{"a form sent when a page opens", one.page("/AA<</O 9 0 R>>").with(9, "<</S/SubmitForm/F(x)>>"), hasOutward},
		{"another document on opening", one.catalogue("/OpenAction<</S/GoToR/F(\\\\\\\\host\\\\share)/D[0/Fit]>>"), hasOutward},
		{"an embedded document on opening", one.catalogue("/OpenAction<</S/GoToE/D(1)>>"), hasEmbedded},
		{"an embedded file", one.catalogue("/Names<</EmbeddedFiles<</Names[(a)9 0 R]>>>>").with(9, "<</Type/Filespec/F(a.exe)/EF<</F 10 0 R>>>>").with(10, stream("/Type/EmbeddedFile", []byte("MZ"))), hasEmbedded},
		{"an embedded file nobody names", one.with(10, stream("/Type/EmbeddedFile", []byte("MZ"))), hasEmbedded},
		{"an attachment on a page", one.page("/Annots[<</Subtype/FileAttachment/FS<</EF<</F 10 0 R>>>>>>]").with(10, stream("", []byte("MZ"))), hasEmbedded},
		{"an associated file", one.catalogue("/AF[<</Type/Filespec/E#46<</F 10 0 R>>>>]").with(10, stream("", []byte("MZ"))), hasEmbedded},
		{"rich media", one.page("/Annots[<</Subtype/RichMedia>>]"), hasMedia},
		{"a film", one.page("/Annots[<</Subtype/Movie>>]"), hasMedia},
		{"a screen", one.page("/Annots[<</Subtype/Screen>>]"), hasMedia},
		{"a sound", one.catalogue("/OpenAction<</S/Sound>>"), hasMedia},
		{"a model in three dimensions", one.page("/Annots[<</Subtype/3D>>]"), hasMedia},
		{"a form description with a script", one.catalogue("/AcroForm<</XFA[(template)9 0 R]>>").with(9, stream("/Filter/FlateDecode", pack([]byte("<template><xfa:Script>1</xfa:Script></template>")))), hasScript},
		{"a form description in UTF-16 with a script", one.catalogue("/AcroForm<</XFA 9 0 R>>").with(9, stream("", []byte("<\x00s\x00c\x00r\x00i\x00p\x00t\x00>\x00"))), hasScript},
		{"a form description that can not be read", one.catalogue("/AcroForm<</XFA 9 0 R>>").with(9, stream("/Filter/NoSuch", []byte("x"))), hasScript},
	} {
		add(c.what, c.pdf.bytes(), c.why)
	}
	hidden := paperPDF{50: alarm}
	opens := one.catalogue("/OpenAction 50 0 R")
	same := func(b []byte) []byte { return b }
	add("a script in an object stream", opens.modern(hidden, "/Filter/FlateDecode", pack, ""), hasScript)
	add("a script in a plain object stream", opens.modern(hidden, "", same, ""), hasScript)
	add("a script in an object stream in hexadecimal", opens.modern(hidden, "/Filter/ASCIIHexDecode", hexOf, ""), hasScript)
	add("a script in an object stream in base 85, packed", opens.modern(hidden, "/Filter[/A85/Fl]", func(b []byte) []byte { return base85(pack(b)) }, ""), hasScript)
	add("a script in an object stream with run lengths", opens.modern(hidden, "/Filter/RunLengthDecode", runs, ""), hasScript)
	add("a script in an object stream with LZW", opens.modern(hidden, "/Filter/LZWDecode/DecodeParms<</EarlyChange 0>>", lzwOf, ""), hasScript)
	add("a script in an object stream with predictor", opens.modern(hidden, "/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 4>>", predicted, ""), hasScript)
	add("an unused object stream with a script", one.with(60, stream("/Type/ObjStm/N 1/First 5", []byte("61 0 "+alarm))).bytes(), hasScript)
	add("an object stream without its type", one.with(60, stream("/N 1/First 5", []byte("61 0 "+alarm))).bytes(), hasScript)
	add("a script in an object hidden in a stream", one.with(60, stream("", []byte("70 0 obj"+alarm+"endobj"))).bytes(), hasScript)
	add("a script in an older revision", update(opens.with(50, alarm).bytes(), one, ""), hasScript)
	add("a script in a newer revision", update(one.bytes(), paperPDF{1: one.catalogue("/OpenAction" + alarm)[1]}, ""), hasScript)
	add("a script behind a wrong length", one.with(60, "<</Length 400>>stream\nx\nendstream").with(61, alarm).bytes(), hasScript)
	return all
}

func hostileStructures() (all []hostile) {
	one := pages(1)
	add := func(what string, data []byte, code fault.Code, why reason) {
		all = append(all, hostile{"PDF with " + what, "form.pdf", data, code, why})
	}
	torn := func(what string, p paperPDF) { add(what, p.bytes(), fault.FileBroken, isTorn) }
	torn("a page tree that bites its tail", one.with(2, "<</Type/Pages/Count 1/Kids[2 0 R]>>"))
	torn("a branch hanging on two branches", one.with(2, "<</Kids[4 0 R 4 0 R]>>").with(4, "<</Kids[3 0 R]>>"))
	torn("a page that is missing", one.with(2, "<</Kids[3 0 R 77 0 R]>>"))
	torn("a page that is a number", one.with(3, "42"))
	torn("pages that are no list", one.with(2, "<</Kids 5>>"))
	torn("a catalogue that refers to itself", one.with(1, "1 0 R"))
	torn("a catalogue without pages", one.with(1, "<</Type/Catalog>>"))
	deep := paperPDF{1: "<</Pages 2 0 R>>"}
	for i := range 300 {
		deep[2+i] = fmt.Sprintf("<</Kids[%d 0 R]>>", 3+i)
	}
	deep[302] = "<</Type/Page>>"
	torn("a page tree 300 deep", deep)
	add("no pages", one.with(2, "<</Type/Pages/Count 0/Kids[]>>").bytes(), fault.FileBroken, hasNoPages)
	add("501 pages", pages(501).bytes(), fault.FileTooLarge, hasManyPages)
	add("two answers to how an object stream is read", update(one.with(9, "1").with(60, "<</Type/ObjStm/N 9 0 R/First 4/Length 3>>stream\n1 0\nendstream").bytes(), paperPDF{9: "2"}, ""), fault.FileBroken, isTorn)
	add("a stream that never ends", one.with(60, "<</Type/ObjStm/N 1/First 4>>stream\nx").bytes(), fault.FileBroken, isBroken)
	add("an object stream that is damaged", one.modern(paperPDF{50: "<<>>"}, "/Filter/FlateDecode", func(b []byte) []byte { return flip(pack(b), 0) }, ""), fault.FileBroken, isBroken)
	add("an object stream that points outside", one.with(60, stream("/Type/ObjStm/N 1/First 8", []byte("61 9999 "))).bytes(), fault.FileBroken, isTorn)
	add("a table in a stream of no width", bytes.Replace(one.modern(nil, "", slices.Clone[[]byte], ""), []byte("/W[1 4 1]"), []byte("/W[0 0 0]"), 1), fault.FileBroken, isTorn)

	bomb := func(what string, data []byte, why reason) { add(what, data, fault.FileBomb, why) }
	for what, text := range map[string]string{"lists": strings.Repeat("[", 100000), "dictionaries": strings.Repeat("<</A", 100000), "lists, closed": strings.Repeat("[", 300) + strings.Repeat("]", 300)} {
		bomb("nested "+what, one.with(50, text).bytes(), isDeep)
	}
	bomb("two million objects", slices.Concat(one.bytes(), bytes.Repeat([]byte("1 0 obj 1 "), MaxBytes/11), []byte("\n%%EOF")), isDeep)
	bomb("seven million empty lists", slices.Concat(one.bytes(), []byte("5 0 obj["), bytes.Repeat([]byte("[]"), MaxBytes/3), []byte("\n%%EOF")), isDeep)
	bomb("five million empty dictionaries", slices.Concat(one.bytes(), []byte("5 0 obj["), bytes.Repeat([]byte("<<>>"), MaxBytes/5), []byte("\n%%EOF")), isDeep)
	bomb("strings that never end", slices.Concat(one.bytes(), bytes.Repeat([]byte("obj("), MaxBytes/5), []byte("\n%%EOF")), isDeep)
	bomb("dictionaries before one long comment", slices.Concat(one.bytes(), bytes.Repeat([]byte("obj<<>>%"), MaxBytes/9), []byte("\n%%EOF")), isDeep)
	add("one endless word", slices.Concat(one.bytes(), bytes.Repeat([]byte("obj"), MaxBytes/4), []byte("\n%%EOF")), fault.FileBomb, isDeep)
	many := append([]byte("61 0 "), bytes.Repeat([]byte(" "), 80<<20)...)
	bomb("an object stream of 80 MB", one.with(60, stream("/Type/ObjStm/N 1/First 5/Filter/FlateDecode", pack(many))).bytes(), isSwollen)
	small := stream("/Type/ObjStm/N 0/First 0/Filter/FlateDecode", zeros(1<<20))
	bomb("100 object streams of 1 MB", one.hundred(small).bytes(), isSwollen)
	bomb("a content of 600 MB", one.with(4, stream("/Filter/FlateDecode", zeros(600<<20))).bytes(), isSwollen)
	bomb("a content packed twice", one.with(4, stream("/Filter[/FlateDecode/FlateDecode]", pack(zeros(600<<20)))).bytes(), isSwollen)
	bomb("a content packed twice in two ways", one.with(4, stream("/Filter[/LZW/Fl]", pack(zeros(1<<20)))).bytes(), isSwollen)
	bomb("a content with nine filters", one.with(4, stream("/Filter["+strings.Repeat("/AHx", 9)+"]", []byte("30>"))).bytes(), isSwollen)
	bomb("a picture of 65535²", one.with(50, stream("/Subtype/Image/Width 65535/Height 65535/BitsPerComponent 8/Filter/FlateDecode", zeros(100))).bytes(), isSwollen)
	bomb("a form description of 100 MB", one.catalogue("/AcroForm<</XFA 9 0 R>>").with(9, stream("/Filter/FlateDecode", zeros(100<<20))).bytes(), isSwollen)
	rows := stream("/Type/XRef/W[0 0 1]/Size 9/Index[0 60000000]/Root 1 0 R/Filter/FlateDecode", zeros(60_000_000))
	bomb("a table of 60 million rows", tableStream(one, rows), isDeep)
	return all
}

// hundred adds a hundred objects with the same text.
func (p paperPDF) hundred(text string) paperPDF {
	q := maps.Clone(p)
	for i := range 100 {
		q[60+i] = text
	}
	return q
}

// tableStream writes a PDF whose pointer leads to the given table stream.
func tableStream(p paperPDF, table string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	p.body(&b)
	fmt.Fprintf(&b, "91 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", table, b.Len())
	return b.Bytes()
}

// The other ways to pack, as simply as they can be done.

func hexOf(b []byte) []byte { return []byte(fmt.Sprintf("%X>", b)) }

func runs(b []byte) []byte {
	var out []byte
	for part := range slices.Chunk(b, 128) {
		out = append(append(out, byte(len(part)-1)), part...)
	}
	return append(out, 128)
}

func predicted(b []byte) []byte {
	var out []byte
	above := make([]byte, 4)
	for part := range slices.Chunk(b, 4) {
		row := make([]byte, 4)
		copy(row, part)
		out = append(out, 2)
		for i := range row {
			out = append(out, row[i]-above[i])
		}
		above = row
	}
	return pack(out)
}

func base85(b []byte) []byte {
	var out bytes.Buffer
	w := ascii85.NewEncoder(&out)
	w.Write(b)
	w.Close()
	return append(out.Bytes(), "~>"...)
}

func lzwOf(b []byte) []byte {
	var out bytes.Buffer
	w := lzw.NewWriter(&out, lzw.MSB, 8)
	w.Write(b)
	w.Close()
	return out.Bytes()
}
