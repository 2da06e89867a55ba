package idcode

import (
	"testing"
	"time"

	"onestop/hooks/rules/fault"
)

func TestHoldersNumbers_R_CODE_02(t *testing.T) {
	today := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	for given, want := range map[string]string{
		"510799198706110137":   "510799198706110137",
		" 51079919870611013 7": "510799198706110137",
		"g12345678":            "G12345678",
		"91110000600037341L":   "91110000600037341L",
	} {
		if got, err := Holder(given, today); err != nil || got != want {
			t.Errorf("%q: %q, %v", given, got, err)
		}
	}
	for _, wrong := range []string{"", "510799198706110138", "张三", "91110000600037341M", "1234", "510799********0137"} {
		if got, err := Holder(wrong, today); fault.Of(err) != fault.NumberInvalid {
			t.Errorf("%q is taken for %q", wrong, got)
		}
	}
}
