package catalogue

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/quick"

	"onestop/hooks/rules/fault"
)

// defects are "rule field code", in order.
func defects(s *Snapshot) []string {
	list := []string{}
	for _, d := range Check(s) {
		list = append(list, d.Rule+" "+d.Field+" "+d.Code)
	}
	return list
}

// retype makes the list one of an item of another type, its code included.
func retype(s *Snapshot, itemType string) {
	s.BasicItem.Type = itemType
	s.BasicItem.Code = s.BasicItem.Code[:2] + itemType + s.BasicItem.Code[4:]
	s.Code = s.Department.Code + "4" + s.BasicItem.Code
}

func TestAGoodListHasNoDefect(t *testing.T) {
	if got := defects(food()); len(got) > 0 {
		t.Fatalf("%q", got)
	}
	if err := MayPublish(food()); err != nil {
		t.Fatal(err)
	}
}

// Each line breaks the good list in one element; the whole answer is given.
var broken = []struct {
	name   string
	change func(s *Snapshot)
	want   string
}{
	{"R-CAT-33 no code", func(s *Snapshot) { s.Code = "" }, "R-CAT-33 code code_invalid"},
	{"R-CAT-33 a wrong check digit", func(s *Snapshot) { s.Code = "11510799DEM000031Q4000113015000" }, "R-CAT-33 code code_invalid"},
	{"R-CAT-33 the code of another body", func(s *Snapshot) { s.Department.Code = "11510799DEM000022X" }, "R-CAT-33 code code_body"},
	{"R-CAT-33 a level that the item has not", func(s *Snapshot) { s.BasicItem.Levels = []string{"2"} }, "R-CAT-33 code code_level"},
	{"R-CAT-33 another basic code", func(s *Snapshot) { s.BasicItem.Code = "000113015001" }, "R-CAT-33 code code_basic"},
	{"R-CAT-33 another type", func(s *Snapshot) { s.BasicItem.Type = "07" }, "R-CAT-33 code code_type"},
	{"R-CAT-03 another name above", func(s *Snapshot) { s.BasicItem.Name = "食品经营许可" }, "R-CAT-03 name name_drift"},
	{"R-CAT-03 another basis above", func(s *Snapshot) { s.BasicItem.Basis = "《新法》第一条" }, "R-CAT-03 basis basis_drift"},
	{"R-AL-01 item", func(s *Snapshot) { s.Name = " " }, "R-AL-01 name name_empty"},
	{"R-AL-01 basis", func(s *Snapshot) { s.Basis = "" }, "R-AL-01 basis basis_empty"},
	{"R-AL-01 conditions", func(s *Snapshot) { s.Conditions = "\u3000\n" }, "R-AL-01 conditions conditions_empty"},
	{"R-AL-01 quantity", func(s *Snapshot) { s.QuantityLimit = "" }, "R-AL-01 quantity_limit quantity_empty"},
	{"R-AL-01 procedure", func(s *Snapshot) { retype(s, "20"); s.Steps, s.SiteCheck = nil, false }, "R-AL-01 steps procedure_empty"},
	{"R-AL-01 time limit", func(s *Snapshot) { s.StatutoryDays, s.PromisedDays = 0, 0 }, "R-AL-01 statutory_days limit_empty; R-QA-02 promised_days promised_days_empty"},
	{"R-AL-01 unit of the limit", func(s *Snapshot) { s.StatutoryUnit = "" }, "R-AL-01 statutory_unit limit_unit_empty"},
	{"R-AL-01 no materials, so no model form yet", func(s *Snapshot) { s.Materials = nil }, "R-AL-01 materials materials_empty"},
	{"R-AL-01 model of the form", func(s *Snapshot) { s.Materials[1].Sample = "" }, "R-AL-01 materials form_sample_empty"},
	{"R-AL-01 no form at all", func(s *Snapshot) { s.Materials[1].Sample, s.Materials[1].BlankForm = "", "" }, "R-AL-01 materials form_sample_empty"},
	{"R-AL-01 a second form without model", func(s *Snapshot) { s.Materials[2].BlankForm = "poa.docx" }, "R-AL-01 materials form_sample_empty"},
	{"R-AL-01 a material nobody is asked", func(s *Snapshot) { s.Materials[2].OnlyIf = []string{"gone"} }, "R-AL-01 materials.mat3.only_if condition_unreachable"},
	{"R-AL-01 a field nobody is asked", func(s *Snapshot) { s.FormFields[0].OnlyIf = []string{"gone"} }, "R-AL-01 form_fields.f1.only_if condition_unreachable"},
	{"R-AL-01 a question that waits for itself", func(s *Snapshot) { s.Questions[0].OnlyIf = []string{"optSelf"} },
		"R-AL-01 materials.mat3.only_if condition_unreachable; R-AL-01 questions.q1.only_if condition_unreachable"},
	{"R-QA-01 handling", func(s *Snapshot) { s.Handling = "" }, "R-QA-01 handling handling_unknown"},
	{"R-QA-01 on the spot, yet with days", func(s *Snapshot) { s.Handling = Instant }, "R-QA-01 promised_days instant_days"},
	{"R-QA-02 a promise of no days", func(s *Snapshot) { s.PromisedDays = 0 }, "R-QA-02 promised_days promised_days_empty"},
	{"R-QA-02 a promise of less than none", func(s *Snapshot) { s.PromisedDays = -1 }, "R-QA-02 promised_days promised_days_empty"},
	{"R-QA-12 longer than the law", func(s *Snapshot) { s.PromisedDays = 11 }, "R-QA-12 promised_days promise_too_long"},
	{"R-QA-12 longer than the law in calendar days", func(s *Snapshot) { s.StatutoryDays, s.StatutoryUnit, s.PromisedDays = 7, CalendarDays, 6 }, "R-QA-12 promised_days promise_too_long"},
	{"R-QA-03 a 证 is a certificate", func(s *Snapshot) { s.ResultKind = "approval" }, "R-QA-03 result_kind result_kind_certificate"},
	{"R-QA-03 a 证 with a remark", func(s *Snapshot) { s.ResultName, s.ResultKind = "残疾人证（新办）", "other" }, "R-QA-03 result_kind result_kind_certificate"},
	{"R-QA-03 a 批复 is an approval", func(s *Snapshot) { s.ResultName = "关于项目的批复" }, "R-QA-03 result_kind result_kind_approval"},
	{"R-QA-03 a 文 is an approval", func(s *Snapshot) { s.ResultName, s.ResultKind = "准予许可发文", "other" }, "R-QA-03 result_kind result_kind_approval"},
	{"R-QA-11 no sample", func(s *Snapshot) { s.ResultSample = "" }, "R-QA-11 result_sample result_sample_empty"},
	{"R-QA-04 a trip without a reason", func(s *Snapshot) { s.TripsReason = "" }, "R-QA-04 trips_reason trips_reason_empty"},
	{"R-QA-04 无 is no reason", func(s *Snapshot) { s.TripsReason = "无" }, "R-QA-04 trips_reason trips_reason_empty"},
	{"R-QA-04 a reason without a trip", func(s *Snapshot) { s.Trips = 0 }, "R-QA-04 trips_reason trips_reason_needless"},
	{"R-QA-05 no trip, no way", func(s *Snapshot) { s.Trips, s.TripsReason, s.Channels = 0, "", []string{"counter"} }, "R-QA-05 channels channels_post"},
	{"R-BE-04 online only", func(s *Snapshot) { s.Channels = []string{"online"} }, "R-BE-04 channels channels_online_only"},
	{"R-BE-04 no channel at all", func(s *Snapshot) { s.Channels = nil }, "R-BE-04 channels channels_empty"},
	{"R-BE-04 no channel at all and no trip", func(s *Snapshot) { s.Trips, s.TripsReason, s.Channels = 0, "", nil }, "R-BE-04 channels channels_empty"},
	{"R-QA-06 whole online with a trip", func(s *Snapshot) { s.OnlineDepth = "IV" }, "R-QA-06 online_depth depth_trips"},
	{"R-QA-07 a fee that is not published", func(s *Snapshot) { s.Fee = true }, "R-QA-07 fees fees_empty"},
	{"R-QA-07 a fee that is not charged", func(s *Snapshot) {
		s.Fees = []Fee{{ID: "x", Name: "工本费", Standard: "10元", Basis: "某办法第一条"}}
	}, "R-QA-07 fee fees_needless"},
	{"R-QA-07 paid online without a fee", func(s *Snapshot) {
		s.Fees = []Fee{{ID: "x", Name: "工本费", Standard: "10元", Basis: "某办法第一条", PayOnline: true}}
	}, "R-QA-07 fee fees_needless; R-QA-07 fees.x.pay_online fee_pay_online"},
	{"R-QA-07 a fee without name, rate and basis", func(s *Snapshot) { s.Fee, s.Fees = true, []Fee{{ID: "x"}} },
		"R-QA-07 fees.x.name fee_name_empty; R-QA-07 fees.x.standard fee_standard_empty; R-QA-07 fees.x.basis fee_basis_empty"},
	{"R-QA-08 no telephone for questions", func(s *Snapshot) { s.ConsultPhone = "" }, "R-QA-08 consult_phone consult_phone_code"},
	{"R-QA-08 no area code", func(s *Snapshot) { s.ConsultPhone = "1234567" }, "R-QA-08 consult_phone consult_phone_code"},
	{"R-QA-08 a mobile", func(s *Snapshot) { s.ComplaintPhone = "13800138000" }, "R-QA-08 complaint_phone complaint_phone_code"},
	{"R-QA-08 one of two without area code", func(s *Snapshot) { s.ComplaintPhone = "0816-7654321、12345" }, "R-QA-08 complaint_phone complaint_phone_code"},
	{"R-QA-08 no telephones at all", func(s *Snapshot) { s.ConsultPhone, s.ComplaintPhone = "", "" },
		"R-QA-08 consult_phone consult_phone_code; R-QA-08 complaint_phone complaint_phone_code"},
	{"R-QA-08 the same telephone", func(s *Snapshot) { s.ComplaintPhone = "08161234567" }, "R-QA-08 complaint_phone phones_same"},
	{"R-QA-08 one telephone in common", func(s *Snapshot) { s.ComplaintPhone = "0816-7654321；0816 1234567" }, "R-QA-08 complaint_phone phones_same"},
	{"R-QA-10 a licence nobody examines", func(s *Snapshot) { s.Steps = s.Steps[:1] }, "R-QA-10 steps steps_examine"},
	{"R-AL-23 an inspection nobody makes", func(s *Snapshot) { s.Inspection, s.SiteCheck, s.Steps = true, false, s.Steps[1:] }, "R-AL-23 steps inspection_step"},
	{"R-QA-10 a site check nobody makes", func(s *Snapshot) { s.Steps = s.Steps[1:] }, "R-QA-10 steps steps_site_check"},
	{"R-QA-13 a catch-all", func(s *Snapshot) { s.Materials[0].Name = "法律法规规定的其他材料" }, "R-QA-13 materials.mat2.name material_catch_all"},
	{"R-QA-13 a material without a name", func(s *Snapshot) { s.Materials[0].Name = "" }, "R-QA-13 materials.mat2.name material_catch_all"},
	{"R-QA-13 no basis", func(s *Snapshot) { s.Materials[0].Basis = "" }, "R-QA-13 materials.mat2.basis material_basis_empty"},
	{"R-QA-13 no source", func(s *Snapshot) { s.Materials[0].Source = "" }, "R-QA-13 materials.mat2.source material_source_empty"},
	{"R-QA-13 no copies", func(s *Snapshot) { s.Materials[0].Original = 0 }, "R-QA-13 materials.mat2.copies material_copies_empty"},
	{"R-QA-15 no article", func(s *Snapshot) { s.Basis = "《中华人民共和国食品安全法》" }, "R-QA-15 basis basis_article"},
	{"R-QA-15 a material's basis without article", func(s *Snapshot) { s.Materials[0].Basis = "有关规定" }, "R-QA-15 materials.mat2.basis material_basis_article"},
}

func TestEveryQualityRule(t *testing.T) {
	for _, c := range broken {
		s := food()
		c.change(s)
		if got := strings.Join(defects(s), "; "); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

// No rule stands in a table that no line above breaks, and each says what to do.
func TestEveryRuleOfTheTablesIsTested(t *testing.T) {
	tested := map[string]bool{}
	for _, c := range broken {
		for _, d := range strings.Split(c.want, "; ") {
			tested[d[strings.LastIndex(d, " ")+1:]] = true
		}
	}
	n := covered(t, tested, listRules) + covered(t, tested, materialRules) + covered(t, tested, questionRules) + covered(t, tested, feeRules) + covered(t, tested, fieldRules)
	if n < 35 {
		t.Errorf("only %d rules", n)
	}
}

func covered[T any](t *testing.T, tested map[string]bool, rules []rule[T]) int {
	for _, r := range rules {
		if !tested[r.code] {
			t.Errorf("%s %s is not tested", r.number, r.code)
		}
		if !strings.HasSuffix(r.message, ".") || !strings.HasSuffix(r.cure, ".") || r.field == "" || !strings.HasPrefix(r.number, "R-") {
			t.Errorf("%s %s says too little", r.number, r.code)
		}
	}
	return len(rules)
}

// What the rules must not refuse.
func TestLawfulListsPass(t *testing.T) {
	for name, change := range map[string]func(s *Snapshot){
		"R-QA-01 decided on the spot":      func(s *Snapshot) { s.Handling, s.PromisedDays = Instant, 0 },
		"R-QA-02 no limit of its own":      func(s *Snapshot) { s.StatutoryDays, s.StatutoryUnit = 0, "" },
		"R-QA-12 promise equal to the law": func(s *Snapshot) { s.PromisedDays = 10 },
		"R-QA-12 5 WD within 7 CD":         func(s *Snapshot) { s.StatutoryDays, s.StatutoryUnit = 7, CalendarDays },
		"R-QA-12 20 WD within 60 CD":       func(s *Snapshot) { s.StatutoryDays, s.StatutoryUnit, s.PromisedDays = 60, CalendarDays, 20 },
		"R-QA-03 a licence that is no 证":   func(s *Snapshot) { s.ResultName, s.ResultKind = "营业执照", "certificate" },
		"R-QA-03 a receipt":                func(s *Snapshot) { s.ResultName, s.ResultKind = "备案回执", "other" },
		"R-QA-11 no result":                func(s *Snapshot) { s.ResultName, s.ResultSample, s.ResultKind = "", "", "none" },
		"R-QA-04 no trip, 无":               func(s *Snapshot) { s.Trips, s.TripsReason = 0, "无" },
		"R-QA-05 no trip, by post":         func(s *Snapshot) { s.Trips, s.TripsReason, s.Channels = 0, "", []string{"counter", "post"} },
		"R-QA-06 whole online":             func(s *Snapshot) { s.Trips, s.TripsReason, s.OnlineDepth = 0, "", "IV" },
		"R-QA-07 a fee": func(s *Snapshot) {
			s.Fee, s.Fees = true, []Fee{{ID: "x", Name: "登记费", Standard: "80元/件", Basis: "发改价格〔2016〕2559号", PayOnline: true}}
		},
		"R-QA-08 two telephones, an extension":  func(s *Snapshot) { s.ConsultPhone = "0816-1234567、010-88886666-12" },
		"R-QA-08 the hotline with area code":    func(s *Snapshot) { s.ComplaintPhone = "0816-12345" },
		"R-QA-10 no licence, no examination":    func(s *Snapshot) { retype(s, "07"); s.Steps = []Step{{ID: "s", Kind: SiteCheck}} },
		"R-QA-13 electronic only":               func(s *Snapshot) { s.Materials[0].Original, s.Materials[0].Form = 0, "2" },
		"R-QA-13 copies only":                   func(s *Snapshot) { s.Materials[0].Original, s.Materials[0].Copies = 0, 1 },
		"R-QA-13 an exact name that begins so":  func(s *Snapshot) { s.Materials[0].Name = "其他家庭成员居民身份证" },
		"R-AL-01 a condition with one live leg": func(s *Snapshot) { s.Materials[2].OnlyIf = []string{"gone", "optAgent"} },
	} {
		s := food()
		change(s)
		if got := defects(s); len(got) > 0 {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestBasesCiteLawAndArticle_R_QA_15(t *testing.T) {
	for basis, want := range map[string]bool{
		"《中华人民共和国食品安全法》第三十五条":                   true,
		"《某法》第十二条第（三）项":                         true,
		"《某法》（2019年修正）第12条":                     true,
		"户口登记条例第七条":                             true,
		"居民身份证法第十一、十二条":                         true,
		"社会救助暂行办法第九至十三条;民发〔2021〕57号":            true,
		"民法典第一千零四十九条;婚姻登记条例(国务院令第804号)第四条":      true,
		"《某法》第三条：国家实行许可制度；具体依照前款规定。从事经营应当取得许可。": true,
		"某县人民政府令第3条":                            true,
		"食品安全法第三十五条;食品经营许可和备案管理办法":              false,
		"《某法》第三条\n《某条例》":                        false,
		"医保发〔2022〕22号":                          false,
		"残疾人保障法":                                false,
		"有":                                     false,
		"第三条":                                   false,
		"法第三条":                                  false,
		"see the law, article 3":                false,
	} {
		if citesArticle(basis) != want {
			t.Errorf("%q: want %v", basis, want)
		}
	}
}

func TestCatchAlls_R_QA_13(t *testing.T) {
	for name, want := range map[string]bool{
		"其他材料": true, "其它有关材料": true, "其他证明文件": true, "法律、法规规定的其他材料": true, "登记机关要求的其他资料": true, "需要提交的其他文件": true,
		"身份证等相关材料": true, "合同等材料": true, "相关材料": true, "有关证明": true, "证明材料": true, "资料": true,
		"居民身份证": false, "收费票据": false, "病历资料": false, "质量安全措施": false, "主要设备设施、经营布局、操作流程文件": false,
		"经营场所使用证明": false, "其他家庭成员居民身份证": false, "授权委托书": false, "家庭经济状况核对授权书": false,
	} {
		if catchAll(name) != want {
			t.Errorf("%s: want %v", name, want)
		}
	}
}

func TestPublishingNamesAllDefectsAtOnce_R_CLM_07(t *testing.T) {
	err := MayPublish(&Snapshot{})
	f, ok := err.(*fault.Fault)
	if !ok || f.Code() != "quality_failed" || f.Cite() != "R-CLM-07" {
		t.Fatalf("got %v", err)
	}
	list := f.Params()["defects"].([]Defect)
	if len(list) < 12 || !reflect.DeepEqual(list, Check(&Snapshot{})) {
		t.Errorf("an empty list has only %d defects", len(list))
	}
	for _, d := range list {
		if d.Field == "" || d.Rule == "" || d.Code == "" || d.Message == "" || d.Cure == "" {
			t.Errorf("%+v says too little", d)
		}
	}
	s := food()
	s.Materials[0].Basis = ""
	if d := Check(s)[0]; d.Subject != "居民身份证" {
		t.Errorf("the defect does not name its material: %+v", d)
	}
}

// One defect never hides another: whichever element is broken beside the conditions,
// the defects of both are there.
func TestDefectsDoNotHideEachOtherProperty(t *testing.T) {
	holds := func(i uint8) bool {
		c := broken[int(i)%len(broken)]
		s := food()
		c.change(s)
		s.Conditions = ""
		both := defects(s)
		for _, d := range strings.Split(c.want, "; ") {
			if !slices.Contains(both, d) {
				return false
			}
		}
		return slices.Contains(both, "R-AL-01 conditions conditions_empty")
	}
	if err := quick.Check(holds, nil); err != nil {
		t.Error(err)
	}
}

// Check looks and does not touch, at whatever content.
func FuzzCheck(f *testing.F) {
	b, _ := food().Canonical()
	f.Add(b)
	f.Add([]byte(`{"questions":[{"id":"a","only_if":["a"]}],"consult_phone":"0816-1;;、"}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		s, err := Read(content)
		if err != nil {
			return
		}
		before, err := s.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		found := Check(s)
		if after, _ := s.Canonical(); string(before) != string(after) {
			t.Fatal("Check changed the list")
		}
		if (MayPublish(s) == nil) != (len(found) == 0) {
			t.Fatal("a list with defects may be published")
		}
	})
}
