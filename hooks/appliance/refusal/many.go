package refusal

import "fmt"

// Many is a number of things in a sentence of two languages: %d writes the number alone, as
// Chinese wants it, and %s the number with its noun, as English does: 1 case, 2 cases.
type Many struct {
	N         int
	One, More string // with the verb, where the sentence goes on with one: "case is", "cases are"
}

// Format writes the number or the number with its noun.
func (m Many) Format(f fmt.State, verb rune) {
	switch {
	case verb == 'd':
		fmt.Fprint(f, m.N)
	case m.N == 1:
		fmt.Fprint(f, m.N, " ", m.One)
	default:
		fmt.Fprint(f, m.N, " ", m.More)
	}
}
