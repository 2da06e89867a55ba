package intake

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

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

// corpus is every hostile file.
func corpus() []hostile {
	return slices.Concat(hostileTypes(), hostileKinds(), hostilePictures(), hostileFrames(), hostileActions(), hostileStructures(), hostileFloods())
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
