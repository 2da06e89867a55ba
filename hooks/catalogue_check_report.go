package hooks

import (
	"fmt"
	"io"
	"strings"

	"onestop/hooks/workbook"
)

// checkWords say what is found beside the defects of lists, and what to do about it.
var checkWords = map[string]struct{ kind, wrong, cure sentence }{
	foundDefect: {kind: sentence{"清单缺陷", "Defect"}},
	foundFollow: {sentence{"待跟进目录", "To follow"}, sentence{"与基本目录不一致：清单“{listed}”，目录“{present}”。", "Differs from the basic catalogue: “{listed}” in the list, “{present}” above."},
		sentence{"修订清单，按期发布新版本。", "Revise the list and publish the next version in time."}},
	foundEnds: {sentence{"目录已取消", "Ends"}, sentence{"基本目录已取消此事项。", "The basic catalogue cancelled the item."},
		sentence{"到期自动取消，请告知公众和窗口；已受理的继续办完。", "It ends on its day by itself; tell the public and the counters; what runs is finished."}},
	foundToClaim: {sentence{"待认领", "To claim"}, sentence{"已分配，还没有认领。", "Assigned and not claimed yet."},
		sentence{"认领并编制；不属于本部门的，说明理由申请不认领。", "Claim and compile it; if it is not yours, ask not to claim and say why."}},
	foundDeclined: {sentence{"不认领", "Not claimed"}, sentence{"申请不认领或已确认不认领。", "Not claimed, or asked not to."},
		sentence{"申请中的，由审核人确认或驳回。", "Where it was asked, the reviewer confirms it or sends it back."}},
	foundDuplicate: {sentence{"重复", "Duplicate"}, sentence{"与“{other}”重复。", "The same as “{other}”."},
		sentence{"核实由谁实施；多余的取消。", "Find out who implements it; cancel the other one."}},
}

var (
	summaryColumns = []workbook.TableColumn{{Zh: "部门", En: "Department", Width: 34}, {Zh: "清单", En: "Lists"}, {Zh: "有缺陷的清单", En: "Lists with defects"}, {Zh: "缺陷", En: "Defects"},
		{Zh: "待认领", En: "To claim"}, {Zh: "不认领", En: "Not claimed"}, {Zh: "待跟进目录", En: "To follow"}, {Zh: "目录已取消", En: "Ends"}, {Zh: "重复", En: "Duplicates"}, {Zh: "已超期", En: "Overdue"}}
	findingColumns = []workbook.TableColumn{{Zh: "类别", En: "Kind"}, {Zh: "事项", En: "Item", Width: 30}, {Zh: "基本编码", En: "Basic code", Width: 16}, {Zh: "状态", En: "State"}, {Zh: "责任人", En: "Owner"},
		{Zh: "期限", En: "Due"}, {Zh: "灯", En: "Light"}, {Zh: "位置", En: "Place", Width: 26}, {Zh: "规则", En: "Rule", Width: 11}, {Zh: "问题", En: "What is wrong, in Chinese", Width: 44},
		{Zh: "怎么改", En: "How to cure it, in Chinese", Width: 44}, {Zh: "问题（英文）", En: "What is wrong", Width: 44}, {Zh: "怎么改（英文）", En: "How to cure it", Width: 44}, {Zh: "字段", En: "Field", Width: 26}}
	unclaimedColumns = []workbook.TableColumn{{Zh: "基本编码", En: "Basic code", Width: 16}, {Zh: "事项", En: "Item", Width: 50}, {Zh: "英文名称", En: "In English", Width: 50}}
)

// tables are the sheets of the report: a summary, one of each department, and the items
// that nobody was given.
func (r *checked) tables(words pageWords) []workbook.Table {
	summary := workbook.Table{Name: "汇总 Summary", Columns: summaryColumns}
	list := []workbook.Table{{}}
	for _, o := range r.offices {
		summary.Rows = append(summary.Rows, o.row())
		sheet := workbook.Table{Name: o.name, Columns: findingColumns}
		for _, f := range o.findings {
			sheet.Rows = append(sheet.Rows, f.row(words))
		}
		list = append(list, sheet)
	}
	summary.Rows = append(summary.Rows, r.total().row())
	list[0] = summary
	if len(r.unclaimed) > 0 {
		sheet := workbook.Table{Name: "无人认领 Unclaimed", Columns: unclaimedColumns}
		for _, u := range r.unclaimed {
			sheet.Rows = append(sheet.Rows, []any{u.code, u.name, u.nameEn})
		}
		list = append(list, sheet)
	}
	return list
}

// total is the sum of all departments.
func (r *checked) total() *checkedOffice {
	t := &checkedOffice{name: "合计 Total"}
	for _, o := range r.offices {
		t.lists, t.faulty, t.defects = t.lists+o.lists, t.faulty+o.faulty, t.defects+o.defects
		t.toClaim, t.declined, t.follow, t.ends = t.toClaim+o.toClaim, t.declined+o.declined, t.follow+o.follow, t.ends+o.ends
		t.duplicates, t.overdue = t.duplicates+o.duplicates, t.overdue+o.overdue
	}
	return t
}

func (o *checkedOffice) row() []any {
	return []any{o.name, o.lists, o.faulty, o.defects, o.toClaim, o.declined, o.follow, o.ends, o.duplicates, o.overdue}
}

// row is the line of a finding.
func (f *finding) row(words pageWords) []any {
	say, c := checkWords[f.kind], &f.claim
	wrong, cure, rule, field := say.wrong, say.cure, "R-CLM-05", ""
	switch f.kind {
	case foundDefect:
		rule, field = f.defect.Rule, f.defect.Field
		wrong, cure = words.of("defect."+f.defect.Code, f.defect.Message), words.of("cure."+f.defect.Code, f.defect.Cure)
		wrong.en, cure.en = f.defect.Message, f.defect.Cure
	case foundFollow, foundEnds:
		rule, field = "R-CLM-08", f.drift.Field
		facts := map[string]string{"listed": shownValue(f.drift.Listed), "present": shownValue(f.drift.Present)}
		wrong = sentence{filled(wrong.zh, facts), filled(wrong.en, facts)}
	case foundDuplicate:
		rule = f.defect.Rule
		wrong = sentence{filled(wrong.zh, map[string]string{"other": f.defect.Subject}), filled(wrong.en, map[string]string{"other": f.defect.Subject})}
	}
	return []any{say.kind.zh, c.Name, c.Code, words.of("value.claims.state."+c.State, c.State).zh, c.OwnerName, c.Due, words.of("light."+c.Light, c.Light).zh,
		placeOf(words, field, f.subject()), rule, wrong.zh, cure.zh, wrong.en, cure.en, field}
}

// subject is the row of the list that a defect is in.
func (f *finding) subject() string {
	if f.kind == foundDefect {
		return f.defect.Subject
	}
	return ""
}

func shownValue(v any) string {
	if list, ok := v.([]string); ok {
		return strings.Join(list, "、")
	}
	return fmt.Sprint(v)
}

// placeOf says a field in Chinese: of a row, its collection, what it is called, and the
// field.
func placeOf(words pageWords, field, subject string) string {
	parts := strings.Split(field, ".")
	last := parts[len(parts)-1]
	place := words.of("change.field."+last, words.of("change.kind."+last, last).zh).zh
	if len(parts) < 3 {
		return place
	}
	return words.of("change.kind."+kindOfRows[parts[0]], parts[0]).zh + "“" + subject + "”：" + place
}

// kindOfRows is the kind of change by which the pages call a collection of rows.
var kindOfRows = map[string]string{"materials": "materials", "questions": "questions", "fees": "fees", "form_fields": "form", "steps": "steps"}

// print writes the summary for the console.
func (r *checked) print(w io.Writer) {
	for _, o := range append(r.offices, r.total()) {
		fmt.Fprintf(w, "%s: %d lists, %d with %d defects; %d to claim, %d not claimed, %d to follow, %d that end, %d duplicates, %d overdue\n",
			o.name, o.lists, o.faulty, o.defects, o.toClaim, o.declined, o.follow, o.ends, o.duplicates, o.overdue)
	}
	if len(r.unclaimed) > 0 {
		fmt.Fprintf(w, "%d items of the basic catalogue belong to nobody\n", len(r.unclaimed))
	}
}
