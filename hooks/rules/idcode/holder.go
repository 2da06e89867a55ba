package idcode

import "time"

// Holder reads the number of somebody of whom nobody said which kind it is, and answers
// its one form: of a resident, of a body (R-CODE-01), or of a passport. It refuses with
// number_invalid, in the words of the kind that the number looks like (R-CODE-02).
func Holder(s string, today time.Time) (string, error) {
	resident, refused := ResidentID(s, today)
	if refused == nil {
		return resident.Number, nil
	}
	if code, err := CreditCode(s); err == nil {
		return code, nil
	}
	if passport, err := Passport(s); err == nil {
		return passport, nil
	}
	return "", refused
}
