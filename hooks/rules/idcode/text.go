// Package idcode reads the numbers by which people, bodies, items and places are known:
// resident identity numbers (GB 11643), unified social credit codes (GB 32100), item
// codes (GB/T 39554.1), division codes (GB/T 2260), passports and telephones. Every
// reader answers the number in its one normal form, so that equal numbers are equal
// texts; the masks are what may be shown of them.
package idcode

import "strings"

// normal trims a number, folds full-width characters of Chinese input methods and takes
// out the blanks by which people group digits, in upper case.
func normal(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r += '!' - '！'
		}
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r == ' ' || r == '\u3000' || r == '\u00a0' || r == '\t' || r == '\r' || r == '\n':
			return -1
		}
		return r
	}, s)
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// alphanumeric reports whether s holds nothing but 0-9 and A-Z.
func alphanumeric(s string) bool {
	for i := range len(s) {
		if !(s[i] >= '0' && s[i] <= '9' || s[i] >= 'A' && s[i] <= 'Z') {
			return false
		}
	}
	return s != ""
}
