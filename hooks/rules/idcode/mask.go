package idcode

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// keep shows the first head and the last tail characters and a star for each other one;
// where they would show everything, all is stars.
func keep(s string, head, tail int) string {
	r := []rune(s)
	if head+tail >= len(r) {
		return strings.Repeat("*", len(r))
	}
	return string(r[:head]) + strings.Repeat("*", len(r)-head-tail) + string(r[len(r)-tail:])
}

// MaskID is what may be shown of an identity number (R-PI-08): 510799********0137 of a
// long one, a quarter at each end of a short one such as a passport.
func MaskID(number string) string {
	n := utf8.RuneCountInString(number)
	if n >= 15 {
		return keep(number, 6, 4)
	}
	return keep(number, n/4, n/4)
}

// resident is what may be a resident number within other words.
var resident = regexp.MustCompile(`\d{17}[\dXx]`)

// MaskIn masks the resident numbers that stand in a text, such as the name that somebody
// gave to a photo (R-PI-08).
func MaskIn(text string) string { return resident.ReplaceAllStringFunc(text, MaskID) }

// person is a number within other words that points to one person: a resident number or a
// mobile telephone.
var person = regexp.MustCompile(`\d{17}[\dXx]|(?:^|[^\dA-Za-z-])1[3-9]\d{9}(?:[^\dA-Za-z]|$)`)

// NamesPerson reports whether a text that is for everybody holds the number of a person.
func NamesPerson(text string) bool { return person.MatchString(text) }

// MaskName is what may be shown of a person's name (R-PI-08): 张*例, 李*.
func MaskName(name string) string {
	if utf8.RuneCountInString(name) <= 2 {
		return keep(name, 1, 0)
	}
	return keep(name, 1, 1)
}

// MaskBody is what may be shown of an organisation's name: a third at each end, because
// the name of a company is public and only that of a sole trader points to a person.
func MaskBody(name string) string {
	n := utf8.RuneCountInString(name)
	if n <= 5 {
		return MaskName(name)
	}
	return keep(name, n/3, n/3)
}

// MaskPhone is what may be shown of a telephone: 138****8000, 0816-****567.
func MaskPhone(phone string) string {
	if mobile.MatchString(phone) {
		return keep(phone, 3, 4)
	}
	area, rest, cut := strings.Cut(phone, "-")
	if !cut {
		return keep(phone, 0, 2)
	}
	return area + "-" + keep(rest, 0, 3)
}

// MaskMail is what may be shown of an e-mail address: z***@example.test.
func MaskMail(address string) string {
	name, domain, cut := strings.Cut(address, "@")
	if !cut || name == "" {
		return keep(address, 0, 0)
	}
	return string([]rune(name)[:1]) + "***@" + domain
}
