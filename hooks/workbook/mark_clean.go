package workbook

import (
	"archive/zip"
	"bytes"
	"io"
	"regexp"
	"strings"
)

// The library finds the comments of a sheet by the number in the name of its drawing, as
// Excel writes them. Where another program named them otherwise, new comments would lie
// in a part that no sheet names; the old ones are taken out first, so that ours are seen.

var (
	relation  = regexp.MustCompile(`<(?:\w+:)?Relationship\s[^>]*?(?:/>|>\s*</(?:\w+:)?Relationship>)`)
	target    = regexp.MustCompile(`\sTarget="([^"]*)"`)
	numbered  = regexp.MustCompile(`^\.\./(?:drawings/vmlDrawing|comments)(\d+)\.(?:vml|xml)$`)
	drawn     = regexp.MustCompile(`<(?:\w+:)?legacyDrawing\s[^>]*?(?:/>|>\s*</(?:\w+:)?legacyDrawing>)`)
	ofComment = regexp.MustCompile(`/relationships/(comments|vmlDrawing)"`)
)

// withoutForeign is the workbook without the comments that the library would not find.
func withoutForeign(content []byte) ([]byte, error) {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, err
	}
	foreign := map[string]bool{} // sheets by the name of their part
	for _, f := range archive.File {
		sheet, is := strings.CutPrefix(f.Name, "xl/worksheets/_rels/")
		if !is {
			continue
		}
		part, err := unpacked(f)
		if err != nil {
			return nil, err
		}
		if !matched(part) {
			foreign["xl/worksheets/"+strings.TrimSuffix(sheet, ".rels")] = true
		}
	}
	if len(foreign) == 0 {
		return content, nil
	}
	return rewritten(archive, foreign)
}

// matched reports whether drawing and comments of a sheet have the names and the same
// number that the library looks for.
func matched(rels []byte) bool {
	number := ""
	for _, r := range relation.FindAll(rels, -1) {
		if !ofComment.Match(r) {
			continue
		}
		t := target.FindSubmatch(r)
		if t == nil {
			return false
		}
		n := numbered.FindSubmatch(t[1])
		if n == nil || number != "" && number != string(n[1]) {
			return false
		}
		number = string(n[1])
	}
	return true
}

func unpacked(f *zip.File) ([]byte, error) {
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return io.ReadAll(in)
}

// rewritten packs the workbook again, the foreign sheets without their comments.
func rewritten(archive *zip.Reader, foreign map[string]bool) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range archive.File {
		sheet := strings.TrimSuffix(strings.Replace(f.Name, "/_rels/", "/", 1), ".rels")
		if !foreign[sheet] {
			if err := w.Copy(f); err != nil {
				return nil, err
			}
			continue
		}
		part, err := unpacked(f)
		if err != nil {
			return nil, err
		}
		if f.Name == sheet {
			part = drawn.ReplaceAll(part, nil)
		} else {
			part = relation.ReplaceAllFunc(part, func(r []byte) []byte {
				if ofComment.Match(r) {
					return nil
				}
				return r
			})
		}
		to, err := w.Create(f.Name)
		if err == nil {
			_, err = to.Write(part)
		}
		if err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return out.Bytes(), err
}
