// Package password says which passwords an account may have (GB/T 22239, R-SEC-02, R-SEC-03):
// long enough, none that many people use, and none that can be read off its holder.
package password

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"onestop/hooks/rules/fault"
)

// Kind is whose account it is.
type Kind string

const (
	Staff     Kind = "staff" // officers and superusers
	Applicant Kind = "applicant"
)

// minimums are in characters.
var minimums = map[Kind]int{Staff: 10, Applicant: 8}

// Minimum is how many characters a password of the kind has at least.
func (k Kind) Minimum() int { return minimums[k] }

// Why a password is refused: the fact "subject" of password_weak.
const (
	Short    = "short"    // fewer characters than the minimum, the fact "min"
	Common   = "common"   // on the list of those that many people use
	Personal = "personal" // made of what is known of the holder
	Simple   = "simple"   // fewer than five different characters
)

// different characters that a password has at least.
const different = 5

// Check refuses a weak password (password_weak). `common` is the list of those that are
// used most, in small letters; `personal` is what people know of the holder: the name of
// the account, of the person and of the agency, telephone and identity numbers.
func Check(word string, kind Kind, common func(string) bool, personal ...string) error {
	low := strings.ToLower(word)
	switch {
	case utf8.RuneCountInString(word) < kind.Minimum():
		return weak(Short, "A password needs at least %d characters; a sentence of several words is easy to remember.", kind.Minimum()).With("min", kind.Minimum())
	case kinds(low) < different:
		return weak(Simple, "This password repeats a few characters; choose one with at least %d different ones.", different)
	case common(low) || common(bare(low)):
		return weak(Common, "Many people use this password, so it is guessed first; choose another one.")
	case revealed(low, personal):
		return weak(Personal, "This password can be read off the account: leave out its name, the person's, the agency's, the telephone and the identity number.")
	}
	return nil
}

func weak(why, sentence string, args ...any) *fault.Fault {
	return fault.New(fault.PasswordWeak, "R-SEC-03", sentence, args...).With("subject", why)
}

func kinds(word string) int {
	seen := map[rune]bool{}
	for _, r := range word {
		seen[r] = true
	}
	return len(seen)
}

// bare is a word without the digits and signs around it, by which people lengthen one that
// is on the list: password2026! is password.
func bare(word string) string {
	return strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
}

// shortest parts of what is known that count: names of Latin letters and digits of four,
// Chinese names of two characters, numbers of six digits.
const (
	shortestName    = 4
	shortestChinese = 2
	shortestNumber  = 6
)

func revealed(word string, personal []string) bool {
	for _, known := range personal {
		for _, part := range parts(strings.ToLower(known)) {
			if strings.Contains(word, part) {
				return true
			}
		}
	}
	return false
}

// parts are the pieces of a known text by which it is recognised. Of a number these are
// its beginning, its end, and the birthday in an identity number.
func parts(known string) []string {
	local, _, _ := strings.Cut(strings.TrimSpace(known), "@")
	switch {
	case local == "":
		return nil
	case digits(local):
		return numbers(strings.TrimRight(local, "x"))
	case len(local) == utf8.RuneCountInString(local):
		if len(local) < shortestName {
			return nil
		}
	case utf8.RuneCountInString(local) < shortestChinese:
		return nil
	}
	return []string{local}
}

// digits reports a number, also an identity number that ends with x.
func digits(text string) bool {
	return strings.Trim(strings.TrimRight(text, "x"), "0123456789") == "" && len(text) >= shortestNumber
}

func numbers(n string) []string {
	if len(n) < shortestNumber {
		return nil
	}
	list := []string{n[:min(len(n), 8)], n[len(n)-shortestNumber:]}
	if len(n) >= 17 { // the birthday in a resident's number
		list = append(list, n[6:14], n[8:14])
	}
	return list
}
