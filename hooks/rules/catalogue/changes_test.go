package catalogue

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/quick"
)

// told are the changes as "kind event field subject: before -> after effect".
func told(a, b *Snapshot) []string {
	list := []string{}
	for _, c := range Changes(a, b) {
		list = append(list, fmt.Sprintf("%s %s %s %s: %v -> %v %s", c.Kind, c.Event, c.Field, c.Subject, c.Before, c.After, c.Effect))
	}
	return list
}

// Each line changes the good list in one thing; the whole answer is given.
var alterations = []struct {
	name   string
	change func(s *Snapshot)
	want   string
}{
	{"R-PL-26 fewer days", func(s *Snapshot) { s.PromisedDays = 3 }, "days changed promised_days : 5 -> 3 better"},
	{"R-PL-26 more days", func(s *Snapshot) { s.PromisedDays = 8 }, "days changed promised_days : 5 -> 8 worse"},
	{"R-QA-02 the promise is dropped", func(s *Snapshot) { s.PromisedDays = 0 }, "days changed promised_days : 5 -> 0 worse"},
	{"R-QA-01 decided on the spot", func(s *Snapshot) { s.Handling, s.PromisedDays = Instant, 0 },
		"days changed handling : promised -> instant better; days changed promised_days : 5 -> 0 better"},
	{"R-MET-06 ten working days are fourteen calendar days", func(s *Snapshot) { s.StatutoryDays, s.StatutoryUnit = 14, CalendarDays },
		"days changed statutory_days : 10 -> 14 neutral; days changed statutory_unit : WD -> CD neutral"},
	{"R-MET-06 ten calendar days are seven working days", func(s *Snapshot) { s.StatutoryUnit = CalendarDays }, "days changed statutory_unit : WD -> CD better"},
	{"the law lets it take longer", func(s *Snapshot) { s.StatutoryDays = 20 }, "days changed statutory_days : 10 -> 20 worse"},
	{"the regime's own limit holds", func(s *Snapshot) { s.StatutoryDays = 0 }, "days changed statutory_days : 10 -> 0 neutral"},
	{"R-PL-26 no trip", func(s *Snapshot) { s.Trips, s.TripsReason = 0, "" },
		"trips changed trips : 1 -> 0 better; trips changed trips_reason : 现场核查时须到场 ->  neutral"},
	{"R-PL-26 a material less", func(s *Snapshot) { s.Materials = s.Materials[:2] }, "materials removed materials 授权委托书: 授权委托书 -> <nil> better"},
	{"R-PL-26 a material more", func(s *Snapshot) {
		s.Materials = append(s.Materials, Material{ID: "new", Type: "tGas", Name: "燃气合同", Necessity: Required})
	}, "materials added materials 燃气合同: <nil> -> 燃气合同 worse"},
	{"a material more that nobody needs", func(s *Snapshot) {
		s.Materials = append(s.Materials, Material{ID: "new", Type: "tGas", Name: "燃气合同", Necessity: Optional})
	}, "materials added materials 燃气合同: <nil> -> 燃气合同 neutral"},
	{"the same material as a new row", func(s *Snapshot) { s.Materials[0].ID = "anew" }, ""},
	{"a material under another name", func(s *Snapshot) { s.Materials[0].Name = "身份证件" }, "materials changed name 身份证件: 居民身份证 -> 身份证件 neutral"},
	{"R-PL-24 a material may follow", func(s *Snapshot) { s.Materials[0].Necessity = Deferrable }, "materials changed necessity 居民身份证: required -> deferrable better"},
	{"a copy more", func(s *Snapshot) { s.Materials[0].Copies = 2 }, "materials changed copies 居民身份证: 0 -> 2 worse"},
	{"R-PKG-04 asked of everybody", func(s *Snapshot) { s.Materials[2].OnlyIf = nil }, "materials changed only_if 授权委托书: [由谁办理? → 代理人] -> [] worse"},
	{"R-PKG-04 asked under one answer only", func(s *Snapshot) { s.Materials[0].OnlyIf = []string{"optSelf"} },
		"materials changed only_if 居民身份证: [] -> [由谁办理? → 本人] better"},
	{"R-PKG-04 asked under another answer", func(s *Snapshot) { s.Materials[2].OnlyIf = []string{"optSelf"} },
		"materials changed only_if 授权委托书: [由谁办理? → 代理人] -> [由谁办理? → 本人] neutral"},
	{"a question made anew changes no condition", func(s *Snapshot) {
		s.Questions[0].ID, s.Questions[0].Options[0].ID, s.Materials[2].OnlyIf = "q9", "optNew", []string{"optNew"}
	}, ""},
	{"an answer in other words", func(s *Snapshot) { s.Questions[0].Options[0].Text = "委托代理人" },
		"questions changed text 由谁办理? → 委托代理人: 代理人 -> 委托代理人 neutral"},
	{"a question less", func(s *Snapshot) { s.Questions, s.Materials = nil, s.Materials[:2] },
		"materials removed materials 授权委托书: 授权委托书 -> <nil> better; questions removed questions 由谁办理?: 由谁办理? -> <nil> neutral; " +
			"questions removed options 由谁办理? → 本人: 由谁办理? → 本人 -> <nil> neutral; questions removed options 由谁办理? → 代理人: 由谁办理? → 代理人 -> <nil> neutral"},
	{"R-PL-26 a step less", func(s *Snapshot) { s.Steps, s.SiteCheck = s.Steps[1:], false },
		"steps changed site_check : true -> false better; steps removed steps 现场核查: 现场核查 -> <nil> better"},
	{"a step without end", func(s *Snapshot) { s.Steps[0].Days = 0 }, "steps changed days 现场核查: 2 -> 0 worse"},
	{"steps side by side", func(s *Snapshot) { s.Steps[0].Seq = 1 }, "steps changed seq 现场核查: 2 -> 1 neutral"},
	{"R-AL-38 a fee", func(s *Snapshot) { s.Fee, s.Fees = true, []Fee{{ID: "x", Name: "登记费", Standard: "80元"}} },
		"fees changed fee : false -> true worse; fees added fees 登记费: <nil> -> 登记费 worse"},
	{"R-BE-04 one more channel", func(s *Snapshot) { s.Channels = append(s.Channels, "post") },
		"channels changed channels : [counter online] -> [counter online post] better"},
	{"R-BE-04 one channel for another", func(s *Snapshot) { s.Channels = []string{"counter", "post"} },
		"channels changed channels : [counter online] -> [counter post] neutral"},
	{"R-MET-21 deeper online", func(s *Snapshot) { s.OnlineDepth = "IV" }, "channels changed online_depth : III -> IV better"},
	{"R-CAT-22 in the whole city", func(s *Snapshot) { s.Scope = "city" }, "conditions changed scope : county -> city better"},
	{"R-PL-23 a commitment will do", func(s *Snapshot) { s.Commitment = true }, "conditions changed commitment : false -> true better"},
	{"a result without end", func(s *Snapshot) { s.ResultValidYears = 0 }, "result changed result_valid_years : 5 -> 0 better"},
	{"a result that ends sooner", func(s *Snapshot) { s.ResultValidYears = 3 }, "result changed result_valid_years : 5 -> 3 worse"},
	{"R-QA-11 no sample any more", func(s *Snapshot) { s.ResultSample = "" }, "result changed result_sample : sample.pdf ->  worse"},
	{"the office moved", func(s *Snapshot) { s.Department.Address = "新址" }, "where changed department.address :  -> 新址 neutral"},
	{"R-CAT-03 another basis", func(s *Snapshot) { s.BasicItem.Basis = "《新法》第一条" }, "law changed basic_item.basis :  -> 《新法》第一条 neutral"},
	{"a line of the form becomes a duty", func(s *Snapshot) { s.FormFields[0].Required = false }, "form changed required 店名: true -> false better"},
	{"only the order of rows", func(s *Snapshot) { s.Materials[0].Order, s.Materials[1].Order = 1, 2 }, ""},
}

func TestChangesBetweenRevisions_R_CLM_07(t *testing.T) {
	for _, c := range alterations {
		s := food()
		c.change(s)
		if got := strings.Join(told(food(), s), "; "); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

// A list never differs from itself, whatever it holds.
func TestNothingChangesWithinOneListProperty(t *testing.T) {
	same := func(s Snapshot) bool { return len(Changes(&s, &s)) == 0 }
	if err := quick.Check(same, &quick.Config{MaxCount: 60}); err != nil {
		t.Error(err)
	}
}

// The way back tells the same changes with before and after, better and worse, come and
// gone in each other's place.
func TestTheWayBackMirrorsProperty(t *testing.T) {
	key := func(c Change) string {
		b, _ := json.Marshal([]any{c.Kind, c.Event, c.Field, c.Before, c.After, c.Effect})
		return string(b)
	}
	back := map[Event]Event{Added: Removed, Removed: Added, Changed: Changed}
	mirrors := func(a, b Snapshot, share uint8) bool {
		for i := range min(len(a.Materials), len(b.Materials), int(share%4)) {
			b.Materials[i].ID = a.Materials[i].ID
		}
		for i := range min(len(a.Questions), len(b.Questions), int(share%3)) {
			b.Questions[i] = a.Questions[i]
		}
		var there, here []string
		for _, c := range Changes(&a, &b) {
			there = append(there, key(c))
		}
		for _, c := range Changes(&b, &a) {
			c.Before, c.After, c.Event, c.Effect = c.After, c.Before, back[c.Event], c.Effect.opposite()
			here = append(here, key(c))
		}
		slices.Sort(there)
		slices.Sort(here)
		return slices.Equal(there, here)
	}
	if err := quick.Check(mirrors, &quick.Config{MaxCount: 60}); err != nil {
		t.Error(err)
	}
}

// tables are the compared fields of each type.
func tables() map[string][]string {
	fields := map[string][]string{"services": {"department", "basic_item", "materials", "questions", "fees", "form_fields", "steps"}, "questions": {"options"}}
	for _, e := range listAspects {
		fields["services"] = append(fields["services"], e.field)
	}
	for _, e := range bodyAspects {
		fields["department"] = append(fields["department"], strings.TrimPrefix(e.field, "department."))
	}
	for _, e := range itemAspects {
		fields["basic_item"] = append(fields["basic_item"], strings.TrimPrefix(e.field, "basic_item."))
	}
	add(fields, materialRows)
	add(fields, stepRows)
	add(fields, feeRows)
	add(fields, questionRows)
	add(fields, optionRows)
	add(fields, fieldRows)
	return fields
}

func add[T any](fields map[string][]string, r rows[T]) {
	for _, e := range r.aspects {
		fields[r.field] = append(fields[r.field], e.field)
	}
}

// Every element is compared or declared uncompared, and no table names another one.
func TestEveryElementIsComparedOrDeclared(t *testing.T) {
	compared := tables()
	for name, of := range map[string]any{"services": Snapshot{}, "department": Body{}, "basic_item": BasicItem{}, "materials": Material{},
		"questions": Question{}, "options": Option{}, "fees": Fee{}, "form_fields": FormField{}, "steps": Step{}} {
		left := append(slices.Clone(compared[name]), uncompared[name]...)
		for i := range reflect.TypeOf(of).NumField() {
			key := reflect.TypeOf(of).Field(i).Tag.Get("json")
			at := slices.Index(left, key)
			if at < 0 {
				t.Errorf("%s.%s is neither compared nor declared uncompared", name, key)
				continue
			}
			left = slices.Delete(left, at, at+1)
		}
		if len(left) > 0 {
			t.Errorf("%s has no %q, or twice", name, left)
		}
	}
}

// What a table says it compares, it sees: whichever element changes, one change names it.
func TestEveryComparedElementIsSeen(t *testing.T) {
	full := func() *Snapshot {
		s := food()
		s.Fees, s.Materials[0].OnlyIf = []Fee{{ID: "fee", Name: "登记费"}}, []string{"optSelf"}
		return s
	}
	for name, at := range map[string]func(s *Snapshot) reflect.Value{
		"services":    func(s *Snapshot) reflect.Value { return reflect.ValueOf(s) },
		"department":  func(s *Snapshot) reflect.Value { return reflect.ValueOf(&s.Department) },
		"basic_item":  func(s *Snapshot) reflect.Value { return reflect.ValueOf(&s.BasicItem) },
		"materials":   func(s *Snapshot) reflect.Value { return reflect.ValueOf(&s.Materials[0]) },
		"questions":   func(s *Snapshot) reflect.Value { return reflect.ValueOf(&s.Questions[0]) },
		"options":     func(s *Snapshot) reflect.Value { return reflect.ValueOf(&s.Questions[0].Options[0]) },
		"fees":        func(s *Snapshot) reflect.Value { return reflect.ValueOf(&s.Fees[0]) },
		"form_fields": func(s *Snapshot) reflect.Value { return reflect.ValueOf(&s.FormFields[0]) },
		"steps":       func(s *Snapshot) reflect.Value { return reflect.ValueOf(&s.Steps[0]) },
	} {
		kind := at(full()).Elem().Type()
		for i := range kind.NumField() {
			key := kind.Field(i).Tag.Get("json")
			s := full()
			if f := at(s).Elem().Field(i); !alter(f) || slices.Contains(uncompared[name], key) {
				continue
			}
			seen := slices.ContainsFunc(Changes(full(), s), func(c Change) bool {
				return c.Event == Changed && (c.Field == key || c.Field == name+"."+key)
			})
			if !seen {
				t.Errorf("a change of %s.%s is not told", name, key)
			}
		}
	}
}

// alter gives a plain field another value; false where it is no plain field.
func alter(f reflect.Value) bool {
	switch f.Kind() {
	case reflect.String:
		f.SetString(f.String() + "改")
	case reflect.Int:
		f.SetInt(f.Int() + 1)
	case reflect.Bool:
		f.SetBool(!f.Bool())
	case reflect.Slice:
		if f.Type().Elem().Kind() != reflect.String {
			return false
		}
		f.Set(reflect.Append(f, reflect.ValueOf("optAgent")))
	default:
		return false
	}
	return true
}

func TestEveryKindIsListedAndUsed(t *testing.T) {
	used := map[Kind]bool{materialRows.kind: true, stepRows.kind: true, feeRows.kind: true, questionRows.kind: true, optionRows.kind: true, fieldRows.kind: true}
	for _, e := range listAspects {
		used[e.kind] = true
	}
	for _, k := range Kinds() {
		if !used[k] {
			t.Errorf("nothing is of the kind %s", k)
		}
		delete(used, k)
	}
	if len(used) > 0 {
		t.Errorf("kinds that are not listed: %v", used)
	}
}
