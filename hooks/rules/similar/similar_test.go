package similar

import (
	"fmt"
	"strings"
	"testing"
)

var reports = []Text{
	{"a", "开餐馆要交三次营业执照复印件", "市场监管、消防、卫健三个窗口都要营业执照复印件", "food"},
	{"b", "营业执照复印件反复提交", "办食品许可时每个窗口都要收一份营业执照复印件", "food"},
	{"c", "社保窗口排队两小时", "周一上午只开一个窗口", "social"},
	{"d", "ID card copies asked three times", "every counter wants a copy", ""},
	{"e", "", "", ""},
}

func ids(hits []Hit) string {
	var list []string
	for _, h := range hits {
		list = append(list, h.ID)
	}
	return strings.Join(list, " ")
}

func TestFind(t *testing.T) {
	for _, x := range []struct {
		to   Text
		want string
	}{
		{Text{Title: "反复提交营业执照复印件", Text: "三个窗口都要", About: "food"}, "b a"},
		{Text{Title: "社保大厅排队太久", Text: "只开一个窗口，排队两小时", About: ""}, "c"},
		{Text{Title: "COPIES of ID card asked three times", Text: ""}, "d"},
		{Text{Title: "公交车不准点", Text: "等了四十分钟", About: "food"}, ""},
		{Text{Title: "", Text: "", About: "food"}, ""},
		{Text{ID: "b", Title: "营业执照复印件反复提交", Text: "办食品许可时每个窗口都要收一份营业执照复印件", About: "food"}, "a"},
	} {
		if got := ids(Find(x.to, reports, 5)); got != x.want {
			t.Errorf("%s: %q, want %q", x.to.Title, got, x.want)
		}
	}
	if got := Find(Text{Title: "营业执照复印件", About: "food"}, reports, 1); len(got) != 1 {
		t.Errorf("%d hits, want one", len(got))
	}
}

func TestScore(t *testing.T) {
	a := Of("营业执照 复印件", "")
	for _, x := range []struct {
		name string
		b    Sketch
		low  float64
		high float64
	}{
		{"itself", a, 1, 1},
		{"nothing", Of("", ""), 0, 0},
		{"one sign", Of("营", "营"), 0, 0},
		{"signs apart by a comma", Of("营，业，执", ""), 0, 0},
		{"half", Of("营业执照", ""), 0.6, 0.9},
	} {
		if got := Score(a, x.b); got < x.low || got > x.high || got != Score(x.b, a) {
			t.Errorf("%s: %.2f, want %.2f to %.2f and the same the other way", x.name, got, x.low, x.high)
		}
	}
}

// A very long text counts by its beginning, so nobody makes a comparison dear.
func TestLongTextsAreBounded(t *testing.T) {
	long := Of(strings.Repeat("甲乙丙丁", 5000), strings.Repeat("x1y2", 100000))
	if len(long.all) > 2*maxSigns {
		t.Errorf("%d pairs of a long text", len(long.all))
	}
}

func BenchmarkFind(b *testing.B) {
	var many []Text
	for i := range 2000 {
		many = append(many, Text{fmt.Sprint(i), fmt.Sprintf("第%d号窗口办理%d类许可时反复提交材料", i, i%37), strings.Repeat(fmt.Sprintf("每个窗口都要再填一遍%d表", i), 10), fmt.Sprint(i % 20)})
	}
	b.ResetTimer()
	for range b.N {
		Find(Text{Title: "窗口反复提交材料", Text: strings.Repeat("每个窗口都要再填一遍表", 20), About: "3"}, many, 5)
	}
}
