package demo

import "math/rand/v2"

// fate is how far some of the cases have come. Its script is a list of moves; the last
// one lies as many working days back as age says.
type fate struct {
	name     string
	share    int // of 200 cases
	script   []string
	age      func(promise int, dice *rand.Rand) int
	services []string // those it can happen to; nil is any
}

// between draws from low to high, both included.
func between(low, high int) func(int, *rand.Rand) int {
	return func(_ int, dice *rand.Rand) int { return low + dice.IntN(high-low+1) }
}

// near lets a promise run almost out, late lets it pass.
func near(promise int, dice *rand.Rand) int { return max(0, promise-1-dice.IntN(3)) }
func late(promise int, dice *rand.Rand) int { return promise + dice.IntN(4) }

// everySteps is a move that stands for as many examinations as the service has.
const everyStep = "every step"

// fates of 200 cases, from the draft to the file that is closed. What takes a step, a
// limit or a paper that not every service has, names its services.
var fates = []fate{
	{"draft", 14, []string{"begin"}, between(0, 6), nil},
	{"handed in", 16, []string{"submit"}, between(0, 1), []string{"SAMR-FOOD", "HRSS-RET", "CA-DIBAO", "DPF-CARD", "MI-MAT", "UM-SIGN", "HUD-BUILD", "PSB-ID", "SAMR-IND", "EDU-ENTER"}},
	{"checked", 4, []string{"submit", "check"}, between(0, 1), []string{"SAMR-FOOD", "HRSS-RET", "MI-MAT"}},
	{"silent", 4, []string{"submit"}, between(7, 9), []string{"SAMR-FOOD", "HUD-BUILD", "NR-TRANS"}},
	{"correcting", 12, []string{"flawed", "ask"}, between(0, 4), nil},
	{"corrected", 6, []string{"flawed", "ask", "supply"}, between(0, 1), []string{"SAMR-FOOD", "HRSS-RET", "CA-DIBAO", "MI-MAT", "PSB-ID"}},
	{"under review", 12, []string{"submit", "accept"}, between(0, 1), []string{"CA-DIBAO", "DPF-CARD", "MI-MAT", "PSB-ID", "HRSS-RET", "CA-AGED", "EDU-ENTER"}},
	{"examined", 8, []string{"submit", "accept", "examine"}, between(0, 1), []string{"SAMR-FOOD", "CA-DIBAO", "PSB-ID", "DPF-CARD"}},
	{"running out", 8, []string{"submit", "accept"}, near, []string{"SAMR-FOOD", "HRSS-RET", "NR-TRANS", "UM-SIGN", "CA-AGED"}},
	{"overdue", 6, []string{"submit", "accept"}, late, []string{"SAMR-FOOD", "NR-TRANS", "UM-SIGN", "EDU-ENTER"}},
	{"extended", 3, []string{"submit", "accept", "examine", "extend"}, between(1, 2), []string{"SAMR-FOOD"}},
	{"paused", 6, []string{"submit", "accept", "pause"}, between(1, 5), []string{"DPF-CARD", "SAMR-FOOD", "HUD-BUILD"}},
	{"resumed", 2, []string{"submit", "accept", "pause shortly"}, between(3, 4), []string{"DPF-CARD"}},
	{"granted", 12, []string{"submit", "accept", everyStep, "grant"}, between(0, 6), nil},
	{"delivery overdue", 2, []string{"submit", "accept", everyStep, "grant"}, between(11, 12), []string{"SAMR-FOOD"}},
	{"refused", 6, []string{"submit", "accept", "fail", "refuse"}, between(0, 4), []string{"SAMR-FOOD", "CA-DIBAO", "DPF-CARD", "UM-SIGN", "HRSS-RET"}},
	{"refused and told", 5, []string{"submit", "accept", "fail", "refuse", "deliver"}, between(2, 9), []string{"SAMR-FOOD", "CA-DIBAO", "DPF-CARD", "MI-MAT"}},
	{"closed", 42, []string{"submit", "accept", everyStep, "grant", "deliver"}, between(0, 18), nil},
	{"closed late", 5, []string{"submit", "accept", "rest", everyStep, "grant", "deliver"}, between(0, 6), []string{"SAMR-FOOD", "UM-SIGN", "NR-TRANS"}},
	{"closed after correction", 9, []string{"flawed", "ask", "supply", "accept", everyStep, "grant", "deliver"}, between(0, 8), []string{"SAMR-FOOD", "SAMR-IND", "HRSS-CARD", "UM-SIGN", "MI-MAT", "NR-TRANS"}},
	{"withdrawn", 8, []string{"submit", "withdraw"}, between(0, 15), nil},
	{"not accepted", 6, []string{"submit", "reject"}, between(0, 15), []string{"SAMR-FOOD", "CA-DIBAO", "HRSS-RET", "CA-AGED", "EDU-ENTER"}},
	{"terminated", 4, []string{"submit short", "defer", "terminate"}, between(0, 8), []string{"MI-MAT", "HUD-BUILD"}},
}

// pace is how many working days pass before a move, at least and at most.
var pace = map[string][2]int{
	"check": {0, 0}, "accept": {0, 1}, "ask": {0, 1}, "supply": {1, 3}, "examine": {0, 1}, "fail": {1, 2}, "grant": {0, 1}, "refuse": {0, 1},
	"deliver": {0, 2}, "withdraw": {0, 1}, "reject": {0, 1}, "pause": {1, 1}, "pause shortly": {1, 1}, "extend": {1, 1}, "rest": {4, 6},
	"defer": {0, 1}, "terminate": {3, 4},
}

// demand is how often a service is asked for, and by whom; nobody named is anybody whom
// the service is open to.
type demand struct {
	service string
	weight  int
	by      []string // logins
}

var demands = []demand{
	{"SAMR-FOOD", 26, []string{"restaurant", "noodle", "liu", "trade", "zhang"}},
	{"SAMR-IND", 14, []string{"liu", "zhang", "zhou", "li"}},
	{"HRSS-RET", 9, []string{"chen", "gong", "zhou"}},
	{"NR-TRANS", 12, nil},
	{"PSB-ID", 12, nil},
	{"CA-DIBAO", 8, []string{"he", "zhou", "sun", "zhao"}},
	{"DPF-CARD", 6, []string{"he", "zhao", "wang"}},
	{"MI-MAT", 8, []string{"li", "zheng", "gong"}},
	{"HRSS-CARD", 8, nil},
	{"UM-SIGN", 8, []string{"restaurant", "noodle", "trade", "liu"}},
	{"HUD-BUILD", 5, []string{"builder", "trade"}},
	{"EDU-ENTER", 4, []string{"zhang", "li", "liu"}},
	{"CA-AGED", 6, []string{"wang", "zhao"}},
	{"PSB-BIRTH", 6, []string{"zhang", "li", "wu"}},
	{"CA-MARRY", 4, []string{"wu", "zheng"}},
	{"HRSS-FUN", 4, []string{"sun"}},
	{"MI-REMOTE", 8, nil},
	{"MI-ENROL", 5, nil},
	{"FIRE-CHECK", 4, []string{"restaurant", "noodle"}},
	{"TAX-INV", 5, []string{"restaurant", "noodle", "trade", "builder"}},
	{"HPF-RET", 5, []string{"chen", "gong"}},
	{"PSB-SEAL", 3, []string{"trade", "builder"}},
	{"NHC-BIRTHREG", 4, []string{"zheng", "li"}},
	{"PSB-DEATH", 3, []string{"sun"}},
	{"SAMR-CO", 4, []string{"zhang", "liu"}},
	{"HRSS-EMP", 3, []string{"trade", "builder"}},
}
