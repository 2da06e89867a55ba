package intake

import (
	"bytes"
	"fmt"
	"slices"

	"onestop/hooks/rules/fault"
)

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
