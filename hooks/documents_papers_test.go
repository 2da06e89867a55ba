package hooks

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
)

// photo is a JPEG of a small picture that differs by its seed.
func photo(seed int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, sheet(1000+seed), nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// pdf is a document of one page; more adds to its catalogue, trailer to its trailer, and
// objects stand from number 5 on.
func pdf(text, more, trailer string, objects ...string) []byte {
	content := "BT /F1 12 Tf 72 700 Td (" + text + ") Tj ET"
	all := append([]string{
		"<</Type/Catalog/Pages 2 0 R" + more + ">>",
		"<</Type/Pages/Count 1/Kids[3 0 R]>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
		fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content),
	}, objects...)
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe5\x9f\x8e\xe5\n")
	table := []string{"0000000000 65535 f "}
	for i, o := range all {
		table = append(table, fmt.Sprintf("%010d 00000 n ", b.Len()))
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n%s\ntrailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(table), strings.Join(table, "\n"), len(table), trailer, at)
	return b.Bytes()
}

func pngChunk(kind string, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(append(out, kind...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// bomb is a small PNG that declares a picture of 400 megapixels.
func bomb() []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, 20000), 20000)
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	w.Write(make([]byte, 1<<20))
	w.Close()
	return slices.Concat([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", append(head, 8, 0, 0, 0, 0)), pngChunk("IDAT", packed.Bytes()), pngChunk("IEND", nil))
}

// tiny is a picture that shows nothing.
func tiny() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// badFile is a file that nobody may hand in and the code that says so.
type badFile struct {
	what, name string
	content    []byte
	code       string
}

// badFiles are generated, so that no foreign file lies in the repository.
func badFiles() []badFile {
	good := pdf("Onestop", "", "")
	encrypt := pdf("Onestop", "", "/Encrypt 5 0 R/ID[<00><00>]", "<</Filter/Standard/V 2/R 3/Length 128/P -44/O<"+strings.Repeat("41", 32)+">/U<"+strings.Repeat("42", 32)+">>>")
	script := pdf("Onestop", "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>", "")
	launch := pdf("Onestop", "/OpenAction<</S/Launch/F(cmd.exe)>>", "")
	return []badFile{
		{"an empty file", "照片.png", nil, "file_empty"},
		{"a cut off photo", "照片.jpg", photo(1)[:200], "file_broken"},
		{"a cut off picture", "照片.png", picture(1)[:80], "file_broken"},
		{"a cut off PDF", "申请表.pdf", good[:len(good)/2], "file_broken"},
		{"noise that begins as a photo", "照片.jpg", append([]byte("\xff\xd8\xff\xe0"), bytes.Repeat([]byte("noise"), 99)...), "file_broken"},
		{"a GIF", "动图.gif", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), "file_type"},
		{"a GIF that is called PNG", "照片.png", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), "file_type"},
		{"an SVG", "图.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), "file_type"},
		{"an SVG that is called PNG", "照片.png", []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`), "file_type"},
		{"a web page", "说明.html", []byte("<!doctype html><script>alert(1)</script>"), "file_type"},
		{"a web page that is called PDF", "申请表.pdf", []byte("<html><body>申请</body></html>"), "file_type"},
		{"a text", "说明.txt", []byte("姓名：张示例"), "file_type"},
		{"an archive", "材料.zip", []byte("PK\x03\x04\x14\x00\x00\x00\x08\x00rest of an archive"), "file_type"},
		{"a program", "材料.exe", []byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff"), "file_type"},
		{"an office document", "申请表.docx", []byte("PK\x03\x04\x14\x00\x06\x00\x08\x00[Content_Types].xml word/document.xml"), "file_type"},
		{"a photo that is called PDF", "申请表.pdf", photo(2), "file_type"},
		{"a PDF that is called a photo", "照片.jpg", good, "file_type"},
		{"a picture that is called a program", "照片.png.exe", picture(3), "file_type"},
		{"an archive behind a picture", "照片.png", slices.Concat(picture(4), []byte("PK\x05\x06\x00\x00\x00\x00\x01\x00\x01\x00\x2e\x00\x00\x00\x00\x00\x00\x00\x00\x00")), "file_type"},
		{"a PDF behind a word", "申请表.pdf", append([]byte("hello\n"), good...), "file_type"},
		{"a locked PDF", "申请表.pdf", encrypt, "file_encrypted"},
		{"a PDF with a script", "申请表.pdf", script, "file_active"},
		{"a PDF that starts a program", "申请表.pdf", launch, "file_active"},
		{"a picture of 400 megapixels", "照片.png", bomb(), "file_bomb"},
		{"a picture of sixteen pixels", "照片.png", tiny(), "file_illegible"},
		{"a file of more than 20 MB", "照片.png", append(picture(5), make([]byte, 20<<20)...), "file_too_large"},
	}
}

func mustRead(t testing.TB, r io.Reader) []byte {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func mustReadFile(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
