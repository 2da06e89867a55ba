package wording

import (
	"slices"
	"testing"

	"onestop/hooks/rules/fault"
)

func TestCheck_R_PI_08(t *testing.T) {
	for _, c := range []struct {
		name, act, ground, text string
		field                   string
		code                    fault.Code
	}{
		{"words for a refusal", "refuse", "conditions_unmet", "{申请人}：不符合条件。", "", ""},
		{"for every ground", "refuse", "", "不符合条件。", "", ""},
		{"an opinion that passes", "examine", "pass", "材料齐全。", "", ""},
		{"a message", Message, "", "{申请人}您好，{编号}的{缺少材料}还没有收到，请在{到期日}前补交。{部门} {电话} {今天}", "", ""},
		{"a ground of another act", "refuse", "pass", "好", "ground", fault.ValueInvalid},
		{"a message on a ground", Message, "pass", "好", "ground", fault.ValueInvalid},
		{"an act of the applicant", "request_hearing", "", "好", "act", fault.ValueInvalid},
		{"an act of the house", "deem_accepted", "", "好", "act", fault.ValueInvalid},
		{"no act", "", "", "好", "act", fault.ValueInvalid},
		{"a place that there is not", "accept", "", "{姓名}您好", "text", fault.ValueInvalid},
		{"an empty place", "accept", "", "{}您好", "text", fault.ValueInvalid},
		{"a brace alone", "accept", "", "见附件 } 和 {", "", ""},
		{"a person in it", Message, "", "请联系 13812345678", "text", fault.TextPersonal},
		{"an identity number in it", Message, "", "证件 510799198706110137 不清楚", "text", fault.TextPersonal},
	} {
		field, err := Check(c.act, c.ground, c.text)
		code := fault.Of(err)
		if field != c.field || code != c.code {
			t.Errorf("%s: %s %s (%v), want %s %s", c.name, field, code, err, c.field, c.code)
		}
	}
	if acts := Acts(); !slices.Contains(acts, "request_correction") || slices.Contains(acts, "request_hearing") || len(acts) < 15 {
		t.Errorf("acts are %v", acts)
	}
}

func TestFill(t *testing.T) {
	said := map[string]string{"申请人": "张示例", "缺少材料": "申请表、{编号}"}
	for text, want := range map[string]string{
		"{申请人}您好": "张示例您好", "还缺{缺少材料}。": "还缺申请表、{编号}。", "{电话}{谁}": Blank + "{谁}", "没有": "没有", "": "",
	} {
		got, empty := Fill(text, said)
		if got != want || (len(empty) > 0) != (text == "{电话}{谁}") {
			t.Errorf("%q becomes %q without %v, want %q", text, got, empty, want)
		}
	}
}
