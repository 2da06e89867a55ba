package idcode

import (
	"fmt"
	"strings"
	"testing"
	"testing/quick"

	"onestop/hooks/rules/fault"
)

func TestTaskCodeVectors_R_CAT_31(t *testing.T) {
	for _, v := range []struct{ code, body, level, area, kind, main, sub string }{
		{"11650000010183859F2650116013001", "11650000010183859F", "2", "65", "01", "16013", "001"},
		{"12441500196720244T3442199806003", "12441500196720244T", "3", "44", "21", "99806", "003"},
		{"114401134554137174444TC12049000", "114401134554137174", "4", "44", "TC", "12049", "000"},
		{"11510799DEM000022X4000709001000", "11510799DEM000022X", "4", "00", "07", "09001", "000"},
	} {
		c, err := ParseTaskCode(v.code)
		want := TaskCode{v.body, v.level, BasicCode{v.area, v.kind, v.main, v.sub}}
		if err != nil || c != want || c.String() != v.code {
			t.Errorf("%s: got %+v %v", v.code, c, err)
		}
		if built, err := NewTaskCode(v.body, v.level, want.Basic.String()); err != nil || built != c {
			t.Errorf("%s: built %+v %v", v.code, built, err)
		}
		if lower, err := ParseTaskCode(" " + strings.ToLower(v.code)); err != nil || lower != c {
			t.Errorf("%s in lower case: %+v %v", v.code, lower, err)
		}
	}
}

func TestHandlingCodeVectors_R_CAT_32(t *testing.T) {
	code := "11510799DEM000022X400070900100001"
	h, err := ParseHandlingCode(code)
	if err != nil || h.Sequence != 1 || h.Task.String() != code[:31] || h.String() != code {
		t.Fatalf("got %+v %v", h, err)
	}
	for n := 1; n <= 99; n++ {
		built, err := NewHandlingCode(h.Task, n)
		if err != nil || built.String() != fmt.Sprintf("%s%02d", code[:31], n) {
			t.Errorf("%d: %v %v", n, built, err)
		}
	}
	for _, n := range []int{-1, 0, 100, 1000} {
		if _, err := NewHandlingCode(h.Task, n); fault.Of(err) != fault.CodeInvalid {
			t.Errorf("%d: %v", n, err)
		}
	}
}

func TestItemCodesRefused_R_CAT_33(t *testing.T) {
	basic := func(s string) error { _, err := ParseBasicCode(s); return err }
	task := func(s string) error { _, err := ParseTaskCode(s); return err }
	handling := func(s string) error { _, err := ParseHandlingCode(s); return err }
	good := "11510799DEM000022X4000709001000"
	for _, c := range []struct {
		name string
		err  error
		cite string
		part string
	}{
		{"R-CAT-30 empty", basic(""), "R-CAT-30", "length"},
		{"R-CAT-30 eleven", basic("00070900100"), "R-CAT-30", "length"},
		{"R-CAT-30 no such province", basic("990709001000"), "R-CAT-30", "area"},
		{"R-CAT-30 letters in the main item", basic("5107A9001000"), "R-CAT-30", "item"},
		{"R-CAT-30 letters in the sub-item", basic("51070900100A"), "R-CAT-30", "item"},
		{"R-CAT-33 a local type in a nationwide code", basic("00TC09001000"), "R-CAT-33", "type"},
		{"R-CAT-33 type 11 in a nationwide code", basic("001109001000"), "R-CAT-33", "type"},
		{"R-CAT-30 punctuation", basic("0007-9001000"), "R-CAT-30", "length"},
		{"R-CAT-31 empty", task(""), "R-CAT-31", "length"},
		{"R-CAT-31 thirty", task(good[:30]), "R-CAT-31", "length"},
		{"R-CAT-31 thirty-two", task(good + "0"), "R-CAT-31", "length"},
		{"R-CAT-33 credit code with a wrong check", task("11510799DEM000023X" + good[18:]), "R-CAT-33", "body"},
		{"R-CAT-33 level 0", task(good[:18] + "0" + good[19:]), "R-CAT-33", "level"},
		{"R-CAT-33 level 7", task(good[:18] + "7" + good[19:]), "R-CAT-33", "level"},
		{"R-CAT-33 level A", task(good[:18] + "A" + good[19:]), "R-CAT-33", "level"},
		{"R-CAT-30 bad basic code inside", task(good[:19] + "990709001000"), "R-CAT-30", "area"},
		{"R-CAT-32 sequence 00", handling(good + "00"), "R-CAT-32", "sequence"},
		{"R-CAT-32 sequence of letters", handling(good + "A1"), "R-CAT-32", "sequence"},
		{"R-CAT-32 without a sequence", handling(good), "R-CAT-32", "sequence"},
		{"R-CAT-33 bad level inside", handling(good[:18] + "9" + good[19:] + "01"), "R-CAT-33", "level"},
	} {
		f, ok := c.err.(*fault.Fault)
		if !ok || fault.Of(c.err) != fault.CodeInvalid || f.Cite() != c.cite || f.Params()["part"] != c.part {
			t.Errorf("%s: got %v", c.name, c.err)
		}
	}
}

func TestTaskCodeAgainstItsOwner_R_CAT_33(t *testing.T) {
	c, err := NewTaskCode("11510799dem000022x", "4", "000709001000")
	if err != nil {
		t.Fatal(err)
	}
	local, err := NewTaskCode("11510799DEM000022X", "4", "51TC09001000")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []struct {
		name, owner, basic, kind string
		levels                   []string
		code                     TaskCode
		part                     any
	}{
		{"all agree", "11510799DEM000022X", "000709001000", "07", []string{"3", "4"}, c, nil},
		{"a local type is free", "11510799DEM000022X", "51TC09001000", "20", []string{"4"}, local, nil},
		{"another body", "11510799DEM000030Q", "000709001000", "07", []string{"4"}, c, "body"},
		{"another item", "11510799DEM000022X", "000709001001", "07", []string{"4"}, c, "basic"},
		{"another type", "11510799DEM000022X", "000709001000", "01", []string{"4"}, c, "type"},
		{"another level", "11510799DEM000022X", "000709001000", "07", []string{"2", "3"}, c, "level"},
		{"no level at all", "11510799DEM000022X", "000709001000", "07", nil, c, "level"},
	} {
		err := v.code.Check(v.owner, v.basic, v.kind, v.levels)
		if v.part == nil {
			if err != nil {
				t.Errorf("%s: %v", v.name, err)
			}
			continue
		}
		if f, ok := err.(*fault.Fault); !ok || f.Code() != "code_invalid" || f.Cite() != "R-CAT-33" || f.Params()["part"] != v.part {
			t.Errorf("%s: got %v", v.name, err)
		}
	}
}

// What is built is what is read, for every item of every province and level.
func TestItemCodeRoundTripProperty_R_CAT_30(t *testing.T) {
	round := func(main, sub uint32, level, kind uint8, seq uint8) bool {
		basic := BasicCode{Area: "51", Type: itemTypes[int(kind)%len(itemTypes)], Main: fmt.Sprintf("%05d", main%100000), Sub: fmt.Sprintf("%03d", sub%1000)}
		task := TaskCode{Body: demoCodes[int(main)%len(demoCodes)], Level: string(rune('1' + level%6)), Basic: basic}
		h := HandlingCode{Task: task, Sequence: int(seq)%99 + 1}
		got, err := ParseHandlingCode(h.String())
		return err == nil && got == h && len(h.String()) == handlingLength
	}
	if err := quick.Check(round, nil); err != nil {
		t.Error(err)
	}
}

func FuzzHandlingCode(f *testing.F) {
	f.Add("11510799DEM000022X400070900100001")
	f.Add("11510799DEM000022X4000709001000")
	f.Add("000709001000")
	f.Fuzz(func(t *testing.T, s string) {
		for _, read := range []func(string) (fmt.Stringer, error){
			func(s string) (fmt.Stringer, error) { return ParseBasicCode(s) },
			func(s string) (fmt.Stringer, error) { return ParseTaskCode(s) },
			func(s string) (fmt.Stringer, error) { return ParseHandlingCode(s) },
		} {
			c, err := read(s)
			if err != nil {
				if fault.Of(err) != fault.CodeInvalid {
					t.Fatalf("not a fault: %v", err)
				}
				continue
			}
			if again, err := read(c.String()); err != nil || again != c || c.String() != normal(s) {
				t.Fatalf("%q is not in its normal form: %v %v", s, c, err)
			}
		}
	})
}
