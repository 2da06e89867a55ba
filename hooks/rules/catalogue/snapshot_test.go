package catalogue

import (
	"bytes"
	"encoding/json"
	"math/rand"
	"reflect"
	"strings"
	"testing"
	"testing/quick"

	"onestop/hooks/rules/fault"
)

// food is a list that passes every quality rule; tests break it one element at a time.
func food() *Snapshot {
	return &Snapshot{
		ID: "svcfood00000001", Code: "11510799DEM000030Q4000113015000", Name: "食品经营许可(新办)", NameEn: "Food business licence",
		Regime: "FOOD_BUSINESS", Handling: Promised, StatutoryDays: 10, StatutoryUnit: WorkingDays, PromisedDays: 5,
		Conditions: "有与经营品种相适应的场所、设备和制度。", Basis: "《中华人民共和国食品安全法》第三十五条",
		ServiceObjects: []string{"person", "enterprise"}, Channels: []string{"online", "counter"}, Trips: 1, TripsReason: "现场核查时须到场", OnlineDepth: "III",
		ResultKind: "certificate", ResultName: "食品经营许可证", ResultSample: "sample.pdf", ResultValidYears: 5,
		Address: "示例县政务大厅1楼", Hours: "周一至周五 9:00-17:00", ConsultPhone: "0816-1234567", ComplaintPhone: "0816-7654321",
		QuantityLimit: "无限制", Scope: "county", SiteCheck: true, RetentionYears: 10,
		BaselineDays: 20, BaselineMaterials: 9, BaselineSteps: 5, BaselineTrips: 3,
		Department: Body{ID: "depsamr00000001", Code: "11510799DEM000030Q", Name: "市场监督管理局", NameEn: "Market supervision", Region: "510799"},
		BasicItem:  BasicItem{ID: "itemfood0000001", Code: "000113015000", Name: "食品经营许可(新办)", Type: "01", Levels: []string{"4", "3"}},
		Materials: []Material{
			{ID: "mat2", Type: "tID", TypeName: "居民身份证", Name: "居民身份证", Necessity: Required, Source: "20", Original: 1, Form: "4", Basis: "《食品经营许可和备案管理办法》第十三条", Order: 2},
			{ID: "mat1", Type: "tAP", TypeName: "申请表", Name: "申请表", Necessity: Required, Source: "10", Original: 1, Form: "4", Basis: "《食品经营许可和备案管理办法》第十三条", BlankForm: "blank.docx", Sample: "model.pdf", Order: 1},
			{ID: "mat3", Type: "tPOA", TypeName: "授权委托书", Name: "授权委托书", Necessity: Required, Source: "10", Original: 1, Form: "4", Basis: "《食品经营许可和备案管理办法》第十三条", OnlyIf: []string{"optAgent"}, Order: 3},
		},
		Questions: []Question{{ID: "q1", Text: "由谁办理?", TextEn: "Who applies?", Options: []Option{
			{ID: "optAgent", Text: "代理人", TextEn: "An agent", Order: 2}, {ID: "optSelf", Text: "本人", TextEn: "Myself", Order: 1}}}},
		FormFields: []FormField{{ID: "f1", Key: "shop", Label: "店名", LabelEn: "Shop", Kind: "text", Required: true}},
		Steps:      []Step{{ID: "s2", Seq: 2, Name: "现场核查", Kind: SiteCheck, Days: 2}, {ID: "s1", Seq: 1, Name: "审查", Kind: Examine, Days: 1}},
	}
}

func TestKeysAreFieldNames(t *testing.T) {
	b, err := food().Canonical()
	if err != nil {
		t.Fatal(err)
	}
	var top map[string]json.RawMessage
	if err := json.Unmarshal(b, &top); err != nil {
		t.Fatal(err)
	}
	for _, key := range strings.Fields(`id code name name_en regime handling statutory_days statutory_unit promised_days joint conditions basis
		service_objects channels trips trips_reason online_depth fee result_kind result_name result_name_en result_sample result_valid_years address hours
		consult_phone complaint_phone quantity_limit scope commitment one_window site_check inspection keep_original retention_years baseline_days
		baseline_materials baseline_steps baseline_trips department basic_item materials questions fees form_fields steps`) {
		if _, ok := top[key]; !ok {
			t.Errorf("the content lacks %s", key)
		}
		delete(top, key)
	}
	if len(top) > 0 {
		t.Errorf("the content has keys that no collection has: %v", top)
	}
	if bytes.Contains(b, []byte("null")) {
		t.Error("a list is null; pages iterate over it")
	}
}

func TestCanonicalPutsChildrenInOrder(t *testing.T) {
	b, err := food().Canonical()
	if err != nil {
		t.Fatal(err)
	}
	s, err := Read(b)
	if err != nil {
		t.Fatal(err)
	}
	if s.Materials[0].ID != "mat1" || s.Steps[0].ID != "s1" || s.Questions[0].Options[0].ID != "optSelf" || s.Channels[0] != "counter" {
		t.Errorf("not in order: %s", b)
	}
}

// The same content gives the same bytes in whatever order its rows are read, and
// canonicalising does not touch the original.
func TestCanonicalIsOneFormProperty(t *testing.T) {
	want, _ := food().Canonical()
	same := func(seed int64) bool {
		s, r := food(), rand.New(rand.NewSource(seed))
		r.Shuffle(len(s.Materials), func(i, j int) { s.Materials[i], s.Materials[j] = s.Materials[j], s.Materials[i] })
		r.Shuffle(len(s.Steps), func(i, j int) { s.Steps[i], s.Steps[j] = s.Steps[j], s.Steps[i] })
		o := s.Questions[0].Options
		r.Shuffle(len(o), func(i, j int) { o[i], o[j] = o[j], o[i] })
		r.Shuffle(2, func(i, j int) { s.Channels[i], s.Channels[j] = s.Channels[j], s.Channels[i] })
		r.Shuffle(2, func(i, j int) { l := s.BasicItem.Levels; l[i], l[j] = l[j], l[i] })
		s.Fees, s.Materials[0].OnlyIf = []Fee{}, append([]string{}, s.Materials[0].OnlyIf...)
		first := s.Materials[0].ID
		got, err := s.Canonical()
		return err == nil && bytes.Equal(got, want) && s.Materials[0].ID == first
	}
	if err := quick.Check(same, nil); err != nil {
		t.Error(err)
	}
}

func TestCanonicalSurvivesReadingProperty(t *testing.T) {
	round := func(s Snapshot) bool {
		b, err := s.Canonical()
		if err != nil {
			return fault.Of(err) == fault.TextInvalid
		}
		back, err := Read(b)
		if err != nil {
			return false
		}
		again, err := back.Canonical()
		return err == nil && bytes.Equal(b, again) && reflect.DeepEqual(back, s.normal())
	}
	if err := quick.Check(round, &quick.Config{MaxCount: 60}); err != nil {
		t.Error(err)
	}
}

// Every element counts: a change of any one changes the checksum.
func TestChecksumSeesEveryElement(t *testing.T) {
	base, err := food().Checksum()
	if err != nil || len(base) != 64 {
		t.Fatal(base, err)
	}
	s := food()
	fields := reflect.ValueOf(s).Elem()
	for i := range fields.NumField() {
		s = food()
		f, name := reflect.ValueOf(s).Elem().Field(i), fields.Type().Field(i).Name
		switch f.Kind() {
		case reflect.String:
			f.SetString(f.String() + "改")
		case reflect.Int:
			f.SetInt(f.Int() + 1)
		case reflect.Bool:
			f.SetBool(!f.Bool())
		case reflect.Slice:
			f.Set(reflect.Append(f, reflect.New(f.Type().Elem()).Elem()))
		case reflect.Struct:
			f.Field(0).SetString("changed")
		}
		if sum, err := s.Checksum(); err != nil || sum == base {
			t.Errorf("a change of %s is not seen (%v)", name, err)
		}
	}
}

func TestChecksumIsTheSumOfTheBytes(t *testing.T) {
	b, _ := food().Canonical()
	if sum, _ := food().Checksum(); sum != Sum(b) {
		t.Error("two checksums of one content")
	}
}

func TestBrokenEncodingIsRefused(t *testing.T) {
	s := food()
	s.Materials[0].Name = "身份\xff证"
	if _, err := s.Canonical(); fault.Of(err) != fault.TextInvalid {
		t.Errorf("got %v", err)
	}
	if _, err := s.Checksum(); fault.Of(err) != fault.TextInvalid {
		t.Errorf("got %v", err)
	}
}

func TestReadRefusesWhatIsNotContent(t *testing.T) {
	for name, text := range map[string]string{
		"nothing": "", "null": "null", "a list": "[]", "a number": "3", "cut off": `{"id":"x"`, "two": `{"id":"a"}{"id":"b"}`,
		"an unknown element": `{"id":"a","only_unless":["x"]}`, "a text for a number": `{"id":"a","trips":"one"}`, "trailing text": `{"id":"a"} x`,
	} {
		if _, err := Read([]byte(text)); fault.Of(err) != fault.ValueInvalid {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestLookUps(t *testing.T) {
	s := food()
	if s.Material("mat3").Name != "授权委托书" || s.Material("none") != nil {
		t.Error("material")
	}
	if s.Step("s1").Kind != Examine || s.Step("none") != nil {
		t.Error("step")
	}
	if !s.Asks("shop") || s.Asks("colour") {
		t.Error("form field")
	}
}

func FuzzRead(f *testing.F) {
	b, _ := food().Canonical()
	f.Add(b)
	f.Add([]byte(`{"id":"a","materials":null,"channels":["b","a","b"]}`))
	f.Add([]byte(`{"ID":"a","questions":[{"options":null}]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		s, err := Read(content)
		if err != nil {
			if fault.Of(err) != fault.ValueInvalid {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		one, err := s.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Read(one)
		if err != nil {
			t.Fatal(err)
		}
		if two, _ := again.Canonical(); !bytes.Equal(one, two) {
			t.Fatalf("two forms:\n%s\n%s", one, two)
		}
	})
}
