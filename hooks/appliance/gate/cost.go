package gate

import "strings"

// Cost is what a filter asks of the database.
type Cost struct {
	Terms    int // comparisons
	Searches int // of them those by parts of words, which read every row
	Depth    int // of parentheses
	Bytes    int
}

// Bounds of what a question to a list may cost. A person fills in a few fields; an officer's
// page also asks for up to fifty records by their ids.
var (
	ForPeople   = Cost{Terms: 12, Searches: 3, Depth: 6, Bytes: 600}
	ForOfficers = Cost{Terms: 60, Searches: 12, Depth: 10, Bytes: 3500}
)

// Weigh counts what a filter asks for. It reads signs, not meaning: texts between quotation
// marks and comments count nothing, and what is no filter at all is refused by whoever runs it.
func Weigh(filter string) Cost {
	cost, depth := Cost{Bytes: len(filter)}, 0
	for i := 0; i < len(filter); {
		switch c := filter[i]; {
		case c == '\'' || c == '"':
			i = afterText(filter, i)
			continue
		case strings.HasPrefix(filter[i:], "//"):
			i += strings.IndexByte(filter[i:]+"\n", '\n')
			continue
		case c == '(':
			depth++
			cost.Depth = max(cost.Depth, depth)
		case c == ')':
			depth--
		case strings.IndexByte(comparing, c) >= 0:
			end := i
			for end < len(filter) && strings.IndexByte(comparing, filter[end]) >= 0 {
				end++
			}
			cost.Terms++
			if strings.Contains(filter[i:end], "~") {
				cost.Searches++
			}
			i = end
			continue
		}
		i++
	}
	return cost
}

// comparing are the signs of which comparisons consist, such as ?!~ and >=.
const comparing = "=!<>~?"

// afterText is the place behind the text that begins at a quotation mark.
func afterText(filter string, at int) int {
	quote := filter[at]
	for at++; at < len(filter); at++ {
		switch filter[at] {
		case '\\':
			at++
		case quote:
			return at + 1
		}
	}
	return len(filter)
}

// Within reports whether a cost keeps to bounds.
func (c Cost) Within(most Cost) bool {
	return c.Terms <= most.Terms && c.Searches <= most.Searches && c.Depth <= most.Depth && c.Bytes <= most.Bytes
}
