package idcode

import (
	"strings"

	"onestop/hooks/rules/fault"
)

// creditAlphabet has 31 characters; I O Z S V are left out because they are misread.
const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// CreditCode reads a unified social credit code (GB 32100-2015) and answers it in upper
// case: two characters of the registering body, six digits of its place, nine of the
// body, one check character. It refuses with number_invalid (R-CODE-01).
func CreditCode(s string) (string, error) {
	n := normal(s)
	switch {
	case len(n) != 18 || !alphanumeric(n):
		return "", badCredit("A unified social credit code has 18 digits and capital letters; copy it from the licence.")
	case strings.ContainsAny(n, "IOZSV"):
		return "", badCredit("A unified social credit code never holds the letters I, O, Z, S or V; compare it with the licence.")
	case !digits(n[2:8]):
		return "", badCredit("The third to eighth characters of a unified social credit code are the digits of a place; compare it with the licence.")
	case creditCheck(n) != n[17]:
		return "", badCredit("The unified social credit code has a wrong character; compare it with the licence.")
	}
	return n, nil
}

func badCredit(sentence string) error {
	return fault.New(fault.NumberInvalid, "R-CODE-01", "%s", sentence)
}

// creditCheck is the check character of the first 17: weights 3^i mod 31.
func creditCheck(n string) byte {
	sum, weight := 0, 1
	for i := range 17 {
		sum += weight * strings.IndexByte(creditAlphabet, n[i])
		weight = weight * 3 % 31
	}
	return creditAlphabet[(31-sum%31)%31]
}

// BodyCheck looks at the inner organisation code of a valid credit code (GB 11714,
// characters 9 to 17) and answers a warning for the clerk, "" where its own check
// character agrees. Codes in lawful use fail it, so it is never a refusal (R-CODE-01).
func BodyCheck(code string) string {
	n := normal(code)
	if len(n) != 18 || !alphanumeric(n) {
		return "The code is not a unified social credit code."
	}
	sum := 0
	for i, w := range [8]int{3, 7, 9, 10, 5, 8, 4, 2} {
		v := int(n[8+i] - '0')
		if n[8+i] >= 'A' {
			v = int(n[8+i]-'A') + 10
		}
		sum += w * v
	}
	if "0X987654321"[sum%11] != n[16] {
		return "The inner organisation code has another check character; compare the code with the licence."
	}
	return ""
}
