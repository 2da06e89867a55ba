package intake

import (
	"bytes"
	"compress/lzw"
	"encoding/ascii85"
	"fmt"
	"maps"
	"slices"
	"strings"

	"onestop/hooks/rules/fault"
)

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

	return all
}

// hostileFloods are the PDFs that are large, or grow.
func hostileFloods() (all []hostile) {
	one := pages(1)
	bomb := func(what string, data []byte, why reason) {
		all = append(all, hostile{"PDF with " + what, "form.pdf", data, fault.FileBomb, why})
	}
	for what, text := range map[string]string{"lists": strings.Repeat("[", 100000), "dictionaries": strings.Repeat("<</A", 100000), "lists, closed": strings.Repeat("[", 300) + strings.Repeat("]", 300)} {
		bomb("nested "+what, one.with(50, text).bytes(), isDeep)
	}
	bomb("two million objects", slices.Concat(one.bytes(), bytes.Repeat([]byte("1 0 obj 1 "), MaxBytes/11), []byte("\n%%EOF")), isDeep)
	bomb("seven million empty lists", slices.Concat(one.bytes(), []byte("5 0 obj["), bytes.Repeat([]byte("[]"), MaxBytes/3), []byte("\n%%EOF")), isDeep)
	bomb("five million empty dictionaries", slices.Concat(one.bytes(), []byte("5 0 obj["), bytes.Repeat([]byte("<<>>"), MaxBytes/5), []byte("\n%%EOF")), isDeep)
	bomb("strings that never end", slices.Concat(one.bytes(), bytes.Repeat([]byte("obj("), MaxBytes/5), []byte("\n%%EOF")), isDeep)
	bomb("dictionaries before one long comment", slices.Concat(one.bytes(), bytes.Repeat([]byte("obj<<>>%"), MaxBytes/9), []byte("\n%%EOF")), isDeep)
	bomb("one endless word", slices.Concat(one.bytes(), bytes.Repeat([]byte("obj"), MaxBytes/4), []byte("\n%%EOF")), isDeep)
	bomb("an object stream of 80 MB", one.with(60, stream("/Type/ObjStm/N 1/First 5/Filter/FlateDecode", zeros(80<<20))).bytes(), isSwollen)
	small := stream("/Type/ObjStm/N 0/First 0/Filter/FlateDecode", zeros(1<<20))
	bomb("100 object streams of 1 MB", one.hundred(small).bytes(), isSwollen)
	bomb("a content of 600 MB", one.with(4, stream("/Filter/FlateDecode", zeros(600<<20))).bytes(), isSwollen)
	bomb("a content packed twice", one.with(4, stream("/Filter[/FlateDecode/FlateDecode]", pack(zeros(60<<20)))).bytes(), isSwollen)
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
