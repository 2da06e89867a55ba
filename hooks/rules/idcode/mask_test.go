package idcode

import (
	"strings"
	"testing"
	"testing/quick"
	"unicode/utf8"
)

func TestMasks_R_PI_08(t *testing.T) {
	for _, c := range []struct {
		name, in, want string
		mask           func(string) string
	}{
		{"identity card", "510799198706110137", "510799********0137", MaskID},
		{"credit code", "91510799MADEM00119", "915107********0119", MaskID},
		{"passport", "E12345678", "E1*****78", MaskID},
		{"too short to show any", "123", "***", MaskID},
		{"empty number", "", "", MaskID},
		{"a number in a name", "身份证_51079919870611013X(正面).jpg", "身份证_510799********013X(正面).jpg", MaskIn},
		{"a name without one", "IMG_20260302_0101.jpg", "IMG_20260302_0101.jpg", MaskIn},
		{"three", "张示例", "张*例", MaskName},
		{"two", "李四", "李*", MaskName},
		{"one", "李", "*", MaskName},
		{"four", "欧阳示例", "欧**例", MaskName},
		{"empty name", "", "", MaskName},
		{"company", "示例县好味餐饮有限公司", "示例县*****限公司", MaskBody},
		{"shop of six", "好味小吃店铺", "好味**店铺", MaskBody},
		{"shop of three", "好味馆", "好*馆", MaskBody},
		{"mobile", "13800138000", "138****8000", MaskPhone},
		{"fixed line", "0816-1234567", "0816-****567", MaskPhone},
		{"something else", "12345", "***45", MaskPhone},
		{"e-mail", "zhang@demo.test", "z***@demo.test", MaskMail},
		{"no e-mail", "zhang", "*****", MaskMail},
	} {
		if got := c.mask(c.in); got != c.want {
			t.Errorf("%s: %s gives %s, want %s", c.name, c.in, got, c.want)
		}
	}
}

// Whatever is masked keeps its length, hides something, and is not unmasked or masked
// further by a second pass.
func TestMasksHideProperty_R_PI_08(t *testing.T) {
	for name, mask := range map[string]func(string) string{"MaskID": MaskID, "MaskName": MaskName, "MaskBody": MaskBody} {
		hides := func(s string) bool {
			s = strings.ToValidUTF8(strings.ReplaceAll(s, "*", "x"), "?")
			m := mask(s)
			return utf8.RuneCountInString(m) == utf8.RuneCountInString(s) && (s == "" || strings.Contains(m, "*")) && mask(m) == m
		}
		if err := quick.Check(hides, nil); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
