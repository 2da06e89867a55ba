package checklist

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"testing/quick"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
)

// restaurant is a life event: a business licence first, then a food licence, a sign, a
// fire check (only for large places) and invoices, which one may leave out.
func restaurant() ([]catalogue.Question, []Member) {
	material := func(id, kind, name, necessity string) catalogue.Material {
		return catalogue.Material{ID: id, Type: kind, TypeName: name, Name: name, NameEn: kind, Necessity: necessity, Basis: "依据" + id}
	}
	service := func(id, name string, days int, result string, materials ...catalogue.Material) *catalogue.Snapshot {
		return &catalogue.Snapshot{ID: "svc-" + id, Name: name, NameEn: id, PromisedDays: days, ResultName: result, Materials: materials}
	}
	licence := service("licence", "设立登记", 1, "营业执照", material("l1", "AP", "申请表", "required"), material("l2", "ID", "居民身份证", "required"), material("l3", "POA", "授权委托书", "optional"))
	food := service("food", "食品经营许可", 5, "食品经营许可证", material("f1", "AP", "申请表", "required"), material("f2", "BL", "营业执照", "required"), material("f3", "ID", "居民身份证", "deferrable"), material("f4", "LAY", "布局图", "required"))
	food.FormFields = []catalogue.FormField{{ID: "ff1", Key: "area", Kind: "number"}, {ID: "ff2", Key: "site", Kind: "text"}}
	sign := service("sign", "招牌设置", 3, "备案意见", material("s1", "BL", "营业执照(副本)", "required"), material("s2", "PIC", "效果图", "deferrable"), material("s3", "POA", "授权委托书", "required"))
	sign.FormFields = []catalogue.FormField{{ID: "sf1", Key: "site", Kind: "text", Required: true}, {ID: "sf2", Key: "area", Kind: "choice", Choices: []string{"小", "大"}}}
	fire := service("fire", "消防检查", 0, "消防安全检查意见书", material("x1", "AP", "申请表", "required"), material("x2", "LAY", "布局图", "optional"))
	invoice := service("invoice", "发票领用", 9, "额度", material("i1", "BL", "营业执照", "required"), material("i2", "BANK", "银行账户", "required"))
	invoice.Questions = []catalogue.Question{{ID: "iq", Text: "开户了吗", TextEn: "Account", Options: []catalogue.Option{{ID: "iyes", Text: "是", TextEn: "Yes"}, {ID: "ino", Text: "否"}}}}
	invoice.Materials[1].OnlyIf = []string{"iyes"}
	questions := []catalogue.Question{{ID: "size", Text: "面积", TextEn: "Area", Options: []catalogue.Option{{ID: "large", Text: "大", TextEn: "Large"}, {ID: "small", Text: "小", TextEn: "Small"}}}}
	return questions, []Member{
		{ID: "fire", List: fire, After: []string{"licence"}, OnlyIf: []string{"large"}},
		{ID: "food", List: food, After: []string{"licence"}},
		{ID: "sign", List: sign, After: []string{"food"}},
		{ID: "licence", List: licence},
		{ID: "invoice", List: invoice, After: []string{"licence"}, Optional: true},
	}
}

func merge(t *testing.T, chosen string, leftOut ...string) Merged {
	t.Helper()
	questions, members := restaurant()
	m, err := Merge(questions, members, strings.Fields(chosen), leftOut...)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func partIDs(parts []Part) string {
	var ids []string
	for _, p := range parts {
		ids = append(ids, p.ID)
	}
	return strings.Join(ids, " ")
}

func TestMergedMembers_R_PKG_02_R_PKG_04(t *testing.T) {
	for _, c := range []struct {
		chosen, leftOut, members, out, questions string
	}{
		{"", "", "licence food sign invoice", "fire", "size iq"},
		{"large", "", "licence fire food sign invoice", "", "size iq"},
		{"small", "invoice", "licence food sign", "fire invoice", "size"},
		{"large iyes", "", "licence fire food sign invoice", "", "size iq"},
	} {
		m := merge(t, c.chosen, strings.Fields(c.leftOut)...)
		if partIDs(m.Members) != c.members || partIDs(m.LeftOut) != c.out {
			t.Errorf("%q: members %q, left out %q", c.chosen, partIDs(m.Members), partIDs(m.LeftOut))
		}
		if got := strings.Join(questionIDs(m.List), " "); got != c.questions {
			t.Errorf("%q: questions %q", c.chosen, got)
		}
	}
	stages := map[string]int{}
	for _, p := range merge(t, "large").Members {
		stages[p.ID] = p.Stage
		if p.ID == "fire" && (p.Why != "面积 → 大" || p.WhyEn != "Area → Large") {
			t.Errorf("fire is there because of %q %q", p.Why, p.WhyEn)
		}
	}
	if fmt.Sprint(stages) != "map[fire:2 food:2 invoice:2 licence:1 sign:3]" {
		t.Errorf("stages %v", stages)
	}
}

// A member whose service takes no applications drops out and is shown with the reason; a
// life event waits for one that is not optional and says which (R-PKG-04, R-CLM-09).
func TestClosedMembers_R_CLM_09(t *testing.T) {
	for _, c := range []struct {
		name, closed, chosen, members, unavailable string
		refused                                    []string
	}{
		{"nobody is closed", "", "large", "licence fire food sign invoice", "", nil},
		{"an optional one", "invoice", "", "licence food sign", "invoice", nil},
		{"an optional one, after its question was answered", "invoice", "iyes", "licence food sign", "invoice", nil},
		{"one that is needed", "food", "", "licence sign invoice", "food", []string{"food"}},
		{"one that the answers do not call for", "fire", "small", "licence food sign invoice", "", nil},
		{"one that they call for", "fire", "large", "licence food sign invoice", "fire", []string{"fire"}},
		{"everyone", "licence food sign fire invoice", "large", "", "licence fire food sign invoice", []string{"licence", "fire", "food", "sign"}},
	} {
		questions, members := restaurant()
		for i := range members {
			if slices.Contains(strings.Fields(c.closed), members[i].ID) {
				members[i].Closed = "suspended"
			}
		}
		m, err := Merge(questions, members, strings.Fields(c.chosen))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if partIDs(m.Members) != c.members || partIDs(m.Unavailable) != c.unavailable {
			t.Errorf("%s: members %q, unavailable %q", c.name, partIDs(m.Members), partIDs(m.Unavailable))
		}
		for _, p := range append(m.Unavailable, m.Members...) {
			if (p.Closed == "suspended") != slices.Contains(strings.Fields(c.closed), p.ID) {
				t.Errorf("%s: %s is closed %q", c.name, p.ID, p.Closed)
			}
		}
		f, _ := m.MayBegin().(*fault.Fault)
		if (f != nil) != (c.refused != nil) || f != nil && (fault.Of(f) != fault.ServiceNotOpen || !slices.Equal(f.Params()["members"].([]string), c.refused)) {
			t.Errorf("%s: %v", c.name, f)
		}
	}
	questions, members := restaurant()
	members[4].Closed = Unpublished
	m, err := Merge(questions, members, nil, "invoice")
	if err != nil || partIDs(m.Unavailable) != "" || partIDs(m.LeftOut) != "fire invoice" {
		t.Errorf("one that was unticked is left out, not unavailable: %q %v", partIDs(m.Unavailable), err)
	}
}

// A shared material is asked once, as strongly as the strictest member asks it, and
// says for whom it is.
func TestSharedMaterialOnce_R_PKG_01(t *testing.T) {
	m := merge(t, "large iyes")
	var got []string
	for _, x := range m.Materials {
		var serves []string
		for _, u := range x.Serves {
			serves = append(serves, u.Member+"/"+u.Row)
		}
		got = append(got, fmt.Sprintf("%s %s %s", x.Type, x.Necessity, strings.Join(serves, ",")))
	}
	want := []string{"AP required licence/l1,fire/x1,food/f1", "ID required licence/l2,food/f3", "POA required licence/l3,sign/s3",
		"LAY required fire/x2,food/f4", "PIC deferrable sign/s2", "BANK required invoice/i2"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// The licence that the first member issues is not asked of those behind it, nearer or
// farther, under whatever remark in brackets.
func TestResultFeedsSuccessors_R_OL_03(t *testing.T) {
	m := merge(t, "")
	var fed []string
	for _, f := range m.Fed {
		fed = append(fed, f.From+"→"+f.To)
	}
	if strings.Join(fed, " ") != "licence→food licence→sign licence→invoice" {
		t.Errorf("fed %v", fed)
	}
	if slices.ContainsFunc(m.Materials, func(x Material) bool { return x.Type == "BL" }) {
		t.Error("the business licence is asked although it is issued on the way")
	}
	questions, members := restaurant()
	members[2].After = nil // the sign no longer waits for anything
	alone, err := Merge(questions, members, nil)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(alone.Materials, func(x Material) bool { return x.Type == "BL" })
	if i < 0 || len(alone.Materials[i].Serves) != 1 || alone.Materials[i].Serves[0].Member != "sign" {
		t.Error("a member that does not wait for the licence must ask for it")
	}
}

// When a member between two others is left out, the order and the hand-over remain.
func TestLeftOutMemberIsBridged_R_PKG_04(t *testing.T) {
	questions, members := restaurant()
	members[1].Optional = true
	m, err := Merge(questions, members, nil, "food")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range m.Members {
		if p.ID == "sign" && (!slices.Equal(p.After, []string{"licence"}) || p.Stage != 2) {
			t.Errorf("sign waits for %v at stage %d", p.After, p.Stage)
		}
	}
	if slices.ContainsFunc(m.Materials, func(x Material) bool { return x.Type == "BL" }) {
		t.Error("the licence is asked of the sign although it comes before it")
	}
}

func TestMergedWhy_R_PL_21(t *testing.T) {
	questions, members := restaurant()
	members[1].List.Questions = []catalogue.Question{{ID: "q", Text: "问", TextEn: "Q", Options: []catalogue.Option{{ID: "a", Text: "甲", TextEn: "A"}}}}
	members[2].List.Questions = []catalogue.Question{{ID: "r", Text: "疑", TextEn: "R", Options: []catalogue.Option{{ID: "b", Text: "乙", TextEn: "B"}}}}
	members[1].List.Materials = append(members[1].List.Materials, catalogue.Material{ID: "m1", Type: "NEW", Necessity: "optional", Original: 2, Copies: 1, OnlyIf: []string{"a"}})
	members[2].List.Materials = append(members[2].List.Materials, catalogue.Material{ID: "m2", Type: "NEW", Necessity: "deferrable", Original: 1, Copies: 3, OnlyIf: []string{"b"}})
	m, err := Merge(questions, members, []string{"a", "b"})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(m.Materials, func(x Material) bool { return x.Type == "NEW" })
	if x := m.Materials[i]; x.Why != "问 → 甲；疑 → 乙" || x.WhyEn != "Q → A; R → B" || x.Necessity != "deferrable" {
		t.Errorf("got %+v", x)
	}
	if x := m.Materials[i]; x.Original != 2 || x.Copies != 3 {
		t.Errorf("%d originals and %d copies are not the most that any asks", x.Original, x.Copies)
	}
	i = slices.IndexFunc(m.Materials, func(x Material) bool { return x.Type == "AP" })
	if m.Materials[i].Why != "" {
		t.Error("what is always asked has no cause")
	}
}

func TestEitherJoinsCausesOnce(t *testing.T) {
	for _, c := range [][3]string{{"a", "a", "a"}, {"a", "b", "a；b"}, {"a；b", "b；c", "a；b；c"}, {"", "a", ""}, {"a", "", ""}} {
		if got := either(c[0], c[1], "；"); got != c[2] {
			t.Errorf("%q and %q give %q", c[0], c[1], got)
		}
	}
}

// One form: the same key of the same kind is one field; of another kind it stays apart.
func TestOneForm_R_PKG_01(t *testing.T) {
	questions, members := restaurant()
	members[0].OnlyIf, members[0].List.FormFields = nil, []catalogue.FormField{{ID: "xf", Key: "shape", Kind: "choice", Choices: []string{"方"}}}
	members[1].List.FormFields = append(members[1].List.FormFields, catalogue.FormField{ID: "ff3", Key: "shape", Kind: "choice", Choices: []string{"圆"}})
	m, err := Merge(questions, members, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range m.Fields {
		var serves []string
		for _, u := range f.Serves {
			serves = append(serves, u.Member+"/"+u.Key)
		}
		got[f.Key] = fmt.Sprintf("%s %v %s", f.Kind, f.Required, strings.Join(serves, ","))
	}
	want := map[string]string{"area": "number false food/area", "site": "text true food/site,sign/site", "sign.area": "choice false sign/area",
		"shape": "choice false fire/shape", "food.shape": "choice false food/shape"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v", got)
	}
}

func TestMergeRefused(t *testing.T) {
	for _, c := range []struct {
		name, chosen string
		leftOut      []string
		change       func([]Member)
		want         fault.Code
	}{
		{name: "an option of nobody", chosen: "gold", want: fault.OptionInvalid},
		{name: "two sizes", chosen: "large small", want: fault.OptionInvalid},
		{name: "an answer for a member left out", chosen: "iyes", leftOut: []string{"invoice"}, want: fault.OptionInvalid},
		{name: "two answers for a member", chosen: "iyes ino", want: fault.OptionInvalid},
		{name: "R-PKG-04 leaving out what is not optional", leftOut: []string{"food"}, want: fault.OptionInvalid},
		{name: "R-PKG-04 leaving out a stranger", leftOut: []string{"nobody"}, want: fault.OptionInvalid},
		{name: "R-PKG-02 a circle", change: func(m []Member) { m[3].After = []string{"sign"} }, want: fault.PlanCycle},
		{name: "R-PKG-02 a member that waits for itself", change: func(m []Member) { m[4].After = []string{"invoice"} }, want: fault.PlanCycle},
		{name: "a predecessor that is no member any more", change: func(m []Member) { m[4].After = []string{"gone"} }},
	} {
		questions, members := restaurant()
		if c.change != nil {
			c.change(members)
		}
		if _, err := Merge(questions, members, strings.Fields(c.chosen), c.leftOut...); fault.Of(err) != c.want {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
}

// No material type is asked twice; nothing that some member asks is lost unless an
// earlier member issues it; no necessity is weakened.
func TestMergeLosesNothingProperty_R_PKG_01(t *testing.T) {
	kinds := []string{"A", "B", "C", "D"}
	holds := func(seed int64) bool {
		r := rand.New(rand.NewSource(seed))
		members := randomPlan(r)
		for i := range members {
			for _, k := range kinds {
				if r.Intn(2) == 0 {
					members[i].List.Materials = append(members[i].List.Materials, catalogue.Material{ID: members[i].ID + k, Type: k, TypeName: k, Name: k, Necessity: strengths[r.Intn(3)]})
				}
			}
			if r.Intn(2) == 0 {
				members[i].List.ResultName = kinds[r.Intn(4)]
			}
		}
		merged, err := Merge(nil, members, nil)
		if err != nil {
			return false
		}
		served := map[string]bool{}
		for i, x := range merged.Materials {
			for _, u := range x.Serves {
				served[u.Member+x.Type] = true
				if slices.Index(strengths, u.Necessity) > slices.Index(strengths, x.Necessity) {
					return false
				}
			}
			if slices.ContainsFunc(merged.Materials[:i], func(y Material) bool { return y.Type == x.Type }) {
				return false
			}
		}
		for i := range members {
			for _, m := range members[i].List.Materials {
				fed := before(members, &members[i], m.Name)
				if served[members[i].ID+m.Type] == fed {
					return false
				}
			}
		}
		return true
	}
	if err := quick.Check(holds, &quick.Config{MaxCount: 500}); err != nil {
		t.Error(err)
	}
}

// before reports whether some member in front of m issues the thing.
func before(members []Member, m *Member, name string) bool {
	return slices.ContainsFunc(m.After, func(id string) bool {
		p := find(members, id)
		return p.List.ResultName == name || before(members, p, name)
	})
}

func TestMergedShape(t *testing.T) {
	b, err := json.Marshal(merge(t, ""))
	if err != nil {
		t.Fatal(err)
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(b, &keys); err != nil {
		t.Fatal(err)
	}
	for _, key := range strings.Fields("questions materials fields members left_out fed longest_path longest_chain") {
		if _, ok := keys[key]; !ok {
			t.Errorf("the answer lacks %s", key)
		}
	}
	empty, err := Merge(nil, nil, nil)
	if b, _ := json.Marshal(empty); err != nil || strings.Contains(string(b), "null") {
		t.Errorf("an empty life event is %s", b)
	}
}
