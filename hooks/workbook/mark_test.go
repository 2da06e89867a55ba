package workbook

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func marked(t *testing.T, original []byte, problems []Problem) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Mark(&out, original, problems, Usual); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// What comes back is the same workbook: a comment and a colour on each bad cell, the rest
// as it was; mended and sent again, it is taken.
func TestMarkedWorkbookIsMendedAndTaken(t *testing.T) {
	bad := edited(t, func(f *excelize.File) error { return f.SetCellValue("基本目录", "D3", "许可") })
	_, problems := Read(bytes.NewReader(bad), Usual)
	back := marked(t, bad, problems)
	f, err := excelize.OpenReader(bytes.NewReader(back))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	comments, err := f.GetComments("基本目录")
	if err != nil || !strings.Contains(commentAt(comments, "D3"), problems[0].Zh) || commentAt(comments, "A1") == "" {
		t.Fatalf("the comments are %v, %v", comments, err)
	}
	id, err := f.GetCellStyle("基本目录", "D3")
	if err != nil {
		t.Fatal(err)
	}
	if style, err := f.GetStyle(id); err != nil || len(style.Fill.Color) != 1 || style.Fill.Color[0] != "FFC7CE" {
		t.Errorf("the cell is not coloured: %+v %v", style, err)
	}
	if rows, err := f.GetRows(problemSheet); err != nil || len(rows) != 2 || rows[1][1] != "D3" {
		t.Errorf("the list of problems is %v, %v", rows, err)
	}
	if err := f.SetCellValue("基本目录", "D3", "行政许可"); err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellValue("基本目录", "H3", "x"); err != nil {
		t.Fatal(err)
	}
	var again bytes.Buffer
	if err := f.Write(&again); err != nil {
		t.Fatal(err)
	}
	_, problems = Read(bytes.NewReader(again.Bytes()), Usual)
	if len(problems) != 1 || problems[0].Cell != "H3" {
		t.Fatal(problems)
	}
	second, err := excelize.OpenReader(bytes.NewReader(marked(t, again.Bytes(), problems)))
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	comments, err = second.GetComments("基本目录")
	if err != nil || commentAt(comments, "D3") != "" || commentAt(comments, "H3") == "" {
		t.Errorf("an old comment stays: %v %v", comments, err)
	}
}

// Where nothing can be opened, the list of problems comes alone.
func TestMarkOfNoWorkbook(t *testing.T) {
	for _, content := range [][]byte{nil, []byte("code,name"), []byte(`{"basic_items":1}`)} {
		_, problems := Read(bytes.NewReader(content), Usual)
		f, err := excelize.OpenReader(bytes.NewReader(marked(t, content, problems)))
		if err != nil {
			t.Fatal(err)
		}
		if rows, err := f.GetRows(problemSheet); err != nil || len(rows) != len(problems)+1 || len(problems) == 0 {
			t.Errorf("%q: %v %v", content, rows, err)
		}
		f.Close()
	}
}

// Comments that another program named otherwise give way to ours, which are seen.
func TestMarksAreSeenBesideForeignComments(t *testing.T) {
	bad := edited(t, func(f *excelize.File) error { return f.SetCellValue("基本目录", "D3", "许可") })
	foreign := repacked(t, bad, func(name string, part []byte) []byte {
		if strings.HasPrefix(name, "xl/worksheets/_rels/") {
			return bytes.ReplaceAll(part, []byte("../comments"), []byte("/xl/notes/comment"))
		}
		return part
	})
	_, problems := Read(bytes.NewReader(foreign), Usual)
	if len(problems) != 1 {
		t.Fatal(problems)
	}
	f, err := excelize.OpenReader(bytes.NewReader(marked(t, foreign, problems)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	comments, err := f.GetComments("基本目录")
	if err != nil || !strings.Contains(commentAt(comments, "D3"), problems[0].Zh) {
		t.Errorf("the comments are %v, %v", comments, err)
	}
}
