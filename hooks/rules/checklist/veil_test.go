package checklist

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"onestop/hooks/rules/catalogue"
)

const (
	someone = "510799198706110137"
	another = "510799199002020226"
	masked  = "510799********0137"
)

var veilDay = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func TestVeil_R_PI_08(t *testing.T) {
	keys := []string{"deceased_id", "partner_id"}
	for _, c := range []struct {
		name    string
		form    map[string]any
		kept    map[string]string
		shown   any
		numbers map[string]string
	}{
		{"a number", map[string]any{"deceased_id": someone}, nil, masked, map[string]string{"deceased_id": someone}},
		{"with spaces", map[string]any{"deceased_id": " 510799 19870611 0137 "}, nil, masked, map[string]string{"deceased_id": someone}},
		{"the mask sent back", map[string]any{"deceased_id": masked}, map[string]string{"deceased_id": someone}, masked, map[string]string{"deceased_id": someone}},
		{"the number sent again", map[string]any{"deceased_id": someone}, map[string]string{"deceased_id": someone}, masked, map[string]string{"deceased_id": someone}},
		{"another number", map[string]any{"deceased_id": another}, map[string]string{"deceased_id": someone}, "510799********0226", map[string]string{"deceased_id": another}},
		{"a mask of nobody", map[string]any{"deceased_id": "510799********9999"}, map[string]string{"deceased_id": someone}, "510799********9999", map[string]string{"deceased_id": "510799********9999"}},
		{"a slip", map[string]any{"deceased_id": "51079919870611013"}, nil, "510799*******1013", map[string]string{"deceased_id": "51079919870611013"}},
		{"half typed", map[string]any{"deceased_id": "51079919"}, nil, "51****19", map[string]string{"deceased_id": "51079919"}},
		{"taken out", map[string]any{"deceased_id": ""}, map[string]string{"deceased_id": someone}, "", map[string]string{}},
	} {
		c.form["name"] = "李示例"
		before := maps.Clone(c.form)
		shown, numbers := Veil(c.form, keys, c.kept, veilDay)
		if shown["deceased_id"] != c.shown || shown["name"] != "李示例" || !maps.Equal(numbers, c.numbers) || !maps.Equal(c.form, before) {
			t.Errorf("%s: shown %v, numbers %v", c.name, shown, numbers)
		}
	}
}

// Whatever an answer is, it does not stand open, and it does not grow.
func TestVeilOfWhatIsNoNumber_R_PI_08(t *testing.T) {
	for _, answer := range []any{[]any{someone}, map[string]any{"a": someone}, 5.1e17, true, strings.Repeat(someone, 300)} {
		shown, numbers := Veil(map[string]any{"deceased_id": answer}, []string{"deceased_id"}, nil, veilDay)
		if text := fmt.Sprint(shown["deceased_id"]); strings.Contains(text, someone) || !strings.Contains(text, "*") || len(text) > longest || numbers["deceased_id"] == "" {
			t.Errorf("%v: %v %v", answer, shown, numbers)
		}
	}
}

// What is veiled comes back whole, and only where its mask stands.
func TestUnveil_R_PI_08(t *testing.T) {
	form := map[string]any{"deceased_id": someone, "name": "李示例"}
	shown, numbers := Veil(form, []string{"deceased_id"}, nil, veilDay)
	if !maps.Equal(Unveil(shown, numbers), form) {
		t.Errorf("came back as %v", Unveil(shown, numbers))
	}
	if got := Unveil(map[string]any{"deceased_id": ""}, numbers); got["deceased_id"] != "" {
		t.Errorf("a number came back into an empty field: %v", got)
	}
}

func TestNumberFields(t *testing.T) {
	got := NumberFields([]catalogue.FormField{{Key: "a", Kind: "text"}, {Key: "b", Kind: "id_number"}, {Key: "c", Kind: "uscc"}})
	if len(got) != 1 || got[0].Key != "b" {
		t.Errorf("%v", got)
	}
}
