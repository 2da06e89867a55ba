package workbook

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

func TestTablesAreWritten(t *testing.T) {
	long := strings.Repeat("长", 5000)
	tables := []Table{
		{Name: "汇总", Columns: []TableColumn{{"部门", "Department", 30}, {"缺陷", "Defects", 0}}, Rows: [][]any{{"公安局", 3}, {"=HYPERLINK(\"x\")", 0}, {long, nil}}},
		{Name: "市场[监管]/局", Columns: []TableColumn{{"事项", "Item", 0}}},
		{Name: "市场:监管:*局", Columns: []TableColumn{{"事项", "Item", 0}}, Rows: [][]any{{"000116013001"}}},
		{Name: strings.Repeat("很", 40), Columns: []TableColumn{{"事项", "Item", 0}}},
		{Name: strings.Repeat("很", 41), Columns: []TableColumn{{"事项", "Item", 0}}},
	}
	var b bytes.Buffer
	if err := WriteTables(&b, tables); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if want := []string{"汇总", "市场_监管__局", "市场_监管__局 (2)", strings.Repeat("很", 31), strings.Repeat("很", 27) + " (2)"}; !slices.Equal(f.GetSheetList(), want) {
		t.Errorf("sheets %q", f.GetSheetList())
	}
	rows, err := f.GetRows("汇总")
	if err != nil || len(rows) != 5 || rows[0][0] != "部门" || rows[1][1] != "Defects" || rows[2][0] != "公安局" || rows[2][1] != "3" || rows[3][0] != `=HYPERLINK("x")` {
		t.Fatalf("%q %v", rows, err)
	}
	if formula, _ := f.GetCellFormula("汇总", "A4"); formula != "" {
		t.Errorf("a text became the formula %q", formula)
	}
	if n := len([]rune(rows[4][0])); n != cellTextLength {
		t.Errorf("a text of %d signs", n)
	}
	if kind, _ := f.GetCellType("市场_监管__局 (2)", "A3"); kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
		t.Errorf("a code is of type %v", kind)
	}
}

// Whatever the names, Excel takes them and no two are the same.
func FuzzSheetNames(f *testing.F) {
	f.Add("公安局", "公安局")
	f.Add("'a'", "_A_")
	f.Add(strings.Repeat("😀", 20), strings.Repeat("😀", 20)+"x")
	f.Fuzz(func(t *testing.T, a, b string) {
		taken := map[string]bool{}
		first, second := sheetName(a, taken), sheetName(b, taken)
		for _, name := range []string{first, second} {
			if n := len(utf16.Encode([]rune(name))); n == 0 || n > sheetNameLength || strings.ContainsAny(name, `:\/?*[]'`) {
				t.Errorf("%q has %d signs", name, n)
			}
		}
		if strings.EqualFold(first, second) {
			t.Errorf("%q and %q", first, second)
		}
	})
}

func TestNoTablesAtAll(t *testing.T) {
	var b bytes.Buffer
	if err := WriteTables(&b, nil); err != nil || b.Len() == 0 {
		t.Error(err)
	}
}
