package idcode

import (
	"time"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// Resident is what a resident identity number says of its holder.
type Resident struct {
	Number string    // 18 characters, the check character in upper case
	Birth  time.Time // the birth date, at midnight UTC
	Sex    string    // male or female
	Area   string    // the six digits of the place of first registration, perhaps a former one (R-CODE-03)
}

// ResidentID reads a resident identity number (GB 11643-1999): 17 digits and a check
// character, a real birth date not after the China date of today. It refuses with
// number_invalid (R-CODE-02).
func ResidentID(s string, today time.Time) (Resident, error) {
	n := normal(s)
	switch {
	case len(n) == 15 && digits(n):
		return Resident{}, badResident("A number of 15 digits is no longer valid since 2013; give the 18 characters of the present card.")
	case len(n) != 18 || !digits(n[:17]) || !(digits(n[17:]) || n[17] == 'X'):
		return Resident{}, badResident("An identity number has 17 digits and a digit or X at the end; compare it with the card.")
	case residentCheck(n) != n[17]:
		return Resident{}, badResident("The identity number has a wrong digit; compare it with the card.")
	case !provinces[n[:2]] && n[0] != '9': // 9: permanent residence card of a foreigner
		return Resident{}, badResident("The identity number does not begin with a place; compare it with the card.")
	}
	birth, err := time.Parse("20060102", n[6:14])
	if err != nil || birth.Year() < 1800 {
		return Resident{}, badResident("The identity number holds no real birth date; compare it with the card.")
	}
	if birth.Format(time.DateOnly) > today.In(workday.China).Format(time.DateOnly) {
		return Resident{}, badResident("The identity number holds a birth date in the future; compare it with the card.")
	}
	sex := "female"
	if (n[16]-'0')%2 == 1 {
		sex = "male"
	}
	return Resident{Number: n, Birth: birth, Sex: sex, Area: n[:6]}, nil
}

func badResident(sentence string) error {
	return fault.New(fault.NumberInvalid, "R-CODE-02", "%s", sentence)
}

var residentWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

// residentCheck is the check character of the first 17 digits (ISO 7064 MOD 11-2).
func residentCheck(n string) byte {
	sum := 0
	for i, w := range residentWeights {
		sum += w * int(n[i]-'0')
	}
	return "10X98765432"[sum%11]
}
