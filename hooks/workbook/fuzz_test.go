package workbook

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// lean is an empty workbook with bare headers, quick to open.
func lean(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i := range Sheets {
		heads := make([]string, len(Sheets[i].Columns))
		for j := range heads {
			heads[j] = Sheets[i].Columns[j].Zh
		}
		_, err := f.NewSheet(Sheets[i].Zh)
		if err = errors.Join(err, f.SetSheetRow(Sheets[i].Zh, "A1", &heads)); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := errors.Join(f.DeleteSheet("Sheet1"), f.Write(&out)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

var fuzzed = Limits{Bytes: 1 << 20, Inflated: 8 << 20, Rows: 500, Problems: 20}

// mustHold: reading answers a book or problems, and a book without problems is the same
// after it was written and read again.
func mustHold(t *testing.T, content []byte) {
	b, problems := Read(bytes.NewReader(content), fuzzed)
	if len(problems) > fuzzed.Problems+1 {
		t.Fatalf("%d problems", len(problems))
	}
	if len(problems) > 0 {
		return
	}
	var out bytes.Buffer
	if err := WriteJSON(&out, b); err != nil {
		t.Fatal(err)
	}
	back, problems := Read(bytes.NewReader(out.Bytes()), Usual)
	if len(problems) > 0 || !back.Equal(b) {
		t.Fatalf("the book does not come back: %v", problems)
	}
}

// FuzzRead feeds the reader damaged files.
func FuzzRead(f *testing.F) {
	f.Add(lean(f))
	var text bytes.Buffer
	if err := WriteJSON(&text, small(f)); err != nil {
		f.Fatal(err)
	}
	f.Add(text.Bytes())
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(mustHold)
}

// FuzzSheet feeds it a sound file with one damaged sheet.
func FuzzSheet(f *testing.F) {
	empty, part := lean(f), ""
	repacked(f, empty, func(name string, p []byte) []byte {
		if bytes.Contains(p, []byte("<sheetData>")) && part == "" {
			part = name
		}
		return p
	})
	f.Add(`<row r="1"><c r="A1" t="inlineStr"><is><t>材料类型代码</t></is></c></row><row r="3"><c r="A3" t="str"><v>M1</v></c><c r="B3"><f>1</f><v>2</v></c></row>`)
	f.Add(`<row r="1" hidden="1"/></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells><sheetData>`)
	f.Fuzz(func(t *testing.T, rows string) {
		mustHold(t, repacked(t, empty, func(name string, p []byte) []byte {
			if name == part {
				return []byte(`<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData></worksheet>`)
			}
			return p
		}))
	})
}

// FuzzScan feeds the scanner damaged sheets: rows ascend, cells ascend within them.
func FuzzScan(f *testing.F) {
	f.Add(`<?xml version="1.0"?><worksheet><sheetData><row r="1"><c r="A1" t="s" s="2"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`)
	f.Add(`<x:worksheet><!-- > --><x:row hidden='1'><x:c/><![CDATA[</row>]]></x:row></x:worksheet>`)
	f.Fuzz(func(t *testing.T, sheet string) {
		s, at := newScanner(strings.NewReader(sheet)), 0
		for {
			l, err := s.next()
			if err != nil {
				return
			}
			if l.number <= at {
				t.Fatalf("row %d after %d", l.number, at)
			}
			at = l.number
			for i := range l.cells[1:] {
				if l.cells[i+1].column <= l.cells[i].column {
					t.Fatal("cells out of order")
				}
			}
		}
	})
}

// county is a book of n lists with 5 materials, 4 steps and 3 fields each.
func county(t testing.TB, n int) *Book {
	t.Helper()
	b := New()
	add := func(sheet string, values map[string]any) {
		if err := b.Add(sheet, values); err != nil {
			t.Fatal(err)
		}
	}
	add("material_types", map[string]any{"code": "M-ID", "name": "居民身份证", "source": "20"})
	for i := range n {
		code := "0001" + strconv.Itoa(10000+i) + "000"
		task := body + "4" + code
		add("basic_items", map[string]any{"code": code, "name": "事项" + strconv.Itoa(i), "type": "01", "basis": "《食品安全法》第三十五条", "levels": []string{"4"}, "status": "in_use", "version": 1})
		add("services", map[string]any{"code": task, "department": body, "regime": "LICENCE", "handling": "promised", "promised_days": 5, "conditions": strings.Repeat("符合条件。", 20), "consult_phone": "0816-5107003", "channels": []string{"counter", "online"}})
		for k := range 5 {
			add("materials", map[string]any{"service": task, "order": k + 1, "type": "M-ID", "name": "材料" + strconv.Itoa(k), "necessity": "required", "source": "20", "original": 1, "form": "4", "basis": "《食品经营许可和备案管理办法》第十二条"})
		}
		for k := range 4 {
			add("steps", map[string]any{"service": task, "seq": k + 1, "name": "环节" + strconv.Itoa(k), "kind": "examine", "days": 3})
		}
		for k := range 3 {
			add("form_fields", map[string]any{"service": task, "key": "k" + strconv.Itoa(k), "label": "字段", "kind": "text", "required": true, "order": k + 1})
		}
	}
	return b
}

func BenchmarkReadCounty(b *testing.B) {
	content := excel(b, county(b, 6677))
	b.SetBytes(int64(len(content)))
	b.ReportAllocs()
	for b.Loop() {
		if _, problems := Read(bytes.NewReader(content), Usual); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}

func BenchmarkWriteCounty(b *testing.B) {
	c := county(b, 6677)
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, c); err != nil {
			b.Fatal(err)
		}
	}
}
