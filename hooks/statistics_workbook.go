package hooks

import (
	"io"

	"onestop/hooks/rules/tally"
	"onestop/hooks/workbook"
)

var (
	metricColumns = []workbook.TableColumn{{Zh: "指标", En: "Figure", Width: 26}, {Zh: "英文", En: "In English", Width: 34}, {Zh: "分子", En: "Numerator"}, {Zh: "分母", En: "Denominator"}, {Zh: "百分比", En: "Percent"},
		{Zh: "统计口径", En: "Counting level", Width: 24}, {Zh: "怎么算", En: "How it is reckoned, in Chinese", Width: 52}, {Zh: "怎么算（英文）", En: "How it is reckoned", Width: 52}, {Zh: "规则", En: "Rule", Width: 11}}
	groupColumns = []workbook.TableColumn{{Zh: "名称", En: "Name", Width: 34}, {Zh: "英文", En: "In English", Width: 34}, {Zh: "收件", En: "Handed in"}, {Zh: "其中网上", En: "Of them online"}, {Zh: "受理", En: "Accepted"}, {Zh: "逾期视为受理", En: "Accepted by silence"},
		{Zh: "准予", En: "Granted"}, {Zh: "不予许可", En: "Refused"}, {Zh: "不予受理", En: "Not accepted"}, {Zh: "撤回", En: "Withdrawn"}, {Zh: "终止", En: "Terminated"}, {Zh: "送达", En: "Delivered"},
		{Zh: "承诺期限内", En: "Within the promise"}, {Zh: "有承诺期限", En: "With a promise"}, {Zh: "按时办结率", En: "On time, percent"}, {Zh: "法定期限内", En: "Within the law"}, {Zh: "有法定期限", En: "With a limit of the law"}, {Zh: "法定期限内办结率", En: "Within the law, percent"},
		{Zh: "用时中位数（工作日）", En: "Median, working days"}, {Zh: "九成办件用时（工作日）", En: "Nine of ten within, working days"}, {Zh: "超期", En: "Late"}, {Zh: "延长过", En: "Extended"}, {Zh: "中止过", En: "Paused"}, {Zh: "在办", En: "Open now"}, {Zh: "在办已超期", En: "Open and overdue now"}}
	causeColumns = []workbook.TableColumn{{Zh: "期限届满时等待的环节", En: "On the last day it waited for", Width: 34}, {Zh: "英文", En: "In English", Width: 44}, {Zh: "件数", En: "Cases"}, {Zh: "责任方", En: "Whose", Width: 18}, {Zh: "规则", En: "Rule", Width: 11}}
)

// workbook writes the figures as Excel: what each share is made of, departments, services
// and the causes of lateness. Texts are texts, whatever they begin with.
func (f *figures) workbook(w io.Writer, words pageWords) error {
	summary := workbook.Table{Name: "汇总 Summary", Columns: metricColumns}
	for _, m := range f.Metrics {
		name, how, level := words.of("metric."+m.Key, m.Key), words.of("metric.how."+m.Key, m.Key), words.of("level."+string(m.Level), string(m.Level))
		summary.Rows = append(summary.Rows, []any{name.zh, name.en, m.Numerator, m.Denominator, orEmpty(m.Percent), level.zh + " " + level.en, how.zh, how.en, m.Cite})
	}
	summary.Rows = append(summary.Rows, []any{"统计时段", "Range", "", "", "", f.From + " – " + f.To, "事项、认领和在办数据为当日数据", "Items, claims and open cases are as of the day", f.Today})
	causes := workbook.Table{Name: "超期原因 Causes", Columns: causeColumns}
	for _, c := range f.Causes {
		name, whose := words.of("cause."+string(c.Key), string(c.Key)), words.of("whose."+c.Whose, c.Whose)
		causes.Rows = append(causes.Rows, []any{name.zh, name.en, c.Cases, whose.zh + " " + whose.en, c.Cite})
	}
	total := f.Total
	total.Name, total.NameEn = "合计", "Total"
	return workbook.WriteTables(w, []workbook.Table{summary, groupTable("部门 Departments", append(f.Departments, total)), groupTable("事项 Services", append(f.Services, total)), causes})
}

func groupTable(name string, groups []groupFigures) workbook.Table {
	t := workbook.Table{Name: name, Columns: groupColumns}
	for _, g := range groups {
		promise, law, online := g.Rates[tally.InPromise], g.Rates[tally.InLaw], g.Rates[tally.OnlineFiling]
		t.Rows = append(t.Rows, []any{g.Name, g.NameEn, g.Cases[tally.Filed], online.Numerator, g.Cases[tally.Accepted], g.Cases[tally.Silence],
			g.Cases[tally.Granted], g.Cases[tally.Refused], g.Cases[tally.NotAccepted], g.Cases[tally.Withdrawn], g.Cases[tally.Terminated], g.Cases[tally.Delivered],
			promise.Numerator, promise.Denominator, orEmpty(promise.Percent()), law.Numerator, law.Denominator, orEmpty(law.Percent()),
			orEmpty(g.Median), orEmpty(g.P90), g.Late, g.Extended, g.Paused, g.Open, g.Overdue})
	}
	return t
}

// orEmpty is a figure, or an empty cell where there is none: neither 0 nor 100.
func orEmpty[T any](x *T) any {
	if x == nil {
		return ""
	}
	return *x
}
