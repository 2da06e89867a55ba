package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
	"unicode/utf8"
)

// Limits bound what is read. Bytes and Inflated are bytes, as sent and as unpacked; Rows
// is the number of rows that a workbook must stay below, Problems how many are told.
type Limits struct {
	Bytes    int64
	Inflated int64
	Rows     int
	Problems int
}

// Usual are the limits of a county: 6,677 lists with all their rows are about 100,000.
var Usual = Limits{Bytes: 64 << 20, Inflated: 600 << 20, Rows: 200_000, Problems: 500}

// entries is how many parts a workbook of ours may have.
const entries = 500

// tab is one sheet of the file: where its part lies, and whether it is shown.
type tab struct {
	name, part string
	hidden     bool
}

// envelope is a workbook that passed the gate: a sound zip of bounded size, whose parts
// are UTF-8, with no code and no links to other files.
type envelope struct {
	parts map[string]*zip.File
	tabs  []tab
}

// openEnvelope unpacks every part once, counting what really comes out: what the zip
// declares is only believed where it refuses.
func openEnvelope(content []byte, limits Limits) (*envelope, *Problem) {
	if p := nature(content); p != nil {
		return nil, p
	}
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, found("file_broken")
	}
	if len(archive.File) > entries {
		return nil, found("file_bomb")
	}
	e, left := &envelope{parts: map[string]*zip.File{}}, limits.Inflated
	for _, f := range archive.File {
		if f.UncompressedSize64 > uint64(left) {
			return nil, found("file_bomb")
		}
		n, p := inspect(f, left)
		if p != nil {
			return nil, p
		}
		left -= n
		name := strings.ToLower(strings.ReplaceAll(f.Name, "\\", "/"))
		if e.parts[name] != nil {
			return nil, found("file_broken")
		}
		e.parts[name] = f
	}
	if p := e.kind(); p != nil {
		return nil, p
	}
	return e, e.readTabs()
}

// nature tells by its first bytes what a file is that is no zip.
func nature(content []byte) *Problem {
	switch {
	case len(content) == 0:
		return found("file_empty")
	case bytes.HasPrefix(content, []byte("PK")):
		return nil
	case bytes.HasPrefix(content, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		return found("file_xls")
	case bytes.IndexByte(content[:min(len(content), 4096)], 0) < 0:
		return found("file_text")
	}
	return found("file_other")
}

// kind refuses other documents that are zips as well, and workbooks that carry code.
func (e *envelope) kind() *Problem {
	if e.parts["xl/workbook.xml"] == nil || e.parts["[content_types].xml"] == nil {
		return found("file_other")
	}
	for name := range e.parts {
		if strings.HasSuffix(name, ".bin") && strings.Contains(name, "vba") || strings.HasPrefix(name, "xl/externallinks/") || strings.HasPrefix(name, "xl/macrosheets/") {
			return found("file_macro")
		}
	}
	return nil
}

// inspect unpacks one part up to a limit and answers how many bytes it really has.
func inspect(f *zip.File, limit int64) (int64, *Problem) {
	in, err := f.Open()
	if err != nil {
		return 0, found("file_broken")
	}
	defer in.Close()
	var text io.Writer = io.Discard
	if ending := strings.ToLower(path.Ext(f.Name)); ending == ".xml" || ending == ".rels" {
		text = &utf8Check{}
	}
	n, err := io.Copy(text, io.LimitReader(in, limit+1))
	switch {
	case n > limit, errors.Is(err, zip.ErrFormat): // the second: more came out than was declared
		return n, found("file_bomb")
	case err == errNotUTF8:
		return n, found("encoding_wrong")
	case err != nil:
		return n, found("file_broken")
	}
	return n, nil
}

// utf8Check refuses text that is not UTF-8, or that declares another encoding.
type utf8Check struct {
	begun bool
	rest  []byte
}

var errNotUTF8 = xml.UnmarshalError("not UTF-8")

func (c *utf8Check) Write(p []byte) (int, error) {
	if !c.begun {
		c.begun = true
		head := bytes.ToLower(p[:min(len(p), 200)])
		if i := bytes.Index(head, []byte("encoding=")); i >= 0 && bytes.HasPrefix(head, []byte("<?xml")) && !bytes.HasPrefix(head[i+len("encoding="):][1:], []byte("utf-8")) {
			return 0, errNotUTF8
		}
	}
	n, text := len(p), p
	if len(c.rest) > 0 {
		text = append(c.rest, p...)
	}
	tail := 0 // the beginning of a character whose end comes with the next piece
	for tail < min(len(text), utf8.UTFMax-1) && !utf8.RuneStart(text[len(text)-1-tail]) {
		tail++
	}
	if tail < len(text) && !utf8.FullRune(text[len(text)-1-tail:]) {
		tail++
	} else {
		tail = 0
	}
	if !utf8.Valid(text[:len(text)-tail]) {
		return 0, errNotUTF8
	}
	c.rest = bytes.Clone(text[len(text)-tail:])
	return n, nil
}

// readTabs finds the sheets and their parts (ECMA-376 §18.2.19).
func (e *envelope) readTabs() *Problem {
	var book struct {
		Sheets []struct {
			Name  string `xml:"name,attr"`
			State string `xml:"state,attr"`
			ID    string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var relations struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if e.decode("xl/workbook.xml", &book) != nil || e.decode("xl/_rels/workbook.xml.rels", &relations) != nil {
		return found("file_broken")
	}
	targets := map[string]string{}
	for _, r := range relations.List {
		target := r.Target
		if !strings.HasPrefix(target, "/") {
			target = "/xl/" + target
		}
		targets[r.ID] = strings.ToLower(strings.TrimPrefix(path.Clean(target), "/"))
	}
	for _, s := range book.Sheets {
		t := tab{name: s.Name, part: targets[s.ID], hidden: s.State == "hidden" || s.State == "veryHidden"}
		if e.parts[t.part] == nil {
			return found("file_broken")
		}
		e.tabs = append(e.tabs, t)
	}
	return nil
}

func (e *envelope) decode(part string, into any) error {
	f := e.parts[part]
	if f == nil {
		return io.ErrUnexpectedEOF
	}
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	return xml.NewDecoder(in).Decode(into)
}
