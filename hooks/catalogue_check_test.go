package hooks

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"onestop/hooks/rules/flow"
	"onestop/hooks/workbook"
)

// sheetOf is the table of a name, its rows as texts.
func sheetOf(t *testing.T, tables []workbook.Table, name string) [][]any {
	t.Helper()
	i := slices.IndexFunc(tables, func(x workbook.Table) bool { return x.Name == name })
	if i < 0 {
		t.Fatalf("there is no sheet %s", name)
	}
	return tables[i].Rows
}

// rowsWith are the rows that hold all the words.
func rowsWith(rows [][]any, words ...string) int {
	n := 0
	for _, row := range rows {
		var text []string
		for _, v := range row {
			if s, ok := v.(string); ok {
				text = append(text, s)
			}
		}
		all := strings.Join(text, "\t")
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(all, w) }) {
			n++
		}
	}
	return n
}

const marketName, policeName = "示例县市场监督管理局", "示例县公安局"

func TestCheckOfTheWholeCatalogue_R_CLM_11(t *testing.T) {
	x := newHouse(t)
	x.pages = os.DirFS("../pb_public")
	good := x.claimIn(flow.Published)
	follows, ends, open, declined, draft := x.claimIn(flow.Published), x.claimIn(flow.Published), x.claimIn(flow.ToClaim), x.claimIn(flow.Declining), x.claimIn(flow.ToClaim)
	x.actOn("cataloguer", "claim", draft, "claim", nil).ok() // nothing compiled yet
	x.above(follows, map[string]any{"basis": "《食品安全法》第三十七条"})
	x.above(ends, map[string]any{"status": "cancelled", "cancelled_on": "2026-04-01"})
	twice := x.find("claims", "id='%s'", good).GetString("basic_item")
	second := x.call("POST", "/api/collections/claims/records", x.person("admin"), map[string]any{"basic_item": twice, "department": x.person("clerk.police").GetString("department")}).ok().id()
	x.set(x.find("claims", "id='%s'", second), map[string]any{"state": "compiling"})
	x.item(99)
	x.set(x.find("basic_items", "id='%s'", x.item(98)), map[string]any{"levels": []string{"2"}})
	x.on("2026-04-20")

	found, err := x.checkCatalogue(t.Context(), x.app, "")
	if err != nil {
		t.Fatal(err)
	}
	words, err := readWords(x.pages, "quality", "changes", "dashboard", "states")
	if err != nil {
		t.Fatal(err)
	}
	tables := found.tables(words)
	market := sheetOf(t, tables, marketName)
	name := func(claim string) string {
		return x.find("basic_items", "id='%s'", x.find("claims", "id='%s'", claim).GetString("basic_item")).GetString("name")
	}
	for what, words := range map[string][]string{
		"a defect of the list":        {"清单缺陷", name(draft), "编制中", "受理条件", "R-AL-01", "没有写受理条件。", "写明申请人要具备的条件。", "The conditions are not given.", "conditions"},
		"a defect of a material":      {"清单缺陷", "食品经营许可(新办)", "申请材料“燃气合同”：依据", "R-QA-15", "materials."},
		"an item to follow":           {"待跟进目录", name(follows), "已超期", "R-CLM-08", "第三十六条", "第三十七条", "修订清单"},
		"an item that ends":           {"目录已取消", name(ends), "2026-04-01", "已发布", "R-CLM-08"},
		"an item to claim":            {"待认领", name(open), "已超期", "R-CLM-05"},
		"an item that is not claimed": {"不认领", name(declined), "申请不认领"},
		"an item claimed twice":       {"重复", name(good), "R-CLM-11", policeName},
	} {
		if rowsWith(market, words...) == 0 {
			t.Errorf("%s is not found", what)
		}
	}
	if n := rowsWith(market, "清单缺陷", name(good)); n != 0 {
		t.Errorf("a good list has %d defects", n)
	}
	kinds := []string{}
	for _, row := range market {
		kinds = append(kinds, row[0].(string))
	}
	if order := slices.Compact(kinds); !slices.Equal(order, []string{"清单缺陷", "待跟进目录", "目录已取消", "待认领", "不认领", "重复"}) {
		t.Errorf("order %q", order)
	}
	unclaimed := sheetOf(t, tables, "无人认领 Unclaimed")
	if rowsWith(unclaimed, "小餐饮备案之99") != 1 || rowsWith(unclaimed, "小餐饮备案之98") != 0 || rowsWith(unclaimed, name(good)) != 0 {
		t.Errorf("unclaimed: %v", unclaimed)
	}
	total := found.total()
	summary := tables[0].Rows
	last := summary[len(summary)-1]
	if total.toClaim != 1 || total.declined != 1 || total.follow != 2 || total.ends != 1 || total.duplicates != 2 || total.overdue < 3 || last[3] != total.defects || total.defects < 15 || len(summary) != 3 {
		t.Errorf("%+v %v", total, last)
	}
}

// The words of the report are those of the pages; without pages it speaks English.
func TestReportWithoutPages(t *testing.T) {
	x := newHouse(t)
	found, err := x.checkCatalogue(t.Context(), x.app, "11510799dem000022x")
	if err != nil || len(found.offices) != 1 || len(found.unclaimed) != 0 {
		t.Fatalf("%+v %v", found, err)
	}
	words, err := readWords(nil)
	if err != nil {
		t.Fatal(err)
	}
	rows := sheetOf(t, found.tables(words), policeName)
	if rowsWith(rows, "The procedure is not given.", "Add the steps of the review.", "published") == 0 {
		t.Errorf("%v", rows)
	}
}

// Each defect that a check can find is said in Chinese.
func TestWordsOfPagesAreRead(t *testing.T) {
	words, err := readWords(os.DirFS("../pb_public"), "quality", "changes")
	if err != nil || len(words) < 200 {
		t.Fatalf("%d words %v", len(words), err)
	}
	if got := words.of("defect.name_empty", "?"); got.zh != "没有事项名称。" || got.en == "" || got.en == got.zh {
		t.Errorf("%+v", got)
	}
	if got := words.of("cure.quantity_empty", "?"); !strings.Contains(got.zh, "无限制") {
		t.Errorf("%+v", got)
	}
	if got := words.of("no.such", "as it is"); got != (sentence{"as it is", "as it is"}) {
		t.Errorf("%+v", got)
	}
	if _, err := readWords(os.DirFS("../pb_public"), "no_such_group"); err == nil {
		t.Error("a group that is not there is read")
	}
}

func TestConsoleChecksTheCatalogue(t *testing.T) {
	x := newHouse(t)
	x.pages = os.DirFS("../pb_public")
	file := filepath.Join(t.TempDir(), "check.xlsx")
	out, err := x.console("catalogue", "check", file)
	if err != nil || !strings.Contains(out, marketName+": 1 lists, 1 with ") || !strings.Contains(out, "合计 Total: 2 lists") {
		t.Errorf("%q %v", out, err)
	}
	if info, err := os.Stat(file); err != nil || info.Size() < 4000 {
		t.Errorf("the report: %v", err)
	}
	if _, err := x.console("catalogue", "check", "--strict"); err == nil || !strings.Contains(err.Error(), "defects") {
		t.Errorf("--strict: %v", err)
	}
	for _, args := range [][]string{{"check", "--department", "91510799MADEM00119"}, {"check", filepath.Join(t.TempDir(), "no", "folder.xlsx")}, {"check", "a.xlsx", "b.xlsx"}} {
		if out, err := x.console(append([]string{"catalogue"}, args...)...); err == nil {
			t.Errorf("%v: %q", args, out)
		}
	}
}
