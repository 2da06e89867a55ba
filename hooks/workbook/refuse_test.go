package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// edited is the small workbook after what somebody did to it in Excel.
func edited(t testing.TB, edit func(f *excelize.File) error) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(excel(t, small(t))))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := edit(f); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// repacked is the workbook after its parts were changed one by one; nil drops a part, more adds some.
func repacked(t testing.TB, content []byte, change func(name string, part []byte) []byte, more ...string) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range archive.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if part = change(f.Name, part); part == nil {
			continue
		}
		to, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range more {
		if _, err := w.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func same(_ string, part []byte) []byte { return part }

func refuses(t *testing.T, name string, content []byte, limits Limits, code, sheet, cell string) {
	t.Helper()
	_, problems := Read(bytes.NewReader(content), limits)
	for _, p := range problems {
		if p.Code == code && p.Sheet == sheet && p.Cell == cell {
			if p.Zh == "" || p.En == "" || strings.Contains(p.Zh+p.En, "%!") {
				t.Errorf("%s: the sentences are broken: %+v", name, p)
			}
			return
		}
	}
	t.Errorf("%s: want %s at %s!%s, got %v", name, code, sheet, cell, problems)
}

func TestCellsThatAreRefused(t *testing.T) {
	set := func(sheet, cell string, v any) func(*excelize.File) error {
		return func(f *excelize.File) error { return f.SetCellValue(sheet, cell, v) }
	}
	for _, c := range []struct {
		name, code, sheet, cell string
		edit                    func(*excelize.File) error
	}{
		{"a formula", "cell_formula", "基本目录", "B3", func(f *excelize.File) error { return f.SetCellFormula("基本目录", "B3", "1+1") }},
		{"merged cells", "cells_merged", "材料", "D3", func(f *excelize.File) error { return f.MergeCell("材料", "D3", "E4") }},
		{"a hidden row", "row_hidden", "实施清单", "A3", func(f *excelize.File) error { return f.SetRowVisible("实施清单", 3, false) }},
		{"a hidden column", "column_hidden", "实施清单", "B1", func(f *excelize.File) error { return f.SetColVisible("实施清单", "B", false) }},
		{"a hidden sheet", "sheet_hidden", "材料", "", func(f *excelize.File) error { return f.SetSheetVisible("材料", false) }},
		{"a missing sheet", "sheet_missing", "收费", "", func(f *excelize.File) error { return f.DeleteSheet("收费") }},
		{"a renamed sheet", "sheet_missing", "收费", "", func(f *excelize.File) error { return f.SetSheetName("收费", "收费表") }},
		{"another sheet", "sheet_unknown", "草稿", "", func(f *excelize.File) error { _, err := f.NewSheet("草稿"); return err }},
		{"a renamed column", "column_unknown", "收费", "C1", set("收费", "C1", "价格")},
		{"a missing column", "column_missing", "收费", "G1", set("收费", "C1", "价格")},
		{"a column twice", "column_repeated", "收费", "D1", set("收费", "D1", "收费标准")},
		{"no header", "column_missing", "收费", "G1", func(f *excelize.File) error { return f.RemoveRow("收费", 1) }},
		{"an empty sheet", "column_missing", "收费", "A1", func(f *excelize.File) error {
			_, err := f.NewSheet("草稿")
			return errors.Join(err, f.DeleteSheet("收费"), f.SetSheetName("草稿", "收费"))
		}},
		{"data beside the columns", "cell_outside", "收费", "J3", set("收费", "J3", "x")},
		{"data far away", "cell_outside", "收费", "XFD3", set("收费", "XFD3", "x")},
		{"a code as a number", "text_number", "基本目录", "A3", set("基本目录", "A3", 116013001)},
		{"a telephone as a number", "text_number", "实施清单", "Y3", set("实施清单", "Y3", 8165107003)},
		{"full-width digits", "digits_wide", "基本目录", "A3", set("基本目录", "A3", "０００116013001")},
		{"full-width digits in a telephone", "digits_wide", "实施清单", "Y3", set("实施清单", "Y3", "０８16-5107003")},
		{"a code with a blank", "code_invalid", "基本目录", "A3", set("基本目录", "A3", "000116 13001")},
		{"a wrong basic code", "code_invalid", "基本目录", "A3", set("基本目录", "A3", "001116013001")},
		{"a wrong check character", "code_invalid", "实施清单", "B3", set("实施清单", "B3", "11510799DEM000030R")},
		{"a level that does not exist", "code_invalid", "实施清单", "A3", set("实施清单", "A3", body+"9"+basic)},
		{"a missing value", "value_missing", "基本目录", "B3", set("基本目录", "B3", " 　")},
		{"a long text", "text_long", "基本目录", "B3", set("基本目录", "B3", strings.Repeat("长", 201))},
		{"control characters", "text_broken", "基本目录", "B3", set("基本目录", "B3", "食\u202e品")},
		{"broken text", "text_broken", "基本目录", "B3", set("基本目录", "B3", "食\ufffd品")},
		{"an unknown word", "choice_unknown", "基本目录", "D3", set("基本目录", "D3", "许可")},
		{"an unknown word among several", "choice_unknown", "基本目录", "F3", set("基本目录", "F3", "市级、区级")},
		{"a word twice", "list_repeated", "基本目录", "F3", set("基本目录", "F3", "市级、市级")},
		{"a fraction", "number_invalid", "基本目录", "H3", set("基本目录", "H3", 1.5)},
		{"a number below zero", "number_invalid", "基本目录", "H3", set("基本目录", "H3", -1)},
		{"words for a number", "number_invalid", "基本目录", "H3", set("基本目录", "H3", "一")},
		{"a number too large", "number_large", "材料", "H3", set("材料", "H3", 101)},
		{"a day that is none", "day_invalid", "基本目录", "I3", set("基本目录", "I3", "2026-02-30")},
		{"a bare number for a day", "day_invalid", "基本目录", "I3", set("基本目录", "I3", 45000)},
		{"a flag for a text", "value_type", "基本目录", "B3", set("基本目录", "B3", true)},
		{"a code twice", "code_repeated", "基本目录", "A4", func(f *excelize.File) error { return f.DuplicateRowTo("基本目录", 3, 4) }},
		{"a row twice", "row_repeated", "材料", "B4", func(f *excelize.File) error { return f.DuplicateRowTo("材料", 3, 4) }},
		{"a row of no list", "service_missing", "收费", "A3", set("收费", "A3", body+"4000116013002")},
		{"an option of no question", "question_missing", "情形选项", "B3", set("情形选项", "B3", 9)},
		{"a condition on no option", "option_missing", "材料", "M3", set("材料", "M3", "1/9")},
		{"a condition in words", "option_form", "材料", "M3", set("材料", "M3", "使用燃气")},
	} {
		refuses(t, c.name, edited(t, c.edit), Usual, c.code, c.sheet, c.cell)
	}
}

func TestCellsThatAreTaken(t *testing.T) {
	b, problems := Read(bytes.NewReader(edited(t, func(f *excelize.File) error {
		style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		if err != nil {
			return err
		}
		for cell, v := range map[string]any{"I3": 46023, "B3": "  食品\u3000", "H3": "7", "D3": "Licence", "D9": "  "} {
			if err := f.SetCellValue("基本目录", cell, v); err != nil {
				return err
			}
		}
		return f.SetCellStyle("基本目录", "I3", "I3", style)
	})), Usual)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	r := b.Rows("basic_items")[0]
	if r.Text("effective_on") != "2026-01-01" || r.Text("name") != "食品" || r.Int("version") != 7 || r.Text("type") != "01" || r.Text("code") != basic || len(b.Rows("basic_items")) != 1 {
		t.Errorf("%+v", r.cells)
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	good := excel(t, small(t))
	part := func(name, old, new string) []byte {
		return repacked(t, good, func(n string, p []byte) []byte {
			if n == name {
				return bytes.Replace(p, []byte(old), []byte(new), 1)
			}
			return p
		})
	}
	sheet := "xl/worksheets/sheet2.xml"
	bomb := repacked(t, good, func(n string, p []byte) []byte {
		if n == sheet {
			return bytes.Replace(p, []byte("<sheetData>"), append([]byte("<sheetData>"), bytes.Repeat([]byte(" "), 8<<20)...), 1)
		}
		return p
	})
	tight := Usual
	tight.Inflated = 4 << 20
	for _, c := range []struct {
		name, code string
		content    []byte
		limits     Limits
	}{
		{"nothing", "file_empty", nil, Usual},
		{"an .xls", "file_xls", append([]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}, make([]byte, 512)...), Usual},
		{"a .csv", "file_text", []byte("code,name\n000116013001,x\n"), Usual},
		{"a picture", "file_other", []byte("\x89PNG\r\n\x1a\n\x00\x00"), Usual},
		{"a .docx", "file_other", repacked(t, good, func(n string, p []byte) []byte {
			if n == "xl/workbook.xml" {
				return nil
			}
			return p
		}), Usual},
		{"half a file", "file_broken", good[:len(good)/2], Usual},
		{"a large file", "file_large", good, Limits{Bytes: 100, Inflated: 1 << 20, Rows: 10, Problems: 10}},
		{"a zip bomb as it declares itself", "file_bomb", bomb, tight},
		{"a zip bomb that declares little", "file_bomb", lying(t, bomb, sheet), tight},
		{"another encoding", "encoding_wrong", part(sheet, `encoding="UTF-8"`, `encoding="GBK"`), Usual},
		{"bytes that are no text", "encoding_wrong", part(sheet, "<sheetData>", "<sheetData>\xff\xfe"), Usual},
		{"a macro", "file_macro", repacked(t, good, same, "xl/vbaProject.bin"), Usual},
		{"a link to another file", "file_macro", repacked(t, good, same, "xl/externalLinks/externalLink1.xml"), Usual},
		{"rows out of order", "file_broken", part(sheet, `<row r="3"`, `<row r="1"`), Usual},
		{"an entity", "file_broken", part(sheet, "<sheetData>", "<sheetData>&x;"), Usual},
		{"a document type", "file_broken", part(sheet, "<worksheet", "<!DOCTYPE x><worksheet"), Usual},
		{"an end that is missing", "file_broken", part(sheet, "</worksheet>", ""), Usual},
	} {
		refuses(t, c.name, c.content, c.limits, c.code, "", "")
	}
	few := Usual
	few.Rows = 2
	refuses(t, "many rows", good, few, "rows_too_many", "实施清单", "A3")
}

// lying is the zip with the declared size of one part set to 100 bytes.
func lying(t testing.TB, content []byte, name string) []byte {
	t.Helper()
	out := bytes.Clone(content)
	at := bytes.LastIndex(out, []byte(name)) - 46 // the entry of the central directory
	if at < 0 || !bytes.HasPrefix(out[at:], []byte("PK\x01\x02")) {
		t.Fatal("no entry of the part")
	}
	copy(out[at+24:], []byte{100, 0, 0, 0})
	return out
}

func TestManyRowsAreRefused(t *testing.T) {
	var rows bytes.Buffer
	for i := range 200_000 {
		fmt.Fprintf(&rows, `<row r="%d"><c r="A%d" t="inlineStr"><is><t>M%d</t></is></c></row>`, i+3, i+3, i)
	}
	content := repacked(t, excel(t, New()), func(name string, part []byte) []byte {
		if name == "xl/worksheets/sheet5.xml" { // 材料类型
			return bytes.Replace(part, []byte("</sheetData>"), append(rows.Bytes(), "</sheetData>"...), 1)
		}
		return part
	})
	refuses(t, "200,000 rows", content, Usual, "rows_too_many", "材料类型", "A200002")
}

func TestProblemsAreBounded(t *testing.T) {
	b := New()
	for i := range 900 {
		if err := b.Add("material_types", map[string]any{"code": fmt.Sprintf("M%06d", i), "source": "10"}); err != nil {
			t.Fatal(err)
		}
	}
	_, problems := Read(bytes.NewReader(excel(t, b)), Usual)
	if len(problems) != Usual.Problems+1 || problems[Usual.Problems].Code != "problems_more" {
		t.Errorf("%d problems, the last %v", len(problems), problems[len(problems)-1])
	}
}

func TestJSONThatIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		`{"basic_items":[`:      "json_broken ",
		`{"basic_items":[]} x`:  "json_broken ",
		`{"basic_items":{}}`:    "json_broken ",
		`{"cases":[]}`:          "section_unknown ",
		`{"fees":[],"fees":[]}`: "key_repeated ",
		`{"basic_items":[{"code":"000116013001","colour":1}]}`:                         "key_unknown basic_items[0].colour",
		`{"basic_items":[{"code":"000116013001","code":"000116013002"}]}`:              "key_repeated basic_items[0].code",
		`{"basic_items":[{"code":116013001}]}`:                                         "value_type basic_items[0].code",
		`{"basic_items":[{"version":"1"}]}`:                                            "value_type basic_items[0].version",
		`{"basic_items":[{"version":1.5}]}`:                                            "number_invalid basic_items[0].version",
		`{"basic_items":[{"levels":"4"}]}`:                                             "value_type basic_items[0].levels",
		`{"basic_items":[{"levels":["9"]}]}`:                                           "choice_unknown basic_items[0].levels",
		`{"basic_items":[{"levels":[["4"]]}]}`:                                         "value_type basic_items[0].levels",
		`{"basic_items":[{"levels":{"4":"5"}}]}`:                                       "value_type basic_items[0].levels",
		`{"basic_items":[{"name":["x"]}]}`:                                             "value_type basic_items[0].name",
		`{"basic_items":[{"name":"a\u0000b"}]}`:                                        "text_broken basic_items[0].name",
		`{"material_types":[{"code":"A","name":"x"}]}`:                                 "value_missing material_types[0].source",
		`{"services":[{"code":"` + task + `","department":"` + body + `"}],"fees":[]}`: "section_missing ",
		`{"basic_items":[{"name":"` + "\xff" + `"}]}`:                                  "encoding_wrong ",
	} {
		_, problems := Read(strings.NewReader(text), Usual)
		code, cell, _ := strings.Cut(want, " ")
		found := false
		for _, p := range problems {
			found = found || p.Code == code && (cell == "" || p.Cell == cell)
		}
		if !found {
			t.Errorf("%s: want %s, got %v", text, want, problems)
		}
	}
}
