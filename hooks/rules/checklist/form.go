package checklist

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/idcode"
)

// Lengths of answers in characters.
const (
	textLimit     = 500
	longTextLimit = 5000
)

// FormCheck checks a form against the fields that are asked and answers the refusals by
// field key, none where the form may be handed in. A required answer that is absent, and
// an answer to something that is not asked (R-PI-01), are form_incomplete; the others
// are refused by their kind: number_invalid, date_invalid, text_invalid, option_invalid
// for a choice that is not offered, value_invalid for a value of another JSON type.
// today is the instant at which birth dates are judged.
func FormCheck(list List, form map[string]any, today time.Time) map[string]*fault.Fault {
	bad := map[string]*fault.Fault{}
	asked := map[string]bool{}
	for _, f := range list.Fields {
		asked[f.Key] = true
		answer, given := form[f.Key]
		switch {
		case given && !blank(answer):
			if x := checkOf(f.Kind)(f, answer, today); x != nil {
				bad[f.Key] = x
			}
		case f.Required:
			bad[f.Key] = fault.New(fault.FormIncomplete, "R-AL-05", "Answer %s.", english(f.LabelEn, f.Label))
		}
	}
	for key := range form {
		if !asked[key] {
			bad[key] = fault.New(fault.FormIncomplete, "R-PI-01", "The form does not ask for this under the answers chosen; leave it out.")
		}
	}
	return bad
}

// blank answers are absent ones.
func blank(answer any) bool {
	text, ok := answer.(string)
	return answer == nil || ok && strings.TrimSpace(text) == ""
}

type check func(f Field, answer any, today time.Time) *fault.Fault

// kinds is how an answer of each kind is checked.
var kinds = map[string]check{
	"text":      text(textLimit),
	"long_text": text(longTextLimit),
	"number":    number,
	"date":      date,
	"choice":    oneOf,
	"id_number": coded(func(s string, today time.Time) error { _, err := idcode.ResidentID(s, today); return err }),
	"uscc":      coded(func(s string, _ time.Time) error { _, err := idcode.CreditCode(s); return err }),
	"phone":     coded(func(s string, _ time.Time) error { _, err := idcode.Mobile(s); return err }),
}

// checkOf is the check of a kind; one that this house does not know is text.
func checkOf(kind string) check {
	if c, known := kinds[kind]; known {
		return c
	}
	return kinds["text"]
}

func text(limit int) check {
	return func(f Field, answer any, _ time.Time) *fault.Fault {
		s, ok := answer.(string)
		switch {
		case !ok:
			return wrongType()
		case utf8.RuneCountInString(s) > limit:
			return fault.New(fault.TextInvalid, "", "Write at most %d characters.", limit).With("limit", limit)
		case !printable(s):
			return fault.New(fault.TextInvalid, "", "The text holds signs that cannot be shown; type it again.")
		}
		return nil
	}
}

// printable text is whole UTF-8 without control characters but line ends and tabs.
func printable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t'
	})
}

// number takes a JSON number or its text, of a size that prints exactly.
func number(_ Field, answer any, _ time.Time) *fault.Fault {
	var v float64
	switch x := answer.(type) {
	case float64:
		v = x
	case json.Number:
		return number(Field{}, x.String(), time.Time{})
	case string:
		parsed, err := strconv.ParseFloat(strings.TrimSpace(x), 64)
		if err != nil || len(x) > 40 || strings.ContainsAny(x, "_xXpP") {
			return badNumber()
		}
		v = parsed
	default:
		return wrongType()
	}
	if math.IsNaN(v) || math.Abs(v) > 1e15 {
		return badNumber()
	}
	return nil
}

func badNumber() *fault.Fault {
	return fault.New(fault.NumberInvalid, "", "Write a number in digits, for instance 120 or 85.5.")
}

// date takes a real day of the years 1900 to 2199.
func date(_ Field, answer any, _ time.Time) *fault.Fault {
	s, ok := answer.(string)
	if !ok {
		return wrongType()
	}
	if d, err := time.Parse(time.DateOnly, s); err != nil || d.Year() < 1900 || d.Year() > 2199 {
		return fault.New(fault.DateInvalid, "", "Write a real date as YYYY-MM-DD, for instance 2026-03-02.")
	}
	return nil
}

func oneOf(f Field, answer any, _ time.Time) *fault.Fault {
	s, ok := answer.(string)
	switch {
	case !ok:
		return wrongType()
	case !slices.Contains(f.Choices, s):
		return fault.New(fault.OptionInvalid, "", "Choose one of the answers offered.").With("choices", f.Choices)
	}
	return nil
}

// coded checks a number by the reader of its kind.
func coded(read func(s string, today time.Time) error) check {
	return func(_ Field, answer any, today time.Time) *fault.Fault {
		s, ok := answer.(string)
		if !ok {
			return wrongType()
		}
		f, _ := read(s, today).(*fault.Fault)
		return f
	}
}

func wrongType() *fault.Fault {
	return fault.New(fault.ValueInvalid, "", "This answer is of another type than its field.")
}
