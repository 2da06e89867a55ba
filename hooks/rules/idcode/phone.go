package idcode

import (
	"regexp"
	"strings"

	"onestop/hooks/rules/fault"
)

var (
	mobile   = regexp.MustCompile(`^1[3-9]\d{9}$`)
	landline = regexp.MustCompile(`^(010|02\d|0[3-9]\d{2})([1-9]\d{6,7})(?:(?:转|EXT\.?|X)(\d{1,5}))?$`)
	country  = regexp.MustCompile(`^(\+|00)86-?`)
)

// Mobile reads a telephone of the mainland, mobile or fixed, and answers it in the one
// form by which it is found again: 13800138000, or 0816-1234567 (an extension follows
// as 0816-1234567-12). The country code +86 and any grouping may be given. It refuses
// with number_invalid.
func Mobile(s string) (string, error) {
	n := strings.NewReplacer("(", "", ")", "").Replace(normal(s))
	local := country.ReplaceAllString(n, "")
	if plain := strings.ReplaceAll(local, "-", ""); mobile.MatchString(plain) {
		return plain, nil
	}
	if local != n && !strings.HasPrefix(local, "0") {
		local = "0" + local // abroad the area code loses its zero
	}
	if number := fixed(local); number != "" {
		return number, nil
	}
	return "", fault.New(fault.NumberInvalid, "", "Give a mobile number of 11 digits or a fixed line with its area code, for instance 0816-1234567.")
}

// fixed is a fixed line in its normal form, "" where n is none. A second hyphen begins
// an extension, unless the digits before it are too few for a number.
func fixed(n string) string {
	if i := strings.LastIndexByte(n, '-'); i > 0 && strings.Count(n, "-") > 1 {
		if number := fixed(n[:i] + "转" + n[i+1:]); number != "" {
			return number
		}
	}
	m := landline.FindStringSubmatch(strings.ReplaceAll(n, "-", ""))
	switch {
	case m == nil:
		return ""
	case m[3] != "":
		return m[1] + "-" + m[2] + "-" + m[3]
	}
	return m[1] + "-" + m[2]
}
