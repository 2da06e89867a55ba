package idcode

import "onestop/hooks/rules/fault"

// provinces are the first two digits of GB/T 2260.
var provinces = map[string]bool{
	"11": true, "12": true, "13": true, "14": true, "15": true,
	"21": true, "22": true, "23": true,
	"31": true, "32": true, "33": true, "34": true, "35": true, "36": true, "37": true,
	"41": true, "42": true, "43": true, "44": true, "45": true, "46": true,
	"50": true, "51": true, "52": true, "53": true, "54": true,
	"61": true, "62": true, "63": true, "64": true, "65": true,
	"71": true, "81": true, "82": true, "83": true, // 83: residence permits of people from Taiwan
}

// Region is a division of the country. Parent is the code of the next higher division,
// "" for a province.
type Region struct {
	Code   string
	Level  string // province, city, county, township, village
	Parent string
}

// RegionCode reads a division code of 6 digits (GB/T 2260), 9 (township) or 12
// (village); a longer code that ends in empty groups is cut to its division. Only the
// form is checked: divisions that were dissolved live on in the numbers of people
// (R-CODE-03). It refuses with code_invalid.
func RegionCode(s string) (Region, error) {
	n := normal(s)
	if (len(n) != 6 && len(n) != 9 && len(n) != 12) || !digits(n) || !provinces[n[:2]] {
		return Region{}, badRegion()
	}
	for len(n) > 6 && n[len(n)-3:] == "000" {
		n = n[:len(n)-3]
	}
	switch city, county := n[2:4] != "00", n[4:6] != "00"; {
	case len(n) == 6 && !city && !county:
		return Region{Code: n, Level: "province"}, nil
	case len(n) == 6 && city && !county:
		return Region{Code: n, Level: "city", Parent: n[:2] + "0000"}, nil
	case len(n) == 6 && city:
		return Region{Code: n, Level: "county", Parent: n[:4] + "00"}, nil
	case len(n) == 9 && city: // a few cities have townships and no counties
		return Region{Code: n, Level: "township", Parent: n[:6]}, nil
	case len(n) == 12 && city && n[6:9] != "000":
		return Region{Code: n, Level: "village", Parent: n[:9]}, nil
	}
	return Region{}, badRegion()
}

func badRegion() error {
	return fault.New(fault.CodeInvalid, "R-CODE-03", "A division code has 6 digits (9 for a township, 12 for a village) and begins with a province; see GB/T 2260.")
}
