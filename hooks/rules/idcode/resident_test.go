package idcode

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"testing/quick"
	"time"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// today is the opening morning of the example county's clock.
var today = time.Date(2026, 11, 2, 9, 0, 0, 0, workday.China)

// demoPersons are invented: the area 510799 does not exist.
var demoPersons = []struct{ number, sex, birth string }{
	{"510799198706110137", "male", "1987-06-11"}, {"510799198909230243", "female", "1989-09-23"},
	{"510799202609100374", "male", "2026-09-10"}, {"510799194203050111", "male", "1942-03-05"},
	{"510799193501180286", "female", "1935-01-18"}, {"510799196603020156", "male", "1966-03-02"},
	{"510799197606150284", "female", "1976-06-15"}, {"510799199102270468", "female", "1991-02-27"},
	{"510799197808080632", "male", "1978-08-08"}, {"510799194807150199", "male", "1948-07-15"},
	{"510799197503200517", "male", "1975-03-20"}, {"510799198304040172", "male", "1983-04-04"},
	{"510799199705200311", "male", "1997-05-20"}, {"510799199802140402", "female", "1998-02-14"},
	{"51079919900101019X", "male", "1990-01-01"},
}

func TestResidentIDVectors_R_CODE_02(t *testing.T) {
	vectors := append(demoPersons[:len(demoPersons):len(demoPersons)], []struct{ number, sex, birth string }{
		{"11010519491231002X", "female", "1949-12-31"}, {"440524188001010014", "male", "1880-01-01"}, // from the standard
	}...)
	for _, v := range vectors {
		r, err := ResidentID(v.number, today)
		if err != nil {
			t.Errorf("%s: %v", v.number, err)
			continue
		}
		if r.Number != v.number || r.Sex != v.sex || r.Birth.Format(time.DateOnly) != v.birth || r.Area != v.number[:6] {
			t.Errorf("%s: got %+v", v.number, r)
		}
	}
}

func TestResidentIDNormalForm_R_CODE_02(t *testing.T) {
	for _, s := range []string{"51079919900101019x", " 510799 19900101 019X ", "５１０７９９１９９００１０１０１９Ｘ", "510799\u300019900101019ｘ"} {
		if r, err := ResidentID(s, today); err != nil || r.Number != "51079919900101019X" {
			t.Errorf("%q: %v %v", s, r.Number, err)
		}
	}
}

func TestResidentIDRefused_R_CODE_02(t *testing.T) {
	for name, s := range map[string]string{
		"30 February, good check":        "510799199002300033",
		"wrong check":                    "510799198706110130",
		"a card of 15 digits":            "510799870611013",
		"empty":                          "",
		"17 digits":                      "51079919870611013",
		"19 digits":                      "5107991987061101377",
		"X inside":                       "5107991987061101X7",
		"letters":                        "abcdefghijklmnopqr",
		"a check character of other use": "51079919870611013Y",
		"Arabic-Indic digits":            "٥١٠٧٩٩١٩٨٧٠٦١١٠١٣٧",
		"hyphens":                        "510799-19870611-0137",
		"no such province":               withCheck("00079919870611013"),
		"born before 1800":               withCheck("51079917990611013"),
		"month 13":                       withCheck("51079919871311013"),
		"29 February of no leap year":    withCheck("51079919000229013"),
	} {
		_, err := ResidentID(s, today)
		if f, ok := err.(*fault.Fault); !ok || fault.Of(err) != fault.NumberInvalid || f.Cite() != "R-CODE-02" {
			t.Errorf("%s (%s): got %v", name, s, err)
		}
	}
	if _, err := ResidentID("510799870611013", today); err == nil || !strings.Contains(err.Error(), "15 digits") {
		t.Errorf("a former card deserves its own sentence: %v", err)
	}
}

// withCheck completes 17 digits.
func withCheck(n string) string { return n + string(residentCheck(n)) }

// The birth date is compared with the day in China, which begins at 16:00 UTC.
func TestResidentIDNotInTheFuture_R_CODE_02(t *testing.T) {
	number := withCheck("51079920261103011")
	for _, c := range []struct {
		now time.Time
		ok  bool
	}{
		{time.Date(2026, 11, 2, 15, 59, 59, 0, time.UTC), false},
		{time.Date(2026, 11, 2, 16, 0, 0, 0, time.UTC), true},
		{time.Date(2026, 11, 3, 0, 0, 0, 0, workday.China), true},
		{time.Date(2026, 11, 2, 23, 59, 59, 0, workday.China), false},
	} {
		if _, err := ResidentID(number, c.now); (err == nil) != c.ok {
			t.Errorf("at %s: %v", c.now, err)
		}
	}
}

// Foreigners with permanent residence and people from Hong Kong, Macao and Taiwan hold
// numbers of the same form.
func TestResidentIDOfOthers_R_CODE_02(t *testing.T) {
	for _, area := range []string{"911840", "810000", "820000", "830000"} {
		if _, err := ResidentID(withCheck(area+"19900101"+"011"), today); err != nil {
			t.Errorf("%s: %v", area, err)
		}
	}
}

func randomResident(r *rand.Rand) string {
	birth := time.Date(1900+r.Intn(126), 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, r.Intn(365))
	return withCheck(fmt.Sprintf("510799%s%03d", birth.Format("20060102"), r.Intn(1000)))
}

func TestAnyOneCharacterChangeIsRefused_R_CODE_02(t *testing.T) {
	refused := func(seed int64) bool {
		n := randomResident(rand.New(rand.NewSource(seed)))
		if _, err := ResidentID(n, today); err != nil {
			return false
		}
		for i := range n {
			for _, c := range "0123456789XABZ-" {
				if byte(c) == n[i] {
					continue
				}
				if _, err := ResidentID(n[:i]+string(c)+n[i+1:], today); fault.Of(err) != fault.NumberInvalid {
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

func TestTwoNeighboursSwappedAreRefused_R_CODE_02(t *testing.T) {
	for _, p := range demoPersons {
		for i := range 17 {
			b := []byte(p.number)
			b[i], b[i+1] = b[i+1], b[i]
			if string(b) == p.number {
				continue
			}
			if _, err := ResidentID(string(b), today); err == nil {
				t.Errorf("%s passes for %s", b, p.number)
			}
		}
	}
}

func FuzzResidentID(f *testing.F) {
	for _, p := range demoPersons {
		f.Add(p.number)
	}
	f.Add("510799870611013")
	f.Add("５１０７９９１９９００１０１０１９ｘ")
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ResidentID(s, today)
		if err != nil {
			if fault.Of(err) != fault.NumberInvalid {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		again, err := ResidentID(r.Number, today)
		if err != nil || again != r || len(r.Number) != 18 || r.Birth.After(today) {
			t.Fatalf("%q is not in its normal form: %+v %v", s, r, err)
		}
	})
}

func BenchmarkResidentID(b *testing.B) {
	for b.Loop() {
		if _, err := ResidentID("51079919900101019X", today); err != nil {
			b.Fatal(err)
		}
	}
}
