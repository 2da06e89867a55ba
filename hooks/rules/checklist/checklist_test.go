package checklist

import (
	"encoding/json"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"testing/quick"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
)

// shop is a list with questions in two tiers: who applies; if an agent, which kind; and
// whether the shop sells meat.
func shop() *catalogue.Snapshot {
	option := func(id, zh, en string) catalogue.Option { return catalogue.Option{ID: id, Text: zh, TextEn: en} }
	return &catalogue.Snapshot{
		ID: "shop", Name: "开店", NameEn: "Open a shop", PromisedDays: 3, ResultName: "营业执照",
		Questions: []catalogue.Question{
			{ID: "kind", Text: "代理人是谁", TextEn: "Who is the agent", Order: 2, OnlyIf: []string{"agent"}, Options: []catalogue.Option{option("lawyer", "律师", "A lawyer"), option("friend", "亲友", "")}},
			{ID: "who", Text: "谁来办", TextEn: "Who applies", Order: 1, Options: []catalogue.Option{option("self", "本人", "Myself"), option("agent", "代理人", "An agent")}},
			{ID: "meat", Text: "卖肉吗", TextEn: "Meat", Order: 3, Options: []catalogue.Option{option("yes", "卖", "Yes"), option("no", "不卖", "No")}},
		},
		Materials: []catalogue.Material{
			{ID: "form", Type: "tForm", Name: "申请表", NameEn: "Form", Necessity: catalogue.Required},
			{ID: "poa", Type: "tPOA", Name: "授权委托书", NameEn: "Power of attorney", Necessity: catalogue.Required, OnlyIf: []string{"agent"}},
			{ID: "bar", Type: "tBar", Name: "律师执业证", NameEn: "Bar card", Necessity: catalogue.Required, OnlyIf: []string{"lawyer"}},
			{ID: "cold", Type: "tCold", Name: "冷藏设备证明", NameEn: "Cold store", Necessity: catalogue.Deferrable, OnlyIf: []string{"yes", "lawyer"}},
			{ID: "photo", Type: "tPhoto", Name: "照片", NameEn: "Photo", Necessity: catalogue.Optional},
		},
		FormFields: []catalogue.FormField{
			{Key: "name", Label: "店名", LabelEn: "Name", Kind: "text", Required: true},
			{Key: "agent_id", Label: "代理人身份证号", LabelEn: "Agent's number", Kind: "id_number", Required: true, OnlyIf: []string{"agent"}},
		},
	}
}

func materialIDs(list List) []string {
	ids := []string{}
	for _, m := range list.Materials {
		ids = append(ids, m.ID)
	}
	return ids
}

func questionIDs(list List) []string {
	ids := []string{}
	for _, q := range list.Questions {
		ids = append(ids, q.ID)
	}
	return ids
}

func TestAnswersDecideWhatIsAsked_R_PKG_04(t *testing.T) {
	for _, c := range []struct {
		chosen, questions, materials string
		fields                       int
	}{
		{"", "who meat", "form photo", 1},
		{"self", "who meat", "form photo", 1},
		{"agent", "who kind meat", "form poa photo", 2},
		{"agent lawyer", "who kind meat", "form poa bar cold photo", 2},
		{"lawyer agent", "who kind meat", "form poa bar cold photo", 2},
		{"agent friend yes", "who kind meat", "form poa cold photo", 2},
		{"self yes yes", "who meat", "form cold photo", 1},
		{"no", "who meat", "form photo", 1},
	} {
		list, err := Of(shop(), strings.Fields(c.chosen))
		if err != nil {
			t.Errorf("%q: %v", c.chosen, err)
			continue
		}
		if got := strings.Join(questionIDs(list), " "); got != c.questions {
			t.Errorf("%q asks the questions %q, want %q", c.chosen, got, c.questions)
		}
		if got := strings.Join(materialIDs(list), " "); got != c.materials {
			t.Errorf("%q asks the materials %q, want %q", c.chosen, got, c.materials)
		}
		if len(list.Fields) != c.fields {
			t.Errorf("%q asks %d fields, want %d", c.chosen, len(list.Fields), c.fields)
		}
	}
}

func TestOptionsRefused_R_PKG_04(t *testing.T) {
	for name, chosen := range map[string]string{
		"an option of no question":             "agent gold",
		"two options of one question":          "self agent",
		"an option of a question not asked":    "self lawyer",
		"a follow-up before its question":      "lawyer",
		"an empty id":                          "",
		"a very long id":                       strings.Repeat("x", 5000),
		"the id of a question, not of a reply": "who",
	} {
		options := strings.Fields(chosen)
		if chosen == "" {
			options = []string{""}
		}
		_, err := Of(shop(), options)
		f, ok := err.(*fault.Fault)
		if !ok || f.Code() != "option_invalid" || f.Cite() != "R-PKG-04" || len(f.Error()) > 300 {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// Each material says which question and which answer caused it.
func TestEveryMaterialSaysWhy_R_PL_21(t *testing.T) {
	list, err := Of(shop(), []string{"agent", "lawyer", "yes"})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][2]string{
		"form":  {"", ""},
		"poa":   {"谁来办 → 代理人", "Who applies → An agent"},
		"cold":  {"卖肉吗 → 卖；代理人是谁 → 律师", "Meat → Yes; Who is the agent → A lawyer"},
		"photo": {"", ""},
	}
	for _, m := range list.Materials {
		if w, ok := want[m.ID]; ok && (m.Why != w[0] || m.WhyEn != w[1]) {
			t.Errorf("%s: %q %q", m.ID, m.Why, m.WhyEn)
		}
	}
	friend, _ := Of(shop(), []string{"agent", "friend"})
	for _, q := range friend.Questions {
		if q.ID == "kind" && q.Chosen != "friend" || q.ID == "meat" && q.Chosen != "" {
			t.Errorf("%s says %q was chosen", q.ID, q.Chosen)
		}
	}
}

func TestEnglishFallsBackToChinese(t *testing.T) {
	s := shop()
	s.Materials[0].OnlyIf = []string{"friend"}
	list, err := Of(s, []string{"agent", "friend"})
	if err != nil || list.Materials[0].WhyEn != "Who is the agent → 亲友" {
		t.Fatalf("%q %v", list.Materials[0].WhyEn, err)
	}
}

// Two questions that wait for each other's answers are never asked.
func TestCircularQuestionsAreNotAsked(t *testing.T) {
	s := shop()
	s.Questions[1].OnlyIf = []string{"lawyer"}
	list, err := Of(s, nil)
	if err != nil || strings.Join(questionIDs(list), " ") != "meat" {
		t.Fatalf("%v %v", questionIDs(list), err)
	}
	if _, err := Of(s, []string{"agent", "lawyer"}); fault.Of(err) != fault.OptionInvalid {
		t.Errorf("answers that hold up each other: %v", err)
	}
}

func TestListHasTheShapeThatPagesRead(t *testing.T) {
	list, err := Of(&catalogue.Snapshot{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := json.Marshal(list); string(b) != `{"questions":[],"materials":[],"fields":[]}` {
		t.Errorf("an empty list is %s", b)
	}
	list, _ = Of(shop(), []string{"agent"})
	b, _ := json.Marshal(list.Materials[1])
	var keys map[string]any
	if err := json.Unmarshal(b, &keys); err != nil {
		t.Fatal(err)
	}
	for _, key := range strings.Fields("id type name name_en necessity why why_en basis source copies sample") {
		if _, ok := keys[key]; !ok {
			t.Errorf("a material lacks %s", key)
		}
	}
}

// Whatever is answered, in whatever order: a material is asked if and only if it is
// general or one of its options is chosen, and no answer is asked of a question that is
// not asked.
func TestOnlyIfIsTheWholeRuleProperty_R_PKG_04(t *testing.T) {
	all := []string{"self", "agent", "lawyer", "friend", "yes", "no"}
	holds := func(seed int64) bool {
		r := rand.New(rand.NewSource(seed))
		var chosen []string
		for _, i := range r.Perm(len(all)) {
			if r.Intn(3) == 0 {
				chosen = append(chosen, all[i])
			}
		}
		s := shop()
		list, err := Of(s, chosen)
		shuffled := slices.Clone(chosen)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		again, err2 := Of(s, shuffled)
		if (err == nil) != (err2 == nil) || !slices.Equal(materialIDs(list), materialIDs(again)) {
			return false
		}
		has := func(id string) bool { return slices.Contains(chosen, id) }
		valid := !(has("self") && has("agent")) && !(has("lawyer") && has("friend")) && !(has("yes") && has("no")) &&
			(has("agent") || !has("lawyer") && !has("friend"))
		if (err == nil) != valid {
			return false
		}
		for _, m := range s.Materials {
			asked := len(m.OnlyIf) == 0 || slices.ContainsFunc(m.OnlyIf, has)
			if err == nil && asked != slices.Contains(materialIDs(list), m.ID) {
				return false
			}
		}
		return true
	}
	if err := quick.Check(holds, &quick.Config{MaxCount: 500}); err != nil {
		t.Error(err)
	}
}

func FuzzOf(f *testing.F) {
	f.Add("agent lawyer")
	f.Add("self yes")
	f.Add("agent agent \x00")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := Of(shop(), strings.Fields(text))
		if err != nil {
			if fault.Of(err) != fault.OptionInvalid {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		if !slices.Contains(materialIDs(list), "form") {
			t.Fatal("what is always asked is not asked")
		}
	})
}

func BenchmarkOf(b *testing.B) {
	s := shop()
	for b.Loop() {
		if _, err := Of(s, []string{"agent", "lawyer", "yes"}); err != nil {
			b.Fatal(err)
		}
	}
}
