package idcode

import (
	"testing"

	"onestop/hooks/rules/fault"
)

func TestRegionCodes_R_CODE_03(t *testing.T) {
	for _, v := range []struct{ in, code, level, parent string }{
		{"510000", "510000", "province", ""},
		{"510700", "510700", "city", "510000"},
		{"510703", "510703", "county", "510700"}, {"510704", "510704", "county", "510700"}, {"510705", "510705", "county", "510700"},
		{"510722", "510722", "county", "510700"}, {"510723", "510723", "county", "510700"}, {"510725", "510725", "county", "510700"},
		{"510726", "510726", "county", "510700"}, {"510727", "510727", "county", "510700"}, {"510781", "510781", "county", "510700"},
		{"510724", "510724", "county", "510700"}, // dissolved in 2016, lives on in numbers of people
		{"510799", "510799", "county", "510700"},
		{"510722100", "510722100", "township", "510722"},
		{"510722100201", "510722100201", "village", "510722100"},
		{"510722000000", "510722", "county", "510700"}, {"510000000000", "510000", "province", ""}, {"510722100000", "510722100", "township", "510722"},
		{"441900003", "441900003", "township", "441900"}, // a city without counties
		{"５１０７２２", "510722", "county", "510700"},
	} {
		r, err := RegionCode(v.in)
		if err != nil || r != (Region{v.code, v.level, v.parent}) {
			t.Errorf("%s: got %+v %v", v.in, r, err)
		}
	}
}

func TestRegionCodesRefused_R_CODE_03(t *testing.T) {
	for _, s := range []string{"", "51", "5107", "51072", "5107222", "51072210", "5107221002", "000000", "990000", "510001", "51072A",
		"510722000201", "510000100", "510000100201", "5107221002011"} {
		_, err := RegionCode(s)
		if f, ok := err.(*fault.Fault); !ok || f.Code() != "code_invalid" || f.Cite() != "R-CODE-03" {
			t.Errorf("%q: got %v", s, err)
		}
	}
}

// Every parent is itself a division, up to the province.
func FuzzRegionCode(f *testing.F) {
	f.Add("510722100201")
	f.Add("510000000000")
	f.Fuzz(func(t *testing.T, s string) {
		r, err := RegionCode(s)
		if err != nil {
			if fault.Of(err) != fault.CodeInvalid {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		for n := 0; r.Parent != ""; n++ {
			up, err := RegionCode(r.Parent)
			if n > 4 || err != nil || up.Code != r.Parent {
				t.Fatalf("%+v has the parent %+v: %v", r, up, err)
			}
			r = up
		}
		if r.Level != "province" {
			t.Fatalf("%q ends at %+v", s, r)
		}
	})
}
