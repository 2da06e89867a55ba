package idcode

import (
	"strings"
	"time"
)

// The kinds of number, as they are stored.
const (
	kindResident = "resident_id"
	kindCredit   = "uscc"
	kindPassport = "passport"
)

// Recognise reads a number of which nobody said which kind it is, as a card reader types it,
// and answers its kind (resident_id, uscc or passport) and its one form. It refuses with
// number_invalid, in the words of the kind that the number looks like (R-CODE-01, R-CODE-02).
func Recognise(s string, today time.Time) (kind, number string, err error) {
	resident, refused := ResidentID(s, today)
	if refused == nil {
		return kindResident, resident.Number, nil
	}
	code, wrong := CreditCode(s)
	if wrong == nil {
		return kindCredit, code, nil
	}
	if passport, err := Passport(s); err == nil {
		return kindPassport, passport, nil
	}
	if n := normal(s); len(n) == 18 && alphanumeric(n) && strings.ContainsAny(n[:17], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
		refused = wrong
	}
	return "", "", refused
}

// Holder is the one form of somebody's number, whichever kind it is. It refuses as
// Recognise does.
func Holder(s string, today time.Time) (string, error) {
	_, number, err := Recognise(s, today)
	return number, err
}
