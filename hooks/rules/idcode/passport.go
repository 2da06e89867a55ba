package idcode

import "onestop/hooks/rules/fault"

// Passport reads the number of a passport or travel permit, whose forms the states set:
// 5 to 12 letters and digits with at least four digits. It answers the number in upper
// case and refuses with number_invalid.
func Passport(s string) (string, error) {
	n := normal(s)
	count := 0
	for i := range len(n) {
		if n[i] >= '0' && n[i] <= '9' {
			count++
		}
	}
	if len(n) < 5 || len(n) > 12 || !alphanumeric(n) || count < 4 {
		return "", fault.New(fault.NumberInvalid, "", "A passport number has 5 to 12 letters and digits; copy it from the passport.")
	}
	return n, nil
}
