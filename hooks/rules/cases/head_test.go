package cases

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/review"
	"onestop/hooks/rules/workday"
)

// blankList is a service that may be published and asks for nothing in particular; the
// head of a story fills it in.
func blankList() *catalogue.Snapshot {
	return &catalogue.Snapshot{
		ID: "service", Code: "11510799DEM000030Q4000113015000", Name: "示例事项", NameEn: "Example", Handling: catalogue.Promised, Basis: "《示例条例》第一条", Conditions: "符合法定条件",
		QuantityLimit: "无限制", Channels: []string{"counter", "online"}, OnlineDepth: "III",
		ResultName: "示例许可决定", ResultKind: "other", ResultSample: "sample.pdf",
		ConsultPhone: "0816-1000001", ComplaintPhone: "0816-1000009",
		Department: catalogue.Body{ID: lead, Name: lead, Code: "11510799DEM000030Q"},
		BasicItem:  catalogue.BasicItem{Code: "000113015000", Name: "示例事项", Type: "01", Levels: []string{"4"}},
	}
}

// heads are the lines that may stand above the first date.
var heads map[string]func(s *story, words []string) error

func init() {
	heads = map[string]func(*story, []string) error{
		"rules":      func(s *story, w []string) error { s.rules = w; return nil },
		"story":      func(s *story, w []string) error { s.text = strings.Join(w, " "); return nil },
		"calendar":   headCalendar,
		"regime":     headRegime,
		"law":        headLaw,
		"promise":    headPromise,
		"validity":   func(s *story, w []string) (err error) { s.list.ResultValidYears, err = one(w); return err },
		"commitment": func(s *story, w []string) error { s.list.Commitment = true; return exactly(w, "offered") },
		"inspection": func(s *story, w []string) error { s.inspection = true; return exactly(w, "yes") },
		"quantity":   func(s *story, w []string) error { s.list.QuantityLimit = strings.Join(w, " "); return nil },
		"channels":   func(s *story, w []string) error { s.list.Channels = w; return nil },
		"material":   headMaterial,
		"question":   headQuestion,
		"field":      headField,
		"fee":        headFee,
		"step":       headStep,
		"officer":    headOfficer,
		"bar":        headBar,
		"ahead":      headAhead,
		"lacks":      headLacks,
		"member":     headMember,
	}
}

func exactly(words []string, want string) error {
	if strings.Join(words, " ") != want {
		return fmt.Errorf("write %q", want)
	}
	return nil
}

func one(words []string) (int, error) {
	if len(words) != 1 {
		return 0, fmt.Errorf("write one number")
	}
	return readNumber(words[0])
}

func headCalendar(s *story, words []string) error {
	s.years = nil
	for _, w := range words {
		year, err := strconv.Atoi(w)
		if err != nil {
			return err
		}
		s.years = append(s.years, year)
	}
	return nil
}

func headRegime(s *story, words []string) error {
	if len(words) == 2 && words[1] == "joint" {
		s.list.Joint, words = true, words[:1]
	}
	if len(words) != 1 {
		return fmt.Errorf("write one regime, with joint behind it where it is handled jointly")
	}
	if _, known := clock.Lookup(words[0]); !known {
		return fmt.Errorf("%q is no regime", words[0])
	}
	s.list.Regime = words[0]
	return nil
}

func headLaw(s *story, words []string) (err error) {
	if len(words) != 2 || (words[1] != catalogue.WorkingDays && words[1] != catalogue.CalendarDays) {
		return fmt.Errorf("write for instance 20 WD")
	}
	s.list.StatutoryUnit = words[1]
	s.list.StatutoryDays, err = readNumber(words[0])
	return err
}

func headPromise(s *story, words []string) (err error) {
	if len(words) == 1 && words[0] == catalogue.Instant {
		s.list.Handling = catalogue.Instant
		return nil
	}
	if len(words) != 2 || words[1] != catalogue.WorkingDays {
		return fmt.Errorf("write for instance 10 WD, or instant")
	}
	s.list.PromisedDays, err = readNumber(words[0])
	return err
}

// conditional reads WORDS… [only_if OPTION…].
func conditional(words []string) (plain, onlyIf []string) {
	if i := slices.Index(words, "only_if"); i >= 0 {
		return words[:i], words[i+1:]
	}
	return words, nil
}

func headMaterial(s *story, words []string) error {
	words, onlyIf := conditional(words)
	if len(words) != 2 || !slices.Contains([]string{catalogue.Required, catalogue.Deferrable, catalogue.Optional}, words[1]) {
		return fmt.Errorf("write for instance 申请表 required")
	}
	s.list.Materials = append(s.list.Materials, catalogue.Material{ID: words[0], Name: words[0], NameEn: words[0], Necessity: words[1], OnlyIf: onlyIf,
		Source: "10", Original: 1, Form: "4", Basis: "《示例条例》第二条", BlankForm: "form.docx", Sample: "sample.pdf"})
	return nil
}

func headQuestion(s *story, words []string) error {
	words, onlyIf := conditional(words)
	if len(words) < 4 || words[1] != "=" {
		return fmt.Errorf("write for instance 是否用气 = 用气 不用气")
	}
	q := catalogue.Question{ID: words[0], Text: words[0], OnlyIf: onlyIf}
	for _, o := range words[2:] {
		q.Options = append(q.Options, catalogue.Option{ID: o, Text: o})
	}
	s.list.Questions = append(s.list.Questions, q)
	return nil
}

func headField(s *story, words []string) error {
	words, onlyIf := conditional(words)
	if len(words) != 3 || (words[2] != catalogue.Required && words[2] != catalogue.Optional) {
		return fmt.Errorf("write for instance 经营场所 text required")
	}
	s.list.FormFields = append(s.list.FormFields, catalogue.FormField{ID: words[0], Key: words[0], Label: words[0], Kind: words[1], Required: words[2] == catalogue.Required, OnlyIf: onlyIf})
	return nil
}

func headFee(s *story, words []string) error {
	if len(words) < 2 || len(words) > 3 {
		return fmt.Errorf("write for instance 工本费 20元 《示例条例》第三条")
	}
	s.list.Fee = true
	s.list.Fees = append(s.list.Fees, catalogue.Fee{ID: words[0], Name: words[0], Standard: words[1], Basis: strings.Join(words[2:], "")})
	return nil
}

// departmentOf reads WORDS… [of DEPARTMENT].
func departmentOf(words []string) (rest []string, department string) {
	if n := len(words); n > 2 && words[n-2] == "of" {
		return words[:n-2], words[n-1]
	}
	return words, lead
}

func headStep(s *story, words []string) (err error) {
	words, department := departmentOf(words)
	if len(words) < 3 || len(words) > 4 {
		return fmt.Errorf("write for instance 1 审查 examine 3 of 某局")
	}
	step := catalogue.Step{ID: words[1], Name: words[1], Kind: words[2], Department: department}
	if !slices.Contains([]string{catalogue.Examine, catalogue.SiteCheck, catalogue.ExpertReview, catalogue.Publicity}, step.Kind) {
		return fmt.Errorf("%q is no kind of a step", step.Kind)
	}
	if step.Seq, err = readNumber(words[0]); err == nil && len(words) == 4 {
		step.Days, err = readNumber(words[3])
	}
	s.list.SiteCheck = s.list.SiteCheck || step.Kind == catalogue.SiteCheck
	s.list.Steps = append(s.list.Steps, step)
	return err
}

func headOfficer(s *story, words []string) error {
	words, department := departmentOf(words)
	if len(words) < 2 {
		return fmt.Errorf("write for instance 王示例 clerk approver of 某局")
	}
	o := review.Officer{ID: words[0], Department: department, Active: true}
	for _, w := range words[1:] {
		if !slices.Contains(flow.Roles(), flow.Role(w)) {
			return fmt.Errorf("%q is no role", w)
		}
		o.Roles = append(o.Roles, flow.Role(w))
	}
	s.officers = append(s.officers, o)
	return nil
}

func headBar(s *story, words []string) error {
	if len(words) != 2 || (words[0] != "this" && words[0] != "other") {
		return fmt.Errorf("write for instance this 2026-12-01: barred from this service or another one until then")
	}
	until, err := workday.ParseDay(words[1])
	service := map[string]string{"this": s.list.ID, "other": "another"}[words[0]]
	s.bars = append(s.bars, clock.Bar{Service: service, Until: until, Cite: "R-AL-37"})
	return err
}

func headAhead(s *story, words []string) error {
	if len(words) != 3 || words[1] != "until" {
		return fmt.Errorf("write for instance 510799-20260302-0001 until 2026-03-20")
	}
	until, err := workday.ParseDay(words[2])
	s.ahead = append(s.ahead, rival{words[0], until})
	return err
}

// headLacks empties elements of a list, for a story about what may be published.
func headLacks(s *story, words []string) error {
	for _, w := range words {
		switch w {
		case "basis":
			s.list.Basis = ""
		case "conditions":
			s.list.Conditions = ""
		case "model_form":
			for i := range s.list.Materials {
				s.list.Materials[i].Sample = ""
			}
		case "material_basis":
			for i := range s.list.Materials {
				s.list.Materials[i].Basis = ""
			}
		default:
			return fmt.Errorf("%q is no element that may be emptied", w)
		}
	}
	return nil
}
