package checklist

import (
	"fmt"
	"maps"
	"strings"
	"time"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/idcode"
)

// numberKind is the kind of the fields that ask for somebody's identity number.
const numberKind = "id_number"

// NumberFields are those of the fields that ask for an identity number.
func NumberFields(fields []catalogue.FormField) []catalogue.FormField {
	var list []catalogue.FormField
	for _, f := range fields {
		if f.Kind == numberKind {
			list = append(list, f)
		}
	}
	return list
}

// NumbersAsked are the fields of all members of a life event that ask for an identity
// number, under each key that the one form of the journey may give them.
func NumbersAsked(members []Member) []catalogue.FormField {
	var list []catalogue.FormField
	for _, m := range members {
		for _, f := range NumberFields(m.List.FormFields) {
			list = append(list, f)
			f.Key = m.ID + "." + f.Key
			list = append(list, f)
		}
	}
	return list
}

// Veil parts a form into what everybody who sees the case may read and the identity numbers
// under the keys, of which the form keeps the masks alone (R-PI-07, R-PI-08). Whoever sends
// a mask back keeps the number that it stands for; anything else replaces it. A draft is
// never validated, so a wrong number is veiled as a right one is: a slip of one digit tells
// as much. today is the instant at which birth dates are judged.
func Veil(form map[string]any, keys []string, kept map[string]string, today time.Time) (shown map[string]any, numbers map[string]string) {
	shown, numbers = maps.Clone(form), map[string]string{}
	for _, key := range keys {
		answer, given := form[key]
		if !given || blank(answer) {
			continue
		}
		number := numberOf(answer, today)
		if kept[key] != "" && number == idcode.MaskID(kept[key]) {
			number = kept[key]
		}
		numbers[key], shown[key] = number, idcode.MaskID(number)
	}
	return shown, numbers
}

// longest is the length in characters of what is kept of a number that is none.
const longest = 100

// numberOf is the one form of a right number, and of any other answer its words.
func numberOf(answer any, today time.Time) string {
	text := strings.TrimSpace(fmt.Sprint(answer))
	if r, err := idcode.ResidentID(text, today); err == nil {
		return r.Number
	}
	runes := []rune(text)
	return string(runes[:min(len(runes), longest)])
}

// Unveil is the form with the numbers in the places of their masks, as it was filled in.
func Unveil(form map[string]any, numbers map[string]string) map[string]any {
	whole := maps.Clone(form)
	for key, number := range numbers {
		if form[key] == idcode.MaskID(number) {
			whole[key] = number
		}
	}
	return whole
}
