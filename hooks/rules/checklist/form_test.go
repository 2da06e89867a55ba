package checklist

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/fault"
)

var today = time.Date(2026, 3, 2, 9, 0, 0, 0, time.FixedZone("CST", 8*3600))

// sheet asks one field of every kind.
func sheet() List {
	field := func(key, kind string, required bool, choices ...string) Field {
		return Field{FormField: catalogue.FormField{Key: key, Label: "标签" + key, LabelEn: "Label " + key, Kind: kind, Required: required, Choices: choices}}
	}
	return List{Fields: []Field{field("name", "text", true), field("story", "long_text", false), field("area", "number", false), field("start", "date", false),
		field("zone", "choice", false, "东", "西"), field("id", "id_number", false), field("code", "uscc", false), field("tel", "phone", false), field("odd", "drawing", false)}}
}

func TestFormKinds(t *testing.T) {
	for _, c := range []struct {
		key    string
		answer any
		want   fault.Code
	}{
		{"name", "好味餐饮", ""}, {"name", strings.Repeat("字", 500), ""},
		{"name", strings.Repeat("字", 501), fault.TextInvalid}, {"name", "a\x00b", fault.TextInvalid}, {"name", "bad\xff", fault.TextInvalid}, {"name", "bell\a", fault.TextInvalid},
		{"name", "", fault.FormIncomplete}, {"name", " \t\n", fault.FormIncomplete}, {"name", nil, fault.FormIncomplete}, {"name", 7.0, fault.ValueInvalid}, {"name", []any{}, fault.ValueInvalid},
		{"story", "第一行\n第二行\t末", ""}, {"story", strings.Repeat("字", 5000), ""}, {"story", strings.Repeat("字", 5001), fault.TextInvalid},
		{"area", 85.5, ""}, {"area", "85.5", ""}, {"area", " -3 ", ""}, {"area", json.Number("120"), ""}, {"area", "", ""}, {"area", nil, ""},
		{"area", "many", fault.NumberInvalid}, {"area", "NaN", fault.NumberInvalid}, {"area", "Inf", fault.NumberInvalid}, {"area", "0x10", fault.NumberInvalid},
		{"area", "1_000", fault.NumberInvalid}, {"area", "1e300", fault.NumberInvalid}, {"area", "１２", fault.NumberInvalid}, {"area", 1e16, fault.NumberInvalid}, {"area", -1e16, fault.NumberInvalid},
		{"area", json.Number("1e999"), fault.NumberInvalid}, {"area", strings.Repeat("1", 41), fault.NumberInvalid}, {"area", true, fault.ValueInvalid}, {"area", map[string]any{}, fault.ValueInvalid},
		{"start", "2026-02-28", ""}, {"start", "1900-01-01", ""}, {"start", "2026-02-29", fault.DateInvalid}, {"start", "2026-2-3", fault.DateInvalid}, {"start", "1899-12-31", fault.DateInvalid},
		{"start", "2200-01-01", fault.DateInvalid}, {"start", "2026-03-02T00:00", fault.DateInvalid}, {"start", "昨天", fault.DateInvalid}, {"start", 20260302.0, fault.ValueInvalid},
		{"zone", "东", ""}, {"zone", "南", fault.OptionInvalid}, {"zone", "东 ", fault.OptionInvalid}, {"zone", 0.0, fault.ValueInvalid},
		{"id", "510799198706110137", ""}, {"id", "51079919900101019x", ""}, {"id", "510799198706110130", fault.NumberInvalid}, {"id", 5.1e17, fault.ValueInvalid},
		{"code", "91510799MADEM00119", ""}, {"code", "91510799MADEM00110", fault.NumberInvalid}, {"code", false, fault.ValueInvalid},
		{"tel", "13800138000", ""}, {"tel", "0816-1234567", ""}, {"tel", "123", fault.NumberInvalid}, {"tel", 1.38e10, fault.ValueInvalid},
		{"odd", "text of a kind unknown here", ""}, {"odd", "\x01", fault.TextInvalid},
		{"colour", "red", fault.FormIncomplete}, {"", "x", fault.FormIncomplete},
	} {
		form := map[string]any{"name": "好味"}
		form[c.key] = c.answer
		bad := FormCheck(sheet(), form, today)
		var got fault.Code
		if f := bad[c.key]; f != nil {
			got = fault.Of(f)
		}
		if got != c.want {
			t.Errorf("%s = %v: got %q, want %q", c.key, c.answer, got, c.want)
		}
		for key := range bad {
			if key != c.key {
				t.Errorf("%s = %v: blames %s", c.key, c.answer, key)
			}
		}
	}
}

func TestFormNamesEverythingAtOnce_R_AL_05(t *testing.T) {
	bad := FormCheck(sheet(), map[string]any{"area": "x", "start": "x", "id": "x", "extra": 1.0}, today)
	if len(bad) != 5 || bad["name"] == nil || bad["extra"] == nil || bad["id"].Cite() != "R-CODE-02" {
		t.Errorf("got %v", bad)
	}
	if !strings.Contains(bad["name"].Error(), "Label name") {
		t.Errorf("the sentence does not name the field: %s", bad["name"])
	}
	if bad := FormCheck(List{}, nil, today); len(bad) != 0 {
		t.Errorf("an empty form of an empty list: %v", bad)
	}
}

// A field that the answers do not call for may not be filled in either (R-PI-01).
func TestFormFollowsTheAnswers_R_PI_01(t *testing.T) {
	self, _ := Of(shop(), []string{"self"})
	agent, _ := Of(shop(), []string{"agent"})
	form := map[string]any{"name": "店", "agent_id": "510799198706110137"}
	if bad := FormCheck(agent, form, today); len(bad) != 0 {
		t.Errorf("an agent's form: %v", bad)
	}
	if bad := FormCheck(self, form, today); fault.Of(bad["agent_id"]) != fault.FormIncomplete {
		t.Errorf("a form with an agent's number without an agent: %v", bad)
	}
	if bad := FormCheck(agent, map[string]any{"name": "店"}, today); fault.Of(bad["agent_id"]) != fault.FormIncomplete {
		t.Errorf("an agent's form without the number: %v", bad)
	}
}

// Birth dates are judged by the day in China.
func TestFormKnowsToday_R_CODE_02(t *testing.T) {
	form := map[string]any{"name": "x", "id": "510799202609100374"} // born 2026-09-10
	if bad := FormCheck(sheet(), form, today); fault.Of(bad["id"]) != fault.NumberInvalid {
		t.Errorf("not born yet: %v", bad)
	}
	if bad := FormCheck(sheet(), form, today.AddDate(1, 0, 0)); len(bad) != 0 {
		t.Errorf("born by now: %v", bad)
	}
}

func FuzzFormCheck(f *testing.F) {
	f.Add([]byte(`{"name":"x","area":1,"start":"2026-01-01","zone":"东"}`))
	f.Add([]byte(`{"name":{"a":[1]},"id":null,"odd":[[]],"tel":"+86 138"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var form map[string]any
		if json.Unmarshal(body, &form) != nil {
			return
		}
		for key, refusal := range FormCheck(sheet(), form, today) {
			if refusal == nil || refusal.Error() == "" {
				t.Fatalf("%s is refused without words", key)
			}
		}
	})
}
