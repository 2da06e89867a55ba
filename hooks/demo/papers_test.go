package demo

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image/jpeg"
	"image/png"
	"path/filepath"
	"strings"
	"testing"
)

func furnished(t *testing.T) *loader {
	t.Helper()
	l := &loader{}
	if err := l.read(); err != nil {
		t.Fatal(err)
	}
	return l
}

func TestEveryPaperCanBeReadAndIsNoOtherPaper(t *testing.T) {
	l := furnished(t)
	s := &stack{drawn: map[string][]byte{}}
	seen := map[[32]byte]string{}
	for _, kind := range l.items.MaterialTypes {
		for _, who := range l.county.Applicants[:3] {
			for _, again := range []bool{false, true} {
				p, err := s.paper(kind, who, "食品经营许可(新办)", fmt.Sprint("7-", again), again)
				if err != nil {
					t.Fatal(err)
				}
				if err := readable(p); err != nil {
					t.Errorf("%s: %v", p.name, err)
				}
				label := fmt.Sprint(kind.Code, who.Login, again)
				sum := sha256.Sum256(p.content)
				if other, twice := seen[sum]; twice {
					t.Errorf("%s and %s are the same file", label, other)
				}
				seen[sum] = label
			}
		}
	}
}

// readable decodes a paper fully by what its name promises.
func readable(p paper) error {
	switch filepath.Ext(p.name) {
	case ".png":
		picture, err := png.Decode(bytes.NewReader(p.content))
		if err == nil && picture.Bounds().Dx() != pageWidth {
			err = fmt.Errorf("%d pixels wide", picture.Bounds().Dx())
		}
		return err
	case ".jpg":
		_, err := jpeg.Decode(bytes.NewReader(p.content))
		return err
	}
	return tableFinds(string(p.content))
}

// tableFinds follows the cross-reference table of a PDF to each of its objects.
func tableFinds(pdf string) error {
	_, tail, found := strings.Cut(pdf, "startxref\n")
	var table, count int
	if _, err := fmt.Sscanf(tail, "%d\n%%%%EOF", &table); !found || err != nil || !strings.HasPrefix(pdf[table:], "xref\n") {
		return fmt.Errorf("no table at %d (%v)", table, err)
	}
	if _, err := fmt.Sscanf(pdf[table:], "xref\n0 %d\n", &count); err != nil {
		return err
	}
	entries := strings.SplitN(pdf[table:], "\n", count+3)[2:]
	for i, entry := range entries[1:count] {
		var offset int
		if _, err := fmt.Sscanf(entry, "%d", &offset); err != nil || !strings.HasPrefix(pdf[offset:], fmt.Sprintf("%d 0 obj\n", i+1)) {
			return fmt.Errorf("object %d is not at %d (%v)", i+1, offset, err)
		}
	}
	return nil
}

func TestPapersAreTheSameEveryTime(t *testing.T) {
	l := furnished(t)
	for _, kind := range l.items.MaterialTypes {
		var both [2][]byte
		for i := range both {
			p, err := (&stack{drawn: map[string][]byte{}}).paper(kind, l.county.Applicants[0], "事项", "1", true)
			if err != nil {
				t.Fatal(err)
			}
			both[i] = p.content
		}
		if !bytes.Equal(both[0], both[1]) {
			t.Errorf("%s differs from one time to the next", kind.Code)
		}
	}
}

func TestWrittenPapersNameWhoAndWhat(t *testing.T) {
	content := string(pdfPage("申请表", []string{"申请人：张示例"}))
	for _, text := range []string{"申请表", "申请人：张示例"} {
		if !strings.Contains(content, pdfText(text)) {
			t.Errorf("%s is not on the page", text)
		}
	}
	if pdfText("证A") != "<8BC10041>" {
		t.Error(pdfText("证A"))
	}
}

func TestRemarkLeavesOtherFilesAlone(t *testing.T) {
	if got := remark([]byte("%PDF-1.4"), "x"); string(got) != "%PDF-1.4" {
		t.Errorf("%q", got)
	}
}

func BenchmarkScan(b *testing.B) {
	for b.Loop() {
		if _, err := scan("510799 ******** 0137 0001", 7); err != nil {
			b.Fatal(err)
		}
	}
}
