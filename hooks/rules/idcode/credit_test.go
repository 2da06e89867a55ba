package idcode

import (
	"math/rand"
	"strings"
	"testing"
	"testing/quick"

	"onestop/hooks/rules/fault"
)

// publicCodes are codes of real bodies that the bodies themselves publish.
var publicCodes = []string{
	"9144030071526726XG", "914403001922038216", "91330100799655058B", "91110000802100433B",
	"91110108551385082Q", "11650000010183859F", "12441500196720244T", "114401134554137174",
}

// demoCodes are invented: the area 510799 does not exist.
var demoCodes = []string{
	"11510799DEM0000143", "11510799DEM000022X", "11510799DEM000030Q", "11510799DEM000049M", "11510799DEM000057G",
	"11510799DEM000065B", "11510799DEM0000736", "11510799DEM0000811", "11510799DEM00009XQ", "11510799DEM000102H",
	"13510799DEM0001106", "11510799DEM0001299", "11510799DEM0001374", "11510799DEM000145Y", "12510799DEM000153N",
	"12510799DEM000161H", "11510799DEM00017XC", "91510799MADEM00119", "91510799MADEM002X1", "92510799MADEM0038X",
	"92510799MADEM0046Q",
}

func TestCreditCodeVectors_R_CODE_01(t *testing.T) {
	for _, code := range append(publicCodes[:len(publicCodes):len(publicCodes)], demoCodes...) {
		if got, err := CreditCode(code); err != nil || got != code {
			t.Errorf("%s: %q %v", code, got, err)
		}
	}
}

func TestCreditCodeNormalForm_R_CODE_01(t *testing.T) {
	for _, s := range []string{"9144030071526726xg", " 91440300 71526726XG\n", "９１４４０３００７１５２６７２６ＸＧ"} {
		if got, err := CreditCode(s); err != nil || got != "9144030071526726XG" {
			t.Errorf("%q: %q %v", s, got, err)
		}
	}
}

func TestCreditCodeRefused_R_CODE_01(t *testing.T) {
	for name, s := range map[string]string{
		"wrong check":           "11510000008282092Q",
		"empty":                 "",
		"17 characters":         "9144030071526726X",
		"19 characters":         "9144030071526726XGG",
		"I":                     "9144030071526726IG",
		"O for 0":               "914403OO71526726XG",
		"a letter in the place": "91A4030071526726X" + string(creditCheck("91A4030071526726X")),
		"Chinese":               "统一社会信用代码",
		"a resident number":     "510799198706110137",
	} {
		_, err := CreditCode(s)
		if f, ok := err.(*fault.Fault); !ok || fault.Of(err) != fault.NumberInvalid || f.Cite() != "R-CODE-01" {
			t.Errorf("%s (%s): got %v", name, s, err)
		}
	}
	for _, letter := range "IOZSV" {
		_, err := CreditCode("9144030071526726" + string(letter) + "G")
		if err == nil || !strings.Contains(err.Error(), "never holds") {
			t.Errorf("%c deserves its own sentence: %v", letter, err)
		}
	}
}

func randomCredit(r *rand.Rand) string {
	n := []byte("91510799")
	for len(n) < 17 {
		n = append(n, creditAlphabet[r.Intn(31)])
	}
	return string(append(n, creditCheck(string(n)+"0")))
}

func TestAnyOneCharacterChangeIsRefused_R_CODE_01(t *testing.T) {
	refused := func(seed int64) bool {
		n := randomCredit(rand.New(rand.NewSource(seed)))
		if _, err := CreditCode(n); err != nil {
			return false
		}
		for i := range n {
			for _, c := range "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-" {
				if byte(c) == n[i] {
					continue
				}
				if _, err := CreditCode(n[:i] + string(c) + n[i+1:]); fault.Of(err) != fault.NumberInvalid {
					t.Logf("%s with %c at %d: %v", n, c, i, err)
					return false
				}
			}
		}
		return true
	}
	if err := quick.Check(refused, nil); err != nil {
		t.Error(err)
	}
}

func TestBodyCheckOnlyWarns_R_CODE_01(t *testing.T) {
	for _, code := range []string{"9144030071526726XG", "914403001922038216", "91330100799655058B", "11650000010183859F", "91110000802100433b"} {
		if w := BodyCheck(code); w != "" {
			t.Errorf("%s: %s", code, w)
		}
	}
	changed := "91510799MADEM00109" // inner code altered
	if BodyCheck(changed) == "" {
		t.Error("an inner code with a wrong check passes")
	}
	for _, s := range []string{"", "short", "统一社会信用代码"} {
		if BodyCheck(s) == "" {
			t.Errorf("%q passes", s)
		}
	}
}

// The inner check finds every change of one of its nine characters.
func TestBodyCheckProperty_R_CODE_01(t *testing.T) {
	code := "91330100799655058B"
	for i := 8; i < 17; i++ {
		for _, c := range "0123456789" {
			if byte(c) != code[i] && BodyCheck(code[:i]+string(c)+code[i+1:]) == "" {
				t.Errorf("%c at %d passes", c, i)
			}
		}
	}
}

func FuzzCreditCode(f *testing.F) {
	for _, code := range publicCodes {
		f.Add(code)
	}
	f.Add("９１４４０３００７１５２６７２６ｘｇ")
	f.Fuzz(func(t *testing.T, s string) {
		if warning := BodyCheck(s); len(warning) > 500 {
			t.Fatalf("a warning of %d bytes", len(warning))
		}
		code, err := CreditCode(s)
		if err != nil {
			if fault.Of(err) != fault.NumberInvalid {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		if again, err := CreditCode(code); err != nil || again != code || len(code) != 18 {
			t.Fatalf("%q is not in its normal form: %q %v", s, code, err)
		}
	})
}
